"""Outliers among the rep's own calls come onto the map after the call is shown; playing counts as heard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.coaching import CallOutlier
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.call.notable import Fact, with_outliers
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import finish_tasks

CALL = "dental000001"
WHY = "The customer had 10 % of the talk, usually 54 %."


def outlier(kind: str, start: float) -> CallOutlier:
    return CallOutlier(CALL, "Brightwater", "2026-09-03T14:00", "discovery", kind, WHY, start, 220.0, "0.54", 2.0)


class FakeCoach:
    def __init__(self) -> None:
        self.listened: list[str] = []

    def outliers_of(self, call_id: str) -> Sequence[CallOutlier]:
        return [outlier("silent_customer", 30.0)] if call_id == CALL else []

    def heard(self, call_id: str) -> None:
        self.listened.append(call_id)


def test_flags_come_after_the_call_and_playing_is_hearing(library: Library, qtbot: QtBot):
    coach = FakeCoach()
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1105, 800)
    screen = CallScreen(library, window, player=Player(open_device=lambda rate: None), coach=coach)
    screen.resize(1105, 800)
    window.show()
    with qtbot.waitSignal(screen.ready, timeout=10_000):
        screen.open(CALL)
    qtbot.waitUntil(lambda: any(f.why == WHY for f in screen.scene.facts), timeout=10_000)
    assert screen.map.scene is screen.scene
    assert screen.playing.scene is screen.scene
    assert screen.map.rows.flags is not None
    assert coach.listened == []
    for _ in range(2):
        screen.player.toggle()
        qtbot.waitUntil(lambda: coach.listened == [CALL], timeout=10_000)
    screen.close_call()
    finish_tasks()


def test_an_outlier_says_more_than_the_flag_that_needs_no_other_call():
    facts = (
        Fact("monologue", "monologue 3:40", "The rep talked.", 60.0, 280.0),
        Fact("early_discount", "discount at 0:30", "Early.", 30.0, 32.0),
    )
    made = {
        f.kind: f for f in with_outliers(facts, [outlier("monologue", 61.0), outlier("pricing_off_the_rails", 90.0)])
    }
    assert set(made) == {"monologue", "pricing_off_the_rails"}
    assert (made["monologue"].why, made["monologue"].start, made["monologue"].end) == (WHY, 60.0, 280.0)
    good = with_outliers((), [outlier("sentiment_high", 5.0)])[0]
    assert good.good
    assert good.label == "warmer than usual"
