"""Recording in real time while the same machine transcribes on all its cores (Linux, with PulseAudio installed).

    recording_busy.py CALL.wav [--minutes 20]

The call is played again and again into a sink. One track records the sink's monitor, the other a second source made of
it, so both hear the same sound and how far they lie apart can be measured at any second. Meanwhile `callcoach import`
transcribes the call over and over in a library of its own (set CALLCOACH_MODELS).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import psutil
import soundfile

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from sound_server import SoundServer

from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings

RATE = 16_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("call", type=Path)
    parser.add_argument("--minutes", type=float, default=20.0)
    arguments = parser.parse_args()
    with SoundServer() as server, tempfile.TemporaryDirectory() as home:
        os.environ.update(server.environment)
        twin = "module-remap-source master=room.monitor source_name=twin source_properties=device.description=Twin"
        assert server._pactl("load-module", *twin.split()).returncode == 0
        print(json.dumps(run(server, Path(home), arguments.call, arguments.minutes * 60)), flush=True)


def run(server: SoundServer, home: Path, call: Path, seconds: float) -> dict[str, object]:
    over = threading.Event()

    def play() -> None:
        while not over.is_set():
            player = server.play("room", call)
            while player.poll() is None and not over.wait(0.5):
                pass
            player.terminate()
            player.wait()

    library = Library.open(home / "library")
    busy = Busy(home, call, over)
    workers = [threading.Thread(target=work) for work in (busy.run, play)]
    recordings, memory, loads, told, late = Recordings(library), [], [], [], []
    try:
        with recordings.record(mic="room.monitor", system="twin", seconds=seconds) as session:
            recorder, last = psutil.Process(session.pid), 0.0
            for worker in workers:
                worker.start()
            for event in session.events(lambda: False):
                if event["type"] == "level":
                    memory.append(recorder.memory_info().rss / 2**20)
                    late.append(event["t"] - last)
                    last = event["t"]
                    loads.append(os.getloadavg()[0])
                    processor = recorder.cpu_times()
                else:
                    told.append(event["type"])
        over.set()
        for worker in workers:
            worker.join()
        journal = read_journal(library.folder / "recordings/.inprogress" / session.call)
        done = recordings.finish(session.call, with_import=False)
        row = library.call(session.call).row
        skews = skew(library.folder / f"calls/{row.started_at[:4]}/{row.id}/original.flac")
    finally:
        library.close()
    return {
        "seconds": round(done.audio_seconds, 2),
        "load_mean": round(float(np.mean(loads)), 1),
        "transcriptions_done": busy.done,
        "dropped_blocks": sum(entry["blocks"] for entry in journal if entry["k"] == "dropped"),
        "gaps": sum(entry["k"] == "gap" for entry in journal),
        "told": sorted(set(told)),
        "levels_apart_s_worst": round(max(late[1:]), 2),
        "skew_ms_median": round(1000 * float(np.median(skews)), 2),
        "skew_ms_worst": round(1000 * float(np.abs(skews).max()), 2),
        "skew_ms_by_tenth": [round(1000 * float(np.median(part)), 2) for part in np.array_split(skews, 10)],
        "recorder_share_of_a_core": round((processor.user + processor.system) / done.audio_seconds, 4),
        "memory_mib_at_1_min": round(memory[min(60, len(memory) - 1)], 1),
        "memory_mib_at_end": round(memory[-1], 1),
    }


class Busy:
    """Imports a call again and again, each time into a library of its own, until `over`."""

    def __init__(self, home: Path, call: Path, over: threading.Event) -> None:
        self._home, self._call, self._over = home, call, over
        self.done = 0

    def run(self) -> None:
        """On a thread of its own."""
        number = 0
        while not self._over.is_set():
            number += 1
            library = self._home / f"busy{number}"
            command = [sys.executable, "-m", "callcoach_desktop", "--library", str(library), "import", str(self._call)]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
                while child.poll() is None and not self._over.wait(0.5):
                    pass
                if child.poll() is None:
                    child.terminate()
            self.done += child.returncode == 0


def skew(path: Path, step: float = 10.0) -> np.ndarray:
    """Seconds by which the channels lie apart, every ten seconds in which something is heard."""
    found = []
    with soundfile.SoundFile(path) as file:
        for begin in range(0, len(file) - RATE * 4, round(step * RATE)):
            file.seek(begin)
            sound = file.read(RATE * 4)
            if sound.std(axis=0).min() < 0.005:
                continue
            size = 1 << 17
            spectra = np.fft.rfft(sound - sound.mean(axis=0), size, axis=0)
            like = np.fft.irfft(spectra[:, 0] * np.conj(spectra[:, 1]), size)
            lag = int(np.argmax(like))
            found.append((lag if lag < size // 2 else lag - size) / RATE)
    return np.array(found)


if __name__ == "__main__":
    main()
