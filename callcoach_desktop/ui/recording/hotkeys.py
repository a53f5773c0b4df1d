"""Keys that work while another window has the keyboard, where the system lets a program have them.

Windows: RegisterHotKey. X11: XGrabKey on the root window, on a connection of our own. Wayland and macOS give such
keys only through a question to the user (the GlobalShortcuts portal, Accessibility): there the bar, the tray and the
window's own keys remain.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread

log = logging.getLogger(__name__)

KEYS = (("record", "R"), ("mark", "M"), ("pause", "P"), ("glance", "B"))
"""What is asked for, and the letter that does it together with Ctrl and Alt."""


class Grabber(Protocol):
    """A way of one system: `run` waits for keys until `stop`, and says for each which of KEYS it was."""

    taken: tuple[str, ...]

    def run(self, pressed: Any) -> None: ...

    def stop(self) -> None: ...


def can_grab() -> bool:
    """Whether this system has a way."""
    return sys.platform == "win32" or QGuiApplication.platformName() == "xcb"


def about_hotkeys() -> str:
    """What a person is told about them."""
    if can_grab():
        return tr("Ctrl+Alt+R records and stops, Ctrl+Alt+M marks, Ctrl+Alt+P pauses, Ctrl+Alt+B shows the playbook, "
                  "in whatever window you are")  # fmt: skip
    return tr("This system gives no program keys outside of its own window; use the bar or the tray")


class HotKeys(QObject):
    """`pressed` carries one of KEYS' names. Nothing happens where there is no way."""

    pressed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._grabber: Grabber | None = None
        self._thread: threading.Thread | None = None
        self.taken: tuple[str, ...] = ()
        """The keys that are ours now: another program may have some already."""

    def start(self) -> None:
        """Take the keys."""
        if self._thread is not None or not can_grab():
            return
        try:
            self._grabber = _grabber()
        except OSError as error:
            log.info("no global keys: %s", error)
            return
        self.taken = self._grabber.taken
        self._thread = threading.Thread(target=self._grabber.run, args=(self._told,), name="hot-keys", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give them back."""
        grabber, self._grabber = self._grabber, None
        thread, self._thread = self._thread, None
        if grabber is not None and thread is not None:
            grabber.stop()
            thread.join(2.0)
        self.taken = ()

    def _told(self, name: str) -> None:
        on_ui_thread(self, lambda: self.pressed.emit(name))


def _grabber() -> Grabber:
    """The way of this system. Raises OSError where it is not there after all."""
    if sys.platform == "win32":
        from callcoach_desktop.ui.recording.hotkeys_windows import WindowsKeys

        return WindowsKeys(KEYS)
    from callcoach_desktop.ui.recording.hotkeys_x11 import X11Keys

    return X11Keys(KEYS)
