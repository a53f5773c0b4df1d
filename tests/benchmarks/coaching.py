#!/usr/bin/env python3
"""What coaching says when nothing is there, and how often it sees what is: by simulation.

coaching.py focus    [-n 2000]   false alarms of thirty days, and the power against a change of one SD
coaching.py outliers [-n 400]    calls of ordinary libraries that are pointed at
coaching.py insights [-n 500] [--deals 120] [--effects 0.8] [--alike 0.3]
                                 made-up years: any false finding, and the power of a planted effect; all cells, or one
coaching.py library  [-n 10000]  seconds of each page's figures at many calls, in a folder of its own
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from focus_bounds import FIGURES as SHAPES
from focus_bounds import YES_NO, looks

from callcoach_desktop.coaching.behaviours import figure_key
from callcoach_desktop.coaching.columns import Columns
from callcoach_desktop.coaching.insights import insights, staged, where
from callcoach_desktop.coaching.outliers import AT, FIGURES, find_outliers
from callcoach_desktop.coaching.ranges import signals, usual_range
from callcoach_desktop.coaching.shares import share as wilson
from callcoach_desktop.coaching.verdict import FIRST_LOOK, bound, steady_z, was_moving
from callcoach_desktop.domain.coaching import CallFact, Deal, Insight
from callcoach_desktop.services.coaching import Coach, built_in


def share(hits: int, n: int) -> str:
    return f"{100 * hits / n:.1f} %"


def with_interval(hits: int, n: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    found = wilson(hits, n)
    return f"{share(hits, n)} ({100 * found.low:.1f}-{100 * found.high:.1f})"


def said(z: np.ndarray, before: int, *, yes_no: bool) -> np.ndarray:
    """The call with which a change is said of each focus (a row of |z|), 0 where none is."""
    bounds = np.array([bound(before, k, yes_no=yes_no) for k in range(1, z.shape[1] + 1)])
    over = z[:, FIRST_LOOK - 1 :] >= bounds[FIRST_LOOK - 1 :]
    return np.where(over.any(1), over.argmax(1) + FIRST_LOOK, 0)


def command_focus(n: int) -> None:
    rng = np.random.default_rng(11)
    print(f"change said where there is none, a look after every call; {n} focuses of 30 calls a cell (standard error "
          f"at 5 %: {100 * np.sqrt(0.05 * 0.95 / n):.2f})")  # fmt: skip
    names = "  ".join(f"{name:14}" for name in (*SHAPES, *YES_NO))
    print(f"calls before  resembling   {names}change of 1 SD seen, after (median)")
    for before in (5, 7, 10, 20, 40):
        for r in (0.0, 0.2, 0.4):
            cells = []
            for shapes, yes_no in ((SHAPES, False), (YES_NO, True)):
                for shape in shapes.values():
                    found = said(looks(rng, shape, n, before, 30, r), before, yes_no=yes_no)
                    cells.append(share(np.count_nonzero(found), n))
            when = said(looks(rng, SHAPES["normal"], n, before, 30, r, shift=1.0), before, yes_no=False)
            cells.append(f"{share(np.count_nonzero(when), n)}, {np.median(when[when > 0]):.0f} calls")
            print(f"{before:12}  {r:10}   " + "  ".join(f"{cell:14}" for cell in cells), flush=True)
    many = max(200, n // 2)
    for before in (5, 10, 20, 40):
        for r in (0.0, 0.2, 0.4):
            found = said(looks(rng, SHAPES["normal"], many, before, 90, r), before, yes_no=False)
            yes = said(looks(rng, YES_NO["yes in 60%"], many, before, 90, r), before, yes_no=True)
            print(f"three calls a day, {before} before and 90, resembling {r}: {share(np.count_nonzero(found), many)}, "
                  f"yes or no {share(np.count_nonzero(yes), many)}", flush=True)  # fmt: skip
    time_ = np.arange(50)
    trends = {
        "rising by 0.005 SD a call": 0.005 * time_, "rising by 0.01 SD a call": 0.01 * time_,
        "rising by 0.02 SD a call": 0.02 * time_,
        "a wave of 0.3 SD in 100 calls": 0.3 * np.sin(2 * np.pi * time_ / 100),
    }  # fmt: skip
    for name, trend in trends.items():
        told = changes = 0
        for _ in range(n // 2):
            values = rng.standard_normal(50) + trend
            z = np.abs(steady_z(values[:20], values[20:]))[None]
            if said(z, 20, yes_no=False)[0]:
                changes += 1
                told += was_moving(values[:20], up=bool(values[20:].mean() > values[:20].mean()))
        print(f"{name}, 20 and 30: {share(changes, n // 2)}, of which said to have begun before: {told}", flush=True)
    textbook = 0
    for _ in range(n // 2):
        values, usual = rng.standard_normal(30), usual_range(list(rng.standard_normal(20)))
        textbook += any(signals([str(i) for i in range(k)], list(values[:k]), usual) for k in range(1, 31))
    print(f"the textbook rules alone (a limit, eight in a row, three of four), 20 and 30: {share(textbook, n // 2)}")


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


def groups_of(every: Sequence[Insight]) -> list[set[str]]:
    """For each finding the figures that it may rest on: its own, then those that it is said to go together with."""
    named = {where(i): figure_key(i.behaviour) for i in every}
    return [{figure_key(i.behaviour), *(named[name] for name in i.along)} for i in every if i.finding]


def command_insights(n: int, arguments: argparse.Namespace) -> None:
    print("`found`: named first or as one that may be meant; `alone`: of those, by itself. False ones have no planted "
          "effect among what they may rest on.")  # fmt: skip
    print("closed deals  effects      alike  found                alone            a false one beside  instead   "
          "habits in a finding")  # fmt: skip
    cells = [
        (deals, effects, alike)
        for deals in (250, 120)
        for effects in ((), (1.2,), (0.8,), (0.8, 0.8))
        for alike in (0.0, 0.3)
        if arguments.deals in (None, deals)
        and arguments.effects in (None, list(effects))
        and arguments.alike in (None, alike)
    ]
    for deals, effects, alike in cells:
        # Each cell has numbers of its own, so that one alone gives what it gives among all.
        rng = np.random.default_rng([13, deals, len(effects), *(int(10 * e) for e in effects), int(10 * alike)])
        beside = instead = 0
        hits, alone, sizes = np.zeros(len(effects)), np.zeros(len(effects)), [0]
        for _ in range(n):
            columns, made, planted = year(rng, deals, effects, alike)
            groups = groups_of(insights(built_in(), columns, made).insights)
            false = [not group & set(planted) for group in groups]
            beside += any(false) and not all(false)
            instead += bool(false) and all(false)
            hits += [any(name in group for group in groups) for name in planted]
            alone += [{name} in groups for name in planted]
            sizes += [len(group) for group in groups]
        seen = ", ".join(with_interval(int(h), n) for h in hits)
        sure = ", ".join(share(int(h), n) for h in alone)
        mean = sum(sizes) / max(1, len(sizes) - 1)
        print(f"{deals:12}  {effects!s:12} {alike:5}  {seen:20} {sure:16} {with_interval(beside, n):>18} "
              f"{with_interval(instead, n):>8} {mean:20.2f}", flush=True)  # fmt: skip


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
        "focus": (command_focus, 2000), "outliers": (command_outliers, 400), "library": (command_library, 10_000),
    }  # fmt: skip
    parser.add_argument("command", choices=(*commands, "insights"))
    parser.add_argument("-n", type=int)
    parser.add_argument("--deals", type=int, choices=(250, 120))
    parser.add_argument("--effects", type=float, nargs="*")
    parser.add_argument("--alike", type=float, choices=(0.0, 0.3))
    arguments = parser.parse_args()
    if arguments.command == "insights":
        command_insights(arguments.n or 500, arguments)
        return
    run, usual = commands[arguments.command]
    run(arguments.n or usual)


if __name__ == "__main__":
    main()
