"""Names that a library knows: those to offer for a voice, and every one of whom it sells to and who speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.domain.transcript import is_placeholder
from callcoach_desktop.domain.vocabulary import Term
from callcoach_desktop.store import settings
from callcoach_desktop.store.transcripts import REP_NAME

LIMIT = 200
PLACEHOLDERS = 20  # names of voices that nobody has named, which may stand among them


def known(conn: sqlite3.Connection, call_id: str, limit: int = LIMIT) -> list[str]:
    """Names that voices of calls have or were given: those of calls with this call's customer first, then by use."""
    found = conn.execute(
        """
        WITH named (call_id, name) AS (
            SELECT call_id, name FROM speaker_overrides WHERE name IS NOT NULL
            UNION SELECT call_id, name FROM added_speakers
            UNION SELECT t.call_id, json_extract(s.value, '$.name') FROM transcripts t, json_each(t.speakers) s
        ), here (customer) AS (
            SELECT NULLIF(COALESCE(o.customer, c.customer), '') FROM calls c
            LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?1
        )
        SELECT n.name FROM named n JOIN calls c ON c.id = n.call_id LEFT JOIN call_overrides o ON o.call_id = c.id
        WHERE n.name <> '' AND c.binned_at IS NULL
        GROUP BY n.name
        ORDER BY max(n.call_id = ?1) DESC,
                 max(COALESCE(o.customer, c.customer) = (SELECT customer FROM here) COLLATE NOCASE) DESC,
                 count(*) DESC, n.name
        LIMIT ?2
        """,
        (call_id, limit + PLACEHOLDERS),
    )
    return [str(name[0]) for name in found if not is_placeholder(str(name[0]))][:limit]


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
