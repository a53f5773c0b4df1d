"""Labelled words of calls for prepare_reader.py."""

from __future__ import annotations

import copy
import difflib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import question_data
from scripts import timed
from splicing import SOME, Exchange, spliced
from train_moments import heard, spoken_runs, written

from callcoach_desktop.analysis.meaning.reader import BEGIN, CHOICES, INSIDE, OUTSIDE, SPANS
from callcoach_desktop.analysis.words import bare_word
from callcoach_desktop.domain.transcript import Transcript, Utterance
from callcoach_desktop.speech.windows import Pieces, stream

UNKNOWN = -1
SPLICED = ("spliced", "spliced again", "spliced bare")
SWAPPED, LOST = 0.05, 0.06  # the share of words that a recogniser takes for others, and with those that it loses
Call = dict[str, Any]


@dataclass
class Text:
    """A row of pieces with labels. `spans` (pieces, kinds) are OUTSIDE, BEGIN, INSIDE or UNKNOWN; `choices` has for
    each choice (group of each piece or -1, class by group); `word` is the index of each piece's word, -1 for signs."""

    ids: np.ndarray
    rep: np.ndarray
    word: np.ndarray
    spans: np.ndarray
    choices: dict[str, tuple[np.ndarray, list[int]]]


def _true_words(call: Call, side: str) -> list[tuple[str, int, dict[str, dict[str, Any]]]]:
    """Words of a side with the turn and the marks that they belong to, by kind."""
    found = []
    for n, turn in enumerate(call["turns"]):
        if turn["who"] != side:
            continue
        spans = []
        for mark in turn["marks"]:
            at = turn["text"].find(mark["span"])
            spans.append((at, at + len(mark["span"]), mark))
        for word in re.finditer(r"[\w'’]+", turn["text"]):
            if bare_word(word.group()):
                mine = {m["kind"]: m for a, b, m in spans if word.start() < b and word.end() > a}
                found.append((bare_word(word.group()), n, mine))
    return found


def in_form(call: Call, form: str, dice: random.Random) -> Transcript:
    """A call as "written", "worn" (some punctuation lost), "rough" (some words too) or "bare"."""
    made = written(call)
    if form == "written":
        return made
    every = [w for u in made.utterances for w in u.text.split()]

    def change(text: str) -> str:
        if form == "bare":
            return question_data.bare(text)
        return question_data.worn(misheard(text, every, dice) if form == "rough" else text, dice)

    said = tuple(Utterance(u.id, u.speaker, u.start, u.end, change(u.text)) for u in made.utterances)
    return Transcript(made.duration, made.language, made.speakers, tuple(u for u in said if u.text))


def misheard(text: str, others: Sequence[str], dice: random.Random) -> str:
    """The text with some of its words lost, or others in their place."""
    found = []
    for word in text.split():
        sign = word[-1] if word[-1] in ".,?!" else ""
        luck = dice.random()
        if luck < SWAPPED:
            word = dice.choice(others).strip(".,?!").lower() + sign
        if luck < SWAPPED or luck > LOST:
            found.append(word)
        elif found and sign:
            found[-1] = found[-1].rstrip(".,?!") + sign
    return " ".join(found)


def heard_as(shown: Call, form: str) -> Transcript:
    """A call as it was "heard", or "heard bare" without punctuation."""
    made = heard(shown)
    if form == "heard":
        return made
    said = []
    for u in made.utterances:
        words = tuple(replace(w, text=question_data.bare(w.text)) for w in u.words if question_data.bare(w.text))
        said.append(Utterance(u.id, u.speaker, u.start, u.end, " ".join(w.text for w in words), words))
    return Transcript(made.duration, made.language, made.speakers, tuple(u for u in said if u.words))


def turns_of(transcript: Transcript) -> list[tuple[bool, tuple[str, ...]]]:
    """The turns as the reader gets them."""
    return [(r.side == "rep", tuple(t.text for t in r.tokens)) for r in spoken_runs(transcript)]


def labelled(call: Call, transcript: Transcript, pieces: Pieces) -> Text:
    """A call in any form, laid on the words of its script."""
    spoken = spoken_runs(transcript)
    row = stream([(r.side == "rep", [t.text for t in r.tokens]) for r in spoken], pieces)
    of_word: list[tuple[int, int, dict[str, dict[str, Any]]] | None] = []
    places: dict[str, list[int]] = {"rep": [], "customer": []}
    said: dict[str, list[str]] = {"rep": [], "customer": []}
    run_of_word = []
    for n, run in enumerate(spoken):
        for token in run.tokens:
            places[run.side].append(len(of_word))
            said[run.side].append(token.bare)
            of_word.append(None)
            run_of_word.append(n)
    for side in ("rep", "customer"):
        true = _true_words(call, side)
        matcher = difflib.SequenceMatcher(None, [w for w, _, _ in true], said[side], autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            for j in range(c, d):
                at = min(a + (j - c) * max(b - a, 1) // (d - c), len(true) - 1)
                of_word[places[side][j]] = (run_of_word[places[side][j]], true[at][1], true[at][2])
    return _text(call, row.ids, row.rep, row.word, of_word)


def _text(call: Call, ids: np.ndarray, rep: np.ndarray, word: np.ndarray, of_word: Sequence[Any]) -> Text:
    known = call.get("known", SPANS)  # talk that is no sales call has only its questions marked
    spans = np.tile([OUTSIDE if kind in known else UNKNOWN for kind in SPANS], (len(ids), 1))
    groups: dict[str, dict[Any, int]] = {name: {} for name in CHOICES}
    classes: dict[str, list[int]] = {name: [] for name in CHOICES}
    of = {name: np.full(len(ids), -1) for name in CHOICES}

    def join(name: str, key: Any, value: str, at: int) -> None:
        if key not in groups[name]:
            groups[name][key] = len(classes[name])
            classes[name].append(CHOICES[name].index(value))
        of[name][at] = groups[name][key]

    last: dict[str, tuple[int, int]] = {}  # by kind: the mark that its last word is of, and that word
    for i, w in enumerate(word):
        if w < 0 or of_word[w] is None:
            continue
        run, n, marks = of_word[w]
        turn = call["turns"][n]
        loose = turn.get("loose", False)  # put into the call: see splicing.py
        if "known" not in call:
            if not loose:
                join("stage", (run, n), turn["stage"], i)
            if turn["sentiment"] and (loose or len(turn["text"].split()) > 3):
                join("tone", (run, n), turn["sentiment"], i)
        for k, kind in enumerate(SPANS):
            if kind not in turn.get("known", SPANS):
                spans[i, k] = UNKNOWN
                last.pop(kind, None)
                continue
            mark = marks.get(kind)
            if mark is None:
                last.pop(kind, None)
                continue
            before = last.get(kind)
            begins = before is None or before[0] != id(mark) or (spans[i - 1, k] == BEGIN and word[i - 1] == w)
            spans[i, k] = BEGIN if begins else INSIDE
            last[kind] = (id(mark), int(w))
            if kind in CHOICES and mark.get("type"):
                join(kind, id(mark), mark["type"], i)
            if mark.get("outcome"):
                join("outcome", id(mark), mark["outcome"], i)
    return Text(ids, rep, word, spans, {n: (of[n], classes[n]) for n in CHOICES})


def forms_of(
    call: Call,
    shown: Sequence[Call],
    pieces: Pieces,
    exchanges: Sequence[Sequence[Exchange]] = (),
    some: int = SOME,
) -> dict[str, Text]:
    """A call in its forms: those in which it is read, and more to learn from, with `exchanges` in it, one for `some`
    turns, among them."""
    dice = random.Random(call["id"])  # noqa: S311 - reproducible, nothing secret
    forms = {
        name: labelled(call, in_form(call, name.split()[0], dice), pieces)
        for name in ("written", "bare", "worn", "worn again", "rough", "rough again")
    }
    for n, s in enumerate(shown):
        forms[f"heard {n}" if n else "heard"] = labelled(call, heard_as(s, "heard"), pieces)
        forms[f"heard bare {n}" if n else "heard bare"] = labelled(call, heard_as(s, "heard bare"), pieces)
    if exchanges and "known" not in call:
        for name in SPLICED:
            fuller = timed(copy.deepcopy(call | {"turns": spliced(call["turns"], exchanges, dice, some)}))
            forms[name] = labelled(fuller, in_form(fuller, "bare" if "bare" in name else "written", dice), pieces)
    return forms
