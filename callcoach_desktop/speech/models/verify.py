"""Whether a folder holds a model, whole and unchanged.

Every file is compared with its SHA-256. A stamp file in the folder remembers size and times of each file as it was
when its sum was right, so that loading does not read 145 MB (or 1.6 GB) again; a file that was touched since is
read again. The stamp guards against damage and half files, not against a person who forges both.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.manifest import Model, ModelFile
from callcoach_desktop.system.files import write_atomic

STAMP = ".verified.json"
# Files of these kinds change what faster-whisper loads; anything else (a read-me, a desktop's own file) is harmless.
_LOADED_KINDS = (".json", ".txt", ".bin")
_BLOCK = 1 << 20

Progress = Callable[[int, int, str], None]  # bytes done, bytes in all, what is being done
Cancel = Callable[[], bool]


def no_progress(_done: int, _total: int, _note: str) -> None:
    """The progress of somebody who does not want to know."""


def never() -> bool:
    """The cancel of something that is never cancelled."""
    return False


def sha256_of(path: Path, *, cancelled: Cancel = never, on_bytes: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file, in lower-case hex. Raises OSError and Cancelled."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if cancelled():
                raise Cancelled
            digest.update(block)
            if on_bytes is not None:
                on_bytes(len(block))
    return digest.hexdigest()


def verify_folder(
    folder: Path,
    model: Model,
    *,
    again: bool = False,
    strangers: bool = True,
    progress: Progress = no_progress,
    cancelled: Cancel = never,
) -> tuple[ModelFile, ...]:
    """The files of the model that `folder` holds, all of them whole.

    `again` reads every file even when the stamp says that it is unchanged. `strangers` refuses files that
    faster-whisper might load and that are not the model's.
    Raises KnownError (`model_missing`, `model_broken`) and Cancelled.
    """
    if not folder.is_dir():
        raise KnownError(
            "model_missing",
            f"The speech model “{model.name}” is not on this machine.",
            f"Run: {get_command(model.name)}",
        )
    best: list[str] | None = None
    for files in model.builds:
        try:
            faults = _faults(folder, files, again, strangers, progress, cancelled)
        except OSError as error:
            faults = [f"cannot be read ({error.strerror or error})"]
        if not faults:
            return files
        if best is None or len(faults) < len(best):
            best = faults
    raise KnownError(
        "model_broken",
        f"The speech model “{model.name}” in {folder} is not whole: {'; '.join(best or [])}.",
        f"Run: {get_command(model.name)}",
    )


def get_command(name: str) -> str:
    """What a person types to get the model."""
    return f"callcoach models get {name}"


def _faults(
    folder: Path, files: tuple[ModelFile, ...], again: bool, strangers: bool, progress: Progress, cancelled: Cancel
) -> list[str]:
    faults = []
    for file in files:
        path = folder / file.name
        if not path.is_file():
            faults.append(f"{file.name} is missing")
        elif (size := path.stat().st_size) != file.bytes:
            faults.append(f"{file.name} has {size:,} bytes instead of {file.bytes:,}")
    if strangers:
        faults.extend(f"{name} does not belong to it" for name in _strangers(folder, files))
    if faults:
        return faults  # not worth reading the large ones
    stamp = {} if again else _read_stamp(folder)
    seen: dict[str, list[int | str]] = {}
    total, done = sum(f.bytes for f in files), 0

    def read(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total, "checking")

    for file in files:
        path = folder / file.name
        seen[file.name] = [*_marks(path), file.sha256]
        if stamp.get(file.name) == seen[file.name]:
            done += file.bytes
        elif sha256_of(path, cancelled=cancelled, on_bytes=read) != file.sha256:
            faults.append(f"{file.name} has changed or is damaged (its checksum is wrong)")
    if faults:
        (folder / STAMP).unlink(missing_ok=True)
    elif stamp != seen:
        _write_stamp(folder, seen)
    return faults


def _strangers(folder: Path, files: tuple[ModelFile, ...]) -> list[str]:
    ours = {f.name for f in files}
    return sorted(
        p.name
        for p in folder.iterdir()
        if p.name not in ours and not p.name.startswith(".") and p.suffix.lower() in _LOADED_KINDS
    )


def _marks(path: Path) -> list[int]:
    """Size, time of the last write and (where the system has it) of the last change of any kind."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


def _read_stamp(folder: Path) -> dict[str, list[int | str]]:
    try:
        data = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _write_stamp(folder: Path, seen: dict[str, list[int | str]]) -> None:
    # A folder that we may not write to (installed for all users) works too: its files are read each time.
    with contextlib.suppress(OSError):
        write_atomic(folder / STAMP, json.dumps(seen, separators=(",", ":")).encode())
