from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Term, Vocabulary
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.showing import show
from callcoach_desktop.services.sweeping import sweep
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.backup import back_up
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.system.locks import FileLock

CALL = "abcdefghjkm2"
OLD = time.time() - 7200


@pytest.fixture
def library(home):
    opened = Library.open(home / "library")
    yield opened
    opened.close()


def said(text, start, end):
    pieces = text.split()
    step = (end - start) / len(pieces)
    return tuple(Word(p, round(start + i * step, 3), round(start + (i + 1) * step, 3)) for i, p in enumerate(pieces))


def add(library, *, channels=True, words=True, call_id=CALL):
    left, right = ("left", "right") if channels else ("s1", "s2")
    sides = ("other", "other") if channels else ("rep", "customer")
    speakers = (
        Speaker(left, "Left", sides[0], 0 if channels else None),
        Speaker(right, "Right", sides[1], 1 if channels else None),
    )
    spoken = (("What slows you down?", left, 0.0, 2.0), ("The price, mostly, and the waiting.", right, 2.5, 9.0))
    utterances = tuple(
        Utterance(f"u{n}", speaker, start, end, text, said(text, start, end))
        for n, (text, speaker, start, end) in enumerate(spoken)
    )

    def work(conn):
        facts = {"origin": "/recordings/x.wav", "state": "ready"}
        calls.insert(conn, NewCall(call_id, "Demo", "2026-01-02T10:00:00", "sound", f"calls/2026/{call_id}", **facts))
        if channels:
            calls.set_rep_channel(conn, call_id, "left", "guessed")
        if words:
            transcripts.set_transcript(conn, call_id, Transcript(10.0, "en", speakers, utterances), "base")

    library.db.write(work)
    library.store_analysis(call_id)


def roles(library):
    return [speaker.side for speaker in library.call(CALL).transcript.speakers]


def test_swapping_sides_is_a_persons_word_analysed_anew_and_remembered(library):
    add(library)
    before = library.call(CALL).row.talk_ratio
    told = []
    library.subscribe(told.append)
    library.swap_sides(CALL)
    assert roles(library) == ["customer", "rep"]
    assert library.call(CALL).rep_channel_from == "said"
    assert library.call(CALL).row.talk_ratio == pytest.approx(1 - before)
    assert all(CALL in changes.calls for changes in told)
    assert library.db.read(lambda conn: calls.remembered_channel(conn, "/recordings")) == "right"
    library.swap_sides(CALL)
    assert roles(library) == ["rep", "customer"]


def test_named_speakers_swap_too(library):
    add(library, channels=False)
    library.swap_sides(CALL)
    assert roles(library) == ["customer", "rep"]
    library.edit(CALL, "side:s1", "other")
    library.edit(CALL, "side:s2", "other")
    with pytest.raises(KnownError, match="rep or customer"):
        library.swap_sides(CALL)


def test_editing(library):
    add(library)
    library.edit(CALL, "title", "  Renewal ")
    assert library.call(CALL).row.title == "Renewal"
    library.edit(CALL, "title", " ")
    assert library.call(CALL).row.title == "Demo"
    library.edit(CALL, "rep_channel", "right")
    assert roles(library) == ["customer", "rep"]
    with pytest.raises(KnownError, match="not a date"):
        library.edit(CALL, "started_at", "soon")
    with pytest.raises(KnownError, match="no call"):
        library.edit("nothere", "title", "x")
    with pytest.raises(ValueError, match="nobody types"):
        library.edit(CALL, "duration", "3")


def test_what_a_window_remembers_is_told_to_nobody(library):
    told = []
    end = library.subscribe(told.append)
    library.remember("recent", ["a", "b"])
    assert library.setting("recent") == ["a", "b"]
    assert told == []
    library.set_setting("model", "base")
    assert [changes.settings for changes in told] == [True]
    end()


def test_settings_and_vocabulary(library):
    assert library.vocabulary() == Vocabulary()
    vocabulary = Vocabulary(competitors=(Term("Acme", ("Acme Inc",)),), people=(Term("Mara"),))
    library.set_vocabulary(vocabulary)
    assert library.vocabulary() == vocabulary
    library.set_setting("device", "cpu")
    assert library.setting("device") == "cpu"
    library.set_setting("device", None)
    assert library.setting("device", "auto") == "auto"


def test_stale_analyses_are_made_anew_from_words(library):
    add(library)
    library.db.write(lambda conn: conn.execute("UPDATE analyses SET version = 0"))
    assert library.refresh_stale() == 1
    assert library.refresh_stale() == 0
    library.reanalyse(CALL)
    with pytest.raises(KnownError):
        library.reanalyse("nothere")


def test_deleting_takes_rows_files_and_backups(library):
    add(library)
    folder = library.folder / "calls" / "2026" / CALL
    folder.mkdir(parents=True)
    (folder / "sound.flac").write_bytes(b"sound")
    path = library.db._on_writer(lambda conn: back_up(conn, library.folder / "backups", 1))
    library.delete_call(CALL)
    assert not folder.exists()
    assert list((library.folder / "calls" / ".trash").iterdir()) == []
    assert library.calls() == []
    assert library.search("price") == []
    assert b"mostly" not in path.read_bytes()
    assert library.db.read(calls.deleted) == {}
    with pytest.raises(KnownError):
        library.delete_call(CALL)


def test_a_deletion_that_was_cut_short_is_finished_by_the_upkeep(library):
    add(library)
    folder = library.folder / "calls" / "2026" / CALL
    folder.mkdir(parents=True)
    (folder / "sound.flac").write_bytes(b"sound")
    library.db.write(lambda conn: calls.delete(conn, CALL))  # and then the machine went off
    library.start_upkeep()
    library._upkeep.join()
    assert not folder.exists()
    assert library.db.read(calls.deleted) == {}


def age(path):
    for each in (*path.rglob("*"), path):
        os.utime(each, (OLD, OLD))


def test_the_sweep_takes_leftovers_and_never_a_recording(library):
    add(library)
    root = library.folder / "calls"
    made = {
        name: root / name
        for name in (f"2026/{CALL}", "2026/young", "2026/empty", "2026/locked", "2026/orphan", ".incoming/part",
                     f".incoming/{CALL}", ".trash/x")
    }  # fmt: skip
    for path in made.values():
        path.mkdir(parents=True)
    (made["2026/orphan"] / "sound.flac").write_bytes(b"the only copy")
    (made["2026/locked"] / ".lock").touch()
    for name, path in made.items():
        if name != "2026/young":
            age(path)
    with FileLock(made["2026/locked"] / ".lock"):
        assert library.sweep() == 4
    left = {str(p.relative_to(root)) for p in root.glob("*/*")}
    assert left == {f"2026/{CALL}", "2026/young", "2026/locked", f".incoming/{CALL}", ".lost/orphan"}
    assert (root / ".lost" / "orphan" / "sound.flac").read_bytes() == b"the only copy"
    assert sweep(library.folder, frozenset, now=time.time() + 31 * 86400) > 0
    assert not (root / ".lost" / "orphan").exists()


def test_show_is_designs_shape(library):
    add(library)
    value = show(library.call(CALL[:4]))
    json.dumps(value, allow_nan=False)
    assert set(value) >= {
        "id", "title", "started_at", "duration", "call_type", "language", "model", "source", "speakers", "utterances",
        "moments", "stages", "metrics", "outliers", "summary", "turns", "notes", "rep_channel", "customer", "deal",
        "state",
    }  # fmt: skip
    assert value["speakers"][0] == {"id": "left", "name": "Left", "role": "rep", "talk_seconds": 2.0}
    first = value["utterances"][0]
    assert set(first) == {
        "id", "speaker", "start", "end", "text", "stage", "sentiment", "sentiment_label", "voice", "words",
    }  # fmt: skip
    assert first["voice"] is None  # nothing was measured: there is no sound
    assert set(first["words"][0]) == {"text", "start", "end", "probability"}
    assert any(moment["kind"] == "question" for moment in value["moments"])
    assert value["metrics"]["talk_ratio"] == pytest.approx(2 / 8.5)


def test_a_call_without_words_can_be_shown(library, capsys):
    add(library, words=False)
    value = show(library.call(CALL))
    assert (value["speakers"], value["utterances"], value["metrics"]) == ([], [], {})
    assert run(["show", CALL]) == 0
    assert "no words yet" in capsys.readouterr().out


def test_a_library_that_is_closed_while_it_works_stops(home):
    with Library.open(home / "library") as library:
        for number in range(20):
            add(library, call_id=f"call{number}")
        library.db.write(lambda conn: conn.execute("UPDATE analyses SET version = 0"))
        library.start_upkeep()
    assert not [t for t in threading.enumerate() if t.name == "library-upkeep"]


def test_commands_print_json_on_stdout_alone(library, capsys):
    add(library)
    assert run(["list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == CALL
    assert run(["--library", str(library.folder), "search", "price", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["snippet"] == "The [price], mostly, and the waiting."
    assert run(["show", CALL[:6], "--library", str(library.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == CALL


def test_commands_for_people(library, capsys):
    add(library)
    library.edit(CALL, "title", "Demo \x1b[2J")
    assert run(["list"]) == 0
    out = capsys.readouterr().out
    assert CALL in out
    assert "\x1b" not in out
    assert run(["search", "price"]) == 0
    assert "The [price], mostly" in capsys.readouterr().out
    assert run(["show", CALL]) == 0
    out = capsys.readouterr().out
    assert "REP" in out
    assert "What slows you down?" in out
    assert run(["search", "nobody said"]) == 0
    assert run(["list", "--text", "zzz"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "nothere"], 1),
        (["show"], 2),
        (["nonsense"], 2),
        (["list", "--sort", "colour"], 2),
        (["list", "--jso"], 2),
        (["--help"], 0),
        (["list", "--help"], 0),
        (["--version"], 0),
        (["--library", "x"], 2),
        (["--library", "/proc/nothing", "list"], 1),
    ],
)
def test_exit_status(home, arguments, status, capsys):
    assert run(arguments) == status
    if status:
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err


def test_an_interrupt_is_a_sentence(library, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "calls", interrupted)
    assert run(["list"]) == 1
    assert "stopped" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_quiet(library):
    for number in range(300):
        library.db.write(
            lambda conn, n=number: calls.insert(
                conn, NewCall(f"call{n}", "x" * 400, "2026-01-01", "sound", f"calls/2026/call{n}")
            )
        )
    command = f"{sys.executable} -m callcoach_desktop list --json | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, env={**os.environ})
    assert done.stdout.startswith(b"[{")
    assert done.stderr == b""


def test_a_list_imports_nothing_heavy(library):
    script = (
        "import sys; from callcoach_desktop.cli.main import run; status = run(['list']);"
        "heavy = {'numpy', 'sqlite_utils', 'av', 'PySide6', 'scipy', 'ctranslate2', 'soundfile'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
