"""The child that records: it goes on when nobody listens to it, and stops cleanly when its parent is gone."""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from callcoach_desktop.audio.capture import RESERVE, Recorder
from callcoach_desktop.audio.devices import Devices
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.system.locks import FileLock
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.meter import meter
from callcoach_desktop.workers.protocol import Message

LOCK = ".lock"
_gone = threading.Event()


def run() -> int:
    """Serve until the parent goes; returns the exit status."""
    return serve({"devices": _devices, "record": _record, "finalise": _finalise, "meter": meter}, on_end=_gone.set)


def _devices(request: Message, channel: Channel) -> None:
    devices = Devices()
    try:
        channel.send("sources", id=request["id"], devices=[asdict(device) for device in devices.list()])
    finally:
        devices.close()


def _record(request: Message, channel: Channel) -> None:
    """Answer with `recording`, then `level` once a second and `lost`/`back`, at last `recorded`."""
    folder = Path(request["folder"])
    devices = Devices()
    lock = FileLock(folder / LOCK)  # freed by the system when this process dies: then the recording was cut off
    lock.acquire()
    try:
        mic = devices.choose("mic", request["mic"])
        system = None if request["system"] == "none" else devices.choose("system", request["system"])
        if system is not None and system.key == mic.key:
            system = None
        recorder = Recorder(folder, mic, system, request["facts"], devices)

        def stop() -> str | None:
            if _gone.is_set():
                return "parent_gone"
            while (message := channel.waiting()) is not None:
                if message["type"] == "stop":
                    return "stopped"
                if message["type"] == "mark":
                    recorder.mark(str(message["text"]))
            limit = request.get("seconds")
            return "time" if limit is not None and recorder.seconds >= limit else None

        def tell(kind: str, fields: dict[str, Any]) -> None:
            if not _gone.is_set():
                channel.send(kind, id=request["id"], **fields)

        seconds, why = recorder.run(stop, tell, int(request.get("reserve", RESERVE)))
        if _gone.is_set():
            raise SystemExit(0)
        channel.send("recorded", id=request["id"], seconds=round(seconds, 3), why=why)
    finally:
        devices.close()
        lock.release()


def _finalise(request: Message, channel: Channel) -> None:
    def progress(done: float, total: float) -> None:
        channel.send("progress", id=request["id"], done=round(done, 1), total=round(total, 1))

    made = finalise(Path(request["folder"]), progress)
    channel.send("finalised", id=request["id"], **{**asdict(made), "path": str(made.path)})
