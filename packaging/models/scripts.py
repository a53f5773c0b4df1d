"""Scripted sales calls in a form that a person can write: the training data of packaging/models/scripts/*.txt.

A file is a heading, then turns:

    id: discovery-dental-group
    title: Discovery: scheduling software for five clinics, won
    type: discovery
    date: 2026-09-03T14:00
    rep: Leonie, female
    customer: Marcus, male, Brightwater Dental Group
    deal: Brightwater - scheduling; 54000 USD; won; 2026-08-24; 2026-10-09
    competitors: Chairside, Summit
    outlier: none

    [opening]
    R+ 0 Hi Marcus, it's Leonie from Slotwise. {qc:Is now still good}?
    C 0.5 {pa:My front desk can't see each other's openings.}

`[stage]` holds until the next one. A turn begins with R (rep) or C (customer), then + or - where the speaker's tone is
positive or negative, then the seconds of silence before it (negative where it starts while the other still speaks).
`{code:words}` marks words, and marks may lie inside one another. Codes are those of CODES; `o.TYPE` is an objection and
`r.TYPE.OUTCOME` what the rep does with it. Names of the competitors are marked by themselves. What the marks mean:
`../shared/calls/FORMAT.md`.

packaging/models/conversations/*.txt are talk of any kind, as people really speak, in which nothing but questions is
marked: the heading has only `id` and `title`, there are no stages, and R is whoever begins.

    python packaging/models/scripts.py FILE...      says what is wrong with each file, exits 1 if anything is
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

CODES = {
    "qo": ("question", "open"),
    "qc": ("question", "closed"),
    "ql": ("question", "clarifying"),
    "qk": ("question", "check"),
    "qr": ("question", "rhetorical"),
    "pr": ("pricing", None),
    "pa": ("pain", None),
    "ne": ("need", None),
    "co": ("commitment", None),
    "ns": ("next_step", "specific"),
    "nv": ("next_step", "vague"),
}
RESPONSES = {
    "aer": "acknowledge_explore_respond",
    "fff": "feel_felt_found",
    "rv": "reframe_value",
    "tc": "trade_concession",
    "di": "discount_immediately",
    "ig": "ignore",
}
OBJECTIONS = {"price", "timing", "authority", "need", "competitor", "trust"}
OUTCOMES = {"resolved", "parked", "lost"}
STAGES = {"opening", "discovery", "presentation", "pricing", "objection", "closing"}
CUSTOMERS_OWN = {"objection", "pain", "need", "commitment"}
TONES = {"": "neutral", "+": "positive", "-": "negative"}
SECONDS_A_WORD = 0.35
TURN = re.compile(r"([RC])([+-]?) (-?[0-9]+(?:\.[0-9]+)?) (.+)")


def mark_of(code: str) -> dict[str, str]:
    """The mark of a code, without its words."""
    kind, *rest = code.split(".")
    if kind in CODES and not rest:
        name, type_ = CODES[kind]
        return {"kind": name} | ({"type": type_} if type_ else {})
    if kind == "o" and len(rest) == 1 and rest[0] in OBJECTIONS:
        return {"kind": "objection", "type": rest[0]}
    if kind == "r" and len(rest) == 2 and rest[0] in RESPONSES and rest[1] in OUTCOMES:
        return {"kind": "objection_response", "type": RESPONSES[rest[0]], "outcome": rest[1]}
    message = f"no such mark: {code}"
    raise ValueError(message)


def unmark(text: str) -> tuple[str, list[dict[str, str]]]:
    """The words alone, and the marks with their words."""
    plain, marks, open_ = "", [], []
    at = 0
    while at < len(text):
        begun = re.compile(r"\{([a-z.]+):").match(text, at)
        if begun:
            mark = mark_of(begun[1])
            marks.append(mark)
            open_.append((mark, len(plain)))
            at = begun.end()
        elif text[at] == "}":
            if not open_:
                message = f"a mark ends that never began: {text!r}"
                raise ValueError(message)
            mark, start = open_.pop()
            mark["span"] = plain[start:]
            at += 1
        else:
            plain += text[at]
            at += 1
    if open_:
        message = f"a mark does not end: {text!r}"
        raise ValueError(message)
    return plain, marks


def read_script(text: str) -> dict[str, Any]:
    """The call of a script, in the form of ../shared/calls/FORMAT.md. ValueError, with the line, where it is wrong."""
    heading, _, body = text.partition("\n\n")
    field = dict(line.split(": ", 1) for line in heading.splitlines())
    if field.keys() == {"id", "title"}:
        return read_conversation(field, body, heading.count("\n") + 3)
    rep, customer = (field[k].split(", ", 2) for k in ("rep", "customer"))
    name, amount, outcome, opened, closed = field["deal"].split("; ")
    sum_, currency = amount.split(" ")
    competitors = [] if field["competitors"] == "none" else field["competitors"].split(", ")
    call: dict[str, Any] = {
        "id": field["id"],
        "title": field["title"],
        "call_type": field["type"],
        "date": field["date"],
        "rep": {"name": rep[0], "voice": rep[1]},
        "customer": {"name": customer[0], "voice": customer[1], "company": customer[2]},
        "deal": {"name": name, "amount": float(sum_), "currency": currency, "outcome": outcome, "opened": opened,
                 "closed": None if closed == "none" else closed},
        "competitors": competitors,
        "outlier": None if field["outlier"] == "none" else field["outlier"],
        "turns": [],
    }  # fmt: skip
    call["turns"] = turns_of(body, heading.count("\n") + 3, "", competitors)
    return call


def read_conversation(field: dict[str, str], body: str, first: int) -> dict[str, Any]:
    """Talk in which questions alone are marked (`known`); its turns have no stage or tone that means anything."""
    turns = turns_of(body, first, "discovery", [])
    if any(m["kind"] != "question" for t in turns for m in t["marks"]):
        message = "marks something else than questions"
        raise ValueError(message)
    return {"id": field["id"], "title": field["title"], "call_type": "conversation", "competitors": [],
            "known": ["question"], "turns": turns}  # fmt: skip


def turns_of(body: str, first: int, stage: str, competitors: list[str]) -> list[dict[str, Any]]:
    """The turns of lines that are numbered from `first` on."""
    turns = []
    for number, line in enumerate(body.splitlines(), first):
        if not line.strip():
            continue
        if line.startswith("["):
            stage = line.strip("[] ")
            continue
        try:
            turns.append(turn_of(line, stage, competitors))
        except ValueError as error:
            message = f"line {number}: {error}"
            raise ValueError(message) from error
    return turns


def turn_of(line: str, stage: str, competitors: list[str]) -> dict[str, Any]:
    """One turn."""
    found = TURN.fullmatch(line)
    if not found or stage not in STAGES:
        message = f"not a turn, or no such stage ({stage}): {line!r}"
        raise ValueError(message)
    words, marks = unmark(found[4])
    for name in competitors:
        if re.search(rf"\b{re.escape(name)}\b", words):
            marks.append({"kind": "competitor", "type": name, "span": name})
    who = "rep" if found[1] == "R" else "customer"
    for mark in marks:
        span = mark["span"]
        if mark["kind"] != "competitor" and (not span or words.count(span) > 1):
            message = f"marked words stand twice in the turn, or there are none: {span!r}"
            raise ValueError(message)
        if (mark["kind"] in CUSTOMERS_OWN and who == "rep") or (mark["kind"] == "objection_response" and who != "rep"):
            message = f"{mark['kind']} is not the {who}'s"
            raise ValueError(message)
    if re.search(r"[0-9$%&@#*_<>\[\]{}]", words):
        message = f"characters that nobody speaks: {words!r}"
        raise ValueError(message)
    asked = [m["span"] for m in marks if m["kind"] == "question"]
    for sentence in re.findall(r"[^.!?]*\?", words):
        if not any(s.strip(" ?.!") in sentence or sentence.strip(" ?") in s for s in asked):
            message = f"has a question mark and is no marked question: {sentence.strip()!r}"
            raise ValueError(message)
    return {"who": who, "stage": stage, "gap": float(found[3]), "sentiment": TONES[found[2]], "text": words,
            "marks": marks}  # fmt: skip


def timed(call: dict[str, Any]) -> dict[str, Any]:
    """The call with the times that it would have if every word took as long. Changes it in place."""
    clock = 0.0
    for turn in call["turns"]:
        start = max(0.0, clock + turn.get("gap", 0.2))
        count = max(1, len(turn["text"].split()))
        turn["start"], turn["end"] = start, start + SECONDS_A_WORD * count
        for mark in turn["marks"]:
            at = turn["text"].find(mark["span"])
            before = len(turn["text"][:at].split())
            mark["start"] = start + SECONDS_A_WORD * before
            mark["end"] = min(turn["end"], mark["start"] + SECONDS_A_WORD * len(mark["span"].split()))
        clock = turn["end"]
    return call


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """The calls of all scripts of a folder, by name, with times."""
    return [timed(read_script(p.read_text(encoding="utf-8"))) for p in sorted(folder.glob("*.txt"))]


def main() -> None:
    """The command."""
    wrong = 0
    for name in sys.argv[1:]:
        try:
            call = read_script(Path(name).read_text(encoding="utf-8"))
        except (ValueError, KeyError) as error:
            wrong += 1
            print(f"{name}: {error}")
        else:
            words = sum(len(t["text"].split()) for t in call["turns"])
            marks = sum(len(t["marks"]) for t in call["turns"])
            print(f"{name}: {len(call['turns'])} turns, {words} words, {marks} marks")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
