"""Trains the weights of the question finder on scripted calls, what a recogniser heard of them, and a phrase bank.

    train_questions.py CALLS PHRASES OUT.json [--heard SHOWN ...] [--scripts FOLDER] [--conversations FOLDER]

CALLS holds scripted calls (`<id>.truth.json`: turns with `who`, `text`, `marks`, and `start`/`end` where they were
spoken), PHRASES the labelled sentences (`questions.jsonl` and others), each SHOWN `<id>.json` files as
`callcoach show --json` prints them, FOLDER calls and other talk written as marked text (scripts.py). Everything is
trained on: held-out figures come from tests/benchmarks/questions.py.
Needs numpy only; the same input gives the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import question_data as data
from logistic import fit
from question_data import Call, Labelled
from scripts import read_folder

from callcoach_desktop.analysis.questions import scoring, search, segments
from callcoach_desktop.analysis.questions.model import Model

FORMS = {
    "written": 1.0,
    "worn": 0.5,
    "worn again": 0.5,
    "bare": 0.8,
    "heard": 1.0,
    "heard bare": 0.5,
    "phrase": 0.7,
    "bank": 1.0,
}
BOUNDARY_FORMS = frozenset({"written", "worn", "bare", "heard", "bank"})  # the others say the same again
L2_BOUNDARY = 2.0
L2_ASKED = 2.0
L2_TYPES = 4.0
LEAST = 4  # rows that a feature must occur in
KEEP = 0.2  # weights smaller than this are left out
EDGE_OF_QUESTION = 2.0  # how much more a boundary at a question weighs: they are what we cut for
OTHER_FORM = 3  # text with punctuation learns from one in so many examples without, and the other way round
COVERS = 0.75  # share of the words in common from which a part of a run is the question
MISSES = 0.5  # and up to which it is none
NEGATIVE = 0.35  # weight of a part that is none: they are many, and overlap
EMPTY = Model({}, {}, {}, {})


@dataclass(frozen=True)
class Example:
    """A part of a run with the type of the question that it is, None for no question."""

    placed: search.Placed
    type: str | None
    amount: float


def materials(call: Call, heard: Sequence[Call]) -> list[Labelled]:
    """A call in all its forms."""
    found = [x for form in ("written", "worn", "worn again", "bare") for x in data.scripted(call, form)]
    for shown in heard:
        found += data.heard(call, shown, "heard") + data.heard(call, shown, "heard bare")
    return found


def boundary_model(material: Sequence[Labelled]) -> dict[str, float]:
    """Weights of the boundaries between clauses: a row a gap between two words."""
    rows, labels, amounts = [], [], []
    for item in material:
        if item.form not in BOUNDARY_FORMS:
            continue
        since, weight = 1, FORMS[item.form]
        words = [t.bare for t in item.run.tokens]
        for at in range(1, len(words)):
            before, here = item.labels[at - 1], item.labels[at]
            edge = before.mark is not here.mark
            if not (item.marked and segments.ends_sentence(item.run.tokens[at - 1])):
                rows.append(
                    segments.boundary_features(words, at, since) + segments.boundary_signs(item.run, at, item.marked)
                )
                labels.append(int(edge or bool(before.end)))
                amounts.append(weight * (EDGE_OF_QUESTION if edge else 1.0))
            since = 1 if edge or before.end else since + 1
    model = fit(rows, labels, amounts, 2, L2_BOUNDARY, LEAST)
    return {n: round(float(v[0]), 1) for n, v in model.as_dict(KEEP).items()}


def examples(item: Labelled, model: Model) -> list[Example]:
    """Parts of a run that the search may meet. One that covers a question well is one; a part of a question, or a
    question with much else, is none; what lies between is left out."""
    run, weight = item.run, FORMS[item.form]
    spans: dict[int, tuple[int, int, dict[str, Any]]] = {}
    for i, label in enumerate(item.labels):
        if label.mark is not None:
            first, _, _ = spans.get(id(label.mark), (i, i, label.mark))
            spans[id(label.mark)] = (first, i + 1, label.mark)
    found = []
    for placed in search.placed_candidates(run, item.around, model, item.marked):
        first, last = placed.segment.first, placed.segment.last
        share, kind = 0.0, None
        for a, b, mark in spans.values():
            common = (min(last, b) - max(first, a)) / (max(last, b) - min(first, a))
            if common > share:
                share, kind = common, str(mark["type"])
        if share >= COVERS:
            found.append(Example(placed, kind, weight * (0.5 + 2 * (share - COVERS))))
        elif share <= MISSES:
            found.append(Example(placed, None, weight * NEGATIVE))
    return found


def question_models(rows: Sequence[Example]) -> tuple[dict[str, float], dict[str, float], dict[str, tuple[float, ...]]]:
    """Weights of questions without and with punctuation, and of the types."""
    tables = []
    for marked in (False, True):
        mine = [e for n, e in enumerate(rows) if e.placed.segment.marked == marked or n % OTHER_FORM == 0]
        asked = [scoring.asked_features(e.placed) for e in mine]
        model = fit(asked, [int(e.type is not None) for e in mine], [e.amount for e in mine], 2, L2_ASKED, LEAST)
        tables.append({n: round(float(v[0]), 1) for n, v in model.as_dict(KEEP).items()})
    kinds: list[str] = list(scoring.KINDS)
    typed = [(e, kinds.index(e.type)) for e in rows if e.type is not None]
    model = fit(
        [scoring.type_features(e.placed) for e, _ in typed],
        [kind for _, kind in typed],
        [e.amount for e, _ in typed],
        len(kinds),
        L2_TYPES,
        LEAST,
    )
    types = {n: tuple(round(float(x), 1) for x in v) for n, v in model.as_dict(KEEP).items()}
    return tables[0], tables[1], types


def train(calls: Sequence[Sequence[Labelled]], phrases: Path) -> Model:
    """The model of these calls (each in all its forms) and the phrase bank. Calls are cut for the second step by
    boundaries that were learned from the other half of them, as unseen calls will be."""
    bank = data.bank_texts(phrases)
    rows = [e for item in data.phrases(phrases) for e in examples(item, EMPTY)]
    for half in (0, 1):
        others = [x for n, call in enumerate(calls) if n % 2 != half for x in call]
        cut = Model(boundary_model([*others, *bank]), {}, {}, {})
        rows += [e for call in calls[half::2] for item in call for e in examples(item, cut)]
    boundary = boundary_model([*(x for call in calls for x in call), *bank])
    return Model(boundary, *question_models(rows))


def read_calls(calls: Path, heard: Sequence[Path]) -> list[tuple[Call, list[Call]]]:
    """Each scripted call with what recognisers heard of it."""
    found = []
    for path in sorted(calls.glob("*.truth.json")):
        call = json.loads(path.read_text(encoding="utf-8"))
        found.append((call, _heard_of(call, heard)))
    return found


def _heard_of(call: Call, heard: Sequence[Path]) -> list[Call]:
    files = [folder / f"{call['id']}.json" for folder in heard]
    return [json.loads(f.read_text(encoding="utf-8")) for f in files if f.exists()]


def read_scripts(folder: Path | None, heard: Sequence[Path] = ()) -> list[tuple[Call, list[Call]]]:
    """The calls of scripts (see scripts.py), as `read_calls` gives those of files; none without a folder."""
    return [] if folder is None else [(call, _heard_of(call, heard)) for call in read_folder(folder)]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--conversations", type=Path)
    args = parser.parse_args()
    read = [
        *read_calls(args.calls, args.heard),
        *read_scripts(args.scripts, args.heard),
        *read_scripts(args.conversations),
    ]
    calls = [materials(call, heard) for call, heard in read]
    args.out.write_text(train(calls, args.phrases).dumps(), encoding="utf-8")


if __name__ == "__main__":
    main()
