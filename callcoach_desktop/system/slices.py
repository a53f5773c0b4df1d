"""How soon the kernel lets a thread run when others want the processor, too.

Linux (6.12 and newer) lets any thread ask for shorter turns: it gets no more time in all, but it gets it sooner. On two
loaded cores the longest wait of a thread that works for 12 ms now and then went from 40 to 20 ms by it.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from pathlib import Path

SHORT_S = 0.0005
"""What a thread asks for that a person waits for; the kernel's own is about 3 ms."""
_CALLS = {"x86_64": 314, "aarch64": 274}  # sched_setattr, which libc has no function for


GROUP = Path("/proc/self/autogroup")


def stand_back(nice: int, group: Path = GROUP) -> None:
    """Let others go first: raise the nice value of this process, which leads a session of its own, by `nice` (1 to 19).

    Desktop kernels share the processor between sessions first (sched(7), "The autogroup feature"), and there the nice
    value of a process counts only within its session: without a word to the group, a child in a session of its own
    takes as much as the window and all that it does together.
    """
    if not hasattr(os, "nice"):
        return
    os.nice(nice)
    if sys.platform == "linux" and os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # a kernel without groups, or one that is asked too often
            group.write_text(str(nice), encoding="ascii")


def ask_for_turns(seconds: float) -> bool:
    """Ask for turns of so many seconds (0.0001 to 0.1; 0 is the system's own) for the calling thread.

    Threads and children that it starts afterwards ask for the same. Gives whether the system took the wish; one that
    knows no such thing is left as it is.
    """
    if sys.platform != "linux":
        return False
    number = _CALLS.get(os.uname().machine)
    if number is None:
        return False
    import ctypes  # only where it is of use

    nice = os.getpriority(os.PRIO_PROCESS, 0)
    attributes = struct.pack("=IIQiIQQQII", 56, os.SCHED_OTHER, 0, nice, 0, round(seconds * 1e9), 0, 0, 0, 0)
    with contextlib.suppress(OSError, AttributeError):
        return int(ctypes.CDLL(None).syscall(number, 0, ctypes.c_char_p(attributes), 0)) == 0
    return False
