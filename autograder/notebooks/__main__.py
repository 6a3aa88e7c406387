"""`python -m autograder.notebooks` checks and mends the chapters; without arguments it says how."""

import sys

from autograder.notebooks.canonical import NotebookError, main

try:
    sys.exit(main(sys.argv[1:]))
except NotebookError as e:
    sys.exit(f"autograder.notebooks: {e}")
