"""How an objection ended, by what a listener goes by: how the customer takes the answer, whether the same objection
comes again, and whether anything is agreed afterwards (English).

The words of the answer tell little of how it was taken. So what counts is told by the customer's next turns, their
tone above all, by the objections that follow and by the steps that are agreed before the call ends. What each of them
counts was learnt from scripted calls (`packaging/models/train_outcomes.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.words import bare_word
from callcoach_desktop.domain.analysis import Moment, Tone
from callcoach_desktop.domain.judging import OUTCOMES
from callcoach_desktop.domain.transcript import Side, Utterance
from callcoach_desktop.system import paths

SPREAD = 1.8  # read tones are tamer than those that people mark: their deviation is smaller by that much
TURNS = 3  # turns of the customer that belong to an answer, as long as no other objection comes
LAST_TURNS = 6  # and turns that show how the customer leaves the call
TELLING = 4  # words under which a turn shows no tone
BEGIN_WORDS = 4  # words in which a customer agrees who begins with it
SLACK = 1.0  # seconds that a customer's turn may begin before the answer's end

_AGREED = lexicon.YES | lexicon.word_set(
    "fair fine good great lovely perfect done deal reasonable sensible brilliant nice agreed"
)
_BUT = frozenset({"but", "still", "though"})
_REASONS = {
    "tone": ("the customer likes what comes back", "the customer does not like what comes back"),
    "leaves": ("the customer leaves the call content", "the customer leaves the call discontented"),
    "again": ("the same objection comes again", "the same objection does not come again"),
    "last": ("no objection comes after it", "other objections come after it"),
    "agreed": ("the customer agrees at once", ""),
    "but": ("the customer says no or but", ""),
    "specific": ("a specific step is agreed later", "no specific step is agreed later"),
    "vague": ("only a vague step is agreed later", ""),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the customer: seconds, tone from -1 to 1, and its words, bare."""

    start: float
    end: float
    tone: float
    words: tuple[str, ...]


Weights = Mapping[str, tuple[float, ...]]
"""Log-odds of each of `OUTCOMES` by sign (see `signs`)."""


@cache
def shipped() -> Weights:
    """The weights that come with the app."""
    text = (paths.resources() / "lexicons" / "outcomes.json").read_text(encoding="utf-8")
    return {name: tuple(row) for name, row in json.loads(text).items()}


def with_outcomes(
    moments: Sequence[Moment], tones: Sequence[Tone], utterances: Sequence[Utterance], sides: Mapping[str, Side]
) -> list[Moment]:
    """The moments; responses with `outcome` and with `outcome_why`, what spoke most for it. Without tones (a language
    without rules, a call without sides) all stay as they are, and so do those whose outcome a person told
    (`outcome_judged`). `utterances` are sorted by start."""
    if not tones or all(m.kind != "objection_response" for m in moments):
        return list(moments)
    turns = customer_turns(tones, utterances, sides)
    made = []
    for moment in moments:
        if moment.kind == "objection_response" and "outcome_judged" not in moment.detail:
            found = signs(moment, moments, turns)
            odds = _odds(found)
            best = int(odds.argmax())
            detail: dict[str, str | float | bool | None] = {"outcome": OUTCOMES[best], "outcome_why": _why(found, best)}
            moment = replace(moment, detail=moment.detail | detail)
        made.append(moment)
    return made


def customer_turns(
    tones: Sequence[Tone], utterances: Sequence[Utterance], sides: Mapping[str, Side]
) -> tuple[Said, ...]:
    """What the customer says between two turns of others is one turn."""
    score = {t.utterance: min(1.0, max(-1.0, SPREAD * t.score)) for t in tones}
    found: list[Said] = []
    before: str | None = None
    for utterance in utterances:
        if utterance.id not in score:
            continue  # no words
        side = sides.get(utterance.speaker, "other")
        if side == "customer":
            words = tuple(bare for word in utterance.text.split() if (bare := bare_word(word)))
            if before == "customer":
                last = found[-1]
                found[-1] = Said(last.start, max(last.end, utterance.end), last.tone, last.words + words)
            else:
                found.append(Said(utterance.start, utterance.end, score[utterance.id], words))
        before = side
    return tuple(found)


def signs(answer: Moment, moments: Sequence[Moment], turns: Sequence[Said]) -> dict[str, float]:
    """What is known of an answer, each from -1 to 1: what training and reading go by."""
    objections = [m for m in moments if m.kind == "objection"]
    later = [m for m in objections if m.start >= answer.end]
    mine = next((m for m in objections if m.id == answer.detail.get("objection")), None)
    if mine is None:
        mine = max((m for m in objections if m.start < answer.start), key=lambda m: m.start, default=None)
    coming = min((m.start for m in later), default=float("inf"))
    after = [t for t in turns if t.start > answer.start and t.start >= answer.end - SLACK]
    taken = [t for t in after if t.start < coming - SLACK][:TURNS] or after[:1]
    leaves = [t.tone for t in turns if len(t.words) >= TELLING][-LAST_TURNS:]
    steps = [m for m in moments if m.kind == "next_step" and m.start >= answer.start]
    specific = any(m.type == "specific" for m in steps)
    first = taken[0].words if taken else ()
    return {
        "bias": 1.0,
        f"by {answer.type}": 1.0,
        "tone": sum(t.tone for t in taken) / len(taken) if taken else 0.0,
        "first tone": taken[0].tone if taken else 0.0,
        "last tone": taken[-1].tone if taken else 0.0,
        "leaves": sum(leaves) / len(leaves) if leaves else 0.0,
        "again": _sign(mine is not None and any(m.type == mine.type for m in later)),
        "last": _sign(not later),
        "agreed": float(bool(_AGREED & set(first[:BEGIN_WORDS])) and "not" not in first[:BEGIN_WORDS]),
        "but": float(bool(_BUT & set(first)) or first[:1] == ("no",)),
        "specific": _sign(specific),
        "vague": float(bool(steps) and not specific),
    }


def _sign(holds: bool) -> float:
    return 1.0 if holds else -1.0


def _odds(found: Mapping[str, float]) -> np.ndarray:
    weights = shipped()
    odds = np.zeros(len(OUTCOMES))
    for name, value in found.items():
        odds += value * np.array(weights.get(name, (0.0, 0.0, 0.0)))
    return odds


def _why(found: Mapping[str, float], best: int) -> str:
    """The sign that speaks most for an outcome, in words."""
    weights = shipped()
    tone = ("tone", "first tone", "last tone")

    def speaks(name: str) -> float:
        names = tone if name == "tone" else (name,)
        rows = [np.array(weights.get(n, (0.0, 0.0, 0.0))) * found[n] for n in names]
        return float(sum(row[best] - row.mean() for row in rows))

    told = {name: speaks(name) for name in _REASONS}
    name = max(told, key=lambda n: told[n])
    if told[name] <= 0:
        return "how such answers end most often"
    yes, no = _REASONS[name]
    value = sum(found[n] for n in tone) if name == "tone" else found[name]
    return yes if value > 0 else no
