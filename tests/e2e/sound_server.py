"""A sound server of our own: PulseAudio in a private folder, with null sinks in the place of devices."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

import pytest

BEGINS_S = 60.0  # until the server answers, at the most


def missing() -> str | None:
    """Why there can be no server here, None when there can."""
    for name in ("pulseaudio", "pactl", "pacat", "paplay"):
        if shutil.which(name) is None:
            return f"{name} is not installed (packages pulseaudio and pulseaudio-utils)"
    return None


class SoundServer:
    """Starts with the sinks `room` (whose monitor is the microphone) and `speakers`; use as a context."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ccpa-"))  # short: a socket's path has 107 characters at most
        self.environment = {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder / "p"),
            "PULSE_STATE_PATH": str(self.folder / "s"),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_SERVER": f"unix:{self.folder}/native",
        }
        self._modules: dict[str, str] = {}
        self._hums: dict[str, int] = {}

    def __enter__(self) -> Self:
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--log-level=error",
        ]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "-L", f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1"],
                env={**os.environ, **self.environment},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        pause, end = threading.Event(), time.monotonic() + BEGINS_S
        while self._pactl("info").returncode != 0:
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "log").read_text())
            pause.wait(0.1)
        self.plug("room", "Room")
        self.plug("speakers", "Speakers")
        return self

    def __exit__(self, *_: object) -> None:
        for hum in self._hums.values():
            self._quiet(hum)
        self._process.terminate()
        self._process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def plug(self, name: str, description: str) -> None:
        """Add a device."""
        done = self._pactl(
            "load-module", "module-null-sink", f"sink_name={name}", f"sink_properties=device.description={description}"
        )
        assert done.returncode == 0, done.stderr
        self._modules[name] = done.stdout.strip()
        # A null sink that nobody plays to sleeps two seconds at a time; a device's clock runs always.
        # In the background of a shell that ends: it belongs to the server and not to the test that plugs it in.
        line = f"pacat --playback -d {name} --latency-msec=40 /dev/zero >/dev/null 2>&1 & echo $!"
        done = subprocess.run(
            ["sh", "-c", line], env={**os.environ, **self.environment}, capture_output=True, text=True, check=True
        )
        self._hums[name] = int(done.stdout)

    def wire(self, name: str, description: str, sink: str) -> None:
        """Add a microphone that hears what is played into a sink: its monitor is none to whoever lists devices."""
        done = self._pactl(
            "load-module", "module-remap-source", f"master={sink}.monitor", f"source_name={name}",
            f"source_properties=device.description={description}",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def speak_through(self, sink: str) -> None:
        """Make a sink the one that programs play to."""
        done = self._pactl("set-default-sink", sink)
        assert done.returncode == 0, done.stderr

    def unplug(self, name: str) -> None:
        """Take a device away."""
        self._quiet(self._hums.pop(name))
        assert self._pactl("unload-module", self._modules.pop(name)).returncode == 0

    def play(self, sink: str, path: Path) -> subprocess.Popen[bytes]:
        """Begin to play a file into a device."""
        return subprocess.Popen(
            ["paplay", "-d", sink, "--latency-msec=4000", str(path)], env={**os.environ, **self.environment}
        )

    @staticmethod
    def _quiet(hum: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(hum, signal.SIGTERM)

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *arguments], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def _server():
    why = missing()
    if why is not None:
        pytest.skip(why)
    with SoundServer() as server:
        yield server


@pytest.fixture
def sounds(_server, monkeypatch):
    """A sound server with the devices `room` and `speakers`, the one that this test and its children find."""
    for key, value in _server.environment.items():
        monkeypatch.setenv(key, value)
    return _server
