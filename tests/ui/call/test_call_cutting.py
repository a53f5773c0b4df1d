"""Cutting a clip in the call: from map, text and key, with a name, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.services.clips import BEST, Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.view import CallScreen

CALL = "dental000001"


@pytest.fixture
def clips(library: Library) -> Clips:
    return Clips(library)


@pytest.fixture
def screen(library: Library, clips: Clips, qtbot: QtBot) -> Iterator[CallScreen]:
    window = QWidget()
    made = CallScreen(library, window, editor=Editor(library), clips=clips)
    window.resize(1280, 800)
    made.resize(window.size())
    qtbot.addWidget(window)
    window.show()
    made.said_ = []
    made.did.connect(made.said_.append)
    with qtbot.waitSignal(made.ready, timeout=20_000):
        made.open(CALL)
    yield made
    made.close_call()


def asked(screen: CallScreen, qtbot: QtBot):
    qtbot.waitUntil(lambda: screen.cutting.dialog is not None, timeout=30_000)
    return screen.cutting.dialog


def test_v_cuts_what_is_selected_on_the_map_under_a_name(screen: CallScreen, clips: Clips, qtbot: QtBot):
    screen.map.set_selection(Span(30.0, 42.5))
    qtbot.keyClick(screen.map, Qt.Key.Key_V)
    dialog = asked(screen, qtbot)
    assert dialog.name.text() == clips.suggestion(CALL, 30.0, 42.5)
    assert dialog.name.text()
    dialog.name.setText("How she opens")
    dialog.note.setText("calm")
    dialog.keep.click()
    qtbot.waitUntil(lambda: screen.said_ == ["Cut “How she opens”"], timeout=30_000)
    (shown,) = clips.shown(BEST)
    assert (shown.clip.start, shown.clip.end, shown.clip.name, shown.clip.note) == (30.0, 42.5, "How she opens", "calm")
    Editor(screen._editor._library).undo()
    assert clips.shown() == ()


def test_without_a_selection_the_line_with_the_focus_is_cut(screen: CallScreen, clips: Clips, qtbot: QtBot):
    block = screen.transcript.blocks[screen.transcript.focused_row]
    qtbot.keyClick(screen.transcript, Qt.Key.Key_V)
    asked(screen, qtbot).keep.click()
    qtbot.waitUntil(lambda: len(clips.shown()) == 1, timeout=30_000)
    clip = clips.shown()[0].clip
    assert (clip.start, clip.end) == (pytest.approx(block.start), pytest.approx(block.end))


def test_the_bar_and_the_menu_cut_and_the_last_list_is_remembered(screen: CallScreen, clips: Clips, qtbot: QtBot):
    hooks = clips.add_list("Hooks")
    screen.map.set_selection(Span(10.0, 20.0))
    assert screen.map.bar.cut_button.isVisible()
    screen.map.bar.cut_button.click()
    dialog = asked(screen, qtbot)
    dialog.into.setCurrentIndex(dialog.into.findData(hooks.id))
    dialog.keep.click()
    qtbot.waitUntil(lambda: len(clips.shown(hooks.id)) == 1, timeout=30_000)
    qtbot.waitUntil(lambda: screen.cutting.dialog is None, timeout=30_000)
    menu = screen.text_menu.make(2, QPoint(0, 0))
    next(a for a in menu.actions() if a.text().startswith("Cut a clip")).trigger()
    dialog = asked(screen, qtbot)
    assert dialog.into.currentData() == hooks.id
    dialog.keep.click()
    qtbot.waitUntil(lambda: len(clips.shown(hooks.id)) == 2, timeout=30_000)
    assert clips.shown(BEST) == ()


def test_a_dialog_that_is_left_cuts_nothing(screen: CallScreen, clips: Clips, qtbot: QtBot):
    screen.map.set_selection(Span(10.0, 20.0))
    qtbot.keyClick(screen.map, Qt.Key.Key_V)
    dialog = asked(screen, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.cutting.dialog is None, timeout=30_000)
    assert clips.shown() == ()


def test_without_a_service_nothing_is_offered(library: Library, opened: Callable[[Library], CallScreen]):
    screen = opened(library)
    screen.map.set_selection(Span(10.0, 20.0))
    assert not screen.map.bar.cut_button.isVisible()
    assert screen.text_menu.cut is None
