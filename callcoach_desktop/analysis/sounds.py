"""How alike two spellings sound: a weighted edit distance on rough English sounds."""

from __future__ import annotations

import re
from functools import cache, lru_cache

# Spellings of one sound, longest first. Capital letters are sounds that have no letter of their own.
_SPELLINGS = (
    ("tch", "C"), ("sch", "sk"), ("igh", "i"), ("ough", "of"), ("ph", "f"), ("gh", "g"), ("ck", "k"), ("ch", "C"),
    ("sh", "S"), ("th", "T"), ("wh", "w"), ("qu", "kw"), ("kn", "n"), ("wr", "r"), ("ce", "se"), ("ci", "si"),
    ("cy", "si"), ("ge", "je"), ("gi", "ji"), ("dg", "j"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"),
)  # fmt: skip
_VOWELS = frozenset("aeiouy")
_LIKE = tuple(frozenset(group) for group in ("tdT", "pb", "kgC", "sSCj", "fvT", "mn", "lr", "wv", "jdg", "bv"))
_NEAR = 0.45  # a consonant for one that is made alike
_VOWEL = 0.25  # a vowel for another
_LOST_VOWEL = 0.35
_LOST_WEAK = 0.5  # h and w come and go; so does a closing t, d or s
_WEAK = frozenset("hw")


@cache
def sound(letters: str) -> str:
    """The sounds of a spelling, one letter each; doubled letters are one."""
    said = re.sub(r"[^a-z]", "", letters.lower())
    for spelt, heard in _SPELLINGS:
        said = said.replace(spelt, heard)
    if len(said) > 3 and said.endswith("e"):
        said = said[:-1]
    return re.sub(r"(.)\1+", r"\1", said)


def begins_alike(one: str, other: str) -> bool:
    """Whether two results of `sound` open with the same sound or with two that are taken for each other."""
    return bool(one and other) and _instead(one[0], other[0]) < 1.0


def _lost(letter: str) -> float:
    return _LOST_VOWEL if letter in _VOWELS else _LOST_WEAK if letter in _WEAK else 1.0


@cache
def _instead(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL
    return _NEAR if any(one in group and other in group for group in _LIKE) else 1.0


@lru_cache(maxsize=20_000)
def difference(one: str, other: str, enough: float = 1.0) -> float:
    """How far apart two results of `sound` are: 0 for the same, about 1 for nothing in common. 1 as soon as it is
    known to be over `enough`."""
    longest = max(len(one), len(other))
    if not one or not other or abs(len(one) - len(other)) * _LOST_VOWEL > enough * longest:
        return 1.0
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _lost(letter))
    for letter in one:
        last, row = row, [row[0] + _lost(letter)]
        for j, against in enumerate(other, start=1):
            row.append(
                min(last[j - 1] + _instead(letter, against), last[j] + _lost(letter), row[j - 1] + _lost(against))
            )
        if min(row) > enough * longest:
            return 1.0
    return row[-1] / longest
