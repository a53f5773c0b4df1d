"""The Progress page: from nothing, through the choice, to a focus with its chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from callcoach_desktop.coaching.behaviours import own
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.trackers import Trackers
from callcoach_desktop.store import calls
from callcoach_desktop.ui.screens.progress.table import ProgressTable
from callcoach_desktop.ui.screens.progress.view import ProgressScreen
from callcoach_desktop.ui.screens.progress.view_model import ProgressViewModel
from callcoach_desktop.ui.widgets.day_strip import AHEAD, GOOD, NONE, SOME, day_states
from callcoach_desktop.ui.widgets.dot_chart import ChartData, ChartDot, nice_step, value_span

Fill = Callable[[int, int], list[str]]
TODAY = date(2026, 11, 24)

START = TODAY - timedelta(days=10)


@pytest.fixture
def screen(library: Library, coach: Coach, qtbot: QtBot) -> Iterator[ProgressScreen]:
    made = ProgressScreen(ProgressViewModel(today=lambda: TODAY))
    qtbot.addWidget(made)
    made.resize(1100, 780)
    made.model.attach(coach, library)
    yield made
    made.model.detach()


def shown(screen: ProgressScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.model.loaded, timeout=20_000):
        screen.show() if not screen.isVisible() else screen.model.refresh()


def test_without_calls_it_says_what_will_be_here(screen: ProgressScreen, qtbot: QtBot):
    shown(screen, qtbot)
    assert screen.currentWidget() is screen.empty
    asked = []
    screen.import_wanted.connect(lambda: asked.append(True))
    screen.empty.findChild(QPushButton).click()
    assert asked


@pytest.mark.parametrize("few", [1, 4])
def test_with_few_calls_a_focus_can_be_begun_and_nothing_is_claimed(
    screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot, few: int
):
    fill(few, 0)
    shown(screen, qtbot)
    assert screen.currentWidget() is screen.chooser
    screen.behaviours.setCurrentIndex(screen.behaviours.findData("talk_ratio"))
    start = [
        b for b in screen.chooser.findChildren(QPushButton) if b.accessibleName() == "Practise the chosen behaviour"
    ]
    start[-1].click()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page, timeout=20_000)
    assert coach.current().behaviour == "talk_ratio"
    assert screen.head.text() == "The next call is the first dot."
    assert "begin anew when there are 5" in screen.sentence.text()
    assert screen.chart.data.mean is None


def test_the_rep_says_in_which_calls_a_behaviour_is_practised(
    screen: ProgressScreen, library: Library, coach: Coach, fill: Fill, qtbot: QtBot
):
    for i, call in enumerate(fill(9, 0)):
        library.db.write(
            lambda conn, call=call, kind="demo" if i < 3 else "discovery": calls.set_override(
                conn, call, "call_type", kind
            )
        )
    shown(screen, qtbot)
    screen.behaviours.setCurrentIndex(screen.behaviours.findData("talk_ratio"))
    words = [screen.types.itemText(i) for i in range(screen.types.count())]
    assert words == ["in the calls you have most of", "in discovery calls (6)", "in demo calls (3)"]
    assert not screen.types.isHidden()
    screen.types.setCurrentIndex(2)
    next(
        b for b in screen.chooser.findChildren(QPushButton) if b.accessibleName() == "Practise the chosen behaviour"
    ).click()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page, timeout=20_000)
    assert coach.current().call_type == "demo"
    assert screen.page.heading.text() == "Talk ratio, demo calls"


def test_a_focus_has_its_dots_usual_range_and_verdict(screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    fill(12, 10)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    data = screen.chart.data
    assert (len(data.before), len(data.points)) == (12, 10)
    assert data.mean == pytest.approx(0.62, abs=0.01)
    assert data.low < data.mean < data.high
    assert all(dot.good for dot in data.points)
    assert screen.head.text() == "This is a change, not luck."
    assert screen.sentence.text().startswith("10 of the 10 calls")
    assert "not luck" not in screen.sentence.text()  # the head says it
    assert screen.page.line.text().startswith("Focus, day 11 of 30")
    assert screen.strip.accessibleDescription().startswith("10 of 10 days")


def test_without_a_past_no_dot_is_better_or_worse(screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    fill(2, 2)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    assert screen.chart.data.mean is None
    assert [dot.good for dot in screen.chart.data.points] == [True, True]
    assert screen.legend.text() == "● a call of the focus   line: mean of the last five"
    assert "than your old average" not in screen.legend.text()


def test_dots_and_keys_open_the_call_where_it_is_heard(screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    made = fill(6, 3)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    chart = screen.chart
    dot = chart.data.points[1]
    with qtbot.waitSignal(screen.open_call, timeout=10_000) as opened:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.places()[chart.dots.index(dot)].toPoint())
    assert opened.args[0] == made[7]
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_End)
    with qtbot.waitSignal(screen.open_call, timeout=10_000) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args[0] == made[8]
    assert "Customer 102" in chart.accessibleDescription()


def test_pause_go_on_and_finish(screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    fill(6, 3)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    for state, text in (("paused", "Go on"), ("active", "Pause")):
        screen.pause_button.click()
        qtbot.waitUntil(lambda t=text: screen.pause_button.text() == t, timeout=10_000)
        assert coach.current().state == state
    with qtbot.waitSignal(screen.did, timeout=10_000) as did:
        screen.finish_button.click()
    assert did.args == ["The focus is finished"]
    qtbot.waitUntil(screen.next_button.isVisible, timeout=10_000)
    assert coach.current() is None
    assert not screen.pause_button.isVisible()
    screen.next_button.click()
    assert screen.currentWidget() is screen.chooser


def test_the_chart_as_a_table(screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    made = fill(6, 3)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    screen.table_button.click()
    table = screen.findChild(ProgressTable)
    assert [call for call, _ in table.rows] == made
    assert table.rows[-1][1][2] == "Customer 102"
    went = []
    table.go.connect(went.append)
    table.table.activated.emit(table.table.model().index(0, 0))
    assert went == [made[0]]


def test_days_are_good_calls_none_or_still_to_come():
    states = day_states([(0, False), (2, True), (2, False), (40, True)], today=3, length=6)
    assert states == [SOME, NONE, GOOD, NONE, AHEAD, AHEAD]


def test_the_axis_has_round_steps_and_holds_all_values():
    assert [nice_step(x) for x in (0.03, 0.3, 3.0, 26.0)] == pytest.approx([0.05, 0.5, 5.0, 50.0])
    low, high = value_span(ChartData((ChartDot("a", 0.4, 0, ""),), target_low=0.2, target_high=0.9, ceiling=1.0))
    assert low <= 0.2
    assert 0.9 <= high <= 1.0


def test_a_behaviour_is_built_changed_and_taken_back(screen: ProgressScreen, coach: Coach, library: Library, fill: Fill,
                                                     qtbot: QtBot):  # fmt: skip
    Trackers(library).save(Tracker("Agenda", ("agenda for today",), (), "rep"))
    fill(1, 0)
    shown(screen, qtbot)
    said = []
    screen.did.connect(said.append)
    screen.own.edit(None)
    editor = screen.own.editor
    assert not editor.keep.isEnabled()
    editor.name.setText("Says the agenda")
    editor.counted.setCurrentIndex(editor.counted.findData("tracker:Agenda"))
    editor.stage.setCurrentIndex(editor.stage.findData("opening"))
    editor.unit.setCurrentIndex(editor.unit.findData("yes_no"))
    editor.types.setText("discovery, demo")
    assert "Agenda" in editor.about.text()
    editor.keep.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    made = coach.behaviour("Says the agenda")
    assert (made.figure, made.stage, made.unit, made.call_types) == (
        "tracker:Agenda", "opening", "yes_no", ("discovery", "demo"),
    )  # fmt: skip
    qtbot.waitUntil(lambda: any(b.own for b in screen.model.shown.behaviours), timeout=10_000)
    screen.own.edit(made)
    assert screen.own.editor.types.text() == "discovery, demo"
    screen.own.editor.direction.set_value("lower")
    screen.own.editor.keep.click()
    qtbot.waitUntil(lambda: coach.behaviour("Says the agenda").direction == "lower", timeout=10_000)
    Editor(library).undo()
    assert coach.behaviour("Says the agenda").direction == "higher"
    Editor(library).undo()
    assert not any(b.own for b in coach.behaviours())


def test_what_the_rep_built_is_practised_from_its_row_while_no_focus_is_on(
    screen: ProgressScreen, coach: Coach, fill: Fill, qtbot: QtBot
):
    fill(2, 0)
    coach.own.save(own("Says the agenda", "agenda", "opening", "per_call", call_types=["Discovery"]))
    assert coach.behaviour("Says the agenda").call_types == ("discovery",)  # as types are compared
    shown(screen, qtbot)

    def buttons() -> list[QPushButton]:
        return [b for b in screen.own.findChildren(QPushButton) if b.accessibleName() == "Practise Says the agenda"]

    buttons()[0].click()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page, timeout=20_000)
    assert coach.current().behaviour == "own:says-the-agenda"
    assert not buttons()


def test_an_editor_that_stands_open_survives_calls_that_come(screen: ProgressScreen, coach: Coach, fill: Fill,
                                                              qtbot: QtBot):  # fmt: skip
    fill(1, 0)
    shown(screen, qtbot)
    card = screen.own
    card.edit(None)
    editor = card.editor
    editor.name.setText("Talks less in pricing")
    fill(0, 1)
    screen.model.refresh()
    qtbot.waitUntil(lambda: screen.own is not card, timeout=10_000)
    qtbot.wait(0)  # the card is deleted
    editor.keep.click()
    qtbot.waitUntil(lambda: any(b.name == "Talks less in pricing" for b in coach.behaviours()), timeout=10_000)


def test_a_figure_counts_only_where_it_can(screen: ProgressScreen, fill: Fill, qtbot: QtBot):
    fill(1, 0)
    shown(screen, qtbot)
    screen.own.edit(None)
    editor = screen.own.editor
    editor.name.setText("Patience in pricing")
    editor.counted.setCurrentIndex(editor.counted.findData("patience"))
    assert not editor.stage.isEnabled()
    assert not editor.unit.isEnabled()
    assert editor.stage.isHidden()  # what does not count is not shown
    assert editor.unit.isHidden()
    editor.counted.setCurrentIndex(editor.counted.findData("talk_ratio"))
    assert editor.stage.isEnabled()
    assert not editor.stage.isHidden()
    editor.reject()
