"""What SQLite's errors of the outside world mean to a person. Anything not listed here is a bug of ours and passes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError


def library_corrupt(path: Path, detail: str) -> KnownError:
    """The database file is damaged. Nothing is ever written over it."""
    backups = path.parent / "backups"
    return KnownError(
        "library_corrupt",
        f"The library's database {path} is damaged ({detail}).",
        f"It was left as it is. Your recordings in {path.parent / 'calls'} are not touched by this. Copy the whole "
        f"folder somewhere safe, check the disk, then put the newest file of {backups} in the place of library.db, "
        "or open another library with --library.",
    )


def library_unwritable(path: Path, detail: str) -> KnownError:
    """The folder or file cannot be written."""
    return KnownError(
        "library_unwritable",
        f"The library at {path} cannot be opened for writing ({detail}).",
        "Give your user the right to write there, or choose another folder with --library.",
    )


def library_newer(path: Path, found: int, known: int) -> KnownError:
    """The database was written by a newer version of the program."""
    return KnownError(
        "library_newer",
        f"The library {path} was made by a newer CallCoach (its format is {found}, this program knows up to {known}).",
        "Nothing was changed. Install the newer CallCoach, or open another library with --library.",
    )


def library_foreign(path: Path) -> KnownError:
    """There is an SQLite database of another program in our place."""
    return KnownError(
        "library_foreign",
        f"{path} is a database, but not one of CallCoach.",
        "Nothing was changed. Choose another folder with --library.",
    )


def library_missing(path: Path) -> KnownError:
    """There are calls in the folder and no database that knows them."""
    return KnownError(
        "library_missing",
        f"The folder {path.parent} holds recorded calls, but its database library.db is missing or empty.",
        f"Put library.db back (the newest file of {path.parent / 'backups'} will do), or choose another folder with "
        "--library. Nothing was changed.",
    )


@contextlib.contextmanager
def known_problems(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about disk, file and locks into `KnownError`; other errors pass as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = _known(error, path)
        if known is None:
            raise
        raise known from error
    except UnicodeDecodeError as error:
        # We only ever store valid UTF-8; Python meets this in a damaged text, even in SQLite's own message about it.
        raise library_corrupt(path, "a text in it cannot be read") from error


def _known(error: sqlite3.DatabaseError, path: Path) -> KnownError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's module and not by SQLite
        return library_corrupt(path, "a text in it cannot be read") if "decode" in str(error) else None
    match code & 0xFF:  # the low byte is the primary code, the rest says where
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return library_corrupt(path, str(error))
        case sqlite3.SQLITE_FULL:
            return KnownError(
                "disk_full",
                f"The disk of the library {path.parent} is full.",
                "Free some space; what was being saved was not kept, everything before it is.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return library_unwritable(path.parent, str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return KnownError(
                "library_busy",
                f"The library {path.parent} is in use by another program that does not let go.",
                "Close other CallCoach windows and commands, wait for a running copy or backup to end, and try again.",
            )
        case sqlite3.SQLITE_IOERR:
            return KnownError(
                "library_io",
                f"The disk of the library {path.parent} could not be read or written ({error}).",
                "Check the disk (a removed drive, a lost network share, a full disk), then try again.",
            )
        case _:
            return None
