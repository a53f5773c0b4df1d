"""Two people on one side of a call with a channel a side: a conference room, or a colleague who listens in.

Most sides are one person, and telling people apart costs a second or two a channel and could split one. So a sample of
the side's speech is listened to first, and only where a second voice is clearly there and speaks for long enough is the
whole side told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from callcoach_desktop.speech.activity import Span
from callcoach_desktop.speech.sound import Sound
from callcoach_desktop.speech.speakers.assign import voice_spans
from callcoach_desktop.speech.speakers.clusters import people
from callcoach_desktop.speech.speakers.diarize import diarize
from callcoach_desktop.speech.speakers.prints import sampled
from callcoach_desktop.speech.speakers.voices import voice_of

LEAST_S = 8.0
"""Seconds that a second person of a side must speak to be one."""
APART = 0.65
"""Cosine of their centres under which two voices of a side are two people. Centres are more alike than the stretches
that they are of (`clusters.SAME`): two people's have 0.4 to 0.6 on rendered calls, halves of one person over 0.9."""
_SAMPLE = 30  # stretches of a side; 78 ms each


def persons_within(
    sound: Sound, channel: int, spans: Sequence[Span], check: Callable[[], None] = lambda: None
) -> tuple[tuple[Span, ...], ...]:
    """Where each person of a side speaks, the one who speaks longest first; empty when it is one person.

    `spans` are where the channel speaks; `check` may raise to stop.
    """
    if not _may_be_two(sound, channel, spans, check):
        return ()
    found = diarize(sound, channel, check=check)
    if found.people < 2:
        return ()
    spoken = voice_spans(found)
    seconds = [sum(b - a for a, b in own) for own in spoken]
    likeness = found.centres @ found.centres.T
    clear = [
        person
        for person in range(found.people)
        if person == 0
        or (seconds[person] >= LEAST_S and max(likeness[person, other] for other in range(person)) < APART)
    ]
    # A voice that is none of its own would be lost with its words; `persons_of` gives those to the nearest in time.
    return tuple(spoken[person] for person in clear) if len(clear) > 1 else ()


def _may_be_two(sound: Sound, channel: int, spans: Sequence[Span], check: Callable[[], None]) -> bool:
    total = sum(end - start for start, end in spans)
    pieces = sampled(spans, _SAMPLE)
    if total < 2 * LEAST_S or len(pieces) < 4:
        return False
    voices = []
    for start, end in pieces:
        check()
        voices.append(voice_of(sound.read(start, end - start, channel)))
    rows, seconds = np.stack(voices), np.array([end - start for start, end in pieces])
    named = people(rows, seconds)
    if named.max() < 1:
        return False
    centres = [rows[named == person].mean(axis=0) for person in (0, 1)]
    first, second = (centre / max(float(np.linalg.norm(centre)), 1e-9) for centre in centres)
    share = float(seconds[named == 1].sum() / seconds.sum())
    return float(first @ second) < APART and int((named == 1).sum()) >= 2 and share * total >= LEAST_S / 2
