"""Scorecards: a form of one's own, filled by rep and manager for a call or a 1-on-1, oneself first.

There is no total: a form is for talking about a call, and a sum of unlike answers says nothing about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal["scale", "yes_no", "choice", "text", "figure"]
FormState = Literal["draft", "published", "archived"]
Who = Literal["rep", "manager"]
SheetState = Literal["draft", "in"]
Answer = int | bool | str | None
"""A step of the scale (1 .. `steps`), yes or no, one of the options, or a text; None says: not applicable."""

SENTENCE = "These figures are for coaching. They are not made for, and must not be used in, employment decisions."
LEAST_STEPS, MOST_STEPS = 2, 10
MOST_FIELDS = 40
LONGEST_TEXT = 4000  # letters of an answer


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `id` stays the same through the versions of a form, so that its history is one line.

    `guide` says what a good answer looks at. `behaviour` (its id) binds the field to what is measured: a `figure` is
    filled by it alone, a `yes_no` whose behaviour is one of yes and no is filled where it was left open, and beside any
    other answer the figure stands as a fact. `low` and `high` name the ends of a scale.
    """

    id: str
    kind: FieldKind
    label: str
    guide: str = ""
    options: tuple[str, ...] = ()  # of a choice
    steps: int = 5  # of a scale
    low: str = ""
    high: str = ""
    behaviour: str = ""
    optional: bool = True  # whether "not applicable" may be answered


@dataclass(frozen=True, slots=True)
class Form:
    """A version of a form. Drafts change; what is published does not, and an edit of it makes the next version."""

    id: str
    version: int
    state: FormState
    name: str
    about: str
    fields: tuple[Field, ...]
    created_at: str = ""  # ISO 8601, UTC

    def field(self, name: str) -> Field | None:
        """The field of this id."""
        return next((one for one in self.fields if one.id == name), None)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form with its versions: the published one that is filled now, and the draft of the next; one may be None.

    `filled` is how many sheets were handed in, of any version.
    """

    id: str
    current: Form | None
    draft: Form | None
    archived: bool = False
    filled: int = 0

    @property
    def shown(self) -> Form:
        """The one to look at: what is in force, else the draft."""
        found = self.current or self.draft
        if found is None:
            raise ValueError("a form without a version")
        return found


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is filled for: exactly one of a call and a 1-on-1, by id."""

    call: str | None = None
    one_on_one: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured for a field: the figure as it is said, and what it answers where it can fill the field.

    `text` says why there is none when `value` is None.
    """

    value: float | None
    text: str
    answer: Answer = None
    fills: bool = False
    start: float | None = None  # second of the call where it is heard


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as one side filled it. `answers` and `measured` are by field id; a field that is left open is absent.

    `measured` is empty until it is handed in, and stays what it was on that day.
    """

    id: str
    form: str
    version: int
    subject: Subject
    who: Who
    state: SheetState
    answers: dict[str, Answer] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    created_at: str = ""  # ISO 8601, UTC
    handed_in_at: str = ""  # ISO 8601, UTC; "" for a draft


@dataclass(frozen=True, slots=True)
class Line:
    """A field with what both sides answered. `apart` is True where both answered and not the same; for a scale `gap`
    is the manager's step minus the rep's."""

    field: Field
    rep: Answer
    rep_answered: bool
    manager: Answer
    manager_answered: bool
    measured: Measured | None
    apart: bool
    gap: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A form on one subject, as one side sees it. A sheet that this side must not see yet is None, and `waiting` says
    so: the manager's answers stay hidden from the rep until the rep's own are in."""

    form: Form
    subject: Subject
    title: str  # of the call or the 1-on-1
    customer: str | None
    date: str  # ISO 8601, local time
    rep: Sheet | None
    manager: Sheet | None
    waiting: bool  # the manager has begun, and the answers are hidden until the rep's own are in
    lines: tuple[Line, ...] = ()  # empty until at least one sheet that is in may be seen

    @property
    def both(self) -> bool:
        """Whether both sides are in and can be compared."""
        return all(one is not None and one.state == "in" for one in (self.rep, self.manager))


@dataclass(frozen=True, slots=True)
class Track:
    """A field over time: (date, title of the subject, value) of each side and of what was measured, oldest first.

    Values are steps of a scale, 1 and 0 for yes and no, or the figure; `newest` is the last figure as it is said.
    """

    field: Field
    rep: tuple[tuple[str, str, float], ...]
    manager: tuple[tuple[str, str, float], ...]
    measured: tuple[tuple[str, str, float], ...]
    newest: str = ""


def say(field: Field, answer: Answer, *, answered: bool = True) -> str:
    """An answer in words; "" where there is none."""
    if not answered:
        return ""
    if answer is None:
        return "not applicable"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return f"{answer} of {field.steps}" if field.kind == "scale" else str(answer)


def fits(one: Field, answer: Answer) -> bool:
    """Whether this can be answered there."""
    if answer is None:
        return one.optional
    if one.kind == "scale":
        return type(answer) is int and 1 <= answer <= one.steps
    if one.kind == "yes_no":
        return type(answer) is bool
    if one.kind == "choice":
        return answer in one.options
    return one.kind == "text" and isinstance(answer, str) and len(answer) <= LONGEST_TEXT
