"""The sound of a call with silence outside of some stretches: what is left keeps its seconds, the rest is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.audio.clip import unreadable
from callcoach_desktop.domain.errors import Cancelled

_FADE_S = 0.01  # a cut without it clicks
_BLOCK_S = 30


def write_masked(
    source: Path, spans: Sequence[tuple[float, float]], target: Path, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Write `source` as FLAC of the same length, rate and channels to `target`, zeros outside of `spans` (seconds).

    Raises KnownError `copy_unreadable`, OSError, Cancelled.
    """
    try:
        file = soundfile.SoundFile(str(source), "r")
    except (OSError, soundfile.LibsndfileError) as error:
        raise unreadable(source) from error
    with file:
        rate = file.samplerate
        kept = [(round(start * rate), round(end * rate)) for start, end in sorted(spans)]
        try:
            out = soundfile.SoundFile(str(target), "w", rate, file.channels, "PCM_16", format="FLAC")
        except soundfile.LibsndfileError as error:
            raise OSError(str(error)) from error
        with out:
            at = 0
            while True:
                if cancelled():
                    raise Cancelled
                try:
                    block = file.read(_BLOCK_S * rate, dtype="float64", always_2d=True)
                except soundfile.LibsndfileError as error:
                    raise unreadable(source) from error
                if not len(block):
                    break
                out.write(block * _gain(at, len(block), kept, rate)[:, None])
                at += len(block)


def _gain(first: int, count: int, kept: Sequence[tuple[int, int]], rate: int) -> NDArray[np.float64]:
    """1 inside of the spans, 0 outside, a short slope inside at their ends; one number a frame."""
    frames = np.arange(first, first + count, dtype=np.float64)
    gain = np.zeros(count)
    fade = max(1.0, _FADE_S * rate)
    for start, end in kept:
        if start < first + count and end > first:
            inside = np.clip(np.minimum(frames - start + 1, end - frames) / fade, 0.0, 1.0)
            gain = np.maximum(gain, inside)
    return gain
