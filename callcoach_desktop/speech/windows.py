"""A call's words cut into the pieces that a language model reads, in windows that overlap."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

WINDOW = 224
"""Pieces that are read at once, with the two signs that frame them. The model learnt from up to 384; with those it says
no better of calls that it never saw, and takes a quarter longer."""
MARGIN = 8  # pieces at each edge of a window whose reading is thrown away: they see one side only
START, END = 101, 102  # the signs that begin a text and end a part of it in BERT's vocabulary

Pieces = Callable[[str], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Stream:
    """A call as one row of pieces. `word` is the index of the word that a piece is of, -1 for the signs between
    turns; `rep` is 1 where the rep speaks."""

    ids: np.ndarray
    rep: np.ndarray
    word: np.ndarray


def stream(turns: Sequence[tuple[bool, Sequence[str]]], pieces: Pieces) -> Stream:
    """The pieces of turns (whether the rep speaks, words as written), a sign after each turn."""
    ids: list[int] = []
    rep: list[int] = []
    word: list[int] = []
    at = 0
    for by_rep, words in turns:
        for text in words:
            found = pieces(text)
            ids += found
            rep += [int(by_rep)] * len(found)
            word += [at] * len(found)
            at += 1
        ids.append(END)
        rep.append(int(by_rep))
        word.append(-1)
    return Stream(np.array(ids, np.int64), np.array(rep, np.int64), np.array(word, np.int64))


def cut(row: Stream, window: int = WINDOW) -> list[tuple[int, int, int, int]]:
    """Windows over a stream, of at most `window` pieces with the signs that frame them: first and last (exclusive)
    piece that is read, and of those that are kept. Every piece is kept once.

    Where they part depends on the pieces near by alone, not on how many came before: after a correction in a call
    nearly all its windows are what they were.
    """
    ends = (np.flatnonzero(row.word < 0) + 1).tolist()
    length, most = len(row.ids), window - 2 - 2 * MARGIN
    found, kept = [], 0
    while kept < length:
        to = _parting(row, ends, kept, most) if length - kept > most else length
        found.append((max(0, kept - MARGIN), min(length, to + MARGIN), kept, to))
        kept = to
    return found


def _parting(row: Stream, ends: Sequence[int], kept: int, most: int) -> int:
    """Where a window that keeps pieces from `kept` on stops: at the end of a turn, if it can, one of few that its own
    last pieces pick out."""
    near = ends[bisect_right(ends, kept + most * 2 // 3) : bisect_right(ends, kept + most)]
    if not near:
        return kept + most
    return min(near, key=lambda at: (zlib.crc32(row.ids[max(0, at - 12) : at].tobytes()), at))
