"""The page of what goes with won deals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from looking import texts_in
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.coaching import Dot, Handling, Insight, Insights, Share
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.works.view import WorksScreen, heading_of, share_words
from callcoach_desktop.ui.screens.works.view_model import WorksViewModel
from callcoach_desktop.ui.widgets.deal_dots import DealDots

Fill = Callable[[int, int], list[str]]


@pytest.fixture
def screen(library: Library, coach: Coach, qtbot: QtBot) -> Iterator[WorksScreen]:
    made = WorksScreen(WorksViewModel())
    qtbot.addWidget(made)
    made.resize(1100, 780)
    made.model.attach(coach, library)
    yield made
    made.model.detach()


def insight(coach: Coach, call: str, *, finding: bool) -> Insight:
    dots = tuple(Dot(f"d{i}", f"Deal {i}", 0.3 + 0.02 * i, i % 3 == 0, (call,)) for i in range(24))
    sentence = "over 60 % talking: won 4 of 22; under: 12 of 29."
    return Insight(coach.behaviour("talk_ratio"), None, None, "estimate" if finding else "interval", finding, 0.6,
                   Share(4, 22, 0.07, 0.39), Share(12, 29, 0.26, 0.59), 0.01, 0.02, None, sentence, dots)  # fmt: skip


def shown(screen: WorksScreen, qtbot: QtBot) -> str:
    with qtbot.waitSignal(screen.model.loaded, timeout=20_000):
        screen.show()
    return texts_in(screen.page)


def test_without_closed_deals_it_says_what_to_do(screen: WorksScreen, fill: Fill, qtbot: QtBot):
    fill(2, 0)
    shown(screen, qtbot)
    assert screen.currentWidget() is screen.empty


@pytest.mark.parametrize("finding", [True, False])
def test_findings_dots_and_answers(
    screen: WorksScreen, coach: Coach, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, finding: bool
):
    call = fill(2, 0)[0]
    handled = Handling("price", "reframe_value", Share(7, 9, 0.45, 0.94), ((call, 65.0, "What is it compared with?"),))
    found = Insights((insight(coach, call, finding=finding),), (handled,), 120, 51, 48)
    monkeypatch.setattr(coach, "insights", lambda: found)
    words = shown(screen, qtbot)
    assert "120 closed deals, 51 won" in words
    assert ("No finding yet" in words) is not finding
    assert "Over 60 % talking: won 4 of 22; under: 12 of 29." in words
    assert "Turned to value: resolved 7 of 9 times (45 to 94%)" in words
    dots = screen.page.findChild(DealDots)
    with qtbot.waitSignal(screen.open_call, timeout=10_000) as opened:
        qtbot.mouseClick(dots, Qt.MouseButton.LeftButton, pos=dots.places()[3].toPoint())
    assert opened.args[0] == call
    dots.setFocus()
    qtbot.keyClick(dots, Qt.Key.Key_Right)
    assert "Deal" in dots.accessibleDescription()
    hear = next(b for b in screen.page.findChildren(QPushButton) if b.accessibleName().startswith("Hear: What is it"))
    with qtbot.waitSignal(screen.open_call, timeout=1000) as opened:
        hear.click()
    assert opened.args == [call, 65.0]


def test_without_a_closed_deal_nothing_was_compared(
    screen: WorksScreen, coach: Coach, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    call = fill(2, 0)[0]
    handled = Handling("price", "reframe_value", Share(7, 9, 0.45, 0.94), ((call, 65.0, "What is it compared with?"),))
    monkeypatch.setattr(coach, "insights", lambda: Insights((), (handled,), 0, 0, 0))
    words = shown(screen, qtbot)
    assert "How you answer objections, and what came of it" in words
    assert "No closed deal yet" in words
    assert "0 comparisons" not in words


def test_a_finding_that_cannot_be_told_from_others_is_named_with_them(coach: Coach):
    one = insight(coach, "c", finding=True)
    assert heading_of(one) == "Talk ratio"
    assert heading_of(replace(one, call_type="demo", along=("Patience",))) == "Talk ratio, demo calls or Patience"
    several = replace(one, along=("Patience", "Open questions"))
    assert heading_of(several) == "Talk ratio, or one of 2 that go together with it"


def test_a_share_has_its_interval():
    assert share_words(Share(1, 1, 0.21, 1.0)) == "resolved 1 of 1 time (21 to 100%)"
