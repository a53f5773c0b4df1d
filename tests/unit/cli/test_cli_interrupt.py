"""Ctrl-C in commands that stop cleanly."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from callcoach_desktop.cli.interrupt import interruptible, pause


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_ends_a_pause_whenever_it_comes() -> None:
    for n in range(60):
        with interruptible() as stopped:
            killer = threading.Timer(0.0005 * n, os.kill, (os.getpid(), signal.SIGINT))
            killer.start()
            begun = time.monotonic()
            pause(stopped, 30.0)
            assert stopped.is_set()
            assert time.monotonic() - begun < 20.0
            killer.join()


def test_a_pause_without_a_signal_is_as_long_as_it_is_meant() -> None:
    begun = time.monotonic()
    pause(threading.Event(), 0.25)
    assert time.monotonic() - begun >= 0.25
