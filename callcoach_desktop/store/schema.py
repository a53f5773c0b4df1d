"""The schema and its history, as migrations of sqlite-utils.

A released migration is never edited: a new one is appended, `SCHEMA_VERSION` moves, and a database of the version
before is kept in `tests/data`. Each migration runs in one transaction together with its record and with
`user_version`, so a kill leaves the old schema or the new one.

How the pieces lie:
- `calls` holds facts and computed figures, `call_overrides` and `speaker_overrides` what a person typed.
- `calls.ordinal` is the start of the call in milliseconds since 1970 (UTC), made unique. The high bits of
  `utterances.key` are that ordinal and the low `SLOT_BITS` bits count down within the call, so "newest call first,
  its first sentence first" is the order of the key and the full-text index reads it without sorting.
- `calls.folded` is the text that filters look in: effective title, customer, deal and type without case and accents. It
  is derived from both sides and written anew with each change of either.
- `utterances_fts` is an external-content index: the text is stored once, triggers keep it in step.

Since version 2:
- `calls.binned_at` hides a call everywhere; after thirty days upkeep deletes it.
- `edits` are a person's corrections, in the order of `position`. While a call has any, `heard` keeps the machine's own
  utterances and `utterances` is derived from both: search, lists and exports read `utterances` alone.
- `steps` and `step_changes` are what Undo and Redo walk: values (JSON, NULL for none) before and after, by key
  (`store.typed`). A change goes with its call, so that nothing of a deleted call stays in them.

Version 3 adds tables only: `store.schema_v3`. Version 4 keeps a call's figures for coaching as one value:
`store.schema_v4`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callcoach_desktop.store.schema_v3 import VERSION_3
from callcoach_desktop.store.schema_v4 import VERSION_4

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables
    from sqlite_utils.migrations import Migrations

SCHEMA_VERSION = 4
APPLICATION_ID = 0x43434C42  # "CCLB": tells our files from other SQLite databases
SLOT_BITS = 20  # up to 1,048,576 utterances a call
LAST_SLOT = (1 << SLOT_BITS) - 1

_VERSION_1 = (
    """
    CREATE TABLE calls (
        id TEXT PRIMARY KEY,
        ordinal INTEGER NOT NULL UNIQUE,
        title TEXT NOT NULL,
        customer TEXT,
        deal TEXT,
        call_type TEXT,
        started_at TEXT NOT NULL,
        duration REAL NOT NULL DEFAULT 0,
        language TEXT,
        model TEXT,
        source TEXT NOT NULL CHECK (source IN ('sound', 'transcript', 'sound+transcript', 'recording')),
        state TEXT NOT NULL CHECK (state IN ('queued', 'working', 'ready', 'failed')),
        error TEXT,
        talk_ratio REAL,
        questions INTEGER,
        rep_channel TEXT CHECK (rep_channel IN ('left', 'right')),
        rep_channel_from TEXT CHECK (rep_channel_from IN ('said', 'remembered', 'guessed')),
        sha256 TEXT,
        folder TEXT NOT NULL,
        original TEXT,
        linked INTEGER NOT NULL DEFAULT 0,
        origin TEXT,
        sound TEXT,
        notes TEXT NOT NULL DEFAULT '[]',
        folded TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX calls_sha256 ON calls (sha256) WHERE sha256 IS NOT NULL",
    """
    CREATE TABLE call_overrides (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        title TEXT,
        customer TEXT,
        deal TEXT,
        call_type TEXT,
        started_at TEXT,
        rep_channel TEXT CHECK (rep_channel IN ('left', 'right'))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE speaker_overrides (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        speaker TEXT NOT NULL,
        name TEXT,
        side TEXT CHECK (side IN ('rep', 'customer', 'other')),
        PRIMARY KEY (call_id, speaker)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE transcripts (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        duration REAL NOT NULL,
        language TEXT NOT NULL,
        speakers TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE utterances (
        key INTEGER PRIMARY KEY,
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        speaker TEXT NOT NULL,
        start REAL NOT NULL,
        "end" REAL NOT NULL,
        text TEXT NOT NULL,
        timed INTEGER NOT NULL,
        words TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX utterances_call ON utterances (call_id)",
    """
    CREATE VIRTUAL TABLE utterances_fts USING fts5 (
        text, content = 'utterances', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2',
        prefix = '1 2 3'
    )
    """,
    """
    CREATE TRIGGER utterances_inserted AFTER INSERT ON utterances BEGIN
        INSERT INTO utterances_fts (rowid, text) VALUES (new.key, new.text);
    END
    """,
    """
    CREATE TRIGGER utterances_deleted AFTER DELETE ON utterances BEGIN
        INSERT INTO utterances_fts (utterances_fts, rowid, text) VALUES ('delete', old.key, old.text);
    END
    """,
    """
    CREATE TRIGGER utterances_updated AFTER UPDATE OF key, text ON utterances BEGIN
        INSERT INTO utterances_fts (utterances_fts, rowid, text) VALUES ('delete', old.key, old.text);
        INSERT INTO utterances_fts (rowid, text) VALUES (new.key, new.text);
    END
    """,
    """
    CREATE TABLE analyses (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        data TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE metrics (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        value REAL,
        PRIMARY KEY (call_id, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX metrics_name ON metrics (name, value)",
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'transcribe', 'analyse')),
        call_id TEXT REFERENCES calls (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
        path TEXT NOT NULL,
        title TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
        step TEXT NOT NULL
            CHECK (step IN ('waiting', 'reading', 'listening', 'transcribing', 'analysing', 'finished')),
        position REAL NOT NULL,
        done_seconds REAL NOT NULL DEFAULT 0,
        total_seconds REAL NOT NULL DEFAULT 0,
        seconds_left REAL,
        error TEXT,
        options TEXT NOT NULL DEFAULT '{}',
        plan TEXT,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX jobs_queue ON jobs (state, position)",
    "CREATE INDEX jobs_call ON jobs (call_id)",
    """
    CREATE TABLE job_batches (
        job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        seconds REAL NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        words TEXT,
        PRIMARY KEY (job_id, number)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE folder_channels (folder TEXT PRIMARY KEY, channel TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Calls that were deleted, so that a folder whose removal was cut short is finished at the next start.
    "CREATE TABLE deleted_calls (call_id TEXT PRIMARY KEY, folder TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

_VERSION_2 = (
    "ALTER TABLE calls ADD COLUMN binned_at TEXT",
    "CREATE INDEX calls_binned ON calls (binned_at) WHERE binned_at IS NOT NULL",
    """
    CREATE TABLE call_tags (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (call_id, tag)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX call_tags_tag ON call_tags (tag, call_id)",
    """
    CREATE TABLE added_speakers (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        speaker TEXT NOT NULL,
        name TEXT NOT NULL,
        side TEXT NOT NULL CHECK (side IN ('rep', 'customer', 'other')),
        PRIMARY KEY (call_id, speaker)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE edits (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('text', 'speaker', 'split', 'join')),
        speaker TEXT NOT NULL,
        start REAL NOT NULL,
        "end" REAL NOT NULL,
        text TEXT NOT NULL,
        target TEXT NOT NULL,
        PRIMARY KEY (call_id, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE heard (
        call_id TEXT PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
        model TEXT,
        utterances TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE comments (
        call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('comment', 'bookmark')),
        start REAL NOT NULL,
        "end" REAL,
        text TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (call_id, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    # A change without a call is one of the whole library (a setting) that came with a step about calls.
    """
    CREATE TABLE step_changes (
        step INTEGER NOT NULL REFERENCES steps (number) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        call_id TEXT REFERENCES calls (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        before TEXT,
        after TEXT,
        PRIMARY KEY (step, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX step_changes_call ON step_changes (call_id)",
    """
    CREATE TABLE watched_folders (
        path TEXT PRIMARY KEY,
        mode TEXT NOT NULL CHECK (mode IN ('ask', 'take')),
        rep_channel TEXT CHECK (rep_channel IN ('left', 'right')),
        call_type TEXT,
        language TEXT,
        "on" INTEGER NOT NULL DEFAULT 1
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE watched_files (
        path TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'dismissed'))
    ) STRICT, WITHOUT ROWID
    """,
)


def migrations() -> Migrations:
    """All migrations, oldest first; number n leaves `user_version` at n."""
    from sqlite_utils.migrations import Migrations  # 0.8 s to import: only when there is something to migrate

    history = Migrations("library")

    @history(name="1")
    def first(db: Tables) -> None:
        _run(db, _VERSION_1, 1)

    @history(name="2")
    def second(db: Tables) -> None:
        _run(db, _VERSION_2, 2)

    @history(name="3")
    def third(db: Tables) -> None:
        _run(db, VERSION_3, 3)

    @history(name="4")
    def fourth(db: Tables) -> None:
        _run(db, VERSION_4, 4)

    return history


def _run(db: Tables, statements: tuple[str, ...], version: int) -> None:
    # One by one and not as a script: executescript() would commit the migration's transaction first.
    for statement in statements:
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA user_version = {version:d}")
