#!/usr/bin/env python3
"""The coaching pages in the real window at 10,000 calls: from the click to the painted page, and after an import.

    QT_QPA_PLATFORM=offscreen pages.py [FOLDER] [-n 10000]

FOLDER is a library that `library.py` has made (it is changed: take a copy); figures, deals and a focus are put into it
where it has none. Without one a library of calls without words is made. Wall time, and `own`, the processor time of
this process, of which the page's reading is on a worker thread.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from callcoach_desktop.app import Session, make_application
from callcoach_desktop.coaching import counting
from callcoach_desktop.coaching.behaviours import figure_key
from callcoach_desktop.coaching.insights import staged
from callcoach_desktop.coaching.outliers import AT, FIGURES
from callcoach_desktop.domain.coaching import Answer
from callcoach_desktop.services.coaching import Coach, built_in
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.looking_back import kept_example
from callcoach_desktop.store import behaviours, calls
from callcoach_desktop.store.calls import NewCall, now
from callcoach_desktop.ui.tasks import finish_tasks

LAST = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - local time is meant
PAGES = ("today", "progress", "works")
KINDS = ("discovery", "demo", "pricing", "renewal", "negotiation")


def prepare(folder: Path, n: int) -> None:
    """Calls where there are none; types, figures, deals, answers and a focus."""
    rng = np.random.default_rng(14)
    names = list(dict.fromkeys([*(figure_key(b) for b in staged(built_in())), *FIGURES, *(f + AT for f in FIGURES)]))
    with Library.open(folder) as library:

        def fill(conn: Any) -> None:
            ids = [str(row[0]) for row in conn.execute("SELECT id FROM calls WHERE state = 'ready' ORDER BY ordinal")]
            if not ids:
                ids = [f"call{i:08d}" for i in range(n)]
                for i, call in enumerate(ids):
                    when = (LAST - timedelta(minutes=(n - i) * 60 * 24 * 1000 // n)).isoformat()
                    calls.insert(conn, NewCall(call, f"Call {i}", when, "transcript", f"calls/{call}", state="ready"))
            if conn.execute("SELECT 1 FROM call_figures LIMIT 1").fetchone():
                return
            deals = [f"deal{i:08d}" for i in range(len(ids) // 3)]
            conn.executemany(
                "INSERT INTO deals (id, source, name, folded, outcome, closed_on, updated_at) "
                "VALUES (?, 'hand', ?, ?, ?, '2026-11-01', ?)",
                [(d, d, d, ("won" if rng.random() < 0.4 else "lost") if i % 2 else "open", now())
                 for i, d in enumerate(deals)],
            )  # fmt: skip
            for i, call in enumerate(ids):
                calls.set_override(conn, call, "call_type", KINDS[i % 5])
                calls.set_override(conn, call, "deal", deals[min(i // 3, len(deals) - 1)])
                values = dict(zip(names, np.abs(rng.normal(0.5, 0.15, len(names))).tolist(), strict=True))
                way, outcome = ("reframe_value", "feel_felt_found")[i % 2], ("resolved", "parked")[i % 3 > 0]
                answers = [Answer(call, "price", way, outcome, 30.0, "It comes down to what an hour of this costs.")]
                behaviours.put_figures(conn, call, counting.VERSION, values, answers)

        library.db.write(fill)
        coach = Coach(library)
        try:
            if coach.current() is None:
                coach.start_focus("talk_ratio", date(2026, 10, 26))
        finally:
            coach.close()


def turn(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(there: Any, ms: int = 120_000) -> None:
    end = time.monotonic() + ms / 1000
    while not there():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def measured(window: Any, key: str) -> tuple[float, float]:
    """Seconds, wall and own, from the click on a page to the painted page."""
    page = window.pages.page(key)
    began, spent = time.perf_counter(), time.process_time()
    window.pages.show(key)
    # An event loop and no polling: Python's lock that polling takes again and again is waited for by who reads.
    loop = QEventLoop()
    page.model.loaded.connect(loop.quit)
    loop.exec()
    page.repaint()
    QApplication.processEvents()
    return time.perf_counter() - began, time.process_time() - spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("-n", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        os.environ.setdefault("CALLCOACH_HOME", made)
        folder = arguments.folder or Path(made) / "library"
        prepare(folder, arguments.n)
        app = make_application()
        session = Session(folder)
        window = session.window
        window.resize(1280, 800)
        window.show()
        until(lambda: session.services is not None and window.calls.view_model.is_loaded)
        turn(6_000)  # what is got ready after the start
        coach, library = session.services.coach, session.services.library
        coach.make_ready(LAST.date())  # as the app does in the background, for its own today
        kept_example(coach, library, coach.progress(LAST.date()))
        window.pages.page("today").model._now = lambda: LAST
        window.pages.page("progress").model._today = LAST.date

        def times(what: str) -> None:
            for key in PAGES:
                wall, own = measured(window, key)
                print(f"{what:22} {key:9} {1000 * wall:7.0f} ms  (own {1000 * own:5.0f})", flush=True)
            window.show_calls()
            turn(50)

        times("first")
        for _ in range(3):
            times("again")
        call = library.calls()[0].id
        spent = {}
        library.edit(call, "title", f"Another, {now()}")  # as an import ends: one call is another
        for name, step in (
            ("progress", lambda: coach.progress(LAST.date())), ("outliers", lambda: coach.outliers(LAST.date())),
            ("suggestions", coach.suggestions), ("ranges", coach.usual), ("insights", coach.insights),
        ):  # fmt: skip
            began, own = time.perf_counter(), time.thread_time()
            step()
            spent[name] = time.thread_time() - own
            print(f"after an import        {name:11} {1000 * (time.perf_counter() - began):7.0f} ms  "
                  f"(own {1000 * spent[name]:5.0f})", flush=True)  # fmt: skip
        print(f"all that an import makes anew: {sum(spent.values()):.2f} s of processor time")
        window.close()
        finish_tasks()
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main())
