"""Days and times said in words, as dates of the calendar (English). Pure: the call's own begin is given.

What is ambiguous in speech is read by these rules, always as what is still to come:

- A bare weekday, "on Friday", "by Friday", "coming Friday": the next such day after the call's; said on a Friday it is
  that in a week. "This Friday" said on a Friday is the same day.
- "Next Tuesday": that day of the next calendar week, which begins on Monday. Said on a Monday it is eight days away,
  said on a Friday four. "Tuesday week" and "a week on Tuesday": a week after the coming one.
- "The fourteenth": the next day of that number after the call's. In a month that has none, the month after. "The 29th
  of February": of the next leap year.
- "This week", "by the end of the week", "before the weekend": Friday. "Next week": Friday of that week, "early next
  week" Monday, "the middle of next week" Wednesday. "Next month", "the end of the month": its last day.
- "In two weeks": fourteen days on; "in a month": the same day of the next month, or its last day; "in a couple of
  days": two, "in a few days": three. Working days leave Saturday and Sunday out.
- "A week on Friday", "a week Friday": a week after the coming one; "a week today" seven days on, "Friday fortnight" two
  weeks after the coming Friday.
- "The last Thursday of the month", "the sixth of next month": as the calendar has it; of "the month" the next to come.
- "Before Christmas": the day before it, of Easter the Thursday; "the Tuesday after Easter" as the calendar has it. "In
  the new year": January. "After Christmas" says no day.
- "Close of business" is of the day that is said beside it, else of the call's.
- "Half two" is half past two, as the British say it.
- "At two": in the afternoon from one to seven, as said from eight to twelve, if nobody says morning or evening.

`exact` is False where a span or a vague word was said and the date is its last day. What is over ("last Friday",
"two weeks ago") and what comes again and again ("every Monday") is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from callcoach_desktop.analysis.clock_rules import BARE_CLOCK, BETWEEN, PART_AFTER, WEEKDAYS, Piece, minute_of
from callcoach_desktop.analysis.date_rules import NUMERIC, pieces
from callcoach_desktop.analysis.numbers import Number, numbers
from callcoach_desktop.domain.days import iso_of, moment_of

_SHORT = re.compile(
    r"^(?:[ap]\.m\.|(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?|fri)\.)$"
)  # their full stop ends no sentence
_SHORT_DAYS = {
    short: day
    for day in WEEKDAYS
    for short in (day[:3].title(), {"tue": "Tues", "wed": "Weds", "thu": "Thurs"}.get(day[:3], day.title()))
} | {"Thur": "thursday"}
_WORDS_TOO = frozenset({"Wed", "Sat", "Sun", "Mon"})
_AFTER_DAY = re.compile(r"^(?:\d|the$|at$|morning|afternoon|evening|noon)", re.IGNORECASE)
_EDGES = ".,?!;:\"'()…"


@dataclass(frozen=True, slots=True)
class When:
    """Words `first` to `last` (exclusive) that say a time. `day` counts as in `domain.days`, `minute` is of the day;
    without a day only a time of day was said."""

    first: int
    last: int
    said: str
    day: int | None
    minute: int | None
    exact: bool

    @property
    def iso(self) -> str | None:
        """The date, with the time where one was said; None without a day."""
        return None if self.day is None else iso_of(self.day, self.minute)


def find_dates(text: str, started_at: str) -> list[When]:
    """The days and times of a text, in order. `started_at` is the call's begin (ISO 8601, local); without one nothing
    is found, as all is said relative to it."""
    begin = moment_of(started_at)
    words = text.split()
    if begin is None or not words:
        return []
    plain, places = _normalised(words)
    found = []
    for piece in _joined(pieces(plain, begin[0]), plain):
        if piece.over:
            continue
        first, last = places[piece.start], places[piece.end - 1] + 1
        said = " ".join(words[first:last]).strip(_EDGES)
        found.append(When(first, last, said, piece.day, piece.minute, piece.exact))
    return found


def best_date(found: Iterable[When]) -> When | None:
    """The one that says most: an exact day before a vague one, one with a time before one without, the first of
    equals. A bare time of day is better than nothing."""
    return min(found, key=lambda w: (w.day is None, not w.exact, w.minute is None, w.first), default=None)


def _normalised(words: Sequence[str]) -> tuple[str, list[int]]:
    """Lower case, numbers as "#14" or "#14th", clock times as "#10:30", a "|" where a sentence ends; and the word that
    each letter comes from."""
    by_word = {n.first: n for n in numbers(words)}
    pieces: list[tuple[str, int]] = []
    at = 0
    while at < len(words):
        number = by_word.get(at)
        last = at + 1
        if (clock := _clock_digits(words[at])) is not None:
            pieces.append((clock, at))
        elif number is not None:
            last = number.last
            pieces += [(written, last - 1) for written in _written(number)]
        elif (day := _short_day(words, at)) is not None:
            pieces.append((day, at))
        else:
            plain = words[at].casefold().replace("’", "'").replace("a.m", "am").replace("p.m", "pm").strip(_EDGES)
            pieces += [(part, at) for part in (plain if NUMERIC.fullmatch(plain) else plain.replace("-", " ")).split()]
        if words[last - 1][-1:] in ".?!;" and not _SHORT.match(words[last - 1].casefold()):
            pieces.append(("|", last - 1))
        at = last
    plain_text, places = "", []
    for written, place in pieces:
        plain_text += written + " "
        places += [place] * (len(written) + 1)
    return _first_words(plain_text, places, by_word)


def _first_words(plain: str, places: list[int], by_word: dict[int, Number]) -> tuple[str, list[int]]:
    """A number of several words belongs to its first one where it begins: "twenty first" is quoted whole."""
    firsts = {n.last - 1: n.first for n in by_word.values() if n.last - n.first > 1}
    for at, letter in enumerate(plain):
        if letter == "#" and places[at] in firsts:
            places[at] = firsts[places[at]]
    return plain, places


def _short_day(words: Sequence[str], at: int) -> str | None:
    """ "Tues" as "tuesday"; "Sat", "Sun" and "Wed", which are words too, only before a number or a part of the day."""
    word = words[at].rstrip(_EDGES)
    day = _SHORT_DAYS.get(word)
    if day is None or (word in _WORDS_TOO and not (at + 1 < len(words) and _AFTER_DAY.match(words[at + 1]))):
        return None
    return day


def _clock_digits(word: str) -> str | None:
    """ "10:30", "10.30am" as "#10:30"."""
    found = re.match(r"^(\d{1,2})[:.](\d\d)(am|pm)?[.,?!;]*$", word.casefold())
    if found is not None and int(found[1]) < 24 and int(found[2]) < 60:
        return f"#{int(found[1])}:{found[2]}" + (f" {found[3]}" if found[3] else "")
    found = re.match(r"^(\d{1,2})(am|pm)[.,?!;]*$", word.casefold())
    return f"#{int(found[1])} {found[2]}" if found is not None else None


def _written(number: Number) -> list[str]:
    if number.ordinal:
        return [f"#{number.value:.0f}th"]
    if len(number.parts) == 2 and number.parts[0] == 20 and 20 <= number.parts[1] < 100:
        return [f"#{number.value:.0f}"]  # twenty twenty-seven
    if len(number.parts) == 2 and 1 <= number.parts[0] <= 23 and 5 <= number.parts[1] < 60:
        return [f"#{number.parts[0]:.0f}:{number.parts[1]:02.0f}"]
    if len(number.parts) == 1 and number.value == int(number.value):
        return [f"#{number.value:.0f}"]
    return [f"#{part:g}" for part in number.parts]


def _joined(read: Sequence[Piece], plain: str) -> list[Piece]:
    """A day and the time that is said beside it as one."""
    found: list[Piece] = []
    for place, piece in enumerate(read):
        if piece.day is not None and not piece.over:
            piece = _with_part(piece, plain, read[place + 1].start if place + 1 < len(read) else len(plain))
        last = found[-1] if found else None
        both = _both(last, piece) if last is not None and BETWEEN.match(plain[last.end : piece.start]) else None
        if both is None:
            found.append(piece)
        else:
            found[-1] = both
    return [piece for piece in found if not piece.weak]


def _both(one: Piece, two: Piece) -> Piece | None:
    """Two pieces that stand beside each other as one; None where they do not belong together."""
    start, end = one.start, two.end
    if one.over or two.over:
        other = two if one.over else one
        return Piece(start, end, over=True) if other.day is None and not (one.over and two.over) else None
    if one.day is not None and two.day is not None:
        if one.close == two.close:
            return None
        day = two if one.close else one
        return Piece(start, end, day.day, day.exact, day.minute, day.part)
    if one.day is not None and one.minute is None and two.minute is not None:
        return Piece(start, end, one.day, one.exact, _in_part(two.minute, one.part))
    if two.day is not None and two.minute is None and one.day is None:
        return Piece(start, end, two.day, two.exact, _in_part(one.minute, two.part))
    return None


def _with_part(piece: Piece, plain: str, room: int) -> Piece:
    """The day with "morning" or a bare clock time behind it: "Friday morning", "Thursday ten thirty". What begins at
    `room` is read by itself."""
    end, part = piece.end, ""
    after = PART_AFTER.match(plain[end:])
    if after is not None:
        end, part = end + after.end(), after["part"]
    said = plain[piece.start : piece.end]
    if said.endswith(("morning", "afternoon", "evening", "tonight")):
        part = "evening" if said.endswith("tonight") else said.rsplit(" ", 1)[-1]
    minute = piece.minute
    clock = BARE_CLOCK.match(plain[end:room]) if piece.exact else None
    if clock is not None and minute is None and (clock["minute"] or part or re.search(r"(?:day|tomorrow)$", said)):
        minute = minute_of(clock.groupdict(), part)
        end += clock.end() if minute is not None else 0
    return replace(piece, end=end, minute=minute, part=part)


def _in_part(minute: int | None, part: str) -> int | None:
    """A clock time moved into the part of the day that was said."""
    if minute is None:
        return None
    if part == "morning" and minute >= 13 * 60:
        return minute - 12 * 60
    if part in {"afternoon", "evening", "night"} and minute < 12 * 60:
        return minute + 12 * 60
    return minute
