"""The moments of the user's trackers: what was said in their words, and what means the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.meaning.reader import Meaning
from callcoach_desktop.analysis.questions.segments import Segment
from callcoach_desktop.analysis.tracking.meanings import ALIKE, SURE, Alike, find_alike
from callcoach_desktop.analysis.tracking.phrases import PhraseIndex, Said
from callcoach_desktop.analysis.tracking.units import around, units
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.words import Run, runs, sorted_utterances
from callcoach_desktop.domain.analysis import Analysis, Moment
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.vocabulary import Tracker, fingerprint

LOW, HIGH = 0.5, 0.9  # confidence of what is only just alike, and of what is sure


def tracker_moments(
    spoken: Sequence[Run], trackers: Sequence[Tracker], language: str, meaning: Meaning | None = None
) -> list[Moment]:
    """What trackers find, one moment a tracker and a sentence, in order of time; ids are `tracker-1` ...

    In other languages than English phrases are found as they are written, and nothing by sound or meaning.
    """
    if not trackers:
        return []
    english = language == lexicon.LANGUAGE
    found: list[Moment] = []
    index = PhraseIndex(spoken)
    for tracker in trackers:
        for phrase in tracker.phrases:
            everywhere = index.find(phrase, by_sound=english)
            found += [_said(tracker, said) for said in everywhere if tracker.side in ("both", said.run.side)]
    if english and meaning is not None and any(t.examples for t in trackers):
        found += [_alike(one) for one in find_alike(units(spoken), trackers, meaning)]
    return [replace(m, id=f"tracker-{n}") for n, m in enumerate(_one_each(found), start=1)]


def trackers_in(words: Transcript, trackers: Sequence[Tracker], meaning: Meaning | None = None) -> list[Moment]:
    """What trackers find in a call; see `tracker_moments`. Nothing else of the call is analysed."""
    if not trackers:
        return []
    utterances = sorted_utterances(words)
    spoken = runs(words, utterances, find_floor(words, utterances).backchannels)
    return tracker_moments(spoken, trackers, words.language, meaning)


def with_trackers(analysis: Analysis, found: Sequence[Moment], trackers: Sequence[Tracker]) -> Analysis:
    """The analysis with `found`, what these trackers find, in the place of what others found; all else stays."""
    others = [m for m in analysis.moments if m.kind != "tracker"]
    moments = tuple(sorted([*others, *found], key=lambda m: (m.start, m.end, m.id)))
    return replace(analysis, moments=moments, tracked=fingerprint(trackers))


def _said(tracker: Tracker, said: Said) -> Moment:
    how = f"sounds like “{said.phrase}”" if said.heard else "is said"
    detail = {"by": "words", "phrase": said.phrase}
    return _moment(tracker, around(said.run, said.first, said.last), said.confidence, f"“{said.text}” {how}", **detail)


def _alike(alike: Alike) -> Moment:
    share = min(1.0, (alike.odds - ALIKE) / (SURE - ALIKE))
    likeness = round(alike.likeness, 3)
    why = f"means much the same as “{alike.example}” (likeness {likeness:.2f})"
    sure = round(LOW + (HIGH - LOW) * share, 3)
    return _moment(alike.tracker, alike.unit, sure, why, by="meaning", phrase=alike.example, likeness=likeness)


def _moment(
    tracker: Tracker, unit: Segment, confidence: float, why: str, **detail: str | float | bool | None
) -> Moment:
    return Moment(
        "", "tracker", tracker.name, unit.run.speaker, unit.start, unit.end, unit.text, confidence, why, detail
    )


def _one_each(found: Sequence[Moment]) -> list[Moment]:
    """The surest of moments of one tracker that share time, in order of time."""
    kept: list[Moment] = []
    for moment in sorted(found, key=lambda m: (-m.confidence, m.start, m.end)):
        if not any(
            k.type == moment.type and k.speaker == moment.speaker and k.start < moment.end and moment.start < k.end
            for k in kept
        ):
            kept.append(moment)
    return sorted(kept, key=lambda m: (m.start, m.end, m.type))
