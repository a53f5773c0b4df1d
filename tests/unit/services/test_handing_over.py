"""A 1-on-1 as slides for two and as a page: what is private, and who is somebody else's customer, is in neither."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.one_on_ones import Agreement, Item, Person, with_agreement, with_item
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.handing_over import Choice, HandingOver
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.one_on_ones import OneOnOnes
from callcoach_desktop.services.presenting import deck
from tests.unit.services.made_calls import add_call

TODAY = date(2026, 11, 24)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def sessions(library):
    coach = Coach(library)
    yield OneOnOnes(library, coach)
    coach.close()


@pytest.fixture
def session(library, sessions):
    """A 1-on-1 with all that can stand in one, about a call with "Marcusb" of "Otter 1"; "Marcusc" is another's."""
    call = add_call(library, sessions._coach, 1, TODAY, talk_ratio=0.5)
    add_call(library, sessions._coach, 2, TODAY, talk_ratio=0.6)
    made = sessions.prepare(TODAY, "Friday")
    item = Item("i", "hard", "As with Marcusc", "Why did you wait for Marcusb?", "3 of 4, Marcusc had 2.",
                "We hope, Marcusc", call, 4.0, 9.0, said="Marcusc was calmer <here>", private="Secret plan",
                rating=4)  # fmt: skip
    person = Person("Lead a team", "Tired of Marcusc", "")

    def fill(one):
        one = replace(one, items=(), notes="Less hurry", private="Secret doubt", person=person, rating=2)
        return with_agreement(with_item(one, item), Agreement("a", "Wait", "patience", "2026-12-08", "focus"))

    sessions.change(made.id, "Edit", fill)
    editor = Editor(library)
    editor.add_comment(call, 5.0, None, "I was lost, Marcusc not", author="rep")
    editor.add_comment(call, 6.0, None, "", author="manager", reaction="strong")
    editor.add_comment(call, 7.0, None, "Note to myself")
    editor.add_comment(call, 0.5, None, "Elsewhere", author="rep")
    return sessions.one(made.id)


def test_slides_show_nothing_private_and_no_other_customer(library, sessions, session):
    made = deck(sessions, library, session.id, TODAY)
    assert [one.kind for one in made.slides] == ["opening", "item", "agreements"]
    shown = made.slides[1]
    assert shown.where == "Otter 1 demo · 24 November"
    assert shown.item.title == "As with [name]"
    assert shown.item.question == "Why did you wait for Marcusb?"  # the customer of this call
    assert shown.item.figure == "3 of 4, [name] had 2."
    assert shown.item.said == "[name] was calmer <here>"
    assert shown.hidden  # so that nobody writes over what is not seen
    # Without an author it is a note to oneself.
    assert [(c.author, c.text) for c in shown.comments] == [("rep", "I was lost, [name] not"), ("manager", "")]
    assert "Secret" not in repr(made)
    assert "Lead a team" not in repr(made)
    assert not shown.sound


def test_the_room_for_the_person_is_shown_when_it_was_chosen(library, sessions, session):
    sessions.change(session.id, "Show", lambda s: replace(s, show_person=True))
    made = deck(sessions, library, session.id, TODAY)
    assert [one.kind for one in made.slides] == ["opening", "person", "item", "agreements"]
    assert made.session.person == Person("Lead a team", "Tired of [name]", "")
    assert made.slides[1].hidden


def test_the_chart_of_the_focus_names_no_customer(library, sessions, session):
    sessions._coach.start_focus("talk_ratio", date(2026, 11, 1))
    sessions.change(session.id, "Add", lambda s: with_item(s, Item("f", "focus", "Talk", about="talk_ratio")))
    progress = deck(sessions, library, session.id, TODAY).progress
    points = (*progress.points, *progress.before, *progress.others)
    assert points
    assert {p.title for p in points} == {"[name] 1 demo", "[name] 2 demo"}


def test_the_page_says_what_was_agreed_and_said(library, sessions, session):
    page = HandingOver(library, sessions).html(session.id, Choice())
    for words in ("<h1>Friday</h1>", "Planned on 24 November 2026", "<b>Wait</b>", "Less hurry",
                  "Patience · until 8 December 2026 · becomes the focus", "[name] was calmer &lt;here&gt;",
                  "Own view: well. 3 of 4", "0:05 Rep: I was lost", "0:06 Manager: Strong.",
                  "not be used in, employment", "the rep&#x27;s own view of the time before: not well"):  # fmt: skip
        assert words in page
    for words in ("Secret", "Lead a team", "Marcus", "Otter", "Note to myself", "Elsewhere", "<audio", "http"):
        assert words not in page


def test_person_and_names_only_when_chosen(library, sessions, session):
    page = HandingOver(library, sessions).html(session.id, Choice(person=True, names=True))
    assert "Lead a team" in page
    assert "Marcusc was calmer" in page
    assert "Otter 1 demo, 24 November 2026, 0:04" in page
    assert "Secret" not in page


def test_sound_only_when_asked(library, sessions, session):
    call = session.items[0].call
    path = library.folder / "calls" / "2026" / call / "sound.flac"
    path.parent.mkdir(parents=True)
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(16_000 * 9) / 16_000)
    soundfile.write(path, tone, 16_000, subtype="PCM_16")
    mark = "UPDATE calls SET source = 'sound', sound = '{}' WHERE id = ?"
    library.db.write(lambda conn: conn.execute(mark, (call,)))
    handing = HandingOver(library, sessions)
    assert "<audio" not in handing.html(session.id, Choice())
    page = handing.html(session.id, Choice(sound=True))
    data = page.split("data:audio/flac;base64,")[1].split('"')[0]
    sound = Path(library.folder / "there.flac")
    sound.write_bytes(base64.b64decode(data))
    assert soundfile.info(sound).duration == pytest.approx(5.0, abs=0.05)


def test_a_file_that_is_there_is_not_replaced_unasked(library, sessions, session, tmp_path):
    handing = HandingOver(library, sessions)
    path = tmp_path / handing.file_name(session, ".html")
    assert path.name == "2026-11-24 Friday.html"
    handing.write_html(session.id, Choice(), path)
    with pytest.raises(KnownError, match="there already"):
        handing.write_html(session.id, Choice(), path)
    handing.write_html(session.id, Choice(), path, overwrite=True)


def test_the_command_lists_shows_and_exports(library, sessions, session, tmp_path, capsys):
    folder = ["--library", str(library.folder)]

    def said(*arguments):
        assert run([*folder, "one-on-one", *arguments]) == 0
        return capsys.readouterr().out

    listed = json.loads(said("list", "--json"))
    assert [(one["id"], one["title"], one["date"], one["state"], one["items"]) for one in listed] == [
        (session.id, "Friday", "2026-11-24", "planned", 1)
    ]
    assert listed[0]["agreements"][0]["action"] == "Wait"
    shown = json.loads(said("show", session.id[:5], "--json"))
    assert shown["items"][0]["call_title"] == "Otter 1 demo"
    assert "person" not in shown
    assert json.loads(said("show", session.id, "--person", "--json"))["person"]["goals"] == "Lead a team"
    assert "Lead a team" not in said("show", session.id)
    assert "Agreed until 2026-12-08: Wait (open)" in said("show", session.id)
    assert said("export", session.id).startswith("<!DOCTYPE html>")
    told = json.loads(said("export", session.id, "--html", "--out", str(tmp_path), "--json"))
    assert Path(told["path"]).read_text().count("[name]") > 3
    assert run([*folder, "one-on-one", "export", session.id, "--out", told["path"]]) == 1
    assert "there already" in capsys.readouterr().err
    made = json.loads(said("prepare", "--on", "2026-12-01", "--json"))
    assert (made["held_on"], made["state"]) == ("2026-12-01", "planned")
    assert run([*folder, "one-on-one", "show", "zz"]) == 1
    assert "There is no 1-on-1 'zz'" in capsys.readouterr().err
