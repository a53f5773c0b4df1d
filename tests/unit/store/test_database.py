from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import listing, settings
from callcoach_desktop.store.database import Database

COUNT_UP = """
import sys
from pathlib import Path
from callcoach_desktop.store import settings
from callcoach_desktop.store.database import Database

db = Database(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    db.write(lambda conn: settings.put(conn, "count", settings.get(conn, "count", 0) + 1))
db.close()
"""


def put(key, value):
    return lambda conn: settings.put(conn, key, value)


def test_the_database_is_strict_durable_and_private(db):
    def work(conn):
        return {
            name: conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert db.write(work) == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    strict = db.read(
        lambda conn: conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%' AND name <> '_sqlite_migrations'"
        ).fetchall()
    )
    assert strict == []
    if sys.platform != "win32":
        assert stat.S_IMODE(db.folder.stat().st_mode) == 0o700
        for file in db.folder.glob("library.db*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_readers_cannot_write(db):
    with pytest.raises(KnownError) as error:
        db.read(put("x", 1))
    assert error.value.problem.code == "library_unwritable"


def test_a_write_that_fails_keeps_nothing_and_the_writer_lives(db):
    def work(conn):
        settings.put(conn, "x", 1)
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        db.write(work)
    assert db.read(lambda conn: settings.get(conn, "x")) is None
    db.write(put("x", 2))
    assert db.read(lambda conn: settings.get(conn, "x")) == 2


def test_a_write_inside_a_write_is_refused(db):
    with pytest.raises(RuntimeError, match="inside"):
        db.write(lambda conn: db.write(put("x", 1)))


def test_a_closed_database_says_so(db):
    db.close()
    db.close()
    with pytest.raises(RuntimeError):
        db.read(lambda conn: None)
    with pytest.raises(RuntimeError):
        db.write(lambda conn: None)


def test_a_reader_sees_one_moment(db):
    db.write(put("x", 1))

    def work(conn):
        first = settings.get(conn, "x")
        thread = threading.Thread(target=lambda: db.write(put("x", 2)))
        thread.start()
        thread.join()
        return first, settings.get(conn, "x")

    assert db.read(work) == (1, 1)
    assert db.read(lambda conn: settings.get(conn, "x")) == 2


def test_changes_are_told_after_the_commit_and_only_then(db, add):
    told = []
    unsubscribe = db.subscribe(lambda changes: told.append((changes, db.read(listing.count))))
    call_id = add()
    assert told == [(ChangeSet(frozenset({call_id})), 1)]
    with pytest.raises(ZeroDivisionError):
        db.write(lambda conn: (settings.put(conn, "x", 1), 1 / 0))
    db.write(lambda conn: None)
    assert len(told) == 1
    unsubscribe()
    unsubscribe()
    db.write(put("x", 1))
    assert len(told) == 1


def test_many_threads_read_and_write_at_once(db):
    failures = []

    def work(number):
        try:
            for turn in range(20):
                db.write(put(f"{number}-{turn}", turn))
                assert db.read(lambda conn, turn=turn: settings.get(conn, f"{number}-{turn}")) == turn
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert db.read(lambda conn: conn.execute("SELECT count(*) FROM settings").fetchone()[0]) == 120


def test_two_processes_write_at_once_and_lose_nothing(db, folder):
    """Both also open an empty library at the same moment, so that one of them must wait for the other's migration."""
    db.close()
    for file in folder.iterdir():
        file.unlink()
    children = [subprocess.Popen([sys.executable, "-c", COUNT_UP, str(folder), "40"]) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    again = Database(folder)
    try:
        assert again.read(lambda conn: settings.get(conn, "count")) == 80
        assert again.check(thorough=True) == []
    finally:
        again.close()


def test_another_process_moves_the_data_version(db, folder):
    db.write(put("x", 1))
    before = db.data_version()
    db.write(put("x", 2))
    assert db.data_version() == before
    with sqlite3.connect(folder / "library.db") as conn:
        conn.execute("UPDATE settings SET value = '3'")
    conn.close()
    assert db.data_version() != before


def test_closing_leaves_one_whole_file(db, folder):
    db.write(put("x", 1))
    db.read(lambda conn: settings.get(conn, "x"))
    db.close()
    assert sorted(p.name for p in folder.iterdir()) == ["library.db", "library.lock"]


def test_a_full_disk_is_a_sentence(db):
    db.write(lambda conn: conn.execute("PRAGMA user_version"))

    def work(conn):
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages}")
        settings.put(conn, "x", "y" * 100_000)

    with pytest.raises(KnownError) as error:
        db.write(work)
    assert error.value.problem.code == "disk_full"
    db.write(lambda conn: conn.execute("PRAGMA max_page_count = 1000000"))
    db.write(put("x", 1))


def test_a_writer_that_does_not_let_go_is_a_sentence(db, folder):
    db.write(lambda conn: None)
    db._on_writer(lambda conn: conn.execute("PRAGMA busy_timeout = 10"))
    other = sqlite3.connect(folder / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(KnownError) as error:
            db.write(put("x", 1))
        assert error.value.problem.code == "library_busy"
    finally:
        other.close()
    db.write(put("x", 1))


def test_nan_is_never_stored(db):
    with pytest.raises(ValueError, match="JSON"):
        db.write(put("x", float("nan")))
