"""The stretches of a call that are held against the examples of a tracker: sentences, or windows of bare text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from callcoach_desktop.analysis.questions.segments import Segment, is_punctuated, sentences
from callcoach_desktop.analysis.words import Run

LEAST_WORDS = 4  # what is shorter means too little by itself
MOST_WORDS = 40  # longer sentences are cut, so that one idea in them is not lost among others
WINDOW = 14  # words of bare text that are looked at together
STRIDE = 7


def units(runs: Sequence[Run]) -> list[Segment]:
    """All stretches in order of the runs. Windows of bare text overlap; sentences do not."""
    found: list[Segment] = []
    for run in runs:
        if is_punctuated(run.tokens):
            for first, last in sentences(run):
                pieces = -(-(last - first) // MOST_WORDS)
                edges = [first + (last - first) * n // pieces for n in range(pieces + 1)]
                found += [_unit(run, a, b, marked=True) for a, b in pairwise(edges)]
        else:
            count = len(run.tokens)
            starts = range(0, max(1, count - WINDOW + STRIDE), STRIDE)
            found += [_unit(run, at, min(at + WINDOW, count), marked=False) for at in starts]
    return [unit for unit in found if unit.last - unit.first >= LEAST_WORDS]


def around(run: Run, first: int, last: int) -> Segment:
    """The sentence that holds the words `first` to `last` (exclusive), or the words around them in bare text."""
    if is_punctuated(run.tokens):
        for begin, end in sentences(run):
            if begin <= first < end:
                return _unit(run, begin, max(end, last), marked=True)
    return _unit(run, max(0, first - WINDOW // 2), min(len(run.tokens), last + WINDOW // 2), marked=False)


def _unit(run: Run, first: int, last: int, *, marked: bool) -> Segment:
    return Segment(run, first, last, asks="?" in run.tokens[last - 1].text, marked=marked)
