"""The learned weights of what turns mean: a data file of the app, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from callcoach_desktop.domain.judging import OUTCOMES
from callcoach_desktop.system import paths

Table = Mapping[str, tuple[float, ...]]
STAGES = ("opening", "discovery", "presentation", "pricing", "objection", "closing")
TONES = ("negative", "neutral", "positive")
OBJECTIONS = ("price", "timing", "authority", "need", "competitor", "trust")
RESPONSES = (
    "acknowledge_explore_respond", "feel_felt_found", "reframe_value", "trade_concession", "discount_immediately",
    "ignore",
)  # fmt: skip
STEPS = ("specific", "vague")
MARKED = ("objection", "pain", "need", "commitment", "next_step", "objection_response")  # one yes-or-no table each
CLASSES: dict[str, tuple[str, ...]] = {
    "stage": STAGES, "tone": TONES, "objection_type": OBJECTIONS, "response_type": RESPONSES, "outcome": OUTCOMES,
    "step_type": STEPS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds by table and feature (see `features`); `follows` are those of one stage after another, `least` the
    chances from which a mark counts, `least_read` the same where a language model has read the call too."""

    tables: Mapping[str, Table]
    follows: tuple[tuple[float, ...], ...]
    least: Mapping[str, float]
    least_read: Mapping[str, float]

    def dumps(self) -> str:
        """The text of the data file that `loads` reads."""
        rows = [
            f"{json.dumps(n)}: {json.dumps({k: list(v) for k, v in sorted(t.items())}, separators=(',', ':'))}"
            for n, t in sorted(self.tables.items())
        ]
        head = json.dumps({"follows": self.follows, "least": dict(sorted(self.least.items())),
                           "least_read": dict(sorted(self.least_read.items()))})  # fmt: skip
        return head[:-1] + ', "tables": {' + ",\n".join(rows) + "}}\n"


def loads(text: str) -> Weights:
    """Reads the text of a data file. Raises ValueError or KeyError when it is not one of ours."""
    data = json.loads(text)
    tables = {n: {k: tuple(v) for k, v in t.items()} for n, t in data["tables"].items()}
    return Weights(tables, tuple(tuple(r) for r in data["follows"]), data["least"], data["least_read"])


@cache
def shipped() -> Weights:
    """The weights that come with the app."""
    return loads((paths.resources() / "lexicons" / "moments.json").read_text(encoding="utf-8"))


def odds(table: Table, rows: Sequence[Sequence[str]], classes: int) -> np.ndarray:
    """Log-odds (rows, classes) of each row; a feature stands in a row once."""
    found = np.zeros((len(rows), classes))
    for n, row in enumerate(rows):
        known = [table[feature] for feature in row if feature in table]
        if known:
            found[n] = np.array(known).sum(0)
    return found


def chances(logits: np.ndarray) -> np.ndarray:
    """Chances of each class, rows summing to 1; one column is a yes-or-no and gives the chance of yes."""
    if logits.shape[1] == 1:
        yes: np.ndarray = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return yes
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    shares: np.ndarray = shifted / shifted.sum(1, keepdims=True)
    return shares


def best_path(scores: np.ndarray, follows: np.ndarray) -> list[int]:
    """The likeliest classes in a row (Viterbi): `scores` (rows, classes), `follows` (classes, classes)."""
    if not len(scores):
        return []
    total, back = scores[0], []
    for row in scores[1:]:
        ways = total[:, None] + follows
        back.append(ways.argmax(0))
        total = ways.max(0) + row
    path = [int(total.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]
