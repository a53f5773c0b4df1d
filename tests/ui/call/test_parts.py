"""The large parts of the call screen are made one at a time and taken by the screen."""

from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.parts import LARGE, Parts


def test_each_part_is_made_once_and_out_of_sight(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    parts = Parts(window)
    steps = 0
    while parts.make_one():
        steps += 1
    assert steps == len(LARGE)
    assert all(len(window.findChildren(kind)) == 1 for kind in LARGE)
    window.show()
    assert not any(window.findChild(kind).isVisible() for kind in LARGE)


def test_a_made_part_is_taken_and_the_others_go(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    parts = Parts(window)
    while parts.make_one():
        pass
    waiting = window.findChild(MapView)
    taken = parts.take(MapView)
    assert taken is waiting
    taken.setParent(window)
    again = parts.take(MapView)  # a second one is a new one
    qtbot.addWidget(again)
    assert again is not taken
    parts.drop()
    qtbot.waitUntil(lambda: window.findChild(Header) is None)
    assert window.findChild(MapView) is taken
