"""A scorecard filled from the command line by both sides: JSON out and in, oneself first, differences."""

from __future__ import annotations

import io
import json

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Field, Form
from callcoach_desktop.exchange.answers import parse_answer, read_answers
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from tests.unit.services.test_clips import A, words_of


@pytest.fixture
def asked(home, capsys):
    place = home / "library"
    with Library.open(place) as library:

        def work(conn):
            calls.insert(
                conn, NewCall(A, "Demo", "2026-01-02T10:00:00", "sound", f"calls/{A}", state="ready", customer="Acme")
            )
            calls.set_rep_channel(conn, A, "left", "guessed")
            transcripts.set_transcript(conn, A, words_of(), "base")

        library.db.write(work)
        library.store_analysis(A)

    def ask(*arguments, status=0):
        assert run([*map(str, arguments), "--library", str(place)]) == status
        return capsys.readouterr()

    return ask


@pytest.fixture
def form(asked):
    starter = json.loads(asked("scorecards", "list", "--starters", "--json").out)[0]["id"]
    made = json.loads(asked("scorecards", "import", starter, "--json").out)["id"]
    asked("scorecards", "publish", made)
    return made


def answers(sheet, *, low):
    """The lowest or the highest answer to all that can be answered."""
    of = {"scale": lambda one: 1 if low else one["steps"], "yes_no": lambda _: not low, "text": lambda _: "Ask more.",
          "choice": lambda one: one["options"][0]}  # fmt: skip
    return {one["id"]: of[one["kind"]](one) for one in sheet["fields"] if one["kind"] != "figure"}


def test_both_sides_fill_a_form(asked, form, tmp_path, monkeypatch):
    def sheet(viewer="rep"):
        return json.loads(asked("scorecards", "sheet", form, "--call", A, "--as", viewer, "--json").out)

    empty = sheet()
    assert (empty["state"], empty["answers"], empty["call"], empty["who"]) == ("open", {}, A, "rep")
    scale = next(one for one in empty["fields"] if one["kind"] == "scale")
    assert f"from 1 to {scale['steps']}" in scale["answer"]
    wrong = asked("scorecards", "fill", form, "--call", A, "--set", f"{scale['id']}=99", status=1).err
    assert scale["label"] in wrong
    assert "whole number" in wrong
    assert sheet()["state"] == "open"  # nothing of it was kept
    asked("scorecards", "fill", form, "--call", A, "--set", f"{scale['id']}=2")
    assert (sheet()["state"], sheet()["answers"]) == ("draft", {scale["id"]: 2})
    # the manager hands in first, and the rep does not see it
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(answers(empty, low=True)).encode())))
    asked("scorecards", "fill", form, "--call", A, "--as", "manager", "--answers", "-", "--hand-in")
    mine = sheet()
    assert (mine["waiting"], mine["lines"]) == (True, [])
    # the rep fills in the sheet as it was printed, and gives it back
    mine["answers"] = answers(empty, low=False)
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(mine))
    done = json.loads(asked("scorecards", "fill", form, "--call", A, "--answers", file, "--hand-in", "--json").out)
    lines = {one["field"]: one for one in done["lines"]}
    assert lines[scale["id"]]["gap"] == 1 - scale["steps"]
    assert lines[scale["id"]]["differs"] is True
    assert done["waiting"] is False
    shown = asked("scorecards", "sheet", form, "--call", A)
    assert "handed in" in shown.out
    assert "employment decisions" in shown.err
    assert "seen each other's answers" in asked("scorecards", "reopen", form, "--call", A, status=1).err
    assert "are handed in" in asked("scorecards", "fill", form, "--call", A, "--set", f"{scale['id']}=3", status=1).err
    mine["version"] = 7
    file.write_text(json.dumps(mine))
    assert "version 7" in asked("scorecards", "fill", form, "--call", A, "--answers", file, status=1).err


def test_answers_are_taken_back_and_forgotten(asked, form):
    first, second = (one["id"] for one in json.loads(
        asked("scorecards", "sheet", form, "--call", A, "--json").out)["fields"] if one["kind"] == "scale")  # fmt: skip
    asked("scorecards", "fill", form, "--call", A, "--set", f"{first}=2", f"{second}=n/a")
    done = json.loads(asked("scorecards", "fill", form, "--call", A, "--set", f"{second}=3", "--replace", "--json").out)
    assert done["answers"] == {second: 3}
    unanswered = asked("scorecards", "fill", form, "--call", A, "--hand-in", status=1).err
    assert "is not answered yet" in unanswered


def test_a_form_is_filled_for_a_one_on_one(asked, form, tmp_path):
    talk = json.loads(asked("one-on-one", "prepare", "--on", "2026-11-27", "--json").out)["id"]
    shown = json.loads(asked("scorecards", "sheet", form, "--one-on-one", talk[:8], "--json").out)
    assert (shown["one_on_one"], shown["call"]) == (talk, None)
    assert "could not be read" in asked(
        "scorecards", "fill", form, "--one-on-one", talk, "--answers", tmp_path / "none.json", status=1
    ).err  # fmt: skip


FORM = Form("f", 1, "published", "Form", "", (
    Field("room", "scale", "Room", steps=5), Field("agreed", "yes_no", "Agreed", optional=False),
    Field("price", "choice", "Price", options=("held", "given away")), Field("words", "text", "Words"),
    Field("story", "figure", "Story", behaviour="customer_story"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [("room", "4", 4), ("room", "n/a", None), ("agreed", "Yes", True), ("agreed", "nein", False),
     ("price", "GIVEN AWAY", "given away"), ("words", " so = it is ", " so = it is ")],
)  # fmt: skip
def test_what_is_typed_is_taken_by_the_kind_of_its_field(name, text, answer):
    assert parse_answer(FORM, name, text) == answer


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("room", "6", "answer_unfit"), ("agreed", "n/a", "answer_unfit"), ("price", "sold", "answer_unfit"),
     ("story", "3", "answer_unfit"), ("else", "1", "no_such_field")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(name, text, code):
    with pytest.raises(KnownError) as error:
        parse_answer(FORM, name, text)
    assert error.value.problem.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"{", "answers_unreadable"), (b"[]", "answers_unreadable"), (b"\xff", "answers_unreadable"),
     (b'{"room": "4"}', "answer_unfit"), (b'{"room": true}', "answer_unfit"), (b'{"x": 1}', "no_such_field"),
     (b'{"form": "g", "answers": {}}', "other_form"), (b" " * 1_000_001, "answers_unreadable")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(data, code):
    with pytest.raises(KnownError) as error:
        read_answers(data, FORM)
    assert error.value.problem.code == code


def test_a_file_is_read():
    assert read_answers(b'\xef\xbb\xbf{"room": 4, "agreed": false, "words": null}', FORM) == {
        "room": 4, "agreed": False, "words": None,
    }  # fmt: skip
