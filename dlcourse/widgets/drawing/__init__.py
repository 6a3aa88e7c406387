"""What the interactive pictures are drawn with."""
