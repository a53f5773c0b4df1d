"""A folder of packages as a team: names without a ranking, each call once, a bad file named and the rest shown."""

from __future__ import annotations

import json

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.coaching.team import NOTICE
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.package import Packing
from callcoach_desktop.services.coaching import built_in
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.team import UNKNOWN, Teams

SECRET = "three quiet walnuts"


def vtt(rep, number):
    """Three minutes; the rep speaks a little more in each call."""
    lines, at = ["WEBVTT", ""], 0
    for n in range(12):
        who = rep if n % 2 == 0 else "Marcus"
        end = at + (6 + number if n % 2 == 0 else 9)
        lines.append(f"00:{at // 60:02}:{at % 60:02}.000 --> 00:{end // 60:02}:{end % 60:02}.000")
        lines += [f"<v {who}>{who} says number {number}: what would you do next about it?</v>", ""]
        at += 15
    return "\n".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("team")
    shared = root / "shared"
    for rep, count in (("Zoe", 6), ("Bo", 2)):
        with Library.open(root / rep) as library:
            runner = make_runner(library)
            importer = Importer(library, runner)
            paths = []
            for n in range(count):
                path = root / f"{rep} {n}.vtt"
                path.write_text(vtt(rep, n))
                paths.append(path)
            runner.start()
            found = importer.wait(importer.submit(paths, ImportOptions(rep_name=rep, call_type="demo")))
            runner.stop()
            calls = [one.call for one in found]
            exporter = Exporter(library)
            for place in (shared, shared / "again"):
                place.mkdir(parents=True, exist_ok=True)
            exporter.export(calls, "package", shared)
            if rep == "Bo":
                exporter.export(calls[:1], "package", shared / "sealed.callcoach", passphrase=SECRET)
            else:
                exporter.export(calls[:1], "package", shared / "nameless.callcoach", packing=Packing(redacted=True))
    (shared / "broken.callcoach").write_bytes(next(shared.glob("*.callcoach")).read_bytes()[:900])
    return shared


def test_reps_stand_by_name_with_their_own_range(folder):
    found = Teams().read(folder, built_in())
    # Zoe's first call came a second time, without names: the newest package of a call is the one that counts.
    assert found.reps == ((UNKNOWN, 1), ("Bo", 2), ("Zoe", 5))
    ratio = next(row for row in found.rows if row.behaviour.id == "talk_ratio")
    assert [s.rep for s in ratio.strips] == [UNKNOWN, "Bo", "Zoe"]
    zoe = ratio.strips[2]
    assert len(zoe.values) == 5
    assert zoe.values == tuple(sorted(zoe.values))
    assert zoe.range.low < zoe.range.mean < zoe.range.high
    assert ratio.strips[1].range.mean is None  # two calls have no usual range
    assert {one.file: one.reason.split(".")[0] for one in found.left} == {
        "broken.callcoach": "“broken",
        "sealed.callcoach": "It is sealed with a passphrase",
    }


def test_a_passphrase_opens_the_sealed_ones(folder):
    teams = Teams()
    found = teams.read(folder, built_in(), SECRET)
    assert [one.file for one in found.left] == ["broken.callcoach"]
    wrong = Teams().read(folder, built_in(), "something else")
    assert any("does not open" in one.reason for one in wrong.left)
    assert len(wrong.rows) > 3


def test_a_folder_without_packages_says_what_to_do(tmp_path):
    with pytest.raises(KnownError, match="no package"):
        Teams().read(tmp_path, built_in())
    with pytest.raises(KnownError, match="no folder"):
        Teams().read(tmp_path / "none", built_in())


def test_the_command_line(folder, capsys):
    assert run(["team", str(folder), "--json"]) == 1  # one file is bad
    told = json.loads(capsys.readouterr().out)
    assert told["notice"] == NOTICE
    assert [one["rep"] for one in told["reps"]] == [UNKNOWN, "Bo", "Zoe"]
    assert {one["file"] for one in told["refused"]} == {"broken.callcoach", "sealed.callcoach"}
    assert run(["team", str(folder)]) == 1
    out = capsys.readouterr()
    assert "too few calls for a usual range" in out.out
    assert "broken.callcoach" in out.err
