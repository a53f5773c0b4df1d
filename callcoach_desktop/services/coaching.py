"""Coaching on one library: behaviours, the focus, outliers. What may be asked for by a screen or a command.

All methods read or write the database and must not run on the UI's thread. What is counted in a call is counted once
and kept (`fill`); what is computed over many calls is kept in memory until something changes.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast, get_args

import numpy as np

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching import counting, focus, insights, outliers
from callcoach_desktop.coaching.columns import Columns
from callcoach_desktop.coaching.ranges import usual_range
from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import (
    Answer,
    Behaviour,
    CallFact,
    CallOutlier,
    Direction,
    Focus,
    Insights,
    OutlierKind,
    OutlierReport,
    Progress,
    Reading,
    Suggestion,
    Unit,
    UsualRange,
)
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.counting import BATCH, CallCounter
from callcoach_desktop.services.figure_columns import FigureColumns
from callcoach_desktop.services.noted import Noted
from callcoach_desktop.services.own_behaviours import OwnBehaviours
from callcoach_desktop.store import behaviours as kept
from callcoach_desktop.store import deals, focuses, journal, typed
from callcoach_desktop.store import outliers as kept_outliers
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change
from callcoach_desktop.system.paths import resources

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

_FEW_NAMES = 3  # figures that calls are kept with: what is asked for all the time
T = TypeVar("T")


@cache
def built_in() -> tuple[Behaviour, ...]:
    """The behaviours that come with the program."""
    with (resources() / "behaviours.toml").open("rb") as file:
        return rules.built_in(tomllib.load(file))


class Coach(Noted):
    """What is known of many calls. One a library; safe for threads."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.own = OwnBehaviours(library)
        self._lock = threading.RLock()
        self._counter = CallCounter(library.db)
        self._figures = FigureColumns(library.db)
        self._results: dict[object, object] = {}
        self._uncounted = True
        self._unsubscribe = library.subscribe(self._changed)

    def close(self) -> None:
        """Listen to the library no more."""
        self._unsubscribe()

    def _changed(self, changes: ChangeSet) -> None:
        if changes.calls or changes.all or changes.settings:
            with self._lock:
                self._results, self._uncounted = {}, True
                self._figures.changed(changes)

    # What is counted

    def fill(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Count what was not counted yet; returns how many calls were. About 10 ms a call, then nothing."""
        with self._lock:
            if not self._uncounted:
                return 0
        waiting = self._db.read(lambda conn: kept.uncounted(conn, counting.VERSION))
        if not waiting:
            with self._lock:
                self._uncounted = False
            return 0
        try:
            return self._counter.count(waiting, [b for b in self.behaviours() if b.own], stop)
        finally:
            self._changed(ChangeSet(calls=frozenset(waiting)))

    def facts(self, names: Sequence[str]) -> list[CallFact]:
        """The calls with these figures, oldest first. What was not counted yet is counted first."""
        self.fill()
        if not names:
            return self._figures.facts()
        if len(names) > _FEW_NAMES:  # would take much memory
            return self._figures.with_values(names)
        return self.once(("facts", *names), lambda: self._figures.with_values(names))

    def columns(self, names: Sequence[str]) -> Columns:
        """The same as columns: what is compared over many calls."""
        self.fill()
        return self._figures.columns(names)

    def known(self, key: object) -> object | None:
        """A result of `once`, if it is known by now."""
        with self._lock:
            return self._results.get(key)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """A result that holds until something changes."""
        self.fill()
        with self._lock:
            results = self._results
            found = results.get(key)
        if found is None:
            found = make()
            with self._lock:
                results[key] = found  # of the results as they were: a change meanwhile has begun new ones
        return cast("T", found)

    def make_ready(self, today: date, stop: Callable[[], bool] = lambda: False) -> None:
        """Compute in the background what the pages show, so that nobody waits for it; `stop` is asked in between."""
        steps: tuple[Callable[[], object], ...] = (
            lambda: self.progress(today), lambda: self.outliers(today), self.suggestions, self.insights,
        )  # fmt: skip
        for step in steps:
            if stop():
                return
            step()

    # Behaviours

    def behaviours(self) -> tuple[Behaviour, ...]:
        """The built-in behaviours, then the rep's own."""
        return (*built_in(), *self.own.every())

    def behaviour(self, name: str) -> Behaviour:
        """A behaviour by id or name. Raises KnownError `no_such_behaviour`."""
        found = rules.find(self.behaviours(), name)
        if found is None:
            what = f"There is no behaviour {name!r}."
            raise KnownError("no_such_behaviour", what, "`callcoach behaviours` shows all.")
        return found

    def add_own(
        self,
        name: str,
        tracker: str,
        stage: str | None,
        unit: Unit,
        direction: Direction = "higher",
        call_types: Sequence[str] = (),
    ) -> Behaviour:
        """Keep a behaviour of the rep's own: a tracker, a stage (None: the call), a unit. One of that name is replaced.
        Raises KnownError."""
        try:
            made = rules.own(name, tracker, stage, unit, direction, call_types)
        except ValueError as error:
            what = f"That is no behaviour: {error}."
            raise KnownError("behaviour_unclear", what, "Give it a name and a tracker.") from error
        there = any(one.id == made.id for one in self.own.every())
        return self.own.save(made, made.id if there else "")

    def remove_own(self, behaviour_id: str) -> None:
        """Forget a behaviour of the rep's own; does nothing for another. Raises KnownError `focus_running`."""
        if any(one.id == behaviour_id for one in self.own.every()):
            self.own.remove(behaviour_id)

    def reading(self, call_id: str, behaviour: Behaviour) -> Reading:
        """A behaviour's value in one call, with the reason where there is none."""
        heard, _ = self._counter.heard(call_id)
        if heard is None:
            return counting.none("the call has no words yet")
        return counting.read(heard, behaviour.figure, behaviour.stage, behaviour.unit)

    def readings(self, call_id: str, behaviours: Sequence[Behaviour]) -> list[Reading]:
        """The same of several behaviours."""
        heard, _ = self._counter.heard(call_id)
        if heard is None:
            return [counting.none("the call has no words yet")] * len(behaviours)
        return [counting.read(heard, b.figure, b.stage, b.unit) for b in behaviours]

    def usual(self, call_type: str | None = None) -> list[tuple[Behaviour, UsualRange]]:
        """Each behaviour with its range over the newest hundred calls of a type (None: those that it is meant for)."""
        return self.once(("usual", call_type), lambda: self._usual(call_type))

    def _usual(self, call_type: str | None) -> list[tuple[Behaviour, UsualRange]]:
        known = self.behaviours()
        table = self.columns([rules.figure_key(b) for b in known])
        typed = np.array([c.call_type == call_type for c in table.calls], dtype=bool)
        found = []
        for behaviour in known:
            own = table.column(rules.figure_key(behaviour))[table.meant(behaviour) if call_type is None else typed]
            values = own[~np.isnan(own)][-focus.MOST_BEFORE :].tolist()
            found.append((behaviour, usual_range(values, *rules.bounds(behaviour))))
        return found

    def suggestions(self) -> tuple[Suggestion, ...]:
        """What would be worth a focus, best first."""

        def make() -> tuple[Suggestion, ...]:
            known = self.behaviours()
            return focus.suggest(known, self.columns([rules.figure_key(b) for b in known]))

        return self.once("suggestions", make)

    # The focus

    def current(self) -> Focus | None:
        """The focus that is active or paused."""
        return self._db.read(focuses.current)

    def history(self) -> list[Focus]:
        """All focuses, newest first."""
        return self._db.read(focuses.every)

    def start_focus(self, name: str, on: date, call_type: str | None = None) -> Focus:
        """Begin a focus on this day; its baseline is frozen now. `call_type` None chooses the most frequent one.

        Raises KnownError `focus_running` when another is not finished, `no_such_behaviour`.
        """
        behaviour = self.behaviour(name)
        running = self.current()
        if running is not None and not self._is_known(running):
            self.finish_focus(on)  # nothing can be counted for it, and no page shows it
        elif running is not None:
            raise KnownError(
                "focus_running",
                f"The focus on {self.behaviour(running.behaviour).name} is not finished.",
                "Finish it first (`callcoach focus stop`): one thing at a time.",
            )
        made = self.new_focus(behaviour, on, call_type)
        self._step("Begin focus", made)
        return made

    def _step(self, label: str, made: Focus) -> None:
        """Keep what has become of a focus, as one step of Undo."""
        key = f"focus:{made.id}"

        def work(conn: Connection) -> None:
            before = typed.value(conn, None, key)
            row = focuses.row_value(made, before["created_at"] if before is not None else "")
            journal.do(conn, label, [Change(None, key, row)])

        self._db.write(work)

    def new_focus(self, behaviour: Behaviour, on: date, call_type: str | None = None) -> Focus:
        """A focus that begins on this day, with its baseline; nothing is kept."""
        facts = self.facts([rules.figure_key(behaviour)])
        kind = focus.choose_type(behaviour, facts, on) if call_type is None else call_type
        baseline = focus.baseline_of(behaviour, kind, facts, on)
        return Focus(new_id(), behaviour.id, kind, on.isoformat(), None, "active", baseline)

    def pause_focus(self, on: date) -> Focus:
        """Let the focus rest from this day on. Raises KnownError `no_focus`."""
        running = self._running()
        if running.state == "active":
            running = replace(running, state="paused", pauses=(*running.pauses, (on.isoformat(), None)))
            self._step("Pause focus", running)
        return running

    def resume_focus(self, on: date) -> Focus:
        """Let a paused focus go on from this day. Raises KnownError `no_focus`."""
        running = self._running()
        if running.state == "paused":
            pauses = (*running.pauses[:-1], (running.pauses[-1][0], on.isoformat()))
            running = replace(running, state="active", pauses=pauses)
            self._step("Go on with focus", running)
        return running

    def finish_focus(self, on: date) -> Focus:
        """End the focus; what could be said of it then is kept with it. Raises KnownError `no_focus`."""
        ended = self.ended(self._running(), on)
        self._step("Finish focus", ended)
        return ended

    def ended(self, running: Focus, on: date) -> Focus:
        """A focus as it is when it ends on this day, with what can be said of it; nothing is kept."""
        ended = replace(running, ended_on=on.isoformat())
        verdict = self.progress_of(ended, on).verdict.sentence if self._is_known(running) else ""
        return replace(ended, state="finished", verdict=verdict)

    def _is_known(self, one: Focus) -> bool:
        """Whether the behaviour of a focus is still there: the rep may have removed one of their own since."""
        return any(behaviour.id == one.behaviour for behaviour in self.behaviours())

    def _running(self) -> Focus:
        running = self.current()
        if running is None:
            raise KnownError("no_focus", "There is no focus.", "`callcoach focus start BEHAVIOUR` begins one.")
        return running

    def progress(self, today: date) -> Progress | None:
        """The focus that is not finished, else the one that was finished last; None when there was none.

        One whose behaviour was removed since is passed over: nothing can be counted for it.
        """
        found = next((one for one in self._in_order() if self._is_known(one)), None)
        return None if found is None else self.progress_of(found, today)

    def _in_order(self) -> list[Focus]:
        return sorted(self.history(), key=lambda one: one.state == "finished")

    def progress_of(self, chosen: Focus, today: date) -> Progress:
        """The chart and the verdict of a focus. Raises KnownError when its behaviour is gone."""
        behaviour = self.behaviour(chosen.behaviour)

        def make() -> Progress:
            return focus.progress(chosen, behaviour, self.facts([rules.figure_key(behaviour)]), today)

        return self.once(("progress", chosen, behaviour, today), make)

    # Outliers

    def outliers(self, today: date) -> OutlierReport:
        """All outliers, what is worth a listen this week, and the whole picture."""
        facts, found = self.once("outliers", self._find_outliers)
        heard, dismissed = self._db.read(lambda conn: (kept_outliers.heard(conn), kept_outliers.dismissed(conn)))
        return outliers.report(facts, heard, dismissed, today, found)

    def _find_outliers(self) -> tuple[Columns, list[CallOutlier]]:
        table = self.columns(_OUTLIER_NAMES)
        return table, outliers.find_outliers(table)

    def outliers_of(self, call_id: str, *, wait: bool = False) -> list[CallOutlier]:
        """The outliers of one call, highest first. With many calls to count first there are none without `wait`."""
        with self._lock:
            known = cast("tuple[Columns, list[CallOutlier]] | None", self._results.get("outliers"))
        if known is not None:
            found = [o for o in known[1] if o.call == call_id]
        elif not wait and len(self._db.read(lambda conn: kept.uncounted(conn, counting.VERSION))) > BATCH:
            return []  # they are being counted in the background; nobody who opens a call waits for all others
        else:
            table = self.columns(_OUTLIER_NAMES)
            kind = next((c.call_type for c in table.calls if c.id == call_id), None)
            alike = np.array([c.call_type == kind for c in table.calls], dtype=bool)
            found = outliers.find_outliers(table.chosen(alike), {call_id})
        return sorted(found, key=lambda o: -o.score)

    def dismiss(self, call_id: str, kind: str, *, on: bool = True) -> None:
        """Say that an outlier is none (or take that back): its kind counts for less in the weekly choice. A step of
        Undo."""
        key = f"dismissed:{kind}"

        def work(conn: Connection) -> None:
            if (typed.value(conn, call_id, key) is not None) != on:
                change = Change(call_id, key, {"created_at": now()} if on else None)
                journal.do(conn, "Dismiss what stands out" if on else "Bring back what stands out", [change])

        self._db.write(work)

    def dismiss_named(self, name: str, kind: str) -> None:
        """The same for a call by the beginning of its id. Raises KnownError `no_such_call`, `no_such_kind`."""
        if kind not in get_args(OutlierKind):
            kinds = ", ".join(get_args(OutlierKind))
            raise KnownError("no_such_kind", f"There is no outlier of the kind {kind!r}.", f"The kinds are {kinds}.")
        self.dismiss(self._library.resolve(name), kind)

    def heard(self, call_id: str) -> None:
        """A person has listened to the call."""
        self._db.write(lambda conn: kept_outliers.set_heard(conn, call_id))

    # What works

    def answers(self) -> list[Answer]:
        """How objections were answered, newest call first."""
        self.fill()
        return self._db.read(kept.answers)

    def insights(self) -> Insights:
        """Behaviours against the outcome of deals, and how objections were answered."""
        return self.once("insights", self._find_insights)

    def _find_insights(self) -> Insights:
        known = self.behaviours()
        table = self.columns([rules.figure_key(b) for b in insights.staged(known)])
        every, answers = self._db.read(lambda conn: (deals.every(conn, with_calls=False), kept.answers(conn)))
        return insights.insights(known, table, every, answers)


_OUTLIER_NAMES = tuple(name + end for name in outliers.FIGURES for end in ("", outliers.AT))
