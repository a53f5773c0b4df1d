"""Confirm, correct, remove and add moments; the summary and its copies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.analysis import Summary, SummaryPoint
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.judging import Judge
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.call import own_try
from callcoach_desktop.ui.screens.call.judging import record_words
from callcoach_desktop.ui.screens.call.moment_list import about
from callcoach_desktop.ui.screens.call.scene import Mark, build_scene
from callcoach_desktop.ui.screens.call.summary_page import crm_note, parts_of, summary_text
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import finish_tasks

CALL = "dental000001"


@pytest.fixture
def screen(library: Library, qtbot: QtBot):
    """The call, with a judge, on the page of moments."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1105, 800)
    player = Player(open_device=lambda rate: None)
    made = CallScreen(library, window, editor=Editor(library), player=player, judge=Judge(library))
    made.resize(1105, 800)
    window.show()
    with qtbot.waitSignal(made.ready, timeout=10_000):
        made.open(CALL)
    made.side_card.show_page("moments")
    yield made
    made.close_call()
    finish_tasks()


def marks(screen: CallScreen, kind: str) -> list[Mark]:
    return [m for m in screen.moments.shown if isinstance(m, Mark) and m.kind == kind]


def focus(screen: CallScreen, mark: Mark) -> None:
    screen.moments.setFocus()
    screen.moments.focused_row = screen.moments.shown.index(mark)
    screen.moments.show_row(screen.moments.focused_row)


def settled(screen: CallScreen) -> bool:
    return screen.settled


def test_one_key_confirms_and_the_same_key_takes_it_back(screen: CallScreen, library: Library, qtbot: QtBot):
    pain = marks(screen, "pain")[0]
    focus(screen, pain)
    with qtbot.waitSignal(screen.did, timeout=10_000) as did:
        qtbot.keyClick(screen.moments, Qt.Key.Key_Y)
    assert did.args[0].startswith("Confirmed: Pain")
    qtbot.waitUntil(lambda: marks(screen, "pain")[0].judged == "right", timeout=10_000)
    qtbot.waitUntil(lambda: screen.side_card.record.text().startswith("The app was right in 100%"), timeout=10_000)
    assert not marks(screen, "pain")[0].faint
    focus(screen, marks(screen, "pain")[0])
    qtbot.keyClick(screen.moments, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: settled(screen) and marks(screen, "pain")[0].judged == "", timeout=10_000)
    assert library.call(CALL).analysis is not None
    assert Judge(library).judgements(CALL) == ()


def test_the_buttons_stand_on_the_row_with_the_focus_and_act_on_it(screen: CallScreen, library: Library, qtbot: QtBot):
    pain = marks(screen, "pain")[0]
    focus(screen, pain)
    bar = screen.moments.bar
    qtbot.waitUntil(screen.moments.hasFocus, timeout=5000)
    qtbot.keyClick(screen.moments, Qt.Key.Key_Down)
    qtbot.keyClick(screen.moments, Qt.Key.Key_Up)
    assert bar.isVisible()
    assert not bar.other.isVisible()  # pain has no types
    assert "Pain" in bar.none.accessibleName()
    number = len(marks(screen, "pain"))
    with qtbot.waitSignal(screen.did, timeout=10_000) as did:
        bar.none.click()
    assert did.args[0].startswith("Removed: Pain")
    qtbot.waitUntil(lambda: len(marks(screen, "pain")) == number - 1, timeout=10_000)
    Editor(library).undo()
    qtbot.waitUntil(lambda: len(marks(screen, "pain")) == number, timeout=10_000)


def test_another_type_from_the_menu(screen: CallScreen, qtbot: QtBot):
    question = next(m for m in marks(screen, "question") if m.type == "open")
    menu = screen.judging.make_menu(question)
    named = {a.text(): a for a in menu.actions()}
    assert named["Open"].isChecked()
    named["Clarifying"].trigger()
    qtbot.waitUntil(
        lambda: any(m.start == question.start and m.type == "clarifying" for m in marks(screen, "question")),
        timeout=10_000,
    )
    changed = next(m for m in marks(screen, "question") if m.start == question.start)
    assert changed.judged == "changed"


def test_how_an_objection_ended_from_the_menu(screen: CallScreen, qtbot: QtBot):
    answer = marks(screen, "objection_response")[0]
    menu = screen.judging.make_menu(answer)
    assert "How the objection ended" in [a.text() for a in menu.actions() if not a.isEnabled()]
    ends = {a.text(): a for a in menu.actions() if a.text() in ("Resolved", "Parked", "Lost")}
    assert [text.lower() for text, action in ends.items() if action.isChecked()] == [answer.outcome]
    other = next(text for text in ends if text.lower() != answer.outcome)
    with qtbot.waitSignal(screen.did, timeout=10_000) as did:
        ends[other].trigger()
    assert other.lower() in did.args[0]
    qtbot.waitUntil(
        lambda: settled(screen) and marks(screen, "objection_response")[0].outcome == other.lower(), timeout=10_000
    )
    assert "you said so" in marks(screen, "objection_response")[0].why
    assert about(marks(screen, "objection_response")[0])[-1] == f"{other.lower()} · corrected", "and the list shows it"


def test_the_map_offers_the_same_menu(screen: CallScreen):
    question = marks(screen, "question")[0]
    screen.map.mark_menu.emit(question, screen.mapToGlobal(screen.rect().center()))
    assert screen.judging.menu is not None
    assert screen.judging.menu.actions()[0].text().startswith("Right")
    screen.judging.menu.close()


def test_what_the_program_missed_is_marked_from_the_text(screen: CallScreen, qtbot: QtBot):
    row = next(i for i, b in enumerate(screen.transcript.blocks) if b.side == "customer" and b.end - b.start > 3)
    block = screen.transcript.blocks[row]
    screen.transcript.focused_row = row
    before = {m.start for m in marks(screen, "objection")}
    menu = screen.text_menu.make(row, screen.mapToGlobal(screen.rect().center()))
    mark = next(m for m in menu.findChildren(QMenu) if m.title() == "Mark as")
    objection = next(m for m in mark.findChildren(QMenu) if m.title() == "Objection")
    action = next(a for a in objection.actions() if isinstance(a, QAction) and a.text() == "Trust")
    with qtbot.waitSignal(screen.did, timeout=10_000):
        action.trigger()
    qtbot.waitUntil(lambda: settled(screen) and len(marks(screen, "objection")) > 0, timeout=10_000)
    added = [m for m in marks(screen, "objection") if m.judged == "added"]
    assert [(m.type, m.voice) for m in added] == [("trust", block.voice)]
    assert added[0].start == pytest.approx(block.start, abs=0.05)
    assert block.start in before or len(added) == 1


def test_the_menu_of_a_key_marks_the_selection(screen: CallScreen, qtbot: QtBot):
    screen.transcript.setFocus()
    qtbot.keyClick(screen, Qt.Key.Key_A)
    assert screen.judging.menu is not None
    assert screen.judging.menu.isVisible()
    screen.judging.menu.close()


def test_how_often_it_was_right_is_counted_over_all_kinds():
    sentence, by_kind = record_words({"question": (9, 10), "pain": (3, 5)})
    assert sentence == "The app was right in 80% of the last 15 moments that you judged."
    assert by_kind.splitlines() == ["Question: 9 of 10", "Pain: 3 of 5"]
    assert record_words({})[1] == ""


def test_the_summary_has_parts_that_are_clicked_and_copied(screen: CallScreen, qtbot: QtBot):
    screen.side_card.show_page("summary")
    page = screen.side_card.summary
    qtbot.waitUntil(lambda: page.answered, timeout=10_000)
    parts = parts_of(page.summary)
    assert sum(len(p.points) for p in parts) == len(page.summary.points) == len(page.points)
    first = parts[0].points[0]
    page.points[0].click()
    assert screen.playing.position() == pytest.approx(first.start)
    page.text_button.click()
    text = QGuiApplication.clipboard().text()
    assert text == summary_text(replace(screen.scene, summary=page.summary), markdown=False)
    assert parts[0].title in text
    assert "**" not in text
    page.markdown_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("## ")
    assert f"**{parts[0].title}**" in copied
    assert copied.count("\n- ") == len(page.points)


def test_a_note_for_a_crm_is_short_and_whole_points(detail: CallDetail) -> None:
    scene = build_scene(detail)
    points = tuple(SummaryPoint(f"Wants: “number {n} of many words”", float(n), "need") for n in range(80))
    steps = (SummaryPoint("Next step: the offer", 200.0, "next_step"), SummaryPoint("Ask more", 9.0, "try"))
    scene = replace(scene, summary=Summary("The headline", (*points, *steps)))
    note = crm_note(scene, 600)
    lines = note.splitlines()
    assert len(note) <= 600
    assert lines[1] == "The headline"
    assert all(line.startswith("What the customer wants: Wants: ") and line.endswith("]") for line in lines[2:-1])
    assert lines[-1].endswith("more points in CallCoach)")
    assert "Ask more" not in crm_note(scene, 100_000)
    assert "Next steps: Next step: the offer [3:20]" in crm_note(scene, 100_000)


def test_what_to_try_comes_from_the_own_range_when_the_summary_is_seen(
    screen: CallScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    own = SummaryPoint("Stop after each point (longest monologue: 2:00 here, usually 1:12)", 3.0, "try")
    asked = []
    monkeypatch.setattr(own_try, "to_try", lambda _library, detail: asked.append(detail.row.id) or own)
    page = screen.side_card.summary
    assert asked == []  # nobody waits for it who does not look
    screen.side_card.show_page("summary")
    qtbot.waitUntil(lambda: any(own.text in p.accessibleName() for p in page.points), timeout=10_000)
    tried = next(part for part in parts_of(page.summary) if part.title == "One thing to try")
    assert tried.points == (own,)
    page.text_button.click()
    assert f"• {own.text} (0:03)" in QGuiApplication.clipboard().text()
    screen.side_card.show_page("moments")
    screen.side_card.show_page("summary")
    assert asked == [CALL]
