"""Getting a model: its sources in turn, each failure's sentence kept, and one rename at the end."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Literal

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.archive import fetch_from_path, local_candidates
from callcoach_desktop.speech.models.manifest import HubSource, Model, Source
from callcoach_desktop.speech.models.staging import INCOMING, SourceFailed, Staging, forget_staging, remove_model_folder
from callcoach_desktop.speech.models.verify import Cancel, Progress, get_command, never, no_progress, verify_folder
from callcoach_desktop.system.files import private_folder
from callcoach_desktop.system.locks import FileLock

Via = Literal["hub", "mirror"]
_WAIT = 0.2  # seconds between two looks at another process's lock


def get_model_into(
    models: Path,
    model: Model,
    *,
    source: Path | None = None,
    via: Via | None = None,
    progress: Progress = no_progress,
    cancelled: Cancel = never,
) -> Path:
    """The verified folder of the model in `models`, fetched when it is not there or not whole.

    `source` names a folder or zip to take it from, and nothing else is tried then; `via` allows one kind of source.
    Two processes that get the same model do not fight: the second waits and finds it done. What was fetched before a
    break or a cancel is kept and used by the next try.
    Raises KnownError (`model_not_fetched`, `disk_full`, `models_folder`) and Cancelled.
    """
    try:
        private_folder(models.parent)
        private_folder(models)
        private_folder(models / INCOMING)
        lock = FileLock(models / INCOMING / f"{model.name}.lock")
        _acquire(lock, progress, cancelled)
    except OSError as error:
        raise _folder_error(models, error) from error
    try:
        folder = models / model.name
        if source is None and _is_whole(folder, model, progress, cancelled):
            return folder
        staging = _fetch(models, model, source, via, progress, cancelled)
        staging.publish(folder)
        verify_folder(folder, model, progress=progress, cancelled=never)
        forget_staging(models, model.name)
    except OSError as error:
        raise _folder_error(models, error) from error
    finally:
        lock.release()
    return folder


def remove_from(models: Path, model: Model) -> int:
    """Remove the model and everything half fetched of it; returns the bytes freed.

    Raises KnownError: `model_missing` when nothing of it is there, `model_busy` while it is being fetched,
    `models_folder`.
    """
    folder = models / model.name
    halves = list((models / INCOMING).glob(f"{model.name}-*"))
    if not folder.exists() and not halves:
        raise KnownError("model_missing", f"The speech model “{model.name}” is not on this machine.")
    lock = FileLock(models / INCOMING / f"{model.name}.lock")
    try:
        if not lock.acquire(blocking=False):
            raise KnownError("model_busy", f"The speech model “{model.name}” is being fetched.", "Cancel that first.")
        freed = sum(p.stat().st_size for top in (folder, *halves) for p in top.rglob("*") if p.is_file())
        if folder.is_dir():
            remove_model_folder(folder)
        forget_staging(models, model.name)
    except OSError as error:
        raise _folder_error(models, error) from error
    finally:
        lock.release()
    return freed


def _acquire(lock: FileLock, progress: Progress, cancelled: Cancel) -> None:
    pause = threading.Event()
    while not lock.acquire(blocking=False):
        progress(0, 0, "waiting for another CallCoach that gets this model")
        if cancelled():
            raise Cancelled
        pause.wait(_WAIT)


def _is_whole(folder: Path, model: Model, progress: Progress, cancelled: Cancel) -> bool:
    try:
        verify_folder(folder, model, progress=progress, cancelled=cancelled)
    except KnownError:
        return False
    return True


def _fetch(
    models: Path, model: Model, source: Path | None, via: Via | None, progress: Progress, cancelled: Cancel
) -> Staging:
    failures: list[str] = []
    paths = [source] if source is not None else local_candidates(model) if via is None else []
    for path in paths:
        try:
            return fetch_from_path(path, model, models, progress, cancelled)
        except SourceFailed as failure:
            failures.append(str(failure))
    for origin in model.sources if source is None else ():
        if via is not None and via != ("hub" if isinstance(origin, HubSource) else "mirror"):
            continue
        staging = Staging(models, model.name, origin.files)
        staging.open()
        staging.adopt(models / model.name, cancelled)
        try:
            _fetch_from(origin, staging, progress, cancelled)
        except SourceFailed as failure:
            staging.close()
            failures.append(str(failure))
        else:
            return staging
    raise KnownError(
        "model_not_fetched",
        f"The speech model “{model.name}” could not be fetched. {' '.join(failures) or 'It has no such source.'}",
        f"Try again when this machine is online, or copy the model's folder here and run: "
        f"{get_command(model.name)} --from PATH",
    )


def _fetch_from(origin: Source, staging: Staging, progress: Progress, cancelled: Cancel) -> None:
    # Imported only when something is fetched: with the model in place no network module is ever loaded.
    if isinstance(origin, HubSource):
        from callcoach_desktop.speech.models.hub import fetch_from_hub

        fetch_from_hub(origin, staging, progress, cancelled)
    else:
        from callcoach_desktop.speech.models.mirror import fetch_from_mirror

        fetch_from_mirror(origin, staging, progress, cancelled)


def _folder_error(models: Path, error: OSError) -> KnownError:
    return KnownError(
        "models_folder",
        f"The folder for speech models ({models}) cannot be used: {error.strerror or error}.",
        "Check its permissions, or set CALLCOACH_MODELS to another folder.",
    )
