"""A rendered call played through sound devices, recorded, imported: what is heard of it, beside the file's own import.

    recording_score.py CALL.stereo.wav OUT_DIR [--words] [--only-record]

Plays the left channel (the rep) into a microphone and the right one into speakers, in real time, both at once; records
them, imports the recording and the file, and writes `OUT_DIR/{recorded,file}/<call>.json` (`callcoach show --json`) for
a scorer, and the live figures beside them. The recording begins before the call: `shift_s` is by how much, and is taken
off the recording's times. --words writes along meanwhile and says how late the words came, how many, and whether the
recorder lost anything. --only-record prints the live figures, and the memory and processor time of both processes
minute by minute, and imports nothing. Linux, with PulseAudio installed; set CALLCOACH_MODELS.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import soundfile

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from recording_busy import Busy
from sound_server import SoundServer

from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.live_words import LiveWords, Said
from callcoach_desktop.services.recording import IN_PROGRESS, Recordings

RATE = 16_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("call", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--only-record", action="store_true")
    arguments = parser.parse_args()
    name = arguments.call.name.split(".")[0]
    with SoundServer() as server, tempfile.TemporaryDirectory() as home:
        os.environ.update(server.environment)
        # One sink of two channels, and a source of each of its sides: both begin in the same instant.
        recorded, live, call = record(server, Path(home), arguments.call, words=arguments.words)
        if arguments.only_record:
            print(json.dumps({"call": name, "live": live}), flush=True)
            return
        shift = begins(recorded) - begins(arguments.call)
        imported = {
            "recorded": show(Path(home) / "library", call),
            "file": of_file(Path(home) / "file", arguments.call),
        }
    move(imported["recorded"], -shift)
    for kind, shown in imported.items():
        (arguments.out / kind).mkdir(parents=True, exist_ok=True)
        (arguments.out / kind / f"{name}.json").write_text(json.dumps(shown))
    ratios = {kind: shown["metrics"]["talk_ratio"] for kind, shown in imported.items()}
    print(json.dumps({"call": name, "shift_s": round(shift, 3), "talk_ratio": ratios, "live": live}), flush=True)


def record(
    server: SoundServer, home: Path, path: Path, *, words: bool, busy: Path | None = None
) -> tuple[Path, dict, str]:
    """Record the call; returns the finished file, the last live figures and the call's id. Meanwhile `busy` is imported
    over and over."""
    for side, channel in (("rep", "front-left"), ("them", "front-right")):
        made = (
            f"module-remap-source master=room.monitor source_name={side} channels=1 channel_map=mono "
            f"master_channel_map={channel} remix=no source_properties=device.description={side}"
        )
        assert server._pactl("load-module", *made.split()).returncode == 0
    library, seconds = Library.open(home / "library"), soundfile.info(path).duration
    recordings, last, over = Recordings(library), {}, threading.Event()
    along, costs = Along(library), Costs()
    beside = Busy(home, busy or path, over)
    worker = threading.Thread(target=beside.run)
    try:
        with recordings.record(mic="rep", system="them", title=path.name) as session:
            player, before, longest = None, time.monotonic(), 0.0
            if words:
                along.begin(session.call)
            for event in session.events(over.is_set):
                if event["type"] == "level":
                    last = event
                    along.now = event["t"]
                    costs.look(session.pid)
                    longest, before = max(longest, time.monotonic() - before), time.monotonic()
                    if player is None and event["t"] >= 1:
                        player = server.play("room", path)
                        if busy is not None:
                            worker.start()
                    if player is not None and (player.poll() is not None or event["t"] > seconds + 30):
                        over.set()
        journal = read_journal(home / "library" / "recordings" / IN_PROGRESS / session.call)
        along.end()
        if busy is not None:
            worker.join()
        recordings.finish(session.call)
        row = library.call(session.call).row
    finally:
        library.close()
    figures = ("rep_share", "patience", "interruptions", "longest_monologue", "warnings")
    live = {key: last[key] for key in figures}
    live["level_s_longest"] = round(longest, 2)
    for kind in ("gap", "dropped"):
        live[kind] = sum(entry["k"] == kind for entry in journal)
    live |= costs.figures()
    if words:
        live |= along.figures()
    if busy is not None:
        live["transcriptions_beside"] = beside.done
    return home / f"library/calls/{row.started_at[:4]}/{row.id}/original.flac", live, row.id


class Costs:
    """Memory and processor time of the recorder and of the child that writes along, once a minute."""

    def __init__(self) -> None:
        self._looks, self._mib, self._seconds = 0, {}, {}

    def look(self, recorder: int) -> None:
        """Once a second."""
        self._looks += 1
        if self._looks % 60 != 30:
            return
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                name = "recorder" if process.pid == recorder else "words" if "follow" in process.cmdline() else ""
                if name:
                    self._mib.setdefault(name, []).append(round(process.memory_info().rss / 2**20))
                    spent = process.cpu_times()
                    self._seconds[name] = spent.user + spent.system

    def figures(self) -> dict:
        part = {name: round(spent / self._looks, 3) for name, spent in self._seconds.items()}
        return {"mib_by_minute": self._mib, "part_of_a_core": part}


class Along:
    """Writes along, and keeps how late each utterance came."""

    def __init__(self, library: Library) -> None:
        self._words, self._stop, self._thread = LiveWords(library), threading.Event(), None
        self._late: list[float] = []
        self._count, self._why, self.now = 0, "", 0.0

    def begin(self, call: str) -> None:
        def said(one: Said) -> None:
            self._late.append(self.now - one.end)
            self._count += len(one.text.split())

        def run() -> None:
            self._why = self._words.follow(call, "en", said, self._stop.is_set)

        self._thread = threading.Thread(target=run)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def figures(self) -> dict:
        return {
            "words": self._count,
            "late_s_median": round(float(np.median(self._late)), 1) if self._late else None,
            "late_s_worst": round(max(self._late), 1) if self._late else None,
            "ended": self._why,
        }


def begins(path: Path) -> float:
    """When the first voice is heard."""
    sound, rate = soundfile.read(path, always_2d=True)
    return float(np.flatnonzero(np.abs(sound).max(axis=1) > 0.02)[0]) / rate


def _callcoach(library: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "callcoach_desktop", "--library", str(library), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def show(library: Path, call: str) -> dict:
    _callcoach(library, "jobs", "run")
    return json.loads(_callcoach(library, "show", call, "--json"))


def of_file(library: Path, path: Path) -> dict:
    _callcoach(library, "import", str(path), "--rep-channel", "left")
    call = json.loads(_callcoach(library, "list", "--json"))[0]["id"]
    return json.loads(_callcoach(library, "show", call, "--json"))


def move(shown: dict, by: float) -> None:
    """Move all times of a shown call."""

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in {"start", "end"} and isinstance(inner, int | float):
                    value[key] = inner + by
                else:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(shown)


if __name__ == "__main__":
    main()
