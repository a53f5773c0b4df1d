"""Backups are listed and put back, and a bad one changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.runner import LOCK_NAME
from callcoach_desktop.services.backups import list_backups, restore
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, schema
from callcoach_desktop.store.backup import back_up
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.store.opening import connect_writer
from callcoach_desktop.system.locks import FileLock

A, B = "abcdefghjkm2", "abcdefghjkm3"


def add(library: Library, call_id: str) -> None:
    def work(conn: Any) -> None:
        calls.insert(
            conn,
            NewCall(call_id, f"Call {call_id[-1]}", "2026-01-02T10:00:00", "sound", f"calls/2026/{call_id}",
                    state="ready"),
        )  # fmt: skip

    library.db.write(work)


def titles(folder: Path) -> list[str]:
    with Library.open(folder) as library:
        return sorted(row.title for row in library.calls())


@pytest.fixture
def folder(home: Path) -> Path:
    """A library of two calls with a backup from when there was one."""
    made = home / "library"
    with Library.open(made) as library:
        add(library, A)
    conn = connect_writer(made / "library.db")
    back_up(conn, made / "backups", 2)
    conn.close()
    with Library.open(made) as library:
        add(library, B)
    return made


def test_a_backup_is_listed_with_its_calls(folder: Path) -> None:
    (backup,) = list_backups(folder)
    assert (backup.calls, backup.version, backup.problem) == (1, schema.SCHEMA_VERSION, None)
    assert backup.bytes == backup.path.stat().st_size
    assert backup.made_at.endswith("+00:00")
    assert list_backups(folder / "none") == []


def test_a_backup_is_put_back_and_that_can_be_taken_back(folder: Path) -> None:
    (backup,) = list_backups(folder)
    lost = folder / "calls" / ".lost" / A
    lost.mkdir(parents=True)
    (lost / "sound.flac").write_bytes(b"sound")
    kept = restore(folder, backup.path.name)
    assert titles(folder) == ["Call 2"]
    assert (folder / "calls" / "2026" / A / "sound.flac").read_bytes() == b"sound"
    assert kept is not None
    assert [one.calls for one in list_backups(folder)] == [2, 1]
    restore(folder, kept)
    assert titles(folder) == ["Call 2", "Call 3"]


@pytest.mark.parametrize("harm", ["cut", "foreign", "text", "gone"])
def test_a_bad_backup_changes_nothing(folder: Path, harm: str) -> None:
    (backup,) = list_backups(folder)
    before = (folder / "library.db").read_bytes()
    if harm == "cut":
        backup.path.write_bytes(backup.path.read_bytes()[:8192])
    elif harm == "foreign":
        data = bytearray(backup.path.read_bytes())
        data[68:72] = b"\0\0\0\1"
        backup.path.write_bytes(data)
    elif harm == "text":
        backup.path.write_text("not a database at all " * 99)
    else:
        backup.path.unlink()
    with pytest.raises(KnownError) as refused:
        restore(folder, backup.path)
    assert refused.value.problem.code == ("no_such_backup" if harm == "gone" else "backup_bad")
    assert (folder / "library.db").read_bytes() == before
    assert len(list_backups(folder)) == (0 if harm == "gone" else 1)
    assert titles(folder) == ["Call 2", "Call 3"]


def test_an_open_library_is_left_alone(folder: Path) -> None:
    (backup,) = list_backups(folder)
    with FileLock(folder / LOCK_NAME), pytest.raises(KnownError, match="open in a window"):
        restore(folder, backup.path)
    assert titles(folder) == ["Call 2", "Call 3"]


def test_a_damaged_database_is_kept_as_it_is(folder: Path) -> None:
    (backup,) = list_backups(folder)
    damaged = b"SQLite format 3\0" + b"\xff" * 9000
    (folder / "library.db").write_bytes(damaged)
    kept = restore(folder, backup.path)
    assert titles(folder) == ["Call 2"]
    assert kept is not None
    assert kept.read_bytes() == damaged


def test_a_lost_database_is_replaced(folder: Path) -> None:
    (backup,) = list_backups(folder)
    (folder / "library.db").unlink()
    for rest in folder.glob("library.db-*"):
        rest.unlink()
    assert restore(folder, backup.path) is None
    assert titles(folder) == ["Call 2"]


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from callcoach_desktop.cli.main import run

    assert run(["--library", str(folder), "backups", "list"]) == 0
    out = capsys.readouterr().out
    name = list_backups(folder)[0].path.name
    assert name in out
    assert run(["--library", str(folder), "backups", "restore", name]) == 0
    assert "what was there before" in capsys.readouterr().out
    assert titles(folder) == ["Call 2"]
    shutil.copy(folder / "library.db", folder / "backups" / "library-v2-mine.db")
    assert run(["--library", str(folder), "backups", "restore", "nothere.db"]) == 1
    assert "no backup" in capsys.readouterr().err
    assert len(list_backups(folder)) == 3
