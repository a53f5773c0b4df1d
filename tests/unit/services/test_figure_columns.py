"""The figures of all calls in memory are those that were kept, whatever came in between."""

from __future__ import annotations

import random

import numpy as np
import pytest

from callcoach_desktop.services.figure_columns import FigureColumns
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import behaviours, calls
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.store.changes import touch

NAMES = [f"figure{i}" for i in range(12)]


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def columns(library):
    made = FigureColumns(library.db)
    unsubscribe = library.subscribe(made.changed)
    yield made
    unsubscribe()


def put(library: Library, call: str, values: dict[str, float]) -> None:
    def work(conn):
        if not conn.execute("SELECT 1 FROM calls WHERE id = ?", (call,)).fetchone():
            day = 1 + int(call[4:]) % 28
            calls.insert(conn, NewCall(call, call, f"2026-01-{day:02}", "transcript", f"calls/{call}", state="ready"))
        behaviours.put_figures(conn, call, 1, values)
        touch(conn, call=call)

    library.db.write(work)


def test_calls_and_figures_that_come_later_are_read_beside_the_others(library, columns):
    rng = random.Random(5)
    kept: dict[str, dict[str, float]] = {}
    for step in range(60):
        call = f"call{rng.randrange(25)}"
        known = NAMES[: 2 + step // 5]  # new figures come with time
        values = {name: rng.random() for name in known if rng.random() < 0.7}
        put(library, call, values)
        kept[call] = values
        if step % 3 == 0:
            table = columns.columns(NAMES)
            assert {c.id for c in table.calls} == set(kept)
            for i, c in enumerate(table.calls):
                there = {n: table.column(n)[i] for n in NAMES if not np.isnan(table.column(n)[i])}
                assert there == kept[c.id]
    fresh = FigureColumns(library.db).columns(NAMES)
    for name in NAMES:
        np.testing.assert_array_equal(columns.columns(NAMES).column(name), fresh.column(name))


def test_a_figure_that_nobody_has_is_unknown_everywhere(library, columns):
    assert len(columns.columns(["figure0"]).column("figure0")) == 0
    put(library, "call1", {})
    assert np.isnan(columns.columns(["nobody counts this"]).column("nobody counts this")).tolist() == [True]


def test_many_changes_at_once_are_read_as_a_whole(library, columns):
    for i in range(210):
        put(library, f"call{i}", {"figure0": float(i)})
    assert sorted(columns.columns(["figure0"]).column("figure0").tolist()) == [float(i) for i in range(210)]
    for i in range(205):
        put(library, f"call{i}", {"figure1": float(i)})
    table = columns.columns(["figure0", "figure1"])
    assert np.count_nonzero(~np.isnan(table.column("figure0"))) == 5
    assert np.count_nonzero(~np.isnan(table.column("figure1"))) == 205


def test_figures_go_with_the_analysis_and_with_the_call(library, columns):
    put(library, "call1", {"figure0": 1.0})
    put(library, "call2", {"figure0": 2.0})
    assert library.db.read(lambda conn: len(behaviours.rows(conn))) == 2
    library.db.write(lambda conn: conn.execute("DELETE FROM calls WHERE id = 'call1'"))
    assert library.db.read(behaviours.rows)[0][0] == "call2"
    assert library.db.read(lambda conn: len(behaviours.rows(conn))) == 1


def test_the_figures_of_calls_of_one_type_come_oldest_first(library):
    for i, kind in enumerate(["demo", "pricing", "demo", "demo"]):
        put(library, f"call{i}", {"figure0": float(i)} if i != 2 else {"figure1": 9.0})
        library.db.write(lambda conn, i=i, kind=kind: calls.set_override(conn, f"call{i}", "call_type", kind))
    found = library.db.read(lambda conn: behaviours.of_type_like(conn, "call3", ["figure0", "figure1", "other"], 10))
    assert found == {"figure0": [0.0, 3.0], "figure1": [9.0], "other": []}
    newest = library.db.read(lambda conn: behaviours.of_type_like(conn, "call3", ["figure0", "figure1"], 2))
    assert newest == {"figure0": [3.0], "figure1": [9.0]}
