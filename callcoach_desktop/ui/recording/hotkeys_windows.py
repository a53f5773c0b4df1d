"""Global keys of Windows: RegisterHotKey (winuser.h). They belong to the thread that waits for them."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from ctypes import wintypes

_ALT, _CONTROL, _NO_REPEAT = 0x1, 0x2, 0x4000
_WM_HOTKEY, _WM_QUIT = 0x0312, 0x0012


class WindowsKeys:
    """`taken` is what was asked for: which of them another program has is known only on the thread that waits."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        self._keys = tuple(keys)
        self.taken = tuple(name for name, _ in keys)
        self._thread_id = 0
        self._ready = threading.Event()

    def run(self, pressed: Callable[[str], object]) -> None:
        """Take the keys and wait for them until `stop`."""
        user32, kernel32 = ctypes.windll.user32, ctypes.windll.kernel32
        self._thread_id = kernel32.GetCurrentThreadId()
        held = [
            number
            for number, (_, letter) in enumerate(self._keys)
            if user32.RegisterHotKey(None, number, _ALT | _CONTROL | _NO_REPEAT, ord(letter))
        ]
        self.taken = tuple(self._keys[number][0] for number in held)
        self._ready.set()
        message = wintypes.MSG()
        while user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _WM_HOTKEY and message.wParam in held:
                pressed(self._keys[message.wParam][0])
        for number in held:
            user32.UnregisterHotKey(None, number)

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._ready.wait(2.0)
        ctypes.windll.user32.PostThreadMessageW(self._thread_id, _WM_QUIT, 0, 0)
