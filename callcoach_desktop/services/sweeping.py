"""Removing what failed imports left in the library's folder, without ever taking a recording that may be wanted."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from callcoach_desktop.system.files import private_folder
from callcoach_desktop.system.locks import FileLock

MINIMUM_AGE_S = 3600.0  # an import that is running may be this quiet and no longer
LOST_DAYS = 30
PLAYBOOK = "playbook"
"""The folder of the library with the sounds that came with playbooks."""
_LOCK = ".lock"
log = logging.getLogger(__name__)


def sweep(library: Path, known: Callable[[], frozenset[str]], *, now: float | None = None) -> int:
    """Clean `calls/`; returns how many folders went.

    - `.trash` (deletions that were cut short) and old parts in `.incoming` are removed.
    - A folder of a call that no row knows is removed when it holds no whole original and no sound. One with
      sound goes to `.lost` for 30 days first: it may be the only copy, after a backup of the database was put back.
    """
    root = library / "calls"
    now = time.time() if now is None else now
    gone = 0
    for grave in _children(root / ".trash"):
        shutil.rmtree(grave, ignore_errors=True)
        gone += 1
    for part in _children(root / ".incoming"):
        # A row is written before its staging folder gets its final name: what a row knows is for the queue to finish.
        if _abandoned(part, now) and part.name not in {folder.rpartition("/")[2] for folder in known()}:
            _remove(part)
            gone += 1
    for lost in _children(root / ".lost"):
        if now - lost.stat().st_mtime > LOST_DAYS * 86400:
            _remove(lost)
            gone += 1
    unknown = [call for year in root.glob("[0-9][0-9][0-9][0-9]") for call in _children(year) if call.is_dir()]
    if not unknown:
        return gone
    # Asked after the folders were listed: a call that was imported meanwhile is known by now.
    rows = known()
    for folder in unknown:
        if folder.relative_to(library).as_posix() in rows or not _abandoned(folder, now):
            continue
        if any(folder.glob("original.*")) or (folder / "sound.flac").exists():
            target = private_folder(root / ".lost") / folder.name
            if not target.exists():
                folder.rename(target)
                target.touch()  # its thirty days begin now
                log.info("a folder with sound that no call knows was moved to calls/.lost")
        else:
            _remove(folder)
        gone += 1
    return gone


def sweep_sounds(folder: Path, kept: Callable[[], set[str]], *, now: float | None = None) -> int:
    """Remove the sounds of `folder`, each named after its hash, that nothing keeps; returns how many went.

    One that is younger than an hour stays: an import writes its sounds before its entries.
    """
    now = time.time() if now is None else now
    old = [path for path in _children(folder) if now - path.lstat().st_mtime > MINIMUM_AGE_S]
    names = kept() if old else set()
    gone = [path for path in old if path.suffix != ".flac" or path.stem not in names]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _abandoned(path: Path, now: float) -> bool:
    """Whether nothing under `path` has moved for an hour and no import holds its lock."""
    try:
        newest = max(p.lstat().st_mtime for p in (path, *path.rglob("*")))
    except FileNotFoundError:
        return False  # it is moving right now
    if now - newest < MINIMUM_AGE_S:
        return False
    lock = path / _LOCK
    if path.is_dir() and lock.exists():
        held = FileLock(lock)
        if not held.acquire(blocking=False):
            return False
        held.release()
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
