"""The Deals page on a real library: a file looked into and taken in, a doubtful call, a return."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from looking import texts_in
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from callcoach_desktop.services.deals import Deals
from callcoach_desktop.services.returns import Returns
from callcoach_desktop.ui.screens.deals.intervention import InterventionDialog
from callcoach_desktop.ui.screens.deals.view import DealsScreen
from callcoach_desktop.ui.screens.deals.view_model import DealsViewModel
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.coaching.conftest import TODAY, add_call

CSV = """\
Record ID,Deal Name,Associated Company,Deal Stage,Amount,Currency,Create Date,Close Date
1,Fridges,Customer 1,Closed won,9800,EUR,2026-03-01,2026-05-01
2,Gates,Customr 2,Contract sent,1200,EUR,2026-11-01,
3,Broken,Gate House,Contract sent,many,EUR,2026-03-01,
"""


@pytest.fixture
def screen(qtbot, library, coach):
    made = DealsScreen(DealsViewModel(today=lambda: TODAY))
    made.model.deals, made.model.returning = Deals(library), Returns(library, coach)
    made.resize(1200, 760)
    qtbot.addWidget(made)
    made.model.attach(coach, library)
    yield made
    finish_tasks()
    made.model.detach()


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(CSV)
    return path


def test_without_deals_it_says_what_to_do(screen, qtbot):
    screen.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)
    assert any("CSV" in b.text() for b in screen.empty.findChildren(QPushButton))


def test_a_file_is_shown_before_it_is_taken_in(screen, qtbot, csv, library, coach):
    add_call(library, coach, 1, date(2026, 4, 1))
    add_call(library, coach, 2, date(2026, 11, 10))
    screen.show()
    screen.read_file(csv)
    qtbot.waitUntil(lambda: screen.dialog is not None)
    dialog = screen.dialog
    assert dialog.take_button.text() == "Import 2 deals"
    assert dialog.preview.item(0, 3).text() == "9,800.00 EUR"
    assert dialog.refused.item(0, 1).text() == "the amount “many” is no number"
    assert coach.deals() == []  # nothing is written by looking
    dialog.boxes["company"].setCurrentIndex(0)
    dialog.boxes["company"].activated.emit(0)
    qtbot.waitUntil(lambda: dialog.preview.item(0, 1).text() == "")
    dialog.boxes["company"].setCurrentIndex(dialog.boxes["company"].findData("Associated Company"))
    dialog.boxes["company"].activated.emit(1)
    qtbot.waitUntil(lambda: dialog.preview.item(0, 1).text() == "Customer 1")
    with qtbot.waitSignal(screen.did) as did:
        qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    assert "2 deals added" in did.args[0]
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    assert screen.table.model().rowCount() == 2
    assert "1 won, 0 lost, 1 open" in screen.page.line.text()
    qtbot.waitUntil(lambda: "Customer 2 → Gates" in texts_in(screen.proposals))
    yes = next(b for b in screen.proposals.findChildren(QPushButton) if b.text() == "Yes")
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Customer 2" not in texts_in(screen.proposals))
    screen.table.show_deal(next(d.id for d in coach.deals() if d.name == "Gates"))
    assert "Customer 2" in texts_in(screen.one)
    with qtbot.waitSignal(screen.open_call) as opened:
        button = next(b for b in screen.one.findChildren(QPushButton) if b.text() == "Open" and not b.isHidden())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.args == ["call00000002", -1.0]
    did.args[1]()  # Undo
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)


def test_an_outcome_is_set_and_the_list_is_searched(screen, qtbot, csv, coach):
    deals = screen.model.deals
    deals.take(deals.read(csv), csv.name)
    screen.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    screen.search.setText("gate")
    assert screen.table.model().rowCount() == 1
    screen.table.selectRow(0)
    lost = next(b for b in screen.one.findChildren(QPushButton) if b.text() == "Lost")
    qtbot.mouseClick(lost, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 lost" in screen.page.line.text())
    deal = next(d for d in coach.deals() if d.name == "Gates")
    assert (deal.outcome, deal.closed_on) == ("lost", TODAY.isoformat())
    qtbot.waitUntil(lambda: "lost" in texts_in(screen.one))


def test_a_bad_file_is_a_sentence(screen, qtbot, tmp_path):
    screen.show()
    with qtbot.waitSignal(screen.problem) as told:
        screen.read_file(tmp_path / "none.csv")
    assert "could not be read" in told.args[0]
    assert screen.dialog is None


def test_coaching_is_written_down_and_judged(screen, qtbot, tmp_path):
    lines = ["Deal ID,Deal Name,Stage,Amount,Created,Close Date"]
    for n in range(60):
        day = TODAY + timedelta(days=3 * n - 180)
        lines.append(f"{n},Deal {n},{'Won' if n % 3 == 0 else 'Lost'},{1000 + n},{day - timedelta(days=20)},{day}")
    path = tmp_path / "many.csv"
    path.write_text("\n".join(lines))
    deals = screen.model.deals
    deals.take(deals.read(path), path.name)
    screen.show()
    qtbot.waitUntil(lambda: "Before and after is not cause" in texts_in(screen.returns))
    screen.ask_intervention()
    dialog = screen.findChild(InterventionDialog)
    assert not dialog.keep.isEnabled()
    dialog.title.setText("Workshop")
    dialog.day.setDate(dialog.day.date().addDays((date.today() - TODAY).days * -1 - 90))  # noqa: DTZ011 - the day of the widget
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Workshop" in texts_in(screen.returns))
    assert "win rate: no sign of a change" in texts_in(screen.returns)
    screen.open_return()
    page = screen.returns_page
    qtbot.waitUntil(lambda: screen.currentWidget() is page)
    qtbot.waitUntil(lambda: "33% before" in texts_in(page.verdict))
    assert page.heading.text() == "Workshop"
    assert page.owners.isHidden()  # the deals have no owners
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    assert page.table.rowCount() > 3
    page.grab()
    for kind in ("pdf", "html", "csv"):
        with qtbot.waitSignal(screen.written, timeout=10_000) as done:
            page.export.emit(kind, tmp_path / f"out.{kind}")
        assert done.args[1] == tmp_path / f"out.{kind}"
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert "Workshop" in (tmp_path / "out.html").read_text()
    assert "win_rate" in (tmp_path / "out.csv").read_text()
    assert screen.leave()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
