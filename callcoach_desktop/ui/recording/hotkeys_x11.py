"""Global keys of X11: XGrabKey on the root window (Xlib, chapter 12.2), on a connection of our own."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import select
from collections.abc import Callable, Sequence
from typing import Any

_CONTROL, _ALT, _LOCK, _NUM = 4, 8, 2, 16  # ControlMask, Mod1Mask, LockMask, Mod2Mask
_ASYNC, _KEY_PRESS = 1, 2
_ANY_LOCKS = (0, _LOCK, _NUM, _LOCK | _NUM)


class _KeyEvent(ctypes.Structure):
    """The beginning of XKeyEvent."""

    _fields_ = (
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("root", ctypes.c_ulong),
        ("subwindow", ctypes.c_ulong), ("time", ctypes.c_ulong), ("x", ctypes.c_int), ("y", ctypes.c_int),
        ("x_root", ctypes.c_int), ("y_root", ctypes.c_int), ("state", ctypes.c_uint), ("keycode", ctypes.c_uint),
    )  # fmt: skip


class _Event(ctypes.Union):
    _fields_ = (("key", _KeyEvent), ("pad", ctypes.c_long * 24))


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def _library() -> Any:
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    x = ctypes.CDLL(name)
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x.XDefaultRootWindow.restype = ctypes.c_ulong
    x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    x.XStringToKeysym.restype = ctypes.c_ulong
    x.XStringToKeysym.argtypes = [ctypes.c_char_p]
    x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x.XGrabKey.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_ulong] + [ctypes.c_int] * 3
    x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x.XPending.argtypes = [ctypes.c_void_p]
    x.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    x.XConnectionNumber.argtypes = [ctypes.c_void_p]
    x.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x.XSetErrorHandler.restype = ctypes.c_void_p
    x.XSetErrorHandler.argtypes = [ctypes.c_void_p]
    return x


class X11Keys:
    """Takes the keys when it is made. Raises OSError where there is no X server, or no key is free."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        self._x = _library()
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise OSError("no X display")
        self._names: dict[int, str] = {}
        self._wake_read, self._wake_write = os.pipe()
        root = self._x.XDefaultRootWindow(self._display)
        for name, letter in keys:
            code = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(letter.lower().encode()))
            if code and self._grab(root, code):
                self._names[code] = name
        self.taken = tuple(self._names.values())
        if not self.taken:
            self._close()
            raise OSError("other programs have all the keys")

    def _grab(self, root: int, code: int) -> bool:
        """Take one key, whatever locks are on; False when another program has it."""
        refused: list[int] = []

        def on_error(_display: int, _event: int) -> int:
            refused.append(1)  # BadAccess: somebody has grabbed it
            return 0

        handler = _HANDLER(on_error)
        before = self._x.XSetErrorHandler(ctypes.cast(handler, ctypes.c_void_p))
        for locks in _ANY_LOCKS:
            self._x.XGrabKey(self._display, code, _CONTROL | _ALT | locks, root, 0, _ASYNC, _ASYNC)
        self._x.XSync(self._display, 0)
        self._x.XSetErrorHandler(before)
        return not refused

    def run(self, pressed: Callable[[str], object]) -> None:
        """Wait for keys until `stop`."""
        event = _Event()
        connection = self._x.XConnectionNumber(self._display)
        while True:
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, ctypes.byref(event))
                if event.key.type == _KEY_PRESS and event.key.keycode in self._names:
                    pressed(self._names[event.key.keycode])
            ready, _, _ = select.select([connection, self._wake_read], [], [])
            if self._wake_read in ready:
                self._close()
                return

    def stop(self) -> None:
        """End `run`, from another thread."""
        os.write(self._wake_write, b"x")

    def _close(self) -> None:
        self._x.XCloseDisplay(self._display)
        os.close(self._wake_read)
        os.close(self._wake_write)
