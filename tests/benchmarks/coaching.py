#!/usr/bin/env python3
"""What coaching says when nothing is there, and how often it sees what is: by simulation.

coaching.py focus    [-n 4000]   false alarms of thirty days, and the power against a change of one SD
coaching.py outliers [-n 400]    calls of ordinary libraries that are pointed at
coaching.py insights [-n 500]    made-up years: any false finding, and the power of a planted effect
coaching.py library  [-n 10000]  seconds of each page's figures at many calls, in a folder of its own
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from callcoach_desktop.coaching.behaviours import figure_key
from callcoach_desktop.coaching.insights import insights, staged
from callcoach_desktop.coaching.outliers import AT, FIGURES, find_outliers
from callcoach_desktop.coaching.ranges import signals, usual_range
from callcoach_desktop.coaching.verdict import FIRST_LOOK, bound, rank_z
from callcoach_desktop.domain.coaching import CallFact, Deal
from callcoach_desktop.services.coaching import Coach, built_in

Draw = Callable[[int], np.ndarray]


def share(hits: int, n: int) -> str:
    return f"{100 * hits / n:.1f} %"


def crossed(before: np.ndarray, after: np.ndarray) -> bool:
    z = rank_z(before, after)
    return any(abs(z[k]) >= bound(len(before), k + 1) for k in range(FIRST_LOOK - 1, len(after)))


def command_focus(n: int) -> None:
    rng = np.random.default_rng(11)

    def drifting(count: int) -> np.ndarray:
        """Calls that resemble the one before: an AR(1) with 0.2."""
        values = [rng.standard_normal()]
        for _ in range(count - 1):
            values.append(0.2 * values[-1] + np.sqrt(1 - 0.04) * rng.standard_normal())
        return np.array(values)

    shapes: dict[str, Draw] = {
        "normal": rng.standard_normal,
        "lognormal": lambda k: np.exp(rng.standard_normal(k)),
        "counts of 2.5": lambda k: rng.poisson(2.5, k).astype(float),
        "yes or no, 60 %": lambda k: (rng.random(k) < 0.6).astype(float),
    }
    print("baseline  calls  shape              change said, nothing there   seen, 1 SD")
    for before in (5, 10, 20, 40):
        for name, draw in shapes.items():
            alarms = sum(crossed(draw(before), draw(30)) for _ in range(n))
            seen = ""
            if name == "normal":
                seen = share(sum(crossed(draw(before), draw(30) + 1.0) for _ in range(n)), n)
            print(f"{before:8}  {30:5}  {name:18} {share(alarms, n):>12} {seen:>22}", flush=True)
    alarms = 0
    for _ in range(n):
        values = drifting(50)
        alarms += crossed(values[:20], values[20:])
    print(f"calls that resemble the one before (0.2), 20 and 30: {share(alarms, n)}")
    alarms = sum(crossed(rng.standard_normal(20), rng.standard_normal(90)) for _ in range(n // 4))
    print(f"three calls a day, 20 and 90: {share(alarms, n // 4)}")
    textbook = 0
    for _ in range(n):
        values, usual = rng.standard_normal(30), usual_range(list(rng.standard_normal(20)))
        textbook += any(signals([str(i) for i in range(k)], list(values[:k]), usual) for k in range(1, 31))
    print(f"the textbook rules alone (a limit, eight in a row, three of four), 20 and 30: {share(textbook, n)}")


def ordinary(rng: np.random.Generator, count: int, scale: float) -> list[CallFact]:
    start = datetime(2026, 1, 1, 10)  # noqa: DTZ001 - local time is meant
    return [
        CallFact(
            f"c{i}", "t", (start + timedelta(days=i)).isoformat(), "demo",
            values={
                "longest_monologue": float(np.exp(rng.normal(3.9, 0.35 * scale))),
                "customer_share": float(1 / (1 + np.exp(-rng.normal(0.1, 0.4 * scale)))),
                "customer_tone": float(rng.normal(0, 0.2 * scale)), "tone_change": float(rng.normal(0.1, 0.4 * scale)),
                "price_trouble": float(rng.poisson(0.4 * scale)), "next_step_specific": float(rng.random() < 0.7),
                "clarifying_per_hour": float(rng.normal(30, 12 * scale)),
                "open_question_share": float(rng.normal(0.3, 0.1 * scale)),
                "objections_explored": float(rng.normal(0.5, 0.25 * scale)),
                "longest_customer_story": float(rng.normal(30, 8 * scale)),
                "interruptions_per_hour": float(rng.normal(8, 4 * scale)),
            },
        )
        for i in range(count)
    ]  # fmt: skip


def command_outliers(n: int) -> None:
    rng = np.random.default_rng(12)
    print("calls of the type  spread   calls pointed at")
    for count in (8, 12, 20, 60):
        for scale in (0.7, 1.0, 1.5):
            found = sum(len({o.call for o in find_outliers(ordinary(rng, count, scale))}) for _ in range(n))
            print(f"{count:17}  {scale:6}   {share(found, n * count)}", flush=True)


def year(rng: np.random.Generator, deals: int, calls: int, effect: float) -> tuple[list[CallFact], list[Deal]]:
    """Figures that are alike within a deal; the log odds of winning grow by `effect` a SD of the first figure."""
    names = [figure_key(b) for b in staged(built_in())]
    values = rng.standard_normal((calls, len(names)))
    of = np.concatenate([np.arange(deals), rng.integers(0, deals, calls - deals)])
    values += 0.7 * rng.standard_normal((deals, len(names)))[of]
    counts = np.bincount(of, minlength=deals)
    first = np.bincount(of, weights=values[:, 0], minlength=deals) / counts
    won = rng.random(deals) < 1 / (1 + np.exp(0.4 - effect * first))
    kinds = ("discovery", "demo", "pricing")
    made = [
        CallFact(f"c{i}", "t", "2026-01-01", kinds[i % 3], f"d{of[i]}", values=dict(zip(names, values[i], strict=True)))
        for i in range(calls)
    ]
    return made, [Deal(f"d{i}", "", "won" if won[i] else "lost") for i in range(deals)]


def command_insights(n: int) -> None:
    rng = np.random.default_rng(13)
    target = figure_key(built_in()[0])
    print("closed deals  effect   years with any false finding   effect found")
    for deals in (50, 120, 250):
        for effect in (0.0, 0.8, 1.2):
            false = hit = 0
            for _ in range(n if effect == 0 else n // 5):
                found = [i for i in insights(built_in(), *year(rng, deals, 2 * deals, effect)).insights if i.finding]
                false += any(figure_key(i.behaviour) != target or effect == 0 for i in found)
                hit += any(figure_key(i.behaviour) == target for i in found)
            runs = n if effect == 0 else n // 5
            print(
                f"{deals:12}  {effect:6}   {share(false, runs):>12} {share(hit, runs) if effect else '':>28}",
                flush=True,
            )


def command_library(n: int) -> None:
    from callcoach_desktop.coaching import counting
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.store import behaviours, calls, deals, focuses
    from callcoach_desktop.store.calls import NewCall

    rng = np.random.default_rng(14)
    names = list(dict.fromkeys([*(figure_key(b) for b in staged(built_in())), *FIGURES, *(f + AT for f in FIGURES)]))
    kinds = ("discovery", "demo", "pricing", "renewal", "negotiation")
    last = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - local time is meant
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library:

        def fill(conn: calls.sqlite3.Connection) -> None:
            for i in range(n):
                call = f"call{i:08d}"
                when = (last - timedelta(minutes=i * 60 * 24 * 1000 // n)).isoformat()
                calls.insert(conn, NewCall(call, f"Call {i}", when, "transcript", f"calls/{call}", state="ready"))
                calls.set_override(conn, call, "call_type", kinds[i % 5])
                calls.set_override(conn, call, "deal", f"Deal {i // 3}")
                values = dict(zip(names, np.abs(rng.normal(0.5, 0.15, len(names))).tolist(), strict=True))
                behaviours.put_figures(conn, call, counting.VERSION, values)
            for i in range(0, n // 3, 2):
                deals.set_outcome(conn, f"Deal {i}", "won" if rng.random() < 0.4 else "lost", None, None)

        if n > 2000:  # the names of deals are looked for one by one
            deals._named_by_calls = lambda _conn, name: name
            deals.find = lambda _conn, _name: None
        library.db.write(fill)
        coach = Coach(library)
        try:
            coach.start_focus("talk_ratio", date(2026, 10, 26))
            steps: dict[str, Callable[[], object]] = {
                "progress": lambda: coach.progress(date(2026, 11, 24)),
                "outliers": lambda: coach.outliers(date(2026, 11, 24)),
                "suggestions": coach.suggestions,
                "behaviours": coach.usual,
                "insights": coach.insights,
            }
            for name, step in steps.items():
                times = []
                for _ in range(4):
                    began, spent = time.perf_counter(), time.process_time()
                    step()
                    times.append((time.perf_counter() - began, time.process_time() - spent))
                first, again = times[0], min(times[1:])
                print(
                    f"{name:12} first {1000 * first[0]:7.0f} ms (own {1000 * first[1]:5.0f})   "
                    f"again {1000 * again[0]:6.0f} ms (own {1000 * again[1]:5.0f})",
                    flush=True,
                )
            assert library.db.read(focuses.current) is not None
        finally:
            coach.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = {
        "focus": (command_focus, 4000), "outliers": (command_outliers, 400), "insights": (command_insights, 500),
        "library": (command_library, 10_000),
    }  # fmt: skip
    parser.add_argument("command", choices=commands)
    parser.add_argument("-n", type=int)
    arguments = parser.parse_args()
    run, usual = commands[arguments.command]
    run(arguments.n or usual)


if __name__ == "__main__":
    main()
