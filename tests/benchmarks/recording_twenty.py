"""Twenty minutes recorded in real time while the worker transcribes on all cores and the words are written along.

    recording_twenty.py CALLS OUT [--minutes 20]

CALLS holds rendered calls, `<id>.stereo.wav` with the rep on the left; they are played one after the other. Recorder,
written words and `callcoach import` (over and over) run at once. Then the recording and the file that was played are
imported, and compared: printed is one JSON object with dropped blocks, gaps, how far the channels lie apart over time
(each against what was played into it), memory and processor time by minute, how late words came, talk ratio live, of
the recording and of the file, and the recording's diarization error against the file's own import. It takes the
minutes, and then as long again as two imports of them. Linux, with PulseAudio installed; set CALLCOACH_MODELS.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from recording_score import RATE, begins, move, of_file, record, show
from sound_server import SoundServer

STEP, WINDOW = 30.0, 8.0  # seconds between looks at the channels, and seconds that are looked at
FRAME, COLLAR = 0.01, 0.25  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=20.0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    played = joined(sorted(arguments.calls.glob("*.stereo.wav")), arguments.out, arguments.minutes * 60)
    with SoundServer() as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(server.environment)
        home, busy = Path(folder), min(arguments.calls.glob("*.stereo.wav"))
        recorded, live, call = record(server, home, played, words=True, busy=busy)
        shift = begins(recorded) - begins(played)
        apart = skews(recorded, played, shift)
        shown = {"recorded": show(home / "library", call), "file": of_file(home / "file", played)}
    move(shown["recorded"], -shift)
    for kind, one in shown.items():
        (arguments.out / f"{kind}.json").write_text(json.dumps(one))
    told = {
        "minutes": round(soundfile.info(played).duration / 60, 1),
        "live": live,
        "skew_ms_by_time": [round(1000 * one, 1) for one in apart],
        "skew_ms_worst": round(1000 * max(map(abs, apart)), 1) if apart else None,
        "talk_ratio": {"live": live["rep_share"]} | {kind: one["metrics"]["talk_ratio"] for kind, one in shown.items()},
        "der_against_file": round(diarization_error(shown["recorded"], shown["file"]), 4),
        "words": {kind: sum(len(line["text"].split()) for line in one["utterances"]) for kind, one in shown.items()},
        "took_minutes": round((time.monotonic() - begun) / 60, 1),
    }
    (arguments.out / "told.json").write_text(json.dumps(told, indent=1))
    print(json.dumps(told), flush=True)


def joined(paths: list[Path], out: Path, seconds: float) -> Path:
    """As many of the calls as fill the time, one after the other."""
    made, room = out / "played.stereo.wav", round(seconds * RATE)
    with soundfile.SoundFile(made, "w", RATE, 2, "PCM_16") as file:
        for path in paths:
            sound, rate = soundfile.read(path, dtype="int16", always_2d=True)
            assert (rate, sound.shape[1]) == (RATE, 2), path
            file.write(sound[:room])
            room -= len(sound[:room])
    return made


def skews(recorded: Path, played: Path, shift: float) -> list[float]:
    """By how many seconds the channels lie apart, every STEP seconds in which both are heard: each side is looked for
    in what was played into it."""
    found = []
    with soundfile.SoundFile(recorded) as ours, soundfile.SoundFile(played) as theirs:
        for begin in np.arange(5.0, len(theirs) / RATE - WINDOW - 1, STEP):
            theirs.seek(round(begin * RATE))
            ours.seek(max(0, round((begin + shift) * RATE)))
            there, here = (file.read(round(WINDOW * RATE), dtype="float32") for file in (theirs, ours))
            if len(here) == len(there) and there.std(axis=0).min() > 0.005:
                found.append(_lag(here[:, 0], there[:, 0]) - _lag(here[:, 1], there[:, 1]))
    return found


def _lag(one: np.ndarray, other: np.ndarray) -> float:
    size = 1 << (2 * len(one)).bit_length()
    like = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    lag = int(np.argmax(like))
    return (lag if lag < size // 2 else lag - size) / RATE


def diarization_error(found: dict, truth: dict) -> float:
    """Missed, false and wrong speech over the speech of `truth`, by side and frame, a collar around its borders."""
    count = round(max(truth["duration"], found["duration"]) / FRAME) + 1
    judged = np.ones(count, dtype=bool)
    talk = {}
    for name, call in (("found", found), ("truth", truth)):
        sides = {speaker["id"]: speaker["role"] for speaker in call["speakers"]}
        talk[name] = {side: np.zeros(count, dtype=bool) for side in ("rep", "customer")}
        for line in call["utterances"]:
            begin, end = (max(0, round(line[edge] / FRAME)) for edge in ("start", "end"))
            talk[name].setdefault(sides[line["speaker"]], np.zeros(count, dtype=bool))[begin:end] = True
            if name == "truth":
                for edge in (line["start"], line["end"]):
                    judged[max(0, round((edge - COLLAR) / FRAME)) : round((edge + COLLAR) / FRAME)] = False
    wrong = sum(
        np.count_nonzero((talk["found"].get(side, False) ^ talk["truth"].get(side, False)) & judged)
        for side in talk["found"].keys() | talk["truth"].keys()
    )
    whole = sum(np.count_nonzero(some & judged) for some in talk["truth"].values())
    return wrong / max(1, whole)


if __name__ == "__main__":
    main()
