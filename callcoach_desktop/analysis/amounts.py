"""Amounts of money and shares of a price as numbers, as they are said in talk of price (English)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.fractions import Fraction, fractions
from callcoach_desktop.analysis.numbers import Number, numbers
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Side

_EDGES = ".,?!;:\"'()…"
_UNITS = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "franc": "CHF", "francs": "CHF", "zloty": "PLN", "rupees": "INR", "yen": "JPY", "kronor": "",
    "kroner": "", "grand": "", "k": "", "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF", "$": "USD", "€": "EUR",
    "£": "GBP",
}  # fmt: skip
_BEFORE = {"usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF", "$": "USD", "€": "EUR", "£": "GBP"}
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_PERCENT = frozenset({"percent", "pct", "%"})
_SMALL = {"cents": "", "cent": "", "pence": "GBP", "p": "GBP"}  # a hundredth of what they are of
_WHOLE = frozenset({"a", "an", "one", "1"})  # "half of one percent", "a fifth of a percent"
_SCALES = {"thousand": 1e3, "grand": 1e3, "k": 1e3, "million": 1e6, "billion": 1e9}
_TIMES = {"k": 1e3, "m": 1e6}
_LARGE = 1000.0  # a bare number in talk of price that is as large is an amount
_EACH = frozenset({"each", "apiece"})
# What is paid for in units and cents: "three eighty-five a litre" is 3.85, "three eighty-five a month" 385.
_MEASURES = lexicon.word_set(
    "litre liter kilo pint gallon bottle jar loaf cup egg page minute metre meter mile kilometre sheet text message "
    "transaction slice can"
)
_RANGE = re.compile(r"^([$€£]?)(\d[\d.,]*)(?:[-–—])(\d[\d.,]*)(k|m|%)?([€£$%]?[.,?!;:]*)$", re.IGNORECASE)
_POINT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)")  # 47.500, as the continent writes thousands
_CONTINENTAL = frozenset({"EUR", "CHF"})
_YEAR_FROM, _YEAR_TO = 1950, 2060
_BEFORE_A_YEAR = lexicon.word_set(
    "in by since until till from of year for january february march april may june july august september october "
    "november december"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum (`percent` False) in `currency` (ISO 4217, empty where none was said), or a share of a price in percent."""

    value: float
    currency: str
    percent: bool


def amounts(text: str) -> list[Amount]:
    """The sums and percentages of a sentence that speaks of price; small bare numbers are none, nor are years.

    Thousands that are left out are put back: "sixty-one two" is 61,200 and "one million two" 1,200,000. A range gives
    both of its ends: "ten to twelve thousand" is 10,000 and 12,000.
    """
    said = _Said(text)
    found: list[Amount] = []
    at = 0
    while at < len(said.words):
        amount, last = said.at(at)
        if amount is not None:
            found.append(amount)
        at = max(last, at + 1)
    return found


class _Said:
    """The words of a sentence, hyphens apart, with the numbers and fractions in them."""

    def __init__(self, text: str) -> None:
        self.words = [part for word in text.split() for part in _apart(word)]
        self.bare = [word.strip(_EDGES).casefold() for word in self.words]
        self.numbers = {n.first: n for n in numbers(self.words) if not n.ordinal}
        self.fractions = {f.first: f for f in fractions(self.bare, self.numbers)}

    def at(self, at: int) -> tuple[Amount | None, int]:
        """The amount that begins at a word, and the word behind it; None where none begins there."""
        if at in self.fractions and (read := self._part(self.fractions[at])) is not None:
            return read
        if self.bare[at] == "a" and (count := self._percent(at + 1)) and self.bare[at - 1 : at] != ["of"]:
            halved = self.bare[at + 1 + count : at + 4 + count] == ["and", "a", "half"]
            return Amount(1.5 if halved else 1.0, "", percent=True), at + 1 + count + 3 * halved
        if self.bare[at : at + 4] == ["a", "couple", "of", "thousand"] or self.bare[at : at + 4] == [
            "a", "couple", "of", "grand",
        ]:  # fmt: skip
            return Amount(2000.0, _UNITS.get(self._word(at + 4), ""), percent=False), at + 4
        number = self.numbers.get(at)
        if number is None:
            return None, at + 1
        if self.bare[at : number.last] == ["twenty", "four", "seven"]:
            return None, number.last
        return self._sum(number), self._behind(number)

    def _word(self, at: int) -> str:
        return self.bare[at] if 0 <= at < len(self.bare) else ""

    def _percent(self, at: int) -> int:
        """How many words from here say "percent"."""
        if self._word(at) in _PERCENT:
            return 1
        return 2 if self.bare[at : at + 2] == ["per", "cent"] else 0

    def _part(self, part: Fraction) -> tuple[Amount, int] | None:
        """ "a tenth of one per cent", "one and two thirds percent", "three quarters of a million", "a third off"."""
        last = part.last + (self._word(part.last) == "of")
        last += self._word(last) in _WHOLE
        if count := self._percent(last):
            return Amount(round(part.value, 4), "", percent=True), last + count
        if self._word(last) in _SCALES and (last > part.last or part.value > 1):
            value = part.value * _SCALES[self._word(last)]
            return Amount(value, _UNITS.get(self._word(last + 1), ""), percent=False), last + 1
        if part.value < 1 and (
            self._word(part.last) == "off" or self.bare[part.first : part.last + 1] == ["half", "price"]
        ):
            return Amount(round(100 * part.value, 2), "", percent=True), part.last + 1
        return None

    def _sum(self, number: Number) -> Amount | None:
        """What a number says, by what stands around it."""
        said = " ".join(self.words[number.first : number.last])
        after, before = self._word(number.last), self._word(number.first - 1)
        other = self._other_end(number)
        if "%" in said or self._percent(number.last) or (other and ("%" in other[1] or self._percent(other[0].last))):
            return Amount(number.value, "", percent=True)
        if self.bare[number.last : number.last + 2] == ["basis", "points"]:
            return Amount(number.value / 100, "", percent=True)
        if after in _SMALL:
            return Amount(number.value / 100, _SMALL[after], percent=False)
        sign = next((code for sign, code in _SIGNS.items() if sign in said), None) or _BEFORE.get(before)
        value = _in_full(number, self.bare)
        scale = 1.0
        if other is not None and value < _LARGE:  # "ten to twelve thousand": the one's thousands are the other's too
            scale = _scale_of(other[0], self.bare)
            after = after if scale == 1 and after in _UNITS else self._word(other[0].last)
            sign = sign or next((code for mark, code in _SIGNS.items() if mark in other[1]), None)
        grand = any(word == "grand" for word in self.bare[number.first : number.last])
        priced = _is_priced_by(self.bare[number.last : number.last + 2])
        measured = _is_measured(self.bare[number.last : number.last + 2])
        if measured and len(number.parts) == 2 and number.parts[0] < 10 <= number.parts[1]:
            return Amount(number.parts[0] + number.parts[1] / 100, sign or "", percent=False)
        if not (sign or after in _UNITS or grand or priced or measured or scale > 1) and (
            value < _LARGE or _is_year(number, said, before)
        ):
            return None
        currency = sign or _UNITS.get(after, "")
        value *= scale if scale > 1 else 1000 if after in {"k", "grand"} and value < _LARGE else 1
        if currency in _CONTINENTAL and _POINT_GROUPS.search(said):
            value = float("".join(c for c in said if c.isdigit()))
        small = self._small(number)
        return Amount(value + (small.value / 100 if small is not None else 0.0), currency, percent=False)

    def _other_end(self, number: Number) -> tuple[Number, str] | None:
        """The upper end of a range that begins with a number, and how it was written."""
        link, before = self._word(number.last), self._word(number.first - 1)
        other = self.numbers.get(number.last + 1)
        if other is None or self.words[number.last - 1][-1:] in ".,;:?!" or other.value <= number.value:
            return None
        if link in {"to", "or"} or (link == "and" and before == "between"):
            return other, " ".join(self.words[other.first : other.last])
        return None

    def _small(self, number: Number) -> Number | None:
        """The cents behind a sum: "two pounds fifty", "two dollars and fifty cents"."""
        if not _UNITS.get(self._word(number.last)) or self.words[number.last][-1:] in ".,;:?!":
            return None
        joined = self._word(number.last + 1) == "and"
        small = self.numbers.get(number.last + 1 + joined)
        if small is None or len(small.parts) > 1 or not 1 <= small.value < 100 or small.value != int(small.value):
            return None
        after = self._word(small.last)
        if after in _SMALL:
            return small
        alone = not joined and small.value >= 5 and after not in _UNITS and not self._percent(small.last)
        counts = after not in lexicon.FUNCTION_WORDS and after != "" and self.words[small.last - 1][-1:] not in ".,;:?!"
        return small if alone and not counts else None

    def _behind(self, number: Number) -> int:
        small = self._small(number)
        return number.last if small is None else small.last


def _apart(word: str) -> list[str]:
    """A written word without its hyphens; what is a range has a "to" between its ends ("5-10%", "ten-fifteen")."""
    found = _RANGE.match(word)
    if found is not None:
        sign, low, high, scale, end = found.groups()
        scale = scale or ""
        return [f"{sign}{low}{scale if scale.casefold() in _TIMES else ''}", "to", f"{sign}{high}{scale}{end}"]
    parts = [part for part in re.split(r"[-–—]", word) if part]
    if len(parts) == 2 and not word[:1].isdigit():
        ends = numbers(parts)
        if len(ends) == 1 and len(ends[0].parts) == 2 and not ends[0].ordinal:
            return [parts[0], "to", parts[1]]
    return parts if len(parts) > 1 and not any(c.isdigit() for c in word) else [word]


def _scale_of(number: Number, bare: Sequence[str]) -> float:
    """The thousands that the last word of a number says, or the "k" behind it."""
    return _SCALES.get(bare[number.last - 1], _SCALES.get("".join(bare[number.last : number.last + 1]), 1.0))


def _is_measured(after: Sequence[str]) -> bool:
    """Whether "a litre" or "per page" stands behind a number."""
    return len(after) > 1 and after[0] in {"a", "an", "per"} and after[1] in _MEASURES


def _in_full(number: Number, bare: Sequence[str]) -> float:
    """The sum that is meant: with thousands that nobody says."""
    parts = [int(part) for part in number.parts]
    if any(word[:1].isdigit() for word in bare[number.first : number.last]) or any(
        p != n for p, n in zip(parts, number.parts, strict=True)
    ):
        return number.value
    if len(parts) == 2 and 10 <= parts[0] < 1000 and 1 <= parts[1] <= 9:
        return parts[0] * 1000.0 + parts[1] * 100
    if len(parts) == 3 and 10 <= parts[0] < 1000 and 1 <= parts[1] <= 9 and 10 <= parts[2] <= 99:
        return parts[0] * 1000.0 + parts[1] * 100 + parts[2]
    if bare[number.last - 2 : number.last - 1] == ["million"] and 1 <= number.value % 1_000_000 <= 9:
        return number.value - number.value % 1_000_000 * (1 - 100_000)
    return number.value


def _is_priced_by(after: Sequence[str]) -> bool:
    """Whether "a month", "per seat" or "each" stands behind a number."""
    return after[:1] != [] and (
        after[0] in _EACH or (after[0] in {"a", "an", "per"} and len(after) > 1 and after[1] in lexicon.PRICED_BY)
    )


def _is_year(number: Number, said: str, before: str) -> bool:
    """Whether a bare number is a year: "2026", "in nineteen ninety-nine"."""
    if not _YEAR_FROM <= number.value <= _YEAR_TO:
        return False
    return said.strip(_EDGES).isdigit() or before in _BEFORE_A_YEAR


def with_amounts(moments: Sequence[Moment], sides: Mapping[str, Side]) -> list[Moment]:
    """Talk of price with `amount` and `currency` (the first sum in it) and `percent`, None where none was said; the
    call's first has `first_by`, the side that brought the price up. Other moments are as they are."""
    first = min((m for m in moments if m.kind == "pricing"), key=lambda m: (m.start, m.id), default=None)
    made = []
    for moment in moments:
        if moment.kind == "pricing":
            said = amounts(moment.quote)
            total = next((a for a in said if not a.percent), None)
            detail: dict[str, str | float | bool | None] = {
                "amount": None if total is None else total.value,
                "currency": None if total is None or not total.currency else total.currency,
                "percent": next((a.value for a in said if a.percent), None),
            }
            if moment is first:
                detail["first_by"] = sides.get(moment.speaker, "other")
            kept = {name: value for name, value in moment.detail.items() if name != "first_by"}
            moment = replace(moment, detail=kept | detail)
        made.append(moment)
    return made
