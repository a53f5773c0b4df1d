"""What says a time of day in a normalised text: the patterns, and the minute each means. `dates` tells the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = "|".join(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the normalised text that was read: its letters, and what it says."""

    start: int
    end: int
    day: int | None = None
    exact: bool = True
    minute: int | None = None
    part: str = ""
    over: bool = False  # in the past, or again and again
    weak: bool = False  # a time of day only beside a day: "half ten", "between two and three"
    close: bool = False  # the end of the day that is said beside it, else of the call's


_CLOCK = r"#(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?"
_PART = r"(?P<part>morning|afternoon|evening|night|lunchtime)"
_AT = r"(?<![\w#])(?:at |by |before |around |about )*"
_LEAD = r"(?<![\w#])(?:at|by|before|until|till) (?:about |around )?"
_SIDE = (
    r"(?:a )?(?P<side>half past|quarter (?:past|after)|quarter (?:to|of|till)|#(?P<to>5|10|20|25) (?:minutes )?past)"
)
_TO = r"(?P<side>#(?P<to>5|10|20|25) (?:minutes )?to) #(?P<hour>\d|1[0-2])(?![\w:])"
# After "at ten": what makes a number of it, or a price. A word in -s counts things, but for these.
_NO_NOUN = r"(?:is|was|does|has|works|suits|this|as|us|yes|thanks|perhaps|always|unless|its)"
_NO_TIME = (
    r"(?! (?:percent|a |an |per |each|apiece|thousand|hundred|million|grand|k |bar |degrees?|kilos? |tons? |tonnes? ))"
    rf"(?! (?!{_NO_NOUN}\b)[a-z]+s(?![\w']))"
)
_BEFORE_A_DAY = rf"(?= (?:on |this |next )?(?:{DAYS}|tomorrow))"
_STRONG = (
    re.compile(rf"{_AT}{_CLOCK} (?P<mark>am|pm|o'clock|sharp)(?: in the {_PART})?(?!\w)"),
    re.compile(rf"{_AT}{_CLOCK} in the {_PART}(?!\w)"),
    re.compile(rf"{_AT}{_SIDE} #(?P<hour>\d{{1,2}})(?![\w:])"),
    re.compile(rf"{_LEAD}{_TO}"),
    re.compile(rf"{_LEAD}(?P<side>half) #(?P<hour>\d|1[0-2])(?![\w:])"),
    re.compile(rf"{_AT}(?P<word>noon|midday)(?!\w)"),
    re.compile(rf"(?<![\w#])at (?:about |around |roughly )?{_CLOCK}(?![\w:%]){_NO_TIME}"),
    re.compile(
        rf"(?<![\w#])(?:by|before|until) {_CLOCK}(?= (?:\||today|tomorrow|tonight|on|and|so|then|at|or|{DAYS})|\s*$)"
    ),
)
_WEAK = (
    re.compile(rf"(?<![\w#]){_TO}(?! (?:days?|weeks?|months?|hours?|minutes?|years?|percent|people)\b)"),
    re.compile(r"(?<![\w#])(?P<side>half) #(?P<hour>\d|1[0-2])(?![\w:])"),
    re.compile(rf"(?<![\w#])(?:any ?time )?between {_CLOCK} and #\d{{1,2}}(?::\d\d)?(?![\w:])"),
    re.compile(rf"(?<![\w#])#(?P<hour>\d{{1,2}}):(?P<minute>\d\d){_BEFORE_A_DAY}"),
    re.compile(
        rf"(?:^|(?<=\| )|(?<![\w#])(?:say|make it|do|how about|what about) )#(?P<hour>\d{{1,2}}){_BEFORE_A_DAY}"
    ),
)
PART_AFTER = re.compile(rf"^ ?(?:#1th thing )?(?:in the )?{_PART}(?!\w)")
BARE_CLOCK = re.compile(rf"^ ?{_CLOCK}(?![\w:%])")
BETWEEN = re.compile(r"^ ?(?:at|by|around|about|from|say|for|,|or)?(?: about| around)? ?$")


def times(plain: str) -> list[Piece]:
    """The times of day of a normalised text, none over another."""
    found: list[Piece] = []
    for weak, patterns in ((False, _STRONG), (True, _WEAK)):
        for pattern in patterns:
            for match in pattern.finditer(plain):
                piece = Piece(match.start(), match.end(), minute=minute_of(match.groupdict()), weak=weak)
                if piece.minute is not None and all(piece.end <= p.start or piece.start >= p.end for p in found):
                    found.append(piece)
    return found


def minute_of(said: dict[str, str | None], part: str = "") -> int | None:
    """The minute of the day of a clock time; None when no clock shows it."""
    if said.get("word"):
        return 12 * 60
    hour, minute = int(said["hour"] or 0), int(said.get("minute") or 0)
    side = said.get("side") or ""
    if side:
        ahead = 30 if side.startswith("half") else 15 if side.startswith("quarter") else int(said.get("to") or 0)
        minute = -ahead if side.endswith((" to", " of", " till")) else ahead
    if not 0 <= hour <= 24:
        return None
    mark, part = said.get("mark") or "", said.get("part") or part
    if mark == "pm" or part in {"afternoon", "evening", "night"}:
        hour = hour % 12 + 12
    elif mark == "am" or part == "morning":
        hour %= 12
    elif 1 <= hour <= 7:
        hour += 12
    return (hour * 60 + minute) % (24 * 60)
