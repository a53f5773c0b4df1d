"""Question F1 and type accuracy on calls whose questions are known.

    python tests/benchmarks/questions.py FOLDER [--misses]

FOLDER holds `<id>.truth.json` files (turns with `who`, `start`, `end`, `text`, `marks`). Each call is analysed as it
is written and bare (lower case, no punctuation), a turn an utterance, words spread by letters. A found question counts
when it is of the marked one's side and overlaps it, or has its middle within 1.5 s of its middle; each mark is matched
once, best overlap first. Rhetorical and optional marks neither help nor hurt. Types are judged on matched questions.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from callcoach_desktop.analysis import analyse
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary

NEAR = 1.5
SPEAKERS = (Speaker("rep", "Rep", "rep"), Speaker("customer", "Customer", "customer"))


def transcript_of(truth, form):
    utterances = []
    for n, turn in enumerate(truth["turns"]):
        text = turn["text"]
        if form == "bare":
            text = " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))
        if text:
            utterances.append(Utterance(f"u{n}", turn["who"], turn["start"], turn["end"], text))
    return Transcript(max(u.end for u in utterances), "en", SPEAKERS, tuple(utterances))


def match(marks, found):
    """Pairs (mark index, found index), best overlap first."""
    pairs = []
    for i, mark in enumerate(marks):
        for j, moment in enumerate(found):
            overlap = min(mark["end"], moment.end) - max(mark["start"], moment.start)
            apart = abs((mark["start"] + mark["end"]) - (moment.start + moment.end)) / 2
            if overlap > 0 or apart <= NEAR:
                pairs.append((-max(overlap, 0.0), apart, i, j))
    by_mark, by_found = {}, {}
    for _, _, i, j in sorted(pairs):
        if i not in by_mark and j not in by_found:
            by_mark[i], by_found[j] = j, i
    return by_mark, by_found


def score(truth, form, tally, confusion, misses):
    analysis = analyse(transcript_of(truth, form), Vocabulary())
    for side in ("rep", "customer"):
        marks = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == "question"]
        every = [m for m in analysis.moments if m.kind == "question" and m.speaker == side]
        found = [m for m in every if m.type != "rhetorical"]
        tally["rhetorical marked"] += sum(m.get("type") == "rhetorical" for m in marks)
        tally["rhetorical found"] += len(every) - len(found)
        by_mark, by_found = match(marks, found)
        for i, mark in enumerate(marks):
            if mark.get("optional") or mark.get("type") == "rhetorical":
                continue
            if i in by_mark:
                tally["hit"] += 1
                confusion[mark["type"], found[by_mark[i]].type] += 1
            else:
                tally["missed"] += 1
                misses.append(f"{form} missed {mark['type']}: {mark['span']}")
        for j, moment in enumerate(found):
            if j not in by_found:
                tally["extra"] += 1
                misses.append(f"{form} extra {moment.type}: {moment.quote}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", default="punctuated,bare")
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was made up")
    args = parser.parse_args()
    truths = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(args.folder.glob("*.truth.json"))]
    for form in args.forms.split(","):
        tally, confusion, misses = Counter(), Counter(), []
        for truth in truths:
            score(truth, form, tally, confusion, misses)
        report(form, tally, confusion)
        if args.misses:
            print(*misses, sep="\n")


def report(form, tally, confusion):
    hit, missed, extra = tally["hit"], tally["missed"], tally["extra"]
    right = sum(n for (true, said), n in confusion.items() if true == said)
    print(
        f"{form:11} precision {hit / max(1, hit + extra):.3f}  recall {hit / max(1, hit + missed):.3f}  "
        f"F1 {2 * hit / max(1, 2 * hit + missed + extra):.3f}  type {right / max(1, hit):.3f}  "
        f"({hit + missed} marks; rhetorical: {tally['rhetorical marked']} marked, {tally['rhetorical found']} found)"
    )
    wrong = [(n, pair) for pair, n in confusion.items() if pair[0] != pair[1]]
    print("   ", ", ".join(f"{true} taken for {said}: {n}" for n, (true, said) in sorted(wrong, reverse=True)[:6]))


if __name__ == "__main__":
    main()
