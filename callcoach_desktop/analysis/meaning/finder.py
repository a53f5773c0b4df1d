"""Stages, tone, objections with their responses, pain, need, commitments and next steps of a call (English)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.meaning import features
from callcoach_desktop.analysis.meaning.fields import step_fields
from callcoach_desktop.analysis.meaning.model import CLASSES, STAGES, Meaning, best_path, chances, odds
from callcoach_desktop.analysis.questions.segments import Segment, is_punctuated, sentences
from callcoach_desktop.analysis.words import Run
from callcoach_desktop.domain.analysis import Moment, MomentKind, Stage, StageName, ToneLabel

WINDOW = 25  # words that are taken for a sentence where there is no punctuation
STANDING = 0.4  # how much it counts for an objection that its turn belongs to that stage
BREAKS = 0.4  # and that the turn before does not
QUOTED = 30  # words up to which the sentences around the telling one are quoted with it
LATE_REPLY = 4  # turns after an objection in which the rep's response is looked for
HABIT = 0.7  # how much the usual order of stages counts beside what is said
SURE_TONE = 0.25  # how much likelier than neutral another tone must be
BY_CUSTOMER: tuple[MomentKind, ...] = ("pain", "need", "commitment")


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of a turn: `score` from -1 to 1, and its name."""

    score: float
    label: ToneLabel


@dataclass(frozen=True, slots=True)
class Understood:
    """Stage and tone of each run, and what is marked in them."""

    stages: tuple[StageName, ...]
    tones: tuple[Wording, ...]
    moments: tuple[Moment, ...]


def understand(runs: Sequence[Run], model: Meaning) -> Understood:
    """What the turns of a call mean. `runs` are sorted by start."""
    if not runs:
        return Understood((), (), ())
    rows = features.in_call(runs)
    # The order of stages counts beside what is said; how often a stage occurs is in both and is taken out of one.
    spoken = np.log(np.maximum(chances(odds(model.tables["stage"], rows, len(STAGES))), 1e-6))
    path = best_path(spoken, HABIT * np.array(model.follows))
    stages: list[StageName] = [_STAGES[p] for p in path]
    moments = _objections(runs, rows, model)
    for kind in BY_CUSTOMER:
        moments += _marked(runs, rows, model, kind, "customer")
    moments += _next_steps(runs, rows, model)
    return Understood(tuple(stages), tuple(_tones(rows, model)), tuple(moments))


_STAGES: tuple[StageName, ...] = ("opening", "discovery", "presentation", "pricing", "objection", "closing")


def segments_of(runs: Sequence[Run], stages: Sequence[StageName], duration: float) -> tuple[Stage, ...]:
    """Stages as segments that cover the call from 0 to its end without a gap."""
    found: list[Stage] = []
    for run, name in zip(runs, stages, strict=True):
        if found and found[-1].name == name:
            continue
        start = run.start if found else 0.0
        if found:
            start = max(start, found[-1].start)
            found[-1] = Stage(found[-1].name, found[-1].start, start)
        found.append(Stage(name, start, max(duration, start)))
    return tuple(s for s in found if s.end > s.start)


def _tones(rows: Sequence[Sequence[str]], model: Meaning) -> list[Wording]:
    found = []
    for negative, neutral, positive in chances(odds(model.tables["tone"], rows, 3)):
        score = round(float(positive - negative), 3)
        label: ToneLabel = "neutral"
        if max(negative, positive) >= neutral + SURE_TONE:
            label = "positive" if positive > negative else "negative"
        found.append(Wording(score, label))
    return found


def yes_odds(rows: Sequence[Sequence[str]], model: Meaning, kind: str) -> list[float]:
    """Log-odds of a mark in each row."""
    return [float(x) for x in odds(model.tables[kind], rows, 1)[:, 0]]


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _marked(
    runs: Sequence[Run], rows: Sequence[Sequence[str]], model: Meaning, kind: MomentKind, side: str
) -> list[Moment]:
    found: list[Moment] = []
    for n, log_odds in enumerate(yes_odds(rows, model, kind)):
        chance = _chance(log_odds)
        if runs[n].side == side and chance >= model.least[kind]:
            segment, why = _where(runs[n], model, kind)
            found.append(_moment(kind, "", segment, len(found) + 1, chance, why))
    return found


def _next_steps(runs: Sequence[Run], rows: Sequence[Sequence[str]], model: Meaning) -> list[Moment]:
    found = []
    for moment, n in _with_turns(runs, rows, model):
        fields = step_fields(moment.quote, runs[n].side)
        specific = _best(rows[n], model, "step_type")[0] == "specific"
        # Without a time nothing is specific; that is what the word means.
        type_ = "specific" if specific and fields["by_when"] is not None else "vague"
        found.append(
            Moment(
                moment.id, "next_step", type_, moment.speaker, moment.start, moment.end, moment.quote,
                moment.confidence, moment.why, fields,
            )
        )  # fmt: skip
    return found


def _with_turns(runs: Sequence[Run], rows: Sequence[Sequence[str]], model: Meaning) -> list[tuple[Moment, int]]:
    found: list[tuple[Moment, int]] = []
    for n, log_odds in enumerate(yes_odds(rows, model, "next_step")):
        chance = _chance(log_odds)
        if runs[n].side == "rep" and chance >= model.least["next_step"]:
            segment, why = _where(runs[n], model, "next_step")
            found.append((_moment("next_step", "", segment, len(found) + 1, chance, why), n))
    return found


def _objections(runs: Sequence[Run], rows: Sequence[Sequence[str]], model: Meaning) -> list[Moment]:
    """Objections and what the rep does with them: the better the reply looks like one, the surer the objection."""
    found: list[Moment] = []
    standing = chances(odds(model.tables["stage"], rows, len(STAGES)))[:, STAGES.index("objection")]
    stage_odds = np.log(np.maximum(standing, 1e-3) / np.maximum(1 - standing, 1e-3))
    pushed, answered = yes_odds(rows, model, "objection"), yes_odds(rows, model, "objection_response")
    for n, run in enumerate(runs):
        if run.side != "customer":
            continue
        reply = next((k for k in range(n + 1, min(n + LATE_REPLY, len(runs))) if runs[k].side == "rep"), None)
        together = pushed[n] if reply is None else (pushed[n] + answered[reply]) / 2
        before = stage_odds[n - 1] if n else 0.0
        chance = _chance(together + STANDING * float(stage_odds[n]) + BREAKS * float(stage_odds[n] - before))
        if chance < model.least["objection"]:
            continue
        number = len(found) + 1
        type_, share = _best(rows[n], model, "objection_type")
        segment, why = _where(run, model, "objection")
        made = _moment("objection", type_, segment, number, chance, why)
        found.append(made)
        if reply is not None:
            kind, _ = _best(rows[reply], model, "response_type")
            outcome, _ = _best(rows[reply], model, "outcome")
            whole = Segment(runs[reply], 0, len(runs[reply].tokens), asks=False, marked=True)
            reason = f"what the rep says after “{_first_words(made.quote)}”"
            found.append(_moment("objection_response", kind, whole, number, chance * share, reason,
                                 {"outcome": outcome, "objection": made.id}))  # fmt: skip
    return found


def _best(row: Sequence[str], model: Meaning, table: str) -> tuple[str, float]:
    """The likeliest class of a row and its chance."""
    names = CLASSES[table]
    if len(names) == 2:
        chance = float(chances(odds(model.tables[table], [row], 1))[0, 0])
        return (names[1], chance) if chance > 0.5 else (names[0], 1 - chance)
    each = chances(odds(model.tables[table], [row], len(names)))[0]
    return names[int(each.argmax())], float(each.max())


def _where(run: Run, model: Meaning, kind: str) -> tuple[Segment, str]:
    """The sentence of a turn that speaks most for a mark, and the words in it that do."""
    count = len(run.tokens)
    parts = (
        sentences(run) if is_punctuated(run.tokens) else [(a, min(a + WINDOW, count)) for a in range(0, count, WINDOW)]
    )
    words = [t.bare for t in run.tokens]
    table = model.tables[kind]

    def weight(part: tuple[int, int]) -> float:
        return sum(table.get(f, (0.0,))[0] for f in set(features.said(words[part[0] : part[1]])))

    best_part = max(range(len(parts)), key=lambda n: weight(parts[n]))
    first, last = parts[best_part]
    # What is meant is seldom one short sentence: those around it that speak for the mark belong to it.
    for near in (best_part - 1, best_part + 1):
        if 0 <= near < len(parts):
            a, b = min(first, parts[near][0]), max(last, parts[near][1])
            if b - a <= QUOTED:
                first, last = a, b
    telling = [f for f in features.said(words[first:last]) if f in table and not f.startswith(("<", "not:"))]
    telling.sort(key=lambda f: -table[f][0])
    best = next((f for f in telling if not all(w in lexicon.FUNCTION_WORDS for w in f.split())), "")
    return Segment(
        run, first, last, asks=False, marked=True
    ), f"“{best}” and what stands around it" if best else "how it is said"


def _first_words(quote: str) -> str:
    words = quote.split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "")


def _moment(
    kind: MomentKind, type_: str, segment: Segment, number: int, chance: float, why: str,
    detail: dict[str, str | float | bool | None] | None = None,
) -> Moment:  # fmt: skip
    return Moment(
        f"{kind}-{number}", kind, type_, segment.run.speaker, segment.start, segment.end, segment.text,
        round(chance, 3), why, detail or {},
    )  # fmt: skip
