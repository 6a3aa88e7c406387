"""What `check(f)` does: an attempt and an exercise in, a verdict out, and the verdict shown."""
