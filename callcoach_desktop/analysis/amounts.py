"""Amounts of money and shares of a price as numbers, as they are said in talk of price (English)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from callcoach_desktop.analysis import lexicon
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
_PERCENT = frozenset({"percent", "per-cent", "%"})
_LARGE = 1000.0  # a bare number in talk of price that is as large is an amount
_EACH = frozenset({"each", "apiece"})
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

    Thousands that are left out are put back: "sixty-one two" is 61,200 and "one million two" 1,200,000.
    """
    words = text.split()
    bare = [word.strip(_EDGES).casefold() for word in words]
    found = []
    for number in numbers(words):
        if number.ordinal:
            continue
        said = " ".join(words[number.first : number.last])
        after = bare[number.last] if number.last < len(words) else ""
        before = bare[number.first - 1] if number.first else ""
        if "%" in said or after in _PERCENT or (after == "per" and bare[number.last + 1 : number.last + 2] == ["cent"]):
            found.append(Amount(number.value, "", percent=True))
            continue
        sign = next((code for sign, code in _SIGNS.items() if sign in said), None) or _BEFORE.get(before)
        grand = any(word == "grand" for word in bare[number.first : number.last])
        value = _in_full(number, before, bare)
        unit = sign is not None or after in _UNITS or grand or _is_priced_by(bare[number.last : number.last + 2])
        if unit or (value >= _LARGE and not _is_year(number, said, before)):
            currency = sign or _UNITS.get(after, "")
            value *= 1000 if after in {"k", "grand"} and value < _LARGE else 1
            if currency in _CONTINENTAL and _POINT_GROUPS.search(said):
                value = float("".join(c for c in said if c.isdigit()))
            found.append(Amount(value, currency, percent=False))
    return found


def _in_full(number: Number, before: str, bare: Sequence[str]) -> float:
    """The sum that is meant: with thousands that nobody says, and a quarter of what is cut into quarters."""
    parts = [int(part) for part in number.parts]
    if (
        bare[number.first] == "a"
        and before == "of"
        and bare[number.first - 2 : number.first - 1]
        in (
            ["quarter"],
            ["quarters"],
        )
    ):
        return number.value / 4 * (3 if bare[number.first - 3 : number.first - 2] == ["three"] else 1)
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
