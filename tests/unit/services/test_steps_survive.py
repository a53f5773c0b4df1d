"""Steps and the rest of the world: kills, other processes, upkeep of large libraries."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services import deleting
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.showing import show
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

CALL = "abcdefghjkm2"

# Does one step in a fork that dies at the n-th statement of SQLite; prints the fork's exit status.
STEP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from callcoach_desktop.analysis import analyse
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.speech.meaning import shipped
from callcoach_desktop.store import opening
shipped()  # read once, not by every fork
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
    folder, what, statement = line.split()
    die_at = int(statement)
    child = os.fork()
    if child == 0:
        library = Library.open(Path(folder))
        editor = Editor(library)
        if what == "edit":
            editor.edit_text("abcdefghjkm2", "u1", "the price mostly")
        else:
            editor.undo()
        os._exit(min(seen, 255))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def fill(library: Library) -> None:
    said = (("u0", "left", 0.0, "what slows you down?"), ("u1", "right", 4.0, "the prize mostly"))
    utterances = []
    for id_, speaker, start, text in said:
        words = tuple(Word(w, start + i / 2, start + i / 2 + 0.4, 0.5) for i, w in enumerate(text.split()))
        utterances.append(Utterance(id_, speaker, start, words[-1].end, text, words))
    speakers = (Speaker("left", "", "rep", 0), Speaker("right", "", "customer", 1))

    def work(conn: calls.sqlite3.Connection) -> None:
        calls.insert(conn, NewCall(CALL, "Demo", "2026-01-02", "sound", f"calls/2026/{CALL}", state="ready"))
        transcripts.set_transcript(conn, CALL, Transcript(6.0, "en", speakers, tuple(utterances)), "base")

    library.db.write(work)
    library.store_analysis(CALL)


def look(folder: Path) -> tuple[object, ...]:
    """Everything of the call, and what the journal would do; the database is checked, too."""
    with Library.open(folder) as library:
        assert library.db.check(thorough=True) == []
        hits = [hit.utterance for hit in library.search("price")]
        return show(library.call(CALL)), Editor(library).undo_state(), hits


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork")
@pytest.mark.parametrize("what", ["edit", "undo"])
def test_a_kill_at_any_statement_of_a_step_leaves_all_of_it_or_nothing(tmp_path, what):
    origin = tmp_path / "library"
    with Library.open(origin) as library:
        fill(library)
        if what == "undo":
            Editor(library).edit_text(CALL, "u1", "the price mostly")
    before = look(origin)
    child = subprocess.Popen(
        [sys.executable, "-c", STEP_AND_DIE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None

    def die_at(folder: Path, statement: int) -> int:
        print(folder, what, statement, file=child.stdin, flush=True)
        return int(child.stdout.readline())

    try:
        shutil.copytree(origin, tmp_path / "whole")
        statements = die_at(tmp_path / "whole", 0)
        assert statements > 15
        after = look(tmp_path / "whole")
        assert after != before
        for statement in range(1, statements + 1):
            place = shutil.copytree(origin, tmp_path / f"at{statement}")
            assert die_at(place, statement) == -signal.SIGKILL
            found = look(place)
            assert found in (before, after), statement
            if statement < statements:
                assert found == before
            shutil.rmtree(place)
    finally:
        child.communicate()


def test_writes_of_another_process_are_told(tmp_path):
    with Library.open(tmp_path / "library") as library, Library.open(tmp_path / "library") as other:
        told: list[ChangeSet] = []
        heard = threading.Event()

        def subscriber(changes: ChangeSet) -> None:
            told.append(changes)
            heard.set()

        library.subscribe(subscriber)
        library.watch_others(0.02)
        library.watch_others(0.02)
        library.set_setting("own", 1)  # an own write is told once, by itself
        assert heard.wait(120)
        heard.clear()
        fill(other)
        assert heard.wait(120)
        assert told[0] == ChangeSet(settings=True)
        assert told[1] == ChangeSet(journal=True, all=True)
    assert not [t for t in threading.enumerate() if t.name == "library-watch-others"]


def test_in_a_large_library_a_deletion_returns_at_once_and_is_finished_by_the_upkeep(tmp_path, monkeypatch):
    monkeypatch.setattr(deleting, "SMALL", 0)
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        fill(library)
        library.start_upkeep()
        Editor(library).purge([CALL])
        assert library.calls() == []
        assert library.search("prize") == []
    with Library.open(folder) as library:
        library.sweep()
        assert library.db.read(calls.deleted) == {}
        assert library.db.check(thorough=True) == []
    assert b"prize" not in (folder / "library.db").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="a file that is open cannot be removed there")
def test_a_deletion_that_is_stopped_keeps_its_tombstone(tmp_path, monkeypatch):
    monkeypatch.setattr(deleting, "SMALL", 0)
    with Library.open(tmp_path / "library") as library:
        fill(library)
        library.delete_call(CALL)
        assert deleting.finish(library.db, lambda: True) == 0
        assert list(library.db.read(calls.deleted)) == [CALL]
        assert deleting.finish(library.db, lambda: False) == 1
        assert library.db.read(calls.deleted) == {}


def test_an_analysis_that_was_overtaken_by_an_edit_is_done_again(tmp_path, monkeypatch):
    """A reanalysis reads the words; before it keeps its result a person joins in."""
    import callcoach_desktop.analysis as analysis

    with Library.open(tmp_path / "library") as library:
        fill(library)
        plain = analysis.analyse
        turns: list[int] = []

        def slow(words: Transcript, *rest: object):
            turns.append(len(words.utterances))
            if len(turns) == 1:
                Editor(library).split(CALL, "u1", 1)
            return plain(words, *rest)

        monkeypatch.setattr(analysis, "analyse", slow)
        library.store_analysis(CALL)
        detail = library.call(CALL)
        assert detail.transcript is not None
        assert detail.analysis is not None
        ids = {u.id for u in detail.transcript.utterances}
        assert {i for turn in detail.analysis.turns for i in turn.utterances} == ids
        assert len(ids) == 3


def test_nobody_waits_for_the_analysis_of_an_edit(tmp_path, monkeypatch):
    """While an edit's analysis is made others write; one who changes the same call is not overtaken."""
    import callcoach_desktop.analysis as analysis

    with Library.open(tmp_path / "library") as library:
        fill(library)
        plain = analysis.analyse
        seen: list[str] = []
        given: list[tuple[object, ...]] = []  # the vocabulary, and the model that reads

        def slow(words: Transcript, *rest: object):
            given.append(rest)
            seen.append(words.utterances[1].text)
            library.set_setting("meanwhile", len(seen))  # would wait for ever if the writer were held
            assert library.call(CALL).transcript != words  # and nobody sees words without their figures
            if len(seen) == 1:
                Editor(library).give(CALL, ["u0"], "right")
            return plain(words, *rest)

        monkeypatch.setattr(analysis, "analyse", slow)
        Editor(library).edit_text(CALL, "u1", "the price mostly")
        detail = library.call(CALL)
        assert detail.transcript is not None
        assert [(u.speaker, u.text) for u in detail.transcript.utterances] == [
            ("right", "what slows you down?"),
            ("right", "the price mostly"),
        ]
        assert detail.analysis == plain(detail.transcript, *given[-1])
        assert seen == ["the price mostly", "the prize mostly", "the price mostly"]
        undone = [Editor(library).undo(), Editor(library).undo()]
        assert [step.label for step in undone if step] == ["Edit line", "Move line"]
