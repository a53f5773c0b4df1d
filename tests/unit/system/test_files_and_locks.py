from __future__ import annotations

import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from callcoach_desktop.system import disk, files, paths
from callcoach_desktop.system.locks import FileLock
from callcoach_desktop.system.logging import Logs, take_crash_report

HOLDER = """
import sys
from pathlib import Path
from callcoach_desktop.system.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_home_is_where_the_variable_says(home):
    assert paths.home() == home
    assert paths.default_library() == home / "library"
    assert paths.models_folder() == home / "models"
    assert paths.logs_folder() == home / "logs"


def test_models_can_live_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLCOACH_MODELS", str(tmp_path / "shared"))
    assert paths.models_folder() == tmp_path / "shared"


def test_without_the_variable_the_users_folder_is_used(monkeypatch):
    monkeypatch.delenv("CALLCOACH_HOME")
    assert paths.home().name == "CallCoach"


def test_resources_are_found():
    assert paths.resources().is_dir()


def test_free_bytes_of_a_folder_that_is_not_there_yet(tmp_path):
    assert disk.free_bytes(tmp_path / "a" / "b") > 0


def test_a_lock_is_exclusive_within_and_between_processes(tmp_path):
    path = tmp_path / "x.lock"
    with FileLock(path) as first:
        assert first.held
        assert first.acquire(blocking=False)  # holding it already
        assert not FileLock(path).acquire(blocking=False)
    second = FileLock(path)
    assert second.acquire(blocking=False)
    second.release()
    second.release()
    assert not second.held


def test_a_killed_holder_frees_its_lock(tmp_path):
    path = tmp_path / "x.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        mine = FileLock(path)
        assert not mine.acquire(blocking=False)
        child.kill()
        child.wait()
        assert mine.acquire(blocking=True)
        mine.release()


def test_write_atomic_replaces_and_is_private(tmp_path):
    path = tmp_path / "x.json"
    files.write_atomic(path, b"one")
    files.write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["x.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_write_atomic_leaves_nothing_when_it_fails(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "full").touch()
    with pytest.raises(OSError, match="taken"):
        files.write_atomic(tmp_path / "taken", b"x")
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["taken"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_private_folders(tmp_path):
    folder = files.private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_remove_tree_takes_all_of_it(tmp_path):
    target = tmp_path / "call"
    (target / "deep").mkdir(parents=True)
    (target / "deep" / "sound.flac").write_bytes(b"x")
    files.remove_tree(target, tmp_path / ".trash")
    assert not target.exists()
    assert list((tmp_path / ".trash").iterdir()) == []


def test_the_log_is_private_and_closes(tmp_path):
    logs = Logs(tmp_path / "logs")
    logging.getLogger("somewhere").info("said")
    logs.close()
    assert "said" in logs.path.read_text(encoding="utf-8")
    assert not logs.crash_path.exists()
    if sys.platform != "win32":
        assert stat.S_IMODE(logs.path.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="a segmentation fault is reported otherwise there")
def test_a_native_crash_is_written_and_reported_once(tmp_path):
    script = (
        "import ctypes, sys; from pathlib import Path; from callcoach_desktop.system.logging import Logs\n"
        "logs = Logs(Path(sys.argv[1])); ctypes.string_at(0)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode < 0
    report = take_crash_report(tmp_path)
    assert report is not None
    assert "Segmentation fault" in report
    assert take_crash_report(tmp_path) is None
    assert (tmp_path / "crash.old.log").exists()


@pytest.mark.allow_log("was not caught")
def test_an_uncaught_error_is_logged(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)  # pytest-qt has put its own there
    logs = Logs(tmp_path)
    try:
        raise ValueError("odd")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    logs.close()
    assert "odd" in logs.path.read_text(encoding="utf-8")
    assert "odd" in capsys.readouterr().err


def test_a_warning_fails_a_test(tmp_path):
    """The fixture itself is tested in a run of its own."""
    script = "import logging\n\ndef test_it():\n    logging.getLogger('x').warning('boo')\n"
    root = Path(__file__).parents[3]
    folder = tmp_path / "run"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test_warns.py").write_text(script)
    (folder / "conftest.py").write_text((root / "tests" / "conftest.py").read_text())
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-c",
            str(root / "pyproject.toml"),
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 1, done.stdout
    assert "WARNING x: boo" in done.stdout
