import sys
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services import doctor, probes
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.probes import ProbeFailed, probe
from callcoach_desktop.system.files import private_folder
from callcoach_desktop.system.paths import home

FOUND = {
    probes.SPEECH: {
        "ctranslate2": "4",
        "faster_whisper": "1",
        "onnxruntime": "1",
        "cpu": ["float32", "int8"],
        "gpus": 0,
        "gpu_types": [],
        "gpu_problem": None,
        "loaded": 0.5,
    },
    probes.DECODING: {"av": "1", "libsndfile": "1", "missing": []},
    probes.SOUND: {"inputs": ["Mic"], "outputs": ["Speaker"]},
    probes.WINDOW: {"qt": "6", "platform": "offscreen", "screen": [800, 600]},
}


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine on which all is well; its answers may be changed, or an exception put in their place."""
    answers = {script: dict(found) for script, found in FOUND.items()}

    def play(script, *_arguments):
        if isinstance(answers[script], ProbeFailed):
            raise answers[script]
        return answers[script]

    monkeypatch.setattr(doctor, "probe", play)
    monkeypatch.setattr(doctor, "ensure_model", lambda: tmp_path)
    monkeypatch.setattr(doctor, "verify_model", lambda: tmp_path)
    monkeypatch.setattr(doctor, "free_bytes", lambda _path: 50_000_000_000)
    monkeypatch.setattr(probes, "memory", lambda: (16_000_000_000, 8_000_000_000))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    private_folder(home()).chmod(0o700)
    return answers


def examine(tmp_path):
    checks = doctor.examine(tmp_path / "library")
    assert all(check.mend for check in checks if not check.ok)
    return {check.check: check for check in checks}


def test_all_is_well(machine, tmp_path):
    checks = examine(tmp_path)
    assert [c.check for c in checks.values() if not c.ok] == []
    assert doctor.healthy(list(checks.values()))
    assert not (tmp_path / "library").exists()  # looking made nothing


def test_a_missing_model_is_essential(machine, tmp_path, monkeypatch):
    def missing():
        raise KnownError("model_missing", "Not here.", "Run: callcoach models get base")

    monkeypatch.setattr(doctor, "ensure_model", missing)
    checks = examine(tmp_path)
    assert checks["model"].mend == "Run: callcoach models get base"
    assert not doctor.healthy(list(checks.values()))


@pytest.mark.parametrize(
    ("script", "name", "essential"),
    [
        (probes.SPEECH, "recogniser", True),
        (probes.DECODING, "decoding", True),
        (probes.SOUND, "sound devices", False),
        (probes.WINDOW, "window", False),
    ],
)
def test_what_does_not_start_is_told(machine, tmp_path, script, name, essential):
    machine[script] = ProbeFailed("it crashed (SIGSEGV)")
    checks = examine(tmp_path)
    assert not checks[name].ok
    assert "SIGSEGV" in checks[name].detail
    assert doctor.healthy(list(checks.values())) is not essential


def test_no_sound_card_is_a_warning(machine, tmp_path):
    machine[probes.SOUND] = {"inputs": [], "outputs": []}
    checks = examine(tmp_path)
    assert not checks["sound devices"].ok
    assert doctor.healthy(list(checks.values()))


def test_gpus_are_told(machine, tmp_path):
    machine[probes.SPEECH] |= {"gpus": 1, "gpu_types": ["float16"]}
    assert "1 CUDA GPU" in examine(tmp_path)["gpu"].detail
    machine[probes.SPEECH] |= {"gpus": 0, "gpu_problem": "driver too old"}
    assert "driver too old" in examine(tmp_path)["gpu"].detail


def test_a_kind_of_sound_that_cannot_be_read_is_told(machine, tmp_path):
    machine[probes.DECODING] |= {"missing": ["amrnb"]}
    check = examine(tmp_path)["decoding"]
    assert not check.ok
    assert "amrnb" in check.detail


@pytest.mark.parametrize(("free", "essential"), [(100_000_000, True), (1_000_000_000, False)])
def test_a_full_disk_is_told(machine, tmp_path, monkeypatch, free, essential):
    monkeypatch.setattr(doctor, "free_bytes", lambda _path: free)
    checks = examine(tmp_path)
    assert not checks["disk: library"].ok
    assert doctor.healthy(list(checks.values())) is not essential


def test_little_memory_is_told(machine, tmp_path, monkeypatch):
    monkeypatch.setattr(probes, "memory", lambda: (16_000_000_000, 900_000_000))
    assert not examine(tmp_path)["memory"].ok
    monkeypatch.setattr(probes, "memory", lambda: (None, None))
    assert examine(tmp_path)["memory"].ok


def test_a_library_is_looked_at(machine, tmp_path):
    Library.open(tmp_path / "library").close()
    assert "0 calls" in examine(tmp_path)["library"].detail


def test_a_damaged_library_is_told_and_left_alone(machine, tmp_path):
    Library.open(tmp_path / "library").close()
    file = tmp_path / "library" / "library.db"
    file.write_bytes(b"not a database" * 1000)
    before = file.read_bytes()
    checks = examine(tmp_path)
    assert not checks["library"].ok
    assert not doctor.healthy(list(checks.values()))
    assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_that_others_may_read_is_told(machine, tmp_path, monkeypatch):
    folder = tmp_path / "open home"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setenv("CALLCOACH_HOME", str(folder))
    check = examine(tmp_path)["permissions"]
    assert not check.ok
    assert f'chmod 700 "{folder}"' in (check.mend or "")
    folder.chmod(0o700)
    assert examine(tmp_path)["permissions"].ok


def test_no_display_is_a_warning(machine, tmp_path, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    checks = examine(tmp_path)
    assert "no display" in checks["window"].detail
    assert doctor.healthy(list(checks.values()))


# The children themselves


def test_a_child_answers():
    assert probe("import json, sys; print('noise'); print(json.dumps({'a': sys.argv[1]}))", "b") == {"a": "b"}


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("raise ImportError('no libportaudio')", "ImportError: no libportaudio"),
        ("import os; os.abort()", "crashed|status"),
        ("import sys; print('lib: could not connect', 'list', sep='\\n', file=sys.stderr); sys.exit(1)", "could not"),
        ("print('[1]')", "no answer"),
        ("pass", "no answer"),
        ("import sys; sys.exit(7)", "status 7"),
    ],
)
def test_a_child_that_fails_says_why(script, why):
    with pytest.raises(ProbeFailed, match=why):
        probe(script)


def test_a_child_that_hangs_is_ended():
    with pytest.raises(ProbeFailed, match="no answer within"):
        probe("while True: pass", timeout=0.5)


def test_the_real_window_probe(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert probe(probes.WINDOW)["platform"] == "offscreen"


def test_the_real_decoding_probe():
    assert "mp3" not in probe(probes.DECODING)["missing"]


def test_the_real_speech_probe():
    assert "int8" in probe(probes.SPEECH)["cpu"]


def test_memory_is_told_on_linux():
    total, free = probes.memory()
    if Path("/proc/meminfo").exists():
        assert total is not None
        assert free is not None
        assert 0 < free <= total
