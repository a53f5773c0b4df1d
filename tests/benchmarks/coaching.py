#!/usr/bin/env python3
"""What coaching says when nothing is there, and how often it sees what is: by simulation.

coaching.py focus    [-n 1000]   false alarms of thirty days, and the power against a change of one SD
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
from callcoach_desktop.coaching.columns import Columns
from callcoach_desktop.coaching.insights import insights, staged
from callcoach_desktop.coaching.outliers import AT, FIGURES, find_outliers
from callcoach_desktop.coaching.ranges import signals, usual_range
from callcoach_desktop.coaching.verdict import FIRST_LOOK, bound, steady_z, was_moving
from callcoach_desktop.domain.coaching import CallFact, Deal
from callcoach_desktop.services.coaching import Coach, built_in


def share(hits: int, n: int) -> str:
    return f"{100 * hits / n:.1f} %"


def crossed(before: np.ndarray, after: np.ndarray) -> int:
    """The call of the focus with which a change is said, 0 for none."""
    z = steady_z(before, after)
    return next((k for k in range(FIRST_LOOK, len(after) + 1) if abs(z[k - 1]) >= bound(len(before), k)), 0)


def alike(rng: np.random.Generator, count: int, r: float) -> np.ndarray:
    """Normal calls that resemble the one before by r (an AR(1))."""
    values, new = np.empty(count), rng.standard_normal(count)
    values[0] = new[0]
    for i in range(1, count):
        values[i] = r * values[i - 1] + np.sqrt(1 - r * r) * new[i]
    return values


def kept(rng: np.random.Generator, fresh: np.ndarray, r: float) -> np.ndarray:
    """The same for any distribution: with chance r a call is as the one before."""
    same = rng.random(len(fresh)) < r
    for i in range(1, len(fresh)):
        if same[i]:
            fresh[i] = fresh[i - 1]
    return fresh


def command_focus(n: int) -> None:
    rng = np.random.default_rng(11)
    shapes: dict[str, Callable[[int, float], np.ndarray]] = {
        "normal": lambda k, r: alike(rng, k, r),
        "lognormal": lambda k, r: np.exp(alike(rng, k, r)),
        "counts of 2.5": lambda k, r: kept(rng, rng.poisson(2.5, k).astype(float), r),
        "yes or no, 60 %": lambda k, r: kept(rng, (rng.random(k) < 0.6).astype(float), r),
    }
    print("change said, nothing there; a focus of 30 calls")
    print(
        "calls before  resembling   "
        + "  ".join(f"{name:16}" for name in shapes)
        + "change of 1 SD seen, after (median)"
    )
    for before in (5, 10, 20, 40):
        for r in (0.0, 0.2, 0.4):
            cells = []
            for draw in shapes.values():
                alarms = 0
                for _ in range(n):
                    values = draw(before + 30, r)
                    alarms += crossed(values[:before], values[before:]) > 0
                cells.append(share(alarms, n))
            seen = []
            for _ in range(n):
                values = alike(rng, before + 30, r)
                seen.append(crossed(values[:before], values[before:] + 1.0))
            when = [k for k in seen if k]
            cells.append(f"{share(len(when), n)}, {np.median(when):.0f} calls")
            print(f"{before:12}  {r:10}   " + "  ".join(f"{cell:16}" for cell in cells), flush=True)
    for before in (10, 20, 40):
        for r in (0.0, 0.2):
            alarms = 0
            for _ in range(n):
                values = alike(rng, before + 90, r)
                alarms += crossed(values[:before], values[before:]) > 0
            print(f"three calls a day, {before} before and 90, resembling {r}: {share(alarms, n)}", flush=True)
    time_ = np.arange(50)
    trends = {
        "rising by 0.005 SD a call": 0.005 * time_, "rising by 0.01 SD a call": 0.01 * time_,
        "rising by 0.02 SD a call": 0.02 * time_,
        "a wave of 0.3 SD in 100 calls": 0.3 * np.sin(2 * np.pi * time_ / 100),
    }  # fmt: skip
    for name, trend in trends.items():
        said = told = 0
        for _ in range(n):
            values = rng.standard_normal(50) + trend
            if crossed(values[:20], values[20:]):
                said += 1
                told += was_moving(values[:20], up=bool(values[20:].mean() > values[:20].mean()))
        print(f"{name}, 20 and 30: {share(said, n)}, of which said to have begun before: {told}", flush=True)
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


def year(
    rng: np.random.Generator, deals: int, effects: tuple[float, ...], alike: float
) -> tuple[Columns, list[Deal], list[str]]:
    """Two calls a deal in three types, with figures that are alike within a deal and, by `alike`, with one another.

    The log odds of winning grow by each of `effects` a SD of a figure: the first figure, then the sixth, ...
    """
    calls = 2 * deals
    names = [figure_key(b) for b in staged(built_in())]
    of = np.concatenate([np.arange(deals), rng.integers(0, deals, calls - deals)])

    def drawn(rows: int) -> np.ndarray:
        shared = rng.standard_normal((rows, 1))
        return np.sqrt(alike) * shared + np.sqrt(1 - alike) * rng.standard_normal((rows, len(names)))

    values = drawn(calls) + 0.7 * drawn(deals)[of]
    counts = np.bincount(of, minlength=deals)
    log_odds = np.full(deals, -0.4)
    planted = [names[5 * i] for i in range(len(effects))]
    for i, effect in enumerate(effects):
        log_odds += effect * np.bincount(of, weights=values[:, 5 * i], minlength=deals) / counts
    won = rng.random(deals) < 1 / (1 + np.exp(-log_odds))
    kinds = ("discovery", "demo", "pricing")
    made = [CallFact(f"c{i}", "t", "2026-01-01", kinds[i % 3], f"d{of[i]}") for i in range(calls)]
    columns = Columns(made, {name: values[:, i] for i, name in enumerate(names)})
    return columns, [Deal(f"d{i}", "", "won" if won[i] else "lost") for i in range(deals)], planted


def command_insights(n: int) -> None:
    rng = np.random.default_rng(13)
    print("closed deals  effects      alike  found          a false one beside it   one instead   said to go along")
    for deals in (250, 120):
        for effects in ((), (1.2,), (0.8,), (0.8, 0.8)):
            for alike in (0.0, 0.3):
                beside = instead = along = 0
                hits = np.zeros(len(effects))
                for _ in range(n):
                    columns, made, planted = year(rng, deals, effects, alike)
                    every = insights(built_in(), columns, made).insights
                    found = {figure_key(i.behaviour) for i in every if i.finding}
                    false = bool(found - set(planted))
                    beside += false and bool(found & set(planted))
                    instead += false and not found & set(planted)
                    hits += [name in found for name in planted]
                    along += any(i.beside and figure_key(i.behaviour) not in planted for i in every)
                seen = ", ".join(share(int(h), n) for h in hits)
                print(f"{deals:12}  {effects!s:12} {alike:5}  {seen:14} {share(beside, n):>12} {share(instead, n):>23} "
                      f"{share(along, n):>15}", flush=True)  # fmt: skip


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
        "focus": (command_focus, 1000), "outliers": (command_outliers, 400), "insights": (command_insights, 500),
        "library": (command_library, 10_000),
    }  # fmt: skip
    parser.add_argument("command", choices=commands)
    parser.add_argument("-n", type=int)
    arguments = parser.parse_args()
    run, usual = commands[arguments.command]
    run(arguments.n or usual)


if __name__ == "__main__":
    main()
