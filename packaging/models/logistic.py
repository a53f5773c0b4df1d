"""Logistic regression over rows of feature names, with numpy alone."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Objective = Callable[[np.ndarray], tuple[float, np.ndarray]]
MEMORY = 12  # steps that L-BFGS remembers
ENOUGH = 1e-4  # relative gain a step under which it stops


@dataclass
class Model:
    """A row of weights a feature."""

    names: dict[str, int]
    table: np.ndarray  # (features, classes)

    def as_dict(self, keep: float) -> dict[str, np.ndarray]:
        """The features whose weight matters."""
        return {n: self.table[i] for n, i in self.names.items() if np.abs(self.table[i]).max() >= keep}


def minimise(objective: Objective, x: np.ndarray, steps: int = 150) -> np.ndarray:
    """L-BFGS with a backtracking line search. `objective` gives the value and the gradient."""
    value, grad = objective(x)
    past: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=MEMORY)
    for _ in range(steps):
        step, kept = -grad, []
        for s, y, rho in reversed(past):
            a = rho * float(s @ step)
            kept.append(a)
            step = step - a * y
        if past:
            s, y, _ = past[-1]
            step = step * float(s @ y) / float(y @ y)
        for (s, y, rho), a in zip(past, reversed(kept), strict=True):
            step = step + s * (a - rho * float(y @ step))
        size = 1.0 if past else min(1.0, 1.0 / max(float(np.abs(grad).sum()), 1e-12))
        slope = float(grad @ step)
        while True:
            trial = x + size * step
            new, new_grad = objective(trial)
            if new <= value + 1e-4 * size * slope or size < 1e-9:
                break
            size /= 2
        s, y = trial - x, new_grad - grad
        if float(s @ y) > 1e-10:
            past.append((s, y, 1.0 / float(s @ y)))
        done = value - new <= ENOUGH * max(abs(value), 1.0)
        x, value, grad = trial, new, new_grad
        if done:
            break
    return x


def fit(rows: list[list[str]], labels: list[int], amounts: list[float], classes: int, l2: float, least: int) -> Model:
    """Multinomial logistic regression; binary with one column (class 1's log-odds). Features in fewer than `least`
    rows are left out; the bias is not shrunk."""
    counts = Counter(f for row in rows for f in set(row))
    names = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= least))}
    where = [sorted({names[f] for f in row if f in names}) for row in rows]  # never empty: all have a bias
    at = np.concatenate([np.array(r, dtype=np.intp) for r in where])
    lengths = np.array([len(r) for r in where])
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    row_of = np.repeat(np.arange(len(rows)), lengths)
    y, a = np.array(labels), np.array(amounts)[:, None]
    columns = 1 if classes == 2 else classes
    target = y[:, None].astype(float) if columns == 1 else np.eye(classes)[y]
    flat = np.array([0.0 if n == "bias" else 1.0 for n in names])[:, None]

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        m = v.reshape(len(names), columns)
        z = np.stack([np.add.reduceat(m[at, k], begins) for k in range(columns)], axis=1)
        if columns == 1:
            p = 1 / (1 + np.exp(-z))
            nll = -(a * (target * z - np.logaddexp(0, z))).sum()
        else:
            z = z - z.max(1, keepdims=True)
            logp = z - np.log(np.exp(z).sum(1, keepdims=True))
            p = np.exp(logp)
            nll = -(a * target * logp).sum()
        pull = a * (p - target)
        grad = np.stack([np.bincount(at, pull[row_of, k], len(names)) for k in range(columns)], axis=1) + l2 * flat * m
        return float(nll + 0.5 * l2 * (flat * m * m).sum()), grad.ravel()

    found = minimise(loss, np.zeros(len(names) * columns))
    return Model(names, found.reshape(len(names), columns))
