"""Deals out of a file into the library, their calls, and what came after coaching."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.deals import Deals, read_mapping
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, deal_stages
from callcoach_desktop.store.calls import NewCall

CSV = """\
Record ID,Deal Name,Associated Company,Deal Stage,Amount,Create Date,Close Date
1,Lift service,Otter Lifts GmbH,Closed won,9800,2026-03-01,2026-05-01
2,Gate refit,Gate House,Contract sent,1200,2026-03-01,
3,Broken,Gate House,Contract sent,many,2026-03-01,
"""


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def deals(library):
    return Deals(library)


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(CSV)
    return path


def add_call(library, call, customer=None, day="2026-04-01", title="Call", deal=None):
    new = NewCall(call, title, f"{day}T10:00:00", "transcript", f"calls/2026/{call}", state="ready")

    def work(conn):
        calls.insert(conn, new)
        for field, value in (("customer", customer), ("deal", deal)):
            if value:
                calls.set_override(conn, call, field, value)

    library.db.write(work)


def test_a_file_is_taken_in_and_again(library, deals, csv):
    add_call(library, "aaaa", "Otter Lifts")
    add_call(library, "bbbb", "Nobody")
    taken = deals.take(deals.read(csv), csv.name)
    assert (taken.made.added, taken.made.changed, taken.made.same) == (2, 0, 0)
    assert (taken.sure, taken.proposed) == (1, 0)
    coach = Coach(library)
    lift = next(d for d in coach.deals() if d.name == "Lift service")
    assert (lift.outcome, lift.amount, lift.closed_on, lift.calls) == ("won", 9800.0, "2026-05-01", ("aaaa",))
    again = deals.take(deals.read(csv), csv.name)
    assert (again.made.added, again.made.changed, again.made.same) == (0, 0, 2)
    csv.write_text(CSV.replace("Contract sent,1200,2026-03-01,\n3", "Closed lost,1300,2026-03-01,2026-06-01\n3"))
    changed = deals.take(deals.read(csv), csv.name)
    assert (changed.made.added, changed.made.changed, changed.made.same) == (0, 1, 1)
    gate = next(d for d in coach.deals() if d.name == "Gate refit")
    assert (gate.outcome, gate.amount, gate.closed_on) == ("lost", 1300.0, "2026-06-01")


def test_the_stages_of_a_deal_are_kept_with_their_imports(deals, library, csv):
    def stages():
        coach = Coach(library)
        gate = next(d for d in coach.deals() if d.name == "Gate refit")
        coach.close()
        found = library.db.read(lambda conn: deal_stages.of_deal(conn, gate.id))
        return [(one.stage, one.outcome, one.source) for one in found]

    deals.take(deals.read(csv), csv.name)
    deals.take(deals.read(csv), csv.name)  # says nothing new
    assert stages() == [("Contract sent", "open", "deals.csv")]
    later = csv.with_name("later.csv")
    later.write_text(CSV.replace("Contract sent,1200,2026-03-01,\n3", "Closed lost,1300,2026-03-01,2026-06-01\n3"))
    deals.take(deals.read(later), later.name)
    assert stages() == [("Contract sent", "open", "deals.csv"), ("Closed lost", "lost", "later.csv")]
    deals.undo_import()
    assert stages() == [("Contract sent", "open", "deals.csv")]


def test_an_import_is_taken_back_as_a_whole(deals, library, csv):
    deals.take(deals.read(csv), csv.name)
    csv.write_text(CSV.replace("9800", "1") + "4,New one,X,Contract sent,5,2026-03-01,\n")
    deals.take(deals.read(csv), csv.name)
    coach = Coach(library)
    assert len(coach.deals()) == 3
    deals.undo_import()
    assert {d.name: d.amount for d in coach.deals()} == {"Lift service": 9800.0, "Gate refit": 1200.0}
    deals.undo_import()
    assert coach.deals() == []
    with pytest.raises(KnownError, match="no import"):
        deals.undo_import()


def test_a_deal_set_by_hand_is_taken_over(deals, library, csv):
    coach = Coach(library)
    by_hand = coach.set_deal("lift SERVICE", "lost")
    deals.take(deals.read(csv), csv.name)
    found = coach.deals()
    assert len(found) == 2
    assert next(d for d in found if d.id == by_hand.id).outcome == "won"


def test_a_persons_word_on_a_link_stays(deals, library, csv):
    add_call(library, "aaaa", "Otter Lifts")
    deals.take(deals.read(csv), csv.name)
    deals.decide("aaaa", "refused")
    deals.match()
    assert [(link.call, link.state) for link in deals.links()] == [("aaaa", "refused")]
    deals.decide("aaaa", "by_hand", "Gate refit")
    assert [(link.deal_name, link.state) for link in deals.links()] == [("Gate refit", "by_hand")]
    with pytest.raises(KnownError, match="no deal"):
        deals.decide("aaaa", "by_hand", "Nothing")


def test_the_mapping_is_remembered(deals, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("Key;What;How much;Done\n7;Roof;1.234,5;03.04.2026\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('id = "Key"\nname = "What"\namount = "How much"\nclosed_on = "Done"\n')
    said = deals.completed(path, read_mapping(mapping))
    assert (said.order, said.decimal) == ("dmy", ",")
    deals.take(deals.read(path, said), path.name)
    assert deals.read(path).deals[0].amount == 1234.5
    mapping.write_text('whatever = "Key"\n')
    with pytest.raises(KnownError, match="no field"):
        read_mapping(mapping)


def command(*arguments):
    return run([str(a) for a in arguments])


def test_the_commands(library, csv, capsys):
    library.close()
    at = ("--library", library.folder)
    assert command("deals", "import", csv, "--dry-run", "--json", *at) == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["deals"], facts["source"], "added" in facts) == (2, "hubspot", False)
    assert facts["refused"] == [{"line": 4, "reason": "the amount “many” is no number"}]
    assert command("deals", "import", csv, "--json", *at) == 1
    assert json.loads(capsys.readouterr().out)["added"] == 2
    assert command("deals", "set", "Gate refit", "--outcome", "lost", "--closed", "2026-06-01", *at) == 0
    assert "2026-06-01" in capsys.readouterr().out
    assert command("deals", "list", *at) == 0
    assert "Lift service" in capsys.readouterr().out
    assert command("deals", "links", "--json", *at) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert command("deals", "undo", *at) == 0
    assert "taken back" in capsys.readouterr().out
    assert command("deals", "undo", *at) == 1


def test_returns_of_a_library(library, tmp_path, capsys):
    held = date(2026, 3, 1)
    lines = ["Deal ID,Deal Name,Stage,Amount,Created,Close Date"]
    for n in range(60):
        day = held + timedelta(days=3 * (n - 30))
        stage = "Won" if n % 3 == 0 or n > 45 else "Lost"
        lines.append(f"{n},Deal {n},{stage},{1000 + n},{day - timedelta(days=20)},{day}")
    path = tmp_path / "many.csv"
    path.write_text("\n".join(lines))
    deals = Deals(library)
    deals.take(deals.read(path), path.name)
    library.close()
    at = ("--library", library.folder)
    assert command("returns", "--add", "Workshop", "--kind", "workshop", "--on", held, *at) == 0
    capsys.readouterr()
    assert command("returns", "--json", "--on", "2026-06-15", *at) == 0
    found = {r["measure"]: r for r in json.loads(capsys.readouterr().out)}
    assert set(found) == {"win_rate", "cycle_days", "deal_size"}
    rate = found["win_rate"]
    assert (rate["title"], rate["date"], rate["n_before"], rate["n_after"]) == ("Workshop", "2026-03-01", 30, 30)
    assert rate["before"] == pytest.approx(10 / 30)
    assert rate["low"] < rate["after"] - rate["before"] < rate["high"]
    assert rate["sentence"].startswith("Win rate: 33% before (30 decided deals)")
    assert command("returns", "--on", "2026-06-15", *at) == 0
    assert "Workshop" in capsys.readouterr().out


def test_returns_without_anything(library, capsys):
    library.close()
    assert command("returns", "--json", "--library", library.folder) == 0
    assert json.loads(capsys.readouterr().out) == []
