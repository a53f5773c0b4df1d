"""From the recorder's own seconds to those of the finished file: what was paused is cut out, what came after the stop
is cut off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from callcoach_desktop.audio.journal import Entry


class Timeline:
    """Made from a journal, whole or torn: a pause without an end goes on to the end."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.cuts: list[tuple[float, float]] = []
        stopped = begun = math.inf
        for entry in entries:
            match entry["k"]:
                case "pause":
                    begun = float(entry["t"])
                case "resume" if begun < math.inf:
                    self.cuts.append((begun, float(entry["t"])))
                    begun = math.inf
                case "stopping":
                    stopped = float(entry["t"])
                case "going_on":
                    stopped = math.inf
        if begun < math.inf:
            self.cuts.append((begun, math.inf))
        self.end = self.at(stopped) if stopped < math.inf else math.inf
        """The second of the file at which it ends; infinite when nobody stopped it."""

    def at(self, t: float) -> float:
        """The second of the file for a second of the recorder; a moment in a pause lies where the pause was cut."""
        return t - sum(min(t, end) - begin for begin, end in self.cuts if begin < t)

    def removed_before(self, t: float) -> float:
        """Seconds that were cut out before sound that begins at about `t`: its clock may be off a little."""
        return sum(end - begin for begin, end in self.cuts if (begin + end) / 2 < t)

    def happened(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        """Marks, lost and found sources, pauses and sleep in order, `t` in seconds of the file."""
        kinds = {"mark", "lost", "back", "returned", "resume", "slept"}
        placed = ({**entry, "t": round(self.at(float(entry["t"])), 3)} for entry in entries if entry["k"] in kinds)
        return [entry for entry in placed if entry["t"] <= self.end]
