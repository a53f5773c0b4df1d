"""The one quiet nudge of the bar for the behaviour in focus: its tip at the start of a call, and later what is heard of
it, where that can be told without words. Other behaviours have the nudge that everybody gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from callcoach_desktop.domain.coaching import Behaviour, Focus
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.live import EARLY, LONG_QUESTION, Coach, quiet_nudge
from callcoach_desktop.ui.widgets.words import percent

TIP_S = 60.0  # seconds for which the tip stays at the start of a call
FEW = 2  # interruptions below which nothing is said of them
Level = dict[str, Any]


def focus_coach(behaviour: Behaviour, usual: float | None) -> Coach:
    """The nudge for a behaviour; `usual` is the mean of the rep's own calls before the focus began."""
    high = behaviour.high if behaviour.high is not None else usual
    low = behaviour.low if behaviour.low is not None else usual
    told: dict[str, Callable[[Level], str]] = {
        "talk_ratio": lambda level: _talk(level, high),
        "longest_monologue": lambda level: _monologue(level, high),
        "patience": lambda level: _patience(level, low),
        "interruptions_per_hour": lambda level: _interruptions(level, high),
        "questions_per_hour": _question,
    }
    tell = told.get(behaviour.figure)

    def coach(level: Level) -> str:
        if level["t"] < TIP_S:
            return behaviour.tip
        if tell is None:
            return quiet_nudge(level)
        return tell(level) if level["t"] >= EARLY else ""

    return coach


def coach_now(coaching: Any) -> Coach:
    """The nudge of now, from `services.coaching.Coach`; not for the UI thread."""
    if coaching is None:
        return quiet_nudge
    focus: Focus | None = coaching.current()
    if focus is None or focus.state != "active":
        return quiet_nudge
    try:
        return focus_coach(coaching.behaviour(focus.behaviour), focus.baseline.range.mean)
    except KnownError:  # one that the rep built and removed again
        return quiet_nudge


def _talk(level: Level, high: float | None) -> str:
    share = level.get("rep_share_5min")
    if share is None or high is None or share <= high:
        return ""
    return tr("You talked {share} of the last five minutes", share=percent(share))


def _monologue(level: Level, high: float | None) -> str:
    alone = level.get("monologue") or 0.0
    if high is None or alone < high * 0.7:  # in time to stop before it is too long
        return ""
    return tr("You have been talking for {time}", time=clock(alone))


def _patience(level: Level, low: float | None) -> str:
    wait = level.get("patience")
    if wait is None or low is None or wait >= low:
        return ""
    return tr("You wait {seconds} s before you answer", seconds=f"{wait:.1f}")


def _interruptions(level: Level, high: float | None) -> str:
    often = level.get("interruptions")
    if often is None or high is None or often < FEW or often * 3600 / level["t"] <= high:
        return ""
    return tr(
        "You came in {n} time before the customer had ended|You came in {n} times before the customer had ended", often
    )


def _question(level: Level) -> str:
    since = level.get("since_question")
    if since is None or since < LONG_QUESTION:
        return quiet_nudge(level)
    return tr("{time} since your last question", time=clock(since))
