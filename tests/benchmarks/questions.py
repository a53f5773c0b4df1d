"""Question F1 and type accuracy on calls that were not trained on.

    python tests/benchmarks/questions.py CALLS PHRASES [--heard SHOWN] [--swda FILE.tsv] [--scripts FOLDER]
        [--conversations FOLDER] [--folds 3]
        [--read FILE.npz] [--models FOLDER] [--misses]

CALLS holds `<id>.truth.json` files (turns with `who`, `start`, `end`, `text`, `marks`), PHRASES the phrase bank, SHOWN
what a recogniser heard of the calls (`<id>.json`, the output of `callcoach show --json`), FOLDER the scripts that are
always trained on. Whole calls are left out by turns (with one fold all of them): weights are trained as
packaging/models/train_questions.py trains them, on the other calls only. --models keeps them. Each call that was left
out is analysed as it is written, bare (lower case, no punctuation) and as heard. FILE.tsv holds Switchboard
conversations with dialogue acts; they are never trained on, and the weights that ship are used.

A found question counts when it is of the marked one's side and overlaps it, or has its middle within 1.5 s of its
middle; each mark is matched once, best overlap first. Rhetorical and optional marks neither help nor hurt. Types are
judged on matched questions.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging/models"))

import numpy as np
import question_data as data
import train_questions as training
from train_moments import spoken_runs

from callcoach_desktop.analysis.meaning.reading import read_runs
from callcoach_desktop.analysis.moments import pricing_moments
from callcoach_desktop.analysis.questions.finder import find_questions
from callcoach_desktop.analysis.questions.model import loads, shipped
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.speech.meaning import shipped as language_model

NEAR = 1.5
SPEAKERS = (Speaker("rep", "Rep", "rep"), Speaker("customer", "Customer", "customer"))
# Dialogue acts of Switchboard that are questions, and those that are questions in form only.
ACTS = {"qy": "closed", "qy^d": "closed", "qrr": "closed", "qw": "open", "qw^d": "open", "qo": "open", "^g": "check"}
MAYBE = {"bh", "qh", "br", "br^m"}


def written(truth, bare):
    """A turn an utterance, without word times."""
    utterances = []
    for n, turn in enumerate(truth["turns"]):
        text = data.bare(turn["text"]) if bare else turn["text"]
        if text:
            utterances.append(Utterance(f"u{n}", turn["who"], turn["start"], turn["end"], text))
    return Transcript(max(u.end for u in utterances), "en", SPEAKERS, tuple(utterances))


def heard(shown):
    """A call as a recogniser heard it."""
    speakers = tuple(Speaker(s["id"], s["id"], s["role"]) for s in shown["speakers"])
    utterances = tuple(
        Utterance(
            u["id"], u["speaker"], u["start"], u["end"], u["text"],
            tuple(Word(x["text"], x["start"], x["end"], x["probability"]) for x in u["words"]),
        )
        for u in shown["utterances"]
    )  # fmt: skip
    return Transcript(shown["duration"], "en", speakers, utterances)


def switchboard(path):
    """Truths of the conversations in a file: a line a turn, 0.35 s a word."""
    conversations = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["text"].strip():
                conversations[row["conversation"]].append(row)
    for rows in conversations.values():
        clock, turns = 0.0, []
        for row in rows:
            text, tag = row["text"].strip(), row["tag"]
            end = clock + 0.35 * len(text.split())
            mark = {"kind": "question", "span": text, "start": clock, "end": end}
            marks = [mark | {"type": ACTS[tag]}] if tag in ACTS else [mark | {"optional": True}] if tag in MAYBE else []
            who = "rep" if row["speaker"] == "A" else "customer"
            turns.append({"who": who, "start": clock, "end": end, "text": text, "marks": marks})
            clock = end + 0.1
        yield {"turns": turns}


def match(marks, found):
    """Pairs (mark index: found index, and the other way round), best overlap first."""
    pairs = []
    for i, mark in enumerate(marks):
        for j, question in enumerate(found):
            overlap = min(mark["end"], question.end) - max(mark["start"], question.start)
            apart = abs((mark["start"] + mark["end"]) - (question.start + question.end)) / 2
            if overlap > 0 or apart <= NEAR:
                pairs.append((-max(overlap, 0.0), apart, i, j))
    by_mark, by_found = {}, {}
    for _, _, i, j in sorted(pairs):
        if i not in by_mark and j not in by_found:
            by_mark[i], by_found[j] = j, i
    return by_mark, by_found


def reading_of(file, truth, form, spoken):
    """What a language model that was trained without a call says of each of its turns; None without `file`."""
    if file is None:
        return None
    with np.load(file) as answers:
        answer = answers[f"{truth['id']}.{form}"].astype(np.float32)
    return np.split(answer, np.cumsum([len(run.tokens) for run in spoken])[:-1])


def score(truth, transcript, model, reading=None):
    """Counts of one call, and what was missed and made up. `reading` gives what a language model says of turns."""
    tally, misses = Counter(), []
    spoken = spoken_runs(transcript)
    every = find_questions(spoken, transcript.language, model, reading(spoken) if reading else None)
    for side in ("rep", "customer"):
        marks = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == "question"]
        found = [q for q in every if q.segment.run.side == side and q.type != "rhetorical"]
        by_mark, by_found = match(marks, [q.segment for q in found])
        for i, mark in enumerate(marks):
            if mark.get("optional") or mark.get("type") == "rhetorical":
                continue
            if i in by_mark:
                tally["hit"] += 1
                tally["right"] += mark["type"] == found[by_mark[i]].type
            else:
                tally["missed"] += 1
                misses.append(f"missed {mark['type']}: {mark['span']}")
        for j, question in enumerate(found):
            if j not in by_found:
                tally["extra"] += 1
                misses.append(f"made up {question.type}: {question.segment.text}")
    return tally, misses


def trained(args, k):
    """The weights of a fold."""
    kept = args.models and args.models / f"questions.{args.folds}.{k}.json"
    if kept and kept.exists():
        return loads(kept.read_text(encoding="utf-8"))
    read = [c for n, c in enumerate(training.read_calls(args.calls, args.heard)) if n % args.folds != k]
    model = training.train(
        [
            training.materials(*call)
            for call in [*read, *training.read_scripts(args.scripts), *training.read_scripts(args.conversations)]
        ],
        args.phrases,
    )
    if kept:
        kept.write_text(model.dumps(), encoding="utf-8")
    return model


def fold(args, k):
    """Trains without every `folds`-th call from `k` and scores those."""
    model = trained(args, k)
    tallies, misses = defaultdict(Counter), []
    for truth, shown in training.read_calls(args.calls, args.heard)[k :: args.folds]:
        forms = {"written": written(truth, bare=False), "bare": written(truth, bare=True)}
        forms |= {f"heard {n}" if n else "heard": heard(s) for n, s in enumerate(shown)}
        for form, transcript in forms.items():
            tally, wrong = score(truth, transcript, model, partial(reading_of, args.read, truth, form))
            tallies[form].update(tally)
            misses += [f"{form}: {x}" for x in wrong]
    return tallies, misses


def prices(args):
    """Counts of talk of price, which is found by rules that were written with these calls at hand."""
    tallies = defaultdict(Counter)
    for truth, shown in training.read_calls(args.calls, args.heard):
        forms = {"written": written(truth, bare=False), "bare": written(truth, bare=True)}
        forms |= {f"heard {n}" if n else "heard": heard(s) for n, s in enumerate(shown)}
        for form, transcript in forms.items():
            spoken = spoken_runs(transcript)
            moments = pricing_moments(spoken, reading_of(args.read, truth, form, spoken))
            for side in ("rep", "customer"):
                marks = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == "pricing"]
                found = [m for m in moments if transcript.side_of(m.speaker) == side]
                by_mark, by_found = match(marks, found)
                tallies[form].update(
                    hit=len(by_mark), missed=len(marks) - len(by_mark), extra=len(found) - len(by_found)
                )
    return tallies


def report(name, tally):
    hit, missed, extra = tally["hit"], tally["missed"], tally["extra"]
    print(
        f"{name:28} precision {hit / max(1, hit + extra):.3f}  recall {hit / max(1, hit + missed):.3f}  "
        f"F1 {2 * hit / max(1, 2 * hit + missed + extra):.3f}  type {tally['right'] / max(1, hit):.3f}  "
        f"({hit + missed} marks)",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--swda", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--conversations", type=Path)
    parser.add_argument("--read", type=Path, help="read.npz of train_reader.py")
    parser.add_argument("--models", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was made up")
    args = parser.parse_args()
    if args.models:
        args.models.mkdir(parents=True, exist_ok=True)
    if args.swda:
        for bare in (False, True):
            total, meaning = Counter(), language_model() if args.read else None
            for truth in switchboard(args.swda):
                reading = partial(read_runs, meaning=meaning) if meaning else None
                total.update(score(truth, written(truth, bare), shipped(), reading)[0])
            report(f"Switchboard, {'bare' if bare else 'written'}", total)
    tallies, misses = defaultdict(Counter), []
    with ProcessPoolExecutor(args.workers) as pool:
        for counted, wrong in pool.map(partial(fold, args), range(args.folds)):
            misses += wrong
            for form, tally in counted.items():
                tallies[form].update(tally)
    for form, tally in tallies.items():
        report(f"calls, held out, {form}", tally)
    for form, tally in prices(args).items():
        report(f"talk of price (by rule), {form}", tally)
    if args.misses:
        print(*misses, sep="\n")


if __name__ == "__main__":
    main()
