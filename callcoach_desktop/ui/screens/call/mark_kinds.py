"""The kinds of things on the map as its legend tells them apart: one key for each sign that can be switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.marks import OPEN_QUESTION, Mark, key_of

_ORDER = (
    OPEN_QUESTION, "question", "pain", "need", "competitor", "pricing", "objection", "objection_response",
    "commitment", "next_step", "tracker", "comment", "bookmark", "filler", "hedge", "jargon", "you", "we", "fast",
    "slow", "raised", "lowered", "wording",
)  # fmt: skip


HOW_SAID = frozenset({"filler", "hedge", "jargon", "you", "we", "fast", "slow", "raised", "lowered"})
"""Kinds of marks of how something is said: nobody judges them, and they are not more or less sure."""
WORDING = "wording"
"""The key of all marks of how something is said, which are looked for when it is not hidden."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the legend. `kind`, `type` and `side` say how its sign is drawn."""

    key: str
    word: str
    count: int
    kind: str
    type: str
    side: str


def kinds_of(marks: Iterable[Mark], comments: Iterable[Comment] = (), *, wording: bool = False) -> tuple[Kind, ...]:
    """What occurs in a call, in the legend's order, with how often; with `wording` how it is said can be asked for."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str, str]] = {}
    for mark in marks:
        key = key_of(mark.kind, mark.type)
        counts[key] += 1
        type_ = mark.type if key == OPEN_QUESTION else ""
        first.setdefault(key, (mark.kind, type_, mark.side))
    for comment in comments:
        counts[comment.kind] += 1
        first.setdefault(comment.kind, (comment.kind, "", "other"))
    order = {key: i for i, key in enumerate(_ORDER)}
    found = sorted(counts, key=lambda key: (order.get(key, len(order)), key))
    asked = (Kind(WORDING, word_of(WORDING), 0, WORDING, "", "other"),) if wording else ()
    return (*(Kind(key, word_of(key), counts[key], *first[key]) for key in found), *asked)


def word_of(key: str) -> str:
    """A key in words, as the legend shows it."""
    words = {
        OPEN_QUESTION: tr("open question"),
        "question": tr("other question"),
        "pain": tr("pain"),
        "need": tr("need"),
        "competitor": tr("competitor"),
        "pricing": tr("pricing"),
        "objection": tr("objection"),
        "objection_response": tr("answer"),
        "commitment": tr("commitment"),
        "next_step": tr("next step"),
        "tracker": tr("tracker"),
        "comment": tr("comment"),
        "bookmark": tr("bookmark"),
        "filler": tr("filler"),
        "hedge": tr("hedge"),
        "jargon": tr("jargon"),
        "you": tr("you"),
        "we": tr("we, I"),
        "fast": tr("fast"),
        "slow": tr("slow"),
        "raised": tr("raised voice"),
        "lowered": tr("low voice"),
        WORDING: tr("wording"),
    }
    return words.get(key, key.replace("_", " "))


def stage_word(name: str) -> str:
    """A stage as the map and the tables name it."""
    words = {
        "opening": tr("Opening"),
        "discovery": tr("Discovery"),
        "presentation": tr("Presentation"),
        "pricing": tr("Pricing"),
        "objection": tr("Objection"),
        "closing": tr("Closing"),
    }
    return words.get(name, name.capitalize())
