"""A rep's way through the window, by real widgets over a real library, with a restart in between.

Import by drop, search, open at the hit, correct a word, give a line to the other side, undo both, export, read it back.
"""

import json

import numpy as np
import pytest
import shiboken6
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog

from callcoach_desktop.app import Session
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.exports.dialog import ExportDialog
from callcoach_desktop.ui.tasks import finish_tasks

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Leonie>Hi Marcus, what made you fill in the form?</v>

00:00:04.500 --> 00:00:11.000
<v Marcus>Honestly, the phones. My front desk cannot see each other's openings.</v>

00:00:11.500 --> 00:00:14.000
<v Leonie>And what does that cost you in a month?</v>

00:00:15.000 --> 00:00:18.000
<v Marcus>About two thousand, I would say.</v>
"""
LONG_MS = 30_000


@pytest.fixture
def start(qtbot):
    sessions = []

    def make():
        made = Session(default_library())
        qtbot.addWidget(made.window)
        with qtbot.waitSignal(made.opened, timeout=LONG_MS):
            made.window.show()
        sessions.append(made)
        return made

    yield make
    for one in sessions:
        one.window.close()
    finish_tasks()


def _drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, none = QPointF(300, 300), Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))


def _say_my_name(window, qtbot, name):
    window.show_settings()
    field = window.settings().rep_name
    field.setFocus()
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.services.library.setting("rep_name") == name, timeout=LONG_MS)


def _search_and_open(window, qtbot, text):
    window.calls.focus_search()
    window.calls.search.clear()
    qtbot.keyClicks(window.calls.search, text)
    qtbot.waitUntil(lambda: window.calls.hits.isVisible() and bool(window.calls.view_model.hits), timeout=LONG_MS)
    hit = window.calls.view_model.hits[0]
    qtbot.keyClick(window.calls.search, Qt.Key.Key_Return)
    screen = window.host.screen
    qtbot.waitUntil(lambda: _shows(screen, hit.call), timeout=LONG_MS)
    return screen, hit


def _shows(screen, call):
    return screen.settled and screen.scene is not None and screen.scene.call_id == call


def _said_by(session, call):
    words = session.services.library.call(call).transcript
    names = {speaker.id: speaker.name for speaker in words.speakers}
    return [(names[one.speaker], one.text) for one in words.utterances]


def _who_said(session, call, word):
    return next((who for who, text in _said_by(session, call) if word in text), None)


def _focus_line(screen, qtbot, word):
    """Click on the paragraph with a word, as a person does."""
    row = next(n for n, block in enumerate(screen.transcript.blocks) if word in block.text)
    text = screen.transcript
    text.show_row(row)
    place = text.text_rect(row)
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + QPoint(20, place.height() // 2))
    assert text.focused_row == row


def _save_json(window, qtbot, target, monkeypatch):
    """File > Export…, JSON, a name from the system's dialog, and the button."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    window.menus.export.trigger()
    (dialog,) = [one for one in window.findChildren(ExportDialog) if one.isVisible()]
    dialog.choices["json"].click()
    dialog.choose_button.click()
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG_MS)
    dialog.export_button.click()
    qtbot.waitUntil(target.exists, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), timeout=LONG_MS)


def test_import_search_correct_undo_restart_export(start, qtbot, tmp_path, monkeypatch):
    sound, text = tmp_path / "Brightwater.wav", tmp_path / "Brightwater.vtt"
    noise = np.random.default_rng(0).normal(0, 0.05, (16_000 * 19, 2)).astype(np.float32)
    soundfile.write(sound, noise, 16_000)
    text.write_text(VTT, encoding="utf-8")
    first = start()
    window, model = first.window, first.window.calls.view_model.model
    qtbot.waitUntil(window.calls.empty.isVisible, timeout=LONG_MS)
    _say_my_name(window, qtbot, "Leonie")
    _drop(window, sound, text)
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.row(0).state == "ready", timeout=60_000)

    screen, hit = _search_and_open(window, qtbot, "openings")
    qtbot.waitUntil(lambda: screen.player.position() == pytest.approx(hit.second, abs=0.3), timeout=LONG_MS)
    before = _said_by(first, hit.call)
    line = before[1][1]
    assert "openings" in line

    # A word is corrected in place: E opens the line, Return keeps it.
    _focus_line(screen, qtbot, "openings")
    qtbot.keyClick(screen.transcript, Qt.Key.Key_E)
    field = screen.editing.field
    qtbot.waitUntil(field.isVisible)
    assert "openings" in field.text()
    field.selectAll()
    qtbot.keyClicks(field, line.replace("openings", "calendars"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _who_said(first, hit.call, "calendars") == "Marcus", timeout=LONG_MS)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.settled and any("calendars" in one.text for one in screen.scene.blocks))

    # The line is given to the other side.
    _focus_line(screen, qtbot, "calendars")
    qtbot.keyClick(screen.transcript, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: _who_said(first, hit.call, "calendars") == "Leonie", timeout=LONG_MS)
    window.close()
    finish_tasks()

    # After a restart both can still be undone, from the menu and by the key.
    second = start()
    window, model = second.window, second.window.calls.view_model.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=LONG_MS)
    assert _who_said(second, hit.call, "calendars") == "Leonie"
    screen, again = _search_and_open(window, qtbot, "calendars")
    assert again.call == hit.call
    qtbot.waitUntil(lambda: window.menus.undo.text() != "Undo", timeout=LONG_MS)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: _who_said(second, hit.call, "calendars") == "Marcus", timeout=LONG_MS)
    qtbot.waitUntil(lambda: "Undone: " in window.toast.text(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: window.undoing.state.undo is not None, timeout=LONG_MS)
    screen.transcript.setFocus()
    qtbot.keySequence(window, QKeySequence(QKeySequence.StandardKey.Undo))
    qtbot.waitUntil(lambda: _said_by(second, hit.call) == before, timeout=LONG_MS)

    # Exported and read back, the file says what the window says.
    target = tmp_path / "out.json"
    _save_json(window, qtbot, target, monkeypatch)
    read = json.loads(target.read_text(encoding="utf-8"))
    names = {one["id"]: one["name"] for one in read["speakers"]}
    assert [(names[one["speaker"]], one["text"]) for one in read["utterances"]] == before
