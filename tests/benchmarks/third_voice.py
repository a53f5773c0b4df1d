"""Calls with a third voice at the table: how many people the app finds, and how often it takes one for another.

    python tests/benchmarks/third_voice.py TOOLS OUT CALL.json ... [--layouts stereo mono mic] [--share 0.35]

Each call is spoken by TOOLS/render_call.py's own parts with flite, but of the customer's turns a colleague with another
voice takes about `--share`, some turns in a row each time: in stereo two people on the customer's channel (a conference
room), else three on one. Each sound is imported through the command line without being told how many people speak. The
diarization error counts seconds in which a person of the truth is given to another, or to nobody, or somebody to
silence, over all seconds of talk, people matched in the best way, without a collar, in steps of 10 ms; pauses of up to
0.7 s inside what one person says count as talk on both sides.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np

BIN = Path(sys.executable).parent / "callcoach"
RATE, STEP = 16_000, 0.01
PAUSE = 0.7
IN_A_ROW = (1, 4)  # turns of the customer's that the colleague takes at a time


def third_of(call, voices, people):
    """The colleague's voice: one that neither of the two has, of the other sex than the customer's if there is one."""
    taken = {(p["voice"], p["tape"] > 0.92) for p in people.values()}
    first, second = ("female", "male") if call["customer"]["voice"] == "male" else ("male", "female")
    for sex in (first, second):
        for voice in voices[sex]:
            if (voice["voice"], voice["tape"] > 0.92) not in taken:
                return {**voice, "speed": 1.03}
    sys.exit("no third voice")


def spoken(call, tools, share, layouts, out):
    """Write the sounds of a call; gives spans (who, start, end)."""
    dice, synth = random.Random(call["id"]), tools.Flite()
    people = tools.cast(call, "flite")
    people["colleague"] = third_of(call, tools.VOICES["flite"], people)
    real, left = [], 0
    for turn in call["turns"]:
        who = turn["who"]
        if who == "customer":
            if not left and dice.random() < share / np.mean(IN_A_ROW):
                left = dice.randint(*IN_A_ROW)
            if left:
                who, left = "colleague", left - 1
        real.append(who)
    sounds = [tools.speak(synth, t["text"], people[who], RATE) for t, who in zip(call["turns"], real, strict=True)]
    times = tools.lay_out(call, sounds, RATE)
    tracks = tools.tracks_of(call, sounds, times, RATE)
    for layout in layouts:
        rng = np.random.default_rng([0, tools.LAYOUTS.index(layout)])
        sound = tools.mix(tracks, layout, tools.DEFAULT_SNR[layout], RATE, rng)
        sound *= min(1.0, 0.98 / np.abs(sound).max())
        tools.sf.write(out / f"{call['id']}.{layout}.wav", sound, RATE, subtype="PCM_16")
    return [(who, a / RATE, b / RATE) for who, (a, b) in zip(real, times, strict=True)]


def busy(spans, length):
    """Steps in which somebody speaks."""
    found, before = np.zeros(length, bool), None
    for start, end in sorted(spans):
        if before is not None and start - before <= PAUSE:
            start = min(start, before)
        found[round(start / STEP) : round(end / STEP)] = True
        before = end if before is None else max(before, end)
    return found


def error_of(truth, said, duration):
    """The diarization error, the share that is one person taken for another, and who is who."""
    length = round(duration / STEP)

    def rows(spans):
        names = sorted({who for who, *_ in spans})
        return names, np.array([busy([(a, b) for w, a, b in spans if w == name], length) for name in names])

    (true_names, true), (said_names, found) = rows(truth), rows(said)
    most = max(len(true), len(found))
    both = np.zeros((most, most))
    both[: len(true), : len(found)] = true.astype(float) @ found.astype(float).T
    order = max(itertools.permutations(range(most)), key=lambda p: sum(both[i, j] for i, j in enumerate(p)))
    right = sum(both[i, j] for i, j in enumerate(order))
    wide = np.maximum(true.sum(0), found.sum(0)).sum()
    shared = np.minimum(true.sum(0), found.sum(0)).sum()
    who = {true_names[i]: said_names[j] for i, j in enumerate(order) if i < len(true) and j < len(found)}
    return (wide - right) / true.sum(), (shared - right) / true.sum(), who


def callcoach(*arguments):
    done = subprocess.run([str(BIN), *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"callcoach {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def imported(call, sound, library, layout):
    """What the app says of a sound; a library each layout, for the same words in another one are another call."""
    sides = ["--rep-channel", "left"] if layout == "stereo" else []
    told = callcoach("import", str(sound), "--library", str(library), "--json", *sides,
                     "--rep", call["rep"]["name"], "--customer", call["customer"]["name"])  # fmt: skip
    return json.loads(callcoach("show", json.loads(told.splitlines()[-1])["call"], "--library", str(library), "--json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tools", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("calls", type=Path, nargs="+")
    parser.add_argument("--layouts", nargs="+", default=["stereo", "mono", "mic"])
    parser.add_argument("--share", type=float, default=0.35)
    args = parser.parse_args()
    sys.path.insert(0, str(args.tools))
    import render_call

    args.out.mkdir(parents=True, exist_ok=True)
    for path in args.calls:
        call = json.loads(path.read_text(encoding="utf-8"))
        truth = spoken(call, render_call, args.share, args.layouts, args.out)
        for layout in args.layouts:
            shown = imported(call, args.out / f"{call['id']}.{layout}.wav", args.out / f"library-{layout}", layout)
            said = [(u["speaker"], u["start"], u["end"]) for u in shown["utterances"]]
            wrong, confused, who = error_of(truth, said, shown["duration"])
            roles = {s["id"]: f"{s['role']} {s['name']}" for s in shown["speakers"]}
            print(
                f"{call['id']:32} {layout:7} people {len(roles)}  error {wrong:.3f}  confused {confused:.3f}  "
                + ", ".join(f"{name} is {roles[x]!r}" for name, x in who.items()),
                flush=True,
            )


if __name__ == "__main__":
    main()
