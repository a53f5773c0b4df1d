"""`callcoach clips` and `callcoach scorecards` on a real library."""

from __future__ import annotations

import csv
import io
import json

import pytest
import soundfile

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.scorecards import SENTENCE, Subject
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.scorecards import Scorecards
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from tests.unit.services.test_clip_export import tone
from tests.unit.services.test_clips import A, B, words_of


@pytest.fixture
def folder(home):
    place = home / "library"
    with Library.open(place) as library:
        for call_id in (A, B):
            here = place / "calls" / call_id
            here.mkdir(parents=True)

            def work(conn, call_id=call_id):
                calls.insert(
                    conn,
                    NewCall(call_id, f"Demo {call_id[-1]}", "2026-01-02T10:00:00", "sound", f"calls/{call_id}",
                            state="ready", customer="Acme"),
                )  # fmt: skip
                calls.set_rep_channel(conn, call_id, "left", "guessed")
                transcripts.set_transcript(conn, call_id, words_of(), "base")
                conn.execute("UPDATE calls SET sound = '{}', duration = 20.0 WHERE id = ?", (call_id,))

            library.db.write(work)
            library.store_analysis(call_id)
            soundfile.write(here / "sound.flac", tone(16000, 1, 300.0), 16000, subtype="PCM_16")
    return place


@pytest.fixture
def asked(folder, capsys):
    def ask(*arguments, status=0):
        assert run([*arguments, "--library", str(folder)]) == status
        return capsys.readouterr()

    return ask


def test_clips_are_cut_listed_and_exported(asked, tmp_path):
    assert "press V" in asked("clips", "list").err
    made = json.loads(asked("clips", "cut", A, "0:05", "8", "--note", "good", "--json").out)
    assert (made["start"], made["end"], made["lists"]) == (5.0, 8.0, ["My best moments"])
    asked("clips", "cut", B, "9", "12", "--name", "Waits")
    found = json.loads(asked("clips", "list", "--json").out)
    assert {one["name"] for one in found} == {"the prize mostly and the waiting", "Waits"}
    assert found[0].keys() >= {"id", "name", "note", "call", "title", "customer", "start", "end", "said", "lists"}
    in_order = json.loads(asked("clips", "list", "--in", "my best moments", "--json").out)
    assert [one["call"] for one in in_order] == [A, B]
    assert [
        one["call"] for one in json.loads(asked("clips", "list", "--call", B[:11], "--json", status=1).out or "[]")
    ] == []
    assert [one["call"] for one in json.loads(asked("clips", "list", "--call", B, "--json").out)] == [B]
    assert json.loads(asked("clips", "lists", "--json").out) == [
        {"id": "best", "name": "My best moments", "clips": 2, "seconds": 6.0}
    ]
    assert "Waits" in asked("clips", "list").out
    out = tmp_path / "new" / "folder"
    written = json.loads(asked("clips", "export", "--in", "best", "-o", str(out), "--json").out)
    assert [path.rsplit("/", 1)[1] for path in written["files"]] == [
        "01 the prize mostly and the waiting.wav", "01 the prize mostly and the waiting.srt", "02 Waits.wav",
        "02 Waits.srt",
    ]  # fmt: skip
    joined = asked("clips", "export", "--in", "best", "--joined", "--sound", "flac", "-o", str(tmp_path / "a.flac")).out
    assert joined.split() == [str(tmp_path / "a.flac"), str(tmp_path / "a.srt")]
    assert soundfile.info(tmp_path / "a.flac").duration == pytest.approx(6.8)
    again = asked("clips", "export", made["id"][:6], "-o", str(tmp_path / "a.flac"), "--sound", "flac", status=1)
    assert "there already" in again.err
    asked("clips", "export", made["id"][:6], "-o", str(tmp_path / "a.flac"), "--sound", "flac", "--force")


def test_wrong_use_of_clips_is_said(asked):
    assert "name clips, or a list" in asked("clips", "export", status=2).err
    assert "no list" in asked("clips", "list", "--in", "other", status=1).err
    assert "no clips in" in asked("clips", "export", "--in", "best", status=1).err
    assert "no time such as" in asked("clips", "cut", A, "x", "8", status=2).err
    assert "too short" in asked("clips", "cut", A, "30", "31", status=1).err


def test_scorecards_are_taken_published_shown_and_written(asked, folder, tmp_path):
    assert "--starters" in asked("scorecards", "list").err
    assert "discovery" in asked("scorecards", "list", "--starters").out
    made = json.loads(asked("scorecards", "import", "discovery", "--json").out)
    assert made["state"] == "draft"
    asked("scorecards", "publish", "Discovery call")
    (listed,) = json.loads(asked("scorecards", "list", "--json").out)
    assert (listed["state"], listed["filled"], listed["draft"]) == ("published", 0, None)
    with Library.open(folder) as library:
        coach = Coach(library)
        cards = Scorecards(library, coach)
        every = {f.id: None for f in cards.form(made["id"]).fields if f.kind not in ("figure", "text")}
        cards.hand_in(made["id"], Subject(call=A), "manager", {**every, "curiosity": 2, "again": "=SUM(A1)"})
        hidden = json.loads(asked("scorecards", "show", "discovery call", "--json").out)
        assert hidden["rounds"][0]["waiting"]
        assert hidden["rounds"][0]["lines"] == []
        assert "=SUM" not in asked("scorecards", "export", "discovery call").out
        cards.hand_in(made["id"], Subject(call=A), "rep", {**every, "curiosity": 4})
        coach.close()
    shown = asked("scorecards", "show", made["id"])
    assert "4 of 5" in shown.out
    assert SENTENCE in shown.err
    asked("scorecards", "export", made["id"], "-o", str(tmp_path / "r.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))))
    by = {row["field"]: row for row in rows}
    assert (by["curiosity"]["rep"], by["curiosity"]["manager"], by["curiosity"]["difference"]) == (
        "4 of 5", "2 of 5", "-2",
    )  # fmt: skip
    assert by["again"]["manager"] == "'=SUM(A1)"
    assert {row["note"] for row in rows} == {SENTENCE}
    found = json.loads(asked("scorecards", "export", made["id"], "--format", "json").out)
    assert found["note"] == SENTENCE
    assert found["rounds"][0]["lines"][1]["gap"] == -2
    asked("scorecards", "export", made["id"], "--format", "form", "-o", str(tmp_path / "f.json"))
    assert "there already" in asked("scorecards", "export", made["id"], "-o", str(tmp_path / "f.json"), status=1).err
    copy = json.loads(asked("scorecards", "import", str(tmp_path / "f.json"), "--json").out)
    assert copy["name"] == "Discovery call"
    assert "2 forms" in asked("scorecards", "show", "Discovery call", status=1).err
    assert "no form" in asked("scorecards", "show", "other", status=1).err
