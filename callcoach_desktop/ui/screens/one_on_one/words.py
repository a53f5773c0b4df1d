"""What kinds, states and signs of a 1-on-1 are called, and their icons."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr

ICONS = {
    "agreement": "rotate-ccw", "focus": "gauge", "good": "circle-check", "hard": "triangle-alert", "outlier": "flag",
    "clip": "scissors", "topic": "message-square",
}  # fmt: skip


def kind_name(kind: str) -> str:
    """What an item is."""
    return {
        "agreement": tr("From last time"), "focus": tr("Focus"), "good": tr("A good moment"),
        "hard": tr("A hard moment"), "outlier": tr("Stands out"), "clip": tr("Clip"), "topic": tr("Topic"),
    }[kind]  # fmt: skip


def shared_kind_name(kind: str) -> str:
    """What an item is where both look at it: whether a moment was good is not said before they did."""
    return tr("A moment") if kind in ("good", "hard", "outlier") else kind_name(kind)


def state_name(state: str) -> str:
    """How an agreement went."""
    return {
        "open": tr("Still open"), "kept": tr("Kept"), "partly": tr("Partly"), "dropped": tr("Let go"),
    }[state]  # fmt: skip


def becomes_name(becomes: str) -> str:
    """What an agreement turns into."""
    return {
        "focus": tr("The next focus"), "intervention": tr("Coaching to look back at"),
        "nothing": tr("Only what it says"),
    }[becomes]  # fmt: skip


def rating_name(rating: int) -> str:
    """The rep's own view, 1 to 5."""
    return (tr("Badly"), tr("Not well"), tr("So-so"), tr("Well"), tr("Very well"))[rating - 1]
