"""Stages, tone, objections and other marks on calls that were not trained on.

    python tests/benchmarks/moments.py CALLS PHRASES [--heard SHOWN] [--folds 3] [--read DIR] [--save OUT.json]

CALLS holds `<id>.truth.json`, PHRASES the phrase bank, SHOWN what a recogniser heard (`callcoach show --json`). Whole
calls are left out by turns. The chance from which a mark counts is, for each fold, the one that does best on the other
folds' left-out calls; the mean of them goes with the weights that --save trains on all calls. Stage is by time,
tone by turn of over three words, marks are matched as questions.py matches them. Competitors are found by rule with
the call's own list.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging/models"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import train_moments as training
from questions import match, reading_of

from callcoach_desktop.analysis.meaning.finder import understand
from callcoach_desktop.analysis.meaning.model import MARKED, loads
from callcoach_desktop.analysis.moments import competitor_moments
from callcoach_desktop.domain.vocabulary import Term

TRIED = [n / 100 for n in range(6, 80, 3)]
LEARNT = ("objection", "pain", "need", "commitment", "next_step")


def count(truth, spoken, moments, kind):
    """Hits, misses, inventions, right types and outcomes of one kind."""
    tally = Counter()
    sides = {run.speaker: run.side for run in spoken}
    for side in ("rep", "customer"):
        marks = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == kind]
        found = [m for m in moments if m.kind == kind and sides[m.speaker] == side]
        by_mark, by_found = match(marks, found)
        tally.update(hit=len(by_mark), missed=len(marks) - len(by_mark), extra=len(found) - len(by_found))
        for i, j in by_mark.items():
            tally["right"] += not marks[i].get("type") or marks[i]["type"] == found[j].type
            if marks[i].get("outcome"):
                tally["ended"] += 1
                tally["ended right"] += marks[i]["outcome"] == found[j].detail.get("outcome")
    return tally


def labels(truth, spoken, understood):
    """Stage by time and tone by turn."""
    tally = Counter()
    for turn in truth["turns"]:
        shared = [
            (min(run.end, turn["end"]) - max(run.start, turn["start"]), n)
            for n, run in enumerate(spoken)
            if run.side == turn["who"]
        ]
        overlap, n = max(shared)
        length = turn["end"] - turn["start"]
        tally["time"] += length
        tally["stage"] += length * (overlap > 0 and understood.stages[n] == turn["stage"])
        if len(turn["text"].split()) > 3:
            tally["turns"] += 1
            tally["tone"] += overlap > 0 and understood.tones[n].label == turn["sentiment"]
    return tally


def fold(job):
    """Trains without a part of the calls; gives what is found in them at each chance tried."""
    args, k = job
    read = training.read_calls(args.calls, args.heard)
    placed = [
        [training.place(truth, t) for t in (training.written(truth), *(training.heard(s) for s in shown))]
        for truth, shown in read
    ]
    phrases = training.phrase_rows(args.phrases)
    model = training.train([c for n, forms in enumerate(placed) if n % args.folds != k for c in forms], phrases)
    tallies = defaultdict(Counter)
    for forms in placed[k :: args.folds]:
        for name, call in zip(("written", *(f"heard {n}" for n in range(9))), forms, strict=False):
            truth = call.truth
            names = competitor_moments(call.runs, [Term(n) for n in truth["competitors"]])
            tallies[name, "competitor", 0].update(count(truth, call.runs, names, "competitor"))
            form = {"heard 0": "heard"}.get(name, name)
            read = reading_of(args.read, k, truth, form, call.runs)
            least_of_all = dict.fromkeys(MARKED, TRIED[0])
            understood = understand(call.runs, replace(model, least=least_of_all, least_read=least_of_all), read)
            tallies[name, "labels", 0].update(labels(truth, call.runs, understood))
            every = understood.moments
            for least in TRIED:
                kept = {m.id for m in every if m.confidence >= least and m.kind in LEARNT}
                found = [m for m in every if m.id in kept or m.detail.get("objection") in kept]
                for kind in (*LEARNT, "objection_response"):
                    tallies[name, kind, least].update(count(truth, call.runs, found, kind))
    return tallies


def f1(tally):
    return 2 * tally["hit"] / max(1, 2 * tally["hit"] + tally["missed"] + tally["extra"])


def worth(folds, forms, kind, least):
    """The F1 of a kind at a chance, summed over forms."""
    return sum(f1(sum((tallies[form, kind, least] for tallies in folds), Counter())) for form in forms)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument(
        "--read", type=Path, help="folder of train_reader.py: f0, f1 ... hold what each fold's model says"
    )
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        folds = list(pool.map(fold, [(args, k) for k in range(args.folds)]))
    forms = sorted({name for tallies in folds for name, _, _ in tallies}, reverse=True)
    chosen = defaultdict(list)
    for kind in LEARNT:
        for k in range(args.folds):
            others = [t for n, t in enumerate(folds) if n != k]
            chosen[kind].append(max(TRIED, key=lambda least, o=others, n=kind: worth(o, forms, n, least)))
    chosen["objection_response"] = chosen["objection"]
    chosen["competitor"] = [0] * args.folds
    for form in forms:
        both = sum((t[form, "labels", 0] for t in folds), Counter())
        print(f"{form:10} stage {both['stage'] / both['time']:.3f}  tone {both['tone'] / both['turns']:.3f}")
        for kind in ("competitor", *LEARNT, "objection_response"):
            total = sum((t[form, kind, chosen[kind][k]] for k, t in enumerate(folds)), Counter())
            hit, ended = total["hit"], total["ended"]
            outcome = f"  outcome {total['ended right'] / ended:.3f}" if ended else ""
            print(
                f"{form:10} {kind:20} precision {hit / max(1, hit + total['extra']):.3f}  "
                f"recall {hit / max(1, hit + total['missed']):.3f}  F1 {f1(total):.3f}  "
                f"type {total['right'] / max(1, hit):.3f}  ({hit + total['missed']} marks){outcome}",
                flush=True,
            )
    print({kind: chosen[kind] for kind in LEARNT})
    if args.save:
        calls = [
            training.place(truth, t)
            for truth, shown in training.read_calls(args.calls, args.heard)
            for t in (training.written(truth), *(training.heard(s) for s in shown))
        ]
        model = training.train(calls, training.phrase_rows(args.phrases))
        least = {kind: round(sum(c) / len(c), 2) for kind, c in chosen.items() if kind in LEARNT}
        if args.save.exists():  # one run chooses the chances with the language model, another those without
            before = loads(args.save.read_text(encoding="utf-8"))
            model = replace(model, least=before.least, least_read=before.least_read)
        chosen_for = {"least_read": least} if args.read else {"least": least}
        args.save.write_text(replace(model, **chosen_for).dumps(), encoding="utf-8")


if __name__ == "__main__":
    main()
