"""From faster-whisper's items to words, without a model."""

from __future__ import annotations

import pytest

from callcoach_desktop.speech.plan import Chunk
from callcoach_desktop.speech.recogniser import words_of


def _said(*items: str) -> list[str]:
    chunk = Chunk(0, ((10.0, 20.0),))
    alignment = [
        {"word": word, "start": 0.5 * i, "end": 0.5 * i + 0.4, "probability": 0.9 - 0.1 * i}
        for i, word in enumerate(items)
    ]
    words = words_of(alignment, chunk)
    assert all(10.0 <= w.start <= w.end <= 20.0 for w in words)
    return [w.text for w in words]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((" forty", "-six", " thousand"), ["forty-six", "thousand"]),
        ((" up", "-to", "-date."), ["up-to-date."]),
        ((" Well", " - six", " then"), ["Well", "six", "then"]),
        ((" Well", " -", " then"), ["Well", "then"]),
        (("-six",), ["six"]),
        ((" So", " ..."), ["So..."]),
        ((" ...",), []),
        (("そう", "です"), ["そう", "です"]),
    ],
)
def test_hyphens_join_and_dashes_are_silent(items: tuple[str, ...], words: list[str]) -> None:
    assert _said(*items) == words


def test_a_joined_word_lasts_as_long_as_both_and_is_as_sure_as_the_less_sure() -> None:
    alignment = [
        {"word": " forty", "start": 1.0, "end": 1.4, "probability": 0.9},
        {"word": "-six", "start": 1.4, "end": 1.9, "probability": 0.6},
    ]
    (word,) = words_of(alignment, Chunk(0, ((10.0, 20.0),)))
    assert (word.start, round(word.end, 2), word.probability) == (11.0, 11.89, 0.6)
