"""The engine that every chapter may train with: a library, as NumPy is, which knows no chapter."""
