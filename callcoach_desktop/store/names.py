"""Every name that a library knows: of whom it sells to, and of who speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.domain.vocabulary import Term
from callcoach_desktop.store import settings
from callcoach_desktop.store.transcripts import REP_NAME


def every(conn: sqlite3.Connection) -> KnownNames:
    """Names of all calls (those in the bin, too), deals, settings and the vocabulary, each once."""
    people = _column(
        conn,
        "SELECT json_extract(s.value, '$.name') FROM transcripts t, json_each(t.speakers) s "
        "UNION SELECT name FROM speaker_overrides UNION SELECT name FROM added_speakers "
        "UNION SELECT contact FROM deals UNION SELECT owner FROM deals",
    )
    companies = _column(
        conn,
        "SELECT customer FROM calls UNION SELECT customer FROM call_overrides UNION SELECT company FROM deals",
    )
    deals = _column(conn, "SELECT deal FROM calls UNION SELECT deal FROM call_overrides UNION SELECT name FROM deals")
    words = settings.vocabulary(conn)
    rep = settings.get(conn, REP_NAME)
    return KnownNames(
        tuple(dict.fromkeys((*people, *([str(rep)] if rep else ()), *_terms(words.people)))),
        tuple(companies),
        tuple(deals),
        _terms(words.competitors),
        (*_terms(words.products), *_terms(words.terms)),
    )


def _column(conn: sqlite3.Connection, sql: str) -> list[str]:
    return [str(name) for (name,) in conn.execute(sql) if name]


def _terms(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(name for term in terms for name in (term.name, *term.aliases))
