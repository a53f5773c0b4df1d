"""Trains the weights of the question finder on scripted calls and a phrase bank.

    train_questions.py CALLS_FOLDER PHRASES_FOLDER            cross-validate call by call, print the figures
    train_questions.py CALLS_FOLDER PHRASES_FOLDER --write    train on everything and write weights.py

CALLS_FOLDER holds scripted calls (`turns` with `who`, `text`, `marks`, and `start`/`end` where they were spoken),
PHRASES_FOLDER the labelled sentences (`questions.jsonl` and others). Needs numpy and scipy only.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import optimize, sparse

from callcoach_desktop.analysis import words as w
from callcoach_desktop.analysis.questions import features, finder, forms, segments, weights
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance

HERE = Path(__file__).resolve().parents[2]
WEIGHTS = HERE / "callcoach_desktop/analysis/questions/weights.py"


@dataclass
class Model:
    """A row of weights a feature."""

    names: dict[str, int]
    table: np.ndarray  # (features, classes)

    def as_dict(self, keep: float) -> dict[str, np.ndarray]:
        """The features whose weight matters."""
        return {n: self.table[i] for n, i in self.names.items() if np.abs(self.table[i]).max() >= keep}


def fit(rows: list[list[str]], labels: list[int], amounts: list[float], classes: int, l2: float, least: int) -> Model:
    """Multinomial logistic regression by L-BFGS; binary with one column (class 1's log-odds)."""
    counts = Counter(f for row in rows for f in set(row))
    names = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= least))}
    where = [sorted({names[f] for f in row if f in names}) for row in rows]
    x = sparse.csr_matrix(
        (
            np.ones(sum(map(len, where))),
            np.concatenate([np.array(r, dtype=int) for r in where]),
            np.cumsum([0, *map(len, where)]),
        ),
        shape=(len(rows), len(names)),
    )
    y, a = np.array(labels), np.array(amounts)
    columns = 1 if classes == 2 else classes
    target = y[:, None].astype(float) if columns == 1 else np.eye(classes)[y]
    flat = np.array([0.0 if n == "bias" else 1.0 for n in names])[:, None]

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        m = v.reshape(len(names), columns)
        z = x @ m
        if columns == 1:
            p = 1 / (1 + np.exp(-z))
            nll = -(a * (target * z - np.logaddexp(0, z)).sum(1)).sum()
        else:
            z = z - z.max(1, keepdims=True)
            logp = z - np.log(np.exp(z).sum(1, keepdims=True))
            p = np.exp(logp)
            nll = -(a * (target * logp).sum(1)).sum()
        grad = x.T @ (a[:, None] * (p - target)) + l2 * flat * m
        return nll + 0.5 * l2 * (flat * m * m).sum(), grad.ravel()

    found = optimize.minimize(
        loss, np.zeros(len(names) * columns), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return Model(names, found.x.reshape(len(names), columns))


# ---------------------------------------------------------------- texts


def bare(text: str) -> str:
    """As a recogniser without punctuation writes it."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))


def transcript_of(call: dict, form: str) -> tuple[Transcript, list[list[tuple[int, dict]]]]:
    """The call as a transcript, a turn an utterance; and for each turn, each word's mark (None: no question)."""
    clock, utterances, owners = 0.0, [], []
    for n, turn in enumerate(call["turns"]):
        start = turn.get("start", clock)
        text = turn["text"]
        end = turn.get("end", start + 0.35 * len(text.split()))
        clock = max(clock, end) + 0.2
        spans = []
        for mark in turn["marks"]:
            if mark["kind"] == "question" and (at := text.find(mark["span"])) >= 0:
                spans.append((at, at + len(mark["span"]), mark))  # noqa: PERF401
        owner: list[dict | None] = []
        for word in re.finditer(r"\S+" if form == "punctuated" else r"[A-Za-z0-9'’]+", text):
            if w.bare_word(word.group()):
                owner.append(next((m for a, b, m in spans if word.start() < b and word.end() > a), None))  # noqa: PERF401
        owners.append(owner)
        utterances.append(Utterance(f"u{n}", turn["who"], start, end, text if form == "punctuated" else bare(text)))
    speakers = (Speaker("rep", "R", "rep"), Speaker("customer", "C", "customer"))
    return Transcript(clock, "en", speakers, tuple(utterances)), owners


@dataclass
class Example:
    """A segment with the type of the question that it is, None for no question."""

    placed: finder.Placed
    type: str | None
    hidden: bool = False  # a question mark was there and has been taken away


def runs_of(call: dict, form: str) -> tuple[list[w.Run], list[list[list]]]:
    """The runs of a call, and for each the mark of each of its words (or None)."""
    transcript, owners = transcript_of(call, form)
    utterances = w.sorted_utterances(transcript)
    place = {u.id: i for i, u in enumerate(transcript.utterances)}
    floor = find_floor(transcript, utterances)
    runs = w.runs(transcript, utterances, floor.backchannels)
    marks = []
    for run in runs:
        owner: list = []
        last = -1
        for token in run.tokens:
            if token.utterance != last:
                at, last = 0, token.utterance
            owner.append(owners[place[utterances[token.utterance].id]][at])
            at += 1
        marks.append(owner)
    return runs, marks


def examples_of(call: dict, form: str) -> list[Example]:
    """The call's segments as the finder cuts them; a mark belongs to the segment that holds most of its words."""
    runs, marks = runs_of(call, form)
    owner_of = {id(run): owner for run, owner in zip(runs, marks, strict=True)}
    found, best = [], {}
    for placed in finder.place_segments(runs):
        s = placed.segment
        example = Example(placed, None, s.asks)
        held = [m for m in owner_of[id(s.run)][s.first : s.last] if m is not None]
        for key, n in Counter(map(id, held)).items():
            if n > best.get(key, (0,))[0]:
                best[key] = (n, example, next(m for m in held if id(m) == key))
        found.append(example)
    for _, example, mark in sorted(best.values(), key=lambda b: b[0]):
        example.type = mark["type"]
    return found


def bare_examples(call: dict) -> list[tuple[Example, float]]:
    """Parts of bare runs that the search may meet. One that covers a question well is one; a part of a question,
    or a question with much else, is none; what lies between is left out."""
    runs, marks = runs_of(call, "bare")
    found = []
    for (run, around), owner in zip(finder.run_surroundings(runs), marks, strict=True):
        spans = {}
        for i, mark in enumerate(owner):
            if mark is not None:
                first, _, _ = spans.get(id(mark), (i, i, mark))
                spans[id(mark)] = (first, i + 1, mark)
        goods = []
        for first, last in finder.candidates(segments.boundary_odds(run)):
            share, mark = (
                max(
                    ((min(last, b) - max(first, a)) / (max(last, b) - min(first, a)), n)
                    for n, (a, b, _) in enumerate(spans.values())
                )
                if spans
                else (0.0, 0)
            )
            placed = finder.Placed(segments.Segment(run, first, last, False, False), around(first, last))
            if share >= 0.75:
                goods.append((share, Example(placed, list(spans.values())[mark][2]["type"])))
            elif share <= 0.5:
                found.append((Example(placed, None), 0.35))
        found += [(e, 0.5 + 2 * max(0, share - 0.75)) for share, e in goods]
    return found


def phrase_examples(folder: Path) -> list[Example]:
    """The labelled sentences of the phrase bank."""
    found = []
    for line in (folder / "questions.jsonl").read_text().splitlines():
        row = json.loads(line)
        text = row["text"]
        before = tuple(bare(row["before"]).split())
        tokens = tuple(w.tokens_of(Utterance("u", "rep", 0.0, 3.0, text), 0))
        run = w.Run("rep", "rep", tokens)
        marked = text != text.lower() or bool(re.search(r"[.?!]", text))
        whole = segments.Segment(run, 0, len(tokens), "?" in text, marked)
        around = features.Around(before=before) if before else features.Around(known=False)
        cut = segments.by_punctuation(run) if marked else [whole]
        asked = [s for s in cut if s.asks] or cut[:1]
        label = None if row["label"] == "none" else row["label"]
        for s in cut:
            following = cut[cut.index(s) + 1].words if s is not cut[-1] else ()
            a = features.Around(before=around.before, own_after=following) if around.known or following else around
            found.append(Example(finder.Placed(s, a), label if s in asked else None, s.asks))
    return found


# ---------------------------------------------------------------- boundaries


def boundary_rows(texts: list[str], question_weight: float) -> tuple[list[list[str]], list[int], list[float]]:
    """A row a gap between words. Boundaries on either side of a question weigh more: they are what we cut for."""
    rows, labels, amounts = [], [], []
    for text in texts:
        said, ends = [], []
        for token in w.tokens_of(Utterance("u", "x", 0.0, 1.0, text), 0):
            parts = bare(token.text).split()
            said += parts
            ends += [""] * (len(parts) - 1)
            ends.append(("?" if "?" in token.text else ".") if segments.ends_sentence(token) else "")
        since = 1
        for at in range(1, len(said)):
            ended = ends[at - 1]
            closing = next((e for e in ends[at:] if e), ".")
            rows.append(segments.boundary_features(said, at, since))
            labels.append(int(bool(ended)))
            amounts.append(question_weight if ended and "?" in (ended, closing) else 1.0)
            since = 1 if ended else since + 1
    return rows, labels, amounts


def call_texts(calls: list[dict]) -> list[str]:
    """What was said in the calls, a turn a text."""
    return [t["text"] for c in calls for t in c["turns"]]


def phrase_texts(folder: Path) -> list[str]:
    """Punctuated sentences of the phrase bank, three to a text, so that there are boundaries between them."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        lines = [json.loads(x)["text"] for x in path.read_text().splitlines()]
        lines = [x for x in lines if re.search(r"[.?!]$", x) and x != x.lower() and " / " not in x]
        found += [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    return found


def vocabulary(texts: list[str], least: int) -> frozenset[str]:
    """The words that are common enough to be known by name."""
    counts = Counter(w.bare_word(x) for t in texts for x in t.split())
    return frozenset(x for x, n in counts.items() if n >= least and x)


def train_boundary(texts: list[str], args: argparse.Namespace) -> dict[str, float]:
    """Weights of the boundaries between clauses."""
    rows, labels, amounts = boundary_rows(texts, args.question_weight)
    model = fit(rows, labels, amounts, 2, args.l2_boundary, args.least)
    return {n: round(float(v[0]), 1) for n, v in model.as_dict(args.keep).items()}


def set_words(words: frozenset[str]) -> None:
    """Makes these words known by name."""
    weights.WORDS = words
    forms.shape.cache_clear()


# ---------------------------------------------------------------- questions


def gather(calls: list[dict], phrases: Path, args: argparse.Namespace) -> list[tuple[Example, str, float]]:
    """Examples of both forms. Bare calls are cut by boundaries that were trained without them."""
    found: list[tuple[Example, str, float]] = []
    for call in calls:
        found += [(e, "punctuated", 1.0) for e in examples_of(call, "punctuated")]
    bank = phrase_texts(phrases)
    for k in range(args.inner):
        mine = calls[k :: args.inner]
        weights.BOUNDARY = train_boundary(call_texts([c for c in calls if c not in mine]) + bank, args)
        for call in mine:
            found += [(e, "bare", amount) for e, amount in bare_examples(call)]
    found += [(e, "phrase", args.phrase_weight) for e in phrase_examples(phrases)]
    return found


def train_questions(data: list[tuple[Example, str, float]], args: argparse.Namespace) -> tuple[dict, dict, dict]:
    """Weights of bare and of punctuated questions, and of the types."""
    tables = []
    for wanted in (False, True):
        rows, labels, amounts = [], [], []
        for example, form, amount in data:
            marked = example.placed.segment.marked
            if wanted != marked and form != "phrase":
                amount *= args.other_form
            if example.hidden and wanted:
                amount *= args.hidden_weight  # a mark that was there is seldom lost
            rows.append(finder.asked_features(example.placed))
            labels.append(int(example.type is not None))
            amounts.append(amount)
        model = fit(rows, labels, amounts, 2, args.l2_asked, args.least)
        tables.append({n: round(float(v[0]), 1) for n, v in model.as_dict(args.keep).items()})
    rows, labels, amounts = [], [], []
    for example, _, amount in data:
        if example.type is None:
            continue
        rows.append(finder.type_features(example.placed))
        labels.append(finder.KINDS.index(example.type))
        amounts.append(amount)
    types = fit(rows, labels, amounts, len(finder.KINDS), args.l2_type, args.least)
    return (*tables, {n: tuple(round(float(x), 1) for x in v) for n, v in types.as_dict(args.keep).items()})


def judge(calls: list[dict], form: str, tally: Counter, confusion: Counter, show: bool) -> None:
    """Segment-level figures on calls that were not trained on."""
    for call in calls:
        for e in examples_of(call, form):
            found = e.hidden or finder.odds_asked(e.placed) > 0
            kind, _ = finder.type_of(e.placed)
            optional = e.type == "rhetorical"
            if found and kind == "rhetorical":
                tally[form, "called rhetorical", e.type] += 1
                found = False
            if optional:
                continue
            if e.type is not None:
                tally[form, "hit" if found else "missed"] += 1
                if found:
                    confusion[form, e.type, kind] += 1
            elif found:
                tally[form, "extra"] += 1
            if show and found != (e.type is not None):
                print(
                    f"{form[:4]} {'MISSED' if e.type else 'EXTRA'} {e.type or ''} | {' '.join(e.placed.around.own_before[-4:])} [{e.placed.segment.text}] {' '.join(e.placed.around.own_after[:4])}"  # noqa: E501
                )


def cross_validate(calls: list[dict], phrases: Path, args: argparse.Namespace) -> None:
    """Figures on calls that were not trained on."""
    tally: Counter = Counter()
    confusion: Counter = Counter()
    for k in range(args.folds):
        out = calls[k :: args.folds]
        kept = [c for c in calls if c not in out]
        train(kept, phrases, args)
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            held = {n: getattr(weights, n) for n in ("WORDS", "BOUNDARY", "ASKED_BARE", "ASKED_MARKED", "TYPES")}
            (args.save / f"fold{k}.pickle").write_bytes(pickle.dumps((held, [c["id"] for c in out])))
        for form in ("punctuated", "bare"):
            judge(out, form, tally, confusion, args.show)
        print(
            "fold",
            k,
            len(weights.ASKED_BARE),
            len(weights.ASKED_MARKED),
            len(weights.TYPES),
            len(weights.BOUNDARY),
            file=sys.stderr,
        )
    for form in ("punctuated", "bare"):
        hit, missed, extra = (tally[form, n] for n in ("hit", "missed", "extra"))
        right = sum(n for (f, a, b), n in confusion.items() if f == form and a == b)
        allof = sum(n for (f, a, b), n in confusion.items() if f == form)
        print(
            f"{form:11} P {hit / (hit + extra):.3f} R {hit / (hit + missed):.3f} F1 {2 * hit / (2 * hit + missed + extra):.3f} type {right / allof:.3f}",  # noqa: E501
            {k[2]: n for k, n in tally.items() if k[:2] == (form, "called rhetorical")},
        )
        print("   ", {(a[:5], b[:5]): n for (f, a, b), n in confusion.most_common() if f == form and a != b})


def packed(name: str, table: dict) -> list[str]:
    """A table as Python source, several entries a line."""
    lines, line = [], " "
    for key in sorted(table):
        value = table[key]
        text = (
            f" {key!r}: {value!r},".replace("'", '"') if '"' not in key and "'" not in key else f" {key!r}: {value!r},"
        )
        if len(line) + len(text) > 118:
            lines.append(line.rstrip())
            line = "   "
        line = (line + text) if line.strip() else "   " + text
    lines.append(line.rstrip())
    return [f"{name} = {{", *lines, "}"]


def write_weights() -> None:
    """Writes weights.py."""
    lines = [
        "# ruff: noqa: SIM905\n# fmt: off",
        '"""Learned weights of the question finder. Made by packaging/models/train_questions.py: do not edit by hand.',
        "",
        "Log-odds by feature name (see `boundary_features`, `asked_features` and `type_features`); TYPES in the order of",  # noqa: E501
        "open, closed, clarifying, check, rhetorical.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
    ]
    words, line = sorted(weights.WORDS), ""
    lines.append("WORDS: frozenset[str] = frozenset(")
    for word in words:
        if len(line) + len(word) > 108:
            lines.append(f'    "{line} "')
            line = ""
        line = f"{line} {word}".strip()
    lines += [f'    "{line}".split()', ")"]
    lines += packed("BOUNDARY: dict[str, float]", weights.BOUNDARY)
    lines += packed("ASKED_BARE: dict[str, float]", weights.ASKED_BARE)
    lines += packed("ASKED_MARKED: dict[str, float]", weights.ASKED_MARKED)
    lines += packed("TYPES: dict[str, tuple[float, ...]]", weights.TYPES)
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def train(calls: list[dict], phrases: Path, args: argparse.Namespace) -> None:
    """Sets all weights from these calls and the phrase bank."""
    set_words(vocabulary(call_texts(calls) + phrase_texts(phrases), args.words))
    data = gather(calls, phrases, args)
    weights.ASKED_BARE, weights.ASKED_MARKED, weights.TYPES = train_questions(data, args)
    weights.BOUNDARY = train_boundary(call_texts(calls) + phrase_texts(phrases), args)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--save", type=Path, help="keep each fold's weights in this folder")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--inner", type=int, default=2)
    parser.add_argument("--words", type=int, default=15)
    parser.add_argument("--l2-boundary", type=float, default=2.0)
    parser.add_argument("--l2-asked", type=float, default=2.0)
    parser.add_argument("--l2-type", type=float, default=4.0)
    parser.add_argument("--phrase-weight", type=float, default=0.7)
    parser.add_argument("--question-weight", type=float, default=2.0)
    parser.add_argument("--other-form", type=float, default=0.3)
    parser.add_argument("--keep", type=float, default=0.2)
    parser.add_argument("--least", type=int, default=4)
    parser.add_argument("--hidden-weight", type=float, default=0.15)
    args = parser.parse_args()
    paths = sorted(args.calls.glob("*.truth.json")) or sorted(args.calls.glob("*.json"))
    calls = [json.loads(p.read_text()) for p in paths]
    if args.write:
        train(calls, args.phrases, args)
        write_weights()
    else:
        cross_validate(calls, args.phrases, args)


if __name__ == "__main__":
    main()
