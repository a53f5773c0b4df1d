"""Shares and whether two of them differ: exact where the numbers are small."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.coaching import Share

_Z95 = 1.959963984540054
_ROUNDING = 1e-7  # as R and scipy allow for


def share(hits: int, n: int) -> Share:
    """`hits` of `n` with the 95 % interval of Wilson (1927)."""
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = hits / n, _Z95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Share(hits, n, max(0.0, middle - reach), min(1.0, middle + reach))


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """Two-sided p of the table [[a, b], [c, d]]: the chance of all tables as unlikely as this one (Fisher 1935)."""
    return stratified_exact([(a, b, c, d)])


def stratified_exact(tables: Sequence[tuple[int, int, int, int]]) -> float:
    """Two-sided p over several tables [[a, b], [c, d]] at once, each with its own margins.

    The sum of the `a` is held against all that it could be if nothing but the margins of each table were given (the
    exact test of conditional independence, Birch 1964). With one table it is Fisher's.
    """
    ways, least, seen = np.ones(1), 0, 0
    for a, b, c, d in tables:
        rows, left, total = a + b, a + c, a + b + c + d
        if 0 in (rows, left, total - rows, total - left):
            continue  # one outcome or one side only: this table says nothing
        ways = np.convolve(ways, _hypergeometric(rows, left, total))
        least, seen = least + max(0, rows + left - total), seen + a
    here = ways[seen - least] * (1 + _ROUNDING)  # sums that are as likely as this one must not be lost by rounding
    return min(1.0, float(ways[ways <= here].sum()))


def _hypergeometric(rows: int, left: int, total: int) -> NDArray[np.float64]:
    """The chance of each possible count in the first cell of a table with these margins, the least count first."""
    log = _log_factorials(total)
    k = np.arange(max(0, rows + left - total), min(rows, left) + 1)

    def log_ways(n: int, some: NDArray[np.int64]) -> NDArray[np.float64]:
        made: NDArray[np.float64] = log[n] - log[some] - log[n - some]
        return made

    ways = log_ways(left, k) + log_ways(total - left, rows - k) - (log[total] - log[rows] - log[total - rows])
    made: NDArray[np.float64] = np.exp(ways)
    return made


def _log_factorials(most: int) -> NDArray[np.float64]:
    """log(n!) for n up to `most` at least."""
    return _log_factorials_up_to(1 << max(6, most.bit_length()))


@lru_cache(maxsize=32)
def _log_factorials_up_to(most: int) -> NDArray[np.float64]:
    made: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
    return made


def false_discovery(p: Sequence[float]) -> list[float]:
    """q of each p (Benjamini and Hochberg 1995): the share of false ones among all that are at most as large."""
    n = len(p)
    found = [1.0] * n
    least = 1.0
    for rank, place in sorted(enumerate(sorted(range(n), key=lambda i: p[i]), 1), reverse=True):
        least = min(least, p[place] * n / rank)
        found[place] = least
    return found
