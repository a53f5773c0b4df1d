"""What only some systems can: global keys (tried on a real X server where one can be started) and hiding."""

import queue
import sys
import threading

import pytest
from PySide6.QtCore import QObject
from x_server import Hands

from callcoach_desktop.ui.recording import hiding, hotkeys

LONG_S = 30.0


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
def display(x_server, monkeypatch):
    monkeypatch.setenv("DISPLAY", x_server.name)
    with Hands(x_server.name) as hands:
        yield hands


def test_keys_of_x11_are_heard_with_any_lock_and_given_back(display):
    from callcoach_desktop.ui.recording.hotkeys_x11 import X11Keys

    names = tuple(name for name, _ in hotkeys.KEYS)
    letters = [letter.lower() for _, letter in hotkeys.KEYS]
    keys = X11Keys(hotkeys.KEYS)
    assert keys.taken == names
    with pytest.raises(OSError, match="other programs"):
        X11Keys(hotkeys.KEYS)
    heard = queue.SimpleQueue()
    thread = threading.Thread(target=keys.run, args=(heard.put,))
    thread.start()
    for locks in ((), ("Caps_Lock",), ("Num_Lock",)):  # each stays on: the last round has both
        display.type((), locks)
        display.type(("Control_L", "Alt_L"), letters)
        assert [heard.get(timeout=LONG_S) for _ in names] == list(names)
    display.type(("Control_L",), letters)  # without Alt they are the other program's
    display.type(("Control_L", "Alt_L"), letters[:1])
    assert heard.get(timeout=LONG_S) == names[0]
    assert heard.empty()
    keys.stop()
    thread.join(LONG_S)
    assert not thread.is_alive()
    again = X11Keys(hotkeys.KEYS)
    assert again.taken == names
    waits = threading.Thread(target=again.run, args=(heard.put,))
    waits.start()
    again.stop()
    waits.join(LONG_S)
    assert not waits.is_alive()
