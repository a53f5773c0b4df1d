"""One deal with all that is known of it: its calls, figures, objections, stages, next steps, and the coaching then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching import deal_story
from callcoach_desktop.coaching.deal_story import DealStory, OpenStep
from callcoach_desktop.domain.coaching import CallFact, Deal, Intervention
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import deal_stages, interventions, journal, settings, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

SHOWN = ("talk_ratio", "questions_per_hour", "clarifying_questions", "customer_story", "patience", "next_step_specific")
"""The behaviours that are followed across a deal."""
_DONE = "deal_steps_done"  # setting: keys of the steps that a person ticked off
_KEPT = 2000
_AROUND = timedelta(days=14)  # coaching this long before a deal's first day belongs to its picture


class DealPages:
    """Pages of deals of one library. All methods run on worker threads."""

    def __init__(self, library: Library, coach: Coach) -> None:
        self._library = library
        self._db = library.db
        self._coach = coach

    def story(self, deal_id: str, today: date) -> DealStory:
        """All of a deal. Raises KnownError `no_such_deal`."""
        deal = next((one for one in self._coach.deals() if one.id == deal_id), None)
        if deal is None:
            raise KnownError("no_such_deal", "This deal is not there any more.", "Choose another one in the list.")
        known = {b.id: b for b in self._coach.behaviours()}
        shown = [known[name] for name in SHOWN if name in known]
        keys = {b.id: rules.figure_key(b) for b in shown}
        facts = self._coach.facts(sorted({*keys.values(), "talk_ratio"}))
        own = [c for c in facts if c.id in set(deal.calls)]
        talk = {c.id: c.values["talk_ratio"] for c in own if "talk_ratio" in c.values}
        calls = [replace(c, values={b: c.values[key] for b, key in keys.items() if key in c.values}) for c in own]
        usual = {b.id: found for b, found in self._coach.usual() if b.id in keys}

        def read(conn: Connection) -> tuple[Any, ...]:
            computed = [(c, transcripts.analysis(conn, c.id)) for c in calls]
            found = [(c, a.moments) for c, a in computed if a is not None]
            done = frozenset(settings.get(conn, _DONE, []))
            return found, done, deal_stages.of_deal(conn, deal.id), interventions.every(conn)

        moments, done, stages, items = self._db.read(read)
        steps = deal_story.steps(moments, done, today) if deal.outcome == "open" else ()
        return DealStory(
            deal,
            tuple(calls),
            talk,
            tuple(shown),
            usual,
            deal_story.objections(moments),
            tuple(stages),
            steps,
            tuple(_during(items, deal, calls, today, {b.id: b.name for b in known.values()})),
        )

    def settle(self, step: OpenStep, *, done: bool) -> None:
        """Tick a step off, or take that back. One step of Undo."""

        def work(conn: Connection) -> None:
            kept = [key for key in settings.get(conn, _DONE, []) if key != step.key]
            after = [*kept, step.key][-_KEPT:] if done else kept
            journal.do(conn, "Tick off next step", [Change(None, f"setting:{_DONE}", after or None)])

        self._db.write(work)


def _during(
    items: list[Intervention], deal: Deal, calls: list[CallFact], today: date, names: dict[str, str]
) -> list[Intervention]:
    """The coaching that was while the deal was open, oldest first, a focus under its behaviour's name."""
    days = [day[:10] for day in (deal.opened_on, *(c.date for c in calls)) if day]
    if not days:
        return []
    first = (date.fromisoformat(min(days)) - _AROUND).isoformat()
    last = (deal.closed_on if deal.outcome != "open" and deal.closed_on else today.isoformat())[:10]
    until = max(last, *days)
    return [named(i, names) for i in sorted(items, key=lambda i: i.held_on) if first <= i.held_on[:10] <= until]


def named(item: Intervention, names: dict[str, str]) -> Intervention:
    """An intervention with a title for a person: a focus is kept under its behaviour's id."""
    return replace(item, title=f"Focus: {names.get(item.title, item.title)}") if item.kind == "focus" else item
