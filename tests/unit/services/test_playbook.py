"""The playbook of a library: entries with a history, proposals, undo, files that go there and back."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import soundfile

from callcoach_desktop.coaching import counting
from callcoach_desktop.coaching.playbook import Next
from callcoach_desktop.domain.coaching import Answer
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.playbook import Content, Example, Situation
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.playbook import Playbook, example_of
from callcoach_desktop.services.playbook_files import PlaybookFiles, Sharing
from callcoach_desktop.store import behaviours, calls, playbook, transcripts
from callcoach_desktop.store.calls import NewCall

TODAY = date(2026, 11, 24)
SAID = "What is it worth to you when no load is lost, Maria?"


class Desk:
    """A library with its playbook, as one person has it."""

    def __init__(self, folder):
        self.library = Library.open(folder)
        self.coach = Coach(self.library)
        self.book = Playbook(self.library, self.coach)
        self.files = PlaybookFiles(self.book)
        self.editor = Editor(self.library)

    def close(self):
        self.coach.close()
        self.library.close()

    def add_call(self, number, outcome="resolved", customer="Copper Kettle", day="2026-11-01"):
        """A call in which price came up and was answered by its value."""
        call = f"call{number:08d}"
        words = Transcript(
            20.0, "en", (Speaker("r", "Alex", "rep"), Speaker("c", "Maria", "customer")),
            (Utterance("u1", "c", 1.0, 4.0, "That is too expensive for us."), Utterance("u2", "r", 5.0, 9.0, SAID)),
        )  # fmt: skip

        def work(conn):
            title, at = f"{customer} demo", f"{day}T10:00:00"
            new = NewCall(call, title, at, "transcript", f"calls/{call}", state="ready", customer=customer)
            calls.insert(conn, new)
            transcripts.set_transcript(conn, call, words, None)

        self.library.db.write(work)
        self.library.store_analysis(call)
        self.coach.fill()
        answer = Answer(call, "price", "reframe_value", outcome, 5.0, SAID)
        self.library.db.write(lambda conn: behaviours.put_figures(conn, call, counting.VERSION, {}, [answer]))
        self.library.changed(_calls(call))
        return call


def _calls(call):
    from callcoach_desktop.domain.calls import ChangeSet

    return ChangeSet(calls=frozenset({call}))


@pytest.fixture
def desk(home):
    made = Desk(home / "mine")
    yield made
    made.close()


@pytest.fixture
def other(home):
    made = Desk(home / "theirs")
    yield made
    made.close()


CONTENT = Content(Situation("objection", "price"), "Price: worth", "What is it worth to you?", "It is about value.")


def test_an_entry_is_kept_found_edited_and_restored(desk):
    id_ = desk.book.add(CONTENT, TODAY)
    entry = desk.book.entry(id_)
    assert entry.content == CONTENT
    assert (entry.version.number, entry.versions, entry.version.origin.kind) == (1, 1, "own")
    desk.book.edit(id_, replace(CONTENT, say="And what is it worth?"), TODAY)
    desk.book.edit(id_, replace(CONTENT, say="And what is it worth?"), TODAY)  # the same words are no version
    assert [(v.number, v.state, v.content.say) for v in desk.book.history(id_)] == [
        (2, "current", "And what is it worth?"), (1, "past", "What is it worth to you?"),
    ]  # fmt: skip
    desk.book.restore(id_, 1)
    assert desk.book.entry(id_).content.say == "What is it worth to you?"
    assert desk.book.entry("price: WORTH").id == id_  # by its title
    assert desk.book.entry(id_[:6]).id == id_
    with pytest.raises(KnownError, match="has no version 9"):
        desk.book.restore(id_, 9)


def test_every_change_is_undone_and_done_again_after_a_restart(desk, home):
    id_ = desk.book.add(CONTENT, TODAY)
    desk.book.edit(id_, replace(CONTENT, title="Other"), TODAY)
    desk.book.delete(id_)
    assert desk.book.entries() == []
    desk.close()
    desk.__init__(home / "mine")
    assert desk.editor.undo().label == "Delete playbook entry"
    assert desk.book.entry(id_).content.title == "Other"
    assert desk.editor.undo().label == "Edit playbook entry"
    assert desk.book.entry(id_).content.title == "Price: worth"
    assert desk.editor.undo().label == "Add playbook entry"
    assert desk.book.entries() == []
    for _ in range(3):
        desk.editor.redo()
    assert desk.book.entries() == []
    desk.editor.undo()
    assert len(desk.book.history(id_)) == 2


def test_what_no_step_can_bring_back_is_forgotten(desk):
    gone, kept = (desk.book.add(replace(CONTENT, title=title), TODAY) for title in ("Gone", "Kept"))
    desk.book.delete(gone)
    assert desk.library.sweep() == 0
    assert len(desk.library.db.read(lambda conn: playbook.history(conn, gone))) == 1  # Undo may bring it back
    desk.library.db.write(lambda conn: conn.execute("DELETE FROM steps"))  # as 500 later steps would
    desk.book.delete(kept)
    desk.library.sweep()
    count = desk.library.db.read(lambda conn: conn.execute("SELECT id FROM playbook").fetchall())
    assert count == [(kept,)]


def test_search_looks_into_everything_that_an_entry_says(desk):
    desk.book.add(replace(CONTENT, way="reframe_value", examples=(Example("Müller asked"),)), TODAY)
    desk.book.add(Content(Situation("competitor", "Coldline"), "Coldline", "Ask what they like."), TODAY)
    for text in ("worth", "PRICE value", "reframe", "muller", "objection"):
        assert [e.content.title for e in desk.book.entries(text)] == ["Price: worth"]
    assert [e.content.title for e in desk.book.entries(kind="competitor")] == ["Coldline"]
    assert desk.book.entries("worth coldline") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": "  "}, "a title"),
        ({"say": ""}, "what to say"),
        ({"title": "x" * 300}, "too long"),
        ({"way": "shout"}, "no way of answering"),
        ({"situation": Situation("objection", "weather")}, "no objection"),
        ({"situation": Situation("stage", "lunch")}, "no stage"),
        ({"situation": Situation("competitor", " ")}, "when the entry is wanted"),
        ({"situation": Situation("question", "")}, "when the entry is wanted"),
    ],
)
def test_an_unclear_entry_is_a_sentence(desk, change, told):
    with pytest.raises(KnownError, match=told):
        desk.book.add(replace(CONTENT, **change), TODAY)
    assert desk.book.entries() == []


def test_calls_propose_an_entry_whose_example_has_its_end(desk):
    made = [desk.add_call(i) for i in range(6)]
    found = desk.book.proposals(TODAY)
    assert [one.key for one in found] == ["objection:price/reframe_value"]
    id_ = desk.book.take_proposal(found[0].key, TODAY)
    entry = desk.book.entry(id_)
    assert entry.content.say == SAID
    assert entry.version.origin.kind == "proposed"
    example = entry.content.examples[0]
    assert (example.call, example.start) == (made[-1], 5.0)
    assert example.end >= example.start
    assert entry.content.figures.this.hits == 6
    assert desk.book.proposals(TODAY) == []
    with pytest.raises(KnownError, match="not proposed"):
        desk.book.take_proposal(found[0].key, TODAY)
    shown = desk.book.shown(TODAY)
    assert shown.here == {made[-1]: "Copper Kettle demo"}
    assert shown.since[id_].state == "too_early"
    desk.editor.bin([made[-1]])
    assert desk.book.shown(TODAY).here == {}  # the quote is kept, the way to the call is not
    assert desk.book.entry(id_).content.examples[0].quote == SAID
    desk.library.delete_call(made[-1])
    assert desk.book.entry(id_).content.examples == ()  # delete means delete
    assert desk.book.entry(id_).content.say == SAID


def test_a_declined_proposal_is_undone(desk):
    for i in range(6):
        desk.add_call(i)
    desk.book.decline("objection:price/reframe_value")
    assert desk.book.proposals(TODAY) == []
    desk.editor.undo()
    assert len(desk.book.proposals(TODAY)) == 1


def test_figures_are_those_of_the_day_on_which_a_way_is_chosen(desk):
    for i in range(3):
        desk.add_call(i, "resolved" if i else "lost")
    id_ = desk.book.add(replace(CONTENT, way="reframe_value"), TODAY)
    for i in range(3, 6):
        desk.add_call(i)
    figures = desk.book.entry(id_).content.figures
    assert (figures.this.hits, figures.this.n, figures.day) == (2, 3, "2026-11-24")


def test_the_reminder_knows_the_next_customer_and_what_was_read(desk):
    desk.add_call(1, "lost", customer="Gable Roofing", day="2026-03-01")
    id_ = desk.book.add(CONTENT, TODAY)
    told = desk.book.reminder([Next("at 14:00", "Gable Roofing")], TODAY)
    assert told.entry.id == id_
    assert told.reason == "Gable Roofing, at 14:00: price came up on 1 March, and stayed open."
    assert desk.book.reminder([], TODAY).reason == "You have not read it yet."
    desk.book.was_read(id_)
    assert "You have not" not in desk.book.reminder([], TODAY).reason


def test_reading_and_writing_an_entry_makes_nobody_count_anew(desk):
    desk.add_call(1)
    first = desk.coach.outliers(TODAY)
    desk.book.add(CONTENT, TODAY)
    desk.book.was_read(desk.book.entries()[0].id)
    assert desk.coach.known("outliers") is not None
    assert desk.coach.outliers(TODAY) == first


def test_an_example_is_what_is_said_there(desk):
    call = desk.add_call(1)
    example = example_of(desk.library, call, 5.0, 9.0)
    assert (example.quote, example.title) == (SAID, "Copper Kettle demo")
    with pytest.raises(KnownError, match="Nothing was said"):
        example_of(desk.library, call, 15.0, 16.0)


# Files


def share(desk, home, name="a", **more):
    return desk.files.share([], home / f"{name}.playbook", Sharing("Dana", **more), overwrite=True)


def fates(arrival):
    return [one.fate for one in arrival.coming]


def test_there_and_back_with_where_it_came_from(desk, other, home):
    id_ = desk.book.add(CONTENT, TODAY)
    path = share(desk, home)
    taken = other.files.take(path)
    assert fates(taken) == ["new"]
    entry = other.book.entry(id_)
    assert entry.content == CONTENT
    assert (entry.version.origin.kind, entry.version.origin.who, entry.version.origin.file) == (
        "file", "Dana", "a.playbook",
    )  # fmt: skip
    assert fates(other.files.take(path)) == ["same"]
    assert len(other.book.history(id_)) == 1
    other.editor.undo()  # the second import changed nothing: this takes the first one back
    assert other.book.entries() == []


def test_a_newer_version_comes_in_and_an_older_one_does_not(desk, other, home):
    id_ = desk.book.add(CONTENT, TODAY)
    old = share(desk, home, "old")
    other.files.take(old)
    desk.book.edit(id_, replace(CONTENT, say="Better words."), TODAY)
    new = share(desk, home, "new")
    assert fates(other.files.take(new)) == ["changed"]
    assert other.book.entry(id_).content.say == "Better words."
    assert fates(other.files.take(old)) == ["same"]
    assert [v.content.say for v in other.book.history(id_)] == ["Better words.", "What is it worth to you?"]


@pytest.mark.parametrize("side", ["mine", "theirs", "both"])
def test_both_sides_of_a_conflict_are_kept_until_one_chooses(desk, other, home, side):
    id_ = desk.book.add(CONTENT, TODAY)
    other.files.take(share(desk, home))
    desk.book.edit(id_, replace(CONTENT, say="Hers."), TODAY)
    other.book.edit(id_, replace(CONTENT, say="Mine."), TODAY)
    path = share(desk, home, "b")
    assert fates(other.files.take(path)) == ["conflict"]
    entry = other.book.entry(id_)
    assert (entry.content.say, [v.content.say for v in entry.offered]) == ("Mine.", ["Hers."])
    assert fates(other.files.take(path)) == ["same"]  # asked once, not twice
    other.book.choose(id_, entry.offered[0].number, side)
    says = {"mine": ["Mine."], "theirs": ["Hers."], "both": ["Mine.", "Hers."]}[side]
    assert [e.content.say for e in other.book.entries()] == says
    assert all(not e.offered for e in other.book.entries())
    assert {v.content.say for v in other.book.history(id_)} == {"Mine.", "Hers.", "What is it worth to you?"}
    other.editor.undo()
    assert [v.content.say for v in other.book.entry(id_).offered] == ["Hers."]
    with pytest.raises(KnownError, match="Nothing is offered"):
        other.book.choose(id_, 99, "mine")


def test_names_are_taken_out_and_the_entry_is_still_known(desk, other, home):
    call = desk.add_call(1, customer="Gable Roofing")
    example = example_of(desk.library, call, 5.0, 9.0)
    id_ = desk.book.add(replace(CONTENT, why="Maria of Gable Roofing liked it.", examples=(example,)), TODAY)
    path = share(desk, home, redacted=True)
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["manifest.json", "playbook.json", "playbook.md"]
        text = archive.read("playbook.json").decode() + archive.read("playbook.md").decode()
    for name in ("Maria", "Gable", "Roofing"):
        assert name not in text
    other.files.take(path)
    theirs = other.book.entry(id_)
    assert theirs.content.why == "[name] of [name] liked it."
    assert theirs.content.examples[0].title == "Call of 2026-11-01"
    assert fates(desk.files.look(path)) == ["same"]  # to whom it belongs it is no other version
    desk.book.edit(id_, replace(desk.book.entry(id_).content, say="Newer."), TODAY)
    assert fates(other.files.take(share(desk, home, "b", redacted=True))) == ["changed"]


def test_sounds_travel_and_are_swept_with_their_entry(desk, other, home, monkeypatch):
    call = desk.add_call(1)
    id_ = desk.book.add(replace(CONTENT, examples=(example_of(desk.library, call, 5.0, 9.0),)), TODAY)

    def cut(self, _example, target):
        soundfile.write(target, np.zeros((1600, 1), dtype="float32"), 16_000, format="FLAC")
        return True

    monkeypatch.setattr(PlaybookFiles, "_cut", cut)
    path = share(desk, home, sound=True)
    other.files.take(path)
    sound = other.files.sound_of(other.book.entry(id_).content.examples[0].sound)
    assert soundfile.info(sound).frames == 1600
    again = other.files.share([], home / "on.playbook", Sharing(sound=True))  # handed on with its sound
    assert other.files.look(again).handout.sounds == {sound.stem}
    other.book.delete(id_)
    os.utime(sound, (0, 0))
    assert other.library.sweep() == 0  # Undo may bring it back
    other.library.db.write(lambda conn: conn.execute("DELETE FROM steps"))
    assert other.library.sweep() == 1
    assert not sound.exists()


def test_without_sound_an_example_is_handed_out_by_its_words(desk, other, home):
    call = desk.add_call(1)
    desk.book.add(replace(CONTENT, examples=(example_of(desk.library, call, 5.0, 9.0),)), TODAY)
    path = share(desk, home, sound=True)  # the call came as a transcript: there is nothing to cut
    assert desk.files.look(path).handout.sounds == frozenset()
    other.files.take(path)
    assert other.book.shown(TODAY).here == {}


def test_nothing_to_share_and_no_playbook_are_sentences(desk, home):
    with pytest.raises(KnownError, match="nothing in the playbook"):
        share(desk, home)
    with pytest.raises(KnownError, match="is no playbook"):
        desk.files.look(home / "x.txt")
    desk.book.add(CONTENT, TODAY)
    path = share(desk, home)
    with pytest.raises(KnownError, match="there already"):
        desk.files.share([], path, Sharing())
