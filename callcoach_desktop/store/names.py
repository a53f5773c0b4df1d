"""Names of people that were used before."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.transcript import UNNAMED

LIMIT = 200


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
        (call_id, limit + len(UNNAMED)),
    )
    unnamed = set(UNNAMED.values())
    return [str(name[0]) for name in found if name[0] not in unnamed][:limit]
