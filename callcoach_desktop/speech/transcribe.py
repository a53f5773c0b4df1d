"""The whole way from a sound to a transcript: listen, plan, transcribe by batches, rescue, put together.

Everything after listening is a function of the plan and of the finished batches, in the form in which they are
stored. So a transcription that was killed anywhere gives, resumed, the same text as an unbroken one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.speech.activity import ChannelActivity, Span, listen, merge, speech_spans
from callcoach_desktop.speech.leak import remove_leaks
from callcoach_desktop.speech.plan import BATCH, CHUNK, Chunk, Plan, batches_of, chunks_of, pieces_of
from callcoach_desktop.speech.recogniser import Heard, Recogniser, loops
from callcoach_desktop.speech.sound import Sound
from callcoach_desktop.speech.speakers.assign import persons_of, voice_spans, without_strays
from callcoach_desktop.speech.speakers.diarize import diarize
from callcoach_desktop.speech.speakers.lines import on_different_lines
from callcoach_desktop.speech.speakers.within import persons_within
from callcoach_desktop.speech.words import drop_doubles, spoken_end, uncovered, utterances_of

Row = list[
    Any
]  # a word as it is stored: [text, start, end, probability, channel], and the voice of a chunk that has one
NOT_SPEECH = 0.6  # OpenAI's rule: no_speech over 0.6 and mean log-probability under -1: nothing was said
UNSURE = -1.0
RESCUE_SURE = 0.35  # mean probability that words of the second pass must reach: they fill a gap, wrong ones are worse
RESCUE_PAD = 0.3  # s of sound around speech that is heard a second time


class Sink(Protocol):
    """Who is told what is finished."""

    def listened(self, seconds: float, total: float) -> None:
        """Voice activity is known up to here."""
        ...

    def planned(self, plan: Plan) -> None:
        """There is a plan, or (the second time) a longer one."""
        ...

    def finished(self, index: int, rows: list[Row]) -> None:
        """A batch is done and must be kept."""
        ...

    def check(self) -> None:
        """Raise `Cancelled` to stop."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller says: language or None to detect it, names for the decoder, and how many people share one
    channel (None: find out)."""

    language: str | None = None
    hotwords: tuple[str, ...] = ()
    speakers: int | None = None


def transcribe(
    sound: Sound,
    recogniser: Callable[[], Recogniser],
    wanted: Wanted,
    sink: Sink,
    plan: Plan | None = None,
    done: dict[int, list[Row]] | None = None,
) -> Transcript:
    """Transcribe `sound`, going on from `plan` and the rows of `done` batches where they are given.

    `recogniser` is called when it is first needed (a silent file never loads the model).
    """
    rows = dict(done or {})
    if plan is None:
        plan = _plan(sound, recogniser, wanted, sink)
        sink.planned(plan)
    _work(sound, recogniser, wanted, sink, plan, rows, range(len(plan.batches)))
    if plan.first_rescue is None:
        plan = _plan_rescue(plan, rows)
        if len(plan.batches) > len(rows):
            sink.planned(plan)
            _work(sound, recogniser, wanted, sink, plan, rows, range(len(rows), len(plan.batches)))
    return assemble(plan, rows, sound.duration)


def _plan(sound: Sound, recogniser: Callable[[], Recogniser], wanted: Wanted, sink: Sink) -> Plan:
    activities = listen(sound, lambda seconds: sink.listened(seconds, sound.duration), sink.check)
    spans = remove_leaks(activities, [speech_spans(a) for a in activities])
    chunks = [c for channel, own in enumerate(spans) for c in chunks_of(channel, pieces_of(own, sound.duration))]
    voices = _voices(sound, wanted, sink) if chunks and sound.channels == 1 else ()
    if voices and on_different_lines(sound, voices, sink.check):
        chunks = [c for p, own in enumerate(voices) for c in chunks_of(0, pieces_of(list(own), sound.duration), p)]
    language = wanted.language or (recogniser().detect_language(sound, chunks) if chunks else "en")
    return Plan(
        language=language,
        spans=tuple(tuple(own) for own in spans),
        levels=tuple(tuple(_level(activity, s) for s in own) for activity, own in zip(activities, spans, strict=True)),
        batches=batches_of(chunks),
        voices=voices,
        within=tuple(persons_within(sound, channel, own, sink.check) for channel, own in enumerate(spans))
        if sound.channels == 2
        else (),
    )


def _voices(sound: Sound, wanted: Wanted, sink: Sink) -> tuple[tuple[Span, ...], ...]:
    """Where each person speaks in a sound of one channel; empty when it is one person."""
    if wanted.speakers == 1:
        return ()
    found = diarize(sound, speakers=wanted.speakers, check=sink.check)
    return voice_spans(found) if found.people > 1 else ()


def _level(activity: ChannelActivity, span: Span) -> float:
    part = activity.level[int(span[0] * 100) : int(span[1] * 100) + 1]
    return round(float(np.mean(part)), 1) if len(part) else -100.0


def _work(
    sound: Sound,
    recogniser: Callable[[], Recogniser],
    wanted: Wanted,
    sink: Sink,
    plan: Plan,
    rows: dict[int, list[Row]],
    indexes: range,
) -> None:
    """Do the batches of `indexes` that are not in `rows` yet, as many at once as the model has workers."""
    todo = [index for index in indexes if index not in rows]
    if not todo:
        return
    model = recogniser()
    careful = plan.first_rescue
    with ThreadPoolExecutor(max_workers=model.workers, thread_name_prefix="whisper") as pool:
        running: dict[Future[list[Heard]], int] = {}
        try:
            for index in [*todo, None]:
                # None: no more to start, only to wait for.
                while running and (index is None or len(running) >= model.workers):
                    ready, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in ready:
                        finished = running.pop(future)
                        rows[finished] = _rows(plan.batches[finished], future.result())
                        sink.finished(finished, rows[finished])
                sink.check()
                if index is not None:
                    chunks = plan.batches[index]
                    job = pool.submit(
                        model.hear,
                        model.load(sound, chunks),
                        chunks,
                        plan.language,
                        list(wanted.hotwords),
                        careful=careful is not None and index >= careful,
                    )
                    running[job] = index
        finally:
            for future in running:
                future.cancel()


def _rows(chunks: tuple[Chunk, ...], heard: list[Heard]) -> list[Row]:
    """Words as they are stored, without those of chunks in which nothing was said."""
    return [
        [w.text, round(w.start, 3), round(w.end, 3), round(w.probability, 3), chunk.channel]
        + ([] if chunk.voice is None else [chunk.voice])
        for chunk, result in zip(chunks, heard, strict=True)
        if not (result.no_speech > NOT_SPEECH and result.log_probability < UNSURE)
        for w in result.words
    ]


def _in_chunk(rows: list[Row], chunk: Chunk) -> list[Word]:
    """The words of a batch that are of a chunk."""
    whose = [chunk.channel] if chunk.voice is None else [chunk.channel, chunk.voice]
    words = (Word(str(t), float(s), float(e), float(p)) for t, s, e, p, *of in rows if of == whose)
    return [w for w in words if any(a - 0.01 <= w.start <= b + 0.01 for a, b in chunk.pieces)]


def _first_pass(plan: Plan, rows: dict[int, list[Row]]) -> Iterator[tuple[Chunk, list[Word]]]:
    """Each chunk of the first pass that does not repeat itself, with its words."""
    for index in range(len(plan.batches) if plan.first_rescue is None else plan.first_rescue):
        for chunk in plan.batches[index]:
            words = _in_chunk(rows[index], chunk)
            if not loops(" ".join(w.text for w in words)):
                yield chunk, words


def _plan_rescue(plan: Plan, rows: dict[int, list[Row]]) -> Plan:
    """The plan with a second pass over speech that voice activity heard and no word covers.

    Whisper's base model drops whole sentences now and then; alone and with the wide beam it finds most of them.
    """
    chunks: list[Chunk] = []
    said = list(_first_pass(plan, rows))
    for channel, spans in enumerate(plan.spans):
        words = [w for chunk, part in said for w in part if chunk.channel == channel]
        for start, end in uncovered(words, list(spans)):
            at = max(0.0, start - RESCUE_PAD)
            while at < end:
                stop = min(end + RESCUE_PAD, at + CHUNK)
                chunks.append(Chunk(channel, ((at, stop),)))
                at = stop
    first = len(plan.batches)
    # Half as many a batch: the second pass pads to 30 s, and its batches are the last that the rep waits for.
    chunks.sort(key=lambda c: (-c.seconds, c.channel, c.pieces[0][0]))
    more = tuple(tuple(chunks[i : i + BATCH // 2]) for i in range(0, len(chunks), BATCH // 2))
    return replace(plan, batches=plan.batches + more, first_rescue=first)


def assemble(plan: Plan, rows: dict[int, list[Row]], duration: float) -> Transcript:
    """The transcript of finished batches: words of both passes, utterances cut by the sound, doubles dropped."""
    said = list(_first_pass(plan, rows))
    channels = len(plan.spans)
    if plan.voices:
        return _by_voice(plan, rows, said, duration)
    ids = ("left", "right") if channels == 2 else ("voice",)
    utterances: list[list[Utterance]] = []
    speakers: list[Speaker] = []
    for channel in range(channels):
        words = [w for chunk, part in said if chunk.channel == channel for w in part]
        words += _rescued(plan, rows, channel, uncovered(words, list(plan.spans[channel])))
        within = plan.within[channel] if plan.within else ()
        told = [(w, None) for w in words]
        own = _of_persons(told, within) if within else {0: utterances_of("", words, list(plan.spans[channel]))}
        # Who speaks longest is the channel's voice, as if nobody else was there; the others get numbers.
        named = {p: ids[channel] if p == 0 else f"{ids[channel]}{p + 1}" for p in sorted({0, *own})}
        speakers += [Speaker(name, "", "other", channel if channels == 2 else None) for name in named.values()]
        utterances.append([replace(u, speaker=named[p]) for p, lines in own.items() for u in lines])
    if channels == 2:
        utterances = drop_doubles(utterances, plan.spans, plan.levels)
    return _transcript(plan, duration, speakers, [u for own in utterances for u in own])


def _by_voice(
    plan: Plan, rows: dict[int, list[Row]], said: list[tuple[Chunk, list[Word]]], duration: float
) -> Transcript:
    """The transcript of one channel in which several people speak; they are "s1" ... as they first speak."""
    told = without_strays([(w, chunk.voice) for chunk, part in said for w in part], plan.voices)
    words = [w for w, _ in told]
    more = _rescued(plan, rows, 0, uncovered(words, list(plan.spans[0])))
    own = _of_persons([*told, *((w, None) for w in more)], plan.voices)
    names = {person: f"s{number}" for number, person in enumerate(own, start=1)}
    speakers = [Speaker(name, "", "other") for name in names.values()] or [Speaker("voice", "", "other")]
    return _transcript(
        plan, duration, speakers, [replace(u, speaker=names[p]) for p, lines in own.items() for u in lines]
    )


def _of_persons(
    told: Sequence[tuple[Word, int | None]], spoken: Sequence[Sequence[Span]]
) -> dict[int, list[Utterance]]:
    """The utterances of each person of a channel, as they first speak, not named yet; `spoken` is where each does.
    Words come with the person in whose sound they were heard, None for those heard in everybody's."""
    told = sorted(told, key=lambda pair: (pair[0].start, pair[0].end))
    words = [w for w, _ in told]
    persons = [p if whose is None else whose for p, (_, whose) in zip(persons_of(words, spoken), told, strict=True)]
    found = {}
    for person in dict.fromkeys(persons):
        own = [w for w, whose in zip(words, persons, strict=True) if whose == person]
        spans = list(spoken[person])
        # A word that was given to a person for the sentence's sake is said where it is said.
        spans += [(w.start, spoken_end(w)) for w in own if not any(a < w.end and b > w.start for a, b in spans)]
        found[person] = utterances_of("", own, merge(sorted(spans), 0.0))
    return found


def _transcript(plan: Plan, duration: float, speakers: list[Speaker], utterances: list[Utterance]) -> Transcript:
    ordered = sorted(utterances, key=lambda u: (u.start, u.end, u.speaker))
    return Transcript(
        duration=duration,
        language=plan.language,
        speakers=tuple(speakers),
        utterances=tuple(replace(u, id=f"u{number}") for number, u in enumerate(ordered)),
    )


def _rescued(plan: Plan, rows: dict[int, list[Row]], channel: int, gaps: list[Span]) -> list[Word]:
    """Words of the second pass that lie in the gaps of the first, where they are sure enough."""
    out: list[Word] = []
    for index in range(plan.first_rescue or len(plan.batches), len(plan.batches)):
        for chunk in plan.batches[index]:
            if chunk.channel != channel:
                continue
            words = _in_chunk(rows[index], chunk)
            inside = [w for w in words if any(a - 0.15 <= (w.start + w.end) / 2 <= b + 0.15 for a, b in gaps)]
            sure = inside and float(np.mean([w.probability for w in inside])) >= RESCUE_SURE
            if sure and not loops(" ".join(w.text for w in words)):
                out.extend(inside)
    return out
