"""Trains what each sign counts for how an objection ended, on scripted calls.

    train_outcomes.py SCRIPTS OUT.json [--hold N]

SCRIPTS is a folder of scripts (see scripts.py), OUT.json what `analysis/outcomes.py` reads. The signs are taken from
what people marked, tones included; what the app marks is less sure, which `SPREAD` there makes up for. With --hold each
N-th call is left out in turn and the share of right outcomes on them is printed. Needs numpy only.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from logistic import minimise
from scripts import read_folder

from callcoach_desktop.analysis.outcomes import Said, signs
from callcoach_desktop.analysis.words import bare_word
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.judging import OUTCOMES

TONES = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
KINDS = ("objection", "objection_response", "next_step")
L2 = 4.0
Row = tuple[dict[str, float], int]


def rows_of(call: dict[str, Any]) -> list[Row]:
    """The signs of each answer of a call with times, and the number of its outcome."""
    moments: list[Moment] = []
    outcome: dict[str, int] = {}
    for turn in call["turns"]:
        for mark in turn["marks"]:
            if mark["kind"] in KINDS:
                made = Moment(f"m{len(moments)}", mark["kind"], mark.get("type") or "", turn["who"], mark["start"],
                              mark["end"], mark["span"], 1.0, "")  # fmt: skip
                if mark["kind"] == "objection_response":
                    # The app takes the whole turn for the answer.
                    made = Moment(made.id, made.kind, made.type, made.speaker, turn["start"], turn["end"], turn["text"],
                                  1.0, "")  # fmt: skip
                    outcome[made.id] = OUTCOMES.index(mark["outcome"])
                moments.append(made)
    turns = [
        Said(t["start"], t["end"], TONES[t["sentiment"]], tuple(b for w in t["text"].split() if (b := bare_word(w))))
        for t in call["turns"]
        if t["who"] == "customer"
    ]
    return [(signs(m, moments, turns), outcome[m.id]) for m in moments if m.id in outcome]


def fit(rows: list[Row]) -> dict[str, list[float]]:
    """Log-odds by sign, rows around 0; only the bias is not regularised."""
    names = sorted({name for found, _ in rows for name in found})
    table = np.array([[found.get(name, 0.0) for name in names] for found, _ in rows])
    wanted = np.eye(len(OUTCOMES))[[y for _, y in rows]]
    holds = np.array([0.0 if name == "bias" else L2 for name in names])[:, None]

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(names), -1)
        odds = table @ weights
        odds -= odds.max(1, keepdims=True)
        shares = np.exp(odds)
        shares /= shares.sum(1, keepdims=True)
        loss = -np.log((shares * wanted).sum(1)).sum() + 0.5 * (holds * weights * weights).sum()
        return float(loss), (table.T @ (shares - wanted) + holds * weights).ravel()

    found = minimise(objective, np.zeros(len(names) * len(OUTCOMES))).reshape(len(names), -1)
    found -= found.mean(1, keepdims=True)
    return {name: [round(float(x), 2) for x in row] for name, row in zip(names, found, strict=True)}


def right(weights: dict[str, list[float]], rows: list[Row]) -> int:
    """How many outcomes come out right."""
    total = 0
    for found, wanted in rows:
        odds = sum(value * np.array(weights.get(name, [0.0] * len(OUTCOMES))) for name, value in found.items())
        total += int(np.argmax(odds)) == wanted
    return total


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hold", type=int, default=0)
    args = parser.parse_args()
    calls = [rows_of(call) for call in read_folder(args.scripts)]
    if args.hold:
        hits = 0
        for part in range(args.hold):
            weights = fit([row for n, rows in enumerate(calls) if n % args.hold != part for row in rows])
            hits += right(weights, [row for n, rows in enumerate(calls) if n % args.hold == part for row in rows])
        print(f"left out: {hits / sum(map(len, calls)):.3f} of {sum(map(len, calls))} outcomes right")
    weights = fit([row for rows in calls for row in rows])
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in weights.items())
    args.out.write_text("{" + lines + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
