"""How right "anything like ..." is: the trackers of tests/data/trackers.json on 38 scripted calls.

    python tests/benchmarks/trackers.py [../shared] [--each]

Trackers are looked for by six, as a user has them. A hit is right where its turn is marked; borderline turns count
neither way. The "dev" trackers chose the method and its weights, the "test" ones only measure. Then the same is
measured on the sixteen unseen calls alone, as it is and after a user said yes or no to what was found in the others.
Nothing is asserted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from callcoach_desktop.analysis.questions.segments import Segment
from callcoach_desktop.analysis.tracking import meanings
from callcoach_desktop.analysis.tracking.units import units
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.words import runs, sorted_utterances
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.speech.meaning import shipped

DATA = Path(__file__).resolve().parents[1] / "data"
SPEAKERS = (Speaker("rep", "Ann", "rep"), Speaker("customer", "Bob", "customer"))
AT_ONCE = 6  # trackers of one user
SECONDS_A_WORD = 0.4
LOW = -3.0  # log-odds down to which it is shown how many would be right
STEPS = (-2.8, -2.4, -2.0, -1.8, -1.6, -1.4, -1.2, -0.8, -0.4)
SAID = 10  # hits that a user says yes or no to


@dataclass(frozen=True)
class Marked:
    """A tracker, whether it chose the method ("dev") or measures ("test"), and the turns of calls that it is about."""

    tracker: Tracker
    half: str
    meant: dict[str, list[int]]
    near: dict[str, list[int]]  # borderline

    def judged(self, call: str, unit: Segment) -> bool | None:
        """Whether a stretch should be found; None where that is nothing to count."""
        turns = {token.utterance for token in unit.tokens}
        if self.tracker.side not in ("both", unit.run.side) or turns & set(self.near.get(call, ())):
            return None
        return bool(turns & set(self.meant.get(call, ())))


def cut(turns: Sequence[dict[str, Any]]) -> list[Segment]:
    """The stretches of a call that is written down; the utterances of their words are turns."""
    clock, said = 0.0, []
    for number, turn in enumerate(turns):
        end = clock + SECONDS_A_WORD * len(turn["text"].split())
        said.append(Utterance(f"u{number}", turn["who"], clock, end, turn["text"]))
        clock = end + 0.3
    words = Transcript(clock, "en", SPEAKERS, tuple(said))
    utterances = sorted_utterances(words)
    return units(runs(words, utterances, find_floor(words, utterances).backchannels))


def marked(shared: Path) -> tuple[list[Marked], dict[str, list[Segment]]]:
    """The trackers, and the stretches of all calls that were marked for them."""
    rows = json.loads((DATA / "trackers.json").read_text(encoding="utf-8"))["trackers"]
    trackers = [
        Marked(Tracker(r["name"], (), tuple(r["examples"]), r["side"]), r["half"], r["marks"], r["near"]) for r in rows
    ]
    paths = [*sorted((shared / "calls").glob("*.json")), *sorted((DATA / "unseen").glob("*.json"))]
    return trackers, {p.stem: cut(json.loads(p.read_text(encoding="utf-8"))["turns"]) for p in paths}


Hit = tuple[float, str, int, bool, str]  # how sure, call, turn, whether right, what was said


def hits(trackers: Sequence[Marked], calls: dict[str, list[Segment]], model: Any) -> dict[str, list[Hit]]:
    """The hits of each tracker that count, one a turn, the surest first."""
    found: dict[str, dict[tuple[str, int], Hit]] = {one.tracker.name: {} for one in trackers}
    for first in range(0, len(trackers), AT_ONCE):
        some = {one.tracker.name: one for one in trackers[first : first + AT_ONCE]}
        for call, segments in calls.items():
            for alike in meanings.find_alike(segments, [one.tracker for one in some.values()], model):
                name = alike.tracker.name
                right = some[name].judged(call, alike.unit)
                if right is None:
                    continue
                sure = getattr(alike, "odds", alike.likeness)
                for turn in {t.utterance for t in alike.unit.tokens}:
                    if (call, turn) not in found[name] or found[name][call, turn][0] < sure:
                        found[name][call, turn] = (sure, call, turn, right, alike.unit.text)
    return {name: sorted(of.values(), reverse=True) for name, of in found.items()}


def figures(found: Sequence[Hit], wanted: int) -> str:
    """Precision, recall and F1."""
    right = sum(hit[3] for hit in found)
    precision, recall = right / max(1, len(found)), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{len(found):4} hits {right:4} right  precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}"


def wanted(trackers: Sequence[Marked], calls: dict[str, list[Segment]]) -> int:
    """Turns that should be found."""
    return sum(len(turns) for one in trackers for call, turns in one.meant.items() if call in calls)


def corrected(one: Marked, found: Sequence[Hit]) -> Marked:
    """The tracker after a user said yes or no to its surest hits."""
    yes = tuple(hit[4] for hit in found[:SAID] if hit[3])
    no = tuple(hit[4] for hit in found[:SAID] if not hit[3])
    return replace(one, tracker=replace(one.tracker, examples=one.tracker.examples + yes, unlike=no))


def main() -> None:
    """Measure."""
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    shared = Path(given[0]) if given else Path(__file__).resolve().parents[3] / "shared"
    model = shipped()
    trackers, calls = marked(shared)
    unseen = {p.stem for p in (DATA / "unseen").glob("*.json")}
    fresh = {name: of for name, of in calls.items() if name in unseen}
    known = {name: of for name, of in calls.items() if name not in unseen}
    for half in ("dev", "test"):
        some = [one for one in trackers if one.half == half]
        found = hits(some, calls, model)
        together = [hit for of in found.values() for hit in of]
        print(f"\n{half}: {len(some)} trackers, {wanted(some, calls)} turns meant")
        print(f"in force ({meanings.ALIKE}): {figures(together, wanted(some, calls))}")
        for one in some if "--each" in sys.argv else ():
            print(f"  {one.tracker.name:24} {figures(found[one.tracker.name], wanted([one], calls))}")
        if "--only" in sys.argv:
            continue
        force, meanings.ALIKE = meanings.ALIKE, LOW
        low = [hit for of in hits(some, calls, model).values() for hit in of]
        for step in STEPS:
            print(f"  from {step:4}: {figures([hit for hit in low if hit[0] >= step], wanted(some, calls))}")
        asked = hits(some, known, model)
        meanings.ALIKE = force
        before = [hit for of in hits(some, fresh, model).values() for hit in of]
        taught = [corrected(one, asked[one.tracker.name]) for one in some]
        after = [hit for of in hits(taught, fresh, model).values() for hit in of]
        print(f"unseen calls, {wanted(some, fresh)} meant: {figures(before, wanted(some, fresh))}")
        print(f"  after {SAID} yes or no:   {figures(after, wanted(some, fresh))}")


if __name__ == "__main__":
    main()
