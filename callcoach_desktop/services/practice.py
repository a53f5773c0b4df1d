"""The practice library: a made-up year brought in through the transcript path, and what of it the program finds."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.coaching.practice import BEHAVIOUR, EFFECT, REP, MadeYear, make_year
from callcoach_desktop.coaching.scripted import Script, read_script
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.system.paths import resources

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library


_LEAST_WITH_SCRIPTS = 60  # calls; a smaller library is put together alone


@dataclass(frozen=True, slots=True)
class Line:
    """One planted truth (or what was found beside them), and whether the program says the same.

    `written` is what a person marked in a call of its own, without having heard the others: a miss is told, and no
    fault.
    """

    planted: str
    found: str
    right: bool
    written: bool = False


def material() -> dict[str, object]:
    """What the calls are put together from."""
    with (resources() / "samples" / "practice.toml").open("rb") as file:
        return tomllib.load(file)


def scripts() -> list[Script]:
    """The calls that people wrote and marked."""
    folder = resources() / "samples" / "calls"
    return [read_script(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def make(
    library: Library, last: date, seed: int, calls: int = 120, told: Callable[[int, int], None] = lambda *_: None
) -> list[Line]:
    """Fill an empty library with a made-up year that ends on `last`; returns planted against found.

    `told` hears (done, all). Raises KnownError `library_not_empty`, `practice_failed`.
    """
    if library.count():
        raise KnownError(
            "library_not_empty",
            "There are calls in this library already.",
            "Name a new folder for the practice library.",
        )
    written = scripts() if calls >= _LEAST_WITH_SCRIPTS else []
    year = make_year(material(), datetime.combine(last, time(12)), seed, calls, written)
    ids = _bring_in(library, year, told)
    coach = Coach(library)
    try:
        for name, (outcome, closed, amount) in year.outcomes.items():
            coach.enter_deal(name, outcome, closed, amount)
        coach.start_focus(BEHAVIOUR, date.fromisoformat(year.improves_on), "discovery")
        return compare(coach, year, ids, last)
    finally:
        coach.close()


def _bring_in(library: Library, year: MadeYear, told: Callable[[int, int], None]) -> list[str]:
    runner = make_runner(library)
    importer = Importer(library, runner)
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="callcoach-practice-") as folder:
        tickets = []
        for made in year.calls:
            path = Path(folder) / made.name
            path.write_text(made.vtt, encoding="utf-8")
            options = ImportOptions(
                rep_name=REP,
                call_type=made.call_type,
                date=made.date,
                customer=made.customer,
                deal=made.deal,
                language="en",
            )
            tickets += importer.submit([path], options)
        runner.start()
        try:
            for result in importer.results(tickets):
                if result.call is None or result.status != "done":
                    raise KnownError("practice_failed", f"A made-up call was not taken in: {result.error}")
                found.append(result.call)
                told(len(found), len(year.calls))
        finally:
            runner.stop()
    return found


def compare(coach: Coach, year: MadeYear, ids: list[str], today: date) -> list[Line]:
    """Planted against found: the change, the effect, the outliers, and whatever else was found."""
    lines = []
    progress = coach.progress(today)
    verdict = progress.verdict if progress is not None else None
    changed = verdict is not None and verdict.state == "change" and bool(verdict.better)
    lines.append(
        Line(
            f"{BEHAVIOUR} improves from {year.improves_on} on",
            verdict.sentence if verdict is not None else "-",
            changed,
        )
    )
    insights = coach.insights()
    findings = [i for i in insights.insights if i.finding]
    effect = next((i for i in findings if i.behaviour.id == EFFECT and i.call_type is None), None)
    lines.append(Line(f"{EFFECT} goes with won deals", effect.sentence if effect else "no finding", effect is not None))
    planted = {call: made for call, made in zip(ids, year.calls, strict=True) if made.outlier is not None}
    report = coach.outliers(today)
    few = {kind for kind, _ in report.too_few}
    for call, made in planted.items():
        hit = next((o for o in report.outliers if o.call == call and o.kind == made.outlier), None)
        told = "not found" if not made.written else "Not far enough from the other calls of its type."
        if made.call_type in few:
            told = f"Too few {made.call_type} calls to tell, and nothing is said."
        right = hit is not None or made.call_type in few
        planted_as = f"{made.outlier}: {made.name.removesuffix('.vtt')}"
        lines.append(Line(planted_as, hit.why if hit else told, right, made.written))
    extra = [f"{o.kind}: {o.title}: {o.why}" for o in report.outliers if o.call not in planted]
    extra += [i.sentence for i in findings if i.behaviour.id != EFFECT]
    return lines + [Line("nothing", said, right=False) for said in extra]
