"""Numbers as they are said and as recognisers write them: `analysis.numbers`."""

from __future__ import annotations

import pytest

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
    ],
)
def test_one_number(said, value):
    [found] = numbers(said.split())
    assert found.value == pytest.approx(value)
    assert (found.first, found.last, found.ordinal) == (0, len(said.split()), False)


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
