"""Which entries a few typed letters mean, best first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MOST = 60
"""Entries that are shown at most."""
CLOSELY = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen: `where` says what it is (a menu's name, "Call"), `keys` its key."""

    text: str
    where: str
    act: Callable[[], object]
    keys: str = ""
    loose: bool = True  # its letters may be matched with gaps; for thousands of titles whole words are better
    folded: str = field(default="", compare=False)
    about: str = ""  # the call that it opens; one that is offered twice is shown once


def entry(
    text: str, where: str, act: Callable[[], object], keys: str = "", *, loose: bool = True, about: str = ""
) -> Entry:
    """An entry, ready to be searched."""
    return Entry(text, where, act, keys, loose, f"{text} {where}".casefold(), about)


def score(wanted: str, words: Sequence[str], one: Entry) -> float:
    """How well an entry fits, 0 for not at all. `wanted` is folded text, `words` its words."""
    text = one.folded
    at = text.find(wanted)
    if at == 0:
        return 100.0 - len(text) * 0.01
    if at > 0:
        return (90.0 if not text[at - 1].isalnum() else 60.0) - len(text) * 0.01
    if all(word in text for word in words):
        return 50.0 - len(text) * 0.01
    return _letters(wanted.replace(" ", ""), text) if one.loose else 0.0


def _letters(wanted: str, text: str) -> float:
    """Letters in their order with gaps between them, as in "exf" for "Export file"; a word's first letter counts
    three times, so that initials win."""
    at, points, before = -1, 0.0, -1
    for letter in wanted:
        at = text.find(letter, at + 1)
        if at < 0:
            return 0.0
        points += 3.0 if at == 0 or not text[at - 1].isalnum() else 2.0 if at == before + 1 else 0.5
        before = at
    return 30.0 * points / (3.0 * len(wanted)) if points >= 1.2 * len(wanted) else 0.0


def best(typed: str, entries: Sequence[Entry], titles: Sequence[Entry] = (), most: int = MOST) -> list[Entry]:
    """The entries and titles that fit, best first, in their given order among equals; all of them for no text.

    Of thousands of titles the first 500 that have every word are looked at closely: they come newest first.
    """
    wanted = typed.casefold().strip()
    if not wanted:
        return [*entries, *titles[: max(0, most - len(entries))]][:most]
    words = wanted.split()
    near: Sequence[Entry] = titles
    for word in words:
        near = [one for one in near if word in one.folded]
    offered = {one.about for one in entries if one.about and score(wanted, words, one) > 0}
    near = [one for one in near if one.about not in offered]
    scored = [(score(wanted, words, one), -number, one) for number, one in enumerate([*entries, *near[:CLOSELY]])]
    found = heapq.nlargest(most, (s for s in scored if s[0] > 0), key=lambda s: s[:2])
    return [one for _, _, one in found]
