#!/usr/bin/env python3
"""How often the loop of a playbook entry is wrong, and how fast its page is at many calls.

playbook.py loop [-n 4000]    entries without effect that are said to go better or worse, looked at after each
playbook.py page [-n 10000]   milliseconds of the page's figures, in a folder of its own
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from callcoach_desktop.coaching import playbook as rules
from callcoach_desktop.coaching.shares import share
from callcoach_desktop.domain.coaching import Answer
from callcoach_desktop.domain.playbook import Content, Situation

AFTER = 60  # answers since an entry began
TODAY = date(2026, 11, 24)


def command_loop(n: int) -> None:
    rng = np.random.default_rng(21)
    z95 = 1.959963984540054
    print("before  resolved   said at 99.5 %   said at 95 %   seen at 99.5 %, +30 points")
    for before in (5, 10, 20, 50):
        for p in (0.3, 0.5, 0.7):
            wrong = {rules._SURE: 0, z95: 0}
            seen = 0
            for _ in range(n):
                then = share(int((rng.random(before) < p).sum()), before)
                now = np.cumsum(rng.random(AFTER) < p)
                for z in wrong:
                    wrong[z] += _said(then, now, z)
                seen += _said(then, np.cumsum(rng.random(AFTER) < min(1.0, p + 0.3)), rules._SURE, only_better=True)
            rates = [f"{100 * count / n:.1f} %" for count in (*wrong.values(), seen)]
            print(f"{before:6}  {p:8}   {rates[0]:>12}   {rates[1]:>12}   {rates[2]:>12}", flush=True)


def _said(before: object, after: np.ndarray, z: float, *, only_better: bool = False) -> bool:
    """Whether a change is said after any of the answers."""
    for k in range(rules.LEAST, len(after) + 1):
        low, high = rules.difference(share(int(after[k - 1]), k), before, z)
        if low > 0 or (high < 0 and not only_better):
            return True
    return False


def command_page(n: int) -> None:
    from callcoach_desktop.coaching import counting
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.playbook import OBJECTIONS, WAYS, Playbook
    from callcoach_desktop.store import behaviours, calls
    from callcoach_desktop.store.calls import NewCall

    rng = np.random.default_rng(22)
    last = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - local time is meant
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library:

        def fill(conn: calls.sqlite3.Connection) -> None:
            for i in range(n):
                call = f"call{i:08d}"
                when = (last - timedelta(minutes=i * 60 * 24 * 1000 // n)).isoformat()
                calls.insert(conn, NewCall(call, f"Call {i}", when, "transcript", f"calls/{call}", state="ready"))
                calls.set_override(conn, call, "customer", f"Customer {i // 5}")
                answers = [
                    Answer(
                        call, OBJECTIONS[rng.integers(6)], WAYS[rng.integers(6)],
                        "resolved" if rng.random() < 0.6 else "parked", 60.0 * k,
                        f"That is fair, and call {i} shows what the hours that you get back are worth.",
                    )
                    for k in range(1, 3)
                ]  # fmt: skip
                behaviours.put_figures(conn, call, counting.VERSION, {}, answers)

        library.db.write(fill)
        coach = Coach(library)
        book = Playbook(library, coach)
        try:
            for k in range(300):
                about = OBJECTIONS[k % 6]
                book.add(Content(Situation("objection", about), f"Entry {k}", "Say so.", way=WAYS[k % 4]), TODAY)
            coach._changed(_all())
            for what in ("first", "again", "again"):
                began, spent = time.perf_counter(), time.process_time()
                shown = book.shown(TODAY)
                wall, own = time.perf_counter() - began, time.process_time() - spent
                print(f"page of {len(shown.entries)} entries, {shown.met} answers in {n} calls, {what}: "
                      f"{1000 * wall:.0f} ms (own {1000 * own:.0f})")  # fmt: skip
            began, spent = time.perf_counter(), time.process_time()
            assert book.reminder([], TODAY) is not None
            wall, own = time.perf_counter() - began, time.process_time() - spent
            print(f"reminder: {1000 * wall:.0f} ms (own {1000 * own:.0f})")
        finally:
            coach.close()


def _all() -> object:
    from callcoach_desktop.domain.calls import ChangeSet

    return ChangeSet(all=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = {"loop": (command_loop, 4000), "page": (command_page, 10_000)}
    parser.add_argument("command", choices=commands)
    parser.add_argument("-n", type=int)
    arguments = parser.parse_args()
    run, usual = commands[arguments.command]
    run(arguments.n or usual)


if __name__ == "__main__":
    main()
