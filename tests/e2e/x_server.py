"""An X server of our own without a screen (Xvfb), and hands for it: its test extension types and clicks."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Self

import pytest

SIZE = "1280x800x24"


def missing() -> str | None:
    """Why there can be no server here, None when there can."""
    if shutil.which("Xvfb") is None:
        return "Xvfb is not installed (package xvfb)"
    if ctypes.util.find_library("Xtst") is None:
        return "libXtst is not installed (package libxtst6)"
    return None


class XServer:
    """Takes a display number that is free; `name` is what DISPLAY has to say. Use it as a context."""

    def __init__(self, size: str = SIZE) -> None:
        self._size = size
        self.name = ""

    def __enter__(self) -> Self:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-screen", "0", self._size]
        self._process = subprocess.Popen(
            command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        os.close(write)
        with os.fdopen(read) as number:  # told when it takes connections; ends empty when it could not begin
            told = number.readline().strip()
        if not told:
            raise RuntimeError(f"Xvfb did not begin: {self._process.communicate()[1]}")
        self.name = f":{told}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)


class Hands:
    """A person at a display: a connection of another program, by the server's test extension. Use it as a context."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11"))
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._where = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._where:
            raise RuntimeError(f"no X display {display}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._x.XCloseDisplay(self._where)

    def type(self, held: Sequence[str], keys: Sequence[str]) -> None:
        """Press and let go of `keys` (names of keysyms) while `held` are down."""
        for name in held:
            self._key(name, down=True)
        for name in keys:
            self._key(name, down=True)
            self._key(name, down=False)
        for name in reversed(held):
            self._key(name, down=False)
        self._x.XSync(self._where, 0)

    def click(self, x: int, y: int) -> None:
        """Move the pointer there, and press its first button."""
        self._test.XTestFakeMotionEvent(self._where, -1, x, y, ctypes.c_ulong(0))
        for down in (1, 0):
            self._test.XTestFakeButtonEvent(self._where, 1, down, ctypes.c_ulong(0))
        self._x.XSync(self._where, 0)

    def _key(self, name: str, *, down: bool) -> None:
        code = self._x.XKeysymToKeycode(self._where, ctypes.c_ulong(self._x.XStringToKeysym(name.encode())))
        self._test.XTestFakeKeyEvent(self._where, code, int(down), ctypes.c_ulong(0))


@pytest.fixture
def x_server():
    """An X server that nobody else uses."""
    why = missing()
    if why is not None:
        pytest.skip(why)
    with XServer() as server:
        yield server
