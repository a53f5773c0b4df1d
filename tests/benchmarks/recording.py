"""What kill -9 costs a recording, and what recording costs the machine (Linux, with PulseAudio installed).

    recording.py [--kills 100] [--seconds 60]

Starts a sound server of its own with null sinks. First the recorder is killed at random moments, four recordings at a
time; printed are seconds lost (median, worst) and how many were recovered. Then one recording of both tracks runs for
`--seconds`, and one of the microphone alone (the field); printed are the recorder's share of one core, its memory,
dropped blocks, and how far apart the tracks are.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from cut_off import Cut, kill_at_random
from sound_server import SoundServer, missing

from callcoach_desktop.audio.finalise import stretches
from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.audio.parts import TrackReader
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings

SOURCES = ("room.monitor", "speakers.monitor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    why = missing()
    if why is not None:
        parser.exit(1, f"{why}\n")
    with SoundServer() as server, tempfile.TemporaryDirectory() as home:
        os.environ.update(server.environment)
        library = Library.open(Path(home) / "library")
        try:
            if arguments.kills:
                print(json.dumps(kills(library, arguments.kills)), flush=True)
            if arguments.seconds:
                print(json.dumps({"tracks": 2, **cost(library, arguments.seconds, SOURCES[1])}), flush=True)
                print(json.dumps({"tracks": 1, **cost(library, arguments.seconds, "none")}), flush=True)
        finally:
            library.close()


def kills(library: Library, count: int) -> dict[str, object]:
    """Kill the recorder `count` times."""
    recordings, dice = Recordings(library), random.Random(20)
    folder = library.folder / "recordings/.inprogress"
    cuts: list[Cut] = []
    while len(cuts) < count:
        cuts += kill_at_random(recordings, folder, SOURCES, min(4, count - len(cuts)), dice)
    lost = [cut.lost for cut in cuts]
    return {
        "kills": len(cuts),
        "recovered": sum(cut.status == "recovered" for cut in cuts),
        "lost_median_s": round(statistics.median(lost), 3),
        "lost_worst_s": round(max(lost), 3),
    }


def cost(library: Library, seconds: int, system: str) -> dict[str, object]:
    """Record for a while and measure the recorder."""
    recordings = Recordings(library)
    used, memory = 0.0, 0
    with recordings.record(mic=SOURCES[0], system=system, seconds=seconds) as session:
        begun = None
        for event in session.events(lambda: False):
            if event["type"] == "level":
                ticks = Path(f"/proc/{session.pid}/stat").read_text().rsplit(") ", 1)[1].split()
                now = time.monotonic(), (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
                begun = begun or now
                used = (now[1] - begun[1]) / max(1e-9, now[0] - begun[0])
                status = Path(f"/proc/{session.pid}/status").read_text()
                memory = int(status.split("VmHWM:")[1].split()[0]) // 1024
    folder = library.folder / "recordings/.inprogress" / session.call
    journal = read_journal(folder)
    ends, gaps = {}, {}
    for track in ("mic", "system") if system != "none" else ("mic",):
        reader = TrackReader(folder, track, journal)
        line = stretches(track, reader.frames, journal)
        reader.close()
        ends[track], gaps[track] = line[-1].at(line[-1].end), len(line) - 1
    done = recordings.finish(session.call, with_import=False)
    return {
        "seconds": round(done.audio_seconds, 2),
        "recorder_share_of_a_core": round(used, 4),
        "recorder_peak_mib": memory,
        "dropped_blocks": sum(entry["blocks"] for entry in journal if entry["k"] == "dropped"),
        "gaps": gaps,
        "ends_apart_s": round(max(ends.values()) - min(ends.values()), 3),
    }


if __name__ == "__main__":
    main()
