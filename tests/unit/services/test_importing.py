"""Files become tickets, tickets become results: in order, with duplicates and failures told apart."""

import json
import os
import sys
from pathlib import Path

import pytest

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import ON_MAINS
from callcoach_desktop.jobs.child import Child
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.services import importing
from callcoach_desktop.services.importing import Importer
from callcoach_desktop.services.library import Library

WORKER = Path(__file__).parents[2] / "data" / "fake_worker.py"
VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Leonie>What happens then?\n"


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def runner(library, tmp_path):
    command = [sys.executable, str(WORKER)]
    environment = {"CALLCOACH_FAKE": str(tmp_path)}
    made = JobRunner(
        library.folder, library.db, library.changed, lambda name: tmp_path / (name or "base"),
        analyse=library.store_analysis, decoder=Child("fake", command, environment=environment),
        transcriber=Child("fake", command, environment=environment),
    )  # fmt: skip
    yield made
    made.stop()


@pytest.fixture
def importer(library, runner):
    return Importer(library, runner)


@pytest.mark.parametrize(
    ("chosen", "battery", "waits"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_queue_waits_for_mains_power_where_that_was_chosen(library, monkeypatch, chosen, battery, waits):
    monkeypatch.setattr(importing, "on_battery", lambda: battery)
    library.set_setting(ON_MAINS, chosen)
    trouble = importing.make_runner(library).trouble
    assert (trouble is not None and "mains power" in trouble) is waits


def put(folder, name, content):
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_results_in_the_given_order(importer, runner, tmp_path):
    paths = [
        put(tmp_path, "a.wav", b"a"),
        put(tmp_path, "bad.wav", b"BAD"),
        tmp_path / "gone.wav",
        put(tmp_path, "b.wav", b"a"),
        put(tmp_path, "c.wav", b"c"),
        put(tmp_path, "c.vtt", VTT),
    ]
    tickets = importer.submit(paths)
    runner.start()
    seen = []
    results = importer.wait(tickets, seen.append)
    assert [r.path for r in results] == [str(p) for p in paths]
    assert [r.status for r in results] == ["done", "failed", "failed", "duplicate", "done", "done"]
    assert results[3].call == results[0].call
    assert results[5].call == results[4].call
    assert results[0].audio_seconds == 30.0
    assert results[0].error is None
    assert "“bad.wav”" not in (results[1].error or "") or "holds no sound" in results[1].error
    assert results[1].call is None
    assert {job.state for job in seen} <= {"queued", "running"}
    again = importer.wait(importer.submit([paths[0]]))
    assert [(r.status, r.call) for r in again] == [("duplicate", results[0].call)]


def test_an_import_that_was_stopped_goes_on_when_the_file_is_imported_again(importer, library, runner, tmp_path):
    path = put(tmp_path, "a.wav", b"a")
    (tmp_path / "faults.json").write_text(json.dumps({"batch:1": ["wait"]}))
    tickets = importer.submit([path])
    runner.start()
    list(importer.results(tickets, stop=lambda: runner.job(tickets[0].job).done_seconds > 0))
    runner.stop()
    assert runner.job(tickets[0].job).state == "queued"
    second = importer.submit([path])
    runner.start()
    (result,) = importer.wait(second)
    assert result.status == "done"
    assert library.call(result.call).row.state == "ready"
    assert runner.job(tickets[0].job).state == "done"
    visits = (tmp_path / "log.txt").read_text().split()
    assert visits.count("batch:0") == 1


def test_analysis_is_stored_with_the_sides(importer, library, runner, tmp_path):
    tickets = importer.submit([put(tmp_path, "a.wav", b"a")], ImportOptions(rep_channel="left"))
    runner.start()
    (result,) = importer.wait(tickets)
    detail = library.call(result.call)
    assert detail.analysis is not None
    assert [s.side for s in detail.transcript.speakers] == ["rep", "customer"]
    assert detail.row.talk_ratio == pytest.approx(0.5, abs=0.01)


def test_a_bad_date_is_told_before_anything_is_queued(importer, runner, tmp_path):
    with pytest.raises(KnownError, match="not a date"):
        importer.submit([put(tmp_path, "a.wav", b"a")], ImportOptions(date="soon"))
    assert runner.jobs() == []


def test_a_failed_file_that_is_tried_again_leaves_one_job(importer, runner, tmp_path):
    path = put(tmp_path, "bad.wav", b"BAD")
    runner.start()
    importer.wait(importer.submit([path]))
    importer.wait(importer.submit([path]))
    assert [job.state for job in runner.jobs()] == ["failed"]


def test_paused_and_cancelled_say_so(importer, runner, tmp_path):
    first, second = importer.submit([put(tmp_path, "a.wav", b"a"), put(tmp_path, "b.wav", b"b")])
    runner.pause(first.job)
    runner.cancel(second.job)
    results = importer.wait([first, second])
    assert [r.status for r in results] == ["failed", "failed"]
    assert "paused" in results[0].error
    assert "cancelled" in results[1].error


@pytest.mark.skipif(sys.platform != "linux", reason="only there a file name may be no text")
def test_a_file_name_that_is_no_text(importer, library, runner, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    name = os.fsdecode(bytes(folder) + b"/caf\xe9.wav")
    Path(name).write_bytes(b"a")
    tickets = importer.submit([Path(name)], ImportOptions(link=True))
    runner.start()
    (result,) = importer.wait(tickets)
    assert result.status == "done"
    assert library.call(result.call).extra["original"].endswith("original.wav")


@pytest.mark.allow_log("The queue has to wait")
def test_a_library_that_cannot_be_written_is_told_and_the_queue_goes_on_later(importer, library, runner, tmp_path):
    problem = KnownError("disk_full", "The disk is full.", "Free some space.")
    write = library.db.write
    full = True

    def fail(work):
        if full:
            raise problem
        return write(work)

    (ticket,) = importer.submit([put(tmp_path, "a.wav", b"a")])
    library.db.write = fail
    runner.start()
    assert list(importer.results([ticket], stop=lambda: runner.trouble is not None)) == []
    assert runner.trouble == "The disk is full. Free some space."
    full = False
    (result,) = importer.wait([ticket])
    assert result.status == "done"
    assert runner.trouble is None
