"""Pictures of the Calls and Call screens over a library: `python packaging/screenshots.py LIBRARY TARGET`.

Needs no display. Fonts come from the system (fontconfig).
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from callcoach_desktop.app import run


def main() -> int:
    """Take all pictures; returns the exit status."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    return run(["--library", sys.argv[1], "--screenshots", sys.argv[2]])


if __name__ == "__main__":
    sys.exit(main())
