"""The stages of a deal as the imports told them: a CRM's file says where a deal is, never where it was."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.deals import DealRow, StageSeen
from callcoach_desktop.store.text import clean


def saw(conn: sqlite3.Connection, deal: str, import_id: str, row: DealRow, stamp: str) -> None:
    """Keep what an import says of a deal, if it is not what the last one said. A file without stages keeps the last."""
    last = conn.execute(
        "SELECT stage, outcome, expected_on FROM deal_stages WHERE deal_id = ? ORDER BY import_id DESC LIMIT 1", (deal,)
    ).fetchone()
    stage = clean(row.stage) if row.stage else None if last is None else last[0]
    told = (stage, row.outcome, row.expected_on)
    if told != last:
        conn.execute(
            "INSERT INTO deal_stages (deal_id, import_id, stage, outcome, expected_on, seen_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (deal, import_id, *told, stamp),
        )


def forget(conn: sqlite3.Connection, import_id: str) -> None:
    """Take out what an import said, because it is taken back."""
    conn.execute("DELETE FROM deal_stages WHERE import_id = ?", (import_id,))


def of_deal(conn: sqlite3.Connection, deal: str) -> list[StageSeen]:
    """The history of a deal, oldest first."""
    found = conn.execute(
        "SELECT s.seen_at, s.stage, s.outcome, s.expected_on, COALESCE(i.name, '') FROM deal_stages s "
        "LEFT JOIN deal_imports i ON i.id = s.import_id WHERE s.deal_id = ? ORDER BY s.import_id",
        (deal,),
    )
    return [StageSeen(*row) for row in found]
