"""Packages that are sealed with a passphrase, opened for the time of their import."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.sealing import is_sealed, unseal
from callcoach_desktop.services.library import Library
from callcoach_desktop.system.files import private_folder

FOLDER = "unsealed"


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
    home = private_folder(library.folder / FOLDER)
    place = Path(tempfile.mkdtemp(dir=home))
    try:
        yield [_open(path, place, number, passphrase, cancelled) for number, path in enumerate(paths)]
    finally:
        shutil.rmtree(home, ignore_errors=True)


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
