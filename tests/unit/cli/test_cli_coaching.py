"""The commands of coaching and the keys of their JSON (DESIGN.md, section 4)."""

from __future__ import annotations

import json

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import behaviours, calls
from callcoach_desktop.store.calls import NewCall


@pytest.fixture
def folder(home):
    """Twenty discovery calls without words whose figures were counted: ten in August, ten better ones in September."""
    place = home / "library"
    with Library.open(place) as library:

        def work(conn):
            for i in range(20):
                month, call = 8 + i // 10, f"call{i:08d}"
                when = f"2026-{month:02d}-{1 + i % 10:02d}T10:00:00"
                calls.insert(conn, NewCall(call, f"Call {i}", when, "transcript", f"calls/{call}", state="ready"))
                calls.set_override(conn, call, "call_type", "discovery")
                calls.set_override(conn, call, "deal", f"Deal {i}")
                values = {
                    "clarifying_per_hour": 10.0 + i % 4 + 20 * (i // 10),
                    "talk_ratio": 0.5,
                    "longest_monologue": 40.0,
                }
                behaviours.put_figures(conn, call, 2, values)

        library.db.write(work)
    return place


@pytest.fixture
def asked(folder, capsys):
    def ask(*arguments, status=0):
        assert run([*arguments, "--library", str(folder)]) == status
        return capsys.readouterr()

    return ask


def test_a_focus_and_its_progress(asked):
    nothing = json.loads(asked("progress", "--json").out)
    assert nothing["verdict"]["state"] == "too_few"
    begun = asked("focus", "start", "clarifying_questions", "--on", "2026-09-01").out
    assert "Compared with your 10 discovery calls before." in begun
    found = json.loads(asked("progress", "--json", "--on", "2026-09-15").out)
    assert found["behaviour"] == "clarifying_questions"
    assert found["baseline"].keys() == {"n", "mean", "low", "high"}
    assert (found["baseline"]["n"], found["baseline"]["mean"]) == (10, pytest.approx(11.3))
    assert len(found["points"]) == 10
    assert found["points"][0].keys() >= {"call", "date", "value"}
    assert found["verdict"]["state"] == "change"
    assert found["verdict"]["sentence"].startswith("10 of the 10 discovery calls")
    assert "one thing at a time" in asked("focus", "start", "patience", status=1).err
    stopped = json.loads(asked("focus", "stop", "--on", "2026-09-20", "--json").out)
    assert stopped["state"] == "finished"
    assert "not luck" in asked("focus", "history").out
    assert "There is no focus." in asked("focus", "stop", status=1).err
    assert "no behaviour" in asked("focus", "start", "smiling", status=1).err
    assert asked("focus", "start", "patience", "--on", "soon", status=2).err


def test_behaviours_with_the_usual_range(asked):
    found = json.loads(asked("behaviours", "--json").out)
    assert len(found) >= 14
    clarifying = next(b for b in found if b["id"] == "clarifying_questions")
    assert clarifying["n"] == 20
    assert clarifying["usual"]["low"] <= clarifying["usual"]["mean"] <= clarifying["usual"]["high"]
    assert "Talk ratio" in asked("behaviours").out
    built = ("behaviours", "--add", "Says the agenda", "--tracker", "Agenda", "--stage", "opening")
    assert "own:says-the-agenda" in asked(*built).out
    assert "own:says-the-agenda" not in asked("behaviours", "--remove", "Says the agenda").out


def test_outliers(asked, folder):
    with Library.open(folder) as library:
        values = {"longest_monologue": 400.0, "longest_monologue!at": 65.0}
        library.db.write(lambda conn: behaviours.put_figures(conn, "call00000004", 2, values))
    found = json.loads(asked("outliers", "--json").out)
    assert [(o["call"], o["kind"], o["start"]) for o in found] == [("call00000004", "monologue", 65.0)]
    assert found[0].keys() >= {"call", "kind", "why", "start"}
    text = asked("outliers", "--on", "2026-08-06").out
    assert "* call00000004" in text
    assert "a sample of one call in 50" in text
    assert json.loads(asked("outliers", "--json", "--dismiss", "call00000004", "monologue").out)[0]["dismissed"]
    assert "The kinds are" in asked("outliers", "--dismiss", "call00000004", "odd", status=1).err


def test_deals_and_insights(asked):
    assert json.loads(asked("insights", "--json").out) == []
    for i in range(20):
        asked(
            "deals",
            "set",
            f"deal {i}",
            "--outcome",
            "won" if i % 2 else "lost",
            "--closed",
            "2026-10-01",
            "--amount",
            "10",
        )
    found = json.loads(asked("insights", "--json").out)
    keys = {"behaviour", "stage", "call_type", "finding", "won", "lost", "q", "sentence"}
    assert all(i.keys() >= keys for i in found)
    clarifying = next(i for i in found if i["behaviour"] == "clarifying_questions")
    assert (clarifying["won"], clarifying["lost"], clarifying["finding"]) == (10, 10, False)
    assert "Not enough to conclude" in clarifying["sentence"]
    assert asked("insights").out.startswith("20 closed deals with calls, 10 won;")
    assert json.loads(asked("insights", "--handling", "--json").out) == []
