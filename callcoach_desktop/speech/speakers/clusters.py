"""Which local voices are one person: clustering of voices with an unknown number of people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Voices = NDArray[np.float32]
"""(n, 192), each row of length 1."""

SAME = 0.72
"""Mean cosine over which two groups of stretches are one person at once. Measured on rendered calls over telephone and
room: stretches of one person have 0.70 to 0.95, of two people 0.35 to 0.60, and up to 0.68 where a telephone line or a
voice that was only played slower makes them alike."""
GAP = 0.13
"""How much less alike two groups must be than each is in itself to be two people: a line makes all voices on it more
alike, those of one person too, so that no single bound holds. Of 13 rendered calls of two and three people and four
excerpts of meetings, 0.10 tells one more pair apart (a voice and the same voice played slower) and makes two people of
one that is real."""
MOST_PEOPLE = 6
_ALONE = 0.75  # how alike a group of one stretch is taken to be in itself
_MOST_ROWS = 600  # the clustering is quadratic: of more, an even sample is clustered and the rest go to the nearest


def people(
    voices: Voices, seconds: NDArray[np.float64], *, wanted: int | None = None, apart: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """The person of each voice, 0 for who speaks longest, then 1 ...; average linkage by cosine.

    `seconds` is how long each voice was heard: it weighs in the means, and a person that spoke under 4% of the time or
    under 3 s is taken to be the nearest other one. `wanted` sets the number of people. `apart` (n, n) is True for
    pairs that cannot be one person (they spoke in one window). An empty input gives an empty answer.
    """
    count = len(voices)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    rows = np.arange(count) if count <= _MOST_ROWS else np.linspace(0, count - 1, _MOST_ROWS).astype(np.int64)
    groups = _linked(voices[rows], seconds[rows], wanted, None if apart is None else apart[np.ix_(rows, rows)])
    if wanted is None:
        groups = _rejoined(_without_small(groups, voices[rows], seconds[rows]), voices[rows], seconds[rows])
    centres = np.stack([_centre(voices[rows], seconds[rows], groups == g) for g in np.unique(groups)])
    found = np.argmax(voices @ centres.T, axis=1)
    found[rows] = np.unique(groups, return_inverse=True)[1]
    heard = np.bincount(found, weights=seconds, minlength=len(centres))
    rank = np.empty(len(centres), dtype=np.int64)
    rank[np.argsort(-heard, kind="stable")] = np.arange(len(centres))
    named: NDArray[np.int64] = rank[found]
    return named


def _linked(
    voices: Voices, seconds: NDArray[np.float64], wanted: int | None, apart: NDArray[np.bool_] | None
) -> NDArray[np.int64]:
    """Groups by average linkage, joined while the nearest two are nearer than SAME (or until `wanted` are left)."""
    count = len(voices)
    near = (voices @ voices.T).astype(np.float64)
    if apart is not None:
        near[apart] -= 1.0  # not minus infinity: a window now and then splits one person into two
    np.fill_diagonal(near, -np.inf)
    weight = np.maximum(seconds.astype(np.float64), 1e-3)
    group = np.arange(count)
    left = count
    while left > (wanted or 1):
        flat = int(np.argmax(near))
        i, j = divmod(flat, count)
        if not np.isfinite(near[i, j]):
            break
        if wanted is None and near[i, j] < SAME and left <= MOST_PEOPLE * 20:
            break
        if wanted is None and near[i, j] < SAME - 0.2:
            break
        total = weight[i] + weight[j]
        joined = (near[i] * weight[i] + near[j] * weight[j]) / total
        near[i], near[:, i] = joined, joined
        near[i, i] = -np.inf
        near[j], near[:, j] = -np.inf, -np.inf
        weight[i] = total
        group[group == j] = i
        left -= 1
    return group


def _without_small(groups: NDArray[np.int64], voices: Voices, seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Groups that hardly spoke go to the nearest one that did; at most MOST_PEOPLE stay."""
    names, of = np.unique(groups, return_inverse=True)
    heard = np.bincount(of, weights=seconds)
    order = np.argsort(-heard)
    stays = [g for g in order[:MOST_PEOPLE] if heard[g] >= max(3.0, 0.04 * heard.sum())] or [int(order[0])]
    centres = np.stack([_centre(voices, seconds, of == g) for g in stays])
    out = of.copy()
    for g in range(len(names)):
        if g not in stays:
            out[of == g] = stays[int(np.argmax(centres @ _centre(voices, seconds, of == g)))]
    return out


def _rejoined(groups: NDArray[np.int64], voices: Voices, seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Groups that are parts of one person become one, the likest first: those that are hardly less alike (GAP) than
    each of them is in itself."""
    near, weight = (voices @ voices.T).astype(np.float64), np.outer(seconds, seconds)
    np.fill_diagonal(weight, 0.0)
    while True:
        names, of = np.unique(groups, return_inverse=True)
        member = (of == np.arange(len(names))[:, np.newaxis]).astype(np.float64)
        total = member @ weight @ member.T
        alike = (member @ (near * weight) @ member.T) / np.maximum(total, 1e-9)
        within = np.where(np.diag(total) > 0, np.diag(alike), _ALONE)
        gap = np.minimum(within[:, np.newaxis], within[np.newaxis]) - alike
        joined = np.where((gap < GAP) & ~np.eye(len(names), dtype=bool), alike, -np.inf)
        i, j = divmod(int(np.argmax(joined)), len(names))
        if not np.isfinite(joined[i, j]):
            return groups
        groups = np.where(groups == names[i], names[j], groups)


def _centre(voices: Voices, seconds: NDArray[np.float64], chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
    mean = (voices[chosen] * seconds[chosen, np.newaxis]).sum(axis=0)
    centre: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return centre
