"""The playbook: what to say in a situation, why, and where it was heard to work.

An entry has versions: what it said is never written over. Its content travels in files between people, so it is checked
wherever it comes in, and carries a fingerprint by which two libraries know the same words again.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from callcoach_desktop.domain.coaching import Share

SituationKind = Literal["objection", "competitor", "stage", "question"]
OriginKind = Literal["own", "proposed", "file"]
VersionState = Literal["current", "past", "offered"]
SinceState = Literal["too_early", "better", "worse", "no_sign"]
Measure = Literal["resolved", "won"]
Side = Literal["mine", "theirs", "both"]

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000
MOST_EXAMPLES = 50
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Situation:
    """When an entry is wanted. `about` is the type of an objection, a competitor's name, a stage ("" for the whole
    call) or what the customer asks."""

    kind: SituationKind
    about: str = ""

    @property
    def key(self) -> str:
        """ "objection:price": the two in a word."""
        return f"{self.kind}:{self.about}"


@dataclass(frozen=True, slots=True)
class Example:
    """Seconds of a call where it is heard. `call` is its id in the library where it was recorded, `clip` the id of a
    clip there; `sound` is the hash of a sound that came with a file. Any of the three may be empty."""

    quote: str
    start: float = 0.0
    end: float = 0.0
    call: str = ""
    title: str = ""
    date: str = ""  # ISO 8601, local
    clip: str = ""
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Why, in numbers, as they were on `day`: how often it was resolved (or the deal won) this way and otherwise."""

    measure: Measure
    this: Share
    others: Share
    day: str  # ISO 8601


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry says. `way` is the way of answering that it advises, a type of objection response or ""."""

    situation: Situation
    title: str
    say: str
    why: str = ""
    way: str = ""
    examples: tuple[Example, ...] = ()
    figures: Figures | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from: who wrote it, when it came here (ISO 8601, UTC), from which file."""

    kind: OriginKind
    at: str
    who: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an entry. `mark` is the fingerprint under which all libraries know it."""

    entry: str
    number: int
    content: Content
    origin: Origin
    mark: str
    state: VersionState


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is in force. `offered` are other sides of it that came with files and wait for a choice.

    `began_at` is when its first version came here (ISO 8601, UTC); `read_at` when the rep last read it, "" for never.
    """

    id: str
    version: Version
    offered: tuple[Version, ...] = ()
    versions: int = 1
    began_at: str = ""
    read_at: str = ""

    @property
    def content(self) -> Content:
        """What it says now."""
        return self.version.content


@dataclass(frozen=True, slots=True)
class Since:
    """Objections of an entry's type before it began, and since then: answered in its way, and otherwise.

    `low` and `high` bound the difference of the shares, since in its way minus before (None: too early).
    """

    before: Share
    this: Share
    otherwise: Share
    state: SinceState
    sentence: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that the rep's own calls suggest; `key` names it for taking and declining."""

    key: str
    content: Content


@dataclass(frozen=True, slots=True)
class Reminder:
    """An entry to read again before the next call, and why this one."""

    entry: Entry
    reason: str


def mark_of(content: Content) -> str:
    """The fingerprint of what an entry says: the same words have the same one in every library.

    Figures, and what a library knows of the calls of examples, do not count: they differ between the two ends.
    """
    told = [
        content.situation.kind, content.situation.about, content.title, content.say, content.why, content.way,
        [example.quote for example in content.examples],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def content_to_json(content: Content) -> dict[str, Any]:
    """Content as plain JSON."""
    figures = content.figures
    return {
        "situation": {"kind": content.situation.kind, "about": content.situation.about},
        "title": content.title,
        "say": content.say,
        "why": content.why,
        "way": content.way,
        "examples": [
            {"quote": e.quote, "start": e.start, "end": e.end, "call": e.call, "title": e.title, "date": e.date,
             "clip": e.clip, "sound": e.sound}
            for e in content.examples
        ],
        "figures": None if figures is None else {
            "measure": figures.measure, "this": _share_to_json(figures.this), "others": _share_to_json(figures.others),
            "day": figures.day,
        },
    }  # fmt: skip


def content_from_json(data: Any) -> Content:
    """The opposite; raises ValueError for anything that is not the content of an entry."""
    if not isinstance(data, dict):
        raise ValueError("an entry is missing")
    told = data.get("situation")
    examples = data.get("examples") or []
    if not isinstance(told, dict) or told.get("kind") not in get_args(SituationKind):
        raise ValueError("an entry has no situation")
    if not isinstance(examples, list) or len(examples) > MOST_EXAMPLES:
        raise ValueError("an entry's examples are none")
    made = Content(
        Situation(told["kind"], _text(told, "about", _LONGEST_NAME)),
        _text(data, "title", LONGEST_TITLE),
        _text(data, "say", LONGEST_TEXT),
        _text(data, "why", LONGEST_TEXT),
        _text(data, "way", _LONGEST_NAME),
        tuple(_example(one) for one in examples),
        _figures(data.get("figures")),
    )
    if not made.title.strip():
        raise ValueError("an entry has no title")
    return made


def _example(data: Any) -> Example:
    if not isinstance(data, dict):
        raise ValueError("an example is incomplete")
    start, end = _number(data.get("start", 0.0)), _number(data.get("end", 0.0))
    if not 0 <= start < 1e6 or not 0 <= end < 1e6:
        raise ValueError("an example lies at no time")
    short = {name: _text(data, name, _LONGEST_NAME) for name in ("call", "title", "date", "clip", "sound")}
    return Example(_text(data, "quote", LONGEST_TEXT), start, max(start, end), **short)


def _figures(data: Any) -> Figures | None:
    if data is None:
        return None
    if not isinstance(data, dict) or data.get("measure") not in get_args(Measure):
        raise ValueError("an entry's figures are none")
    return Figures(data["measure"], _share(data.get("this")), _share(data.get("others")), _text(data, "day", 40))


def _share_to_json(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "n": share.n, "low": share.low, "high": share.high}


def _share(data: Any) -> Share:
    if not isinstance(data, dict):
        raise ValueError("an entry's figures are none")
    hits, n = data.get("hits"), data.get("n")
    if type(hits) is not int or type(n) is not int or not 0 <= hits <= n:
        raise ValueError("an entry's figures are none")
    low, high = _number(data.get("low")), _number(data.get("high"))
    if not 0 <= low <= high <= 1:
        raise ValueError("an entry's figures are none")
    return Share(hits, n, low, high)


def _text(data: dict[str, Any], name: str, most: int) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"the {name} of an entry is no text, or too long")
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number of an entry is none")
    return float(value)
