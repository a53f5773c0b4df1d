"""The child that records: it goes on when its window dies, and stops cleanly when its parent says that it goes."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from callcoach_desktop.audio.capture import Recorder
from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.audio.live import SILENT_DB, LiveMeter
from callcoach_desktop.audio.pulse import RATE
from callcoach_desktop.audio.watching import Warnings
from callcoach_desktop.domain.recording import RESERVE
from callcoach_desktop.system.files import make_private
from callcoach_desktop.system.locks import FileLock
from callcoach_desktop.workers.control import Hub
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.live import LiveFigures
from callcoach_desktop.workers.meter import meter
from callcoach_desktop.workers.protocol import Message

LOCK = ".lock"
ALONE = 900.0  # seconds of silence after which a recording that no window follows any more ends by itself
_FIRST_SOUND_S = 2.0  # seconds that a device may take to begin
_gone = threading.Event()
_ended = threading.Event()  # the system ends this process (log out, shut down)


def run() -> int:
    """Serve until the parent goes and no recording runs; returns the exit status."""
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: _ended.set())
    handlers = {"devices": _devices, "record": _record, "finalise": _finalise, "meter": meter, "test": _test}
    return serve(handlers, on_end=_gone.set)


def _devices(request: Message, channel: Channel) -> None:
    devices = Devices()
    try:
        channel.send("sources", id=request["id"], devices=[asdict(device) for device in devices.list()])
    finally:
        devices.close()


def _sources(request: Message, devices: Devices) -> dict[str, Device]:
    """The sources that were asked for by track. Raises KnownError."""
    mic = devices.choose("mic", request["mic"])
    system = None if request["system"] == "none" else devices.choose("system", request["system"])
    return {"mic": mic} if system is None or system.key == mic.key else {"mic": mic, "system": system}


def _record(request: Message, channel: Channel) -> None:
    """Answer with what `Recorder` tells, at last `recorded`, when its files are closed and its lock is free."""
    folder = Path(request["folder"])
    devices = Devices()
    lock = FileLock(folder / LOCK)  # freed by the system when this process dies: then the recording was cut off
    lock.acquire()
    try:
        sources = _sources(request, devices)
        hub = Hub(channel, request["id"], folder)
        try:
            reserve = int(request.get("reserve", RESERVE))
            recorder = Recorder(folder, sources, request["facts"], devices, hub.tell, LiveFigures(), reserve)
            limit = request.get("seconds")
            seconds, why = recorder.run(lambda: _reason(recorder, hub, channel, limit))
            lock.release()
            hub.tell("recorded", {"seconds": round(seconds, 3), "why": why})
        finally:
            hub.close()
        if _gone.is_set():
            raise SystemExit(0)
    finally:
        devices.close()
        lock.release()


def _reason(recorder: Recorder, hub: Hub, channel: Channel, limit: float | None) -> str | None:
    """Do what was asked; why the recording is to stop, None when it goes on."""
    if _ended.is_set():
        return "terminated"
    while (message := hub.next()) is not None:
        match message["type"]:
            case "stop" if message.get("undo_s"):
                recorder.stop_after(float(message["undo_s"]))
            case "stop":
                return "stopped"
            case "go_on":
                recorder.go_on()
            case "pause":
                recorder.pause()
            case "resume":
                recorder.resume()
            case "mark":
                recorder.mark(str(message["text"]))
            case "beep":
                recorder.beeped()
    if _gone.is_set() and channel.orderly:
        return "parent_gone"
    if _gone.is_set() and not hub.joined and recorder.quiet_for >= ALONE:
        return "nobody"
    return "time" if limit is not None and recorder.seconds >= limit else None


def _finalise(request: Message, channel: Channel) -> None:
    def progress(done: float, total: float) -> None:
        channel.send("progress", id=request["id"], done=round(done, 1), total=round(total, 1))

    made = finalise(Path(request["folder"]), progress)
    channel.send("finalised", id=request["id"], **{**asdict(made), "path": str(made.path)})


def _test(request: Message, channel: Channel) -> None:
    """Record some seconds into `test.wav`, the microphone left, and answer with what was heard."""
    devices, blocks = Devices(), dict[str, list[bytes]]()
    streams: list[Any] = []
    try:
        sources = _sources(request, devices)
        for track, device in sources.items():
            streams.append(devices.open(device.key, _into(blocks.setdefault(track, []))))
        # By the sound and not by the clock: the first of it may take most of a second to come.
        wanted = int(float(request["seconds"]) * RATE) * 2  # bytes
        wait, end = threading.Event(), time.monotonic() + float(request["seconds"]) + _FIRST_SOUND_S
        while time.monotonic() < end and not channel.cancelled(request["id"]):
            if any(sum(map(len, tuple(some))) >= wanted for some in blocks.values()):
                break
            wait.wait(0.1)
            devices.fetch()
    finally:
        for stream in streams:
            stream.close()
        devices.close()
    sounds = {track: np.frombuffer(b"".join(some), dtype=np.int16) for track, some in blocks.items()}
    listener = LiveMeter(list(sounds))
    for track, sound in sounds.items():
        listener.tracks[track].push(sound)
    listener.advance()
    muted = {track for track, device in sources.items() if device.muted}
    warnings = Warnings(listener).look(muted)
    levels = {track: heard.level() for track, heard in listener.tracks.items()}
    for track, level in levels.items():
        if level <= SILENT_DB:
            warnings.append("unheard" if track == "system" else f"{track}:silent")
    path = Path(request["folder"]) / "test.wav"
    sheet = np.zeros((max((len(sound) for sound in sounds.values()), default=0), len(sounds)), dtype=np.int16)
    for place, sound in enumerate(sounds.values()):
        sheet[: len(sound), place] = sound
    soundfile.write(path, sheet, RATE, subtype="PCM_16")
    make_private(path)
    channel.send("tested", id=request["id"], path=str(path), levels=levels, warnings=list(dict.fromkeys(warnings)))


def _into(blocks: list[bytes]) -> Callable[[float, bytes], None]:
    def keep(_when: float, data: bytes) -> None:
        blocks.append(data)

    return keep
