"""What the rep cares about: names of competitors, products, people, other terms; and trackers of phrases and ideas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

TrackerSide = Literal["rep", "customer", "both"]
TRACKER_SIDES: tuple[TrackerSide, ...] = get_args(TrackerSide)


@dataclass(frozen=True, slots=True)
class Term:
    """A name and the other ways in which it is said or written."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tracker:
    """What the rep wants to find in calls: `phrases` by their words, `examples` by what they mean ("anything like").

    `side` is whose words count. `name` is the type of the moments that it finds. `unlike` are sentences that look like
    the examples and are not meant: what is more like one of them is less likely found.
    """

    name: str
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    side: TrackerSide = "both"
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The library's vocabulary; empty by default."""

    competitors: tuple[Term, ...] = ()
    products: tuple[Term, ...] = ()
    people: tuple[Term, ...] = ()
    terms: tuple[Term, ...] = ()
    trackers: tuple[Tracker, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All names, competitors first, without doubles: what the decoder is given as hotwords."""
        every = (*self.competitors, *self.products, *self.people, *self.terms)
        return tuple(dict.fromkeys(t.name for t in every))


def fingerprint(trackers: Sequence[Tracker]) -> str:
    """A short text that differs when trackers would find something else; empty for none."""
    if not trackers:
        return ""
    told = json.dumps([asdict(one) for one in trackers], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
