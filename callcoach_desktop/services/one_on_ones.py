"""1-on-1s of one library: prepared from what happened, changed by both, ended with what was agreed.

All methods read or write the database and must not run on the UI's thread. Each change is one step of Undo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from callcoach_desktop.coaching import agenda
from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.domain.coaching import Behaviour, Progress
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.one_on_ones import (
    Agreement,
    AgreementState,
    Item,
    OneOnOne,
    Person,
    changed_item,
    with_agreement,
)
from callcoach_desktop.services.speaking import place_at
from callcoach_desktop.store import focuses, journal, one_on_ones, typed
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change
from callcoach_desktop.store.one_on_ones import About

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

__all__ = ["About", "OneOnOnes", "new_id", "no_such"]

ATTEMPTS = 3
FIRST_DAYS = 30
"""How far back the first 1-on-1 looks."""
_PLACES = ("customer_story", "clarifying_questions", "longest_monologue", "patience")
Edit = Callable[[OneOnOne], OneOnOne]


class OneOnOnes:
    """The 1-on-1s of a library. Safe for threads."""

    def __init__(self, library: Library, coach: Coach) -> None:
        self._library = library
        self._db = library.db
        self._coach = coach

    # Reading

    def every(self) -> list[OneOnOne]:
        """All, newest day first."""
        return self._db.read(one_on_ones.every)

    def one(self, name: str) -> OneOnOne:
        """One by its id or the unique beginning of it. Raises KnownError `no_such_one_on_one`."""
        found = [one for one in self.every() if name and one.id.startswith(name)]
        exact = [one for one in found if one.id == name]
        if len(exact or found) != 1:
            raise no_such(name)
        return (exact or found)[0]

    def calls_of(self, session: OneOnOne) -> dict[str, About]:
        """The calls that its items are about."""
        ids = [item.call for item in session.items if item.call is not None]
        return self._db.read(lambda conn: one_on_ones.about(conn, ids)) if ids else {}

    def open_agreements(self, before: OneOnOne | None = None) -> list[Agreement]:
        """What was agreed in 1-on-1s that were held and is not settled, oldest first; `before` leaves that one out."""
        held = [one for one in reversed(self.every()) if one.state == "held" and (not before or one.id != before.id)]
        return [agreement for one in held for agreement in one.agreements if agreement.state == "open"]

    def behaviours(self) -> tuple[Behaviour, ...]:
        """What can be agreed on."""
        return self._coach.behaviours()

    def progress(self, today: date) -> Progress | None:
        """The focus that runs; None without one."""
        return self._coach.progress(today) if self._coach.current() is not None else None

    # Preparing

    def prepare(self, on: date, title: str = "") -> OneOnOne:
        """A new 1-on-1 for this day, with an agenda from what happened since the last one that was held."""
        past = [one for one in self.every() if one.state == "held" and one.held_on <= on.isoformat()]
        since = past[0].held_on if past else None
        kept = Person(goals=past[0].person.goals, help=past[0].person.help) if past else Person()
        items = agenda.propose(self._happened(since, on, self.open_agreements()), self._place, self._hear, new_id)
        name = " ".join(title.split()) or f"1-on-1, {on.day} {on:%B}"
        made = OneOnOne(
            new_id(), name, on.isoformat(), since=since, items=tuple(items), person=kept, created_at=now()
        )  # fmt: skip
        self._step("Prepare 1-on-1", lambda _: one_on_ones.changes(None, made))
        return made

    def suggestions(self, session: OneOnOne) -> list[Item]:
        """What else it could be about; nothing is kept. Open agreements that are not on it come first."""
        on = date.fromisoformat(session.held_on)
        there = {item.about for item in session.items if item.kind == "agreement"}
        back = [a for a in self.open_agreements(session) if a.id not in there]
        taken = {item.call for item in session.items if item.call is not None}
        happened = self._happened(session.since, on, ())
        found = agenda.more(happened, self._place, self._hear, taken, new_id)
        return [replace(agenda.returned(a), id=new_id()) for a in back] + found

    def _happened(self, since: str | None, on: date, left: Sequence[Agreement]) -> agenda.Happened:
        coach = self._coach
        begin = since or (on - timedelta(days=FIRST_DAYS)).isoformat()

        def within(day: str) -> bool:
            return begin <= day[:10] <= on.isoformat()

        known = coach.behaviours()
        wanted = {b.id: rules.figure_key(b) for b in known if b.id in _PLACES}
        facts = [c for c in coach.facts(sorted(wanted.values())) if within(c.date)]
        calls = [
            replace(c, values={name: c.values[key] for name, key in wanted.items() if key in c.values}) for c in facts
        ]
        ids = {c.id for c in calls}
        return agenda.Happened(
            self.progress(on),
            [o for o in coach.outliers(on).outliers if within(o.date)],
            [a for a in coach.answers() if a.call in ids],
            calls,
            known,
            left,
        )

    def _place(self, call_id: str, second: float) -> agenda.Place | None:
        try:
            return place_at(self._library.call(call_id), second)
        except KnownError:  # it went into the bin in the meantime
            return None

    def _hear(self, call_id: str, behaviour: str) -> float | None:
        try:
            return self._coach.reading(call_id, self._coach.behaviour(behaviour)).start
        except KnownError:
            return None

    # Changing

    def change(self, session_id: str, label: str, edit: Edit) -> OneOnOne:
        """Change a 1-on-1 as it is now; `label` is what Undo calls it. Raises KnownError `no_such_one_on_one`."""
        made: list[OneOnOne] = []

        def plan(conn: Connection) -> list[Change]:
            before = _known(conn, session_id)
            after = edit(before)
            made.append(after)
            return one_on_ones.changes(before, after)

        self._step(label, plan)
        return made[-1]

    def delete(self, session_id: str) -> None:
        """Take a 1-on-1 away, with its notes. Undo brings it back; what came of it (a focus) stays."""

        def plan(conn: Connection) -> list[Change]:
            _known(conn, session_id)
            return one_on_ones.changes(one_on_ones.one(conn, session_id, binned=True), None)

        self._step("Delete 1-on-1", plan)

    def settle(self, agreement_id: str, state: AgreementState) -> None:
        """Say how an earlier agreement went; `open` takes that back. Raises KnownError `no_such_agreement`."""

        def plan(conn: Connection) -> list[Change]:
            for session in one_on_ones.every(conn):
                for agreement in session.agreements:
                    if agreement.id == agreement_id:
                        return one_on_ones.changes(
                            session, with_agreement(session, replace(agreement, state=state))
                        )  # fmt: skip
            what = "This agreement is not there any more."
            raise KnownError("no_such_agreement", what, "Look at the 1-on-1 in which it was made.")

        self._step("Settle agreement", plan)

    def rate(self, session_id: str, item_id: str, rating: int | None) -> OneOnOne:
        """Keep the rep's own view of an item, "" for the whole time since. Raises KnownError."""

        def edit(session: OneOnOne) -> OneOnOne:
            item = session.item(item_id)
            if item is None:
                return replace(session, rating=rating)
            return changed_item(session, replace(item, rating=rating))

        return self.change(session_id, "Rate", edit)

    # Ending

    def stands_in_the_way(self, session: OneOnOne) -> str:
        """The name of the focus that would have to end so that an agreement can become one; "" for none."""
        wanted = next((a for a in session.agreements if a.becomes == "focus" and not a.made), None)
        running = self._coach.current()
        if wanted is None or wanted.behaviour is None or running is None or running.behaviour == wanted.behaviour:
            return ""
        return self._coach.behaviour(running.behaviour).name

    def end(self, session_id: str, on: date, *, finish_running: bool = False) -> OneOnOne:
        """The 1-on-1 was held on this day: its agreements become what they are to become, as one step with it.

        A focus that runs is only ended when that is said (`finish_running`); else KnownError `focus_running`.
        An agreement on the behaviour that is practised already changes nothing of that focus.
        """
        for _ in range(ATTEMPTS):
            session = self._db.read(lambda conn: _known(conn, session_id))
            followed = [self._follow(one, on, finish_running=finish_running) for one in session.agreements]
            held = replace(
                session, state="held", held_on=on.isoformat(), agreements=tuple(agreement for agreement, _ in followed)
            )
            more = [change for _, changes in followed for change in changes]
            if self._keep_end(session, held, more):
                return held
        what = "The 1-on-1 was changed all the time while it was to be ended."
        raise KnownError("one_on_one_changed", what, "End it once more.")

    def _keep_end(self, session: OneOnOne, held: OneOnOne, more: Sequence[Change]) -> bool:
        """Keep the end of a session with what comes of it; False when somebody has changed it in between."""
        kept: list[bool] = []

        def plan(conn: Connection) -> Sequence[Change]:
            kept.append(_known(conn, session.id) == session)
            return [*one_on_ones.changes(session, held), *more] if kept[-1] else ()

        self._step("End 1-on-1", plan)
        return kept[-1]

    def _follow(self, agreement: Agreement, on: date, *, finish_running: bool) -> tuple[Agreement, list[Change]]:
        """What becomes of an agreement, and what has to be kept for that."""
        if agreement.made or agreement.becomes == "nothing":
            return agreement, []
        if agreement.becomes == "intervention" or agreement.behaviour is None:
            key = new_id()
            value = {
                "kind": "one_on_one", "title": agreement.action, "behaviour": agreement.behaviour,
                "held_on": on.isoformat(), "data": "{}", "created_at": now(),
            }  # fmt: skip
            return replace(agreement, made=key), [Change(None, f"intervention:{key}", value)]
        behaviour = self._coach.behaviour(agreement.behaviour)
        running = self._coach.current()
        if running is not None and running.behaviour == behaviour.id:
            return replace(agreement, made=running.id), []
        changes: list[Change] = []
        if running is not None:
            if not finish_running:
                name = self._coach.behaviour(running.behaviour).name
                raise KnownError("focus_running", f"The focus on {name} is not finished.", "Say that it ends now.")
            before = self._db.read(lambda conn: typed.value(conn, None, f"focus:{running.id}"))
            ended = focuses.row_value(self._coach.ended(running, on), before["created_at"])
            changes.append(Change(None, f"focus:{running.id}", ended))
        begun = self._coach.new_focus(behaviour, on)
        changes.append(Change(None, f"focus:{begun.id}", focuses.row_value(begun)))
        return replace(agreement, made=begun.id), changes

    def _step(self, label: str, plan: Callable[[Connection], Sequence[Change]]) -> None:
        self._db.write(lambda conn: journal.do(conn, label, plan(conn)))


def no_such(name: str) -> KnownError:
    """There is no 1-on-1 of that name."""
    return KnownError("no_such_one_on_one", f"There is no 1-on-1 {name!r}.", "`callcoach one-on-one list` shows all.")


def _known(conn: Connection, session_id: str) -> OneOnOne:
    found = one_on_ones.one(conn, session_id)
    if found is None:
        raise no_such(session_id)
    return found
