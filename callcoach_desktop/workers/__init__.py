"""The children that do native work, and the protocol they speak."""

from __future__ import annotations

import sys

from callcoach_desktop.system.sandbox import forbid_network
from callcoach_desktop.system.slices import ask_for_turns, stand_back


def run_worker(name: str) -> int:
    """Be the child `name` until the parent is gone; returns the exit status."""
    if name != "record":  # what comes in while it waits is lost
        stand_back(5)  # the window, and whatever else a person does, comes first
        ask_for_turns(0)  # not those of the window, which started it
    forbid_network()  # before any library is loaded and any thread started; where it cannot, nothing else changes
    if name == "decode":
        from callcoach_desktop.workers.decode import run
    elif name == "transcribe":
        from callcoach_desktop.workers.transcribe import run
    elif name == "analyse":
        from callcoach_desktop.workers.analyse import run
    elif name == "record":
        from callcoach_desktop.workers.record import run
    elif name == "follow":
        from callcoach_desktop.workers.follow import run
    else:
        sys.stderr.write(f"callcoach: no worker called {name!r}\n")
        return 2
    return run()
