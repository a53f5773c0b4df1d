"""Numbers, days and outcomes as people and programs write them, decided by column and not by cell.

"03/04/2026" and "1.234" each have two readings. A column is read in the one way that fits all of it; where two fit, the
`certain` flag is False and a person is asked before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from callcoach_desktop.domain.coaching import Outcome

Order = Literal["ymd", "dmy", "mdy"]

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "zł": "PLN", "US$": "USD", "A$": "AUD", "C$": "CAD"}
_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|AUD|CAD|NZD|INR|BRL|MXN|ZAR|SGD)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^[+-]?\d[\d.,'\u2019 \u00a0\u202f]*$")
_GROUPS = re.compile(r"['\u2019 \u00a0\u202f]")
_DAY = re.compile(
    r"^(?P<a>\d{1,4})(?P<sep>[-./])(?P<b>\d{1,2}|[A-Za-zäÄ]{3,9})\.?(?P=sep)(?P<c>\d{2,4})(?:[T ,]+(?P<clock>.*))?$"
)
_WORDY = re.compile(
    r"^(?:(?P<d1>\d{1,2})\.? (?P<m1>[A-Za-zäÄ]{3,9})\.?|(?P<m2>[A-Za-zäÄ]{3,9})\.? (?P<d2>\d{1,2})),? (?P<y>\d{4})\b"
)
_CLOCK = re.compile(
    r"^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"), 1
    )
    for name in names.split()
}
_WON = ("closedwon", "closed won", "won", "gewonnen", "abgeschlossen und gewonnen", "geschlossen - gewonnen", "gagné")
_LOST = ("closedlost", "closed lost", "lost", "verloren", "geschlossen - verloren", "disqualified", "perdu")
_YES = {"true", "1", "yes", "ja", "wahr", "x", "y", "t"}
_NO = {"false", "0", "no", "nein", "falsch", "n", "f", ""}


@dataclass(frozen=True, slots=True)
class Found:
    """How a column is read, and whether only one way fitted."""

    way: str
    certain: bool


def decimal_of(cells: Iterable[str]) -> Found:
    """The decimal mark of a column of amounts: "." or ","; sure when a cell can be read in one way only."""
    votes = {".": 0, ",": 0}
    doubtful = 0
    for cell in cells:
        number = _bare(cell)
        dot, comma = number.rfind("."), number.rfind(",")
        if dot < 0 and comma < 0:
            continue
        if dot >= 0 and comma >= 0:
            votes["." if dot > comma else ","] += 1
        else:
            mark = "." if dot >= 0 else ","
            tail = number.rsplit(mark, 1)[1]
            if number.count(mark) > 1:  # groups of thousands
                votes["," if mark == "." else "."] += 1
            elif len(tail) == 3 and len(number.split(mark)[0].lstrip("+-")) <= 3:
                doubtful += 1
            else:
                votes[mark] += 1
    if votes["."] == votes[","]:
        return Found(".", certain=doubtful == 0 and votes["."] == 0)
    return Found("." if votes["."] > votes[","] else ",", certain=min(votes.values()) == 0)


def amount(cell: str, decimal: str) -> float | None:
    """The number of a cell; None for an empty one. Raises ValueError when it is no number."""
    number = _bare(cell)
    if not number:
        return None
    if not _NUMBER.match(number):
        raise ValueError(cell)
    thousands = "," if decimal == "." else "."
    whole, mark, rest = number.partition(decimal)
    if thousands in rest or decimal in rest:
        raise ValueError(cell)
    groups = whole.lstrip("+-").split(thousands)
    if len(groups) > 1 and (any(len(g) not in (2, 3) for g in groups[1:]) or not groups[0]):
        raise ValueError(cell)  # two: Indian lakhs
    return float(whole.replace(thousands, "") + (mark and ".") + rest)


def currency(cell: str) -> str | None:
    """The currency that is written in a cell, as its ISO 4217 code."""
    code = _CODE.search(cell)
    if code:
        return code[1].upper()
    return next((_SYMBOLS[s] for s in sorted(_SYMBOLS, key=len, reverse=True) if s in cell), None)


def order_of(cells: Iterable[str]) -> Found:
    """The order of day, month and year in a column of dates."""
    fits: set[str] = {"ymd", "dmy", "mdy"}
    dotted = False
    for cell in cells:
        match = _DAY.match(cell.strip())
        if match is None or not match["b"].isdigit():
            continue
        dotted = dotted or match["sep"] == "."
        fits &= {order for order in fits if _day(match, order) is not None} or fits
    if len(fits) == 1:
        return Found(fits.pop(), certain=True)
    if "ymd" in fits:
        return Found("ymd", certain=fits == {"ymd", "dmy", "mdy"})  # no numeric date at all decides nothing
    return Found("dmy", certain=True) if dotted else Found("mdy", certain=False)


def day(cell: str, order: str) -> date | None:
    """The day of a cell; None for an empty one. Raises ValueError when it is no day."""
    text = " ".join(cell.split())
    if not text:
        return None
    match = _DAY.match(text)
    if match:
        clock = (match["clock"] or "").strip()
        found = _day(match, order)
        if found is None or (clock and not _CLOCK.match(clock)):
            raise ValueError(cell)
        return found
    wordy = _WORDY.match(text)
    if wordy:
        month = _MONTHS.get((wordy["m1"] or wordy["m2"]).lower()[:3])
        if month is None:
            raise ValueError(cell)
        return date(int(wordy["y"]), month, int(wordy["d1"] or wordy["d2"]))
    if re.fullmatch(r"\d{8}", text):
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    if re.fullmatch(r"\d{12,13}", text):  # HubSpot's API: milliseconds since 1970, UTC
        return datetime.fromtimestamp(int(text) / 1000, tz=UTC).date()
    raise ValueError(cell)


def outcome_of(stage: str, status: str, won: str, closed: str) -> Outcome:
    """Whether a deal is won, lost or open. Raises ValueError when "won" or "closed" say neither yes nor no.

    A status or stage that says so goes first; a deal that is closed and not won is lost.
    """
    for text in (status, stage):
        plain = " ".join(text.lower().replace("_", " ").split())
        if _says(plain, _LOST):
            return "lost"
        if _says(plain, _WON):
            return "won"
    if _yes(won):
        return "won"
    return "lost" if _yes(closed) else "open"


def _says(text: str, names: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names) and "not " not in text


def _yes(cell: str) -> bool:
    plain = cell.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ValueError(cell)


def _bare(cell: str) -> str:
    text = _CODE.sub("", cell)
    for symbol in sorted(_SYMBOLS, key=len, reverse=True):
        text = text.replace(symbol, "")
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):  # how accountants write a minus
        text = "-" + text[1:-1]
    return _GROUPS.sub("", text.removesuffix(",-").removesuffix(".-").removesuffix(",\u2013").strip())


def _day(match: re.Match[str], order: str) -> date | None:
    first, second, third = match["a"], match["b"], match["c"]
    parts: tuple[str, int, str]
    if not second.isdigit():
        month = _MONTHS.get(second.lower()[:3])
        if month is None:
            return None
        parts = (third, month, first) if len(first) <= 2 else (first, month, third)
    elif order == "ymd":
        if len(first) != 4:
            return None
        parts = (first, int(second), third)
    else:
        if len(first) > 2:
            return None
        parts = (third, int(second), first) if order == "dmy" else (third, int(first), second)
    year = int(parts[0])
    try:
        return date(year + 2000 if year < 100 else year, int(parts[1]), int(parts[2]))
    except ValueError:
        return None
