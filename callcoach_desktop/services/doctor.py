"""What works on this machine, and how to mend what does not."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services import probes
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.models import DEFAULT_MODEL, ensure_model, verify_model
from callcoach_desktop.services.probes import ProbeFailed, probe
from callcoach_desktop.system import display
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.paths import home, models_folder

DISK_STOP_BYTES = 500_000_000  # below this an import of an hour of stereo (120 MB working copy) may not end well
DISK_LOW_BYTES = 2_000_000_000
MEMORY_LOW_BYTES = 1_500_000_000  # the transcribing child's budget is 1.2 GB (docs: 3-hour stereo call, base)
_REINSTALL = "Install CallCoach again (in a checkout: make setup)."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `mend` says what to do when it is not ok; `essential`: without it no call can be
    imported and shown (a machine without a sound card still can)."""

    check: str
    ok: bool
    detail: str
    mend: str | None = None
    essential: bool = True


def examine(library: Path, *, thorough: bool = False) -> list[Check]:
    """Look at everything; nothing is changed (a library that is not there is not made). Takes some seconds.

    `thorough` also reads every index of the database and every file of the model.
    """
    looks: list[Callable[[], list[Check]]] = [
        lambda: [_model(thorough=thorough)],
        _recogniser,
        lambda: [_decoding()],
        lambda: [_database_works()],
        lambda: [_library(library, thorough=thorough)],
        lambda: [_disk("disk: library", library), _disk("disk: models", models_folder())],
        lambda: [_permissions(home())],
        lambda: [_memory()],
        lambda: [_sound_devices()],
        lambda: [_window()],
    ]
    # Mostly waiting for children; more than three at once would only slow each other down.
    with ThreadPoolExecutor(3, thread_name_prefix="doctor") as pool:
        return [check for checks in pool.map(lambda look: look(), looks) for check in checks]


def healthy(checks: list[Check]) -> bool:
    """Whether every essential check passed."""
    return all(check.ok for check in checks if check.essential)


def _model(*, thorough: bool) -> Check:
    try:
        folder = verify_model() if thorough else ensure_model()
    except KnownError as error:
        return Check("model", False, error.problem.what, error.problem.do)
    return Check("model", True, f"{DEFAULT_MODEL}, whole, in {folder}")


def _recogniser() -> list[Check]:
    try:
        folder = [str(ensure_model())]
    except KnownError:
        folder = []  # told by its own check
    try:
        found = probe(probes.SPEECH, *folder)
    except ProbeFailed as failure:
        return [Check("recogniser", False, f"Speech recognition does not start: {failure}.", _REINSTALL)]
    versions = f"faster-whisper {found['faster_whisper']}, CTranslate2 {found['ctranslate2']}"
    loaded = f"; the model loads and answers in {found['loaded']:.1f} s" if found["loaded"] is not None else ""
    checks = [
        Check(
            "recogniser",
            "int8" in found["cpu"],
            f"{versions}, on the CPU by {', '.join(found['cpu'])}{loaded}",
            None if "int8" in found["cpu"] else "This processor lacks int8; expect transcription to be slow.",
        )
    ]
    if found["gpus"]:
        detail = f"{found['gpus']} CUDA GPU, by {', '.join(found['gpu_types'])}"
        checks.append(Check("gpu", True, detail, essential=False))
    elif found["gpu_problem"]:
        checks.append(
            Check(
                "gpu",
                False,
                f"A GPU cannot be used: {found['gpu_problem']}",
                "Update the NVIDIA driver and CUDA libraries; until then the CPU is used.",
                essential=False,
            )
        )
    else:
        checks.append(Check("gpu", True, "none that CUDA knows; the CPU is used", essential=False))
    return checks


def _decoding() -> Check:
    try:
        found = probe(probes.DECODING)
    except ProbeFailed as failure:
        return Check("decoding", False, f"Sound files cannot be read: {failure}.", _REINSTALL)
    detail = f"PyAV {found['av']}, libsndfile {found['libsndfile']}"
    if found["missing"]:
        return Check(
            "decoding",
            False,
            f"{detail}; these kinds of sound cannot be read: {', '.join(found['missing'])}",
            "Install CallCoach again with the PyAV of its lock file; until then convert such files to WAV.",
            essential=False,
        )
    return Check("decoding", True, detail)


def _database_works() -> Check:
    """A scratch library: this SQLite can do what ours needs (WAL, STRICT, full-text search)."""
    try:
        # The library is closed before its folder is removed: the contexts end in reverse order.
        with (
            tempfile.TemporaryDirectory(prefix="callcoach-doctor-") as folder,
            Library.open(Path(folder) / "library") as library,
        ):
            faults = library.db.check()
    except (KnownError, OSError) as error:
        return Check("database", False, f"A library cannot be made on this machine: {error}", _REINSTALL)
    if faults:
        return Check("database", False, f"A new library is not sound: {faults[0]}", _REINSTALL)
    return Check("database", True, "SQLite with full-text search works")


def _library(folder: Path, *, thorough: bool) -> Check:
    if not (folder / "library.db").exists():
        return Check("library", True, f"none yet; the first import makes it in {folder}")
    try:
        with Library.open(folder) as library:
            faults = library.db.check(thorough=thorough)
            count = library.count()
    except KnownError as error:
        return Check("library", False, error.problem.what, error.problem.do)
    if faults:
        mend = f"Close CallCoach, keep a copy of {folder}, and put the newest file of its folder backups in its place."
        return Check("library", False, f"The database is damaged: {'; '.join(faults[:3])}", mend)
    return Check("library", True, f"{count:,} calls in {folder}, whole")


def _disk(name: str, folder: Path) -> Check:
    try:
        free = free_bytes(folder)
    except OSError as error:
        return Check(name, False, f"{folder} cannot be looked at: {error.strerror or error}", "Check that disk.")
    detail = f"{free / 1e9:,.1f} GB free for {folder}"
    if free < DISK_STOP_BYTES:
        return Check(name, False, detail, "Free some space on this disk.")
    if free < DISK_LOW_BYTES:
        return Check(name, False, f"{detail}: soon too little", "Free some space on this disk.", essential=False)
    return Check(name, True, detail)


def _permissions(folder: Path) -> Check:
    """Whether we may write, and whether others may not read."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        mend = f"Give your user the right to write in {there}, or set CALLCOACH_HOME to another folder."
        return Check("permissions", False, f"{there} cannot be written: {error.strerror or error}", mend)
    if there != folder:
        return Check("permissions", True, f"{folder} is not there yet and can be made")
    if sys.platform != "win32":
        mode = folder.stat().st_mode & 0o777
        if mode & 0o077:
            detail = f"Other users of this machine may look into {folder} (mode {mode:o})"
            return Check("permissions", False, detail, f'Run: chmod 700 "{folder}"', essential=False)
    return Check("permissions", True, f"{folder} is yours alone")


def _memory() -> Check:
    total, free = probes.memory()
    cores = os.cpu_count() or 1
    if total is None:
        return Check("memory", True, f"{cores} cores; this system does not tell its memory", essential=False)
    detail = f"{cores} cores, {total / 1e9:,.1f} GB of memory" + (f", {free / 1e9:,.1f} GB free" if free else "")
    if (total if free is None else free) < MEMORY_LOW_BYTES:
        mend = "Close other programs before a long call is transcribed, or use the model tiny.en."
        return Check("memory", False, detail, mend, essential=False)
    return Check("memory", True, detail, essential=False)


def _sound_devices() -> Check:
    try:
        found = probe(probes.SOUND)
    except ProbeFailed as failure:
        mend = "Install PortAudio (Debian, Ubuntu: libportaudio2)." if sys.platform == "linux" else _REINSTALL
        return Check("sound devices", False, f"Sound devices cannot be listed: {failure}.", mend, essential=False)
    inputs, outputs = found["inputs"], found["outputs"]
    detail = f"{len(inputs)} to record from, {len(outputs)} to play on"
    if not inputs or not outputs:
        mend = "Connect a headset, or start the sound server; calls can be imported and read without."
        return Check("sound devices", False, detail, mend, essential=False)
    return Check("sound devices", True, f"{detail} (first: {inputs[0]} / {outputs[0]})", essential=False)


def _window() -> Check:
    if not display.has_display():
        return Check("window", False, display.NO_DISPLAY, display.WHAT_TO_DO, essential=False)
    try:
        found = probe(probes.WINDOW)
    except ProbeFailed as failure:
        mend = (
            "Install the libraries that Qt names (Debian, Ubuntu: libegl1 libxkbcommon0 libxcb-cursor0)."
            if sys.platform == "linux"
            else _REINSTALL
        )
        return Check("window", False, f"The window cannot be opened: {failure}.", mend, essential=False)
    screen = found["screen"]
    size = f", screen {screen[0]} x {screen[1]}" if screen else ""
    return Check("window", True, f"Qt {found['qt']} on {found['platform']}{size}", essential=False)
