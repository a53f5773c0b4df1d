"""Writes a page of examples: kind by kind, five things that were found right and five that were not.

    python tests/benchmarks/examples.py CALLS PHRASES --models FOLDER [--folds 3] [--read FILE.npz] --page PAGE.md

CALLS and FILE.npz are those of moments.py, FOLDER holds what questions.py and moments.py trained with --models. All
examples are of calls that were not trained on, as they are written. measure.py calls this.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import moments
import questions
from questions import match, reading_of, training

from callcoach_desktop.analysis.meaning.finder import understand
from callcoach_desktop.analysis.moments import competitor_moments, pricing_moments, question_moments
from callcoach_desktop.analysis.questions.finder import find_questions
from callcoach_desktop.domain.vocabulary import Term

SHOWN = 5
LETTERS = 110
KINDS = {
    "question": (
        "Questions",
        (
            "Most that are missed in what was heard have the form of a statement and lost their "
            "question mark. More of them in training helps; the voice would, where a synthesiser or a caller "
            "raises it."
        ),
    ),
    "question type": (
        "Types of questions",
        (
            "Closed and clarifying differ by whether the question goes back to what "
            "was just said, open and closed by what answer is wanted. The window that the model reads holds "
            "some ten turns; more calls help most."
        ),
    ),
    "stage": (
        "Stages",
        (
            "Nearly all errors lie where one stage goes over into the next, or two are talked of at "
            "once. More calls, and a longer window."
        ),
    ),
    "tone": (
        "Tone",
        (
            "Understatement and dry humour read as neutral. A careful reader agrees with the labels in .82 of the "
            "turns: a larger model would help, and the voice."
        ),
    ),
    "objection": (
        "Objections",
        (
            "Dry facts that object, and complaints that are no objection to buying. A careful reader agrees in .93: "
            "a larger model would help; more calls did little."
        ),
    ),
    "objection_response": (
        "Responses",
        ("They stand and fall with the objection before them; the outcome needs the turns after the response."),
    ),
    "pain": (
        "Pain",
        (
            "A problem told as a story or by understatement, and problems already solved or somebody "
            "else's. More calls with look-alikes."
        ),
    ),
    "need": ("Needs", "A requirement said in passing. More calls."),
    "next_step": ("Next steps", "Steps split over two sentences, and offers that nobody took up."),
    "commitment": ("Commitments", "A promise in few words (\u201cI'll ask him\u201d). More calls."),
    "pricing": (
        "Talk of price",
        ("Whether a sentence still speaks of money named before, and where one stretch of it ends. More calls."),
    ),
    "competitor": ("Competitors", "Names that are ordinary words at the start of a sentence. Found by rules."),
}


def short(text):
    text = " ".join(text.split())
    return text if len(text) <= LETTERS else text[:LETTERS].rsplit(" ", 1)[0] + " \u2026"


def labelled_turns(truth, spoken, understood):
    """Right and wrong stages and tones, by turn."""
    found = []
    for turn in truth["turns"]:
        overlap, n = max(
            (min(run.end, turn["end"]) - max(run.start, turn["start"]), n)
            for n, run in enumerate(spoken)
            if run.side == turn["who"]
        )
        if overlap <= 0 or len(turn["text"].split()) <= 3:
            continue
        for kind, said, true in (
            ("stage", understood.stages[n], turn["stage"]),
            ("tone", understood.tones[n].label, turn["sentiment"]),
        ):
            if true != "neutral" or said != true:
                ending = f"{true}" if said == true else f"{true}, taken for {said}"
                found.append((kind, said == true, f"\u201c{short(turn['text'])}\u201d: {ending}"))
    return found


def marks(truth, spoken, found, kind):
    """Right and wrong moments of a kind, both sides."""
    sides = {run.speaker: run.side for run in spoken}
    rows = []
    for side in ("rep", "customer"):
        true = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == kind]
        mine = [m for m in found if m.kind == kind and sides[m.speaker] == side]
        by_mark, by_found = match(true, mine)
        for i, mark in enumerate(true):
            name = f" ({mark['type'].replace('_', ' ')})" if mark.get("type") and kind != "competitor" else ""
            if i not in by_mark:
                if mark.get("type") != "rhetorical":
                    rows.append((kind, False, f"missed: \u201c{short(mark['span'])}\u201d{name}"))
                continue
            said = mine[by_mark[i]]
            same = not mark.get("type") or mark["type"] == said.type
            if kind == "question":
                rows.append((kind, True, f"\u201c{short(mark['span'])}\u201d"))
                ending = mark["type"] if same else f"{mark['type']}, taken for {said.type}"
                rows.append(("question type", same, f"\u201c{short(mark['span'])}\u201d: {ending}"))
            elif same:
                rows.append((kind, True, f"\u201c{short(said.quote)}\u201d{name}"))
            else:
                wrong = f"\u201c{short(said.quote)}\u201d is {mark['type']}, taken for {said.type}".replace("_", " ")
                rows.append((kind, False, wrong))
        rows += [
            (kind, False, f"made up: \u201c{short(m.quote)}\u201d")
            for j, m in enumerate(mine)
            if j not in by_found and m.type != "rhetorical"
        ]
    return rows


def spread(rows):
    """A few of many, from all over."""
    step = max(1, len(rows) // SHOWN)
    return rows[step // 2 :: step][:SHOWN]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--page", type=Path, required=True)
    args = parser.parse_args()
    rows = defaultdict(list)
    calls = training.read_calls(args.calls, ())
    if not calls:
        parser.error(f"no *.truth.json in {args.calls}")
    for n, (truth, _) in enumerate(calls):
        k = n % args.folds
        spoken = moments.training.spoken_runs(moments.training.written(truth))
        read = reading_of(args.read, truth, "written", spoken)
        asked = find_questions(spoken, "en", questions.trained(args, k), read)
        understood = understand(spoken, moments.trained(args, k), read)
        every = [
            *question_moments(asked),
            *understood.moments,
            *pricing_moments(spoken, read),
            *competitor_moments(spoken, [Term(x) for x in truth["competitors"]]),
        ]
        found = labelled_turns(truth, spoken, understood)
        for kind in KINDS:
            if kind not in ("question type", "stage", "tone"):
                found += marks(truth, spoken, every, kind)
        for kind, right, text in found:
            rows[kind, right].append(f"{text} [{truth['id']}]")
    lines = [
        "# What is found right and what is not",
        "",
        "Made by `make measure EXAMPLES=docs/moments.md`: kind by kind five things that were found as a person marked",
        "them and five that were not, from the 22 scripted calls as they are written. What found them had learnt from",
        ("none of these calls" if args.folds == 1 else "other calls only")
        + " (the app's own has). The numbers count all 22. What was heard of spoken calls, and",
        "all figures: `measurements.md`.",
    ]
    for kind, (title, fix) in KINDS.items():
        right, wrong = rows[kind, True], rows[kind, False]
        lines += ["", f"## {title}", "", f"Right ({len(right)}):", ""]
        lines += [f"- {x}" for x in spread(right)]
        lines += ["", f"Wrong ({len(wrong)}):", ""]
        lines += [f"- {x}" for x in spread(wrong)]
        lines += ["", f"What would mend it: {fix}"]
    args.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
