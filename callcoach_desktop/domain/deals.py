"""A deal as another program has it."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach_desktop.domain.coaching import Outcome


@dataclass(frozen=True, slots=True)
class DealRow:
    """One deal of a file. Days are ISO dates; `expected_on` is the planned close of an open deal; `line` from 1."""

    line: int
    external_id: str | None
    name: str
    company: str | None = None
    contact: str | None = None
    email: str | None = None
    owner: str | None = None
    stage: str | None = None
    outcome: Outcome = "open"
    amount: float | None = None
    currency: str | None = None
    opened_on: str | None = None
    closed_on: str | None = None
    expected_on: str | None = None


@dataclass(frozen=True, slots=True)
class DealImport:
    """An import of deals that was made: how many were new, changed, and the same as before."""

    id: str
    name: str
    created_at: str
    added: int
    changed: int
    same: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class DealLink:
    """A call and a deal: `state` is sure, proposed, accepted, refused or by_hand; `why` is for a person."""

    call: str
    deal: str
    state: str
    score: float
    why: str
    call_title: str = ""
    deal_name: str = ""


@dataclass(frozen=True, slots=True)
class StageSeen:
    """What an import said of a deal where that was something new. `seen_at` is ISO 8601, UTC; `source` its file."""

    seen_at: str
    stage: str | None
    outcome: Outcome
    expected_on: str | None = None
    source: str = ""
