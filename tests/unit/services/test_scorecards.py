"""Scorecards on real libraries: versions, self first, differences, what is measured, undo."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest

from callcoach_desktop.domain.analysis import Stage
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Field, Subject
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.scorecards import SUFFIX, Scorecards, starters
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall, now

SPEAKERS = (Speaker("left", "", "rep", 0), Speaker("right", "", "customer", 1))
A, B = "abcdefghjkm2", "abcdefghjkm3"
CALL = Subject(call=A)
FIELDS = (
    Field("room", "scale", "Room to talk", "Silence after questions.", steps=5, behaviour="talk_ratio"),
    Field("agreed", "yes_no", "Purpose agreed"),
    Field("step", "yes_no", "Next step agreed", behaviour="next_step_specific"),
    Field("price", "choice", "The price", options=("held", "traded", "given away")),
    Field("story", "figure", "Longest story", behaviour="customer_story"),
    Field("words", "text", "What next"),
)
ANSWERS = {"room": 4, "agreed": True, "price": "held", "words": "Ask more."}


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        for call_id, date in ((A, "2026-01-02T10:00:00"), (B, "2026-01-03T10:00:00")):
            opened.db.write(lambda conn, call_id=call_id, date=date: _fill(conn, call_id, date))
            words = opened.call(call_id).transcript
            made = replace(opened.analyse(words, opened.vocabulary()), stages=(Stage("opening", 0.0, 200.0),))
            opened.db.write(lambda conn, c=call_id, made=made: transcripts.set_analysis(conn, c, made))
        yield opened


def words_of(shift=0.0):
    said = (
        ("left", 1.0, "what slows you down today? " * 20),
        ("right", 60.0, "the prize mostly and the waiting " * (20 + round(shift))),
    )
    utterances = []
    for number, (speaker, start, text) in enumerate(said):
        words = tuple(
            Word(w, start + shift + i / 2, start + shift + i / 2 + 0.4, 0.7) for i, w in enumerate(text.split())
        )
        utterances.append(Utterance(f"u{number}", speaker, start + shift, words[-1].end, text, words))
    return Transcript(200.0, "en", SPEAKERS, tuple(utterances))


def _fill(conn, call_id, date):
    calls.insert(conn, NewCall(call_id, f"Call {call_id[-1]}", date, "sound", f"calls/{call_id}", state="ready"))
    calls.set_rep_channel(conn, call_id, "left", "guessed")
    transcripts.set_transcript(conn, call_id, words_of(), "base")


@pytest.fixture
def coach(library):
    made = Coach(library)
    yield made
    made.close()


@pytest.fixture
def cards(library, coach):
    return Scorecards(library, coach)


@pytest.fixture
def form(cards):
    return cards.publish(cards.add_form("Review", "about it", FIELDS).id)


def code(act) -> str:
    with pytest.raises(KnownError) as error:
        act()
    assert error.value.problem.what
    assert error.value.problem.do
    return error.value.problem.code


# Forms


def test_a_draft_changes_in_place_and_a_published_form_makes_a_new_version(cards):
    draft = cards.add_form(" Review ", fields=[Field("", "text", "Why")])
    assert (draft.version, draft.state, draft.name) == (1, "draft", "Review")
    assert draft.fields[0].id
    changed = cards.save_draft(draft.id, "Review", "now with words", draft.fields)
    assert (changed.version, changed.about) == (1, "now with words")
    first = cards.publish(draft.id)
    assert code(lambda: cards.publish(draft.id)) == "no_draft"
    second = cards.save_draft(draft.id, "Review 2", "", first.fields)
    assert (second.version, second.state) == (2, "draft")
    (kept,) = cards.forms()
    assert (kept.current, kept.draft, kept.shown) == (first, second, first)
    cards.discard_draft(draft.id)
    assert cards.forms()[0].draft is None
    assert cards.save_draft(draft.id, first.name, first.about, first.fields) == first  # nothing was edited
    assert len(cards.versions(draft.id)) == 1


def test_the_database_itself_keeps_a_published_form(library, form):
    def write(conn):
        conn.execute("UPDATE scorecards SET name = 'Other' WHERE id = ?", (form.id,))

    with pytest.raises(sqlite3.IntegrityError, match="published form"):
        library.db.write(write)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ((), "no fields"),
        ((Field("a", "text", " "),), "Field 1 asks nothing"),
        ((Field("a", "scale", "S", steps=1),), "“S”"),
        ((Field("a", "choice", "C", options=("x",)),), "two options"),
        ((Field("a", "choice", "C", options=("x", " X")),), "twice"),
        ((Field("a", "figure", "F"),), "none is chosen"),
        ((Field("a", "text", "T"), Field("a", "text", "U")), "one id"),
    ],
)
def test_an_incomplete_form_is_kept_and_not_published(cards, fields, says):
    draft = cards.add_form("Review", fields=fields)
    with pytest.raises(KnownError, match=says):
        cards.publish(draft.id)
    assert cards.form(draft.id) == draft


def test_a_form_is_archived_with_its_results_and_brought_back(cards, form):
    cards.hand_in(form.id, CALL, "rep", {**ANSWERS, "step": None})
    cards.save_draft(form.id, "Review 2", "", FIELDS)
    cards.archive(form.id)
    assert cards.forms() == ()
    (kept,) = cards.forms(archived=True)
    assert (kept.archived, kept.draft, kept.filled) == (True, None, 1)
    assert len(cards.history(form.id, "rep")) == 1
    assert code(lambda: cards.fill(form.id, Subject(call=B), "rep", {})) == "not_published"
    cards.bring_back(form.id)
    assert cards.forms()[0].current == form


def test_starters_are_whole_and_become_forms_of_ones_own(cards):
    known = {b.id for b in cards._coach.behaviours()}
    assert len(starters()) >= 3
    for starter in starters():
        made = cards.publish(cards.add_starter(starter.id).id)
        assert made.fields == starter.fields
        assert {f.behaviour for f in made.fields if f.behaviour} <= known
        assert all(f.guide for f in made.fields)
    assert code(lambda: cards.add_starter("other")) == "no_such_form"


def test_a_form_goes_out_as_a_file_and_comes_back_as_a_draft(cards, form, tmp_path):
    path = cards.export_results(form.id, "form", "rep", tmp_path / f"review{SUFFIX}")
    assert code(lambda: cards.export_results(form.id, "form", "rep", path)) == "file_exists"
    made = cards.import_form(path)
    assert made.id != form.id
    assert (made.state, made.name, made.about, made.fields) == ("draft", form.name, form.about, form.fields)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff\xfe\x00", b'{"format": "other"}', b"[" * 100_000,
        b'{"format": "callcoach-scorecard", "version": 1, "name": "x"}',
        b'{"format": "callcoach-scorecard", "version": 1, "name": "x", "fields": [{"id": "a", "kind": "magic"}]}',
        (b'{"format": "callcoach-scorecard", "version": 1, "name": "x", "fields": [{"id": "a", "kind": "scale", '
        b'"steps": "9"}]}'),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_a_sentence_and_nothing_is_kept(cards, tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert code(lambda: cards.import_form(path)) == "form_unreadable"
    assert cards.forms(archived=True) == ()


def test_a_form_of_a_newer_program_is_refused(cards, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"format": "callcoach-scorecard", "version": 2}))
    assert code(lambda: cards.import_form(path)) == "form_newer"
    assert code(lambda: cards.import_form(tmp_path / "nothing.json")) == "form_unreadable"


# Filling in


def test_the_managers_answers_are_hidden_until_the_reps_own_are_in(cards, form):
    cards.hand_in(form.id, CALL, "manager", {**ANSWERS, "room": 2})
    seen = cards.round(form.id, CALL, "rep")
    assert (seen.manager, seen.waiting, seen.lines) == (None, True, ())
    assert cards.history(form.id, "rep")[0].manager is None
    assert cards.rounds(CALL, "rep")[0].lines == ()
    cards.fill(form.id, CALL, "rep", {"room": 4})
    assert cards.round(form.id, CALL, "rep").manager is None
    assert cards.round(form.id, CALL, "manager").rep is None  # begun, and not handed in
    cards.hand_in(form.id, CALL, "rep", ANSWERS)
    seen = cards.round(form.id, CALL, "rep")
    assert seen.both
    assert not seen.waiting
    room, agreed, *_ = seen.lines
    assert (room.rep, room.manager, room.gap, room.apart) == (4, 2, -2, True)
    assert (agreed.apart, agreed.gap) == (False, None)
    assert cards.round(form.id, CALL, "manager").lines == seen.lines
    assert code(lambda: cards.reopen(form.id, CALL, "rep")) == "both_in"


def test_answers_must_fit_and_nothing_may_be_left_open(cards, form):
    for name, wrong in (("room", 6), ("room", True), ("agreed", 1), ("price", "other"), ("story", 3), ("none", 1)):
        with pytest.raises(ValueError, match="does not fit"):
            cards.fill(form.id, CALL, "rep", {name: wrong})
    with pytest.raises(KnownError, match="“Purpose agreed” is not answered"):
        cards.hand_in(form.id, CALL, "rep", {"room": 4})
    assert cards.round(form.id, CALL, "rep").rep is None
    handed = cards.hand_in(form.id, CALL, "rep", {**ANSWERS, "agreed": None})
    assert handed.answers["agreed"] is None
    assert code(lambda: cards.fill(form.id, CALL, "rep", {})) == "handed_in"
    cards.reopen(form.id, CALL, "rep")
    assert cards.fill(form.id, CALL, "rep", {"room": 1}).measured == {}


def test_what_can_be_measured_fills_and_says_so_and_stays_as_it_was(cards, form, library, coach):
    handed = cards.hand_in(form.id, CALL, "rep", ANSWERS)
    reading = coach.reading(A, coach.behaviour("talk_ratio"))
    room, step, story = (handed.measured[name] for name in ("room", "step", "story"))
    assert room.value == reading.value
    assert not room.fills
    assert room.text == f"{100 * reading.value:.0f} %"
    assert (step.fills, step.answer, step.text) == (True, False, "no")
    assert (story.fills, story.answer) == (True, None)
    line = {one.field.id: one for one in cards.round(form.id, CALL, "rep").lines}["step"]
    assert (line.rep, line.rep_answered, line.measured) == (False, True, step)
    library.db.write(lambda conn: transcripts.set_transcript(conn, A, words_of(shift=2.0), "small"))
    library.reanalyse(A)
    Editor(library).swap_sides(A)
    assert coach.reading(A, coach.behaviour("talk_ratio")).value != reading.value
    assert cards.round(form.id, CALL, "rep").rep == handed


def test_ones_own_answer_stands_against_what_was_measured(cards, form):
    cards.hand_in(form.id, CALL, "rep", {**ANSWERS, "step": True})
    line = {one.field.id: one for one in cards.round(form.id, CALL, "rep").lines}["step"]
    assert (line.rep, line.measured.answer) == (True, False)


def test_a_new_version_changes_no_old_result_and_both_sides_fill_the_same_one(cards, form):
    cards.hand_in(form.id, CALL, "rep", ANSWERS)
    before = cards.round(form.id, CALL, "rep")
    cards.save_draft(form.id, "Review", "", [replace(FIELDS[0], label="Other", steps=3)])
    newer = cards.publish(form.id)
    assert cards.round(form.id, CALL, "rep") == before
    assert cards.hand_in(form.id, CALL, "manager", {**ANSWERS, "room": 5}).version == form.version
    assert cards.hand_in(form.id, Subject(call=B), "rep", {"room": 3}).version == newer.version
    assert [one.form.version for one in cards.history(form.id, "rep")] == [2, 1]
    (track,) = [one for one in cards.tracks(form.id, "rep") if one.field.id == "room"]
    assert [value for *_, value in track.rep] == [4.0, 3.0]
    assert [value for *_, value in track.manager] == [5.0]


def test_a_behaviour_that_is_not_known_here_is_said_so(cards):
    made = cards.publish(cards.add_form("Guest", fields=[Field("x", "figure", "Guest's", behaviour="own:guest")]).id)
    handed = cards.hand_in(made.id, CALL, "rep", {})
    assert handed.measured["x"].text == "this behaviour is not measured here"


def test_a_behaviour_of_ones_own_fills_a_field_as_the_built_in_ones_do(cards, coach):
    own = coach.add_own("Says load", "load", None, "yes_no")
    fields = [Field("x", "yes_no", "Load was named", behaviour=own.id, optional=False)]
    made = cards.publish(cards.add_form("Mine", fields=fields).id)
    handed = cards.hand_in(made.id, CALL, "rep", {})
    assert (handed.measured["x"].text, handed.measured["x"].answer) == ("no", False)
    assert cards.round(made.id, CALL, "rep").lines[0].rep is False
    coach.remove_own(own.id)
    cards.reopen(made.id, CALL, "rep")
    with pytest.raises(KnownError, match="“Load was named” is not answered"):
        cards.hand_in(made.id, CALL, "rep", {})


def test_a_one_on_one_is_filled_with_the_average_of_the_calls_before_it(cards, form, library, coach):
    def write(conn):
        conn.execute(
            "INSERT INTO one_on_ones (id, title, held_on, state, data, created_at) "
            "VALUES ('talk', 'Friday', '2026-01-02', 'planned', '{}', ?)",
            (now(),),
        )

    library.db.write(write)
    talk = Subject(one_on_one="talk")
    handed = cards.hand_in(form.id, talk, "rep", {**ANSWERS, "step": None})
    reading = coach.reading(A, coach.behaviour("talk_ratio"))  # the call of the day after does not count
    assert handed.measured["room"].text == f"{100 * reading.value:.0f} %, average of 1 call"
    assert handed.measured["step"].text == "in 0 of 1 call"
    assert cards.round(form.id, talk, "rep").title == "Friday"
    Editor(library).undo()
    assert cards.round(form.id, talk, "rep").rep is None
    assert code(lambda: cards.round(form.id, Subject(one_on_one="other"), "rep")) == "no_such_one_on_one"


def test_results_of_a_call_in_the_bin_are_away_and_come_back(cards, form, library):
    cards.hand_in(form.id, CALL, "rep", ANSWERS)
    editor = Editor(library)
    editor.bin([A])
    assert cards.history(form.id, "rep") == ()
    assert code(lambda: cards.round(form.id, CALL, "rep")) == "no_such_call"
    editor.undo()
    assert len(cards.history(form.id, "rep")) == 1
    editor.purge([A])
    assert library.db.check(thorough=True) == []
    assert cards.forms()[0].filled == 0


STEPS = {
    "add": lambda c, f: c.add_form("New"),
    "edit": lambda c, f: c.save_draft(f.id, "Other", "x", FIELDS[:2]),
    "archive": lambda c, f: c.archive(f.id),
    "fill": lambda c, f: c.fill(f.id, Subject(call=B), "rep", {"room": 2}),
    "hand in": lambda c, f: c.hand_in(f.id, Subject(call=B), "manager", ANSWERS),
    "reopen": lambda c, f: c.reopen(f.id, CALL, "rep"),
    "remove": lambda c, f: c.remove(f.id, CALL, "rep"),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_taken_back_and_done_again_also_after_a_restart(cards, form, library, home, coach, step):
    cards.hand_in(form.id, CALL, "rep", ANSWERS)

    def everything(c):
        return c.forms(archived=True), [c.history(one.id, "manager") for one in c.forms(archived=True)]

    before = everything(cards)
    STEPS[step](cards, form)
    after = everything(cards)
    assert after != before
    coach.close()
    library.close()
    with Library.open(home / "library") as opened:
        again, editor = Scorecards(opened, coach), Editor(opened)
        assert everything(again) == after
        editor.undo()
        assert everything(again) == before
        editor.redo()
        assert everything(again) == after


def test_publishing_is_undone_before_anybody_filled_it(cards, library):
    draft = cards.add_form("Review", fields=FIELDS)
    cards.publish(draft.id)
    Editor(library).undo()
    assert cards.form(draft.id) == draft
    Editor(library).redo()
    assert cards.form(draft.id).state == "published"
