"""Labelled runs of words for train_questions.py: scripted calls as written, bare, worn and as heard."""

from __future__ import annotations

import difflib
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach_desktop.analysis import words as w
from callcoach_desktop.analysis.questions import forms, search, segments
from callcoach_desktop.analysis.questions.around import Around
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word

Call = dict[str, Any]
# How a recogniser loses a sign of the script: what becomes of it, and how often (base, six calls spoken by flite). It
# hears a question by its form; the mark of one that has the form of a statement is nearly always lost.
WEAR = {
    "?": (("?", 0.77), (".", 0.17), (",", 0.03), ("", 0.03)),
    "? on a statement": (("?", 0.19), (".", 0.68), (",", 0.04), ("", 0.09)),
    ".": ((".", 0.48), (",", 0.37), ("", 0.14), ("?", 0.01)),
    ",": ((",", 0.62), (".", 0.09), ("", 0.28), ("?", 0.01)),
}


@dataclass
class Label:
    """What is known of a word: the mark of the question that it belongs to, and the sign that ends its sentence."""

    mark: dict[str, Any] | None
    end: str


@dataclass
class Labelled:
    """A run, what surrounds its parts, and its words' labels."""

    run: w.Run
    around: Callable[[int, int], Around]
    labels: list[Label]
    marked: bool
    form: str


def bare(text: str) -> str:
    """As a recogniser without punctuation writes it."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))


def labels_of(text: str, marks: list[dict[str, Any]], pattern: str) -> list[tuple[str, Label]]:
    """The words of a turn that `pattern` finds, with their labels."""
    spans = []
    for mark in marks:
        if mark["kind"] == "question" and (at := text.find(mark["span"])) >= 0:
            spans.append((at, at + len(mark["span"]), mark))  # noqa: PERF401
    found = []
    for word in re.finditer(pattern, text):
        if w.bare_word(word.group()):
            mark = next((m for a, b, m in spans if word.start() < b and word.end() > a), None)
            tail = re.match(r"\S*", text[word.start() :])
            whole = tail.group() if tail else word.group()
            last = pattern == r"\S+" or not re.search(r"[A-Za-z0-9]", text[word.end() : word.start() + len(whole)])
            token = w.Token(whole, "x", 0.0, 0.0, 0, False)
            end = segments.sign(token) if last and segments.ends_sentence(token) else ""
            found.append((word.group(), Label(mark, end)))
    return found


def worn(text: str, dice: random.Random) -> str:
    """The text with some of its punctuation lost or replaced, as a recogniser does it."""
    found: list[str] = []
    sentence: list[str] = []
    for word in text.split():
        sentence.append(w.bare_word(word))
        sign = word[-1]
        if sign in ".?,!" and w.bare_word(word):
            asks = any(forms.asks_by_form(sentence, at) in ("aux", "wh") for at in range(len(sentence)))
            name = "." if sign == "!" else "? on a statement" if sign == "?" and not asks else sign
            choices, chances = zip(*WEAR[name], strict=True)
            word = word[:-1] + dice.choices(choices, chances)[0]
        if sign in ".?!":
            sentence = []
        found.append(word)
    return " ".join(found)


def scripted(call: Call, form: str) -> list[Labelled]:
    """A call from its script: "written", "worn" (some signs lost) or "bare". A turn is an utterance."""
    dice = random.Random(f"{call['id']} {form}")  # noqa: S311 - reproducible, nothing secret
    clock, utterances, labels = 0.0, [], {}
    for n, turn in enumerate(call["turns"]):
        start, text = turn.get("start", clock), turn["text"]
        end = turn.get("end", start + 0.35 * len(text.split()))
        clock = max(clock, end) + 0.2
        said = labels_of(text, turn["marks"], r"[A-Za-z0-9'’]+" if form == "bare" else r"\S+")
        labels[f"u{n}"] = [label for _, label in said]
        shown = bare(text) if form == "bare" else worn(text, dice) if form.startswith("worn") else text
        utterances.append(Utterance(f"u{n}", turn["who"], start, end, shown))
    speakers = (Speaker("rep", "R", "rep"), Speaker("customer", "C", "customer"))
    return labelled(Transcript(clock, "en", speakers, tuple(utterances)), labels, form)


def heard(call: Call, shown: Call, form: str) -> list[Labelled]:
    """A call as a recogniser heard it ("heard", or without punctuation "heard bare"), laid on the script's words."""
    labels: dict[str, list[Label]] = {}
    utterances = []
    for u in shown["utterances"]:
        words = tuple(
            Word(bare(x["text"]) if form == "heard bare" else x["text"], x["start"], x["end"], x["probability"])
            for x in u["words"]
        )
        utterances.append(
            Utterance(u["id"], u["speaker"], u["start"], u["end"], " ".join(x.text for x in words), words)
        )
    speakers = tuple(Speaker(s["id"], s["id"], s["role"]) for s in shown["speakers"])
    transcript = Transcript(shown["duration"], "en", speakers, tuple(utterances))
    for speaker in speakers:
        true = [
            x for t in call["turns"] if t["who"] == speaker.side for x in labels_of(t["text"], t["marks"], r"[\w'’]+")
        ]
        mine = [
            t for u in w.sorted_utterances(transcript) if u.speaker == speaker.id for t in w.tokens_of(u, len(labels))
        ]
        owners = [u.id for u in w.sorted_utterances(transcript) if u.speaker == speaker.id for _ in w.tokens_of(u, 0)]
        for name, label in zip(owners, lay(true, [t.bare for t in mine]), strict=True):
            labels.setdefault(name, []).append(label)
    return labelled(transcript, labels, form)


def lay(true: list[tuple[str, Label]], said: list[str]) -> list[Label]:
    """The labels of recognised words: where the words differ, in proportion."""
    matcher = difflib.SequenceMatcher(None, [w.bare_word(x) for x, _ in true], said, autojunk=False)
    place = [0] * (len(said) + 1)
    for _, a, b, c, d in matcher.get_opcodes():
        for j in range(c, d):
            place[j] = min(a + (j - c) * (b - a) // (d - c), len(true) - 1)
    place[len(said)] = len(true)
    found = []
    for j in range(len(said)):
        passed = [true[i][1].end for i in range(place[j], place[j + 1])]
        found.append(Label(true[place[j]][1].mark, next((e for e in passed if e), "")))
    return found


def labelled(transcript: Transcript, labels: dict[str, list[Label]], form: str) -> list[Labelled]:
    """The transcript's runs with their words' labels (by utterance id)."""
    utterances = w.sorted_utterances(transcript)
    runs = w.runs(transcript, utterances, find_floor(transcript, utterances).backchannels)
    found = []
    for run, around in search.run_surroundings(runs):
        mine, last, at = [], -1, 0
        for token in run.tokens:
            at = at + 1 if token.utterance == last else 0
            last = token.utterance
            mine.append(labels[utterances[last].id][at])
        found.append(Labelled(run, around, mine, "bare" not in form, form))
    return found


def phrases(folder: Path) -> list[Labelled]:
    """The labelled sentences of the phrase bank."""
    found = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        before = tuple(bare(row["before"]).split())
        tokens = tuple(w.tokens_of(Utterance("u", "rep", 0.0, 3.0, text), 0))
        run = w.Run("rep", "rep", tokens)
        marked = text != text.lower() or bool(re.search(r"[.?!]", text))
        cut = segments.sentences(run) if marked else [(0, len(tokens))]
        asked = [c for c in cut if segments.sign(tokens[c[1] - 1]) == "?"] or cut[:1]
        mark = None if row["label"] == "none" else {"type": row["label"]}
        labels = [Label(None, "") for _ in tokens]
        for first, last in cut:
            own = dict(mark) if mark and (first, last) in asked else None
            for i in range(first, last):
                labels[i] = Label(own, "")
            labels[last - 1].end = "." if marked else ""
        found.append(Labelled(run, _place(run, before), labels, marked, "phrase"))
    return found


def _place(run: w.Run, before: tuple[str, ...]) -> Callable[[int, int], Around]:
    words = tuple(t.bare for t in run.tokens)

    def around(first: int, last: int) -> Around:
        if not before and last == len(run.tokens):
            return Around(known=False)
        return search.surroundings(words, search.Neighbours(search.Neighbour(before)), first, last)

    return around


def bank_texts(folder: Path) -> list[Labelled]:
    """Punctuated sentences of the phrase bank, bare, three to a run, so that there are boundaries between them."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        lines = [json.loads(x)["text"] for x in path.read_text(encoding="utf-8").splitlines()]
        lines = [x for x in lines if re.search(r"[.?!]$", x) and x != x.lower() and " / " not in x]
        for i in range(0, len(lines), 3):
            text = " ".join(lines[i : i + 3])
            said = labels_of(text, [], r"[A-Za-z0-9'’]+")
            run = w.Run("x", "rep", tuple(w.tokens_of(Utterance("u", "x", 0.0, 1.0, bare(text)), 0)))
            labels = [label for _, label in said]
            found.append(Labelled(run, _place(run, ()), labels, False, "bank"))
    return found
