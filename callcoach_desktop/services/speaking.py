"""Where a talk about a call listens, and what it may show of it to a second pair of eyes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from callcoach_desktop.coaching.agenda import Place
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.exchange.redacting import Redactor
from callcoach_desktop.store.one_on_ones import others_names

__all__ = ["Hiding", "others_names", "place_at"]

LONGEST_S = 75.0
_LEAD_S, _TAIL_S = 0.4, 0.6  # so that no first or last word is cut
_NEAR_S = 0.6
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def place_at(detail: CallDetail, second: float) -> Place | None:
    """The stretch to hear around a second, and what is said there: an answer from the objection on, else the turn.

    None when the call has no words.
    """
    if detail.transcript is None:
        return None
    moments = detail.analysis.moments if detail.analysis is not None else ()
    near = [m for m in moments if abs(m.start - second) < _NEAR_S and m.quote]
    if near:
        moment = min(near, key=lambda m: (m.kind != "objection_response", abs(m.start - second)))
        asked = next((m for m in moments if m.id == str(moment.detail.get("objection"))), None)
        start = asked.start if asked is not None and 0 <= moment.start - asked.start < LONGEST_S / 2 else moment.start
        return _place(detail, start, moment.end, moment.quote)
    said = [u for u in detail.transcript.utterances if u.start - 0.3 <= second < u.end]
    if said:
        turn = next((t for t in (detail.analysis.turns if detail.analysis else ()) if said[0].id in t.utterances), None)
        end = turn.end if turn is not None and turn.start <= second + _NEAR_S else said[0].end
        return _place(detail, said[0].start, end, said[0].text)
    return _place(detail, second, second + 20.0, "")


def _place(detail: CallDetail, start: float, end: float, quote: str) -> Place:
    end = min(max(end, start + 2.0), start + LONGEST_S) + _TAIL_S
    end = min(end, max(detail.row.duration, start + 1.0))
    return Place(round(max(0.0, start - _LEAD_S), 2), round(end, 2), quote)


class Hiding:
    """Takes the names of other customers out of texts: all but those of the call that is talked about.

    What the library does not know as a name stays, such as somebody who is only mentioned.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are (call, name) of everybody who is not the rep."""
        self._of: dict[str, set[str]] = {}
        for call, name in names:
            self._of.setdefault(call, set()).update(_WORD.findall(name))
        self._forms = {form: word for words in self._of.values() for word in words for form in (word, word.upper())}

    def text(self, text: str, call: str | None = None) -> str:
        """The text without names but those of `call`; None hides all."""
        # Only what stands in the text is looked for: a pattern of all names of ten thousand calls takes seconds.
        here = {*_WORD.findall(text), *_LETTERS.findall(text)}
        found = {self._forms[form] for form in here if form in self._forms} - self._of.get(call or "", set())
        return Redactor(found).text(text) if found else text
