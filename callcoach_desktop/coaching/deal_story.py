"""One deal across its calls: which objections came back and how each was met, and what is still to be done.

Nothing here says whether a step was done: who hears a promise cannot hear that it was kept. A person ticks it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal, Intervention, UsualRange
from callcoach_desktop.domain.deals import StageSeen

_UNDATED = 2  # steps without a day that are shown of one call: its surest


@dataclass(frozen=True, slots=True)
class Heard:
    """An objection in a call. `framework` is how it was answered, "" when nobody did; `outcome` what came of that."""

    call: str
    title: str
    date: str
    start: float  # seconds
    quote: str
    framework: str = ""
    outcome: str = ""
    answer: str = ""  # the words of the answer


@dataclass(frozen=True, slots=True)
class Objection:
    """A type of objection in this deal, oldest first."""

    type: str
    heard: tuple[Heard, ...]

    @property
    def came_back(self) -> bool:
        """Whether it was raised in more than one call."""
        return len({one.call for one in self.heard}) > 1


@dataclass(frozen=True, slots=True)
class OpenStep:
    """Something that was to be done. `due` is ISO 8601 or None; `state` tells it from today."""

    call: str
    title: str
    said_on: str
    start: float  # seconds
    who: str  # rep, customer, both or ""
    what: str
    quote: str
    specific: bool
    due: str | None
    by_when: str | None
    state: Literal["late", "ahead", "undated"] = "undated"
    days: int = 0  # from today to `due`; below zero: since then
    done: bool = False

    @property
    def key(self) -> str:
        """What a tick is kept by: the step's place, which a new analysis leaves where it is."""
        return f"{self.call}:{self.start:.0f}"


@dataclass(frozen=True, slots=True)
class DealStory:
    """What the page of a deal shows. Values of `calls` are by the ids of `behaviours`; all lists are oldest first."""

    deal: Deal
    calls: tuple[CallFact, ...]
    talk: dict[str, float]  # call -> the rep's share of talk, 0..1
    behaviours: tuple[Behaviour, ...]
    usual: dict[str, UsualRange]
    objections: tuple[Objection, ...]
    stages: tuple[StageSeen, ...]
    steps: tuple[OpenStep, ...]
    interventions: tuple[Intervention, ...]


def objections(calls: Iterable[tuple[CallFact, Sequence[Moment]]]) -> tuple[Objection, ...]:
    """The objections of these calls by type: those that came back first, then by how often."""
    found: dict[str, list[Heard]] = {}
    for call, moments in calls:
        answers = {str(m.detail.get("objection")): m for m in moments if m.kind == "objection_response"}
        for moment in moments:
            if moment.kind != "objection":
                continue
            answer = answers.get(moment.id)
            heard = Heard(call.id, call.title, call.date, moment.start, moment.quote)
            if answer is not None:
                outcome = str(answer.detail.get("outcome") or "")
                heard = replace(heard, framework=answer.type, outcome=outcome, answer=answer.quote)
            found.setdefault(moment.type or "other", []).append(heard)
    made = [Objection(kind, tuple(heard)) for kind, heard in found.items()]
    return tuple(sorted(made, key=lambda o: (not o.came_back, -len(o.heard), o.type)))


def steps(
    calls: Sequence[tuple[CallFact, Sequence[Moment]]], done: frozenset[str], today: date
) -> tuple[OpenStep, ...]:
    """What was to be done: what became late last, then what is due next, then the undated, newest call first."""
    found = [step for call, moments in calls for step in _of_call(call, moments)]
    made = [_placed(replace(step, done=step.key in done), today) for step in found]
    order = {"late": 0, "ahead": 1, "undated": 2}
    newest = sorted(made, key=lambda s: (s.said_on, s.start), reverse=True)
    return tuple(sorted(newest, key=lambda s: (s.done, order[s.state], abs(s.days))))


def _of_call(call: CallFact, moments: Sequence[Moment]) -> list[OpenStep]:
    said = [m for m in moments if m.kind in {"next_step", "commitment"}]
    dated: dict[tuple[str, str], Moment] = {}
    loose = []
    for moment in said:
        due = moment.detail.get("due")
        if due:  # "Tuesday at ten" is said by both, and again at the end: one step
            key = (str(due)[:10], str(moment.detail.get("what") or "")[:24].casefold())
            if key not in dated or moment.confidence > dated[key].confidence:
                dated[key] = moment
        else:
            loose.append(moment)
    loose = sorted(loose, key=lambda m: -m.confidence)[:_UNDATED]
    return [_step(call, m) for m in sorted([*dated.values(), *loose], key=lambda m: m.start)]


def _step(call: CallFact, moment: Moment) -> OpenStep:
    detail = moment.detail
    due, by_when = detail.get("due"), detail.get("by_when")
    specific = moment.type == "specific" or bool(due)
    what = str(detail.get("what") or "") or moment.quote
    return OpenStep(
        call.id, call.title, call.date, moment.start, str(detail.get("who") or ""), what, moment.quote, specific,
        str(due) if due else None, str(by_when) if by_when else None,
    )  # fmt: skip


def _placed(step: OpenStep, today: date) -> OpenStep:
    try:
        day = date.fromisoformat((step.due or "")[:10])
    except ValueError:
        return step
    days = (day - today).days
    return replace(step, state="late" if days < 0 else "ahead", days=days)
