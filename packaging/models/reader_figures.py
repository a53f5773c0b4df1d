"""Quick figures of a language model alone, without the word lists: for comparing ways to train it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from callcoach_desktop.analysis.meaning.reader import CHOICE_AT, CHOICES, SPAN_AT, SPANS

SMOOTH = 5  # words
CHOSEN = ("stage", "tone", "question", "objection", "objection_response", "next_step")


@dataclass
class Truth:
    """Labels by word: kinds of spans (words, kinds), and for each choice the group of each word and the classes."""

    spans: np.ndarray
    groups: dict[str, np.ndarray]
    classes: dict[str, np.ndarray]


def by_word(pieces: np.ndarray, word: np.ndarray) -> np.ndarray:
    """The mean over the pieces of each word."""
    total = np.zeros((int(word.max()) + 1, pieces.shape[1]), np.float32)
    count = np.zeros((len(total), 1), np.float32)
    np.add.at(total, word[word >= 0], pieces[word >= 0])
    np.add.at(count, word[word >= 0], 1)
    return total / np.maximum(count, 1)


def truth_of(data: Any, text: int) -> Truth:
    """The labels of a text of train_reader.Data."""
    first, length = int(data.first[text]), int(data.length[text])
    word = data.word[first : first + length]
    heads = [i for i in range(length) if word[i] >= 0 and (i == 0 or word[i] != word[i - 1])]
    at = np.array(heads) + first
    known = data.labels
    return Truth(
        known["spans"][at], {n: known[f"group {n}"][at] for n in CHOICES}, {n: known[f"class {n}"] for n in CHOICES}
    )


def chosen(answer: np.ndarray, truth: Truth, name: str) -> tuple[float, float]:
    """Right and all of a choice: turns for tone, words for stage, marks for the others."""
    right = all_ = 0.0
    group = truth.groups[name]
    for g in np.unique(group[group >= 0]):
        mine = group == g
        amount = float(mine.sum()) if name == "stage" else 1.0
        said = int(answer[mine][:, CHOICE_AT[name]].mean(0).argmax())
        right += amount * (said == truth.classes[name][g])
        all_ += amount
    return right, all_


def peaks(answer: np.ndarray, truth: Truth, kind: str) -> tuple[list[float], list[bool]]:
    """Of each turn the chance that it holds a span of a kind, and whether it does."""
    logits = answer[:, SPAN_AT[kind]]
    shares = np.exp(logits - logits.max(1, keepdims=True))
    inside = 1 - shares[:, 0] / shares.sum(1)
    group, k = truth.groups["stage"], SPANS.index(kind)
    chances, there = [], []
    for g in np.unique(group[group >= 0]):
        mine = group == g
        width = min(SMOOTH, int(mine.sum()))
        chances.append(float(np.convolve(inside[mine], np.full(width, 1 / width), "valid").max()))
        there.append(bool((truth.spans[mine, k] > 0).any()))
    return chances, there


def best_f1(chances: np.ndarray, there: np.ndarray) -> float:
    """F1 at the chance that does best."""
    order = np.argsort(-chances)
    hits = np.cumsum(there[order])
    return float((2 * hits / (np.arange(1, len(order) + 1) + there.sum())).max())


def report(title: str, answers: Mapping[str, np.ndarray], truths: Mapping[str, Truth]) -> None:
    """Print a line for each form: shares of right choices, best F1 of kinds by turn."""
    for form in ("written", "heard", "bare"):
        names = [n for n in answers if n.endswith(f".{form}")]
        if not names:
            continue
        parts = []
        for choice in CHOSEN:
            found = np.array([chosen(answers[n], truths[n], choice) for n in names]).sum(0)
            parts.append(f"{choice[:11]} {found[0] / max(found[1], 1):.3f}")
        for kind in SPANS:
            pairs = [peaks(answers[n], truths[n], kind) for n in names]
            chances = np.array([c for p, _ in pairs for c in p])
            there = np.array([t for _, q in pairs for t in q])
            parts.append(f"{kind[:4] + kind[-4:]} {best_f1(chances, there):.3f}")
        print(f"{title:34} {form:8}" + " | ".join(parts), flush=True)
