"""Figures of a call while it goes on: levels, who talks how much, for how long without a break. No speech model.

An energy gate over frames of 20 ms with a noise floor that follows the quiet: speech is what lies 10 dB over it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
FRAME = 320  # samples: 20 ms at 16 kHz
SECONDS = FRAME / 16_000
SILENT_DB = -96.0  # what digital zero is shown as
_OVER_FLOOR, _LEAST_DB = 10.0, -50.0  # dB over the floor, and dB full scale, that speech has at least
_RISE = 0.02  # dB a frame by which the floor rises: 1 dB a second
_HANG = 12  # frames that a voice goes on after its last loud one
_TAKES_FLOOR = 1.0  # seconds of the customer alone that end the rep's monologue


class LiveTrack:
    """One track: its level and, frame by frame, whether somebody speaks on it."""

    def __init__(self) -> None:
        self._rest: Samples = np.zeros(0, dtype=np.int16)
        self._floor = -60.0
        self._hang = 0
        self._peak = SILENT_DB
        self.talk = 0.0  # seconds
        self.zero_for = 0.0  # seconds of digital silence until now
        self.voiced: list[bool] = []  # of the frames that the meter has not taken yet

    def push(self, samples: Samples) -> None:
        """Take samples as they come."""
        samples = np.concatenate((self._rest, samples))
        count = len(samples) // FRAME
        self._rest = samples[count * FRAME :]
        frames = samples[: count * FRAME].reshape(count, FRAME).astype(np.float32) / 32768.0
        power = np.einsum("nf,nf->n", frames, frames) / FRAME
        for level in 10 * np.log10(np.maximum(power, 10 ** (SILENT_DB / 10))):
            self._take(float(level))

    def level(self) -> float:
        """The loudest frame since the last call, in dB of full scale (-96 for silence)."""
        peak, self._peak = self._peak, SILENT_DB
        return round(peak, 1)

    def _take(self, level: float) -> None:
        self._peak = max(self._peak, level)
        self.zero_for = self.zero_for + SECONDS if level <= SILENT_DB else 0.0
        self._floor = min(max(level, -80.0), self._floor + _RISE)
        if level > max(self._floor + _OVER_FLOOR, _LEAST_DB):
            self._hang = _HANG
        elif self._hang:
            self._hang -= 1
        speaks = self._hang > 0
        self.talk += SECONDS if speaks else 0.0
        self.voiced.append(speaks)


class LiveMeter:
    """The figures of a call with up to two tracks; `mic` is the rep's."""

    def __init__(self, tracks: list[str]) -> None:
        self.tracks = {track: LiveTrack() for track in tracks}
        self._monologue = 0.0
        self._longest = 0.0
        self._other = 0.0

    def figures(self) -> dict[str, Any]:
        """`mic_db`, `system_db` (None without that track), `rep_share` (0..1, None before anybody spoke),
        `monologue` and `longest_monologue` in seconds."""
        self._walk()
        mic, system = self.tracks.get("mic"), self.tracks.get("system")
        talk = (mic.talk if mic else 0.0) + (system.talk if system else 0.0)
        share = mic.talk / talk if mic and system and talk > 0 else None
        return {
            "mic_db": mic.level() if mic else None,
            "system_db": system.level() if system else None,
            "rep_share": None if share is None else round(share, 3),
            "monologue": round(self._monologue, 1),
            "longest_monologue": round(self._longest, 1),
        }

    def _walk(self) -> None:
        """Bring the monologue up to where both tracks are."""
        mic, system = self.tracks.get("mic"), self.tracks.get("system")
        if mic is None or system is None:
            for track in self.tracks.values():
                track.voiced.clear()
            return
        count = min(len(mic.voiced), len(system.voiced))
        for rep, customer in zip(mic.voiced[:count], system.voiced[:count], strict=True):
            if rep:
                self._other = 0.0
            elif customer:
                self._other += SECONDS
                if self._other >= _TAKES_FLOOR:
                    self._monologue = 0.0
            if rep or self._monologue:
                self._monologue += SECONDS
                self._longest = max(self._longest, self._monologue)
        del mic.voiced[:count], system.voiced[:count]
