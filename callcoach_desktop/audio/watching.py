"""What is wrong with a source while it is recorded: muted, silent, too loud, or heard on the other track too."""

from __future__ import annotations

import collections
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.live import SILENT_DB, LiveMeter, LiveTrack

SILENT_FOR = 10.0  # seconds of digital zero after which a source counts as silent
CLIPPED = 10  # samples a second that are cut off
CLIP_SHOWN = 5  # seconds for which that is said
_WINDOW = 30  # seconds that are looked at for an echo
_LEAST = 150  # frames (3 s) of the customer's voice without which nothing is said about an echo
_BOTH, _ALIKE = 0.6, 0.5  # share of the customer's frames with a voice on the rep's track; correlation of the levels
_LAGS = range(16)  # frames by which the microphone may hear the loudspeaker later: up to 0.3 s


class Warnings:
    """Call `look` once a second, after the meter has advanced."""

    def __init__(self, meter: LiveMeter) -> None:
        self._meter = meter
        self._clips: dict[str, int] = dict.fromkeys(meter.tracks, 0)
        self._past: collections.deque[tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float32]]] = (
            collections.deque(maxlen=_WINDOW)
        )
        self._looks = 0
        self._echo = False

    def look(self, muted: Collection[str] = ()) -> list[str]:
        """Codes: `mic:muted`, `mic:silent`, `mic:clipping`, the same for `system`, `unheard` (nothing comes from the
        computer), `echo` (the microphone hears the loudspeaker)."""
        found = [f"{track}:muted" for track in self._meter.tracks if track in muted]
        for name, track in self._meter.tracks.items():
            if track.zero_for >= SILENT_FOR:
                found.append("unheard" if name == "system" else f"{name}:silent")
            self._clips[name] = CLIP_SHOWN if track.clipped >= CLIPPED else max(0, self._clips[name] - 1)
            if self._clips[name]:
                found.append(f"{name}:clipping")
        mic, system = self._meter.tracks.get("mic"), self._meter.tracks.get("system")
        if mic is not None and system is not None:
            self._keep(mic, system)
            if self._looks % 5 == 0:
                self._echo = self._echoes()
            if self._echo:
                found.append("echo")
        return found

    def _keep(self, mic: LiveTrack, system: LiveTrack) -> None:
        self._looks += 1
        count = min(len(mic.levels), len(system.levels))
        if count:
            self._past.append((mic.levels[:count], system.loud[:count], system.levels[:count]))

    def _echoes(self) -> bool:
        """Whether the microphone's level follows the customer's while the customer speaks."""
        if not self._past:
            return False
        mic, voiced, system = (np.concatenate([part[n] for part in self._past]) for n in range(3))
        if np.count_nonzero(voiced) < _LEAST:
            return False
        best = 0.0
        for lag in _LAGS:
            end = len(mic) - lag
            one, other = mic[lag:], system[:end]
            both = voiced[:end] & (one > SILENT_DB)
            if np.count_nonzero(both) < _LEAST or one[both].std() < 1.0 or other[both].std() < 1.0:
                continue
            best = max(best, float(np.corrcoef(one[both], other[both])[0, 1]))
        over = max(float(np.percentile(mic, 5)) + 10.0, -50.0)
        return best >= _ALIKE and float(np.mean(mic[voiced] > over)) >= _BOTH
