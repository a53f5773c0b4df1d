"""Parts of a whole as people say them: "a fifth", "two thirds", "one and two thirds", "point two" (English)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcoach_desktop.analysis.numbers import Number

_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_SEVERAL = {**{f"{name}s": size for name, size in _PARTS.items()}, "halves": 2}
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_ONE = frozenset({"a", "an", "one"})
_DIGIT = {"nought": 0, "oh": 0, "zero": 0, **_COUNTS}


@dataclass(frozen=True, slots=True)
class Fraction:
    """Words `first` to `last` (exclusive) that say a part, with the whole before it: "one and two thirds"."""

    first: int
    last: int
    value: float


def fractions(bare: Sequence[str], by_first: Mapping[int, Number]) -> list[Fraction]:
    """All of a row of bare words (hyphened words in two), in order. `by_first` are its numbers by their first word.

    An ordinal by itself is none, and so "the third of May" is none: a part needs "a", a count or a plural.
    """
    found: list[Fraction] = []
    at = 0
    while at < len(bare):
        number = by_first.get(at)
        one = _whole_and_part(bare, number) if number is not None else None
        one = one or _part(bare, at) or _point(bare, at)
        if one is None:
            at += 1
        else:
            found.append(one)
            at = one.last
    return found


def _whole_and_part(bare: Sequence[str], number: Number) -> Fraction | None:
    """ "two and three quarters", "one and a third"; "two and a half" is a number by itself."""
    if number.ordinal or bare[number.last : number.last + 1] != ["and"]:
        return None
    part = _part(bare, number.last + 1)
    return None if part is None or part.value >= 1 else Fraction(number.first, part.last, number.value + part.value)


def _part(bare: Sequence[str], at: int) -> Fraction | None:
    """ "half", "a third", "two thirds"."""
    here = bare[at : at + 2]
    if here[:1] == ["half"]:
        return Fraction(at, at + 1, 0.5)
    if len(here) < 2:
        return None
    if here[0] in _ONE and here[1] in _PARTS:
        return Fraction(at, at + 2, 1 / _PARTS[here[1]])
    if here[0] in _COUNTS and here[1] in _SEVERAL:
        return Fraction(at, at + 2, _COUNTS[here[0]] / _SEVERAL[here[1]])
    if here[0] == "quarter" and here[1] in {"percent", "per"}:
        return Fraction(at, at + 1, 0.25)
    return None


def _point(bare: Sequence[str], at: int) -> Fraction | None:
    """ "point two", "point one five" with nothing before the point."""
    if bare[at] != "point" or (at and bare[at - 1] in {"a", "the", "my", "your", "one", "this", "that", "good"}):
        return None
    last = at + 1
    while last < len(bare) and bare[last] in _DIGIT:
        last += 1
    if last == at + 1:
        return None
    digits = "".join(str(_DIGIT[word]) for word in bare[at + 1 : last])
    return Fraction(at, last, float(f"0.{digits}"))
