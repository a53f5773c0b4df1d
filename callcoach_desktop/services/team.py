"""A folder of packages, read where it lies: nothing of it is imported, and a bad file does not hide the good ones."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from callcoach_desktop.coaching import counting
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.coaching.team import Left, SharedCall, Team, team
from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.transcript import is_placeholder
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.exchange.package import SUFFIX, Package, read_package
from callcoach_desktop.exchange.redacting import NAME
from callcoach_desktop.exchange.sealing import is_sealed, unseal

MOST = 5000  # packages of a folder
UNKNOWN = "A rep without a name"
OnProgress = Callable[[int, int], None]
_Stamp = tuple[str, int, int]


class Teams:
    """Reads folders of packages; what was read stays in memory until the file changes. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[_Stamp, SharedCall] = {}

    def read(
        self,
        folder: Path,
        behaviours: Sequence[Behaviour],
        passphrase: str | None = None,
        told: OnProgress = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Team:
        """All packages of a folder and of those in it. Raises KnownError `no_such_folder`, `no_packages`; Cancelled.

        A folder in it that holds packages of one rep names that rep; else the package says who it is.
        """
        paths = _packages(folder)
        calls: dict[str, SharedCall] = {}
        left: list[Left] = []
        for done, path in enumerate(paths):
            if cancelled():
                raise Cancelled
            told(done, len(paths))
            name = path.relative_to(folder).as_posix()
            try:
                call = self._call(path, passphrase)
            except KnownError as error:
                left.append(Left(name, error.problem.sentence()))
                continue
            inside = path.relative_to(folder).parts[:-1]
            call = replace(call, file=name, rep=inside[0] if inside else call.rep)
            calls[call.call or name] = call  # sorted by time: the newest package of a call is the one that counts
        told(len(paths), len(paths))
        return team(str(folder), list(calls.values()), left, behaviours)

    def _call(self, path: Path, passphrase: str | None) -> SharedCall:
        try:
            facts = path.stat()
        except OSError as error:
            raise KnownError("cannot_read", f"It could not be read ({error.strerror}).") from error
        stamp = (str(path), facts.st_mtime_ns, facts.st_size)
        with self._lock:
            known = self._kept.get(stamp)
        if known is None:
            known = _read(path, passphrase)
            with self._lock:
                self._kept[stamp] = known
        return known


def _packages(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise KnownError("no_such_folder", f"There is no folder “{folder}”.", "Choose the folder with the packages.")
    found = []
    for place, _, names in os.walk(folder):  # a synced folder changes meanwhile: what is gone by then is passed over
        for path in (Path(place, name) for name in names if name.endswith(SUFFIX) and not name.startswith(".")):
            with contextlib.suppress(FileNotFoundError):
                found.append((path.stat().st_mtime_ns, str(path)))
    if not found:
        raise KnownError(
            "no_packages",
            f"There is no package in “{folder.name}”.",
            "Ask your reps to export calls as CallCoach packages into it.",
        )
    return [Path(path) for _, path in sorted(found)[-MOST:]]


def _read(path: Path, passphrase: str | None) -> SharedCall:
    if not is_sealed(path):
        return _shared(read_package(path))
    if passphrase is None:
        raise KnownError("sealed", "It is sealed with a passphrase.", "Open the folder with the passphrase.")
    with tempfile.TemporaryDirectory(prefix="callcoach-team-") as place:
        target = Path(place) / path.name
        with target.open("wb") as file:
            unseal(path, file, passphrase)
        return _shared(read_package(target))


def _shared(package: Package) -> SharedCall:
    facts = package.facts
    names = [s.name for s in package.transcript.speakers if s.side == "rep"]
    rep = next((name for name in names if name and name != NAME and not is_placeholder(name)), UNKNOWN)
    values = dict(package.figures or {})
    if package.figures is None or package.counted_by != counting.VERSION:
        values = _count(package)
    return SharedCall(
        "", package.call or "", rep, facts["title"] or "", facts["started_at"] or "", facts["call_type"], values
    )


def _count(package: Package) -> dict[str, float]:
    """The figures of a package that brings none, or those of other rules: counted here from its words."""
    from callcoach_desktop.analysis.editing import apply
    from callcoach_desktop.jobs.analyser import analyse_here

    words = replace(apply(package.transcript, package.edits), started_at=package.facts["started_at"] or "")
    found = counting.count_all(Heard(words, analyse_here(words, Vocabulary())))
    return {name: one.value for name, one in found.items() if one.value is not None}
