"""Clips and scorecards in the real window: from a call to their pages and back, by keys, palette and Undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from callcoach_desktop.app import Session
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.palette.entries import entries_of
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.tasks import finish_tasks

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Leonie>Hi Marcus, what made you fill in the form?</v>

00:00:04.500 --> 00:00:11.000
<v Marcus>Honestly, the phones. My front desk cannot see each other's openings.</v>
"""


@pytest.fixture
def window(qtbot, tmp_path):
    session = Session(default_library())
    qtbot.addWidget(session.window)
    session.window.resize(1280, 800)
    with qtbot.waitSignal(session.opened, timeout=30_000):
        session.window.show()
    made = session.window
    path = tmp_path / "Brightwater discovery.vtt"
    path.write_text(VTT, encoding="utf-8")
    made.flow.bring_in([path])
    rows = made.calls.view_model.model
    qtbot.waitUntil(lambda: rows.rowCount() == 1 and rows.row(0).state == "ready", timeout=30_000)
    made.open_call(rows.row(0).id)
    qtbot.waitUntil(lambda: made.host.screen.scene is not None and made.host.screen.settled, timeout=30_000)
    yield made
    made.close()
    finish_tasks()


def test_from_a_call_to_the_pages_and_back(window, qtbot):
    screen = window.host.screen
    screen.map.set_selection(Span(4.5, 11.0))
    qtbot.keyClick(screen.map, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: screen.cutting.dialog is not None, timeout=30_000)
    screen.cutting.dialog.keep.click()
    qtbot.waitUntil(lambda: window.toast.text().startswith("Cut “Honestly, the phones"), timeout=30_000)
    window.menus.clips.trigger()
    page = window.pages.page("clips")
    qtbot.waitUntil(lambda: page.currentWidget() is page.page and len(page.clips.rows.clips) == 1, timeout=30_000)
    assert window.undoing.undo_text() == "Undo Cut Clip"
    window.undoing.undo_step()
    qtbot.waitUntil(lambda: page.currentWidget() is page.empty, timeout=30_000)
    window.undoing.redo_step()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    page.clips.setFocus()
    qtbot.keyClick(page.clips, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.host.is_open, timeout=30_000)
    assert {"Clips", "Scorecards"} <= {one.text for one in entries_of(window)}


def test_a_scorecard_is_filled_from_the_menu_of_a_call(window, qtbot):
    cards = window.services.scorecards
    cards.publish(cards.add_starter("discovery").id)
    screen = window.host.screen
    screen.menu.menu.aboutToShow.emit()
    fill = next(a for a in screen.menu.menu.actions() if a.text().startswith("Fill in a scorecard"))
    fill.trigger()
    page = window.pages.page("scorecards")
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=30_000)
    assert page.fill.heading.text() == "Brightwater discovery"
    assert page.fill.behaviours  # also when the page was never open before
    page.fill.answers[0]._segments._buttons["yes"].click()
    qtbot.waitUntil(lambda: window.undoing.undo_text() == "Undo Fill In Form", timeout=30_000)
    window.go_back()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    page.halves._buttons["clips"].click()
    assert window.stack.currentWidget() is window.pages.page("clips")
    assert isinstance(page.menus.new_menu(), QMenu)
