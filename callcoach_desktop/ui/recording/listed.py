"""What the list of calls says of recordings whose sound is not brought in yet."""

from __future__ import annotations

from collections.abc import Collection

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.recorder import Recorder


def listed(recorder: Recorder, cut_off: Collection[str]) -> dict[str, tuple[str, float | None]]:
    """By call, a word and the seconds that are recorded until now (None: not known)."""
    found: dict[str, tuple[str, float | None]] = {call: (tr("Cut off"), None) for call in cut_off}
    if recorder.active and recorder.call:
        live = recorder.live
        word = {"paused": tr("Paused"), "saving": tr("Saving")}.get(live.phase, tr("Recording"))
        found[recorder.call] = (word, live.seconds)
    return found
