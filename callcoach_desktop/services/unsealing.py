"""Packages that are sealed with a passphrase, opened for the time of their import.

What was opened lies in a private folder of the library, and nowhere else. It goes as soon as its job is over; what a
crash left goes at the next start.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.package import is_package
from callcoach_desktop.exchange.sealing import is_sealed, unseal
from callcoach_desktop.services.finding import find
from callcoach_desktop.services.library import Library
from callcoach_desktop.system.files import private_folder

if TYPE_CHECKING:
    from callcoach_desktop.domain.calls import ChangeSet, ImportOptions
    from callcoach_desktop.services.importing import Importer, Ticket

FOLDER = "unsealed"
_WAITING = frozenset({"queued", "running", "paused", "failed"})


@contextlib.contextmanager
def unsealed(
    library: Library, paths: Sequence[Path], passphrase: str | None, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[list[Path]]:
    """The paths to import in place of `paths`: sealed files opened in a private folder of the library, which then goes.

    Without a passphrase nothing is opened. Raises KnownError `wrong_passphrase`, `bad_package`, `cannot_read`;
    Cancelled.
    """
    if passphrase is None or not any(is_sealed(path) for path in paths):
        yield list(paths)
        return
    place = _place(library)
    try:
        yield [_open(path, place, number, passphrase, cancelled) for number, path in enumerate(paths)]
    finally:
        shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Split:
    """What was named, apart: sealed packages, and all the rest as it was named (folders walked where one held some)."""

    sealed: tuple[Path, ...]
    others: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a passphrase opened. `shut` are those that it does not fit; `refused` a sentence for each damaged one."""

    tickets: tuple[Ticket, ...] = ()
    shut: tuple[Path, ...] = ()
    refused: tuple[str, ...] = ()


class Unsealer:
    """Takes sealed packages in, for the window. All methods run on worker threads."""

    def __init__(self, library: Library, importer: Importer) -> None:
        self._library = library
        self._importer = importer
        self._lock = threading.Lock()
        self._open: dict[str, Path] = {}  # job -> its folder
        self._end: Callable[[], None] | None = None
        home = library.folder / FOLDER
        self._left = list(home.iterdir()) if home.is_dir() else []  # by an earlier run, or another process

    def split(self, paths: Sequence[Path]) -> Split:
        """The sealed ones among what was named; reads the first bytes of packages only."""
        sealed: list[Path] = []
        others: list[Path] = []
        for path in paths:
            inside = [one.path for one in find([path]).found] if path.is_dir() else [path]
            shut = [one for one in inside if is_package(one) and is_sealed(one)]
            sealed += shut
            others += [one for one in inside if one not in shut] if shut else [path]
        return Split(tuple(dict.fromkeys(sealed)), tuple(others))

    def take(self, paths: Sequence[Path], passphrase: str, options: ImportOptions) -> Opened:
        """Open those that the passphrase fits, and queue their import; nothing is left of the others."""
        tickets: list[Ticket] = []
        shut: list[Path] = []
        refused: list[str] = []
        for path in paths:
            place = _place(self._library)
            try:
                opened = _open(path, place, 0, passphrase, lambda: False)
            except KnownError as error:
                shutil.rmtree(place, ignore_errors=True)
                if error.problem.code == "wrong_passphrase":
                    shut.append(path)
                else:
                    refused.append(error.problem.sentence())
                continue
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            made = self._importer.submit([opened], options)
            tickets += made
            self._watch({ticket.job: place for ticket in made if ticket.job is not None})
        return Opened(tuple(tickets), tuple(shut), tuple(refused))

    def sweep(self) -> None:
        """Remove what an earlier run left open and no job waits for. What is opened by now is not looked at: it may not
        be queued yet."""
        if not self._left:
            return
        waited = {Path(job.path).parts for job in self._importer.queue() if job.state in _WAITING - {"failed"}}
        for place in self._left:
            if not any(parts[: len(place.parts)] == place.parts for parts in waited):
                shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Listen to the library no more."""
        if self._end is not None:
            self._end()
            self._end = None

    def _watch(self, jobs: dict[str, Path]) -> None:
        with self._lock:
            self._open |= jobs
            if self._end is None:
                self._end = self._library.subscribe(self._written)
        self._look()

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread, which must not wait for a folder to be removed."""
        if changes.jobs and self._open:
            threading.Thread(target=self._look, name="unsealed", daemon=True).start()

    def _look(self) -> None:
        with self._lock:
            states = {job.id: job.state for job in self._importer.queue()} if self._open else {}
            over = [job for job in self._open if states.get(job, "done") not in _WAITING]
            gone = [self._open.pop(job) for job in over]
        for place in gone:
            shutil.rmtree(place, ignore_errors=True)


def _place(library: Library) -> Path:
    return Path(tempfile.mkdtemp(dir=private_folder(library.folder / FOLDER)))


def _open(path: Path, place: Path, number: int, passphrase: str, cancelled: Callable[[], bool]) -> Path:
    if not is_sealed(path):
        return path
    target = private_folder(place / str(number)) / path.name
    try:
        with target.open("wb") as file:
            unseal(path, file, passphrase, cancelled)
    except OSError as error:
        raise KnownError(
            "cannot_read",
            f"“{path.name}” could not be opened ({error.strerror or 'input/output error'}).",
            "Check the file and the library's disk, then import it again.",
        ) from error
    return target
