"""Utterances whose words are read when somebody asks for them.

A call of two hours has some twenty thousand words, and most of the time of reading it went into objects for words that
nobody looks at: the screen needs those of the paragraphs in sight, a list of turns needs none. So an utterance from the
store keeps its words as the row's JSON until then. From outside it is an `Utterance` like any other: frozen,
equal to one with the same values, and with the same words each time.
"""

from __future__ import annotations

import json
from typing import Any, cast

from callcoach_desktop.domain.codec import words_to_json
from callcoach_desktop.domain.transcript import Utterance, Word

_SLOT: Any = Utterance.__dict__["words"]  # where every Utterance has its words; ours has a str there at first
_NO_WORDS = "[]"


class _Words:
    """The `words` of a stored utterance: parsed at the first look."""

    def __get__(self, utterance: Utterance | None, owner: type) -> Any:
        if utterance is None:
            return self
        found = _SLOT.__get__(utterance, owner)
        if isinstance(found, str):
            # Two threads may both come here: they make equal tuples, and the last one stays.
            found = tuple([Word(*word) for word in json.loads(found)])
            _SLOT.__set__(utterance, found)
        return found

    def __set__(self, utterance: Utterance, value: object) -> None:
        # Only a dataclass's __init__ comes here; plain assignment is stopped by the frozen class before.
        _SLOT.__set__(utterance, value)


class _StoredUtterance(Utterance):
    __slots__ = ()
    words = cast("tuple[Word, ...]", _Words())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Utterance) or _plain(self) != _plain(other):
            return False
        ours, theirs = _SLOT.__get__(self, type(self)), _SLOT.__get__(other, type(other))
        # The same text has the same words, and nobody needs objects of them to know it.
        return (isinstance(ours, str) and ours == theirs) or self.words == other.words

    def __hash__(self) -> int:
        return hash(_values(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Utterance, _values(self)


def _plain(u: Utterance) -> tuple[Any, ...]:
    return u.id, u.speaker, u.start, u.end, u.text, u.timed


def _values(u: Utterance) -> tuple[Any, ...]:
    return u.id, u.speaker, u.start, u.end, u.text, u.words, u.timed


def stored_utterance(id_: str, speaker: str, start: float, end: float, text: str, timed: int, words: str) -> Utterance:
    """The utterance of a row; `words` is a JSON list of [text, start, end, probability]."""
    if words == _NO_WORDS:
        return Utterance(id_, speaker, start, end, text, (), bool(timed))
    return _StoredUtterance(id_, speaker, start, end, text, cast("tuple[Word, ...]", words), bool(timed))


def words_as_json(utterance: Utterance) -> str:
    """The words of an utterance as a JSON list of rows; of a stored one that nobody looked into, its own text."""
    found = _SLOT.__get__(utterance, type(utterance))
    if isinstance(found, str):
        return found
    return json.dumps(words_to_json(utterance.words), ensure_ascii=False, separators=(",", ":"))
