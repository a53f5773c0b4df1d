"""Stages, tone, objections with their responses, pain, need, commitments and next steps of a call (English)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.meaning import features, reading
from callcoach_desktop.analysis.meaning.model import CLASSES, STAGES, Weights, best_path, chances, odds
from callcoach_desktop.analysis.meaning.plain import plain_objection, plain_tone, says_plainly
from callcoach_desktop.analysis.questions.segments import Segment, is_punctuated, sentences
from callcoach_desktop.analysis.steps import says_when
from callcoach_desktop.analysis.words import Run
from callcoach_desktop.domain.analysis import Moment, MomentKind, Stage, StageName, ToneLabel

WINDOW = 25  # words that are taken for a sentence where there is no punctuation
STANDING = 0.4  # how much it counts for an objection that its turn belongs to that stage
BREAKS = 0.4  # and that the turn before does not
ANSWERED = 0.5  # how much the look of the reply counts for an objection; that of its own words counts the rest
READ_STANDING, READ_BREAKS, READ_ANSWERED = 0.15, 0.25, 0.35  # the same where a language model has read the call
READ_DOUBT = 2.5  # log-odds that are taken off an objection then: model and lists agree in what they get wrong
QUOTED = 30  # words up to which the sentences around the telling one are quoted with it
QUOTED_PAIN = 45  # the same of a pain, which is told as a story
PLAIN, PLAIN_LEAST = 3.0, 1.4  # log-odds that plain words (`plain`) add to a mark, and that it has at least with them
LATE_REPLY = 4  # turns after an objection in which the rep's response is looked for
HABIT = 0.5  # how much the usual order of stages counts beside what is said
PLAIN_TONE = 60.0  # how much likelier plain words make a tone
LONGEST_PLAIN = 45  # words of a turn whose tone a few of them tell
SURE_TONE = 0.25  # how much likelier than neutral another tone must be
SURE_TONE_READ = 0.0  # the same where a language model has read the call
# Where a language model has read the call: what it counts beside what the word lists say, which counts LISTS then.
READ_STAGE, READ_TONE, READ_MARK, READ_TYPE = 1.3, 1.0, 1.0, 1.0
LISTS_STAGE, LISTS_TONE, LISTS_MARK, LISTS_TYPE = 0.75, 0.25, 0.5, 0.5
# Log-odds of a mark below which the lists are not believed then: that they know none of the words says nothing (set on
# 34 calls that it did not see, docs/measurements.md). Those of a next step know its words: days, verbs, who.
LISTS_LEAST = {"objection": -3.0, "objection_response": -3.0, "pain": -2.0, "need": -3.0, "commitment": -3.0}
NEAR_PEAK = 0.4  # how likely, beside the telling sentence, one next to it must be to be quoted with it
NEAR_PEAK_PAIN = 0.1  # the same of a pain
# A pain, where a language model has read the call: what its lists, a negative tone and an objection there count.
PAIN_LISTS, PAIN_TONE, PAIN_OBJECTS = 0.75, 0.6, 0.3
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


@dataclass(frozen=True, slots=True)
class Call:
    """A call's turns with what is known of each: features, and what a language model says of its words, if one does."""

    runs: Sequence[Run]
    rows: Sequence[Sequence[str]]
    model: Weights
    read: Sequence[np.ndarray] | None

    @property
    def least(self) -> Mapping[str, float]:
        """The chances from which a mark counts."""
        return self.model.least if self.read is None else self.model.least_read

    def odds_of(self, kind: str) -> list[float]:
        """Log-odds of a mark in each turn."""
        listed = yes_odds(self.rows, self.model, kind)
        if self.read is None:
            return listed
        peaks = [reading.peak_odds(chances) for chances in reading.inside_each(self.read, kind)]
        listed = [max(a, LISTS_LEAST.get(kind, a)) for a in listed]
        if kind == "pain":
            return _pains(self.read, listed, peaks)
        return [LISTS_MARK * a + READ_MARK * b for a, b in zip(listed, peaks, strict=True)]

    def likeliest(self, n: int, table: str, choice: str, kind: str) -> tuple[str, float]:
        """The likeliest class of turn `n` in a table, and its share; `choice` and `kind` are what the language model
        calls them."""
        names = CLASSES[table]
        listed = odds(self.model.tables[table], [self.rows[n]], 1 if len(names) == 2 else len(names))
        shares = chances(listed)[0]
        if len(names) == 2:
            shares = np.array([1 - shares[0], shares[0]])
        if self.read is not None:
            logs = LISTS_TYPE * np.log(np.maximum(shares, 1e-6))
            shares = np.exp(reading.log_shares(logs + READ_TYPE * reading.log_choice(self.read[n], choice, kind)))
        return names[int(shares.argmax())], float(shares.max())


def understand(runs: Sequence[Run], model: Weights, read: Sequence[np.ndarray] | None = None) -> Understood:
    """What the turns of a call mean. `runs` are sorted by start; `read` is what a language model says of the words of
    each (see `reading.read_runs`)."""
    if not runs:
        return Understood((), (), ())
    rows = [tuple(dict.fromkeys(row)) for row in features.in_call(runs)]  # the same feature twice counts once
    call = Call(runs, rows, model, read)
    # The order of stages counts beside what is said; how often a stage occurs is in both and is taken out of one.
    spoken = np.log(np.maximum(chances(odds(model.tables["stage"], rows, len(STAGES))), 1e-6))
    if read is not None:
        spoken = LISTS_STAGE * spoken + READ_STAGE * np.array([reading.log_choice(x, "stage") for x in read])
    path = best_path(spoken, HABIT * np.array(model.follows))
    stages: list[StageName] = [_STAGES[p] for p in path]
    moments = _objections(call, np.exp(reading.log_shares(spoken))[:, STAGES.index("objection")])
    for kind in BY_CUSTOMER:
        moments += _marked(call, kind, "customer")
    moments += _next_steps(call)
    return Understood(tuple(stages), tuple(_tones(call)), tuple(moments))


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


def _tones(call: Call) -> list[Wording]:
    shares = chances(odds(call.model.tables["tone"], call.rows, 3))
    if call.read is not None:
        said = np.array([reading.log_choice(x, "tone") for x in call.read])
        shares = np.exp(reading.log_shares(LISTS_TONE * np.log(np.maximum(shares, 1e-6)) + READ_TONE * said))
    for share, run in zip(shares, call.runs, strict=True):
        plain = plain_tone(" ".join(t.bare for t in run.tokens)) if len(run.tokens) <= LONGEST_PLAIN else None
        if plain is not None:
            share[0 if plain == "negative" else 2] *= PLAIN_TONE
            share /= share.sum()
    sure = SURE_TONE if call.read is None else SURE_TONE_READ
    found = []
    for negative, neutral, positive in shares:
        score = round(float(positive - negative), 3)
        label: ToneLabel = "neutral"
        if max(negative, positive) >= neutral + sure:
            label = "positive" if positive > negative else "negative"
        found.append(Wording(score, label))
    return found


def yes_odds(rows: Sequence[Sequence[str]], model: Weights, kind: str) -> list[float]:
    """Log-odds of a mark in each row, by the word lists."""
    return [float(x) for x in odds(model.tables[kind], rows, 1)[:, 0]]


def _pains(read: Sequence[np.ndarray], listed: Sequence[float], peaks: Sequence[float]) -> list[float]:
    """Log-odds of a pain: told in a negative tone it is likelier one, and what objects to buying seldom is."""
    objects = [reading.peak_odds(chances) for chances in reading.inside_each(read, "objection")]
    tones = [reading.log_choice(x, "tone") for x in read]
    return [
        PAIN_LISTS * a + READ_MARK * b + PAIN_TONE * float(tone[0] - tone[1]) - PAIN_OBJECTS * c
        for a, b, tone, c in zip(listed, peaks, tones, objects, strict=True)
    ]


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _marked(call: Call, kind: MomentKind, side: str) -> list[Moment]:
    return [moment for moment, _ in _with_turns(call, kind, side)]


def _next_steps(call: Call) -> list[Moment]:
    found = []
    for moment, n in _with_turns(call, "next_step", "rep"):
        # A day or an hour makes a step specific and without any time none is: that is what the word means, and so it is
        # in 0.97 of 760 steps that people marked. "Next week" may be either, as the rest of it sounds.
        exact = says_when(moment.quote)
        if exact is False:
            exact = call.likeliest(n, "step_type", "next_step", "next_step")[0] == "specific"
        found.append(replace(moment, type="specific" if exact else "vague"))
    return found


def _with_turns(call: Call, kind: MomentKind, side: str) -> list[tuple[Moment, int]]:
    found: list[tuple[Moment, int]] = []
    for n, log_odds in enumerate(call.odds_of(kind)):
        if call.runs[n].side != side:
            continue
        plain = says_plainly(kind, " ".join(t.bare for t in call.runs[n].tokens))
        chance = _chance(max(log_odds + PLAIN, PLAIN_LEAST) if plain else log_odds)
        if chance >= call.least[kind]:
            segment, why = _where(call, n, kind)
            found.append((_moment(kind, "", segment, len(found) + 1, chance, why), n))
    return found


def _objections(call: Call, standing: np.ndarray) -> list[Moment]:
    """Objections and what the rep does with them: the better the reply looks like one, the surer the objection.
    `standing` is the chance of each turn to belong to that stage."""
    runs = call.runs
    found: list[Moment] = []
    stage_odds = np.log(np.maximum(standing, 1e-3) / np.maximum(1 - standing, 1e-3))
    pushed, answered = call.odds_of("objection"), call.odds_of("objection_response")
    weights = (STANDING, BREAKS, ANSWERED) if call.read is None else (READ_STANDING, READ_BREAKS, READ_ANSWERED)
    stands, breaks, share_of_reply = weights
    doubt = 0.0 if call.read is None else READ_DOUBT
    for n, run in enumerate(runs):
        if run.side != "customer":
            continue
        reply = next((k for k in range(n + 1, min(n + LATE_REPLY, len(runs))) if runs[k].side == "rep"), None)
        together = pushed[n]
        if reply is not None:
            together = (1 - share_of_reply) * pushed[n] + share_of_reply * answered[reply]
        before = stage_odds[n - 1] if n else 0.0
        odds_of_all = together + stands * float(stage_odds[n]) + breaks * float(stage_odds[n] - before) - doubt
        plain = plain_objection(" ".join(t.bare for t in run.tokens))
        chance = _chance(odds_of_all if plain is None else max(odds_of_all + PLAIN, PLAIN_LEAST))
        if chance < call.least["objection"]:
            continue
        number = len(found) + 1
        type_, share = call.likeliest(n, "objection_type", "objection", "objection")
        type_ = plain or type_
        segment, why = _where(call, n, "objection")
        made = _moment("objection", type_, segment, number, chance, why)
        found.append(made)
        if reply is not None:
            kind, _ = call.likeliest(reply, "response_type", "objection_response", "objection_response")
            outcome, _ = call.likeliest(reply, "outcome", "outcome", "objection_response")
            whole = Segment(runs[reply], 0, len(runs[reply].tokens), asks=False, marked=True)
            reason = f"what the rep says after “{_first_words(made.quote)}”"
            found.append(_moment("objection_response", kind, whole, number, chance * share, reason,
                                 {"outcome": outcome, "objection": made.id}))  # fmt: skip
    return found


def _where(call: Call, n: int, kind: str) -> tuple[Segment, str]:
    """The sentence of a turn that speaks most for a mark, and the words in it that do."""
    run = call.runs[n]
    count = len(run.tokens)
    parts = (
        sentences(run) if is_punctuated(run.tokens) else [(a, min(a + WINDOW, count)) for a in range(0, count, WINDOW)]
    )
    words = [t.bare for t in run.tokens]
    table = call.model.tables[kind]
    told = None if call.read is None else reading.inside(call.read[n], kind)

    def weight(part: tuple[int, int]) -> float:
        if told is not None:
            return float(told[part[0] : part[1]].mean())
        return sum(table.get(f, (0.0,))[0] for f in set(features.said(words[part[0] : part[1]])))

    near_peak, longest = (NEAR_PEAK_PAIN, QUOTED_PAIN) if kind == "pain" else (NEAR_PEAK, QUOTED)
    best_part = max(range(len(parts)), key=lambda n: weight(parts[n]))
    first, last = parts[best_part]
    # What is meant is seldom one short sentence: those around it that speak for the mark belong to it.
    for near in (best_part - 1, best_part + 1):
        if 0 <= near < len(parts) and (told is None or weight(parts[near]) >= near_peak * weight(parts[best_part])):
            a, b = min(first, parts[near][0]), max(last, parts[near][1])
            if b - a <= longest:
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
