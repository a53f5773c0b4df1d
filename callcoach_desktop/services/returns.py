"""Return on coaching of one library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching.returns import returns
from callcoach_desktop.domain.coaching import Intervention, InterventionKind, Return
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import interventions

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library


class Returns:
    """Interventions, and what came after them. All methods run on worker threads."""

    def __init__(self, library: Library, coach: Coach) -> None:
        self._db = library.db
        self._coach = coach

    def interventions(self) -> list[Intervention]:
        """Those that were written down, and each focus, newest first."""
        return self._db.read(interventions.every)

    def add(self, kind: InterventionKind, title: str, on: date, behaviour: str | None = None) -> Intervention:
        """Write an intervention down. Raises KnownError for a behaviour that is unknown."""
        chosen = None if behaviour is None else self._coach.behaviour(behaviour).id
        return self._db.write(lambda conn: interventions.add(conn, kind, title, chosen, on.isoformat()))

    def remove(self, intervention: str) -> None:
        """Take an intervention out. Raises KnownError `no_such_intervention`."""
        if not self._db.write(lambda conn: interventions.remove(conn, intervention)):
            raise KnownError(
                "no_such_intervention", f"There is no intervention {intervention!r}.", "See `callcoach returns list`."
            )

    def found(self, today: date) -> list[Return]:
        """Each measure of each intervention, newest intervention first."""
        items = self.interventions()
        known = {b.id: b for b in self._coach.behaviours()}
        keys = {b: rules.figure_key(known[b]) for b in {i.behaviour for i in items} if b is not None and b in known}
        calls = self._coach.facts(sorted(set(keys.values())))
        named = [replace(c, values={b: c.values[key] for b, key in keys.items() if key in c.values}) for c in calls]
        titles = {b: known[b].name for b in keys}
        items = [replace(i, title=f"Focus: {titles.get(i.title, i.title)}") if i.kind == "focus" else i for i in items]
        return returns(items, self._coach.deals(), named, known, today)
