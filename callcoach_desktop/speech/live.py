"""Words while a call goes on: sound that grows is cut where its speaker pauses, and each piece is heard by itself.

The finished call is transcribed anew, with all that comes after in view; these words are for the minutes between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach_desktop.speech.activity import MIN_SPEECH, OFF, ON, VAD_STEP, Silero
from callcoach_desktop.speech.sound import RATE, Samples

STEP = VAD_STEP / RATE  # seconds
PAUSE = 0.6  # s without a voice after which what was said is heard: shorter holes lie inside sentences
LONGEST = 12.0  # s: a piece is cut here at the latest, at its quietest moment, so that words do not keep one waiting
LEAD = 0.25  # s of sound before and after a voice: a consonant at the edge is no voice to Silero
_PAUSE, _LONGEST, _LEAD = (round(seconds / STEP) for seconds in (PAUSE, LONGEST, LEAD))


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound to be heard by itself. `first` is the number of its first sample among all that were fed."""

    first: int
    samples: Samples


class Cutter:
    """Cuts the sound of one speaker. Feed it in order; not thread-safe."""

    def __init__(self) -> None:
        self._silero = Silero()
        self._rest = np.zeros(0, np.float32)  # less than a step
        self._sound = np.zeros(0, np.float32)
        self._voice = np.zeros(0, np.float32)
        self._first = 0  # the number of the first sample in `_sound`

    def feed(self, samples: Samples) -> list[Piece]:
        """Take samples (16 kHz, -1..1); what can be heard now, in order."""
        sound = np.concatenate((self._rest, samples))
        whole = len(sound) // VAD_STEP * VAD_STEP
        self._rest = sound[whole:]
        if whole:
            self._sound = np.concatenate((self._sound, sound[:whole]))
            self._voice = np.concatenate((self._voice, self._silero(sound[:whole])))
        pieces = []
        while (cut := self._next()) is not None:
            if self._speaks(cut):
                pieces.append(Piece(self._first, self._sound[: cut * VAD_STEP]))
            self._drop(cut)
        return pieces

    def end(self) -> list[Piece]:
        """What is left, when nothing follows."""
        self._next()
        if not self._speaks(len(self._voice)):
            return []
        left = Piece(self._first, np.concatenate((self._sound, self._rest)))
        self._drop(len(self._voice))
        self._rest = np.zeros(0, np.float32)
        return [left]

    def _next(self) -> int | None:
        """The step at which a piece ends; None when nothing can be cut yet. Silence at the front goes."""
        voiced = np.flatnonzero(self._voice >= ON)
        if not len(voiced):
            self._drop(max(0, len(self._voice) - _LEAD))
            return None
        self._drop(max(0, int(voiced[0]) - _LEAD))
        voiced = np.flatnonzero(self._voice >= OFF)
        # A pause is a run without a voice after one: between two voiced steps, or at the end.
        edges = np.append(voiced, len(self._voice))
        pauses = np.flatnonzero(np.diff(edges) > _PAUSE)
        pauses = pauses[edges[pauses] >= int(np.argmax(self._voice >= ON))]
        if len(pauses):
            last = int(edges[pauses[0]])
            if last < _LONGEST:
                return min(last + 1 + _LEAD, len(self._voice))
        if len(self._voice) < _LONGEST:
            return None
        half = _LONGEST // 2
        return half + int(np.argmin(self._voice[half:_LONGEST])) + 1

    def _speaks(self, cut: int) -> bool:
        """Whether there is more than a click before a cut."""
        voice = self._voice[:cut]
        return bool((voice >= ON).any()) and int((voice >= OFF).sum()) * STEP >= MIN_SPEECH

    def _drop(self, steps: int) -> None:
        if steps:
            self._sound = self._sound[steps * VAD_STEP :]
            self._voice = self._voice[steps:]
            self._first += steps * VAD_STEP
