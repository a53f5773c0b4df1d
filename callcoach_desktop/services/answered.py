"""Objections that were answered in all calls of a library: counted for the playbook, and quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callcoach_desktop.coaching.playbook import Ledger, Met, Quoted
from callcoach_desktop.store import behaviours as kept
from callcoach_desktop.store import deals

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

_QUOTED = 200  # answers among which the best are looked for


class Answered:
    """What the calls say about objections. All methods run on worker threads."""

    def __init__(self, library: Library, coach: Coach) -> None:
        self._db = library.db
        self._coach = coach

    def ledger(self) -> Ledger:
        """All of them, counted by time, type and way; kept until a call changes."""
        return self._coach.once("met", lambda: Ledger([Met(*row) for row in self._db.read(kept.met)]))

    def quoted(self, objection: str, way: str) -> list[Quoted]:
        """The newest resolved answers to a type of objection in a way."""
        return self._coach.once(("quoted", objection, way), lambda: self._quoted(objection, way))

    def _quoted(self, objection: str, way: str) -> list[Quoted]:
        of = {fact.id: fact for fact in self._coach.facts(())}
        every, found = self._db.read(
            lambda conn: (deals.every(conn, with_calls=False), kept.resolved(conn, objection, way, _QUOTED))
        )
        won = {deal.id: deal.outcome == "won" for deal in every if deal.outcome != "open"}
        return [
            Quoted(quote, call, start, fact.title, fact.date, won.get(fact.deal or ""))
            for quote, call, start in found
            if (fact := of.get(call)) is not None
        ]
