"""Seconds of talk: sums, unions, overlaps and the rolling talk share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

Span = tuple[float, float]
WINDOW = 60.0  # seconds around each point of the rolling talk share
STEP = 2.0  # seconds between its points
MAX_POINTS = 2_000


def total(spans: Iterable[Span]) -> float:
    """Sum of the lengths; what overlaps counts for each."""
    return float(sum(end - start for start, end in spans))


def union(spans: Iterable[Span]) -> list[Span]:
    """The same seconds without doubles, sorted."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def overlap(first: Iterable[Span], second: Iterable[Span]) -> float:
    """Seconds that both cover."""
    a, b = union(first), union(second)
    both, i, j = 0.0, 0, 0
    while i < len(a) and j < len(b):
        both += max(0.0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return both


def _talk_until(spans: Sequence[Span], at: np.ndarray) -> np.ndarray:
    """Seconds of talk before each of the given times."""
    if not spans:
        return np.zeros_like(at)
    edges = np.array(spans, dtype=np.float64)
    times = np.concatenate([edges[:, 0], edges[:, 1]])
    slopes = np.concatenate([np.ones(len(edges)), -np.ones(len(edges))])
    order = np.argsort(times, kind="stable")
    times, slopes = times[order], slopes[order]
    talk = np.concatenate([[0.0], np.cumsum(np.cumsum(slopes)[:-1] * np.diff(times))])
    return np.asarray(np.interp(at, times, talk), dtype=np.float64)


def rolling_share(
    rep: Sequence[Span], customer: Sequence[Span], duration: float
) -> tuple[tuple[float, float | None], ...]:
    """Rep's share (0..1) of the talk in the minute around each point; None where nobody of the two speaks.

    Points lie 2 s apart, wider in calls that would need more than 2,000.
    """
    if duration <= 0 or not (rep or customer):
        return ()
    points = min(MAX_POINTS, int(duration // STEP) + 2)
    at = np.linspace(0.0, duration, points)
    low, high = np.maximum(at - WINDOW / 2, 0.0), np.minimum(at + WINDOW / 2, duration)
    by_rep = _talk_until(rep, high) - _talk_until(rep, low)
    by_customer = _talk_until(customer, high) - _talk_until(customer, low)
    said = by_rep + by_customer
    return tuple(
        (float(t), None if both <= 1e-6 else float(np.clip(mine / both, 0.0, 1.0)))
        for t, mine, both in zip(at, by_rep, said, strict=True)
    )
