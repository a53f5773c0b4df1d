"""Calls in which some turns are spoken louder and higher, or softer: whether the app marks just those.

    python tests/benchmarks/raised_voice.py TOOLS CALL.json ... [--layouts stereo mono mic] [--shares 0.06 0.04]

Each call is spoken by TOOLS/render_call.py's own parts with flite. Of the turns of more than two seconds some are
raised (6 to 10 dB louder and 3 to 5 semitones higher, at the same pace) and some lowered (7 to 10 dB softer). The
turns are taken for utterances, at their true times, so that nothing but the voice is judged; each layout of the sound
is measured as it is while a file is decoded. A mark is right on a turn that was changed in that way. With `--plain`
nothing is changed and every mark is wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from callcoach_desktop.analysis.manner import manners, voice_marks
from callcoach_desktop.audio.stretch import Stretcher
from callcoach_desktop.audio.voicing import VoiceMeter
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance

RATE = 16_000
LONG = 2.0  # seconds of a turn that may be changed


def higher(tools, sound, semitones):
    """The sound in another pitch, as long as before."""
    factor = 2 ** (semitones / 12)
    stretcher = Stretcher(RATE, 1)
    stretcher.speed = 1 / factor
    stretcher.push(sound.astype(np.float32))
    longer = np.concatenate([stretcher.pull(), stretcher.finish()])[:, 0]
    return tools.resample(longer.astype(np.float64), 1 / factor)


def changed(tools, sounds, shares, dice):
    """The turns as they are spoken, and how each was changed ("" for not)."""
    ways, made = [], []
    for sound in sounds:
        way, luck = "", dice.random()
        if len(sound) > LONG * RATE and luck < sum(shares):
            way = "raised" if luck < shares[0] else "lowered"
            db = dice.uniform(6, 10) if way == "raised" else -dice.uniform(7, 10)
            if way == "raised":
                sound = higher(tools, sound, dice.uniform(3, 5))
            sound = sound * 10 ** (db / 20)
        ways.append(way)
        made.append(sound)
    return ways, made


def marked(sound, call, times):
    """What the app marks, by turn; and the processor seconds that measuring took."""
    sound = sound.reshape(len(sound), -1)
    began = time.process_time()
    meter = VoiceMeter(sound.shape[1])
    for at in range(0, len(sound), 10 * RATE):
        meter.add(np.round(sound[at : at + 10 * RATE] * 32767).astype(np.int16))
    took = time.process_time() - began
    two = sound.shape[1] == 2
    voices = tuple(Speaker(who, who, who, n if two else None) for n, who in enumerate(("rep", "customer")))
    said = tuple(
        Utterance(f"u{n}", turn["who"], start / RATE, end / RATE, turn["text"])
        for n, (turn, (start, end)) in enumerate(zip(call["turns"], times, strict=True))
    )
    words = Transcript(len(sound) / RATE, "en", voices, said)
    found = {(m.start, m.speaker): m.kind for m in voice_marks(words, manners(words, meter.track()))}
    return [found.get((u.start, u.speaker), "") for u in said], took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tools", type=Path)
    parser.add_argument("calls", type=Path, nargs="+")
    parser.add_argument("--layouts", nargs="+", default=["stereo", "mono", "mic"])
    parser.add_argument("--shares", type=float, nargs=2, default=[0.06, 0.04], help="of turns raised and lowered")
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, str(args.tools))
    import render_call as tools

    tally, turns, seconds, took = Counter(), 0, 0.0, Counter()
    for path in args.calls:
        call = json.loads(path.read_text(encoding="utf-8"))
        dice, synth, people = random.Random(call["id"]), tools.Flite(), tools.cast(call, "flite")
        spoken = [tools.speak(synth, t["text"], people[t["who"]], RATE) for t in call["turns"]]
        ways, spoken = changed(tools, spoken, (0.0, 0.0) if args.plain else args.shares, dice)
        times = tools.lay_out(call, spoken, RATE)
        tracks = tools.tracks_of(call, spoken, times, RATE)
        turns += len(ways)
        seconds += max(end for _, end in times) / RATE
        for layout in args.layouts:
            rng = np.random.default_rng([0, tools.LAYOUTS.index(layout)])
            sound = tools.mix(tracks, layout, tools.DEFAULT_SNR[layout], RATE, rng)
            found, cost = marked(sound * min(1.0, 0.98 / np.abs(sound).max()), call, times)
            took[layout] += cost
            for way, mark in zip(ways, found, strict=True):
                for kind in ("raised", "lowered"):
                    tally[layout, kind, "right"] += way == mark == kind
                    tally[layout, kind, "missed"] += way == kind != mark
                    tally[layout, kind, "made up"] += mark == kind != way
    print(f"{len(args.calls)} calls, {turns} turns, {seconds / 60:.0f} minutes")
    for layout in args.layouts:
        print(f"{layout:7} measured in {took[layout] / seconds * 3600:.1f} s an hour")
        for kind in ("raised", "lowered"):
            right, missed, extra = (tally[layout, kind, x] for x in ("right", "missed", "made up"))
            print(f"  {kind:8} right {right}, missed {missed}, made up {extra}")


if __name__ == "__main__":
    main()
