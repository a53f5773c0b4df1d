"""Amounts of money and shares of a price as numbers, as they are said in talk of price (English)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from callcoach_desktop.analysis.numbers import numbers
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Side

_EDGES = ".,?!;:\"'()…"
_UNITS = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "grand": "", "k": "",
}  # fmt: skip
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_PERCENT = frozenset({"percent", "per-cent", "%"})
_LARGE = 1000.0  # a bare number in talk of price that is as large is an amount


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum (`percent` False) in `currency` (ISO 4217, empty where none was said), or a share of a price in percent."""

    value: float
    currency: str
    percent: bool


def amounts(text: str) -> list[Amount]:
    """The sums and percentages of a sentence that speaks of price; small bare numbers are none."""
    words = text.split()
    found = []
    for number in numbers(words):
        if number.ordinal:
            continue
        said = " ".join(words[number.first : number.last])
        after = words[number.last].strip(_EDGES).casefold() if number.last < len(words) else ""
        sign = next((code for sign, code in _SIGNS.items() if sign in said), None)
        grand = any(word.strip(_EDGES).casefold() == "grand" for word in words[number.first : number.last])
        if "%" in said or after in _PERCENT:
            found.append(Amount(number.value, "", percent=True))
        elif sign is not None or after in _UNITS or grand or number.value >= _LARGE:
            value = number.value * (1000 if after in {"k", "grand"} and number.value < _LARGE else 1)
            found.append(Amount(value, sign or _UNITS.get(after, ""), percent=False))
    return found


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
