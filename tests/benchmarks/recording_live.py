"""Live figures beside those of the finished call: rendered calls, no speech model in the first, words in the second.

    recording_live.py CALLS SHOWN

CALLS holds `<id>.stereo.wav` (the rep left), SHOWN `<id>.json` (`callcoach show --json` of the imported calls).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import soundfile

from callcoach_desktop.audio.live import LiveMeter
from callcoach_desktop.workers.live import measured

NAMES = ("talk_ratio", "patience", "interruptions_by_rep", "longest_monologue")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("shown", type=Path)
    arguments = parser.parse_args()
    apart: dict[str, list[float]] = {name: [] for name in NAMES}
    for path in sorted(arguments.calls.glob("*.stereo.wav")):
        shown = arguments.shown / f"{path.name.split('.')[0]}.json"
        if not shown.exists():
            continue
        final = json.loads(shown.read_text())
        final = final.get("analysis", final)["metrics"]
        live = figures(path)
        for name in NAMES:
            if live[name] is not None and final[name] is not None:
                apart[name].append(abs(live[name] - final[name]))
    for name, some in apart.items():
        line = {"figure": name, "calls": len(some), "apart_median": np.median(some), "apart_worst": max(some)}
        print(json.dumps({key: round(v, 4) if isinstance(v, float) else v for key, v in line.items()}))


def figures(path: Path) -> dict[str, float | None]:
    """What the live meter says at the end of a call that comes second by second."""
    meter = LiveMeter(["mic", "system"])
    with soundfile.SoundFile(path) as file:
        while len(block := file.read(16_000, dtype="int16", always_2d=True)):
            for place, name in enumerate(("mic", "system")):
                meter.tracks[name].push(np.ascontiguousarray(block[:, place]))
            meter.advance()
        seconds = len(file) / file.samplerate
    return measured({name: track.every_span() for name, track in meter.tracks.items()}, seconds)


if __name__ == "__main__":
    main()
