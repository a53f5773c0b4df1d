"""A child for tests: speaks the protocol and misbehaves on order.

`CALLCOACH_FAKE` names a folder with `faults.json`: place -> list of faults. Every time a place is reached ("start",
"decode", "load", "batch:0" ...) the first fault of its list is taken out and done; no fault left, all goes well.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.workers.guard import serve

FOLDER = Path(os.environ["CALLCOACH_FAKE"])
BATCHES = [10.0, 8.0, 6.0, 4.0]


def fault(place, channel=None, request=None):
    path = FOLDER / "faults.json"
    faults = json.loads(path.read_text()) if path.exists() else {}
    with (FOLDER / "log.txt").open("a") as log:
        log.write(f"{place} {os.getpid()}\n")
    if not faults.get(place):
        return
    kind = faults[place].pop(0)
    path.write_text(json.dumps(faults))
    if kind == "abort":
        os.abort()
    elif kind == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "memory":
        raise MemoryError
    elif kind == "exit":
        sys.exit(7)
    elif kind == "garbage":
        channel._answers.write("this is no message\n")
        channel._answers.flush()
        time.sleep(1000)  # until killed: going on would race with the parent
    elif kind == "print":
        print("a native library prints")  # must not reach the protocol
        os.write(1, b"and so does C\n")
    elif kind == "hang":
        time.sleep(1000)
    elif kind == "wait":  # until cancelled, as good code does
        while not channel.cancelled(request["id"]):
            time.sleep(0.01)
        channel.check(request["id"])
    elif kind == "slow":
        time.sleep(0.3)
    elif kind == "problem":
        raise KnownError("not_audio", "This file holds no sound.", "Choose another file.")


def decode(request, channel):
    fault("decode", channel, request)
    source, folder = Path(request["source"]), Path(request["folder"])
    content = source.read_bytes()
    if content.startswith(b"BAD"):
        raise KnownError("not_audio", "This file holds no sound.", "Choose another file.")
    channel.send("progress", id=request["id"], done=1.0, total=30.0)
    (folder / "sound.flac").write_bytes(content)
    (folder / "peaks.npz").write_bytes(b"peaks")
    info = {"duration": 30.0, "rate": 44100, "channels": 2, "codec": "pcm", "container": "wav", "recorded_at": None}
    if b"DATED" in content:
        info["recorded_at"] = "2026-03-04T05:06:07"
    copy = {"info": info, "channels": 1 if b"MONO" in content else 2, "rate": 16000, "frames": 480000,
            "identical": False}  # fmt: skip
    channel.send("decoded", id=request["id"], copy=copy)


def transcribe(request, channel):
    channel.send("loading", id=request["id"])
    fault("load", channel, request)
    plan = request["plan"] or {"made": 1}
    channel.send(
        "planned", id=request["id"], plan=plan, speech_seconds=sum(BATCHES), language=request["language"] or "en",
        batches=[{"index": i, "seconds": s} for i, s in enumerate(BATCHES)],
    )  # fmt: skip
    done = {int(k): v for k, v in request["done"].items()}
    for index, seconds in enumerate(BATCHES):
        if index in done:
            continue
        fault(f"batch:{index}", channel, request)
        channel.check(request["id"])
        start = index * 7.0
        side = index % 2
        words = [[f"Batch{index}", start, start + 0.5, 0.9, side], ["here.", start + 0.5, start + 1, 0.9, side]]
        channel.send("batch", id=request["id"], index=index, seconds=seconds, words=words)
        done[index] = words
    fault("end", channel, request)
    utterances = []
    for number, index in enumerate(sorted(done)):
        words = done[index]
        utterances.append(
            {"id": f"u{number}", "speaker": "left" if words[0][4] == 0 else "right", "start": words[0][1],
             "end": words[-1][2], "text": " ".join(w[0] for w in words), "words": [w[:4] for w in words],
             "timed": True}
        )  # fmt: skip
    speakers = [{"id": "left", "name": "Left", "side": "other", "channel": 0},
                {"id": "right", "name": "Right", "side": "other", "channel": 1}]  # fmt: skip
    transcript = {"duration": 30.0, "language": "en", "speakers": speakers, "utterances": utterances}
    channel.send("transcribed", id=request["id"], transcript=transcript, notes=[])


if __name__ == "__main__":
    fault("start")
    sys.exit(serve({"decode": decode, "transcribe": transcribe}))
