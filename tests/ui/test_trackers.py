"""Trackers in the window: made, tried on calls, changed, removed, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Term, Tracker, Vocabulary
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.trackers import Hit, Trackers
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.ui.screens.settings.view import SettingsScreen
from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel
from callcoach_desktop.ui.tasks import finish_tasks
from callcoach_desktop.ui.trackers.panel import TrackerPanel, about

CALL = "abcdefghjkm2"
SAID = (
    Utterance("u1", "left", 0.0, 4.0, "Shall we run a pilot in one branch?"),
    Utterance("u2", "right", 4.5, 9.0, "A pilot would be fine."),
)
PILOT = Tracker("Pilot", ("run a pilot",), (), "rep")


def _fill(conn) -> None:
    new = NewCall(CALL, "Brightwater", "2026-09-01T10:00", "transcript", f"calls/2026/{CALL}", state="ready")
    calls.insert(conn, new)
    speakers = (Speaker("left", "Leonie", "rep", 0), Speaker("right", "Marcus", "customer", 1))
    transcripts.set_transcript(conn, CALL, Transcript(9.0, "en", speakers, SAID), None)


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as made:
        made.db.write(_fill)
        made.reanalyse(CALL)
        yield made
        finish_tasks()


@pytest.fixture
def panel(library: Library, qtbot: QtBot) -> TrackerPanel:
    made = TrackerPanel(Trackers(library), library.subscribe)
    qtbot.addWidget(made)
    made.resize(760, 400)
    made.show()
    qtbot.waitUntil(lambda: made.trackers is not None, timeout=10_000)
    return made


def test_without_a_tracker_it_says_what_one_is(panel: TrackerPanel) -> None:
    assert panel.empty.isVisible()
    assert "No tracker yet" in panel.empty.text()


def test_one_is_written_tried_and_kept(panel: TrackerPanel, library: Library, qtbot: QtBot) -> None:
    said: list[str] = []
    panel.did.connect(said.append)
    panel.new_button.click()
    editor = panel.editor
    assert editor is not None
    assert not editor.keep.isEnabled()
    assert not editor.try_button.isEnabled()
    editor.name.setText("Pilot")
    editor.phrases.setPlainText("run a pilot\n\n")
    editor.side.set_value("rep")
    assert editor.keep.isEnabled()
    with qtbot.waitSignal(editor.trying.ended, timeout=20_000):
        editor.try_button.click()
    assert [hit.moment.quote for hit in editor.hits] == [SAID[0].text]
    assert editor.told.text() == "1 hit in 1 call · 1 of 1 call looked at"
    assert Trackers(library).every() == ()
    editor.keep.click()
    qtbot.waitUntil(lambda: panel.trackers == (PILOT,), timeout=10_000)
    assert not panel.empty.isVisible()
    assert said


def test_what_finds_nothing_says_so_and_a_change_is_tried_again(panel: TrackerPanel, qtbot: QtBot) -> None:
    panel.edit(None)
    editor = panel.editor
    assert editor is not None
    editor.phrases.setPlainText("free of charge")
    with qtbot.waitSignal(editor.trying.ended, timeout=20_000):
        editor.try_now()
    assert "Nothing found" in editor.told.text()
    with qtbot.waitSignal(editor.trying.ended, timeout=20_000):
        editor.phrases.setPlainText("pilot")
    assert len(editor.hits) == 2
    editor.reject()


def test_yes_and_no_beside_a_hit_become_examples_and_counter_examples(panel: TrackerPanel, qtbot: QtBot) -> None:
    panel.edit(Tracker("Pilot", (), ("we could start with a small trial",)))
    editor = panel.editor
    assert editor is not None
    right, wrong, said = (
        Moment("1", "tracker", "Pilot", "left", at, at + 2.0, quote, 0.6, "why", {"by": by})
        for at, quote, by in (
            (1.0, "Shall we try it in one branch?", "meaning"),
            (4.0, "The trial was in all the papers.", "meaning"),
            (8.0, "Run a pilot.", "words"),
        )
    )
    hits = [Hit(CALL, "Brightwater", "2026-09-01T10:00", "Leonie", moment) for moment in (right, wrong, said)]
    editor.trying.found.emit(hits, 1, 1)
    buttons = [b for b in editor.area.findChildren(QPushButton) if b.text() in ("Yes", "No")]
    assert len(buttons) == 4  # what was found by its words needs no opinion

    def answer(text: str, quote: str) -> None:
        next(b for b in buttons if b.text() == text and quote in b.accessibleName()).click()

    answer("Yes", right.quote)
    answer("No", wrong.quote)
    assert editor.tracker().examples == ("we could start with a small trial", right.quote)
    assert editor.tracker().unlike == (wrong.quote,)
    answer("Yes", wrong.quote)
    assert editor.tracker().examples[-1] == wrong.quote
    assert editor.tracker().unlike == ()
    editor.reject()


def test_a_mistake_is_said_in_the_editor(panel: TrackerPanel, qtbot: QtBot) -> None:
    panel.edit(None)
    editor = panel.editor
    assert editor is not None
    editor.name.setText("Pilot")
    editor.examples.setPlainText("a pilot")
    editor.keep.click()
    qtbot.waitUntil(editor.said.isVisible, timeout=10_000)
    assert "too short" in editor.said.text()
    assert editor.isVisible()
    editor.reject()


def test_one_is_changed_and_removed(panel: TrackerPanel, library: Library, qtbot: QtBot) -> None:
    Trackers(library).save(PILOT)
    qtbot.waitUntil(lambda: panel.trackers == (PILOT,), timeout=10_000)
    next(b for b in panel.findChildren(QPushButton) if b.accessibleName() == "Edit Pilot").click()
    assert panel.editor is not None
    assert panel.editor.phrases.toPlainText() == "run a pilot"
    panel.editor.name.setText("Trial")
    panel.editor.keep.click()
    qtbot.waitUntil(lambda: [t.name for t in panel.trackers or ()] == ["Trial"], timeout=10_000)
    next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == "Remove Trial").click()
    qtbot.waitUntil(lambda: panel.trackers == (), timeout=10_000)


def test_names_that_are_changed_leave_trackers_alone(library: Library, qtbot: QtBot) -> None:
    Trackers(library).save(PILOT)
    screen = SettingsScreen(SettingsViewModel())
    qtbot.addWidget(screen)
    screen.view_model.attach(library, list)
    screen.terms["competitors"].setPlainText("Acme")
    screen._put_vocabulary()
    wanted = Vocabulary(competitors=(Term("Acme"),), trackers=(PILOT,))
    qtbot.waitUntil(lambda: library.vocabulary() == wanted, timeout=10_000)


def test_a_tracker_in_a_line() -> None:
    words = about(Tracker("x", ("a", "b", "c"), ("we could start small",), "customer"))
    assert words == "“a”, “b” and 1 more · anything like “we could start small” · said by the customer"
