"""Return on coaching of one library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching.return_report import report
from callcoach_desktop.coaching.returns import Others, returns
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal, Intervention, InterventionKind, Return
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.returns import ReturnReport
from callcoach_desktop.exchange.return_report import html, table
from callcoach_desktop.services.deal_page import named
from callcoach_desktop.services.placing import place
from callcoach_desktop.services.team import Teams
from callcoach_desktop.store import interventions

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

OWNER = "coached_owner"
"""Setting: the owner, as the CRM has it, whose deals are those of the rep who is coached."""
TEAM = "team_folder"
"""Setting: the folder of packages of other reps."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What returns are counted from: the coached's own, and the others'."""

    items: list[Intervention]
    behaviours: dict[str, Behaviour]
    deals: list[Deal]
    calls: list[CallFact]
    others: Others
    owner: str


class Returns:
    """Interventions, and what came after them. All methods run on worker threads."""

    def __init__(self, library: Library, coach: Coach, teams: Teams | None = None) -> None:
        self._library = library
        self._db = library.db
        self._coach = coach
        self._teams = teams or Teams()

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
            raise _no_such(intervention)

    # Who is coached, and who is not

    def owners(self) -> list[tuple[str, int]]:
        """The owners of deals with how many each has, most first."""
        counts = Counter(deal.owner for deal in self._coach.deals() if deal.owner)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def coached(self) -> str:
        """The owner whose deals are the rep's own; "" where the deals have no two owners.

        What was chosen, else the rep's name where a deal has it, else who has most of the deals with calls here.
        """
        owners = [name for name, _ in self.owners()]
        if len(owners) < 2:
            return ""
        for wanted in (self._library.setting(OWNER), self._library.setting("rep_name")):
            found = next((name for name in owners if wanted and name.casefold() == str(wanted).casefold()), None)
            if found is not None:
                return found
        with_calls = Counter(deal.owner for deal in self._coach.deals() if deal.owner and deal.calls)
        return max(owners, key=lambda name: (with_calls[name], -owners.index(name)))

    def choose_owner(self, owner: str | None) -> None:
        """Say whose deals are the rep's own; None: found by themselves."""
        self._library.set_setting(OWNER, owner)

    def named(self) -> list[Intervention]:
        """All coaching, newest first, a focus under its behaviour's name."""
        names = {b.id: b.name for b in self._coach.behaviours()}
        return [named(item, names) for item in self.interventions()]

    def write(
        self,
        made: ReturnReport,
        kind: str,
        path: Path,
        write_pdf: Callable[[ReturnReport, Path], None],
        *,
        overwrite: bool = False,
    ) -> Path:
        """Write a report as `pdf` (by `write_pdf`: only the window can), `html` or `csv`; returns the file.

        Raises KnownError `file_exists` without `overwrite`, `cannot_write`.
        """
        with place(path, numbered=False, overwrite=overwrite) as (part, final):
            if kind == "pdf":
                write_pdf(made, part)
            else:
                part.write_text(html(made) if kind == "html" else table(made), encoding="utf-8")
        return final

    # Counting

    def found(self, today: date, team: Path | None = None) -> list[Return]:
        """Each measure of each intervention, newest intervention first; `team` is another folder of packages."""
        facts = self._facts(team)
        return returns(facts.items, facts.deals, facts.calls, facts.behaviours, today, facts.others)

    def report(self, today: date, intervention: str | None = None, team: Path | None = None) -> ReturnReport:
        """The report of an intervention by its id or the beginning of its title (None: the newest that has begun).

        Raises KnownError `no_such_intervention`.
        """
        facts = self._facts(team)
        begun = [
            i for i in sorted(facts.items, key=lambda i: i.held_on, reverse=True) if i.held_on <= today.isoformat()
        ]
        wanted = (intervention or "").casefold()
        fit = [i for i in begun if i.id == intervention] or [i for i in begun if i.title.casefold().startswith(wanted)]
        if not fit:
            raise _no_such(intervention or "")
        item = fit[0]
        found = returns([item], facts.deals, facts.calls, facts.behaviours, today, facts.others)
        chosen = facts.behaviours.get(item.behaviour or "")
        return report(item, found, facts.items, facts.deals, facts.calls, chosen, today, facts.owner)

    def _facts(self, team: Path | None) -> _Facts:
        items = self.interventions()
        known = {b.id: b for b in self._coach.behaviours()}
        keys = {b: rules.figure_key(known[b]) for b in {i.behaviour for i in items} if b is not None and b in known}
        calls = self._coach.facts(sorted(set(keys.values())))
        own_calls = [replace(c, values={b: c.values[k] for b, k in keys.items() if k in c.values}) for c in calls]
        deals, owner = self._coach.deals(), self.coached()
        mine = [d for d in deals if not owner or d.owner in (owner, None)]
        theirs = [d for d in deals if owner and d.owner not in (owner, None)]
        count = len({d.owner for d in theirs})
        words = "" if not theirs else f"{count} other owner{'s' if count > 1 else ''} of deals"
        others, call_words = self._shared({c.id for c in calls}, keys, owner, team)
        names = {b: known[b].name for b in keys}
        return _Facts(
            [named(i, names) for i in items], known, mine, own_calls,
            Others(theirs, others, words, call_words), owner,
        )  # fmt: skip

    def _shared(
        self, own: set[str], keys: dict[str, str], owner: str, team: Path | None
    ) -> tuple[Sequence[CallFact], str]:
        """Calls of other reps out of the team's folder, with values by behaviour, and who these reps are in words."""
        kept = self._library.setting(TEAM)
        folder = team or (Path(str(kept)) if kept else None)
        if folder is None:
            return (), ""
        try:
            shared = self._teams.read(folder, ()).calls
        except KnownError:
            if team is not None:
                raise
            return (), ""  # the folder is gone: the Team page says so
        me = {name.casefold() for name in (owner, str(self._library.setting("rep_name") or "")) if name}
        theirs = [c for c in shared if c.call not in own and c.rep.casefold() not in me]
        made = [
            CallFact(c.call or c.file, c.title, c.date, c.call_type,
                     values={b: c.values[k] for b, k in keys.items() if k in c.values})
            for c in theirs
            if c.date
        ]  # fmt: skip
        count = len({c.rep for c in theirs})
        return made, "" if not made else f"calls of {count} other rep{'s' if count > 1 else ''}"


def _no_such(intervention: str) -> KnownError:
    what = f"There is no intervention {intervention!r}." if intervention else "No coaching is written down yet."
    do = "See `callcoach returns`." if intervention else "Start a focus, or write a workshop or a 1-on-1 down."
    return KnownError("no_such_intervention", what, do)
