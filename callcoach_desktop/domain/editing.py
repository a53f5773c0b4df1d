"""What a person does to a call: edits of its text, comments on its seconds, steps that can be undone.

An edit names a voice and a span of sound and never a row or a word's number: so it still says the same thing after
another model heard the call anew and cut it into other utterances.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EditKind = Literal["text", "speaker", "split", "join"]
CommentKind = Literal["comment", "bookmark"]
Author = Literal["", "rep", "manager"]
Reaction = Literal["", "strong", "idea", "question", "again"]
FIRST_OF_A_PERSON = "p"
"""Ids of voices that a person added begin with this letter ("p1", "p2" ...)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction. It is about the words of `speaker` whose middles lie in `start`..`end` (seconds).

    - `text`: `text` was said there; an empty one says that nothing was.
    - `speaker`: the voice `to` said it.
    - `split`: a new utterance begins at `start` (`end` is the same).
    - `join`: no new utterance begins between `start` and `end`.
    """

    id: str
    kind: EditKind
    speaker: str
    start: float
    end: float
    text: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A person's note at a second of a call, or over a span when `end` is given. A bookmark may have no text, and so
    may a comment with a reaction. `author` is empty where nobody said who wrote it."""

    id: str
    kind: CommentKind
    start: float
    end: float | None
    text: str
    created_at: str  # ISO 8601, UTC
    author: Author = ""
    reaction: Reaction = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person did, as Undo names it: `label` is a phrase such as "Edit line"; `call` is set when it was
    about one call, `title` is that call's title."""

    label: str
    call: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Undo and Redo would do next; None when there is nothing."""

    undo: Step | None = None
    redo: Step | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the transcript in force differs from what the machine heard; `heard` or `now` may be empty."""

    start: float
    end: float
    speaker: str  # id, in force
    heard: str
    now: str
