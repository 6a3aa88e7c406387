"""Make the stored tables of a chapter anew: python -m dlcourse.results CHAPTER [TABLE ...]."""

import sys

from dlcourse.results import FOLDER, store

if len(sys.argv) < 2:
    chapters = ", ".join(sorted(path.stem for path in FOLDER.glob("[a-z]*.py")))
    sys.exit(f"{__doc__} Chapters with tables: {chapters}.")
store(sys.argv[1], sys.argv[2:])
