"""The Today page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from looking import texts_in
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from callcoach_desktop.coaching.behaviours import own
from callcoach_desktop.domain.coaching import CallOutlier, OutlierKind, OutlierReport, Picture, Review
from callcoach_desktop.domain.playbook import Content, Situation
from callcoach_desktop.services.agenda import NextCall
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.playbook import Playbook
from callcoach_desktop.ui.screens.today.view import TodayScreen
from callcoach_desktop.ui.screens.today.view_model import TodayViewModel
from tests.ui.coaching.conftest import add_long_call

Fill = Callable[[int, int], list[str]]
TODAY = date(2026, 11, 24)
NOW = datetime.fromisoformat("2026-11-24T18:00")

START = TODAY - timedelta(days=10)


@pytest.fixture
def screen(library: Library, coach: Coach, qtbot: QtBot) -> Iterator[TodayScreen]:
    made = TodayScreen(TodayViewModel(now=lambda: NOW))
    qtbot.addWidget(made)
    made.resize(1100, 780)
    made.model.attach(coach, library)
    yield made
    made.model.detach()


def shown(screen: TodayScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.model.loaded, timeout=20_000):
        screen.show() if not screen.isVisible() else screen.model.refresh()


def test_without_calls_it_invites(screen: TodayScreen, qtbot: QtBot):
    shown(screen, qtbot)
    assert screen.currentWidget() is screen.empty


def test_with_few_calls_it_offers_the_choice_and_claims_nothing(screen: TodayScreen, fill: Fill, qtbot: QtBot):
    fill(4, 0)
    shown(screen, qtbot)
    assert screen.page.heading.text() == "Tuesday, 24 November"
    assert "Choose one thing to practise" in texts_in(screen.practise)
    assert "Too few calls to tell what stands out" in texts_in(screen.worth)
    assert "There are 4 so far, 4 of one type." in texts_in(screen.coming)
    with qtbot.waitSignal(screen.progress_wanted, timeout=1000):
        next(b for b in screen.practise.findChildren(QPushButton) if b.text() == "Choose a focus").click()


def test_without_a_focus_it_has_what_to_try_after_the_last_call(
    screen: TodayScreen, library: Library, coach: Coach, fill: Fill, qtbot: QtBot
):
    for i in range(6):
        last = add_long_call(library, coach, i, TODAY - timedelta(days=7 - i), longest_monologue=60.0 + 60 * (i == 5))
    shown(screen, qtbot)
    words = texts_in(screen.practise)
    assert "To try, after your last call" in words
    assert "(longest monologue: 2:00 here, usually 1:10 in your 6 calls without a type)" in words
    hear = next(b for b in screen.practise.findChildren(QPushButton) if b.accessibleName() == "Hear Customer 5 at 0:00")
    with qtbot.waitSignal(screen.open_call, timeout=1000) as opened:
        hear.click()
    assert opened.args == [last, 0.0]
    coach.start_focus("longest_monologue", TODAY)
    shown(screen, qtbot)
    assert "To try, after your last call" not in texts_in(screen.practise)


def test_a_focus_has_its_tip_result_example_and_strip(screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    made = fill(6, 10)
    coach.start_focus("talk_ratio", START)
    shown(screen, qtbot)
    words = texts_in(screen.practise)
    assert coach.behaviour("talk_ratio").tip in words
    assert "Yesterday with Customer 109: 46 %." in words
    assert "Your old average is 62 %." in words
    assert screen.strip is not None
    last = next(b for b in screen.practise.findChildren(QPushButton) if b.text() == "Open the last one")
    with qtbot.waitSignal(screen.open_call, timeout=1000) as opened:
        last.click()
    assert opened.args == [made[-1], -1.0]


def test_what_is_worth_a_listen_is_heard_dismissed_and_taken_back(
    screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    call = fill(2, 0)[0]
    why = "You spoke 85% of the time; usually 42 to 58%."
    one = CallOutlier(call, "Ashby Joinery", "2026-11-20T10:00", None, "silent_customer", why, 70.0, 0.85, "0.5", 2.0)
    dismissed: list[tuple[str, str]] = []
    report = OutlierReport((one,), (one,), (), Picture(31, 2, 1, 1.0, "All 31 calls were looked at."))
    monkeypatch.setattr(coach, "outliers", lambda _today: report)
    monkeypatch.setattr(coach, "dismiss", lambda c, k: dismissed.append((c, k)))
    shown(screen, qtbot)
    assert why in texts_in(screen.worth)
    assert "All 31 calls" in texts_in(screen.worth)
    hear = next(b for b in screen.worth.findChildren(QPushButton) if b.accessibleName() == "Hear Ashby Joinery at 1:10")
    with qtbot.waitSignal(screen.open_call, timeout=1000) as opened:
        hear.click()
    assert opened.args == [call, 70.0]
    away = next(
        b for b in screen.worth.findChildren(QToolButton)
        if not b.isHidden() and b.accessibleName() == "Not worth a listen: Ashby Joinery"
    )  # fmt: skip
    with qtbot.waitSignal(screen.did, timeout=10_000) as did:
        away.click()
    assert did.args == ["Not worth a listen: Ashby Joinery"]
    assert dismissed == [(call, "silent_customer")]


def test_one_that_the_rep_built_stands_there_by_its_name(screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot):
    fill(6, 0)
    coach.own.save(own("Says the agenda", "agenda", "opening", "per_call"))
    coach.start_focus("own:says-the-agenda", TODAY)
    shown(screen, qtbot)
    assert "Says the agenda" in texts_in(screen.practise)
    assert all(one.text() for one in screen.practise.findChildren(QLabel) if not one.isHidden())


def test_after_thirty_days_it_says_so_and_leads_to_what_came_of_it(
    screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot
):
    fill(6, 3)
    coach.start_focus("talk_ratio", TODAY - timedelta(days=29))
    shown(screen, qtbot)
    assert "day 30 of 30" in texts_in(screen.practise)
    coach.finish_focus(TODAY)
    coach.start_focus("talk_ratio", TODAY - timedelta(days=30))
    over = "Talk ratio · its thirty days are over"
    qtbot.waitUntil(lambda: over in texts_in(screen.practise), timeout=10_000)
    with qtbot.waitSignal(screen.progress_wanted, timeout=1000):
        next(b for b in screen.practise.findChildren(QPushButton) if b.text() == "See what came of it").click()


def test_no_call_takes_two_of_the_few_places(
    screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    first, second = fill(2, 0)[:2]

    def one(call: str, kind: OutlierKind, score: float) -> CallOutlier:
        return CallOutlier(
            call, f"Call {call}", "2026-09-20T10:00", None, kind, f"{kind} of {call}.", 7.0, 1, "0", score
        )

    found = (one(first, "silent_customer", 3.0), one(first, "monologue", 2.0), one(second, "monologue", 1.0))
    report = OutlierReport(found, (), (), Picture(31, 2, 2, 1.9, "All 31 calls were looked at."))
    monkeypatch.setattr(coach, "outliers", lambda _today: report)
    shown(screen, qtbot)
    said = texts_in(screen.worth)
    assert f"silent_customer of {first}." in said
    assert f"monologue of {second}." in said
    assert f"monologue of {first}." not in said
    every = next(b for b in screen.worth.findChildren(QPushButton) if b.text() == "Show all 2 calls that stand out")
    every.click()
    assert f"monologue of {first}." in texts_in(screen.worth)


def test_the_last_call_is_offered_to_look_back_at_and_then_shows_what_was_said(
    screen: TodayScreen, coach: Coach, fill: Fill, qtbot: QtBot
):
    call = fill(3, 0)[-1]
    shown(screen, qtbot)
    with qtbot.waitSignal(screen.look_back, timeout=1000) as wanted:
        next(b for b in screen.review.findChildren(QPushButton) if b.text() == "Look back").click()
    assert wanted.args == [call]
    coach.put_review(Review(call, 4, keep_at=67.0, keep="the story", intention="ask about the load"))
    shown(screen, qtbot)
    qtbot.waitUntil(lambda: "It went: Well" in texts_in(screen.review), timeout=5000)
    said = texts_in(screen.review)
    assert "Keep: the story (1:07)" in said
    assert "Next time: ask about the load" in said


def test_the_next_call_shows_the_intention_for_its_customer(library: Library, coach: Coach, fill: Fill, qtbot: QtBot):
    call = fill(3, 0)[-1]
    coach.put_review(Review(call, 3, intention="trade, never give", created_at=NOW.isoformat()))
    start = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)

    class Calendar:
        def next_calls(self, now: datetime, ahead: timedelta) -> list[NextCall]:
            return [NextCall("1", "Copper Kettle, negotiation", start, start, (), "", "Customer 2")]

    screen = TodayScreen(TodayViewModel(now=lambda: NOW))
    qtbot.addWidget(screen)
    screen.model.agenda = Calendar()
    screen.model.attach(coach, library)
    shown(screen, qtbot)
    assert "19:30  Copper Kettle, negotiation" in texts_in(screen.next)
    assert "trade, never give" in texts_in(screen.next)
    screen.model.detach()


def test_an_entry_of_the_playbook_is_offered_with_its_reason(library: Library, coach: Coach, fill: Fill, qtbot: QtBot):
    fill(2, 0)
    book = Playbook(library, coach)
    content = Content(Situation("objection", "price"), "Price: worth", "What is it worth to you? " * 30)
    ids = [book.add(replace(content, title=title), NOW.date()) for title in ("Price: worth", "Price: time")]
    screen = TodayScreen(TodayViewModel(now=lambda: NOW))
    qtbot.addWidget(screen)
    screen.model.book = book
    screen.model.attach(coach, library)
    shown(screen, qtbot)
    assert "Price: time" in texts_in(screen.playbook)
    assert "You have not read it yet." in texts_in(screen.playbook)
    assert " …\n" in texts_in(screen.playbook)
    open_it = [b for b in screen.playbook.findChildren(QPushButton) if b.text() == "Open it"][-1]
    with qtbot.waitSignal(screen.entry_wanted) as opened:
        open_it.click()
    assert opened.args == [ids[1]]
    [b for b in screen.playbook.findChildren(QPushButton) if b.text() == "I have read it"][-1].click()
    qtbot.waitUntil(lambda: "Price: worth" in texts_in(screen.playbook), timeout=20_000)
    screen.model.detach()
