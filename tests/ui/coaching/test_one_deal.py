"""The page of one deal on a real library: its line of time, objections, next steps, and the way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from looking import words_in
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.deal_page import DealPages
from callcoach_desktop.services.deals import Deals
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.returns import Returns
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.ui.screens.deals.timeline import stage_spans
from callcoach_desktop.ui.screens.deals.view import DealsScreen
from callcoach_desktop.ui.screens.deals.view_model import DealsViewModel
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.coaching.conftest import TODAY

HEAD = "Record ID,Deal Name,Associated Company,Deal Stage,Amount,Currency,Create Date,Close Date,Deal owner\n"
ROWS = (
    HEAD
    + "1,Fridges,Otter,Discovery,9800,EUR,2026-10-01,2026-12-18,Leonie\n2,Gates,Pine,Discovery,1,EUR,2026-10-02,,Bo\n"
)
LATER = ROWS.replace("Otter,Discovery", "Otter,Proposal")


def talk(library, coach, call, day):
    """A call in which price is an objection and a step is agreed for the Wednesday after."""
    lines = [
        "What happens when a load comes in warm?",
        "We call the driver and hope, and it costs us a day each week.",
        "And what would it be worth to know that an hour before?",
        "A lot, but that is more expensive than I expected, to be honest.",
        "I understand, what were you comparing the price with?",
        "With the licence that we pay today, which is about half of it.",
        "That is fair, and with the hours that you get back it pays for itself in a year.",
        "Okay, that makes sense, I can see that.",
        "Shall we say that I send you the offer by Wednesday and we talk on Wednesday at ten?",
        "Yes, Wednesday at ten works.",
    ]
    said = [Utterance(f"u{n}", ("left", "right")[n % 2], 15.0 * n, 15.0 * n + 14, text) for n, text in enumerate(lines)]
    speakers = (Speaker("left", "Leonie", "rep", 0), Speaker("right", "Marcus", "customer", 1))
    new = NewCall(call, f"Otter {day}", f"{day}T10:00:00", "transcript", f"calls/2026/{call}", state="working",
                  customer="Otter")  # fmt: skip

    def put(conn):
        calls.insert(conn, new)
        calls.set_rep_channel(conn, call, "left", "said")
        transcripts.set_transcript(conn, call, Transcript(150.0, "en", speakers, tuple(said)), None)
        calls.set_state(conn, call, "ready")

    library.db.write(put)
    library.reanalyse(call)
    coach.fill()


@pytest.fixture
def screen(qtbot, library, coach, tmp_path, monkeypatch):
    talk(library, coach, "aaaaaaaaaaa1", date(2026, 10, 6))
    talk(library, coach, "aaaaaaaaaaa2", date(2026, 11, 10))
    deals = Deals(library)
    for stamp, text in (("2026-10-05T08:00:00+00:00", ROWS), ("2026-11-02T08:00:00+00:00", LATER)):
        path = tmp_path / f"{stamp[:10]}.csv"
        path.write_text(text)
        monkeypatch.setattr("callcoach_desktop.store.deal_imports.now", lambda s=stamp: s)
        deals.take(deals.read(path), path.name)
    made = DealsScreen(DealsViewModel(today=lambda: TODAY))
    made.model.deals, made.model.returning = deals, Returns(library, coach)
    made.model.pages = DealPages(library, coach)
    made.model.returning.add("workshop", "Workshop on price", date(2026, 10, 20))
    made.resize(1200, 760)
    qtbot.addWidget(made)
    made.model.attach(coach, library)
    made.show()
    qtbot.waitUntil(lambda: made.currentWidget() is made.page)
    made.table.show_deal(next(d.id for d in coach.deals() if d.name == "Fridges"))
    made.table.setFocus()
    qtbot.keyClick(made.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.currentWidget() is made.deal_page)
    yield made
    finish_tasks()
    made.model.detach()


def test_enter_opens_the_deal_with_all_that_is_known(screen, qtbot):
    page = screen.deal_page
    qtbot.waitUntil(lambda: "was due" in words_in(page.steps))
    assert page.heading.text() == "Fridges"
    assert "owner Leonie" in page.line.text()
    spans = [(words, kind) for _, _, words, kind in stage_spans(page.story, TODAY)]
    assert spans == [("not known yet", "before"), ("Discovery", "open"), ("Proposal", "open")]
    assert "came back: heard in 2 calls" in words_in(page.objections)
    moves = ("turned to value", "answered")  # the model that reads calls says which
    assert any(words in words_in(page.objections) for words in moves)
    outcomes = ("the customer took it", "put off", "lost")
    assert any(words in words_in(page.objections) for words in outcomes)
    assert "was due on 11 November, 13 days ago" in words_in(page.steps)
    assert [i.title for i in page.story.interventions] == ["Workshop on price"]
    page.grab()  # paints every part


def test_keys_go_along_the_line_and_open_a_call(screen, qtbot):
    line = screen.deal_page.timeline
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_End)
    assert "Otter 2026-11-10" in line.accessibleDescription()
    with qtbot.waitSignal(screen.open_call) as opened:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert opened.args == ["aaaaaaaaaaa2", -1.0]
    first, second = line.places()
    assert second.x() - first.x() > 200  # thirty-five days apart, to scale
    with qtbot.waitSignal(screen.open_call) as opened:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=first.toPoint())
    assert opened.args[0] == "aaaaaaaaaaa1"


def heard_at(screen):
    return screen.deal_page.story.objections[0].heard[0].start


def test_an_objection_opens_where_it_is_heard(screen, qtbot):
    heard = next(b for b in screen.deal_page.objections.findChildren(QPushButton) if "▶" in b.text())
    with qtbot.waitSignal(screen.open_call) as opened:
        qtbot.mouseClick(heard, Qt.MouseButton.LeftButton)
    assert opened.args == ["aaaaaaaaaaa1", heard_at(screen)]


def test_a_step_is_ticked_off_and_comes_back(screen, qtbot, library):
    page = screen.deal_page
    before = sum(not s.done for s in page.story.steps)
    tick = next(t for t in page.steps.findChildren(QToolButton) if not t.isHidden())
    with qtbot.waitSignal(screen.did):
        qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sum(not s.done for s in page.story.steps) == before - 1)
    qtbot.waitUntil(lambda: "ticked off" in words_in(page.steps))
    Editor(library).undo()
    qtbot.waitUntil(lambda: sum(not s.done for s in page.story.steps) == before)


def test_the_next_deal_and_the_way_back(screen, qtbot):
    page = screen.deal_page
    button = page.after_button if page.after_button.isEnabled() else page.before_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.heading.text() == "Gates")
    qtbot.waitUntil(lambda: "No call belongs to this deal yet" in words_in(page.figures))
    assert page.table_button.isHidden()
    assert screen.leave()
    assert screen.currentWidget() is screen.page
    assert not screen.leave()
    assert TODAY - timedelta(days=0) == screen.model.today


def test_the_table_says_what_the_charts_show(screen, qtbot):
    page = screen.deal_page
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    assert page.table.rowCount() == 2
    assert "price" in page.table.item(0, page.table.columnCount() - 1).text()
    page.table.setCurrentCell(1, 0)
    with qtbot.waitSignal(screen.open_call) as opened:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args[0] == "aaaaaaaaaaa2"
