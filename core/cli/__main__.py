"""`python -m core.cli`: the command line without its script on the PATH."""

import sys

from core.cli import main

sys.exit(main())
