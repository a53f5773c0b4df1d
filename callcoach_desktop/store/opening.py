"""Opening the database file: look before touching, create, migrate with a backup first.

A file that is damaged, foreign or newer than this program is refused and not a byte of it is changed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import schema
from callcoach_desktop.store.backup import back_up
from callcoach_desktop.store.changes import WriterConnection
from callcoach_desktop.store.problems import (
    known_problems,
    library_corrupt,
    library_foreign,
    library_missing,
    library_newer,
    library_unwritable,
)
from callcoach_desktop.system.files import make_private, private_folder
from callcoach_desktop.system.locks import FileLock

NAME = "library.db"
BUSY_TIMEOUT_S = 30.0
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100  # https://www.sqlite.org/fileformat.html, section 1.3


def prepare(folder: Path) -> Path:
    """Make sure that `folder` has a database of this program's version, and return its path. Raises KnownError."""
    path = folder / NAME
    if _inspect(path) == schema.SCHEMA_VERSION:
        return path
    try:
        private_folder(folder)
        # Two processes may open an old library at the same moment: one migrates, the other finds it done.
        with FileLock(folder / "library.lock"):
            version = _inspect(path)
            if version < schema.SCHEMA_VERSION:
                with known_problems(path):
                    _migrate(path)
    except OSError as error:
        raise library_unwritable(folder, error.strerror or str(error)) from error
    return path


def is_outdated(folder: Path) -> bool:
    """Whether opening the library in `folder` first brings it to this program's format, with a backup before.

    False also for one that cannot be opened: `prepare` says why.
    """
    try:
        return 0 < _inspect(folder / NAME) < schema.SCHEMA_VERSION
    except KnownError:
        return False


def connect_writer(path: Path) -> WriterConnection:
    """A connection that may write; made on the thread that uses it."""
    conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, factory=WriterConnection)
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA secure_delete = ON")  # the library's default differs from system to system
    conn.execute("PRAGMA temp_store = MEMORY")
    return conn


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; it may move from thread to thread, one at a time."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    conn.execute("PRAGMA query_only = ON")
    conn.execute("PRAGMA trusted_schema = OFF")
    conn.execute("PRAGMA temp_store = MEMORY")
    return conn


def _inspect(path: Path) -> int:
    """The schema version of the file, 0 when there is none yet; read from its header, without SQLite where possible.

    Raises KnownError for a file that must not be touched.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        header, size = b"", 0
    except OSError as error:
        raise library_unwritable(path, error.strerror or str(error)) from error
    if size == 0:
        if _has_calls(path.parent):
            raise library_missing(path)
        return 0
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise library_corrupt(path, "it is not an SQLite database")
    if _pending(path, "-wal") or _pending(path, "-journal"):
        # The newest state is not in the file alone: SQLite has to look.
        with known_problems(path), contextlib.closing(connect_reader(path)) as conn:
            application = int(conn.execute("PRAGMA application_id").fetchone()[0])
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
    else:
        application = int.from_bytes(header[68:72], "big")
        version = int.from_bytes(header[60:64], "big")
        page = int.from_bytes(header[16:18], "big")
        page = 65536 if page == 1 else page
        pages = int.from_bytes(header[28:32], "big")
        if pages * page > size:
            raise library_corrupt(path, f"{pages * page} bytes expected, {size} found")
    if application != schema.APPLICATION_ID:
        raise library_foreign(path)
    if version > schema.SCHEMA_VERSION:
        raise library_newer(path, version, schema.SCHEMA_VERSION)
    return version


def _pending(path: Path, suffix: str) -> bool:
    try:
        return path.with_name(path.name + suffix).stat().st_size > 0
    except FileNotFoundError:
        return False


def _has_calls(folder: Path) -> bool:
    return any(call.is_dir() for call in folder.glob("calls/[0-9][0-9][0-9][0-9]/*"))


def _migrate(path: Path) -> None:
    from sqlite_utils import Database as Tables  # 0.8 s to import: only when there is something to migrate

    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    make_private(path)
    with contextlib.closing(connect_writer(path)) as conn:
        # The first bytes of a new file say whose it is: a kill right after leaves a file that is known as ours.
        if int(conn.execute("PRAGMA application_id").fetchone()[0]) != schema.APPLICATION_ID:
            conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID:d}")
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA foreign_keys = OFF")  # a migration may rebuild tables; checked as a whole below
        tables = Tables(conn, execute_plugins=False, strict=True)
        history = schema.migrations()
        names = [migration.name for migration in history.pending(tables)]
        fresh = int(conn.execute("PRAGMA user_version").fetchone()[0]) == 0  # nothing in it that a backup could keep
        for name, following in zip(names, [*names[1:], None], strict=True):
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            if not fresh:
                back_up(conn, path.parent / "backups", version)
            history.apply(tables, stop_before=following)
            if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise KnownError(
                    "library_corrupt",
                    f"The library {path} could not be brought to the format of this program (step {name}).",
                    f"A copy from before is in {path.parent / 'backups'}. Please report this.",
                )
