"""Sound that leaks from one channel into the other must not be attributed twice.

A loudspeaker is heard by the microphone, a softphone mixes a little of one side into the other. The leaked copy
follows the original in all energy bands, some milliseconds later and some decibels lower. Own speech does not:
so a frame is leaked when the other channel is clearly louder *and* the shape of the last second follows it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.speech.activity import ChannelActivity, Span, merge

QUIETER = 6.0  # dB: a leaked copy is at least this much weaker than the original on its own channel
ALIKE = 0.6  # correlation of band energies within a second above which the weaker one follows the stronger
LAGS = range(31)  # frames of 10 ms: echo paths up to 0.3 s
WINDOW = 100  # frames of 10 ms: the second over which likeness is judged
HOLD = 0.25  # s: a span between two leaked frames this close is leaked too


def remove_leaks(activities: list[ChannelActivity], spans: list[list[Span]]) -> list[list[Span]]:
    """The speech spans of two channels without what leaked from the other. One channel comes back as it is."""
    if len(activities) != 2 or not spans[0] or not spans[1]:
        return spans
    return [
        _without(activities[0], activities[1], spans[0], spans[1]),
        _without(activities[1], activities[0], spans[1], spans[0]),
    ]


def _without(own: ChannelActivity, other: ChannelActivity, spans: list[Span], others: list[Span]) -> list[Span]:
    """`spans` of `own` minus the frames that follow `other`."""
    frames = min(len(own.level), len(other.level))
    both = _mask(spans, frames) & _dilate(_mask(others, frames), max(LAGS))
    if both.sum() < 20:
        return spans
    lag = _lag(own, other, both)
    delayed = np.roll(other.bands[:frames].astype(np.float32), lag, axis=0)
    level = np.roll(other.level[:frames], lag)
    alike = _likeness(own.bands[:frames].astype(np.float32), delayed)
    leaked = both & (smooth(level - own.level[:frames], 20) > QUIETER) & (alike > ALIKE)
    if not leaked.any():
        return spans
    out: list[Span] = []
    for start, end in spans:
        a, b = int(start * 100), max(int(end * 100), int(start * 100) + 1)
        bad = merge([((a + i) / 100, (a + i + 1) / 100) for i in np.flatnonzero(leaked[a:b])], HOLD)
        share = sum(e - s for s, e in bad) / (end - start)
        if share > 0.6:
            continue
        # Short leaked islands inside own speech stay: cutting a word in two costs more than they do.
        out.extend(_cut((start, end), [s for s in bad if s[1] - s[0] > 0.5]))
    return [s for s in out if s[1] - s[0] >= 0.1]


def _cut(span: Span, holes: list[Span]) -> list[Span]:
    """`span` minus `holes`."""
    out, at = [], span[0]
    for start, end in holes:
        if start > at:
            out.append((at, start))
        at = max(at, end)
    if at < span[1]:
        out.append((at, span[1]))
    return out


def _mask(spans: list[Span], frames: int) -> NDArray[np.bool_]:
    mask = np.zeros(frames, dtype=bool)
    for start, end in spans:
        mask[int(start * 100) : int(end * 100) + 1] = True
    return mask


def _dilate(mask: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    """Each True drawn out to the right by `frames` (an echo comes later, never earlier)."""
    padded = np.concatenate([np.zeros(frames, dtype=np.int32), mask.astype(np.int32)])
    total = np.cumsum(np.concatenate([[0], padded]))
    return np.asarray(total[frames + 1 :] - total[: -frames - 1] > 0)


def smooth(values: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Running mean over `frames`, same length; the edges see fewer values."""
    total = np.cumsum(np.concatenate([[0.0], values.astype(np.float64)]))
    index = np.arange(len(values))
    low, high = np.maximum(index - frames // 2, 0), np.minimum(index + frames // 2 + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low), dtype=np.float32)


def _lag(own: ChannelActivity, other: ChannelActivity, both: NDArray[np.bool_]) -> int:
    """Frames by which `own` follows `other` best, over the frames where both are heard (at most five minutes)."""
    index = np.flatnonzero(both)[:30_000]
    index = index[index >= max(LAGS)]
    if len(index) < 20:
        return 0
    mine = own.level[index] - own.level[index].mean()
    scores = []
    for lag in LAGS:
        theirs = other.level[index - lag]
        theirs = theirs - theirs.mean()
        scores.append(float(mine @ theirs) / (float(np.linalg.norm(mine) * np.linalg.norm(theirs)) + 1e-9))
    return int(np.argmax(scores))


def _likeness(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Per frame: correlation of the two band pictures over the second around it, mean of the bands."""
    kernel = WINDOW
    total = np.zeros(len(a), dtype=np.float32)
    for band in range(a.shape[1]):
        x, y = a[:, band], b[:, band]
        mx, my = smooth(x, kernel), smooth(y, kernel)
        covariance = smooth(x * y, kernel) - mx * my
        variance = np.maximum(smooth(x * x, kernel) - mx * mx, 1e-3) * np.maximum(smooth(y * y, kernel) - my * my, 1e-3)
        total += covariance / np.sqrt(variance)
    return np.asarray(total / a.shape[1], dtype=np.float32)
