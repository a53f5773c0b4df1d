"""Calls cut into windows for a language model."""

from __future__ import annotations

import random

import numpy as np
import pytest

from callcoach_desktop.speech.windows import MARGIN, WINDOW, cut, stream


def pieces(word: str) -> list[int]:
    return [200 + ord(c) for c in word[:2]]


def talk(turns: int, seed: int = 3) -> list[tuple[bool, list[str]]]:
    dice = random.Random(seed)
    return [
        (n % 2 == 0, ["".join(dice.choices("abcdefgh", k=3)) for _ in range(dice.randint(1, 40))]) for n in range(turns)
    ]


def test_a_stream_has_the_pieces_of_each_word_and_a_sign_after_each_turn() -> None:
    row = stream([(True, ["ab", "c"]), (False, ["d"])], pieces)
    assert row.ids.tolist() == [297, 298, 299, 102, 300, 102]
    assert row.rep.tolist() == [1, 1, 1, 1, 0, 0]
    assert row.word.tolist() == [0, 0, 1, -1, 2, -1]


@pytest.mark.parametrize("turns", [0, 1, 2, 7, 60, 200])
def test_every_piece_is_kept_once_and_read_with_what_stands_around_it(turns: int) -> None:
    row = stream(talk(turns), pieces)
    kept = 0
    for first, last, begin, end in cut(row):
        assert begin == kept
        assert end > begin
        assert last - first + 2 <= WINDOW
        assert first == max(0, begin - MARGIN)
        assert last == min(len(row.ids), end + MARGIN)
        kept = end
    assert kept == len(row.ids)


def test_one_endless_turn_is_cut_too() -> None:
    row = stream([(True, ["word"] * 2_000)], pieces)
    windows = cut(row)
    assert len(windows) > 10
    assert max(last - first for first, last, _, _ in windows) <= WINDOW - 2


def test_a_corrected_word_changes_few_windows() -> None:
    turns = talk(200)
    before = stream(turns, pieces)
    turns[20][1].insert(1, "xy")
    after = stream(turns, pieces)
    known = {(before.ids[a:b].tobytes(), before.rep[a:b].tobytes()) for a, b, _, _ in cut(before)}
    windows = cut(after)
    new = [
        n for n, (a, b, _, _) in enumerate(windows) if (after.ids[a:b].tobytes(), after.rep[a:b].tobytes()) not in known
    ]
    assert 1 <= len(new) < len(windows) / 3
    assert np.array_equal(before.ids[-100:], after.ids[-100:])


def test_windows_of_another_size_keep_every_piece_once_too() -> None:
    row = stream(talk(60), pieces)
    parts = cut(row, 2 * WINDOW)
    assert [begin for _, _, begin, _ in parts] == [0, *(end for *_, end in parts[:-1])]
    assert parts[-1][3] == len(row.ids)
    assert WINDOW < max(last - first + 2 for first, last, _, _ in parts) <= 2 * WINDOW
    assert len(parts) < len(cut(row))
