"""Exchanges and turns of packaging/models/exchanges, put between the turns of calls.

Whole calls teach what is usual; what people say in a sentence ("it's steep, isn't it, for a thermometer", "not bad at
all") is seldom among it, and a model that was trained on calls alone did not hear it. An exchange that stands in a call
teaches it where it is said.

exchanges/*.txt are exchanges of two to four turns in the form of scripts.py, with a line `---` between them; all that
FORMAT.md marks is marked. exchanges/*.jsonl are turns of which the tone alone is known: `side`, `before` (what the
other said), `text`, `label`. The phrase bank has such lines for every kind, each of which tells of its own file's kinds
alone.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts import turns_of

Turn = dict[str, Any]
Exchange = list[Turn]
SOME = 8  # turns of a call for each exchange that is put into it; between two of them half as many at least
FIRST = 3  # turns of a call before which nothing is put
BANK = {  # the phrase bank's files: the kinds that their lines tell of
    "questions": ("question",),
    "objections": ("objection",),
    "objection_responses": ("objection_response",),
    "needs_pains": ("pain", "need", "commitment"),
    "next_steps": ("next_step",),
}
TAKEN_NOTE = {"rep": ("I see.", "Okay, thank you.", "Right, got it."), "customer": ("Okay.", "Right.", "I see.")}


def read_exchanges(folder: Path | None) -> list[list[Exchange]]:
    """The exchanges of a folder and its turns of known tone, each a list of its own; an empty one is left out. Each
    turn is `loose`: its stage is not that of the call around it. Where only the tone is known `known` is []."""
    found: list[Exchange] = []
    tones: list[Exchange] = []
    for path in sorted(folder.glob("*.txt")) if folder else []:
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        line = head.count("\n") + 3
        for part in body.split("\n---"):
            if part.strip():
                found.append([t | {"loose": True} for t in turns_of(part.strip("\n"), line, "discovery", [])])
            line += part.count("\n") + 1
    for path in sorted(folder.glob("*.jsonl")) if folder else []:
        rows = [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines() if x.strip()]
        tones += [toned(row) for row in rows]
    return [some for some in (found, tones) if some]


def toned(row: dict[str, str]) -> list[Turn]:
    """A turn of which the tone is known, after what the other said; of that nothing is known."""
    other = "customer" if row["side"] == "rep" else "rep"
    before = {"who": other, "text": row["before"], "sentiment": None, "marks": [], "known": [], "loose": True}
    turn = {"who": row["side"], "text": row["text"], "sentiment": row["label"], "marks": [], "known": [], "loose": True}
    return [before, turn] if row["before"] else [turn]


def read_bank(folder: Path) -> list[list[Exchange]]:
    """The phrase bank as exchanges; of its stages, which say where in a call something is, nothing."""

    def lines(name: str) -> list[dict[str, str]]:
        return [json.loads(x) for x in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if x.strip()]

    found = [toned(row) for row in lines("tone")]
    for name, kinds in BANK.items():
        found += [_marked(row, kinds) for row in lines(name)]
    return [found]


def _marked(row: dict[str, str], kinds: Sequence[str]) -> Exchange:
    """A line of the bank; all of it is what its label says, of a question what ends in a question mark, if any does."""
    *before, turn = toned(row | {"label": ""})
    turn |= {"sentiment": None, "known": list(kinds)}
    if row["label"] != "none":
        kind, label = (kinds[0], {"type": row["label"]}) if len(kinds) == 1 else (row["label"], {})
        asked = re.findall(r"[^.!?]+\?", row["text"]) if kind == "question" else []
        turn["marks"] = [{"kind": kind, "span": span.strip(), **label} for span in asked or [row["text"]]]
    if before and kinds == ("objection_response",):
        before[0] |= {"known": ["objection"], "marks": [{"kind": "objection", "span": row["before"]}]}
    return [*before, turn]


def spliced(
    turns: Sequence[Turn], exchanges: Sequence[Sequence[Exchange]], dice: random.Random, some: int = SOME
) -> list[Turn]:
    """The turns of a call with exchanges between them, one for `some` turns, of each list as many; the sides go on
    alternating."""
    apart = some // 2
    found, last = [], -apart
    for n, turn in enumerate(turns):
        found.append(turn)
        following = turns[n + 1] if n + 1 < len(turns) else None
        if n < FIRST or n - last < apart or following is None or dice.random() > 1 / (some - apart + 1):
            continue
        if following["who"] == turn["who"]:
            continue
        chosen = dice.choice(exchanges)
        tried = (dice.choice(chosen) for _ in range(8))
        one = next((e for e in tried if e[0]["who"] != turn["who"]), None)
        if one is None:
            continue
        found += one
        last = n
        if one[-1]["who"] == following["who"]:
            found.append(note_of(turn["who"], dice))
    return found


def note_of(who: str, dice: random.Random) -> Turn:
    """A turn that only takes note of what the other said."""
    text = dice.choice(TAKEN_NOTE[who])
    return {"who": who, "text": text, "sentiment": None, "marks": [], "known": [], "loose": True}
