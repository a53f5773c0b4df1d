"""The child that hears a call while it is recorded: it reads the files that the recorder writes, and nothing else.

The recorder does not know of it. When it falls behind it leaves sound out, and when that goes on it gives up: the
finished call is transcribed whole in any case.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from callcoach_desktop.analysis.questions.finder import find_questions
from callcoach_desktop.analysis.words import runs
from callcoach_desktop.audio.finalise import TRACKS
from callcoach_desktop.audio.journal import Entry, JournalTail
from callcoach_desktop.audio.parts import TrackReader
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side, Speaker, Transcript, Utterance, Word
from callcoach_desktop.speech.live import Cutter, Piece
from callcoach_desktop.speech.models.offline import offline_environment
from callcoach_desktop.speech.plan import Chunk
from callcoach_desktop.speech.recogniser import Recogniser
from callcoach_desktop.speech.sound import RATE
from callcoach_desktop.speech.transcribe import NOT_SPEECH, UNSURE
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.protocol import Message

LOOK = 0.5  # seconds between looks at the files
BLOCK = 30 * RATE  # frames that are read at once
BEHIND = 30.0  # seconds of sound that may wait; then it is left out
LEAST = 8 * RATE  # frames that the model is given at least: it says short ones twice
PATIENCE = 3  # times that sound may be left out before this machine counts as too slow
SURE = 0.8  # from which on a language that was heard is believed at once
_BEFORE = 4  # utterances before one that are looked at to tell whether it asks
_SIDES: dict[str, Side] = {"mic": "rep", "system": "customer"}


@dataclass
class Track:
    """One track as far as it was heard. `places` are (frame, second of the recorder) of its clock."""

    name: str
    cutter: Cutter = field(default_factory=Cutter)
    read: int = 0
    skipped: int = 0  # frames before the first one that its cutter was fed
    places: list[tuple[int, float]] = field(default_factory=list)

    def take(self, entries: Sequence[Entry]) -> None:
        """Learn where its frames lie in time."""
        self.places += [
            (int(e["n"]), float(e["t"])) for e in entries if e["k"] == "clock" and e.get("track") == self.name
        ]

    def at(self, frame: int) -> float:
        """The second of the recorder at which a frame was heard."""
        before = [place for place in self.places if place[0] <= frame] or self.places[:1] or [(0, 0.0)]
        n, t = before[-1]
        self.places = [place for place in self.places if place >= before[-1]]
        return max(0.0, t + (frame - n) / RATE)


def run() -> int:
    """Serve `follow` requests until the parent goes; returns the exit status."""
    offline_environment()
    return serve({"follow": _follow})


def _follow(request: Message, channel: Channel) -> None:
    """Answer with `said` for each utterance until it is cancelled. Raises KnownError, `live_words_slow` among them."""
    channel.send("loading", id=request["id"])
    ears = _Ears(request, channel)
    tail, entries = JournalTail(Path(request["folder"])), list[Entry]()
    tracks = [Track(name) for name in TRACKS]
    left_out = 0
    while True:
        channel.check(request["id"])
        new = tail.more()
        entries += [e for e in new if e["k"] == "part"]
        pieces: list[tuple[float, Track, Piece]] = []
        for track in tracks:
            track.take(new)
            pieces += [
                (track.at(p.first + track.skipped), track, p) for p in _grown(Path(request["folder"]), track, entries)
            ]
        for start, track, piece in sorted(pieces, key=lambda one: one[0]):
            channel.check(request["id"])
            ears.hear(start, track, piece)
        if any(_skip(Path(request["folder"]), track, entries) for track in tracks):
            left_out += 1
            if left_out > PATIENCE:
                raise KnownError(
                    "live_words_slow",
                    "This computer is too slow to write along.",
                    "The call is recorded, and transcribed when it is over.",
                )
        elif not pieces:
            time.sleep(LOOK)


def _grown(folder: Path, track: Track, entries: Sequence[Entry]) -> list[Piece]:
    """What can be heard of the sound that came since the last look."""
    reader = TrackReader(folder, track.name, entries)
    try:
        count = min(BLOCK, reader.frames - track.read)
        if count <= 0:
            return []
        samples = reader.read(track.read, count)
    finally:
        reader.close()
    track.read += count
    return track.cutter.feed(samples.astype(np.float32) / 32768.0)


def _skip(folder: Path, track: Track, entries: Sequence[Entry]) -> bool:
    """Leave out what cannot be caught up with; returns whether anything was."""
    reader = TrackReader(folder, track.name, entries)
    reader.close()
    if reader.frames - track.read <= BEHIND * RATE:
        return False
    track.cutter = Cutter()
    track.skipped = track.read = reader.frames
    return True


class _Ears:
    """The model, and what was said so far."""

    def __init__(self, request: Message, channel: Channel) -> None:
        self._id, self._channel = request["id"], channel
        self._language: str | None = request["language"]
        self._hotwords = list(request["hotwords"])
        self._recogniser = Recogniser(Path(request["model"]), request["device"])
        self._said: list[Utterance] = []

    def hear(self, start: float, track: Track, piece: Piece) -> None:
        """Tell what was said in a piece that begins at `start`, when anything was."""
        if self._language is None:
            language, sure = self._recogniser.language_of(piece.samples)
            if sure >= SURE:
                self._language = language
        else:
            language = self._language
        end = start + len(piece.samples) / RATE
        chunk = Chunk(TRACKS.index(track.name), ((start, end),))
        sound = np.pad(piece.samples, (0, max(0, LEAST - len(piece.samples))))
        (heard,) = self._recogniser.hear([sound], (chunk,), language, self._hotwords)
        nothing = heard.no_speech > NOT_SPEECH and heard.log_probability < UNSURE
        if nothing or heard.loops or not heard.words:
            return
        side = _SIDES[track.name]
        words = tuple(Word(w.text, w.start, w.end, w.probability) for w in heard.words)
        text = " ".join(word.text for word in words)
        said = Utterance(f"l{len(self._said)}", side, words[0].start, words[-1].end, text, words)
        asked = self._asked(said, language)
        self._said = [*self._said[-_BEFORE:], said]
        self._channel.send(
            "said", id=self._id, side=side, start=round(said.start, 2), end=round(said.end, 2), text=text, asked=asked
        )  # fmt: skip

    def _asked(self, said: Utterance, language: str) -> float | None:
        """The second at which the last question in it ends; None when it has none. Rhetorical ones are no questions."""
        utterances = sorted([*self._said[-_BEFORE:], said], key=lambda u: (u.start, u.end))
        speakers = (Speaker("rep", "", "rep"), Speaker("customer", "", "customer"))
        transcript = Transcript(said.end, language, speakers, tuple(utterances))
        found = find_questions(runs(transcript, utterances, ()), language)
        ends = [
            q.segment.end
            for q in found
            if q.type != "rhetorical" and q.segment.start >= said.start - 0.01 and q.segment.run.speaker == said.speaker
        ]
        return round(max(ends), 2) if ends else None
