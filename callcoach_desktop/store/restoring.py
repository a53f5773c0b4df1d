"""Looking into a backup, and putting one in the place of the library's database."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import schema
from callcoach_desktop.store.backup import back_up, backups
from callcoach_desktop.store.opening import NAME, connect_writer
from callcoach_desktop.store.problems import known_problems
from callcoach_desktop.system.files import fsync_file, fsync_folder, fsync_replace, make_private, private_folder


@dataclass(frozen=True, slots=True)
class Backup:
    """A file of the backups folder. `calls` is None and `problem` a sentence when it cannot be used."""

    path: Path
    made_at: str  # ISO 8601, UTC
    bytes: int
    version: int  # of the format
    calls: int | None
    problem: str | None = None


def listed(folder: Path) -> list[Backup]:
    """The backups of the library in `folder`, newest first. A damaged one is told as one and not left out."""
    return [_look(path) for path in backups(folder / "backups")]


def check(path: Path) -> None:
    """Read the whole of a backup. Raises KnownError `backup_bad` when it is damaged, foreign or too new."""
    problem = None
    try:
        with contextlib.closing(_open(path)) as conn:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            answers = [str(row[0]) for row in conn.execute("PRAGMA quick_check(1)")]
            if int(conn.execute("PRAGMA application_id").fetchone()[0]) != schema.APPLICATION_ID:
                problem = "it is a database, but not one of CallCoach"
            elif not 0 < version <= schema.SCHEMA_VERSION:
                problem = f"its format is {version}, and this program knows up to {schema.SCHEMA_VERSION}"
            elif answers != ["ok"]:
                problem = answers[0]
            else:
                conn.execute("SELECT count(*) FROM calls").fetchone()
    except (sqlite3.Error, OSError) as error:
        problem = str(error)
    if problem is not None:
        raise KnownError(
            "backup_bad",
            f"The backup {path.name} cannot be used ({problem}).",
            "Nothing was changed. Choose another one.",
        )


def put_back(folder: Path, path: Path) -> Path | None:
    """Put a copy of a checked backup in the place of the database; nobody may have the library open.

    Returns where the database of before is: a backup, or its bare copy where it was damaged; None where there was
    none. The swap is one rename: whatever is killed leaves either the old database or the new one. Raises KnownError,
    OSError.
    """
    current, waiting = folder / NAME, folder / f"{NAME}.restoring"
    with contextlib.suppress(FileNotFoundError):
        waiting.unlink()
    shutil.copyfile(path, waiting)
    make_private(waiting)
    fsync_file(waiting)
    check(waiting)
    kept = _keep(current, folder / "backups")
    for suffix in ("-wal", "-shm", "-journal"):  # of the old database: they must not be applied to the new one
        current.with_name(NAME + suffix).unlink(missing_ok=True)
    fsync_replace(waiting, current)
    return kept


def folders(folder: Path) -> list[str]:
    """The folders of all calls that the database knows, below the library's. Raises KnownError."""
    with known_problems(folder / NAME), contextlib.closing(_open(folder / NAME)) as conn:
        return [str(row[0]) for row in conn.execute("SELECT folder FROM calls")]


def _keep(current: Path, target: Path) -> Path | None:
    if not current.exists():
        return None
    try:
        with contextlib.closing(connect_writer(current)) as conn:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            return back_up(conn, target, version)
    except sqlite3.DatabaseError:
        # The damaged database is why somebody restores: it is kept as it is, with what was not yet written into it.
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = private_folder(target) / f"damaged-{stamp}.db"
        for suffix in ("", "-wal"):
            part = current.with_name(current.name + suffix)
            if part.exists():
                copy = aside.with_name(aside.name + suffix)
                shutil.copyfile(part, copy)
                make_private(copy)
        fsync_folder(target)
        return aside


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _look(path: Path) -> Backup:
    size, version, number, problem = 0, 0, None, None
    try:
        size = path.stat().st_size
        with contextlib.closing(_open(path)) as conn:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            number = int(conn.execute("SELECT count(*) FROM calls").fetchone()[0])
    except (sqlite3.Error, OSError) as error:
        problem = f"It cannot be read ({error})."
    return Backup(path, _made_at(path), size, version, number, problem)


def _made_at(path: Path) -> str:
    stamp = path.stem.rsplit("-", 1)[-1]
    try:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:  # a person gave the file another name
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return moment.isoformat(timespec="seconds")
