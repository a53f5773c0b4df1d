"""What only some systems can: global keys (tried on a real X server where one can be started) and hiding."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QObject

from callcoach_desktop.ui.recording import hiding, hotkeys


def test_where_there_is_no_way_it_is_said(qapp):
    assert not hotkeys.can_grab()  # the tests run without a display
    assert "outside of its own window" in hotkeys.about_hotkeys()
    keys = hotkeys.HotKeys(QObject())
    keys.start()
    assert keys.taken == ()
    keys.stop()
    if sys.platform.startswith("linux"):
        assert not hiding.can_hide()
        assert "no way" in hiding.about_hiding()


@pytest.fixture
def display(monkeypatch):
    if shutil.which("Xvfb") is None or ctypes.util.find_library("Xtst") is None:
        pytest.skip("Xvfb or libXtst is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp"], pass_fds=(write,), stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    monkeypatch.setenv("DISPLAY", name)
    yield name
    server.terminate()
    server.wait(10)


def test_keys_of_x11_are_heard_with_any_lock_and_given_back(display):
    from callcoach_desktop.ui.recording.hotkeys_x11 import X11Keys

    keys = X11Keys(hotkeys.KEYS)
    assert keys.taken == ("record", "mark", "pause")
    with pytest.raises(OSError, match="other programs"):
        X11Keys(hotkeys.KEYS)
    heard, came = [], threading.Event()

    def pressed(name):
        heard.append(name)
        if len(heard) == 3:
            came.set()

    thread = threading.Thread(target=keys.run, args=(pressed,))
    thread.start()
    press(display, ("Control_L", "Alt_L"), ("r", "m", "p"))
    assert came.wait(10)
    assert heard == ["record", "mark", "pause"]
    keys.stop()
    thread.join(5)
    again = X11Keys(hotkeys.KEYS)
    waits = threading.Thread(target=again.run, args=(pressed,))
    waits.start()
    again.stop()
    waits.join(5)


def press(display, held, letters):
    """Type by the server's own test extension, as another program would."""
    x, test = ctypes.CDLL(ctypes.util.find_library("X11")), ctypes.CDLL(ctypes.util.find_library("Xtst"))
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XStringToKeysym.restype = ctypes.c_ulong
    where = ctypes.c_void_p(x.XOpenDisplay(display.encode()))

    def key(name, down):
        code = x.XKeysymToKeycode(where, ctypes.c_ulong(x.XStringToKeysym(name.encode())))
        test.XTestFakeKeyEvent(where, code, down, ctypes.c_ulong(0))

    for name in held:
        key(name, 1)
    for letter in letters:
        key(letter, 1)
        key(letter, 0)
    for name in held:
        key(name, 0)
    x.XFlush(where)
    x.XCloseDisplay(where)
