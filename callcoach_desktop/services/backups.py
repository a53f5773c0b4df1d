"""The library's backups: what there is, and how one is put back."""

from __future__ import annotations

import logging
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.runner import LOCK_NAME
from callcoach_desktop.store import restoring
from callcoach_desktop.store.problems import library_unwritable
from callcoach_desktop.store.restoring import Backup
from callcoach_desktop.system.files import private_folder
from callcoach_desktop.system.locks import FileLock

__all__ = ["Backup", "list_backups", "restore"]

LOST = "calls/.lost"  # where upkeep puts the sound of calls that no row knows
log = logging.getLogger(__name__)


def list_backups(folder: Path) -> list[Backup]:
    """The backups of the library in `folder`, newest first, with the number of their calls."""
    return restoring.listed(folder.absolute())


def restore(folder: Path, name: Path | str) -> Path | None:
    """Put a backup in the place of the library's database, and return where the database of before is kept.

    `name` is a path, or the name of a file of the backups. No window and no command may have the library open. Sound
    of calls that the backup knows and that was set aside comes back; that of calls which it does not know is set aside
    by the next upkeep, for thirty days. Raises KnownError (`no_such_backup`, `backup_bad`, `library_busy`,
    `library_unwritable`); nothing is changed then.
    """
    folder = folder.absolute()
    path = Path(name) if Path(name).is_absolute() else folder / "backups" / name
    if not path.is_file():
        raise KnownError("no_such_backup", f"There is no backup {path.name!r}.", "`callcoach backups list` shows all.")
    restoring.check(path)
    runner, library = FileLock(folder / LOCK_NAME), FileLock(folder / "library.lock")
    try:
        private_folder(folder)
        if not runner.acquire(blocking=False):
            raise KnownError(
                "library_busy",
                "This library is open in a window or a command.",
                "Close it, then restore the backup again.",
            )
        with library:
            kept = restoring.put_back(folder, path)
            _bring_back(folder)
    except OSError as error:
        raise library_unwritable(folder, error.strerror or str(error)) from error
    finally:
        runner.release()
    return kept


def _bring_back(folder: Path) -> None:
    lost = folder / LOST
    for known in restoring.folders(folder):
        aside, place = lost / Path(known).name, folder / known
        if aside.is_dir() and not place.exists():
            private_folder(place.parent)
            aside.rename(place)
            log.info("the sound of a restored call was brought back")
