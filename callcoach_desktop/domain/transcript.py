"""Words, utterances, speakers: what was said, by whom, when. Times are seconds from the call's start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["rep", "customer", "other"]
SIDES: tuple[Side, ...] = ("rep", "customer", "other")
UNNAMED: dict[Side, str] = {"rep": "Rep", "customer": "Customer", "other": "Speaker"}
"""What a voice is called while nobody has named it; a second one of its side has a number ("Customer 2")."""
_PLACEHOLDER = re.compile(rf"(?:{'|'.join(UNNAMED.values())})(?: \d+)?")


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its punctuation, no surrounding spaces. `probability` is in 0..1 (1 where unknown)."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of the call. `id` is stable within the call ("left", "right", "voice", "s1" ...).

    `name` is empty until somebody or a transcript names the voice.
    """

    id: str
    name: str
    side: Side
    channel: int | None = None


def is_placeholder(name: str) -> bool:
    """Whether a name is one that a voice has while nobody has named it."""
    return _PLACEHOLDER.fullmatch(name) is not None


def with_placeholders(speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers, each with a name: voices of a side that nobody has named are told apart by a number, from each
    other and from those that somebody called so."""
    taken = {s.name for s in speakers}
    found: list[Speaker] = []
    for speaker in speakers:
        name, number = speaker.name or UNNAMED[speaker.side], 1
        while not speaker.name and name in taken:
            number += 1
            name = f"{UNNAMED[speaker.side]} {number}"
        taken.add(name)
        found.append(replace(speaker, name=name))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A run of one speaker's words with no pause over 0.7 s (DESIGN.md, section 3).

    `start` and `end` are where sound begins and ends, not where the recogniser put the outer words.
    `words` is empty when a transcript gave text without word times; `timed` is False when the source
    had no times at all (start and end are then only an order).
    """

    id: str
    speaker: str
    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Transcript:
    """All utterances of a call sorted by start. `duration` in seconds is that of the sound (or last utterance).

    `started_at` is when the call began (ISO 8601, local time), for dates that are said relative to it; empty where
    nobody knows.
    """

    duration: float
    language: str
    speakers: tuple[Speaker, ...]
    utterances: tuple[Utterance, ...]
    started_at: str = ""

    def side_of(self, speaker_id: str) -> Side:
        """The side of a speaker; `other` for an unknown id."""
        return next((s.side for s in self.speakers if s.id == speaker_id), "other")

    def with_sides(self, sides: dict[str, Side]) -> Transcript:
        """The same transcript with the sides of some speakers changed (ids absent from `sides` stay)."""
        speakers = tuple(Speaker(s.id, s.name, sides.get(s.id, s.side), s.channel) for s in self.speakers)
        return replace(self, speakers=speakers)
