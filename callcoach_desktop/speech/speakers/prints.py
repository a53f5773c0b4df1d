"""The voice of each speaker of a transcript, from stretches in which nobody else of the same channel speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.voices import Voiceprint
from callcoach_desktop.speech.activity import Span, listen, merge, speech_spans
from callcoach_desktop.speech.sound import RATE, Sound
from callcoach_desktop.speech.speakers.clusters import people
from callcoach_desktop.speech.speakers.voices import Voice, voice_of

STRETCHES = 8  # a speaker: more cost time (78 ms each) and change the mean little
LONGEST_S = 4.0  # of one stretch
SHORTEST_S = 1.0  # under it a stretch says little of a voice
ENROL_S = 10.0
"""Seconds of speech that enrolment needs."""


def prints_of(sound: Sound, transcript: Transcript, check: Callable[[], None] = lambda: None) -> list[Voiceprint]:
    """A voiceprint for each speaker with at least SHORTEST_S seconds of speech alone; `check` may raise to stop."""
    spoken: dict[str, list[Span]] = {speaker.id: [] for speaker in transcript.speakers}
    for utterance in transcript.utterances:
        if utterance.timed:
            spoken.setdefault(utterance.speaker, []).append((utterance.start, utterance.end))
    out = []
    for speaker in transcript.speakers:
        others = [
            span
            for other in transcript.speakers
            if other.id != speaker.id and other.channel == speaker.channel
            for span in spoken[other.id]
        ]
        found = print_of(sound, speaker.channel or 0, alone(spoken[speaker.id], others), check)
        if found is not None:
            out.append(Voiceprint(speaker.id, *found))
    return out


def print_of(
    sound: Sound, channel: int, spans: Sequence[Span], check: Callable[[], None] = lambda: None
) -> tuple[float, tuple[float, ...]] | None:
    """Seconds listened to and the numbers of the voice in these spans; None when they are too short."""
    pieces = sampled(spans)
    voices: list[Voice] = []
    for start, end in pieces:
        check()
        samples = sound.read(start, end - start, channel)
        if len(samples) >= SHORTEST_S * RATE * 0.9:
            voices.append(voice_of(samples))
    if not voices:
        return None
    rows = np.stack(voices)
    middle = rows[int(np.argmax((rows @ rows.T).mean(axis=1)))]
    # A stretch with another voice or a noise in it is left out.
    mean = rows[rows @ middle >= 0.5].mean(axis=0)
    mean = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return round(sum(b - a for a, b in pieces), 2), tuple(round(float(v), 5) for v in mean)


def sampled(spans: Sequence[Span], most: int = STRETCHES) -> list[Span]:
    """At most `most` stretches of SHORTEST_S to LONGEST_S seconds, spread over the spans; the longest where few are
    long enough."""
    long = [s for s in spans if s[1] - s[0] >= SHORTEST_S]
    long = sorted(sorted(long, key=lambda s: s[0] - s[1])[: 3 * most])
    if len(long) > most:
        long = [long[int(i)] for i in np.linspace(0, len(long) - 1, most)]
    out = []
    for start, end in long:
        middle, half = (start + end) / 2, min(end - start, LONGEST_S) / 2
        out.append((middle - half, middle + half))
    return out


def alone(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The parts of `spans` outside of `others`."""
    left = list(spans)
    for start, end in others:
        left = [
            part
            for a, b in left
            for part in (((a, b),) if b <= start or a >= end else ((a, start), (end, b)))
            if part[1] > part[0]
        ]
    return left


def enrolment(sound: Sound, check: Callable[[], None] = lambda: None) -> Voiceprint:
    """The voice in a recording of one person. Raises KnownError `too_little_speech`, `several_voices`."""
    activities = listen(sound, lambda _: None, check)
    spoken = [speech_spans(activity) for activity in activities]
    seconds = [sum(b - a for a, b in spans) for spans in spoken]
    channel = int(np.argmax(seconds))
    if seconds[channel] < ENROL_S:
        raise KnownError(
            "too_little_speech",
            f"Only {seconds[channel]:.0f} seconds of speech were heard in this recording.",
            "Speak for about 30 seconds as you do in calls, with the microphone you use for them.",
        )
    pieces = _cut(spoken[channel])
    voices = np.stack([voice_of(sound.read(a, b - a, channel)) for a, b in pieces])
    lengths = np.array([b - a for a, b in pieces])
    if len(pieces) > 1 and int(people(voices, lengths).max()) > 0:
        raise KnownError(
            "several_voices",
            "More than one voice was heard in this recording.",
            "Record yourself alone, or choose a recording in which only you speak.",
        )
    mean = (voices * lengths[:, np.newaxis]).sum(axis=0)
    mean = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return Voiceprint("", round(float(lengths.sum()), 2), tuple(round(float(v), 5) for v in mean))


def _cut(spans: Sequence[Span]) -> list[Span]:
    """Pieces of about LONGEST_S seconds over neighbouring spans; at most 3 * STRETCHES, spread evenly."""
    pieces: list[Span] = []
    for start, end in merge(list(spans), 0.7):
        count = max(1, round((end - start) / LONGEST_S))
        step = (end - start) / count
        pieces += [(start + i * step, start + (i + 1) * step) for i in range(count)]
    long = [p for p in pieces if p[1] - p[0] >= SHORTEST_S] or pieces
    if len(long) <= 3 * STRETCHES:
        return long
    return [long[int(i)] for i in np.linspace(0, len(long) - 1, 3 * STRETCHES)]
