"""A person's verdicts laid over an analysis: moments kept, retyped, taken away and added. Pure functions.

A verdict is matched to a moment of its kind by time, so that it holds for a new analysis too, and for one of words
that were heard anew and lie a little elsewhere. One that finds its moment no more, but says that there is one, brings
it back: the person knew it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from callcoach_desktop.analysis.amounts import with_amounts
from callcoach_desktop.analysis.answers import with_answers
from callcoach_desktop.analysis.metrics import Figures, measure_questions
from callcoach_desktop.analysis.moments import competitors_placed
from callcoach_desktop.analysis.outcomes import with_outcomes
from callcoach_desktop.analysis.rails import price_troubles
from callcoach_desktop.analysis.steps import with_fields
from callcoach_desktop.analysis.summary import summarise
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.words import sorted_utterances
from callcoach_desktop.domain.analysis import Analysis, Moment
from callcoach_desktop.domain.judging import NAMED, Judgement
from callcoach_desktop.domain.transcript import Transcript

NEAR = 1.5  # seconds between two middles that may still be the same moment
MOSTLY = 0.5  # the share of the shorter one that a further moment has to lie in a removed one
WHY = {
    "right": "you confirmed it",
    "changed": "you said so",
    "added": "you added it",
}


def relaid(analysis: Analysis, judgements: Sequence[Judgement], words: Transcript) -> Analysis:
    """The analysis in force: the verdicts laid over its moments, and the figures and summary that follow from them.

    `words` are those that the analysis was made of.
    """
    if not judgements:
        return analysis
    sides = {s.id: s.side for s in words.speakers}
    utterances = sorted_utterances(words)
    duration = max([words.duration, *(u.end for u in utterances)], default=0.0)
    laid = competitors_placed(lay(analysis.moments, judgements, words), analysis.stages, duration, sides)
    laid = with_outcomes(with_fields(laid, sides, words.started_at), analysis.tones, utterances, sides)
    laid = with_answers(with_amounts(laid, sides), utterances, sides, find_floor(words, utterances).backchannels)
    figures = Figures(dict(analysis.metrics), dict(analysis.places))
    measure_questions(figures, words, utterances, [m for m in laid if m.kind == "question"])
    return replace(
        analysis,
        moments=tuple(laid),
        metrics=figures.metrics,
        places=figures.places,
        summary=summarise(
            duration,
            figures.metrics,
            figures.places,
            laid,
            sides,
            price_troubles(laid, analysis.stages, analysis.tones, utterances, sides, duration),
        ),
    )


def lay(moments: Sequence[Moment], judgements: Sequence[Judgement], words: Transcript) -> tuple[Moment, ...]:
    """The moments with the verdicts laid over them, in order of time. Without verdicts they are as they were.

    What a person judged has `detail["judged"]` ("right", "changed" or "added"), `detail["judgement"]` (the verdict's
    id) and a confidence of 1; machine moments keep their ids.
    """
    if not judgements:
        return tuple(moments)
    sides = {s.id: s.side for s in words.speakers}
    pairs = [
        (*near, number, place)
        for number, judgement in enumerate(judgements)
        for place, moment in enumerate(moments)
        if (near := _match(judgement, moment, sides)) is not None
    ]
    of: dict[int, int] = {}  # place of a moment -> number of its judgement
    for *_, number, place in sorted(pairs):
        if place not in of and number not in of.values():
            of[place] = number
    gone = [judgement for judgement in judgements if judgement.verdict == "wrong"]
    made = []
    for place, moment in enumerate(moments):
        judgement = judgements[of[place]] if place in of else None
        if judgement is not None and judgement.verdict != "wrong":
            made.append(_judged(moment, judgement))
        elif judgement is None and not any(_covers(one, moment, sides) for one in gone):
            made.append(moment)
    found = set(of.values())
    made += [
        _of_a_person(judgement, words)
        for number, judgement in enumerate(judgements)
        if number not in found and judgement.verdict != "wrong"
    ]
    return tuple(sorted(made, key=lambda m: (m.start, m.end, m.id)))


def _match(judgement: Judgement, moment: Moment, sides: Mapping[str, str]) -> tuple[bool, float, bool, float] | None:
    """How well a moment fits (smallest is best), None when it cannot be the one."""
    if not _alike(judgement, moment):
        return None
    shared = min(judgement.end, moment.end) - max(judgement.start, moment.start)
    apart = abs((judgement.start + judgement.end) - (moment.start + moment.end)) / 2
    if shared <= 0 and apart > NEAR:
        return None
    other_side = sides.get(judgement.speaker, "other") != sides.get(moment.speaker, "other")
    return other_side, -max(shared, 0.0), moment.type != judgement.guess, apart


def _alike(judgement: Judgement, moment: Moment) -> bool:
    """Whether a moment is of what the judgement speaks of: of its kind, and of its name where types are names."""
    if moment.kind != judgement.kind:
        return False
    names = {judgement.guess.casefold(), judgement.type.casefold()} - {""}
    return judgement.kind not in NAMED or moment.type.casefold() in names


def _covers(gone: Judgement, moment: Moment, sides: Mapping[str, str]) -> bool:
    """Whether a moment lies mostly in one that was removed: a removed sentence stays removed when it is cut anew."""
    if not _alike(gone, moment) or sides.get(gone.speaker, "other") != sides.get(moment.speaker, "other"):
        return False
    shared = min(gone.end, moment.end) - max(gone.start, moment.start)
    return shared > MOSTLY * min(gone.end - gone.start, moment.end - moment.start)


def _judged(moment: Moment, judgement: Judgement) -> Moment:
    type_ = moment.type if judgement.verdict == "right" and not judgement.type else judgement.type
    detail = moment.detail | _detail(judgement)
    why = f"{moment.why}; {WHY[judgement.verdict]}" if moment.why else WHY[judgement.verdict]
    return replace(moment, type=type_, confidence=1.0, detail=detail, why=why)


def _of_a_person(judgement: Judgement, words: Transcript) -> Moment:
    speaker = judgement.speaker
    if all(s.id != speaker for s in words.speakers):  # heard anew, voices may have other names
        speaker = _who(judgement.start, judgement.end, words) or speaker
    return Moment(
        id=f"judged-{judgement.id}",
        kind=judgement.kind,
        type=judgement.type,
        speaker=speaker,
        start=judgement.start,
        end=judgement.end,
        quote=judgement.quote,
        confidence=1.0,
        why=WHY[judgement.verdict],
        detail=_detail(judgement),
    )


def _detail(judgement: Judgement) -> dict[str, str | float | bool | None]:
    """What the moment carries of a verdict."""
    made: dict[str, str | float | bool | None] = {
        "judged": judgement.verdict, "judgement": judgement.id, "guess": judgement.guess,
    }  # fmt: skip
    if judgement.outcome:
        made |= {"outcome": judgement.outcome, "outcome_why": WHY["changed"], "outcome_judged": True}
    return made


def _who(start: float, end: float, words: Transcript) -> str | None:
    """Who says most in a span."""
    said: dict[str, float] = {}
    for utterance in words.utterances:
        shared = min(end, utterance.end) - max(start, utterance.start)
        if shared > 0:
            said[utterance.speaker] = said.get(utterance.speaker, 0.0) + shared
    return max(said, key=lambda speaker: said[speaker], default=None)


def words_between(words: Transcript, speaker: str, start: float, end: float) -> str:
    """What a voice says in `start`..`end`: the words whose middles lie there, or whole utterances without words."""
    said: list[str] = []
    own = [u for u in words.utterances if u.speaker == speaker]
    for utterance in sorted(own, key=lambda u: u.start):
        if utterance.end < start or utterance.start > end:
            continue
        if utterance.words:
            said += [w.text for w in utterance.words if start <= (w.start + w.end) / 2 <= end]
        else:
            said.append(utterance.text)
    return " ".join(said)
