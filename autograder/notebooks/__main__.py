"""`python -m autograder.notebooks` checks and mends the chapters; without arguments it says how."""

import sys

from autograder.notebooks.canonical import main
from autograder.notebooks.markers import NotebookError

try:
    sys.exit(main(sys.argv[1:]))
except NotebookError as e:
    sys.exit(f"autograder.notebooks: {e}")
