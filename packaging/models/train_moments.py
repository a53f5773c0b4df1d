"""Trains the weights of stages, tone, objections and the other marks on scripted calls and a phrase bank.

    train_moments.py CALLS PHRASES OUT.json [--heard SHOWN ...] [--scripts FOLDER]

The folders are those of train_questions.py. Everything is trained on: held-out figures come from
tests/benchmarks/moments.py, which also finds the chances from which a mark counts. Needs numpy only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from logistic import fit
from train_questions import read_calls, read_scripts

from callcoach_desktop.analysis.meaning import features
from callcoach_desktop.analysis.meaning.model import CLASSES, MARKED, STAGES, Weights
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.words import Run, runs, sorted_utterances, tokens_of
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word

BY_REP = frozenset({"next_step", "objection_response"})
PHRASE = 0.6  # what a phrase weighs beside a turn of a call
L2 = {"stage": 9.0, "tone": 7.0}
L2_OTHER = 3.0
LEAST = 4  # rows that a feature must occur in
KEEP = 0.06  # smaller weights are left out
# The chances from which a mark counts, without and with a language model: the middle of where they do best on calls
# that were left out (tests/benchmarks/moments.py --curves), where the curves of several models are flat.
LEAST_CHANCE = {"objection": 0.38, "pain": 0.29, "need": 0.18, "commitment": 0.27, "next_step": 0.36}
LEAST_READ = {"objection": 0.75, "pain": 0.35, "need": 0.3, "commitment": 0.6, "next_step": 0.55}
SIDES = (Speaker("rep", "Rep", "rep"), Speaker("customer", "Customer", "customer"))


@dataclass
class Placed:
    """A call's turns as they were written or heard: features, and labels by table (None: not this table's)."""

    truth: dict[str, Any]
    runs: list[Run]
    rows: list[list[str]]
    labels: list[dict[str, int]] = field(default_factory=list)


def written(truth: dict[str, Any]) -> Transcript:
    """A turn an utterance, without word times."""
    said = tuple(
        Utterance(f"u{n}", t["who"], t["start"], t["end"], t["text"]) for n, t in enumerate(truth["turns"]) if t["text"]
    )
    return Transcript(max(u.end for u in said), "en", SIDES, said)


def heard(shown: dict[str, Any]) -> Transcript:
    """A call as a recogniser heard it."""
    speakers = tuple(Speaker(s["id"], s["id"], s["role"]) for s in shown["speakers"])
    said = []
    for u in shown["utterances"]:
        words = tuple(Word(w["text"], w["start"], w["end"], w["probability"]) for w in u["words"])
        said.append(Utterance(u["id"], u["speaker"], u["start"], u["end"], u["text"], words))
    return Transcript(shown["duration"], "en", speakers, tuple(said))


def spoken_runs(transcript: Transcript) -> list[Run]:
    """The turns of a transcript."""
    utterances = sorted_utterances(transcript)
    return runs(transcript, utterances, find_floor(transcript, utterances).backchannels)


def place(truth: dict[str, Any], transcript: Transcript) -> Placed:
    """The turns of a call with what the script says of them: each takes the labels of what it shares most time with."""
    spoken = spoken_runs(transcript)
    placed = Placed(truth, spoken, features.in_call(spoken))
    for run in spoken:
        shared = [
            (min(run.end, t["end"]) - max(run.start, t["start"]), n)
            for n, t in enumerate(truth["turns"])
            if t["who"] == run.side
        ]
        turn = truth["turns"][max(shared)[1]]
        labels = {"stage": STAGES.index(turn["stage"]), "tone": CLASSES["tone"].index(turn["sentiment"])}
        marks = [
            m
            for t in truth["turns"]
            if t["who"] == run.side
            for m in t["marks"]
            if min(m["end"], run.end) - max(m["start"], run.start)
            > 0.3 * min(m["end"] - m["start"], run.end - run.start)
        ]
        for kind in MARKED:
            if run.side == ("rep" if kind in BY_REP else "customer"):
                labels[kind] = int(any(m["kind"] == kind for m in marks))
        for m in marks:
            if m["kind"] == "objection":
                labels["objection_type"] = CLASSES["objection_type"].index(m["type"])
            elif m["kind"] == "next_step":
                labels["step_type"] = CLASSES["step_type"].index(m["type"])
            elif m["kind"] == "objection_response":
                labels["response_type"] = CLASSES["response_type"].index(m["type"])
                if m.get("outcome"):
                    labels["outcome"] = CLASSES["outcome"].index(m["outcome"])
        placed.labels.append(labels)
    return placed


def phrase_rows(folder: Path) -> list[tuple[list[str], dict[str, int]]]:
    """The phrase bank as rows with labels."""
    found: list[tuple[list[str], dict[str, int]]] = []

    def lines(name: str) -> list[dict[str, str]]:
        return [json.loads(x) for x in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]

    def one(row: dict[str, str], side: str) -> list[str]:
        other = "customer" if side == "rep" else "rep"
        said = [_run(other, row["before"]), _run(side, row["text"])] if row["before"] else [_run(side, row["text"])]
        made = features.in_call(said)[-1]
        return [
            f for f in made if not f.startswith(("at:", "first", "last", "second", "1:", "2:", "-2:none", "-1:none"))
        ]

    found += [(one(r, r["side"]), {"tone": CLASSES["tone"].index(r["label"])}) for r in lines("tone")]
    for r in lines("objections"):
        labels = {"objection": int(r["label"] != "none")}
        if r["label"] != "none":
            labels["objection_type"] = CLASSES["objection_type"].index(r["label"])
        found.append((one(r, "customer"), labels))
    for r in lines("needs_pains"):
        found.append((one(r, "customer"), {k: int(r["label"] == k) for k in ("pain", "need", "commitment")}))
    for r in lines("next_steps"):
        labels = {"next_step": int(r["label"] != "none")}
        if r["label"] != "none":
            labels["step_type"] = CLASSES["step_type"].index(r["label"])
        found.append((one(r, "rep"), labels))
    for r in lines("objection_responses"):
        found.append((one(r, "rep"), {"response_type": CLASSES["response_type"].index(r["label"])}))
    for r in lines("stages"):
        said = [_run("rep" if p.startswith("R:") else "customer", p[2:].strip()) for p in r["text"].split(" / ")]
        for row in features.in_call(said):
            kept = [f for f in row if not f.startswith(("at:", "first", "last", "second")) and not f.endswith("none")]
            found.append((kept, {"stage": STAGES.index(r["label"])}))
    return found


def _run(side: str, text: str) -> Run:
    return Run(side, "rep" if side == "rep" else "customer", tuple(tokens_of(Utterance("u", side, 0.0, 3.0, text), 0)))


def train(calls: Sequence[Placed], phrases: Sequence[tuple[list[str], dict[str, int]]]) -> Weights:
    """The model of these calls and phrases."""
    examples = [(row, labels, 1.0) for c in calls for row, labels in zip(c.rows, c.labels, strict=True)]
    examples += [(row, labels, PHRASE) for row, labels in phrases]
    tables = {}
    for name in (*CLASSES, *MARKED):
        mine = [(row, labels[name], amount) for row, labels, amount in examples if name in labels]
        classes = len(CLASSES.get(name, (0, 1)))
        model = fit(
            [r for r, _, _ in mine],
            [y for _, y, _ in mine],
            [a for _, _, a in mine],
            classes,
            L2.get(name, L2_OTHER),
            LEAST,
        )
        tables[name] = {k: tuple(round(float(x), 2) for x in v) for k, v in model.as_dict(KEEP).items()}
    counts = np.full((len(STAGES), len(STAGES)), 0.3)
    for c in calls:
        stages = [x["stage"] for x in c.labels]
        for a, b in pairwise(stages):
            counts[a, b] += 1
    prior = counts.sum(0) / counts.sum()
    follows = np.log(counts / counts.sum(1, keepdims=True)) - np.log(prior)
    return Weights(
        tables, tuple(tuple(round(float(x), 2) for x in r) for r in follows), dict(LEAST_CHANCE), dict(LEAST_READ)
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--scripts", type=Path)
    args = parser.parse_args()
    calls = [
        place(truth, t)
        for truth, shown in [*read_calls(args.calls, args.heard), *read_scripts(args.scripts, args.heard)]
        for t in (written(truth), *(heard(s) for s in shown))
    ]
    args.out.write_text(train(calls, phrase_rows(args.phrases)).dumps(), encoding="utf-8")


if __name__ == "__main__":
    main()
