"""The whole import against bare faster-whisper and against Buzz's way, on one file, in one run.

    speed.py SOUND MODEL_FOLDER [--rounds 3] [--skip-buzz]

`bare`: faster-whisper int8, batched by 8, channel by channel, word times, its own voice activity filter and its own
defaults otherwise; language given. `buzz`: default compute type, sequential, no voice activity filter, the file mixed
down, as Buzz calls it. `import`: `callcoach import` into an empty library: process start, decoding, voice activity,
text, speakers, analysis, store. Each measurement is a process of its own; bare and buzz are timed with and without the
time to load Python packages and the model. The rounds alternate, so that a busy moment of the machine hits all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent / "callcoach"


def bare(sound: Path, model: Path) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    pipeline = BatchedInferencePipeline(WhisperModel(str(model), device="cpu", compute_type="int8"))
    begin = time.perf_counter()
    decoded = decode_audio(str(sound), split_stereo=True)
    words = 0
    for channel in decoded:
        segments, _ = pipeline.transcribe(channel, language="en", batch_size=8, word_timestamps=True)
        words += sum(len(s.words) for s in segments)
    print(json.dumps({"seconds": time.perf_counter() - begin, "words": words}))


def buzz(sound: Path, model: Path) -> None:
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu")
    begin = time.perf_counter()
    segments, _ = whisper.transcribe(str(sound), language="en", word_timestamps=True, no_speech_threshold=0.4)
    words = sum(len(s.words) for s in segments)
    print(json.dumps({"seconds": time.perf_counter() - begin, "words": words}))


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    begin = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return time.perf_counter() - begin, done.stdout


def whole_import(sound: Path, model: Path, environment: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory() as home:
        seconds, out = timed(
            [
                str(BIN),
                "import",
                str(sound),
                "--rep-channel",
                "left",
                "--language",
                "en",
                "--model",
                str(model),
                "--json",
            ],
            environment | {"CALLCOACH_HOME": home},
        )
    assert json.loads(out.splitlines()[-1])["status"] == "done", out
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-buzz", action="store_true")
    parser.add_argument("--only", choices=["bare", "buzz"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        {"bare": bare, "buzz": buzz}[arguments.only](arguments.sound, arguments.model)
        return
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    figures: dict[str, list[float]] = {}
    for number in range(arguments.rounds):
        for name in ("bare", *(() if arguments.skip_buzz or number else ("buzz",))):
            whole, out = timed(
                [sys.executable, __file__, str(arguments.sound), str(arguments.model), "--only", name], environment
            )
            figures.setdefault(name, []).append(json.loads(out)["seconds"])
            figures.setdefault(f"{name} with start", []).append(whole)
        figures.setdefault("import", []).append(whole_import(arguments.sound, arguments.model, environment))
    middle = {name: statistics.median(values) for name, values in figures.items()}
    for name, values in figures.items():
        print(f"{name:18} {middle[name]:7.2f} s   of {', '.join(f'{v:.2f}' for v in values)}")
    print(f"import / bare            {middle['import'] / middle['bare']:.3f}")
    print(f"import / bare with start {middle['import'] / middle['bare with start']:.3f}")
    if "buzz" in middle:
        print(f"buzz / import            {middle['buzz'] / middle['import']:.2f}")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
