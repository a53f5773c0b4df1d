"""`callcoach export` and `callcoach watch` as a person runs them: real processes, files read back by real readers."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from callcoach_desktop.exchange import read_transcript

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
COLD = TRANSCRIPTS / "cold-call-cold-chain.vtt"


class Callcoach:
    """Runs the command in an own home."""

    def __init__(self, home):
        self.environment = {**os.environ, "CALLCOACH_HOME": str(home)}

    def start(self, *arguments, **more):
        command = [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", **more,
        )  # fmt: skip

    def __call__(self, *arguments, **more):
        with self.start(*arguments, **more) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def imported(self, *paths):
        status, out, err = self("import", *paths, "--rep", "Darren", "--customer", "Fernhill Foods", "--json")
        assert status == 0, err
        return [json.loads(line)["call"] for line in out.splitlines()]

    def show(self, call):
        return json.loads(self("show", call, "--json")[1])


@pytest.fixture
def callcoach(home):
    return Callcoach(home)


@pytest.fixture
def other(tmp_path):
    return Callcoach(tmp_path / "other")


def words(shown):
    names = {s["id"]: (s["name"], s["role"]) for s in shown["speakers"]}
    return [(*names[u["speaker"]], u["start"], u["end"], u["text"]) for u in shown["utterances"]]


def test_each_format_and_back(callcoach, other, tmp_path):
    (call,) = callcoach.imported(COLD)
    shown = callcoach.show(call)
    out = tmp_path / "out"
    for fmt in ("docx", "md", "txt", "vtt", "srt", "csv", "json", "package"):
        status, printed, err = callcoach("export", call[:6], "--format", fmt, "-o", f"{out}/", "--json")
        assert status == 0, err
        line = json.loads(printed)
        assert (line["call"], line["status"]) == (call, "done")
        assert Path(line["path"]).parent == out
    files = {path.suffix: path for path in out.iterdir()}
    said = [(name, start, end, text) for name, _, start, end, text in words(shown)]
    for suffix in (".vtt", ".json"):
        read = read_transcript(files[suffix])
        names = {s.id: s.name for s in read.speakers}
        assert [(names[u.speaker], u.start, u.end, u.text) for u in read.utterances] == said
    with files[".csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["speaker"], float(r["start"]), float(r["end"]), r["text"].lstrip("'")) for r in rows] == said
    srt = read_transcript(files[".srt"])
    assert " ".join(u.text for u in srt.utterances) == " ".join(text for *_, text in said)
    status, printed, err = other("import", files[".callcoach"], "--json")
    assert status == 0, err
    there = other.show(json.loads(printed)["call"])
    assert words(there) == words(shown)
    assert (there["title"], there["customer"], there["started_at"]) == (
        shown["title"], shown["customer"], shown["started_at"]
    )  # fmt: skip
    assert there["metrics"] == shown["metrics"]


def test_to_the_standard_output(callcoach):
    (call,) = callcoach.imported(COLD)
    status, out, err = callcoach("export", call, "--format", "txt", "-o", "-")
    assert (status, err) == (0, "")
    assert "Anita: Fernhill Foods, this is Anita." in out
    with callcoach.start("export", call, "--format", "docx", "-o", "-") as process:
        data = process.stdout.buffer.read()
        process.stderr.read()
    assert data[:2] == b"PK"
    assert callcoach("export", call, "--format", "package", "-o", "-")[0] == 2


def test_what_is_wrong_and_what_is_there(callcoach, tmp_path):
    first, second = callcoach.imported(COLD, TRANSCRIPTS / "demo-hotel-housekeeping.vtt")
    assert callcoach("export", first)[0] == 2
    assert callcoach("export", first, "--format", "pdf")[0] == 2
    assert callcoach("export", first, second, "--format", "txt", "-o", "-")[0] == 2
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    status, out, err = callcoach("export", first, "--format", "txt", "-o", mine)
    assert (status, out, mine.read_text()) == (1, "", "mine")
    assert "is there already" in err
    assert "Traceback" not in err
    assert callcoach("export", first, "--format", "txt", "-o", mine, "--force")[0] == 0
    assert "Anita" in mine.read_text()
    folder = tmp_path / "many" / "new"
    status, out, err = callcoach("export", first, "zzzz", second, "--format", "md", "-o", folder, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [line["status"] for line in lines] == ["done", "failed", "done"]
    assert "no call" in lines[1]["error"]
    assert len(list(folder.iterdir())) == 2


def test_files_go_to_the_current_folder(callcoach, tmp_path):
    (call,) = callcoach.imported(COLD)
    here = tmp_path / "here"
    here.mkdir()
    environment = {**callcoach.environment, "PYTHONPATH": str(Path(__file__).parents[2])}
    callcoach.environment = environment
    status, out, _ = callcoach("export", call, "--format", "md", cwd=here)
    assert status == 0
    assert Path(out.strip()).parent == here
    assert Path(out.strip()).read_text(encoding="utf-8").startswith("# Cold call cold chain\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_watched_folder_takes_what_comes(callcoach, tmp_path):
    folder = tmp_path / "dialer"
    folder.mkdir()
    old = folder / "old.vtt"
    shutil.copy(COLD, old)
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert callcoach("watch", "run")[0] == 1
    status, out, err = callcoach("watch", "add", folder, "--take", "--type", "demo", "--json")
    assert status == 0, err
    assert json.loads(out)[0]["offered"] == 1
    assert callcoach("watch", "add", folder)[0] == 1
    with callcoach.start("watch", "run", "--json") as process:
        shutil.copy(TRANSCRIPTS / "demo-hotel-housekeeping.vtt", folder / "new.vtt")
        event = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        ended = threading.Timer(60, process.kill)
        ended.start()
        process.communicate()
        ended.cancel()
    assert process.returncode == 0
    assert (event["event"], Path(event["path"]).name) == ("done", "new.vtt")
    assert callcoach.show(event["call"])["call_type"] == "demo"
    offers = json.loads(callcoach("watch", "offers", "--json")[1])
    assert [(Path(o["path"]).name, o["older"]) for o in offers] == [("old.vtt", True)]
    assert callcoach("watch", "take", old)[0] == 0
    assert callcoach("watch", "take", old)[0] == 1  # it is not offered any more
    status, out, _ = callcoach("jobs", "run", "--json")
    assert status == 0
    assert callcoach("watch", "remove", folder)[0] == 0
    assert callcoach("watch", "list")[1].strip() == "No folder is watched."
