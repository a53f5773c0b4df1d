"""What faults cost a recording (Linux, with PulseAudio installed).

    recording_faults.py [--apps 100] [--unloads 50] [--full]

`--apps`: the command line is killed at random moments of its recording, which goes on, is found again and stopped.
`--unloads`: the source of the computer's sound is taken out of the sound server in mid-call and put back.
`--full`: recordings into a tmpfs that fills, with the room that the program keeps free and without (needs `unshare`).
Printed are seconds lost (median, worst) and how many were recovered.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from sound_server import SoundServer

from callcoach_desktop.audio.finalise import finalise, stretches
from callcoach_desktop.audio.journal import read_journal, read_start
from callcoach_desktop.audio.parts import TrackReader
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import RESERVE
from callcoach_desktop.jobs.recording import RecordChild
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings

SOURCES = ("room.monitor", "speakers.monitor")
AT_ONCE = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apps", type=int, default=0)
    parser.add_argument("--unloads", type=int, default=0)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--full-in", type=Path, help=argparse.SUPPRESS)  # the child of --full: a tmpfs
    arguments = parser.parse_args()
    with SoundServer() as server, tempfile.TemporaryDirectory() as home:
        os.environ.update(server.environment)
        if arguments.apps:
            print(json.dumps(apps(Path(home) / "library", arguments.apps)), flush=True)
        if arguments.unloads:
            print(json.dumps(unloads(server, Path(home) / "library", arguments.unloads)), flush=True)
        if arguments.full_in:
            print(json.dumps(full(arguments.full_in)), flush=True)
    if arguments.full:
        for size, reserve in ((RESERVE + (3 << 20), RESERVE), (3 << 20, 0)):
            with tempfile.TemporaryDirectory() as place:
                mine = f"{sys.executable} {__file__} --full-in {place}"
                line = f"mount -t tmpfs -o size={size} tmpfs {place} && RESERVE={reserve} {mine}"
                subprocess.run(["unshare", "-rm", "sh", "-c", line], check=True)


def told(kind: str, lost: list[float], recovered: int) -> dict[str, object]:
    return {
        kind: len(lost),
        "recovered": recovered,
        "lost_median_s": round(statistics.median(lost), 3),
        "lost_worst_s": round(max(lost), 3),
    }


def apps(folder: Path, count: int) -> dict[str, object]:
    """Kill the command line `count` times; what is lost is what the finished file is shorter than the recording was."""
    library = Library.open(folder)
    recordings, dice = Recordings(library), random.Random(21)
    lost: list[float] = []
    found: list[bool] = []

    def one(wait: float) -> None:
        command = [sys.executable, "-m", "callcoach_desktop", "--library", str(folder), "record", "--json"]
        sources = ["--mic", SOURCES[0], "--system", SOURCES[1]]
        call, due = "", float("inf")
        with subprocess.Popen([*command, *sources], stdout=subprocess.PIPE, text=True) as app:
            for line in app.stdout:
                call = json.loads(line)["call"]
                if due == float("inf"):
                    due = time.monotonic() + wait
                    threading.Timer(wait, app.kill).start()
        with recordings.join(call) as session:
            begun = read_start(folder / "recordings/.inprogress" / call)["monotonic"]
            joined = time.monotonic()
            for event in session.events(lambda: time.monotonic() > joined + 1):
                if event["type"] == "recorded":
                    ended = time.monotonic()
        done = recordings.finish(call, with_import=False)
        found.append(done.status == "recovered")
        lost.append(max(0.0, ended - begun - done.audio_seconds))

    while len(lost) < count:
        waits = [dice.uniform(0, 3) for _ in range(min(AT_ONCE, count - len(lost)))]
        threads = [threading.Thread(target=one, args=(wait,)) for wait in waits]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    library.close()
    return told("app_kills", lost, sum(found))


def unloads(server: SoundServer, folder: Path, count: int) -> dict[str, object]:
    """Take the source away `count` times; what is lost is the silence beyond the time in which it was not there."""
    library = Library.open(folder)
    recordings, dice = Recordings(library), random.Random(22)
    away: list[tuple[float, float]] = []
    kinds: list[str] = []
    pause = threading.Event()
    with recordings.record(mic=SOURCES[0], system=SOURCES[1]) as session:
        over, back = threading.Event(), threading.Event()

        def pull() -> None:
            for _ in range(count):
                pause.wait(dice.uniform(0.5, 1.5))
                begun = time.monotonic()
                server.unplug("speakers")
                pause.wait(dice.uniform(0.2, 2.0))
                back.clear()
                server.plug("speakers", "Speakers")
                away.append((begun, time.monotonic()))
                back.wait(20)
            pause.wait(1.0)
            over.set()

        thread = threading.Thread(target=pull)
        for event in session.events(over.is_set):
            kinds.append(event["type"])
            if event["type"] == "level" and not thread.ident:
                thread.start()
            if event["type"] == "back":
                back.set()
        thread.join()
    place = folder / "recordings/.inprogress" / session.call
    journal = read_journal(place)
    origin = read_start(place)["monotonic"]
    silent = [hole for hole in holes(place, "system") if hole[1] - hole[0] > 0.2]
    # A source that was back before anybody looked leaves no hole; each other one belongs to the unloading in it.
    lost = []
    for gone, there in away:
        here = [end - begin for begin, end in silent if begin - 0.5 < gone - origin < end]
        lost.append(max(0.0, sum(here) - (there - gone)))
    mic = [hole for hole in holes(place, "mic") if hole[1] - hole[0] > 0.2]
    done = recordings.finish(session.call, with_import=False)
    library.close()
    return {
        **told("unloads", lost, int(done.status == "recovered") * count),
        "told_lost": kinds.count("lost"),
        "told_back": kinds.count("back"),
        "holes_in_the_other_track": len(mic),
        "seconds": round(done.audio_seconds, 1),
        "dropped_blocks": sum(entry["blocks"] for entry in journal if entry["k"] == "dropped"),
    }


def holes(folder: Path, track: str) -> list[tuple[float, float]]:
    """Where a track has no sound."""
    journal = read_journal(folder)
    reader = TrackReader(folder, track, journal)
    line = stretches(track, reader.frames, journal)
    reader.close()
    return [(a.at(a.end), b.at(b.first)) for a, b in itertools.pairwise(line)]


def full(place: Path) -> dict[str, object]:
    """Record until the disk is full."""
    reserve = int(os.environ["RESERVE"])
    facts = {"call": "x", "title": "x", "started_at": "2026-01-01T00:00:00"}
    fields = {"folder": str(place), "mic": SOURCES[0], "system": SOURCES[1], "facts": facts, "reserve": reserve}
    time.sleep(3)  # a null sink gives nothing in its first second and a half, which is no loss of the disk's
    with RecordChild() as child:
        ended = child.ask("record", "recorded", fields, 120)
    entries = read_journal(place)
    heard = {}
    for track in ("mic", "system"):
        reader = TrackReader(place, track, entries)
        heard[track] = round(reader.frames / 16_000, 2)
        reader.close()
    try:
        finished: object = round(finalise(place).seconds, 2)
    except (KnownError, OSError, RuntimeError) as error:
        finished = f"{type(error).__name__}: {error}"
    return {
        "reserve": reserve,
        "why": ended["why"],
        "seconds": ended["seconds"],
        "on_disk": heard,
        "closed_cleanly": entries[-1]["k"] == "stop",
        "lost_s": round(ended["seconds"] - max(heard.values()), 3),
        "finalised": finished,
    }


if __name__ == "__main__":
    main()
