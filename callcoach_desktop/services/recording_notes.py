"""What happened while a call was recorded, as its bookmarks and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.times import clock
from callcoach_desktop.store.ids import new_id

_NAMES = {"mic": "The microphone", "system": "What the computer played"}
_GONE = {"mic": "your side", "system": "the other side"}


def notes_of(made: dict[str, Any]) -> Iterator[str]:
    """Sentences about the whole recording; `made` is what the recorder's `finalised` tells."""
    for track in made["silent"]:
        yield f"{_NAMES.get(track, track)} was silent for the whole recording."
    lost = [one for one in made["happened"] if one["k"] == "lost"]
    for track in dict.fromkeys(str(one["track"]) for one in lost):
        times = [clock(one["t"]) for one in lost if one["track"] == track]
        yield f"The source of {_GONE.get(track, track)} was lost at {', '.join(times)}; until it was back it is silent."
    slept = sum(float(one["seconds"]) for one in made["happened"] if one["k"] == "slept")
    if slept:
        yield f"The computer slept for {clock(slept)} while it recorded; that time is missing."


def comments_of(happened: Sequence[dict[str, Any]], created_at: str) -> list[Comment]:
    """Bookmarks for marks, lost and found sources, pauses and sleep, in order of time."""
    found = []
    for one in happened:
        track, device = str(one.get("track", "")), str(one.get("device", ""))
        match one["k"]:
            case "mark":
                text = str(one.get("text", ""))
            case "lost":
                text = f"“{device}” was lost: {_GONE.get(track, track)} is silent from here"
            case "back":
                text = f"{_GONE.get(track, track).capitalize()} is recorded again, from “{device}”"
            case "returned":
                text = f"{_GONE.get(track, track).capitalize()} is recorded from “{device}” again"
            case "resume":
                text = "The recording was paused here"
            case _:
                text = f"The computer slept for {clock(float(one['seconds']))} here"
        found.append(Comment(new_id(), "bookmark", max(0.0, float(one["t"])), None, text, created_at))
    return found
