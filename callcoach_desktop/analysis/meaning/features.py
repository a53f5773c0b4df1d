"""What a turn (a run of one speaker's words) and its neighbours say, as names of features."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.words import Run

PLACES = 6  # parts of the call that a turn may lie in
CONTEXT = 2  # turns on each side that are looked at
NEGATIONS = lexicon.NO | lexicon.word_set("no without hardly nobody nothing none less")


def shapes(words: Sequence[str]) -> list[str]:
    """Words as the models see them: numbers and money words are one each."""
    return ["<n>" if w in lexicon.NUMBERS or w[:1].isdigit() else w for w in (x.removesuffix("'s") for x in words)]


def said(words: Sequence[str], tag: str = "") -> list[str]:
    """Single words, pairs and triples; with a mark on the words that follow a negation."""
    w = shapes(words)
    found = [f"{tag}{x}" for x in w]
    found += [f"{tag}{a} {b}" for a, b in pairwise(w)]
    if not tag:
        found += [f"{a} {b} {c}" for a, b, c in zip(w, w[1:], w[2:], strict=False)]
        since = 9
        for x in w:
            since = 0 if x in NEGATIONS or x.endswith("n't") else since + 1
            if 0 < since <= 3:
                found.append(f"not:{x}")
    if any(x in lexicon.MONEY or x in lexicon.MONEY_UNITS for x in words):
        found.append(f"{tag}<money>")
    if words and words[0] in lexicon.ASKING:
        found.append(f"{tag}<asks>")
    return found


def length(count: int) -> str:
    """A turn's length in words, coarsely."""
    return "len:" + next((str(n) for n in (2, 5, 10, 20, 40) if count <= n), "more")


def single(words: Sequence[str], side: str) -> list[str]:
    """A turn by itself."""
    own = said(words)
    return ["bias", f"side:{side}", length(len(words)), *own, *(f"{side}:{f}" for f in own if " " not in f)]


def in_call(runs: Sequence[Run], asked: frozenset[int] = frozenset()) -> list[list[str]]:
    """Features of each turn of a call. `asked` are the indexes of turns that ask something."""
    words = [[t.bare for t in run.tokens] for run in runs]
    total = max(sum(len(w) for w in words), 1)
    rows, before = [], 0
    for n, run in enumerate(runs):
        row = single(words[n], run.side)
        part = min(PLACES - 1, (before + len(words[n]) // 2) * PLACES // total)
        row += [f"at:{part}", f"at:{part} {run.side}"]
        row += [
            name for name, there in (("first", n < 3), ("second", 3 <= n < 7), ("last", len(runs) - n <= 4)) if there
        ]
        if n in asked:
            row.append(f"asked:{run.side}")
        for step in (-2, -1, 1, 2):
            at = n + step
            if not 0 <= at < len(runs):
                row.append(f"{step}:none")
                continue
            near = shapes(words[at])
            row += [f"{step}:{runs[at].side}:{w}" for w in near]
            if abs(step) == 1:
                row.append(f"{step}:{length(len(near))}")
                row += [f"{step}:{a} {b}" for a, b in pairwise(near)]
        rows.append(row)
        before += len(words[n])
    return rows
