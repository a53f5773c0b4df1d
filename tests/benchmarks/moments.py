"""Stages, tone, objections and other marks on calls that were not trained on.

    python tests/benchmarks/moments.py CALLS PHRASES [--heard SHOWN] [--scripts FOLDER] [--folds 3] [--read FILE.npz]
        [--models FOLDER] [--save OUT.json]

CALLS holds `<id>.truth.json`, PHRASES the phrase bank, SHOWN what a recogniser heard (`callcoach show --json`), FOLDER
the scripts that are always trained on (see packaging/models/scripts.py). Whole calls are left out by turns; with one
fold all of them are, and only scripts and phrases are trained on. The chance from which a mark counts is, for each
third of the calls, the one that does best on the others; the mean of them goes with the weights that --save trains on
all calls. Stage is by time, tone by turn of over three words, marks are matched as questions.py matches them.
Competitors are found by rule with the call's own list. --models keeps what was trained for the next run.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging/models"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import train_moments as training
from questions import match, reading_of

from callcoach_desktop.analysis.meaning.finder import understand
from callcoach_desktop.analysis.meaning.model import MARKED, loads
from callcoach_desktop.analysis.moments import competitor_moments
from callcoach_desktop.domain.vocabulary import Term

TRIED = [n / 100 for n in range(6, 97, 3)]
PARTS = 3  # of the calls, for choosing the chances from which marks count
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


def trained(args, k):
    """The weights of a fold."""
    kept = args.models and args.models / f"moments.{args.folds}.{k}.json"
    if kept and kept.exists():
        return loads(kept.read_text(encoding="utf-8"))
    read = [c for n, c in enumerate(training.read_calls(args.calls, args.heard)) if n % args.folds != k]
    model = training.train(placed([*read, *training.read_scripts(args.scripts)]), training.phrase_rows(args.phrases))
    if kept:
        kept.write_text(model.dumps(), encoding="utf-8")
    return model


def placed(calls):
    return [
        training.place(truth, t)
        for truth, shown in calls
        for t in (training.written(truth), *(training.heard(s) for s in shown))
    ]


def fold(args, k):
    """What is found in the calls of a fold at each chance tried: tallies by call, form, kind and chance."""
    model = trained(args, k)
    least_of_all = dict.fromkeys(MARKED, TRIED[0])
    model = replace(model, least=least_of_all, least_read=least_of_all)
    tallies = defaultdict(Counter)
    for n, (truth, shown) in enumerate(training.read_calls(args.calls, args.heard)):
        if n % args.folds != k:
            continue
        forms = {"written": training.written(truth)}
        forms |= {f"heard {i}" if i else "heard": training.heard(s) for i, s in enumerate(shown)}
        for form, transcript in forms.items():
            spoken = training.spoken_runs(transcript)
            names = competitor_moments(spoken, [Term(x) for x in truth["competitors"]])
            tallies[n, form, "competitor", 0] = count(truth, spoken, names, "competitor")
            understood = understand(spoken, model, reading_of(args.read, truth, form, spoken))
            tallies[n, form, "labels", 0] = labels(truth, spoken, understood)
            every = understood.moments
            for least in TRIED:
                kept = {m.id for m in every if m.confidence >= least and m.kind in LEARNT}
                found = [m for m in every if m.id in kept or m.detail.get("objection") in kept]
                for kind in (*LEARNT, "objection_response"):
                    tallies[n, form, kind, least] = count(truth, spoken, found, kind)
    return tallies


def f1(tally):
    return 2 * tally["hit"] / max(1, 2 * tally["hit"] + tally["missed"] + tally["extra"])


def summed(tallies, form, kind, least, calls):
    return sum((tallies[n, form, kind, least] for n in calls if (n, form, kind, least) in tallies), Counter())


def best_chance(tallies, kind, forms, calls):
    """The chance with the best F1 of a kind, summed over forms; chances next to it count too, for a broad top."""
    worth = [sum(f1(summed(tallies, form, kind, least, calls)) for form in forms) for least in TRIED]
    broad = [sum(worth[max(0, i - 2) : i + 3]) / len(worth[max(0, i - 2) : i + 3]) for i in range(len(worth))]
    return TRIED[max(range(len(TRIED)), key=broad.__getitem__)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--read", type=Path, help="read.npz of train_reader.py")
    parser.add_argument("--models", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--curves", action="store_true", help="print the F1 at every chance tried")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    if args.models:
        args.models.mkdir(parents=True, exist_ok=True)
    tallies = {}
    with ProcessPoolExecutor(min(args.workers, args.folds)) as pool:
        for found in pool.map(partial(fold, args), range(args.folds)):
            tallies |= found
    calls = sorted({n for n, *_ in tallies})
    forms = sorted({form for _, form, *_ in tallies}, reverse=True)
    parts = [[n for n in calls if n % PARTS == part] for part in range(PARTS)]
    chosen = {
        kind: [best_chance(tallies, kind, forms, [n for n in calls if n % PARTS != part]) for part in range(PARTS)]
        for kind in LEARNT
    }
    chosen["objection_response"] = chosen["objection"]
    chosen["competitor"] = [0] * PARTS
    for form in forms:
        both = summed(tallies, form, "labels", 0, calls)
        print(f"{form:10} stage {both['stage'] / both['time']:.3f}  tone {both['tone'] / both['turns']:.3f}")
        for kind in ("competitor", *LEARNT, "objection_response"):
            total = sum(
                (summed(tallies, form, kind, chosen[kind][part], mine) for part, mine in enumerate(parts)), Counter()
            )
            hit, ended = total["hit"], total["ended"]
            outcome = f"  outcome {total['ended right'] / ended:.3f}" if ended else ""
            print(
                f"{form:10} {kind:20} precision {hit / max(1, hit + total['extra']):.3f}  "
                f"recall {hit / max(1, hit + total['missed']):.3f}  F1 {f1(total):.3f}  "
                f"type {total['right'] / max(1, hit):.3f}  ({hit + total['missed']} marks){outcome}",
                flush=True,
            )
    print({kind: chosen[kind] for kind in LEARNT})
    for kind in LEARNT if args.curves else ():
        curve = (sum(f1(summed(tallies, form, kind, least, calls)) for form in forms) / len(forms) for least in TRIED)
        print(f"{kind:12}", *(f"{least:.2f}:{x:.2f}" for least, x in zip(TRIED, curve, strict=True)))
    if args.save:
        read = [*training.read_calls(args.calls, args.heard), *training.read_scripts(args.scripts)]
        model = training.train(placed(read), training.phrase_rows(args.phrases))
        least = {kind: round(sum(c) / len(c), 2) for kind, c in chosen.items() if kind in LEARNT}
        if args.save.exists():  # one run chooses the chances with the language model, another those without
            before = loads(args.save.read_text(encoding="utf-8"))
            model = replace(model, least=before.least, least_read=before.least_read)
        chosen_for = {"least_read": least} if args.read else {"least": least}
        args.save.write_text(replace(model, **chosen_for).dumps(), encoding="utf-8")


if __name__ == "__main__":
    main()
