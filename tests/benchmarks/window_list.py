"""The list of calls in the window at the size of a working life: frames while scrolling, typing in the filter, search.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/benchmarks/window_list.py --folder DIR [--calls 100 1000] [--json]

`--folder` is a library of `tests/benchmarks/library.py` (a copy: a new version of the program migrates it); each of
`--calls` is a smaller one that is made for the comparison. Each figure is what one step keeps the UI thread from
answering, in milliseconds, as p50, p99 and worst: first by the processor time of that thread (what the step costs),
then by the clock (what a person waits, which on a busy machine is also what others compute meanwhile). A step is

- scroll: three rows down, painted; page: a page down, all rows painted; jump: to anywhere, as by the scroll bar;
- key: a letter typed into the search field, rows filtered and painted; sort: a click on a heading, painted after it;
- reload: all rows read anew because something was written; `slice` is the longest single turn of the event loop
  during typing, searching and reloading. "found" is the time from the last key to the sentences, waiting included.

Exit status 1 when the p99 of scroll, page or key costs more than 16.7 ms (60 frames a second).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from library import fill
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.tasks import finish_tasks

FRAME_MS = 1000 / 60
TYPED = (
    "call with",
    "ba",
    "deal 12",
    "no such thing",
    "c",
    "with ba ge",
    "deal 7",
    "co",
    "call with ge",
    "lu fi",
    "deal",
)
Took = tuple[float, float]
Figures = dict[str, list[Took]]


def now() -> Took:
    """Processor time of this thread, and the clock; milliseconds."""
    return time.thread_time() * 1000, time.perf_counter() * 1000


class Run:
    """A window with one library."""

    def __init__(self, app: QApplication, library: Library) -> None:
        self.app, self.figures = app, {}
        self.view_model = CallsViewModel()
        self.screen = CallsScreen(self.view_model)
        self.screen.resize(1112, 800)  # the window's 1280 without the rail
        self.screen.show()
        began = now()
        self.view_model.attach(library, Editor(library))
        self.turn_until(lambda: self.view_model.is_loaded, "slice")
        self.note("first list", began)
        self.rest()

    def note(self, name: str, began: Took) -> None:
        cost, clock = now()
        self.figures.setdefault(name, []).append((cost - began[0], clock - began[1]))

    def turn_until(self, done: Callable[[], bool], name: str = "", limit: float = 20.0) -> None:
        """Run the event loop until it is so; every turn longer than a tenth of a millisecond is noted."""
        end = time.perf_counter() + limit
        while not done() and time.perf_counter() < end:
            began = now()
            self.app.processEvents()
            if name and now()[1] - began[1] > 0.1:
                self.note(name, began)
            else:
                time.sleep(0.0005)

    def rest(self, seconds: float = 0.4, name: str = "") -> None:
        end = time.perf_counter() + seconds
        self.turn_until(lambda: time.perf_counter() > end, name)

    def scroll(self) -> None:
        table, rng = self.screen.table, random.Random(3)
        bar = table.verticalScrollBar()
        bar.setValue(0)
        self.rest(0.2)
        for name, steps, move in (
            ("scroll", 300, lambda: bar.value() + 144),
            ("page", 120, lambda: bar.value() + table.viewport().height()),
            ("jump", 120, lambda: rng.randrange(max(1, bar.maximum()))),
        ):
            bar.setValue(0)
            for _ in range(steps):
                began = now()
                bar.setValue(min(move(), bar.maximum()) if bar.value() < bar.maximum() else 0)
                self.app.processEvents()
                self.note(name, began)

    def type(self) -> None:
        field = self.screen.search
        field.setFocus()
        for words in TYPED * 2:
            for number, letter in enumerate(words):
                if number:
                    self.rest(0.05, "slice")  # twenty letters a second, faster than anybody types
                began = now()
                QTest.keyClick(field, letter)
                self.app.processEvents()
                self.note("key", began)
            self.turn_until(lambda: not self.view_model.is_looking, "slice")
            self.note("found", began)
            self.rest(0.1, "slice")
            field.clear()
            field.flush()
            self.rest(0.2, "slice")

    def sort(self) -> None:
        for _ in range(3):
            for column in range(10):
                for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                    began = now()
                    self.screen.table.sortByColumn(column, order)
                    self.note("sort", began)
                    began = now()
                    self.app.processEvents()
                    self.note("sorted page", began)

    def reload(self) -> None:
        for _ in range(5):
            seen: list[bool] = []
            self.view_model.loaded.connect(lambda seen=seen: seen.append(True))
            began = now()
            self.view_model.reload()
            self.turn_until(lambda seen=seen: bool(seen), "slice")
            self.note("reload", began)
            self.rest(0.1, "slice")

    def all(self) -> Figures:
        """Everything, then close."""
        self.scroll()
        self.type()
        self.sort()
        self.reload()
        self.view_model.detach()
        self.screen.close()
        finish_tasks()
        return self.figures


def three(values: list[float]) -> tuple[float, float, float]:
    """p50, p99 and worst."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], ordered[-1]


def table(figures: Figures) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Of each step what it costs and how long it takes."""
    return {
        name: {"cost_ms": three([one[0] for one in took]), "clock_ms": three([one[1] for one in took])}
        for name, took in figures.items()
    }


def main() -> int:
    """Measure each library and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "light")
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="callcoach-bench-") as made:
        folders = [Path(made) / str(count) for count in options.calls]
        for folder, count in zip(folders, options.calls, strict=True):
            with Library.open(folder) as library:
                fill(library, count)
        for folder in [*folders, *([options.folder] if options.folder else [])]:
            with Library.open(folder) as library:
                found[f"{library.count():,} calls"] = Run(app, library).all()
    tables = {size: table(figures) for size, figures in found.items()}
    if options.json:
        print(json.dumps(tables))
    else:
        for size, rows in tables.items():
            print(f"{size}; milliseconds: cost p50, p99, worst | clock p50, p99, worst")
            for name, row in rows.items():
                both = (" ".join(f"{value:8.2f}" for value in row[kind]) for kind in ("cost_ms", "clock_ms"))
                print(f"  {name:<11}{' | '.join(both)}   n = {len(found[size][name])}")
    steps = ("scroll", "page", "key")
    return 1 if any(rows[name]["cost_ms"][1] > FRAME_MS for rows in tables.values() for name in steps) else 0


if __name__ == "__main__":
    sys.exit(main())
