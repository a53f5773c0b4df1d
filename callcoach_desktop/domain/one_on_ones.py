"""A 1-on-1: what two people talk about, what each says of it, and what they agree on.

The agenda is computed once and is theirs from then on. Days are ISO 8601 dates, local; places in calls are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

ItemKind = Literal["agreement", "focus", "good", "hard", "outlier", "clip", "topic"]
SessionState = Literal["planned", "held"]
AgreementState = Literal["open", "kept", "partly", "dropped"]
Becomes = Literal["focus", "intervention", "nothing"]
"""What an agreement turns into when the 1-on-1 ends: the behaviour that is practised, a dated piece of coaching that
the return on coaching looks at, or only what it says."""
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
STATES: tuple[AgreementState, ...] = get_args(AgreementState)
RATINGS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to talk about. `question` is asked before `figure` is shown.

    `about` is what it refers to: the behaviour of a focus, the agreement that came back, a clip. `said` is what was
    said of it, for both; `private` is only for whoever keeps this library. `rating` is the rep's own, 1 (badly) to
    5 (very well), given before the figure was shown.
    """

    id: str
    kind: ItemKind
    title: str
    question: str = ""
    figure: str = ""
    quote: str = ""
    call: str | None = None
    start: float | None = None
    end: float | None = None
    about: str = ""
    said: str = ""
    private: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One behaviour (None: no one behaviour), one action, a day. `made` is the focus or intervention it became."""

    id: str
    action: str
    behaviour: str | None = None
    due: str | None = None
    becomes: Becomes = "nothing"
    state: AgreementState = "open"
    made: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """The room for the person: in their own words, kept apart from all figures."""

    goals: str = ""
    mindset: str = ""
    help: str = ""  # what the manager can do

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.goals or self.mindset or self.help)


@dataclass(frozen=True, slots=True)
class OneOnOne:
    """A session. `since` is the day of the one before (None: the first). `rating` is the rep's own of the time since.

    `show_person` puts the room for the person into the shared view; it never goes into a file by that.
    """

    id: str
    title: str
    held_on: str
    state: SessionState = "planned"
    since: str | None = None
    items: tuple[Item, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    notes: str = ""
    private: str = ""
    rating: int | None = None
    person: Person = Person()
    show_person: bool = False
    created_at: str = ""

    def item(self, item_id: str) -> Item | None:
        """The item of that id."""
        return next((one for one in self.items if one.id == item_id), None)


# Edits: each gives another session and leaves this one as it was.


def with_item(session: OneOnOne, item: Item, place: int | None = None) -> OneOnOne:
    """With one thing more to talk about, at the end or at `place`."""
    at = len(session.items) if place is None else max(0, min(place, len(session.items)))
    return replace(session, items=(*session.items[:at], item, *session.items[at:]))


def without_item(session: OneOnOne, item_id: str) -> OneOnOne:
    """Without an item."""
    return replace(session, items=tuple(one for one in session.items if one.id != item_id))


def moved_item(session: OneOnOne, item_id: str, by: int) -> OneOnOne:
    """With an item `by` places further down (or up); at the ends it stays there."""
    items = list(session.items)
    at = next((i for i, one in enumerate(items) if one.id == item_id), None)
    if at is None:
        return session
    item = items.pop(at)
    items.insert(max(0, min(at + by, len(items))), item)
    return replace(session, items=tuple(items))


def changed_item(session: OneOnOne, item: Item) -> OneOnOne:
    """With this item in the place of that with its id."""
    return replace(session, items=tuple(item if one.id == item.id else one for one in session.items))


def with_agreement(session: OneOnOne, agreement: Agreement) -> OneOnOne:
    """With an agreement, in the place of that with its id or at the end. Only one becomes the focus."""
    others = session.agreements
    if agreement.becomes == "focus":
        others = tuple(
            replace(one, becomes="intervention") if one.becomes == "focus" and one.id != agreement.id else one
            for one in others
        )
    if any(one.id == agreement.id for one in others):
        others = tuple(agreement if one.id == agreement.id else one for one in others)
    else:
        others = (*others, agreement)
    return replace(session, agreements=others)


def without_agreement(session: OneOnOne, agreement_id: str) -> OneOnOne:
    """Without an agreement."""
    return replace(session, agreements=tuple(one for one in session.agreements if one.id != agreement_id))
