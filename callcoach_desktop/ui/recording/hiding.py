"""Keeping a window out of a shared or recorded screen, where the system has a way for it.

Windows 10 (2004) and later: SetWindowDisplayAffinity with WDA_EXCLUDEFROMCAPTURE (learn.microsoft.com, winuser.h).
macOS: NSWindow.sharingType = none; programs that use ScreenCaptureKit on macOS 15 and later ignore it.
X11 and Wayland have no such wish.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr

_EXCLUDE, _NOTHING = 0x11, 0x0


def can_hide() -> bool:
    """Whether this system has a way."""
    return sys.platform in {"win32", "darwin"}


def about_hiding() -> str:
    """What a person is told about it."""
    if sys.platform == "win32":
        return tr("Others do not see the bar when you share your screen (Windows 10 of 2020 and later)")
    if sys.platform == "darwin":
        return tr("Most call apps do not show the bar when you share your screen; the newest of macOS may")
    return tr("This system has no way to keep a window out of a shared screen: share one window instead")


def hide_from_share(window: QWidget, *, on: bool) -> bool:
    """Keep a shown window out of shared screens, or let it be seen again; returns whether the system agreed."""
    if sys.platform == "win32":
        answer = ctypes.windll.user32.SetWindowDisplayAffinity(int(window.winId()), _EXCLUDE if on else _NOTHING)
        return bool(answer)
    if sys.platform == "darwin":
        return _mac(int(window.winId()), sharing=0 if on else 1)
    return False


def see_through() -> bool:
    """Whether what a window leaves unpainted shows what is behind it. On X11 that needs a compositing manager, which
    owns the selection _NET_WM_CM_S0 (Extended Window Manager Hints); without one it would be black."""
    if QGuiApplication.platformName() != "xcb":
        return True
    try:
        x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    except OSError:
        return False
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = x.XGetSelectionOwner.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    if not display:
        return False
    owner = x.XGetSelectionOwner(display, ctypes.c_ulong(x.XInternAtom(display, b"_NET_WM_CM_S0", 0)))
    x.XCloseDisplay(display)
    return bool(owner)


def _mac(view: int, sharing: int) -> bool:
    """`[[view window] setSharingType:sharing]` through the Objective-C runtime: 0 none, 1 read only."""
    objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = [ctypes.c_char_p]
    send = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    window = send(view, objc.sel_registerName(b"window"))
    if not window:
        return False
    put = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(("objc_msgSend", objc))
    put(window, objc.sel_registerName(b"setSharingType:"), sharing)
    return True
