"""What says a day or a time in a normalised text: the patterns, and how each is counted. `dates` tells the rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from callcoach_desktop.analysis import feasts
from callcoach_desktop.analysis.clock_rules import DAYS, WEEKDAYS, Piece, times
from callcoach_desktop.domain.days import day_of, later, length_of, parts_of

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
FRIDAY = 4
_DAY = rf"(?P<day>{DAYS})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
_ORD = r"#(?P<date>\d{1,2})th"
_DATE = r"#(?P<date>\d{1,2})(?:th)?"
_YEAR = r"(?: #(?P<year>20\d\d))?"
_COUNT = (
    r"(?:#(?P<n>\d{1,3})(?: or #\d{1,3})?|(?P<few>a couple of|a couple|a few|an?|the next couple of|the next few|the))"
)
_UNIT = r"(?P<unit>working days?|business days?|days?|weeks?|fortnights?|months?|hours?|years?)"
# What may stand behind "by the third", where it is a day and not the third of things.
_GOES_ON = (
    r"(?= (?:\||and|or|so|then|at|in|on|if|when|because|but|with|please|okay|to|it|i|we|you|they|that|works|is|would|"
    r"will|should|latest|around|about|by|half|quarter|noon|first|morning|afternoon|evening|after|before|once|until|"
    r"which|#\d{1,2}:)(?:\W|$)| ?$)"
)
_MONTHS_OWN = r"(?P<which>the|this|next) month"


_NAMED_AHEAD = 3  # months in which "Tuesday the sixth" is looked for; nobody names a day of next autumn so


# What is read, longest match first. Each reader gets the match and the call's day.


def _coming(today: int, weekday: int) -> int:
    """The next day of that name after today."""
    return today + ((weekday - parts_of(today)[3] - 1) % 7) + 1


def _in_week(today: int, weekday: int, weeks: int) -> int:
    """The day of that name in this calendar week (0), the next one (1) ..."""
    return today - parts_of(today)[3] + weekday + 7 * weeks


def _friday(today: int) -> int:
    """This week's Friday; at a weekend that of the next."""
    here = _in_week(today, FRIDAY, 0)
    return here if here >= today else here + 7


def _weekday(found: re.Match[str]) -> int:
    return WEEKDAYS.index(found["day"])


def _month(found: re.Match[str]) -> int:
    return next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(found["month"][:3]))


def _month_end(today: int, months: int) -> int:
    year, month, _, _ = parts_of(later(today - parts_of(today)[2] + 1, months))
    return day_of(year, month, length_of(year, month)) or today


def _quarter_end(today: int, quarters: int) -> int:
    month = parts_of(today)[1]
    return _month_end(today, (3 - month % 3) % 3 + 3 * quarters)


def _quarter(found: re.Match[str], today: int) -> tuple[int | None, bool]:
    year, month = parts_of(today)[0], int(found["q"]) * 3
    year += month < parts_of(today)[1]
    return day_of(year, month, length_of(year, month)), "end" in found.group()


def _numbered(today: int, number: int, weekday: int | None = None) -> int | None:
    """The next day of that number, and of that weekday where one was said."""
    year, month, _, _ = parts_of(today)
    nearest = None
    for ahead in range(13):
        if ahead > _NAMED_AHEAD and nearest is not None:
            break
        count = year * 12 + month - 1 + ahead
        day = day_of(count // 12, count % 12 + 1, number)
        if day is not None and day > today:
            nearest = nearest or day
            if weekday is None or parts_of(day)[3] == weekday:
                return day
    return nearest  # the number is surer than the name


def _of_month(found: re.Match[str], today: int) -> int | None:
    number, month = int(found["date"]), _month(found)
    if found["year"]:
        return day_of(int(found["year"]), month, number)
    year = parts_of(today)[0]
    days = (day_of(y, month, number) for y in range(year, year + 9))
    return next((day for day in days if day is not None and day >= today), None)


def _by_month(found: re.Match[str], today: int, *, end: bool) -> int | None:
    month, year = _month(found), parts_of(today)[0]
    year += month < parts_of(today)[1]
    return day_of(year, month, length_of(year, month) if end else 1)


def _after(found: re.Match[str], today: int) -> int:
    """ "in two weeks"."""
    few = (found["few"] or "").removeprefix("the next ")
    count = int(found["n"]) if found["n"] else 2 if "couple" in few else 3 if "few" in few else 1
    unit = found["unit"].rstrip("s")
    if unit in {"working day", "business day"}:
        day = today
        while count > 0:
            day += 1
            count -= parts_of(day)[3] < 5
        return day
    if unit in {"month", "year"}:
        return later(today, count * (12 if unit == "year" else 1))
    return today + {"day": 1, "week": 7, "fortnight": 14}.get(unit, 0) * count + (count // 24 if unit == "hour" else 0)


def _from(found: re.Match[str], today: int) -> int:
    """ "a week on Friday", "two weeks tomorrow", "Friday fortnight"."""
    said = found.groupdict()
    start = today + (said["near"] == "tomorrow") if said["near"] else _coming(today, WEEKDAYS.index(said["day"]))
    few = said.get("few") or ""
    count = int(said["n"]) if said.get("n") else 2 if "couple" in few else 1
    return start + count * (14 if said["unit"].startswith("fortnight") else 7)


def _own_month(found: re.Match[str], today: int) -> tuple[int, int]:
    """Year and month of "the month", "next month" or of one that is named."""
    said = found.groupdict()
    year, month, _, _ = parts_of(today)
    if said["which"] is not None:
        count = year * 12 + month - 1 + (said["which"] == "next")
        return count // 12, count % 12 + 1
    named = _month(found)
    return (int(said["year"]) if said.get("year") else year + (named < month)), named


def _nth(found: re.Match[str], today: int) -> int | None:
    """ "the last Thursday of the month", "the first Monday in December"."""
    year, month = _own_month(found, today)
    weekday, last = _weekday(found), found["nth"] == "last"
    for _ in range(2):
        first = day_of(year, month, 1) or today
        day = first + (weekday - parts_of(first)[3]) % 7 + 7 * (3 if last else int(found["nth"][1:-2]) - 1)
        if last and day + 7 < first + length_of(year, month):
            day += 7
        if parts_of(day)[1] == month and day > today:
            return day
        if found["which"] != "the":
            return None
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _number_of_month(found: re.Match[str], today: int) -> int | None:
    """ "the sixth of next month"; of "the month" the next one to come."""
    if found["which"] == "the":
        return _numbered(today, int(found["date"]))
    year, month = _own_month(found, today)
    day = day_of(year, month, int(found["date"]))
    return day if day is not None and day >= today else None


def _beside_feast(found: re.Match[str], today: int) -> int:
    """ "the Tuesday after Easter", "the Friday before Christmas"."""
    feast = feasts.feast_of(found["feast"], today)
    if found["way"] == "after":
        return _coming(feast, _weekday(found))
    return _coming(feast - 8, _weekday(found))


def _by_feast(found: re.Match[str], today: int) -> int:
    """The day before, that people are still at work: of Easter the Thursday."""
    feast = feasts.feast_of(found["feast"], today)
    return feast - (3 if found["feast"] == "easter" else 1)


def _after_exactly(found: re.Match[str]) -> bool:
    vague = "few" in (found["few"] or "") or "couple" in (found["few"] or "")
    return not vague and not found.group().startswith(("within", "over", "the next", "during", "inside"))


_Read = Callable[[re.Match[str], int], tuple[int | None, bool]]
_OVER: _Read = lambda _found, _today: (None, False)  # noqa: E731 - a rule like the others
_CLOSE: _Read = lambda _found, today: (today, True)  # noqa: E731 - likewise
_LEAD = r"(?:#1th thing )?(?:by|before|until|till|on|for|from|at)?(?: the)? ?"


def _rule(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(rf"(?<![\w#]){pattern}(?![\w:])"), read


_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = (
    # Over, or again and again.
    _rule(rf"(?:last|every|each|past|this past|previous) (?:other )?(?:{_DAY}|week|month|year|quarter)s?", _OVER),
    _rule(rf"{_COUNT} {_UNIT} (?:ago|earlier|back|old)", _OVER),
    _rule(r"yesterday", _OVER),
    _rule(rf"(?:on )?(?:{DAYS})s(?: and (?:on )?(?:{DAYS})s)*", _OVER),
    _rule(rf"every (?:last|#[1-5]th) (?:{DAYS})(?: (?:of|in) (?:the|each|every) month)?", _OVER),
    _rule(rf"(?:since|back in|back on|back at)(?: the)? (?:(?:end|beginning|start|middle) of )?{_MONTH}", _OVER),
    _rule(rf"(?:was|were)(?: [^\s|]+){{0,2}} (?:in|during) {_MONTH}", _OVER),
    # Near days.
    _rule(r"(?:the )?day after tomorrow", lambda _, t: (t + 2, True)),
    _rule(r"(?:#1th thing )?(?:by |before |until )?(?:tomorrow|the morrow)", lambda _, t: (t + 1, True)),
    _rule(r"(?:by |before )?(?:today(?: itself)?|tonight|this (?:morning|afternoon|arvo|evening))",
          lambda _, t: (t, True)),
    _rule(r"(?:by |before |at )?(?:(?:the )?(?:end|close) of (?:the |this )?(?:day|play|business)|eod|cob)", _CLOSE),
    # Weekdays.
    _rule(rf"(?:(?:#(?P<n>\d{{1,2}})|(?P<few>an?|a couple of)) )?(?P<unit>weeks?|fortnights?)"
          rf"(?: on| from| after) (?:this )?(?:(?P<near>today|tomorrow|now)|{_DAY})", lambda f, t: (_from(f, t), True)),
    _rule(rf"(?:#(?P<n>\d{{1,2}})|(?P<few>an?|a couple of)) (?P<unit>weeks?|fortnights?)"
          rf" (?:this )?(?:(?P<near>today|tomorrow)|{_DAY})", lambda f, t: (_from(f, t), True)),
    _rule(rf"(?:on )?(?:(?P<near>today|tomorrow|this day)|{_DAY}) (?P<unit>week|fortnight)(?! #\d)",
          lambda f, t: (_from(f, t), True)),
    _rule(rf"{_LEAD}{_DAY} after next", lambda f, t: (_in_week(t, _weekday(f), 2), True)),
    _rule(rf"{_LEAD}next {_DAY}", lambda f, t: (_in_week(t, _weekday(f), 1), True)),
    _rule(rf"{_LEAD}{_DAY}(?: of)? next week", lambda f, t: (_in_week(t, _weekday(f), 1), True)),
    _rule(rf"next week(?: on)? {_DAY}", lambda f, t: (_in_week(t, _weekday(f), 1), True)),
    _rule(
        rf"{_LEAD}this {_DAY}",
        lambda f, t: (t if parts_of(t)[3] == _weekday(f) else _coming(t, _weekday(f)), True),
    ),
    _rule(rf"{_LEAD}(?:this )?coming {_DAY}", lambda f, t: (_coming(t, _weekday(f)), True)),
    _rule(rf"{_LEAD}{_DAY}(?: this week)?", lambda f, t: (_coming(t, _weekday(f)), True)),
    _rule(rf"{_LEAD}{_DAY} (?:the )?{_ORD}", lambda f, t: (_numbered(t, int(f["date"]), _weekday(f)), True)),
    _rule(rf"{_LEAD}{_DAY} (?:that's|that is|that'd be|that would be|which is|so)(?: the)? {_ORD}",
          lambda f, t: (_numbered(t, int(f["date"]), _weekday(f)), True)),
    _rule(rf"{_LEAD}(?P<nth>#[1-5]th|last) {_DAY} (?:of|in) (?:{_MONTHS_OWN}|{_MONTH}{_YEAR})",
          lambda f, t: (_nth(f, t), True)),
    _rule(
        rf"{_LEAD}(?:{DAYS}) (?:the )?{_DATE}(?: of)? {_MONTH}{_YEAR}",
        lambda f, t: (_of_month(f, t), True),
    ),
    _rule(
        rf"{_LEAD}(?:{DAYS}) {_MONTH} (?:the )?{_DATE}{_YEAR}",
        lambda f, t: (_of_month(f, t), True),
    ),
    # So far from now.
    _rule(
        rf"(?:in|within|inside|over|during)(?: about| around| the next| the following)? {_COUNT} {_UNIT}(?:'? time)?",
        lambda f, t: (_after(f, t), _after_exactly(f)),
    ),
    _rule(rf"(?:the next|next) {_COUNT} {_UNIT}", lambda f, t: (_after(f, t), False)),
    _rule(
        rf"{_COUNT} {_UNIT}'? (?:from (?:now|today|tomorrow)|time)",
        lambda f, t: (_after(f, t) + f.group().endswith("tomorrow"), True),
    ),
    _rule(r"(?:within|in) (?:half an hour|an hour|the (?:next )?(?:half )?hour|(?:the next )?#\d{1,3} minutes)",
          lambda _, t: (t, True)),
    # Weeks, months, quarters, years.
    _rule(r"(?:by |before |until |over |at )?(?:the |this )?weekend", lambda _, t: (_friday(t), False)),
    _rule(rf"{_LEAD}(?:end of (?:the |this )?|later (?:in )?(?:the |this )?|late (?:in )?(?:the |this )?|this )week",
          lambda f, t: (_friday(t), "end of" in f.group())),
    _rule(rf"{_LEAD}(?:the )?(?:end of |late )next week", lambda f, t: (_in_week(t, FRIDAY, 1), "end of" in f.group())),
    _rule(r"(?:by |in |over |during )?next week", lambda _, t: (_in_week(t, FRIDAY, 1), False)),
    _rule(r"(?:early|(?:the )?(?:beginning|start) of) next week", lambda _, t: (_in_week(t, 0, 1), False)),
    _rule(r"(?:mid|(?:the )?middle of|midway through) next week", lambda _, t: (_in_week(t, 2, 1), False)),
    _rule(r"(?:by |in )?the week after(?: next)?", lambda _, t: (_in_week(t, FRIDAY, 2), False)),
    _rule(rf"{_LEAD}(?:end of (?:the |this )?month|month end|month's end)", lambda _, t: (_month_end(t, 0), True)),
    _rule(r"(?:later |late )?this month", lambda _, t: (_month_end(t, 0), False)),
    _rule(rf"{_LEAD}end of next month", lambda _, t: (_month_end(t, 1), True)),
    _rule(r"(?:by |in |over )?next month", lambda _, t: (_month_end(t, 1), False)),
    _rule(r"(?:early|(?:the )?(?:beginning|start|first) of) next month", lambda _, t: (_month_end(t, 0) + 1, False)),
    _rule(rf"{_LEAD}(?:end of (?:the |this )?quarter|quarter end)", lambda _, t: (_quarter_end(t, 0), True)),
    _rule(rf"(?:{_LEAD}end of )?(?:this|next) quarter",
          lambda f, t: (_quarter_end(t, "next" in f.group()), "end of" in f.group())),
    _rule(rf"{_LEAD}(?:end of )?q(?P<q>[1-4])", _quarter),
    _rule(rf"{_LEAD}(?:end of (?:the )?)?#(?P<q>[1-4])th quarter", _quarter),
    _rule(rf"{_LEAD}(?:end of (?:the |this )?year|year end|this year)",
          lambda f, t: (day_of(parts_of(t)[0], 12, 31), "end" in f.group())),
    # Days of a month.
    _rule(rf"{_LEAD}{_DATE}(?: of)? {_MONTH}{_YEAR}", lambda f, t: (_of_month(f, t), True)),
    _rule(rf"(?<!\bi )(?<!we )(?<!you )(?<!they )(?<!it )(?<!that ){_LEAD}{_MONTH} (?:the )?{_DATE}{_YEAR}",
          lambda f, t: (_of_month(f, t), True)),
    _rule(rf"{_LEAD}{_DATE}(?: of)?(?: and| or| to| through)(?: the)? #\d{{1,2}}(?:th)? of {_MONTH}{_YEAR}",
          lambda f, t: (_of_month(f, t), True)),
    _rule(rf"(?:on|by|before|until|till|for) the {_ORD}{_GOES_ON}", lambda f, t: (_numbered(t, int(f["date"])), True)),
    _rule(r"(?:(?:on|by|before|until|till|for) )?the #(?P<date>1[3-9]|2\d|3[01])th(?! (?:of|quarter|floor|time|one|"
          r"call|week|month|thing|percentile|century|anniversary|birthday|edition|year|street|customer))",
          lambda f, t: (_numbered(t, int(f["date"])), True)),
    _rule(rf"{_LEAD}{_ORD} of {_MONTHS_OWN}", lambda f, t: (_number_of_month(f, t), True)),
    _rule(rf"(?:by |before )?(?:the )?end of {_MONTH}", lambda f, t: (_by_month(f, t, end=True), True)),
    _rule(rf"(?:in|during|late|later in|sometime in|for|through|next) {_MONTH}",
          lambda f, t: (_by_month(f, t, end=True), False)),
    _rule(rf"(?:by|before|until|early|early in|(?:the )?(?:beginning|start) of|from) {_MONTH}",
          lambda f, t: (_by_month(f, t, end=False), False)),
    _rule(rf"(?:mid|(?:the )?middle of) {_MONTH}", lambda f, t: ((_by_month(f, t, end=False) or t) + 14, False)),
    # Feasts.
    _rule(rf"{_LEAD}(?P<feast>{feasts.DAYS_BY_NAME})", lambda f, t: (feasts.feast_of(f["feast"], t), True)),
    _rule(rf"{_LEAD}{_DAY} (?P<way>before|after) (?P<feast>{feasts.NAMES})", lambda f, t: (_beside_feast(f, t), True)),
    _rule(rf"(?:by|before|until|till|for)(?: the)? (?P<feast>{feasts.NAMES})", lambda f, t: (_by_feast(f, t), False)),
    _rule(r"(?:early |some ?time )?in the new year", lambda _, t: (day_of(parts_of(t)[0] + 1, 1, 31), False)),
)  # fmt: skip


NUMERIC = re.compile(r"(?<!\d)(?:(20\d\d)-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})[./](20\d\d))(?!\d)")


def pieces(plain: str, today: int) -> list[Piece]:
    """Days and times of a normalised text, in order, none over another."""
    found: list[Piece] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(plain):
            day, exact = read(match, today)
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(Piece(start, match.end(), day, exact, over=read is _OVER, close=read is _CLOSE))
    for match in NUMERIC.finditer(plain):
        day = _numeric(match)
        if day is not None:
            found.append(Piece(match.start(), match.end(), day))
    taken: list[Piece] = []
    for piece in sorted(found, key=lambda p: (p.start - p.end, p.start)):
        if all(piece.end <= other.start or piece.start >= other.end for other in taken):
            taken.append(piece)
    taken = [piece for piece in taken if piece.day is not None or piece.over]
    taken += [t for t in times(plain) if all(t.end <= p.start or t.start >= p.end for p in taken)]
    return sorted(taken, key=lambda p: p.start)


def _numeric(found: re.Match[str]) -> int | None:
    """2026-10-14 as it stands; 14/10/2026 only where one of the two cannot be a month."""
    if found[1]:
        return day_of(int(found[1]), int(found[2]), int(found[3]))
    one, two = int(found[4]), int(found[5])
    if one > 12 or one == two:
        return day_of(int(found[6]), two, one)
    return day_of(int(found[6]), one, two) if two > 12 else None
