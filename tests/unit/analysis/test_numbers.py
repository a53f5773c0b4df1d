"""Numbers as they are said and as recognisers write them: `analysis.numbers`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.numbers import numbers


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("forty-eight thousand", 48_000),
        ("fortyeight thousand", 48_000),
        ("two hundred and fifty", 250),
        ("a hundred and twenty", 120),
        ("half a million", 500_000),
        ("one point five million", 1_500_000),
        ("two and a half", 2.5),
        ("two fifty", 250),
        ("twelve fifty", 1250),
        ("twenty-four hundred", 2400),
        ("six thousand two hundred and forty", 6240),
        ("twenty five thousand three hundred", 25_300),
        ("nineteen ninety nine", 1999),
        ("48,000", 48_000),
        ("$1.5m", 1_500_000),
        ("48k", 48_000),
        ("3 thousand", 3000),
        ("12.5", 12.5),
        ("1,200.50", 1200.5),
        ("ninety grand", 90_000),
        ("a thousand and one", 1001),
        ("nine thousand four fifty", 9450),
        ("two and a half thousand", 2500),
        ("two and a half million", 2_500_000),
        ("nought point eight", 0.8),
        ("one million, three hundred and ten thousand, four hundred", 1_310_400),
    ],
)
def test_one_number(said, value):
    [found] = numbers(said.split())
    assert found.value == pytest.approx(value)
    assert (found.first, found.last, found.ordinal) == (0, len(said.split()), False)


ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelt(number: int, joined: str) -> str:
    """A number as it is said, tens and ones joined by a hyphen, a blank or nothing."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            link = " and " if scale == 100 else " "
            return f"{spelt(number // scale, joined)} {name}" + (link + spelt(rest, joined) if rest else "")
    if number < 20:
        return ONES[number]
    return TENS[number // 10 - 2] + (joined + ONES[number % 10] if number % 10 else "")


@given(st.one_of(st.integers(0, 999), st.integers(1000, 999_999_999)), st.sampled_from(["-", " ", ""]))
def test_every_number_is_read_as_it_is_spelt(number, joined):
    words = spelt(number, joined).split()
    [found] = numbers(words)
    assert (found.first, found.last, found.value) == (0, len(words), number)


@given(st.integers(0, 9_999_999))
def test_every_number_is_read_as_it_is_written(number):
    for text in (str(number), f"{number:,}", f"${number:,}", f"{number:,}."):
        [found] = numbers([text])
        assert found.value == number


@given(
    st.lists(st.sampled_from([*ONES, *TENS, "hundred", "thousand", "million", "point", "and", "a", "half", "k", "7,"]))
)
def test_no_row_of_number_words_is_too_odd(words):
    at = 0
    for found in numbers(words):
        assert at <= found.first < found.last <= len(words)
        assert found.value >= 0
        at = found.last


def test_ordinals_and_times_of_day():
    [found] = numbers(["twenty", "first"])
    assert (found.value, found.ordinal) == (21, True)
    assert numbers(["21st"])[0].ordinal
    assert numbers(["ten", "thirty"])[0].parts == (10, 30)


def test_numbers_that_stand_apart_are_several():
    assert [n.value for n in numbers(["three", "or", "four"])] == [3, 4]
    assert [n.value for n in numbers(["one,", "two"])] == [1, 2]
    assert [n.value for n in numbers(["seven", "and", "nine", "of", "them"])] == [7, 9]
    assert numbers(["a", "half", "and", "a", "point", "of", "no", "number", "and"]) == []
