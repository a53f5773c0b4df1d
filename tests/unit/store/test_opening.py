from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import behaviours, listing, opening, schema, settings, transcripts
from callcoach_desktop.store.backup import back_up, backups, forget_calls
from callcoach_desktop.store.database import Database

VERSION_1 = Path(__file__).parents[2] / "data" / "library-v1.db"

# Opens libraries with a made-up next migration, each in a fork of its own that dies at the n-th statement of SQLite.
# Reads "folder statement" lines, answers with the exit status of the fork and the statements that it counted.
MIGRATE_AND_DIE = """
import os, signal, sqlite3, sys
from pathlib import Path
from callcoach_desktop.store import opening, schema

import sqlite_utils.migrations
if sys.argv[1] == "extra":
    plain = schema.migrations
    def migrations():
        history = plain()
        @history(name="5")
        def second(db):
            schema._run(db, ("CREATE TABLE more (x TEXT) STRICT", "INSERT INTO more SELECT id FROM calls",
                             "ALTER TABLE calls ADD COLUMN extra TEXT", "UPDATE calls SET extra = id"), 5)
        return history
    schema.migrations = migrations
    schema.SCHEMA_VERSION = 5
seen = die_at = 0
def trace(statement):
    global seen
    seen += 1
    if seen == die_at:
        os.kill(os.getpid(), signal.SIGKILL)
connect = opening.connect_writer
def connect_and_trace(path):
    conn = connect(path)
    conn.set_trace_callback(trace)
    return conn
opening.connect_writer = connect_and_trace
for line in sys.stdin:
    folder, statement = line.split()
    die_at = int(statement)
    child = os.fork()
    if child == 0:
        opening.prepare(Path(folder))
        os._exit(min(seen, 255))
    status = os.waitpid(child, 0)[1]
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


def refused(folder: Path) -> str:
    """Opening must fail with a sentence and change no byte; returns the code."""
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "library.lock"}
    with pytest.raises(KnownError) as error:
        Database(folder)
    assert error.value.problem.what
    assert error.value.problem.do
    after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "library.lock"}
    assert {p: b for p, b in after.items() if not p.name.endswith(("-shm", "-wal"))} == {
        p: b for p, b in before.items() if not p.name.endswith(("-shm", "-wal"))
    }
    return error.value.problem.code


def set_version(folder: Path, version: int) -> None:
    conn = sqlite3.connect(folder / "library.db")
    conn.execute(f"PRAGMA user_version = {version}")
    conn.commit()
    conn.close()


def test_a_newer_database_is_refused_byte_for_byte_untouched(db, folder):
    db.close()
    set_version(folder, schema.SCHEMA_VERSION + 1)
    names = sorted(p.name for p in folder.iterdir())
    assert refused(folder) == "library_newer"
    assert sorted(p.name for p in folder.iterdir()) == names


def test_a_newer_version_that_is_still_in_the_log_is_refused(db, folder, tmp_path):
    db.close()
    conn = sqlite3.connect(folder / "library.db", isolation_level=None)
    conn.execute("PRAGMA wal_autocheckpoint = 0")
    conn.execute("PRAGMA user_version = 99")
    copy = tmp_path / "copy"  # as a kill leaves it: the header in the file itself is still the old one
    copy.mkdir()
    for name in ("library.db", "library.db-wal"):
        shutil.copy(folder / name, copy / name)
    conn.close()
    assert refused(copy) == "library_newer"


def test_a_database_of_another_program_is_refused(tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    conn = sqlite3.connect(folder / "library.db")
    conn.execute("CREATE TABLE songs (x)")
    conn.commit()
    conn.close()
    assert refused(folder) == "library_foreign"


@pytest.mark.parametrize("content", [b"x", b"not a database at all" * 400, b"\0" * 8192, b"SQLite format 3\0"])
def test_garbage_is_refused(tmp_path, content):
    folder = tmp_path / "library2"
    folder.mkdir()
    (folder / "library.db").write_bytes(content)
    assert refused(folder) == "library_corrupt"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.999])
def test_a_truncated_database_is_refused(db, folder, add, share):
    add("Call", "2026-01-01", "one two", "three")
    db.close()
    path = folder / "library.db"
    os.truncate(path, max(int(path.stat().st_size * share), 1))
    assert refused(folder) == "library_corrupt"


def test_an_emptied_database_beside_calls_is_not_replaced(db, folder):
    db.close()
    (folder / "calls" / "2026" / "abc").mkdir(parents=True)
    os.truncate(folder / "library.db", 0)
    assert refused(folder) == "library_missing"
    (folder / "library.db").unlink()
    assert refused(folder) == "library_missing"
    assert not (folder / "library.db").exists()


def test_scribbled_pages_are_a_sentence_or_harmless(db, folder, add):
    """Random damage: whatever SQLite finds is a KnownError on opening, reading or checking, and never a crash."""
    for number in range(30):
        add(f"Call {number}", "2026-01-01", *(f"some words {number} {i}" for i in range(20)))
    db.close()
    path = folder / "library.db"
    whole = path.read_bytes()
    rng = random.Random(3)
    found = []
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 40)):
            place = rng.randrange(100, len(damaged))
            damaged[place : place + 64] = rng.randbytes(min(64, len(damaged) - place))
        path.write_bytes(damaged)
        found.append(what_is_found(folder))
    assert set(found) <= {"library_corrupt", "library_newer", "library_foreign", "checked", "json", ""}
    assert len([what for what in found if what]) >= 20


def what_is_found(folder: Path) -> str:
    """Read everything; how the damage shows ("json": a text that is no longer JSON), empty when it does not."""
    try:
        again = Database(folder)
        try:
            for row in again.read(listing.rows):
                again.read(partial(transcripts.transcript, call_id=row.id))
            return "checked" if again.check(thorough=True) else ""
        finally:
            again.close()
    except KnownError as error:
        return error.problem.code
    except (ValueError, TypeError):
        return "json"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnownError) as error:
        Database(tmp_path / "file" / "library")
    assert error.value.problem.code == "library_unwritable"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="drops from root to nobody")
def test_a_read_only_library_is_a_sentence():
    import tempfile

    script = (
        "import os, sys; from pathlib import Path\n"
        "from callcoach_desktop.store import settings\n"
        "from callcoach_desktop.store.database import Database\n"
        "from callcoach_desktop.domain.errors import KnownError\n"
        "import sqlite_utils.migrations\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try:\n    Database(Path(sys.argv[1])).write(lambda conn: settings.put(conn, 'x', 1))\n"
        "except KnownError as error:\n    print(error.problem.code)"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        done = subprocess.run([sys.executable, "-c", script, name], capture_output=True, text=True, check=False)
        assert done.stdout == "library_unwritable\n", done.stderr
        Database(folder).close()
        (folder / "library.db").chmod(0o644)
        folder.chmod(0o755)
        done = subprocess.run([sys.executable, "-c", script, name], capture_output=True, text=True, check=False)
        assert done.stdout == "library_unwritable\n", done.stderr


class Migrator:
    """The process that forks; `die_at` returns -9 after a kill, else how many statements were run."""

    def __init__(self, what: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", MIGRATE_AND_DIE, what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def die_at(self, folder: Path, statement: int) -> int:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        print(folder, statement, file=self._child.stdin, flush=True)
        return int(self._child.stdout.readline())

    def close(self) -> None:
        self._child.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork")
@pytest.mark.parametrize("what", ["first", "extra"])
def test_a_kill_at_any_statement_of_a_migration_loses_nothing(tmp_path, what, db, folder, add):
    """After each kill the database is the old one or the new one, whole, and the next start finishes the work."""
    call_id = add("Kept", "2026-01-01", "never lose this")
    db.close()
    migrator = Migrator(what)
    try:
        whole = migrator.die_at(copy_of(folder, tmp_path / "whole", what), 0)
        assert whole > 10
        for statement in range(1, whole + 1):
            place = copy_of(folder, tmp_path / f"at{statement}", what)
            assert migrator.die_at(place, statement) == -signal.SIGKILL
            if what == "extra":
                check_extra(place, call_id)
            assert migrator.die_at(place, 0) >= 0
            assert look(place, "PRAGMA integrity_check") == [("ok",)]
            assert look(place, "PRAGMA user_version") == [(5 if what == "extra" else schema.SCHEMA_VERSION,)]
            shutil.rmtree(place)
    finally:
        migrator.close()


def look(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "library.db")) as conn:
        return conn.execute(sql).fetchall()


def check_extra(folder: Path, call_id: str) -> None:
    assert look(folder, "PRAGMA integrity_check") == [("ok",)]
    columns = {row[1] for row in look(folder, "PRAGMA table_info(calls)")}
    new = look(folder, "PRAGMA user_version") == [(5,)]
    assert ("extra" in columns) == new
    assert look(folder, "SELECT id FROM calls") == [(call_id,)]
    assert backups(folder / "backups") or not new


def copy_of(folder: Path, place: Path, what: str) -> Path:
    if what == "extra":
        shutil.copytree(folder, place)
    else:
        place.mkdir()
    return place


def test_a_backup_is_whole_private_and_thinned(db, folder, add):
    add("Kept", "2026-01-01", "in the backup")
    target = folder / "backups"
    for _ in range(12):
        path = db._on_writer(lambda conn: back_up(conn, target, 1))
    assert len(backups(target)) == 10
    assert backups(target)[0] == path
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    other = folder.parent / "restored"
    other.mkdir()
    shutil.copy(path, other / "library.db")
    again = Database(other)
    try:
        assert [row.title for row in again.read(listing.rows)] == ["Kept"]
        assert again.check(thorough=True) == []
    finally:
        again.close()


def test_a_deleted_call_is_forgotten_by_backups_too(db, folder, add):
    add("Kept", "2026-01-01", "staying words")
    call_id = add("Gone", "2026-01-02", "zzyzx the secret")
    path = db._on_writer(lambda conn: back_up(conn, folder / "backups", 1))
    (folder / "backups" / "library-v1-19990101T000000000000.db").write_bytes(b"broken")
    assert b"zzyzx" in path.read_bytes()
    forget_calls(folder / "backups", [call_id])
    assert backups(folder / "backups") == [path]
    assert b"zzyzx" not in path.read_bytes()
    assert b"staying" in path.read_bytes()


def test_every_released_schema_still_opens(tmp_path):
    """`tests/data/library-v<n>.db` is kept for each schema version; add one when SCHEMA_VERSION moves."""
    for version in range(1, schema.SCHEMA_VERSION + 1):
        folder = tmp_path / f"v{version}"
        folder.mkdir()
        shutil.copy(VERSION_1.with_name(f"library-v{version}.db"), folder / "library.db")
        db = Database(folder)
        try:
            assert db.check(thorough=True) == []
            row = db.read(listing.rows)[0]
            assert row.title == "Demo with Mara"
            detail = db.read(lambda conn, row=row, folder=folder: transcripts.detail(conn, row.id, folder))
            assert detail.transcript is not None
            assert [u.text for u in detail.transcript.utterances] == ["What slows you down?", "The price, mostly."]
            assert db.read(settings.vocabulary).competitors[0].name == "Acme"
        finally:
            db.close()


def test_figures_that_were_rows_of_their_own_are_counted_anew(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    shutil.copy(VERSION_1.with_name("library-v3.db"), folder / "library.db")
    with contextlib.closing(sqlite3.connect(folder / "library.db")) as conn, conn:
        call = conn.execute("SELECT call_id FROM analyses").fetchone()[0]
        metrics = conn.execute("SELECT count(*) FROM metrics WHERE name NOT LIKE 'habit%'").fetchone()
        rows = [(call, "habit", 3.0), (call, "habit.talk_ratio@discovery", 0.4)]
        conn.executemany("INSERT OR REPLACE INTO metrics (call_id, name, value) VALUES (?, ?, ?)", rows)
    db = Database(folder)
    try:
        assert db.read(lambda conn: behaviours.uncounted(conn, 3)) == [call]
        assert db.read(lambda conn: conn.execute("SELECT count(*) FROM metrics").fetchone()) == metrics
    finally:
        db.close()


def test_opening_twice_changes_nothing(db, folder):
    db.close()
    before = (folder / "library.db").read_bytes()
    opening.prepare(folder)
    assert (folder / "library.db").read_bytes() == before
