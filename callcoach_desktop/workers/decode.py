"""The child that opens files of strangers: decodes one into the working copy, with progress."""

from __future__ import annotations

import time
from pathlib import Path

from callcoach_desktop.audio.decode import decode_to_copy
from callcoach_desktop.domain.codec import sound_copy_to_json
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.protocol import Message

PROGRESS_SECONDS = 0.2  # at most five progress messages a second


def run() -> int:
    """Serve decode requests until the parent goes; returns the exit status."""
    return serve({"decode": _decode})


def _decode(request: Message, channel: Channel) -> None:
    """Answer with `decoded` (its `notes` are sentences for the call) after any number of `progress`."""
    notes: list[str] = []
    last = 0.0

    def progress(done: float, total: float | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_SECONDS:
            last = now
            channel.send(
                "progress", id=request["id"], done=round(done, 2), total=None if total is None else round(total, 2)
            )

    copy = decode_to_copy(
        Path(request["source"]),
        Path(request["folder"]),
        on_progress=progress,
        cancelled=lambda: channel.cancelled(request["id"]),
        on_note=notes.append,
    )
    channel.send("decoded", id=request["id"], copy=sound_copy_to_json(copy), notes=notes)
