"""Small looks at this machine, each in a child process: native code that crashes or hangs there harms nobody.

The process that asks never imports PortAudio, ctranslate2, onnxruntime, av or Qt.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from callcoach_desktop.speech.models.offline import OFFLINE

TIMEOUT_SECONDS = 90.0  # a slow disk may need half a minute for the first import of the native libraries

# What a child runs: prints one JSON object as its last line. `argv[1:]` are the arguments of `probe`.
SPEECH = """
import json, sys, time
import ctranslate2, faster_whisper, onnxruntime
try:
    gpus = ctranslate2.get_cuda_device_count()
    gpu_types = sorted(ctranslate2.get_supported_compute_types("cuda")) if gpus else []
    gpu_problem = None
except RuntimeError as error:
    gpus, gpu_types, gpu_problem = 0, [], str(error)
answer = {"ctranslate2": ctranslate2.__version__, "faster_whisper": faster_whisper.__version__,
          "onnxruntime": onnxruntime.__version__, "cpu": sorted(ctranslate2.get_supported_compute_types("cpu")),
          "gpus": gpus, "gpu_types": gpu_types, "gpu_problem": gpu_problem, "loaded": None}
if len(sys.argv) > 1:
    import numpy
    start = time.monotonic()
    model = faster_whisper.WhisperModel(sys.argv[1], device="cpu", compute_type="int8", local_files_only=True)
    segments, _ = model.transcribe(numpy.zeros(16000, numpy.float32), language="en", beam_size=1, temperature=0)
    list(segments)
    answer["loaded"] = round(time.monotonic() - start, 2)
print(json.dumps(answer))
"""

DECODING = """
import json
import av, soundfile
wanted = ["aac", "amrnb", "amrwb", "flac", "mp3", "opus", "vorbis", "pcm_s16le", "wmav2"]
missing = []
for name in wanted:
    try:
        av.codec.Codec(name, "r")
    except ValueError:
        missing.append(name)
print(json.dumps({"av": av.__version__, "libsndfile": soundfile.__libsndfile_version__, "missing": missing}))
"""

SOUND = """
import json
import sounddevice
devices = [dict(d) for d in sounddevice.query_devices()]
print(json.dumps({"inputs": [d["name"] for d in devices if d["max_input_channels"]],
                  "outputs": [d["name"] for d in devices if d["max_output_channels"]]}))
"""

WINDOW = """
import json
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
screen = app.primaryScreen()
size = screen.size() if screen else None
print(json.dumps({"qt": qVersion(), "platform": app.platformName(),
                  "screen": [size.width(), size.height()] if size else None}))
"""


class ProbeFailed(Exception):  # noqa: N818 - an outcome: this does not work here
    """Why a look failed, in the child's own last words."""


def probe(script: str, *arguments: str, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """Run a script in a child and return what it found. Raises ProbeFailed."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", script, *arguments],  # -P: no module of the current folder
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, **OFFLINE},
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProbeFailed(f"no answer within {timeout:.0f} s") from error
    except OSError as error:
        raise ProbeFailed(f"the check could not be started ({error.strerror or error})") from error
    if done.returncode != 0:
        raise ProbeFailed(_last_words(done.returncode, done.stderr))
    try:
        answer = json.loads(done.stdout.strip().rpartition("\n")[2])
    except ValueError as error:
        raise ProbeFailed("the check gave no answer") from error
    if not isinstance(answer, dict):
        raise ProbeFailed("the check gave no answer")
    return answer


def _last_words(status: int, stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if not any(line.startswith("Traceback") for line in lines):
        # A native library names the cause first and its consequences after it.
        lines = [line for line in lines if "could not" in line.lower()][:1] or lines
    last = lines[-1][:200].rstrip(".") if lines else ""
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"it crashed ({name})" + (f": {last}" if last else "")
    return last or f"it ended with status {status}"


def memory() -> tuple[int | None, int | None]:
    """Bytes of memory in all and free for use, with a container's limit; None where the system does not tell."""
    if sys.platform == "win32":
        return _memory_windows()
    try:
        total: int | None = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        total = None
    free = _meminfo_available(Path("/proc/meminfo"))
    limit, used = (_number(Path("/sys/fs/cgroup") / name) for name in ("memory.max", "memory.current"))
    if limit is not None and (total is None or limit < total):
        total = limit
        if used is not None:
            room = max(0, limit - used)
            free = room if free is None else min(free, room)
    return total, free


def _meminfo_available(path: Path) -> int | None:
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):  # "max": no limit
        return None


def _memory_windows() -> tuple[int | None, int | None]:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None, None
    return int(status.total), int(status.free)
