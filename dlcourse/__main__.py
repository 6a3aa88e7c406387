"""`python -m dlcourse` is `dlcourse`."""

import sys

from dlcourse.cli import main

sys.exit(main())
