import hashlib
import json
import os
import signal

import pytest

from callcoach_desktop.cli import models as command
from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.errors import Cancelled
from callcoach_desktop.services import models
from callcoach_desktop.services.doctor import Check
from callcoach_desktop.speech.models.manifest import HubSource, Manifest, Model, ModelFile
from callcoach_desktop.speech.models.rate import Rate

CONTENT = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a\n", "model.bin": b"w" * 5000}


@pytest.fixture
def toy(monkeypatch, tmp_path):
    files = tuple(ModelFile(n, len(c), hashlib.sha256(c).hexdigest()) for n, c in CONTENT.items())
    model = Model("base", "Toy", "en", "MIT", "A toy.", (HubSource("org/toy", "0" * 40, files),))
    monkeypatch.setattr(models, "load_manifest", lambda: Manifest("base", (model,)))
    monkeypatch.setenv("CALLCOACH_HUB", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder


def test_get_list_path_verify_remove(toy, capsys):
    assert run(["models", "get", "base", "--from", str(toy)]) == 0
    folder = models.models_folder() / "base"
    out = capsys.readouterr()
    assert out.out == f"base is ready: {folder}\n"
    assert "copying" in out.err
    assert run(["models", "path", "base"]) == 0
    assert capsys.readouterr().out == f"{folder}\n"
    assert run(["models", "list", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["name"], row["state"], row["path"], row["default"]) == ("base", "ready", str(folder), True)
    assert run(["models", "verify", "base", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(folder)
    assert run(["models", "remove", "base", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] >= 5006
    assert run(["models", "path", "base"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "callcoach models get base" in out.err


def test_path_prints_no_broken_folder(toy, capsys):
    run(["models", "get", "--from", str(toy)])
    (models.models_folder() / "base" / "tokenizer.json").unlink()
    capsys.readouterr()
    assert run(["models", "path", "base"]) == 1
    assert capsys.readouterr().out == ""
    assert run(["models", "list"]) == 0
    out = capsys.readouterr()
    assert "DAMAGED" in out.out
    assert "tokenizer.json is missing" in out.err


def test_a_model_that_cannot_be_fetched_is_told(toy, capsys):
    assert run(["models", "get", "base", "--json"]) == 1
    out = capsys.readouterr()
    assert "cannot be reached" in json.loads(out.out)["error"]
    assert "cannot be reached" in out.err


@pytest.mark.parametrize(
    "arguments",
    [["models"], ["models", "get", "huge"], ["models", "fly"], ["models", "get", "--from", "x", "--via", "hub"]],
)
def test_wrong_use_is_2(toy, arguments):
    assert run(arguments) == 2


def test_ctrl_c_cancels_cleanly(toy, capsys, monkeypatch):
    before = signal.getsignal(signal.SIGINT)

    def get(_name, *, cancelled, **_):
        assert not cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled()
        raise Cancelled

    monkeypatch.setattr(models, "get_model", get)
    assert run(["models", "get"]) == 1
    assert "goes on from there" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_the_progress_line_tells_the_time_left():
    rate = Rate()
    rate.add(0, 0)
    assert command.progress_text("base", 0, 150_000_000, "fetching", rate) == "base  0 %  0 of 150 MB  fetching"
    rate.add(10, 50_000_000)
    text = command.progress_text("base", 50_000_000, 150_000_000, "fetching", rate)
    assert text == "base  33 %  50 of 150 MB  5.0 MB/s  20 s left  fetching"
    assert command.progress_text("base", 0, 0, "waiting", rate) == "base  waiting"


@pytest.mark.parametrize(("seconds", "text"), [(14.4, "14 s"), (185, "3 min 5 s"), (4800, "1 h 20 min")])
def test_durations(seconds, text):
    assert command.duration(seconds) == text


def test_doctor_prints_its_checks_and_their_mends(monkeypatch, capsys):
    from callcoach_desktop.cli import doctor

    checks = [Check("model", False, "Not here.", "Run: x"), Check("sound devices", False, "None.", "Plug in.", False)]
    monkeypatch.setattr(doctor, "examine", lambda _folder, thorough: checks)
    assert run(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "FAIL  model" in out
    assert "-> Run: x" in out
    assert "warn  sound devices" in out
    assert run(["doctor", "--json"]) == 1
    assert set(json.loads(capsys.readouterr().out)[0]) == {"check", "ok", "detail", "mend", "essential"}
    checks[0] = Check("model", True, "Here.")
    assert run(["doctor", "--json"]) == 0
