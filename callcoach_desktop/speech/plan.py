"""What is transcribed together: speech spans -> pieces -> chunks -> batches.

A chunk is up to `CHUNK` seconds of one channel's speech with the silence cut out; a batch is up to `BATCH` chunks of
either channel and of about the same length, because the encoder works on all of them at the length of the longest.
A batch is also the unit that is stored and never done again: its content depends on the sound alone, so that a
transcription which was broken off and resumed gives the same text as an unbroken one.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.speech.activity import Span, merge

CHUNK = 20.0  # s: the encoder costs less than half for half the length, and shorter ones gain nothing (measured)
BATCH = 5  # chunks: more gains nothing on two cores and costs memory (1.6 GB with 8 of 28 s, 0.85 GB with 5 of 20 s)
PAD = 0.25  # s of sound kept on each side of a piece: soft onsets and a sense of the pause
JOIN = 0.50  # s: shorter pauses stay in the sound, so that phrases keep their rhythm


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces of one channel that are transcribed in one go, in order of time: of all who speak there, or of the one
    whose index in `Plan.voices` is `voice`."""

    channel: int
    pieces: tuple[Span, ...]
    voice: int | None = None

    @property
    def seconds(self) -> float:
        """Length of the sound that the recogniser hears."""
        return sum(end - start for start, end in self.pieces)

    def original_time(self, seconds: float) -> float:
        """Where in the call lies this moment of the joined sound (clamped to the chunk)."""
        for start, end in self.pieces:
            if seconds < end - start:
                return start + max(seconds, 0.0)
            seconds -= end - start
        return self.pieces[-1][1]


@dataclass(frozen=True)
class Plan:
    """All that is needed to go on: it is kept in the database and handed back to the child on resume.

    `spans` are where each channel speaks (edges for the utterances), `levels` how loud in dBFS; `first_rescue` is
    the index of the first batch of the second pass, or None before that pass is planned. `voices` are where each person
    speaks when all share one channel; empty when nobody was told apart. `within` are the same for each of two channels.
    """

    language: str
    spans: tuple[tuple[Span, ...], ...]
    levels: tuple[tuple[float, ...], ...]
    batches: tuple[tuple[Chunk, ...], ...]
    first_rescue: int | None = None
    voices: tuple[tuple[Span, ...], ...] = ()
    within: tuple[tuple[tuple[Span, ...], ...], ...] = ()

    def seconds(self, index: int) -> float:
        """Seconds of sound in one batch."""
        return sum(chunk.seconds for chunk in self.batches[index])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "language": self.language,
            "spans": [[list(s) for s in channel] for channel in self.spans],
            "levels": [list(channel) for channel in self.levels],
            "batches": [[[c.channel, [list(p) for p in c.pieces], c.voice] for c in batch] for batch in self.batches],
            "first_rescue": self.first_rescue,
            "voices": [[list(s) for s in person] for person in self.voices],
            "within": [[[list(s) for s in person] for person in channel] for channel in self.within],
        }


def plan_from_json(data: dict[str, Any]) -> Plan:
    """The inverse of `Plan.to_json`; raises KeyError, TypeError or ValueError on malformed data."""
    return Plan(
        language=str(data["language"]),
        spans=tuple(tuple((float(a), float(b)) for a, b in channel) for channel in data["spans"]),
        levels=tuple(tuple(float(v) for v in channel) for channel in data["levels"]),
        batches=tuple(
            # One that was stored before people were listened to one by one has no voices in its chunks.
            tuple(
                Chunk(int(channel), tuple((float(a), float(b)) for a, b in pieces), voice[0] if voice else None)
                for channel, pieces, *voice in batch
            )
            for batch in data["batches"]
        ),
        first_rescue=data["first_rescue"],
        voices=_persons(data.get("voices", ())),
        within=tuple(_persons(channel) for channel in data.get("within", ())),
    )


def _persons(data: Any) -> tuple[tuple[Span, ...], ...]:
    return tuple(tuple((float(a), float(b)) for a, b in person) for person in data)


def pieces_of(spans: list[Span], duration: float) -> list[Span]:
    """Speech spans padded, close ones joined, none longer than a chunk."""
    out: list[Span] = []
    for start, end in merge(list(spans), JOIN):
        out.append((start - PAD, end + PAD))
    # Two pads must not overlap: sound that is heard twice would be written twice.
    for i in range(len(out) - 1):
        if out[i][1] > out[i + 1][0]:
            middle = (out[i][1] + out[i + 1][0]) / 2
            out[i], out[i + 1] = (out[i][0], middle), (middle, out[i + 1][1])
    clipped = [(max(0.0, start), min(duration, end)) for start, end in out]
    return [part for piece in clipped for part in _split(piece, spans) if part[1] > part[0]]


def _split(piece: Span, spans: list[Span]) -> list[Span]:
    """A piece longer than a chunk, cut at its longest pauses; without a pause, at even lengths."""
    start, end = piece
    if end - start <= CHUNK:
        return [piece]
    inside = [s for s in spans if s[1] > start and s[0] < end]
    gaps = [(b[0] - a[1], (a[1] + b[0]) / 2) for a, b in itertools.pairwise(inside)]
    # Not too near the ends: a sliver of speech alone is hard to recognise.
    good = [(gap, at) for gap, at in gaps if start + 5 <= at <= end - 5]
    parts = -(-(end - start) // CHUNK)
    cut = max(good)[1] if good else start + (end - start) / parts
    return _split((start, cut), spans) + _split((cut, end), spans)


def chunks_of(channel: int, pieces: list[Span], voice: int | None = None) -> list[Chunk]:
    """Pieces in order of time, filled into as few chunks as that order allows and about evenly long."""
    total = sum(end - start for start, end in pieces)
    if not pieces:
        return []
    # Even chunks: the last one is not a scrap, and a batch wastes little on the longest of its chunks.
    target = total / -(-total // CHUNK)
    chunks: list[Chunk] = []
    current: list[Span] = []
    length = 0.0
    for start, end in pieces:
        size = end - start
        over_target = length + size / 2 > target and length > 0
        if current and (length + size > CHUNK or over_target):
            chunks.append(Chunk(channel, tuple(current), voice))
            current, length = [], 0.0
        current.append((start, end))
        length += size
    chunks.append(Chunk(channel, tuple(current), voice))
    return chunks


def batches_of(chunks: list[Chunk]) -> tuple[tuple[Chunk, ...], ...]:
    """Chunks of all channels sorted by length, longest first, in groups of BATCH."""
    ordered = sorted(chunks, key=lambda c: (-c.seconds, c.channel, c.pieces[0][0]))
    return tuple(tuple(ordered[i : i + BATCH]) for i in range(0, len(ordered), BATCH))
