"""Voice activity of a recording while it is made: levels, and the spans in which somebody speaks. No speech model.

An energy gate over frames of 20 ms with a noise floor that follows the quiet: speech is what lies 10 dB over it.
What comes is only kept; once a second all of it is looked at together, so that it costs next to nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio import beep
from callcoach_desktop.audio.clock import GAP

Samples = NDArray[np.int16]
FRAME = 320  # samples: 20 ms at 16 kHz
SECONDS = FRAME / 16_000
SILENT_DB = -96.0  # what digital zero is shown as
CLIPS = 32_700  # a sample as loud as this has probably been cut off
_OVER_FLOOR, _LEAST_DB = 10.0, -50.0  # dB over the floor, and dB full scale, that speech has at least
_LOWEST_FLOOR = -80.0  # dB
_RISE = 0.02  # dB a frame by which the floor rises: 1 dB a second
BRIDGE = 0.5  # seconds: a shorter hole is a stop consonant or a breath, not the end of what is said
CLICK = 0.1  # seconds: what is shorter is no voice


class LiveTrack:
    """One track: its level, and when somebody spoke on it. All times are seconds of the recording.

    Voices are kept by the track's own sound, and placed in the call when they are asked for: what was missing may turn
    out to have only come late, as `audio.clock.lines` finds in hindsight for the finished file.
    """

    def __init__(self) -> None:
        self._waiting: list[Samples] = []
        self._rest: Samples = np.zeros(0, dtype=np.int16)
        self._floor = -60.0
        self._peak = SILENT_DB
        self._open: tuple[float, float] | None = None  # a span that may go on
        self._closed_talk = 0.0
        self._spans: list[tuple[float, float]] = []  # over for good; as `_open` in seconds of own sound
        self._own = 0.0  # seconds of own sound until now
        self._missing: list[tuple[float, float]] = []  # before which own second how much was missing
        self._early = 0.0  # seconds that the clock said too little: what is missing next is less by so much
        self.zero_for = 0.0  # seconds of digital silence until now
        self.clipped = 0  # samples of the last `advance`
        self.levels: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        """dB of full scale per frame of the last `advance`."""
        self.loud: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        """Whether these frames are a voice's."""
        self._beep = (0.0, 0.0)  # from when to when our own beep may be heard

    def push(self, samples: Samples) -> None:
        """Take samples as they come."""
        self._waiting.append(samples)

    def beeped(self, when: float) -> None:
        """Our own beep was asked for: it counts as silence."""
        self._beep = (when - beep.EARLY, when + beep.PATIENCE)

    def skip(self, seconds: float) -> None:
        """Let time pass in which nothing came. Negative: less was missing before than was thought; sound that only
        bore a late time is where it would have been without it."""
        self.advance()
        seconds += self._early
        before = self._own
        while self._missing and seconds < -GAP:
            before, missing = self._missing.pop()
            seconds += missing
        self._early = min(0.0, seconds)
        if seconds > 0:
            if seconds > BRIDGE:
                self._close()
            self._missing.append((before, seconds))

    @property
    def seconds(self) -> float:
        """Heard so far, what was missing included."""
        return self._own + sum(missing for _, missing in self._missing)

    def advance(self) -> None:
        """Look at all that has come."""
        samples = np.concatenate((self._rest, *self._waiting))
        self._waiting.clear()
        count = len(samples) // FRAME
        self._rest = samples[count * FRAME :]
        samples = samples[: count * FRAME]
        frames = samples.reshape(count, FRAME).astype(np.float32)
        power = np.einsum("nf,nf->n", frames, frames) / (FRAME * 32768.0**2)
        self.levels = (10 * np.log10(np.maximum(power, 10 ** (SILENT_DB / 10)))).astype(np.float32)
        now = self.seconds
        if self._beep[0] < now + count * SECONDS and now < self._beep[1]:
            at = now + SECONDS * np.arange(count)
            ours = (at >= self._beep[0]) & (at < self._beep[1]) & beep.is_tone(frames)
            self.levels[ours] = SILENT_DB
        self.clipped = int(np.count_nonzero((samples >= CLIPS) | (samples <= -CLIPS)))
        if count == 0:
            self.loud = np.zeros(0, dtype=np.bool_)
            return
        self._peak = max(self._peak, float(self.levels.max()))
        sounding = np.flatnonzero(self.levels > SILENT_DB)
        self.zero_for = (count - 1 - int(sounding[-1])) * SECONDS if len(sounding) else self.zero_for + count * SECONDS
        # floor[n] = min(max(level[n], lowest), floor[n - 1] + rise), for all frames at once
        climb = _RISE * np.arange(1, count + 1, dtype=np.float32)
        floor = np.minimum.accumulate(np.minimum(np.maximum(self.levels, _LOWEST_FLOOR) - climb, self._floor)) + climb
        self._floor = float(floor[-1])
        self.loud = self.levels > np.maximum(floor + _OVER_FLOOR, _LEAST_DB)
        self._grow()
        self._own += count * SECONDS
        if self._open is not None and self._own - self._open[1] > BRIDGE:
            self._close()

    def level(self) -> float:
        """The loudest frame since the last call, in dB of full scale (-96 for silence)."""
        peak, self._peak = self._peak, SILENT_DB
        return round(peak, 1)

    def talk(self) -> float:
        """Seconds of voice until now."""
        return self._closed_talk + (self._open[1] - self._open[0] if self._open else 0.0)

    def last_spans(self, count: int) -> list[tuple[float, float]]:
        """The last spans in order, the one that may go on among them."""
        return [self._placed(span) for span in [*self._spans[-count:], *([self._open] if self._open else [])][-count:]]

    def every_span(self) -> list[tuple[float, float]]:
        """All spans in order."""
        return self.last_spans(len(self._spans) + 1)

    def talk_since(self, begin: float) -> float:
        """Seconds of voice from `begin` on."""
        talk = 0.0
        for span in reversed([*self._spans, *([self._open] if self._open else [])]):
            start, end = self._placed(span)
            if end <= begin:
                break
            talk += end - max(begin, start)
        return talk

    @property
    def last_voice(self) -> float:
        """When somebody was last heard; 0 when nobody was."""
        return max((end for _, end in self.last_spans(1)), default=0.0)

    def _placed(self, span: tuple[float, float]) -> tuple[float, float]:
        if not self._missing:
            return span
        by = sum(missing for own, missing in self._missing if own <= span[0])
        return span[0] + by, span[1] + by

    def _grow(self) -> None:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], self.loud, [False]))))
        for begin, end in zip(edges[::2] * SECONDS + self._own, edges[1::2] * SECONDS + self._own, strict=True):
            if self._open is not None and begin - self._open[1] <= BRIDGE:
                self._open = (self._open[0], float(end))
            else:
                self._close()
                self._open = (float(begin), float(end))

    def _close(self) -> None:
        if self._open is not None and self._open[1] - self._open[0] >= CLICK - 1e-9:
            self._spans.append(self._open)
            self._closed_talk += self._open[1] - self._open[0]
        self._open = None


class LiveMeter:
    """The tracks of a recording; `mic` is the rep's, `system` the customer's."""

    def __init__(self, tracks: list[str]) -> None:
        self.tracks = {track: LiveTrack() for track in tracks}

    def advance(self) -> None:
        """Look at all that has come."""
        for track in self.tracks.values():
            track.advance()

    def beeped(self, when: float) -> None:
        """Our own beep was asked for at second `when` of the recording."""
        for track in self.tracks.values():
            track.beeped(when)

    def quiet_for(self, now: float) -> float:
        """Seconds since anybody was heard, at second `now` of the recording."""
        return max(0.0, now - max((track.last_voice for track in self.tracks.values()), default=0.0))
