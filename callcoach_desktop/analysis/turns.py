"""Who holds the floor: backchannels, turns, floor transfers, interruptions (DESIGN.md, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcoach_desktop.analysis.words import MAX_RUN_PAUSE, is_backchannel_text, tokens_of
from callcoach_desktop.domain.analysis import Turn
from callcoach_desktop.domain.transcript import Side, Transcript, Utterance

INTERRUPTION = 0.3  # seconds that the other side's utterance still had to go


@dataclass(frozen=True, slots=True)
class Transfer:
    """The floor goes from one turn to the next of somebody else. `wait` is negative where they overlap."""

    giver: Side
    taker: Side
    given_at: float
    taken_at: float

    @property
    def wait(self) -> float:
        """Seconds between the end of the one and the start of the other."""
        return self.taken_at - self.given_at


@dataclass(frozen=True, slots=True)
class Interruption:
    """A floor-taking utterance that began at least 0.3 s before the other side's utterance ended."""

    by: Side
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Floor:
    """Turns in order of start, the indexes of the utterances that are backchannels, transfers, interruptions."""

    turns: tuple[Turn, ...]
    backchannels: frozenset[int]
    transfers: tuple[Transfer, ...]
    interruptions: tuple[Interruption, ...]


def _voices(transcript: Transcript, utterances: Sequence[Utterance]) -> list[str]:
    """Who may hold the floor, an utterance each: the side, and for side `other` the speaker."""
    sides = {s.id: s.side for s in transcript.speakers}
    return [side if (side := sides.get(u.speaker, "other")) != "other" else f"other:{u.speaker}" for u in utterances]


def find_backchannels(
    utterances: Sequence[Utterance], voices: Sequence[str], small: Sequence[bool] | None = None
) -> frozenset[int]:
    """Indexes of utterances that are backchannels. `utterances` are sorted by start.

    `small` says which may be one, for a call of which there are no words (yet); else their words say it.

    At most three words, all of the list, while somebody else holds the floor and goes on: the holder's utterance
    outlasts it, or the holder's next one is the next to come, under 3 s after the holder's last.
    """
    if small is None:
        small = [is_backchannel_text([t.bare for t in tokens_of(u, i)]) for i, u in enumerate(utterances)]
    found: set[int] = set()
    holder: str | None = None
    holder_end = 0.0
    for i, utterance in enumerate(utterances):
        if small[i] and holder is not None and voices[i] != holder:
            if holder_end > utterance.end:
                found.add(i)
                continue
            following = next((j for j in range(i + 1, len(utterances)) if voices[j] == holder or not small[j]), None)
            if (
                following is not None
                and voices[following] == holder
                and utterances[following].start - holder_end < MAX_RUN_PAUSE
            ):
                found.add(i)
                continue
        holder_end = max(holder_end, utterance.end) if voices[i] == holder else utterance.end
        holder = voices[i]
    return frozenset(found)


def find_floor(transcript: Transcript, utterances: Sequence[Utterance], small: Sequence[bool] | None = None) -> Floor:
    """Turns and what happens between them. `utterances` are sorted by start; `small` as in `find_backchannels`."""
    voices = _voices(transcript, utterances)
    backchannels = find_backchannels(utterances, voices, small)
    turns: list[Turn] = []
    turn_voices: list[str] = []
    openers: list[int] = []
    for i, utterance in enumerate(utterances):
        if i in backchannels:
            continue
        last = turns[-1] if turns else None
        if last is not None and turn_voices[-1] == voices[i] and utterance.start - last.end < MAX_RUN_PAUSE:
            turns[-1] = Turn(last.side, last.start, max(last.end, utterance.end), (*last.utterances, utterance.id))
        else:
            side = transcript.side_of(utterance.speaker)
            turns.append(Turn(side, utterance.start, utterance.end, (utterance.id,)))
            turn_voices.append(voices[i])
            openers.append(i)
    transfers = tuple(
        Transfer(turns[k - 1].side, turns[k].side, turns[k - 1].end, turns[k].start)
        for k in range(1, len(turns))
        if turn_voices[k] != turn_voices[k - 1]
    )
    return Floor(
        turns=tuple(turns),
        backchannels=backchannels,
        transfers=transfers,
        interruptions=_interruptions(utterances, voices, backchannels, turn_voices, openers, turns),
    )


def _interruptions(
    utterances: Sequence[Utterance],
    voices: Sequence[str],
    backchannels: frozenset[int],
    turn_voices: Sequence[str],
    openers: Sequence[int],
    turns: Sequence[Turn],
) -> tuple[Interruption, ...]:
    """Turns that opened while somebody else's floor-holding utterance had at least 0.3 s to go."""
    found = []
    for k in range(1, len(turns)):
        if turn_voices[k] == turn_voices[k - 1]:
            continue
        opener = openers[k]
        start = utterances[opener].start
        still = (
            utterances[j].end - start
            for j in range(openers[k - 1], opener)
            if voices[j] == turn_voices[k - 1] and j not in backchannels
        )
        if max(still, default=0.0) >= INTERRUPTION - 1e-9:
            found.append(Interruption(turns[k].side, start, utterances[opener].end))
    return tuple(found)
