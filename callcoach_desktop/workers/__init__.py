"""The children that do native work, and the protocol they speak."""

from __future__ import annotations

import sys


def run_worker(name: str) -> int:
    """Be the child `name` until the parent is gone; returns the exit status."""
    if name == "decode":
        from callcoach_desktop.workers.decode import run
    elif name == "transcribe":
        from callcoach_desktop.workers.transcribe import run
    else:
        sys.stderr.write(f"callcoach: no worker called {name!r}\n")
        return 2
    return run()
