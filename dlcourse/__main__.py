"""`python -m dlcourse` is `dlcourse`."""

import sys

from dlcourse.lab.cli import main

sys.exit(main())
