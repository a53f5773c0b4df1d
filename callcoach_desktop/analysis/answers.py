"""Which questions got an answer, and how long it was.

The answer is what the other side says from the question on until whoever asked takes the floor again; backchannels in
it do not end it. Two questions in one breath share it. Who asks a question back has not answered yet: what counts is
what he says after that. A "yeah" that is put in while the asker goes on answers what yes or no can answer, and only
that.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from callcoach_desktop.analysis.share import total
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Utterance

Detail = dict[str, str | float | int | bool | None]

TALKED_ON = 12.0  # seconds of talk after a question from which the asker did not wait for an answer
BY_A_WORD = frozenset({"closed", "check"})  # types that a backchannel can answer
AT_ONCE = 0.5  # seconds into a reply in which a question back begins
ASKED_BACK = 0.6  # the share of a reply that is a question from which it is no answer
PUT_IN = 1.0  # seconds that the asker may have gone on when a backchannel answers
LOOKED_BACK = 6  # utterances before a question that may still be going on
NAMES = frozenset({"answered", "asked_back", "answer_start", "answer_end", "answer_seconds"})  # in a moment's detail
_OTHER = {"rep": "customer", "customer": "rep"}


def with_answers(
    moments: Sequence[Moment],
    utterances: Sequence[Utterance],
    sides: Mapping[str, str],
    backchannels: frozenset[int],
) -> list[Moment]:
    """The moments; each question that was asked gets `detail["answered"]`, and where it was, `answer_start`,
    `answer_end` (seconds) and `answer_seconds` (talk in it). `asked_back`: the other asked something first.

    `utterances` are sorted by start, `backchannels` are indexes of theirs. Rhetorical questions, questions of a third
    side, and calls without times have nothing of it.
    """
    if not all(u.timed for u in utterances):
        return list(moments)
    asked = [m for m in moments if m.kind == "question" and m.type != "rhetorical"]
    talk = {side: _Talk(utterances, sides, backchannels, asked, side) for side in _OTHER}
    made = []
    for moment in moments:
        side = sides.get(moment.speaker, "other")
        if moment.kind == "question":
            detail = {name: value for name, value in moment.detail.items() if name not in NAMES}
            if moment.type != "rhetorical" and side in talk:
                detail |= talk[side].answer_to(moment)
            moment = replace(moment, detail=detail)
        made.append(moment)
    return made


class _Talk:
    """The utterances of a call as the asker's and the other's."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        sides: Mapping[str, str],
        backchannels: frozenset[int],
        asked: Sequence[Moment],
        side: str,
    ) -> None:
        self._utterances = utterances
        self._starts = [u.start for u in utterances]
        self._small = backchannels
        self._mine = [sides.get(u.speaker, "other") == side for u in utterances]
        self._theirs = [sides.get(u.speaker, "other") == _OTHER[side] for u in utterances]
        self._back = [(m.start, m.end) for m in asked if sides.get(m.speaker, "other") == _OTHER[side]]

    def answer_to(self, question: Moment) -> Detail:
        """What `with_answers` adds to a question."""
        middle = (question.start + question.end) / 2
        reply = self._reply(middle, question.end, by_a_word=question.type in BY_A_WORD)
        asked_back = bool(reply) and self._is_question(reply)
        if asked_back:
            last = max(self._utterances[i].end for i in reply)
            mine = self._next_of_mine(last)
            reply = self._reply(mine.start, mine.end, by_a_word=False) if mine is not None else []
            if reply and self._is_question(reply):
                reply = []
        found: Detail = {"answered": bool(reply)}
        if asked_back:
            found["asked_back"] = True
        if reply:
            spans = [(self._utterances[i].start, self._utterances[i].end) for i in reply]
            found["answer_start"] = round(spans[0][0], 2)
            found["answer_end"] = round(max(end for _, end in spans), 2)
            found["answer_seconds"] = round(total(spans), 2)
        return found

    def _next_of_mine(self, second: float) -> Utterance | None:
        """What the asker says next that takes the floor."""
        for i in range(bisect_left(self._starts, second), len(self._utterances)):
            if self._mine[i] and i not in self._small:
                return self._utterances[i]
        return None

    def _reply(self, since: float, end: float, *, by_a_word: bool) -> list[int]:
        """The utterances of an answer to what ended at `end` (it may begin from `since` on); none without one."""
        first = bisect_left(self._starts, since)
        # What the asker says between the question and the answer, the rest of its own utterance to begin with.
        own = [
            (end, self._utterances[i].end)
            for i in range(max(0, first - LOOKED_BACK), first)
            if self._mine[i] and self._utterances[i].end > end
        ]
        found: list[int] = []
        for i in range(first, len(self._utterances)):
            u = self._utterances[i]
            if self._mine[i]:
                if found and i not in self._small:
                    break  # the asker takes the floor again
                own.append((max(u.start, end), u.end))
            elif self._theirs[i]:
                talked_on = sum(max(0.0, min(b, u.start) - a) for a, b in own)
                if not found and talked_on > TALKED_ON:
                    break
                if i not in self._small:
                    found.append(i)
                elif by_a_word and not found and talked_on < PUT_IN:
                    return [i]
        return found

    def _is_question(self, reply: Sequence[int]) -> bool:
        """Whether a reply begins with a question and is mostly one: "It might be. What would I get?" has answered."""
        begin = self._utterances[reply[0]].start
        whole = sum(self._utterances[i].end - self._utterances[i].start for i in reply)
        shared = [
            (start, min(self._utterances[i].end, end) - max(self._utterances[i].start, start))
            for i in reply
            for start, end in self._back
            if start < self._utterances[i].end and end > self._utterances[i].start
        ]
        first = min((start for start, _ in shared), default=math.inf)
        return first <= begin + AT_ONCE and sum(seconds for _, seconds in shared) >= ASKED_BACK * whole
