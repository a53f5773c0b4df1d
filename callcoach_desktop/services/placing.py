"""Files written where a person says: beside their place first, then renamed, and never over another unasked."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.files import fsync_replace

_LONGEST_NAME = 180  # bytes; file systems take 255, and a date, a number and a suffix come to it
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\ud800-\udfff]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(title: str, started_at: str) -> str:
    """A file name without suffix that every file system takes: the date, then the title."""
    text = _NOT_IN_NAMES.sub(" ", title)
    text = " ".join(text.split()).strip(" .").encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .") or "Call"
    try:
        text = f"{datetime.fromisoformat(started_at):%Y-%m-%d} {text}"
    except ValueError:
        text = f"Call {text}" if _RESERVED.match(text) else text
    return text


def write_new(path: Path, data: bytes, *, overwrite: bool = False) -> Path:
    """Write a file as a whole; returns its path. Raises KnownError, `file_exists` without `overwrite` among them."""
    with place(path, numbered=False, overwrite=overwrite) as (part, final):
        part.write_bytes(data)
    return final


@contextlib.contextmanager
def place(path: Path, *, numbered: bool, overwrite: bool) -> Iterator[tuple[Path, Path]]:
    """A temporary file to write, and the name it gets when all went well. Raises KnownError for what the disk says."""
    claimed: Path | None = None
    part: Path | None = None
    try:
        final = path
        if not overwrite or numbered:
            final = claimed = _claim(path, numbered=numbered)
        part = final.with_name(f".{final.stem[:40]}.{secrets.token_hex(4)}.part")
        yield part, final
        fsync_replace(part, final)
        claimed = None
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        for left in (part, claimed):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)


def _claim(path: Path, *, numbered: bool) -> Path:
    """Take a name that is free, by an empty file: two exports at once cannot take the same."""
    number, candidate = 1, path
    while True:
        try:
            os.close(os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError as error:
            if not numbered:
                raise KnownError(
                    "file_exists", f"“{path.name}” is there already.", "Choose another name, or say to replace it."
                ) from error
            number += 1
            candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        else:
            return candidate


def _cannot_write(path: Path, error: OSError) -> KnownError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return KnownError("disk_full", f"The disk of “{path.parent}” is full.", "Free some space, then export again.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return KnownError("no_such_folder", f"There is no folder “{path.parent}”.", "Choose a folder that is there.")
    reason = error.strerror or str(error)
    return KnownError(
        "cannot_write", f"“{path.name}” could not be written ({reason}).", "Choose another folder, then export again."
    )
