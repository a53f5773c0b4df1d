"""One call, from its words to everything that is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.amounts import with_amounts
from callcoach_desktop.analysis.answers import with_answers
from callcoach_desktop.analysis.meaning.finder import Understood, Wording, segments_of, understand
from callcoach_desktop.analysis.meaning.model import shipped
from callcoach_desktop.analysis.meaning.reader import Meaning
from callcoach_desktop.analysis.meaning.reading import read_runs
from callcoach_desktop.analysis.metrics import measure, stage_talk
from callcoach_desktop.analysis.moments import (
    competitor_moments,
    competitors_placed,
    pricing_moments,
    question_moments,
)
from callcoach_desktop.analysis.outcomes import with_outcomes
from callcoach_desktop.analysis.questions.finder import find_questions
from callcoach_desktop.analysis.rails import price_troubles
from callcoach_desktop.analysis.share import Span, rolling_share
from callcoach_desktop.analysis.splitting import split_steps
from callcoach_desktop.analysis.steps import with_fields
from callcoach_desktop.analysis.summary import summarise
from callcoach_desktop.analysis.tracking.finder import tracker_moments
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.version import VERSION
from callcoach_desktop.analysis.words import Run, runs, sorted_utterances
from callcoach_desktop.domain.analysis import Analysis, Stage, Tone
from callcoach_desktop.domain.transcript import Side, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary, fingerprint


def analyse(transcript: Transcript, vocabulary: Vocabulary, meaning: Meaning | None = None) -> Analysis:
    """Everything that is computed from the words of a call. Pure: the same input gives the same output.

    `meaning` is a language model that reads English calls; without one word lists say alone what is meant.

    Utterances may come in any order. Without word times, words are spread over their utterance by letters.
    Non-English calls get the figures that need no word lists, and questions by their question marks.
    """
    utterances = sorted_utterances(transcript)
    floor = find_floor(transcript, utterances)
    spoken = runs(transcript, utterances, floor.backchannels)
    read = read_runs(spoken, meaning) if meaning is not None and transcript.language == lexicon.LANGUAGE else None
    sides: dict[str, Side] = {s.id: s.side for s in transcript.speakers}
    questions = question_moments(find_questions(spoken, transcript.language, read=read))
    questions = with_answers(questions, utterances, sides, floor.backchannels)
    others = competitor_moments(spoken, vocabulary.competitors)
    if transcript.language == lexicon.LANGUAGE:
        others += pricing_moments(spoken, read)
    figures = measure(transcript, utterances, floor, questions)
    duration = max([transcript.duration, *(u.end for u in utterances)], default=0.0)
    stages: tuple[Stage, ...] = ()
    tones: tuple[Tone, ...] = ()
    if transcript.language == lexicon.LANGUAGE and {run.side for run in spoken} >= {"rep", "customer"}:
        understood = understand(spoken, shipped(), read)
        others += understood.moments
        stages = segments_of(spoken, understood.stages, duration)
        tones = _tones(utterances, spoken, understood)
        if all(u.timed for u in utterances):
            stage_talk(figures, stages, utterances, sides)
    others = competitors_placed(split_steps(others, spoken, sides), stages, duration, sides)
    others = with_fields(others, sides, transcript.started_at)
    others = with_outcomes(others, tones, utterances, sides)
    others = with_amounts(others, sides) + tracker_moments(spoken, vocabulary.trackers, transcript.language, meaning)
    moments = tuple(sorted([*questions, *others], key=lambda m: (m.start, m.end, m.id)))
    rep: list[Span] = [(u.start, u.end) for u in utterances if sides.get(u.speaker) == "rep"]
    customer: list[Span] = [(u.start, u.end) for u in utterances if sides.get(u.speaker) == "customer"]
    timed = all(u.timed for u in utterances)
    return Analysis(
        version=VERSION,
        turns=floor.turns,
        moments=moments,
        stages=stages,
        metrics=figures.metrics,
        places=figures.places,
        talk_share=rolling_share(rep, customer, duration) if rep and customer and timed else (),
        summary=summarise(
            duration,
            figures.metrics,
            figures.places,
            moments,
            sides,
            price_troubles(moments, stages, tones, utterances, sides, duration),
        ),
        tones=tones,
        tracked=fingerprint(vocabulary.trackers),
    )


def _tones(utterances: Sequence[Utterance], spoken: Sequence[Run], understood: Understood) -> tuple[Tone, ...]:
    """The tone of each utterance is that of the turn that it stands in."""
    of: dict[int, Wording] = {}
    for run, tone in zip(spoken, understood.tones, strict=True):
        for token in run.tokens:
            of[token.utterance] = tone
    return tuple(Tone(utterances[n].id, tone.score, tone.label) for n, tone in sorted(of.items()))
