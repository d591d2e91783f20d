"""`python -m policyie`, the same as the command `policyie`."""

from __future__ import annotations

import sys

from policyie.cli import main

if __name__ == "__main__":
    sys.exit(main())
