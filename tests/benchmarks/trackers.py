"""How right "anything like ..." is: sixteen made-up trackers on the sentences of scripted calls and of the phrase bank.

Each hit above a likeness of 0.4 was judged by hand. Prints precision and recall by likeness; nothing is asserted.

    python tests/benchmarks/trackers.py [../shared]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np

from callcoach_desktop.analysis.tracking.meanings import ALIKE, looks
from callcoach_desktop.analysis.tracking.units import LEAST_WORDS
from callcoach_desktop.speech.meaning import shipped

# name, side, examples, and a part of each sentence that was judged to be meant
TRACKERS = (
    (
        "decision makers",
        "rep",
        [
            "who else needs to be involved in this decision",
            "who signs off on something like this",
            "is there anyone else who has to approve it",
        ],
        ("besides yourself", "Hullside", "signs off anything", "Brightwater", "money side get approved"),
    ),
    (
        "agenda",
        "rep",
        [
            "here is what I would like to cover today",
            "shall we start with a quick agenda for the call",
            "the plan for this half hour is",
        ],
        ("got us down",),
    ),
    (
        "recap",
        "rep",
        ["let me play back what I heard", "so to summarise what we agreed", "just to recap what you told me"],
        ("fair summary",),
    ),
    (
        "brush-off",
        "customer",
        ["just send me an email with some information", "call me back next quarter", "we are all set for now thanks"],
        ("Call me in a quarter", "another call down", "You may send an email", "ring me whenever"),
    ),
    (
        "budget asked",
        "rep",
        ["who holds the budget for this", "what budget have you set aside", "do you have budget for it this year"],
        ("budget get reopened",),
    ),
    (
        "pilot",
        "rep",
        [
            "we could start with a small trial",
            "try it at one site first before you roll it out",
            "a free pilot for a month",
        ],
        ("set up a trial", "trial of the whole"),
    ),
    (
        "contract lock-in",
        "customer",
        ["we do not want to be tied into a long contract", "how long is the contract", "can we leave early"],
        (),
    ),
    (
        "reference",
        "rep",
        ["another customer just like you saw the same", "I can put you in touch with one of our customers"],
        ("I'll text you their number",),
    ),
    (
        "switching worry",
        "customer",
        [
            "how long does it take to set up",
            "my team has no time to learn a new system",
            "the switch over would be painful",
        ],
        (),
    ),
    (
        "discount ask",
        "customer",
        ["can you do anything on the price", "what is the best price you can give me", "we would need a discount"],
        ("you call that a discount",),
    ),
    (
        "boss",
        "customer",
        ["I will have to run it past my boss", "my director has the last word"],
        ("past legal", "by the guys", "by my partner", "square it"),
    ),
    (
        "urgency",
        "customer",
        ["we need it live before the season starts", "this has to be done by the end of the month"],
        (),
    ),
    (
        "impact question",
        "rep",
        ["what does that cost you", "what happens if you do nothing about it"],
        ("What it cost you", "overdraft cost"),
    ),
    (
        "bad history",
        "customer",
        ["the last supplier let us down", "we tried something like this before and it failed"],
        (),
    ),
    (
        "service response",
        "customer",
        ["nobody answers when we ring support", "it takes days until an engineer comes"],
        (),
    ),
    (
        "spreadsheet",
        "customer",
        ["we do it all in a spreadsheet", "it is all on paper"],
        ("spreadsheet does", "bookkeeper", "paper book", "napkins"),
    ),
)


def sentences(shared: Path) -> list[tuple[str, str]]:
    """(side, sentence) of all calls and phrases."""
    found = []
    for path in sorted((shared / "calls").glob("*.json")):
        for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]:
            found += [(turn["who"], s) for s in re.split(r"(?<=[.?!])\s+", turn["text"])]
    for path in sorted((shared / "phrases").glob("*.jsonl")):
        if path.stem != "stages":
            rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
            found += [(row["side"], row["text"]) for row in rows]
    return [(side, text) for side, text in found if len(text.split()) >= LEAST_WORDS]


def main() -> None:
    """Measure."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared"
    model = shipped()
    rows = sentences(shared)
    meant = model.embed([text for _, text in rows])
    seen = looks([text for _, text in rows])
    likeness, right, place = [], [], []
    for _, side, examples, judged in TRACKERS:
        near = (meant @ model.embed(examples).T).max(1)
        look = (seen @ looks(examples).T).max(1)
        order = np.argsort(np.argsort(-look))
        for n, (who, text) in enumerate(rows):
            if who == side and near[n] >= 0.4:
                likeness.append(near[n])
                right.append(any(part in text for part in judged))
                place.append(order[n])
    likeness, right, place = np.array(likeness), np.array(right), np.array(place)
    print(f"{len(rows)} sentences, {len(right)} judged, {right.sum()} meant; in force {ALIKE}")
    for least in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75):
        some = likeness >= least
        share = f"{right[some].mean():.2f}" if some.any() else "-"
        found = right[some].sum() / right.sum()
        print(f"likeness {least:.2f}: {some.sum():3} hits, precision {share}, recall {found:.2f}")
    sure = likeness >= ALIKE
    print(f"of hits in force, among the first twenty of the look: {(place[sure] < 20).mean():.2f}")


if __name__ == "__main__":
    main()
