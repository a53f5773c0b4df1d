"""Transcribing calls again, and importing what is in the bin."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.child import Child
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.importing import BACK, Importer
from callcoach_desktop.services.library import CallQuery, Library
from callcoach_desktop.store import calls

WORKER = Path(__file__).parents[2] / "data" / "fake_worker.py"
VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Leonie>What happens then?\n"


class Desk:
    """A library with its importer; the children are fakes that say the same words each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library.open(folder / "library")
        self.editor = Editor(self.library)
        command = [sys.executable, str(WORKER)]
        environment = {"CALLCOACH_FAKE": str(folder)}
        self.runner = JobRunner(
            self.library.folder,
            self.library.db,
            self.library.changed,
            lambda name: folder / (name or "base"),
            analyse=self.library.store_analysis,
            decoder=Child("fake", command, environment=environment),
            transcriber=Child("fake", command, environment=environment),
        )
        self.importer = Importer(self.library, self.runner)

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def bring(self, name: str, content: bytes) -> str:
        (result,) = self.importer.wait(self.importer.submit([self.put(name, content)]))
        assert result.call is not None
        return result.call

    def faults(self, **places: list[str]) -> None:
        (self.folder / "faults.json").write_text(json.dumps({k.replace("_", ":"): v for k, v in places.items()}))

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            self.runner._stopping.wait(0.02)

    def state(self, job: str) -> str:
        found = self.runner.job(job)
        return "gone" if found is None else found.state


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path)
    made.runner.start()
    yield made
    made.runner.stop()
    made.library.close()


def texts(desk: Desk, call: str) -> list[str]:
    words = desk.library.call(call).transcript
    assert words is not None
    return [u.text for u in words.utterances]


def test_another_model_keeps_what_a_person_did(desk):
    call = desk.bring("a.wav", b"a")
    desk.editor.edit_text(call, "u0", "Batch zero here.")
    desk.editor.name_speaker(call, "right", "Mara")
    desk.editor.tag([call], add=["hot"])
    (job,) = desk.importer.transcribe_again([call], "small")
    desk.until(lambda: desk.state(job) == "done")
    detail = desk.library.call(call)
    assert (detail.row.model, detail.row.state, detail.row.tags) == ("small", "ready", ("hot",))
    assert texts(desk, call)[0] == "Batch zero here."
    assert [s.name for s in detail.transcript.speakers][1] == "Mara"
    assert detail.analysis is not None
    desk.editor.clear_edits(call)
    assert texts(desk, call)[0] == "Batch0 here."


@pytest.mark.parametrize("fault", ["problem", "wait"])
def test_a_call_keeps_its_words_when_transcribing_again_fails_or_is_cancelled(desk, fault):
    call = desk.bring("a.wav", b"a")
    desk.faults(batch_1=[fault])
    (job,) = desk.importer.transcribe_again([call])
    if fault == "wait":
        desk.until(lambda: (desk.runner.job(job) or desk.runner.job("")).done_seconds > 0)
        assert desk.library.call(call).row.state == "ready"
        assert desk.importer.transcribe_again([call]) == [job]  # it is at work already
        assert desk.runner.cancel(job)
    desk.until(lambda: desk.state(job) in {"failed", "cancelled"})
    desk.until(lambda: not desk.runner.busy())
    detail = desk.library.call(call)
    assert (detail.row.state, detail.row.error, detail.row.model) == ("ready", None, "base")
    assert len(texts(desk, call)) == 4
    assert Path(detail.sound).exists()
    (again,) = desk.importer.transcribe_again([call], "small")
    desk.until(lambda: desk.state(again) == "done")
    assert desk.library.call(call).row.model == "small"


def test_a_paused_one_goes_on_where_it_was(desk):
    call = desk.bring("a.wav", b"a")
    desk.faults(batch_2=["wait"])
    (job,) = desk.importer.transcribe_again([call], "small")
    desk.until(lambda: desk.runner.job(job).done_seconds > 10)
    desk.runner.pause(job)
    desk.until(lambda: desk.state(job) == "paused")
    assert desk.library.call(call).row.state == "ready"
    desk.runner.resume(job)
    desk.until(lambda: desk.state(job) == "done")
    visits = (desk.folder / "log.txt").read_text().split()
    assert visits.count("batch:0") == 2  # once for the import, once again
    assert desk.library.call(call).row.model == "small"


def test_calls_without_sound_are_told_and_the_others_are_queued(desk):
    text, sound = desk.bring("a.vtt", VTT), desk.bring("b.wav", b"b")
    with pytest.raises(KnownError) as error:
        desk.importer.transcribe_again([text, sound], "small")
    assert error.value.problem.code == "no_sound"
    assert "“a” came as text" in error.value.problem.what.casefold()
    assert "(1)" in error.value.problem.do
    desk.until(lambda: desk.library.call(sound).row.model == "small")
    with pytest.raises(KnownError) as error:
        desk.importer.transcribe_again(["nothere"])
    assert error.value.problem.code == "no_such_call"


def test_importing_what_is_in_the_bin_brings_it_back(desk):
    call = desk.bring("a.wav", b"a")
    desk.editor.bin([call])
    assert desk.library.calls() == []
    (result,) = desk.importer.wait(desk.importer.submit([desk.put("again.wav", b"a")]))
    assert (result.status, result.call, result.note) == ("duplicate", call, BACK)
    assert [row.id for row in desk.library.calls()] == [call]
    assert desk.library.calls(CallQuery(binned=True)) == []
    step = desk.editor.undo()
    assert step is not None
    assert step.label == "Restore call"
    assert desk.library.db.read(lambda conn: calls.row(conn, call)).binned_at is not None
