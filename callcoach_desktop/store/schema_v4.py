"""The statements of migration 4: what was counted of a call for coaching is one row.

Before, each figure was a row of `metrics`: eighty rows a call that were nine tenths of a large library, and a second of
processor time to read back. What was counted so is left behind; the calls are counted anew in the background. A verdict
on a response also tells how the objection ended.
"""

from __future__ import annotations

VERSION_4 = (
    # A place is never given to another figure: rows of before a figure came are shorter, and stay as they are.
    """
    CREATE TABLE figure_names (
        place INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE call_figures (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE judgements ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
    "DELETE FROM metrics WHERE name = 'habit' OR name BETWEEN 'habit.' AND 'habit.' || char(65535)",
)
