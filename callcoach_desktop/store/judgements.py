"""A person's verdicts on moments: what they are, and how often the program was right."""

from __future__ import annotations

import sqlite3
from typing import Any

from callcoach_desktop.domain.judging import Judgement, Tally

COLUMNS = ("verdict", "kind", "guess", "type", "speaker", "start", "end", "quote", "created_at", "outcome")
"""The columns of a judgement's value, beside the call and its id."""
LATEST = 200  # verdicts of a kind that count: older ones were about another program


def of_call(conn: sqlite3.Connection, call_id: str) -> tuple[Judgement, ...]:
    """The judgements of a call, oldest first."""
    found = conn.execute(
        'SELECT id, verdict, kind, guess, type, speaker, start, "end", quote, created_at, outcome '
        "FROM judgements WHERE call_id = ? ORDER BY created_at, id",
        (call_id,),
    )
    return tuple(Judgement(*row) for row in found)


def value_of(judgement: Judgement) -> dict[str, Any]:
    """A judgement as the value of its key (see `store.typed`)."""
    return {column: getattr(judgement, column) for column in COLUMNS}


def record(conn: sqlite3.Connection, latest: int = LATEST) -> dict[str, tuple[int, int]]:
    """Kind -> (verdicts by which the program was right, all verdicts), of the `latest` ones of each kind.

    A moment that a person added is one that the program had missed: it counts as not right.
    """
    found = conn.execute(
        "SELECT kind, sum(verdict = 'right'), count(*) FROM (SELECT kind, verdict, row_number() OVER "
        "(PARTITION BY kind ORDER BY created_at DESC, id DESC) AS place FROM judgements) WHERE place <= ? "
        "GROUP BY kind ORDER BY kind",
        (latest,),
    )
    return {str(kind): (int(right), int(every)) for kind, right, every in found}


def tallies(conn: sqlite3.Connection, latest: int = LATEST) -> tuple[Tally, ...]:
    """How the types fared that the program gave, among the `latest` verdicts of each kind; added moments aside."""
    found = conn.execute(
        "SELECT kind, guess, sum(verdict = 'right'), sum(verdict = 'changed'), sum(verdict = 'wrong') FROM (SELECT "
        "kind, guess, verdict, row_number() OVER (PARTITION BY kind ORDER BY created_at DESC, id DESC) AS place "
        "FROM judgements WHERE verdict <> 'added') WHERE place <= ? GROUP BY kind, guess ORDER BY kind, guess",
        (latest,),
    )
    return tuple(Tally(*row) for row in found)
