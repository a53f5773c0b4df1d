#!/usr/bin/env python3
"""The bounds of the focus verdict, by simulation: what `_BOUNDS` and `_YES_NO_BOUNDS` in coaching/verdict.py hold.

focus_bounds.py [-n 8000] [--before 5 20 ...]    C and D for each number of calls before

For each number of calls before, each shape of figure and each likeness of a call to the one before it, the largest
|z| / bound of every made-up focus without a change is kept. C is the value that the share `GOAL` of focuses of 30 calls
exceed in the worst of these cells, D likewise for looks after the 30th, of the focuses that C has not called. Printed
beside it: how many changes of one SD are seen among normal calls that do not resemble one another.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching import verdict

Floats = NDArray[np.float64]
Shape = Callable[[np.random.Generator, tuple[int, int], float], Floats]
GOAL, LATER = 0.045, 0.049  # within 30 calls; within 120
LIKE = (0.2, 0.4)  # 0 is never the worst
BEFORE = (5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 60, 100)


def _alike(rng: np.random.Generator, size: tuple[int, int], r: float) -> Floats:
    new = rng.standard_normal(size)
    values = new.copy()
    for i in range(1, size[1]):
        values[:, i] = r * values[:, i - 1] + np.sqrt(1 - r * r) * new[:, i]
    return values


def _kept(fresh: Callable[[np.random.Generator, tuple[int, int]], Floats]) -> Shape:
    def draw(rng: np.random.Generator, size: tuple[int, int], r: float) -> Floats:
        values, same = fresh(rng, size), rng.random(size) < r
        for i in range(1, size[1]):
            values[:, i] = np.where(same[:, i], values[:, i - 1], values[:, i])
        return values

    return draw


def _yes(share: float) -> Shape:
    return _kept(lambda rng, size: (rng.random(size) < share).astype(float))


FIGURES: dict[str, Shape] = {
    "normal": _alike,  # the ranks of any other one without ties are those of a normal one
    "counts of 2.5": _kept(lambda rng, size: rng.poisson(2.5, size).astype(float)),
}
YES_NO: dict[str, Shape] = {f"yes in {share:.0%}": _yes(share) for share in (0.6, 0.8, 0.92)}


def carried(values: Floats) -> Floats:
    """`verdict._carried` of many series, a row each."""
    m = values.shape[1]
    counts = np.arange(1, m + 1)
    above = values[:, :, None] > values[:, None, :]
    ranks = np.cumsum(above + (values[:, :, None] == values[:, None, :]) / 2, axis=2) - counts / 2
    ranks *= np.arange(m)[:, None] < counts
    spread = (ranks**2).sum(1) / counts
    products = (ranks[:, 1:] * ranks[:, :-1]).sum(1)
    return np.where(spread > 1e-9, products / np.where(spread > 1e-9, spread, 1.0) + (counts - 1) / counts, 0.0)


def rank_z(old: Floats, new: Floats) -> Floats:
    """`verdict.rank_z` of many focuses, a row each."""
    n, k = old.shape[1], new.shape[1]
    below = (old[:, None, :] < new[:, :, None]).sum(2)
    equal = (old[:, None, :] == new[:, :, None]).sum(2)
    wins = np.cumsum(below + equal / 2, axis=1)
    own = (old[:, :, None] == old[:, None, :]).sum(2)
    earlier = (new[:, :, None] == new[:, None, :]) & (np.arange(k)[:, None] > np.arange(k))
    there = equal + earlier.sum(2)
    ties = (own**2 - 1).sum(1)[:, None] + np.cumsum(3.0 * there * (there + 1), axis=1)
    after = np.arange(1, k + 1)
    every = n + after
    variance = n * after / 12 * (every + 1 - ties / (every * (every - 1)))
    sure = variance > 1e-9
    return np.where(sure, (wins - n * after / 2) / np.sqrt(np.where(sure, variance, 1.0)), 0.0)


def looks(rng: np.random.Generator, shape: Shape, count: int, n: int, k: int, r: float, shift: float = 0.0) -> Floats:
    """|z| as the verdict takes it, after each call of `count` focuses of `k` calls with `n` before."""
    made = []
    step = max(50, 3_000_000 // max(n, k) ** 2)
    for first in range(0, count, step):
        values = shape(rng, (min(step, count - first), n + k), r)
        old, new = values[:, :n], values[:, n:] + shift
        calls = np.arange(1, k + 1)
        like = verdict.resembling(n, calls, carried(old)[:, -1:] + carried(new))
        made.append(np.abs(rank_z(old, new)) / np.sqrt(verdict.inflation(n, calls, like)))
    return np.concatenate(made)


def worst(shapes: dict[str, Shape], like: Sequence[float], count: int, n: int) -> tuple[float, str]:
    """C and the cell that it is from."""
    rng = np.random.default_rng(n)
    found = {
        f"{name}, {r}": float(np.quantile(early(looks(rng, shape, count, n, 30, r), n), 1 - GOAL))
        for name, shape in shapes.items()
        for r in like
    }
    where = max(found, key=lambda name: found[name])
    return found[where], where


def early(z: Floats, n: int) -> Floats:
    """The largest |z| / bound of each focus within its first 30 calls, in units of C."""
    falls = np.array([verdict.falling(n, k) for k in range(1, 31)])
    made: Floats = (z[:, :30] / falls)[:, verdict.FIRST_LOOK - 1 :].max(1)
    return made


def later(shapes: dict[str, Shape], like: Sequence[float], count: int, n: int, first: float) -> float:
    """D: of the focuses that C does not call, so many exceed it after the 30th call that `LATER` is not exceeded."""
    rng = np.random.default_rng(1000 + n)
    found = first
    for shape in shapes.values():
        for r in like:
            z = looks(rng, shape, count, n, 120, r)
            called = early(z, n) >= first
            share = max(0.0, LATER - float(called.mean())) * len(z) / max(1, np.count_nonzero(~called))
            found = max(found, float(np.quantile(z[~called, 30:].max(1), 1 - share)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=8000)
    parser.add_argument("--before", type=int, nargs="*", default=BEFORE)
    parser.add_argument("--late", type=int, default=2000, help="focuses of 120 calls")
    parser.add_argument("--yes-no", action="store_true", help="only those of figures of two values")
    arguments = parser.parse_args()
    for shapes in (YES_NO,) if arguments.yes_no else (FIGURES, YES_NO):
        for n in arguments.before:
            first, where = worst(shapes, LIKE, arguments.n, n)
            last = later(shapes, LIKE[-1:], arguments.late, n, first) if arguments.late else 0.0
            seen = early(looks(np.random.default_rng(1), _alike, arguments.n, n, 30, 0.0, shift=1.0), n) >= first
            print(f"({n}, {first:.3f}, {last:.3f}),  # worst {where}; 1 SD seen {100 * seen.mean():.1f} %", flush=True)


if __name__ == "__main__":
    main()
