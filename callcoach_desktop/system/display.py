"""Whether there is a screen to open a window on. Imports nothing of Qt, which ends the process where there is none."""

from __future__ import annotations

import os
import sys

NO_DISPLAY = "There is no display here."
WHAT_TO_DO = "Log in to a desktop to use the window; the command line works without."


def has_display() -> bool:
    """False where nothing can show a window: a Linux machine without a desktop, and no other platform named for Qt."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
