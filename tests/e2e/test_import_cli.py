"""`callcoach import` as a person runs it: real processes, a real model, real sound."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

SHORT = Path(__file__).parents[1] / "data" / "short.stereo.flac"
VTT = """WEBVTT

00:00:01.000 --> 00:00:03.000
<v Leonie Hart>What happens then?

00:00:04.000 --> 00:00:06.000
<v Marcus>Nothing much. We wait.
"""


class Callcoach:
    """Runs the command in an own home."""

    def __init__(self, home, models):
        self.environment = {**os.environ, "CALLCOACH_HOME": str(home), "CALLCOACH_MODELS": str(models)}
        self.library = home / "library"

    def start(self, *arguments):
        command = [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, *arguments):
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=240)
        return process.returncode, out, err

    def json_lines(self, *arguments):
        status, out, err = self(*arguments, "--json")
        return status, [json.loads(line) for line in out.splitlines()], err

    def show(self, call):
        status, out, err = self("show", call, "--json")
        assert status == 0, err
        return json.loads(out)

    def jobs(self):
        _, out, _ = self("jobs", "list", "--all", "--json")
        return json.loads(out)

    def poll(self, process, condition):
        """Wait until the library's database says so, or the process ends."""
        tick = threading.Event()
        while process.poll() is None:
            database = self.library / "library.db"
            if database.exists():
                try:
                    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as conn:
                        found = conn.execute("SELECT id, state, step FROM jobs").fetchall()
                except sqlite3.OperationalError:  # it is being created
                    found = []
                finally:
                    if "conn" in locals():
                        conn.close()
                if condition(found):
                    return found
            tick.wait(0.05)
        pytest.fail(f"ended too early: {process.communicate()}")


@pytest.fixture
def callcoach(home, base_model):
    return Callcoach(home, base_model.parent)


@pytest.fixture
def bare(home, tmp_path):
    return Callcoach(home, tmp_path / "no-models")


def spoken(shown):
    return " ".join(u["text"] for u in shown["utterances"])


@pytest.mark.model
@pytest.mark.slow
def test_a_recording_becomes_a_call(callcoach, tmp_path):
    vocabulary = tmp_path / "v.toml"
    vocabulary.write_text('products = ["Slotwise"]\npeople = ["Leonie", "Marcus"]\n')
    path = tmp_path / "2026-02-03 14.15.16 dental.flac"
    shutil.copy(SHORT, path)
    status, lines, err = callcoach.json_lines(
        "import", path, "--rep", "Leonie", "--rep-channel", "left", "--customer", "Marcus", "--type", "discovery",
        "--vocabulary", vocabulary,
    )  # fmt: skip
    assert status == 0, err
    assert len(lines) == 1
    result = lines[0]
    assert result.keys() >= {"path", "call", "status", "error", "audio_seconds", "seconds"}
    assert (result["path"], result["status"], result["error"]) == (str(path), "done", None)
    assert result["audio_seconds"] == pytest.approx(22.8, abs=0.01)
    shown = callcoach.show(result["call"])
    assert [(s["name"], s["role"]) for s in shown["speakers"]] == [("Leonie", "rep"), ("Marcus", "customer")]
    by_role = {s["role"]: s["id"] for s in shown["speakers"]}
    said = {r: " ".join(u["text"] for u in shown["utterances"] if u["speaker"] == i) for r, i in by_role.items()}
    assert "Slotwise" in said["rep"]
    assert "closed my door" in said["customer"]
    assert "closed my door" not in said["rep"]
    assert shown["started_at"].startswith("2026-02-03T14:15:16")
    assert 0.5 < shown["metrics"]["talk_ratio"] < 0.95
    assert any(m["kind"] == "question" for m in shown["moments"])
    status, lines, _ = callcoach.json_lines("import", SHORT)
    assert (status, lines[0]["status"], lines[0]["call"]) == (0, "duplicate", result["call"])


@pytest.mark.model
@pytest.mark.slow
def test_control_c_leaves_a_job_that_goes_on(callcoach):
    with callcoach.start("import", SHORT) as process:
        callcoach.poll(process, lambda found: any(step in {"listening", "transcribing"} for _, _, step in found))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "go on" in err
    assert "Traceback" not in err
    assert [j["state"] for j in callcoach.jobs()] == ["queued"]
    status, lines, err = callcoach.json_lines("jobs", "run")
    assert status == 0, err
    assert [j["state"] for j in lines] == ["done"]
    assert "closed my door" in spoken(callcoach.show(lines[0]["call"]))


@pytest.mark.model
@pytest.mark.slow
def test_pause_and_cancel_from_another_process(callcoach):
    with callcoach.start("import", SHORT, "--json") as process:
        found = callcoach.poll(process, lambda found: any(step == "listening" for _, _, step in found))
        status, lines, _ = callcoach.json_lines("jobs", "pause", found[0][0])
        assert (status, lines[0]["changed"], lines[0]["state"]) == (0, True, "paused")
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "paused" in json.loads(out)["error"]
    status, lines, _ = callcoach.json_lines("jobs", "cancel", "--all")
    assert (status, [j["state"] for j in lines]) == (0, ["cancelled"])
    assert list(callcoach.library.glob("calls/2*/*")) == []
    assert callcoach("list", "--json")[1].strip() in {"[]", ""}


@pytest.mark.model
@pytest.mark.slow
def test_two_commands_on_one_library_take_turns(callcoach, tmp_path):
    other = tmp_path / "other.vtt"
    other.write_text(VTT)
    with (
        callcoach.start("import", SHORT, "--json") as first,
        callcoach.start("import", SHORT, other, "--json") as second,
    ):
        outs = [process.communicate(timeout=240) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outs
    results = [[json.loads(line) for line in out.splitlines()] for out, _ in outs]
    assert results[0][0]["call"] == results[1][0]["call"]
    assert {r["status"] for lines in results for r in lines} <= {"done", "duplicate"}
    assert {j["state"] for j in callcoach.jobs()} == {"done"}


def test_a_folder_with_good_and_bad_files(bare, tmp_path):
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "a.vtt").write_text(VTT)
    (folder / "b.wav").write_bytes(b"not sound at all" * 100)
    (folder / "c.vtt").write_text(VTT)
    (folder / "notes.txt").write_text("x")
    status, lines, err = bare.json_lines("import", folder, "--rep", "Leonie")
    assert status == 1
    assert [r["status"] for r in lines] == ["done", "failed", "duplicate"]
    assert "“b.wav”" in lines[1]["error"]
    assert "notes.txt" in err
    shown = bare.show(lines[0]["call"])
    assert [(s["name"], s["role"]) for s in shown["speakers"]] == [("Leonie Hart", "rep"), ("Marcus", "customer")]
    assert len(list(bare.library.glob("calls/2*/*"))) == 1


def test_without_a_model_the_sound_is_kept(bare):
    status, lines, _ = bare.json_lines("import", SHORT)
    assert status == 1
    assert lines[0]["status"] == "failed"
    assert "callcoach models get base" in lines[0]["error"]
    assert lines[0]["call"] is not None
    assert len(list(bare.library.glob("calls/2*/*/sound.flac"))) == 1
    assert [j["state"] for j in bare.jobs()] == ["failed"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "x.wav", "--rep-channel", "middle"],
        ["import", "x.wav", "--speakers", "none"],
        ["import", "x.wav", "--date", "soon"],
        ["import", "x.wav", "--vocabulary", "/nowhere.toml"],
        ["jobs"],
        ["jobs", "pause"],
        ["jobs", "retry", "nosuchjob"],
    ],
)
def test_wrong_use_is_2(bare, arguments):
    status, out, err = bare(*arguments)
    assert status == 2
    assert out == ""
    assert "Traceback" not in err
    assert err.strip()
