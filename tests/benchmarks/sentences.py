"""What is understood of single sentences that stand in a call: tone, objections, pains and so on, turn by turn.

    python tests/benchmarks/sentences.py CALLS EXCHANGES [--rounds 4] [--models FOLDER]

CALLS holds scripted calls (`<id>.json`) that the model was not trained on, EXCHANGES a folder as
packaging/models/splicing.py reads it, or the phrase bank. They are put between the turns of the calls, some fifteen a
call, as often as --rounds says. A turn has a mark where the app finds one of its kind in it. What surrounds them is not
made for them, so what needs an answer to be seen is missed more than in a call.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "packaging" / "models"), str(HERE.parents[1])]

from scripts import timed  # noqa: E402
from splicing import read_bank, read_exchanges, spliced  # noqa: E402
from train_moments import written  # noqa: E402

from callcoach_desktop.analysis import analyse  # noqa: E402
from callcoach_desktop.domain.vocabulary import Vocabulary  # noqa: E402
from callcoach_desktop.speech.meaning import OnnxMeaning, shipped  # noqa: E402

KINDS = ("question", "pricing", "objection", "objection_response", "pain", "need", "next_step", "commitment")
LEAST = 0.3  # seconds that a mark must lie in a turn


def exchanges_of(folder):
    """The lists of exchanges of a folder, or of the phrase bank."""
    return read_bank(folder) if (folder / "tone.jsonl").exists() else read_exchanges(folder)


def count(call, meaning, tones, marks):
    """Adds what is right and wrong of the turns that were put into a call."""
    transcript = written(call)
    analysis = analyse(transcript, Vocabulary(), meaning)
    label = {t.utterance: t.label for t in analysis.tones}
    for n, turn in enumerate(call["turns"]):
        if not turn.get("loose"):
            continue
        said = transcript.utterances[n]
        if turn["sentiment"]:
            tones[turn["sentiment"], label.get(said.id, "none")] += 1
        known = turn.get("known", KINDS)
        if not known:
            continue
        found = {
            m.kind
            for m in analysis.moments
            if m.speaker == said.speaker
            and m.type != "rhetorical"
            and min(m.end, said.end) - max(m.start, said.start) > LEAST
        }
        true = {m["kind"] for m in turn["marks"] if m.get("type") != "rhetorical"}
        for kind in set(KINDS) & set(known):
            marks[kind, (kind in true) + 2 * (kind in found)] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("exchanges", type=Path)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--models", type=Path, help="a model of the app's files that was just made")
    args = parser.parse_args()
    meaning = OnnxMeaning(args.models, sure=False) if args.models else shipped()
    some, dice = exchanges_of(args.exchanges), random.Random(7)
    tones, marks = Counter(), Counter()
    for _ in range(args.rounds):
        for path in sorted(args.calls.glob("*.json")):
            call = json.loads(path.read_text(encoding="utf-8"))
            count(timed(call | {"turns": [dict(t) for t in spliced(call["turns"], some, dice)]}), meaning, tones, marks)
    right = sum(n for (true, found), n in tones.items() if true == found)
    print(f"tone {right / max(1, sum(tones.values())):.3f} of {sum(tones.values())} turns")
    for true in ("positive", "neutral", "negative"):
        row = {found: tones[true, found] for found in ("positive", "neutral", "negative")}
        print(f"  {true:9} {row}")
    for kind in KINDS:
        missed, extra, hit = (marks[kind, n] for n in (1, 2, 3))
        if hit + missed:
            print(
                f"{kind:20} F1 {2 * hit / (2 * hit + missed + extra):.2f}",
                f"found {hit}, missed {missed}, made up {extra}",
            )


if __name__ == "__main__":
    main()
