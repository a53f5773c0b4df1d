"""The figures of a call, by the formulas of DESIGN.md, section 3.

Every value is a finite float or None. None means that the call cannot tell: no sides, no times, no words, or a
language for which there are no word lists. Seconds unless the name says otherwise; shares are in 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.share import Span, overlap, total, union
from callcoach_desktop.analysis.turns import Floor
from callcoach_desktop.analysis.wording import hedges_in
from callcoach_desktop.analysis.words import tokens_of
from callcoach_desktop.domain.analysis import Moment, Place, QuestionType, Stage
from callcoach_desktop.domain.transcript import Side, Transcript, Utterance

TYPES: tuple[QuestionType, ...] = ("open", "closed", "clarifying", "check", "rhetorical")


@dataclass
class Figures:
    """Metrics and, for some of them, where in the call they come from."""

    metrics: dict[str, float | None] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def put(self, name: str, value: float | None, place: Place | None = None) -> None:
        """Keep a figure; the place is dropped when there is no figure."""
        self.metrics[name] = value
        if value is not None and place is not None:
            self.places[name] = place


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def measure(
    transcript: Transcript, utterances: Sequence[Utterance], floor: Floor, questions: Sequence[Moment]
) -> Figures:
    """All figures of a call. `utterances` are sorted by start; `questions` are the question moments."""
    figures = Figures()
    sides = {s.id: s.side for s in transcript.speakers}
    side_of = [sides.get(u.speaker, "other") for u in utterances]
    timed = all(u.timed for u in utterances)
    duration = max([transcript.duration, *(u.end for u in utterances)], default=0.0)
    spans: dict[Side, list[Span]] = {"rep": [], "customer": [], "other": []}
    for utterance, side in zip(utterances, side_of, strict=True):
        spans[side].append((utterance.start, utterance.end))
    known = bool(spans["rep"] and spans["customer"])
    _talk(figures, spans, duration if timed else 0.0, known=known and timed)
    _turns(figures, floor, duration if timed else 0.0, known=known and timed)
    _words(figures, transcript.language, utterances, side_of, spans if timed else None)
    measure_questions(figures, transcript, utterances, questions)
    return figures


def measure_questions(
    figures: Figures, transcript: Transcript, utterances: Sequence[Utterance], questions: Sequence[Moment]
) -> None:
    """The figures that follow from the questions alone; see `measure`."""
    sides: dict[str, Side] = {s.id: s.side for s in transcript.speakers}
    side_of = [sides.get(u.speaker, "other") for u in utterances]
    timed = all(u.timed for u in utterances)
    duration = max([transcript.duration, *(u.end for u in utterances)], default=0.0)
    _questions(figures, questions, sides, duration if timed else 0.0, has_rep="rep" in side_of)
    known = {"rep", "customer"} <= set(side_of) and timed
    _waits(figures, utterances, side_of, questions, sides, known=known)
    _answers(figures, questions, sides, known=known)


def stage_talk(
    figures: Figures, stages: Sequence[Stage], utterances: Sequence[Utterance], sides: dict[str, Side]
) -> None:
    """The talk ratio of each stage, `talk_ratio_<stage>`: rep talk / (rep + customer talk) in the stage's segments."""
    talk: dict[tuple[str, Side], float] = {}
    for stage in stages:
        for utterance in utterances:
            shared = min(stage.end, utterance.end) - max(stage.start, utterance.start)
            if shared > 0:
                key = (stage.name, sides.get(utterance.speaker, "other"))
                talk[key] = talk.get(key, 0.0) + shared
    for name in dict.fromkeys(stage.name for stage in stages):
        rep, customer = talk.get((name, "rep"), 0.0), talk.get((name, "customer"), 0.0)
        figures.put(f"talk_ratio_{name}", _ratio(rep, rep + customer))


def _talk(figures: Figures, spans: dict[Side, list[Span]], duration: float, *, known: bool) -> None:
    """Talk seconds (backchannels are talk), talk ratio, overlap, silence. `duration` is 0 without times."""
    rep, customer = total(spans["rep"]), total(spans["customer"])
    everyone = [*spans["rep"], *spans["customer"], *spans["other"]]
    timed = duration > 0
    figures.put("talk_ratio", _ratio(rep, rep + customer) if known else None)
    figures.put("rep_talk_seconds", rep if timed and spans["rep"] else None)
    figures.put("customer_talk_seconds", customer if timed and spans["customer"] else None)
    figures.put("other_talk_seconds", total(spans["other"]) if timed else None)
    figures.put("overlap_seconds", overlap(spans["rep"], spans["customer"]) if known else None)
    silent = duration - sum(end - start for start, end in union(everyone)) if timed else 0.0
    figures.put("silence_share", min(1.0, max(0.0, silent / duration)) if timed else None)


def _turns(figures: Figures, floor: Floor, duration: float, *, known: bool) -> None:
    """Longest turns, patience, interruptions, interactivity."""
    names: tuple[tuple[Side, str], ...] = (("rep", "longest_monologue"), ("customer", "longest_customer_story"))
    for side, name in names:
        longest = max((t for t in floor.turns if t.side == side), key=lambda t: t.end - t.start, default=None)
        if longest is None or not known:
            figures.put(name, None)
        else:
            figures.put(name, longest.end - longest.start, Place(longest.start, longest.end))
    figures.put("rep_turns", float(sum(t.side == "rep" for t in floor.turns)) if known else None)
    figures.put("customer_turns", float(sum(t.side == "customer" for t in floor.turns)) if known else None)

    to_rep = [t for t in floor.transfers if (t.giver, t.taker) == ("customer", "rep")]
    patience = float(np.median([t.wait for t in to_rep])) if known and to_rep else None
    figures.put("patience", patience)
    shortest = min(to_rep, key=lambda t: t.wait, default=None)
    if known and shortest is not None:
        start, end = sorted((shortest.given_at, shortest.taken_at))
        figures.put("shortest_wait", shortest.wait, Place(start, end))
    else:
        figures.put("shortest_wait", None)

    interrupters: tuple[Side, ...] = ("rep", "customer")
    for side in interrupters:
        mine = [i for i in floor.interruptions if i.by == side]
        first = Place(mine[0].start, mine[0].end) if mine else None
        figures.put(f"interruptions_by_{side}", float(len(mine)) if known else None, first)
    figures.put("interactivity", len(floor.transfers) / (duration / 60) if known and duration > 0 else None)


def _words(
    figures: Figures,
    language: str,
    utterances: Sequence[Utterance],
    side_of: Sequence[Side],
    spans: dict[Side, list[Span]] | None,
) -> None:
    """Pace (words a minute of talk, hesitations not counted), and fillers and hedges for 100 words, by side.

    A recogniser leaves most hesitations out of its text: from that, the rate of fillers is too low.
    """
    english = language == lexicon.LANGUAGE
    prefixes: tuple[tuple[Side, str], ...] = (("rep", ""), ("customer", "customer_"))
    for side, prefix in prefixes:
        count = fillers = hedges = 0
        for index, utterance in enumerate(utterances):
            if side_of[index] != side:
                continue
            said = [t.bare for t in tokens_of(utterance, index)]
            sounds = sum(w in lexicon.FILLERS for w in said)
            count += len(said) - sounds if english else len(said)
            fillers += sounds + sum(pair in lexicon.FILLER_PAIRS for pair in pairwise(said))
            hedges += hedges_in(said) if english else 0
        talk = total(spans[side]) if spans is not None else 0.0
        figures.put(f"{prefix}words_per_minute", count / (talk / 60) if count and talk > 0 else None)
        figures.put(f"{prefix}fillers_per_100_words", 100 * fillers / count if english and count else None)
        figures.put(f"{prefix}hedges_per_100_words", 100 * hedges / count if english and count else None)


def _questions(
    figures: Figures, questions: Sequence[Moment], sides: dict[str, Side], duration: float, *, has_rep: bool
) -> None:
    """Questions asked (rhetorical ones are not) and their types; per hour of call so that lengths compare."""
    askers: tuple[tuple[Side, str], ...] = (("rep", ""), ("customer", "customer_"))
    for side, prefix in askers:
        mine = [q for q in questions if sides.get(q.speaker, "other") == side]
        asked = sum(q.type != "rhetorical" for q in mine)
        known = has_rep
        figures.put(f"{prefix}questions", float(asked) if known else None)
        figures.put(f"{prefix}questions_per_hour", asked / (duration / 3600) if known and duration > 0 else None)
        for kind in TYPES:
            figures.put(f"{prefix}questions_{kind}", float(sum(q.type == kind for q in mine)) if known else None)
        figures.put(f"{prefix}open_question_share",
                    sum(q.type == "open" for q in mine) / asked if known and asked else None)  # fmt: skip


def _waits(
    figures: Figures,
    utterances: Sequence[Utterance],
    side_of: Sequence[Side],
    questions: Sequence[Moment],
    sides: dict[str, Side],
    *,
    known: bool,
) -> None:
    """Median silence between the rep's question and the customer's answer.

    Only questions after which the customer is the next to speak: one that the rep goes on from was not waited
    for. An answer that begins before the question's end counts as no silence.
    """
    waits = []
    for question in questions:
        if sides.get(question.speaker) != "rep" or question.type == "rhetorical":
            continue
        answer = next(
            (i for i, u in enumerate(utterances) if u.end > question.end and _begins_after(u, question)), None
        )
        if answer is not None and side_of[answer] == "customer":
            waits.append(max(0.0, utterances[answer].start - question.end))
    figures.put("wait_after_question", float(np.median(waits)) if known and waits else None)


def _answers(figures: Figures, questions: Sequence[Moment], sides: dict[str, Side], *, known: bool) -> None:
    """Of the questions that the rep asked (rhetorical ones are not): the share that the customer answered, and the
    median length of the answers, also to open ones alone (see `answers`)."""
    mine = [q for q in questions if sides.get(q.speaker) == "rep" and "answered" in q.detail]
    figures.put("answered_share", sum(bool(q.detail["answered"]) for q in mine) / len(mine) if known and mine else None)
    for name, some in (("answer_seconds", mine), ("open_answer_seconds", [q for q in mine if q.type == "open"])):
        lengths = [float(q.detail["answer_seconds"] or 0.0) for q in some if "answer_seconds" in q.detail]
        figures.put(name, float(np.median(lengths)) if known and lengths else None)


def _begins_after(utterance: Utterance, question: Moment) -> bool:
    """Whether an utterance is what comes after the question (it may begin in the question's second half)."""
    return utterance.start >= (question.start + question.end) / 2
