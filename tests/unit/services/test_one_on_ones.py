"""1-on-1s on a real library: prepared, changed and taken back, ended with what was agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.one_on_ones import (
    Agreement,
    Item,
    Person,
    changed_item,
    moved_item,
    with_agreement,
    with_item,
    without_item,
)
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.one_on_ones import OneOnOnes
from callcoach_desktop.services.returns import Returns
from callcoach_desktop.services.speaking import Hiding, place_at
from callcoach_desktop.store import focuses, one_on_ones, typed
from tests.unit.services.made_calls import add_call

TODAY = date(2026, 11, 24)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def coach(library):
    made = Coach(library)
    yield made
    made.close()


@pytest.fixture
def sessions(library, coach):
    return OneOnOnes(library, coach)


@pytest.fixture
def editor(library):
    return Editor(library)


def some_calls(library, coach, n=4):
    # Figures that were counted by hand stay where the coach counts nothing anew.
    return [add_call(library, coach, i, TODAY - timedelta(days=n - i), talk_ratio=0.5 + 0.01 * i) for i in range(n)]


def test_the_agenda_is_kept_and_edited_and_every_edit_taken_back(library, sessions, editor, tmp_path):
    made = sessions.prepare(TODAY)
    assert (made.title, made.held_on, made.state, made.since) == ("1-on-1, 24 November", "2026-11-24", "planned", None)
    for n in "abc":
        sessions.change(made.id, "Add item", lambda s, n=n: with_item(s, Item(n, "topic", n.upper())))
    sessions.change(made.id, "Move item", lambda s: moved_item(s, "c", -2))
    sessions.change(made.id, "Edit item", lambda s: changed_item(s, replace(s.item("a"), said="Less hurry")))
    sessions.change(made.id, "Remove item", lambda s: without_item(s, "b"))
    assert [i.id for i in sessions.one(made.id).items] == ["c", "a"]
    assert sessions.one(made.id).item("a").said == "Less hurry"
    assert editor.undo_state().undo.label == "Remove item"
    editor.undo()
    editor.undo()
    assert [(i.id, i.said) for i in sessions.one(made.id).items] == [("c", ""), ("a", ""), ("b", "")]
    editor.undo()
    assert [i.id for i in sessions.one(made.id).items] == ["a", "b", "c"]
    sessions.delete(made.id)
    assert sessions.every() == []
    editor.undo()
    assert [i.id for i in sessions.one(made.id).items] == ["a", "b", "c"]
    for _ in range(4):
        editor.undo()
    assert sessions.every() == []
    editor.redo()
    assert sessions.one(made.id) == made


def test_what_is_written_outlives_a_restart_with_its_undo(tmp_path):
    with Library.open(tmp_path / "l") as library:
        coach = Coach(library)
        made = OneOnOnes(library, coach).prepare(TODAY, "Friday")
        OneOnOnes(library, coach).change(
            made.id, "Edit notes", lambda s: replace(s, notes="Good talk", person=Person(goals="Lead a team"))
        )
        coach.close()
    with Library.open(tmp_path / "l") as library:
        coach = Coach(library)
        again = OneOnOnes(library, coach).one(made.id[:6])
        assert (again.title, again.notes, again.person.goals) == ("Friday", "Good talk", "Lead a team")
        Editor(library).undo()
        assert OneOnOnes(library, coach).one(made.id).notes == ""
        coach.close()


def test_an_item_goes_with_its_call_and_so_do_its_steps(library, coach, sessions, editor):
    call, _ = some_calls(library, coach, 2)
    made = sessions.prepare(TODAY)
    sessions.change(made.id, "Add item", lambda s: with_item(s, Item("x", "hard", "Xyzzy", call=call, quote="Xyzzy")))
    sessions.change(made.id, "Add item", lambda s: with_item(s, Item("y", "topic", "Stays")))
    editor.bin([call])
    assert sessions.one(made.id).item("x") is None
    editor.restore([call])
    assert sessions.one(made.id).item("x").title == "Xyzzy"
    library.delete_call(call)
    assert sessions.one(made.id).item("x") is None
    assert sessions.one(made.id).item("y") is not None
    library.db.checkpoint()
    assert b"Xyzzy" not in library.db.path.read_bytes()
    assert editor.undo_state().undo.label == "Add item"  # a step about no call is not lost with the call
    editor.undo()
    assert sessions.one(made.id).item("y") is None


def test_an_agreement_becomes_the_focus_and_undo_takes_all_of_it_back(library, coach, sessions, editor):
    some_calls(library, coach)
    coach.start_focus("talk_ratio", TODAY - timedelta(days=20))
    running = coach.current()
    made = sessions.prepare(TODAY)
    agreed = Agreement("g1", "Pause after a question", "patience", "2026-12-08", "focus")
    sessions.change(made.id, "Agree", lambda s: with_agreement(s, agreed))
    sessions.change(
        made.id,
        "Agree",
        lambda s: with_agreement(s, Agreement("g2", "Price later", "price_position", None, "intervention")),
    )
    session = sessions.one(made.id)
    assert sessions.stands_in_the_way(session) == "Talk ratio"
    with pytest.raises(KnownError, match="not finished"):
        sessions.end(made.id, TODAY)
    assert sessions.one(made.id) == session  # nothing of it was kept
    held = sessions.end(made.id, TODAY, finish_running=True)
    assert held.state == "held"
    assert coach.current().behaviour == "patience"
    assert coach.current().id == held.agreements[0].made
    ended = next(f for f in coach.history() if f.id == running.id)
    assert (ended.state, ended.ended_on) == ("finished", "2026-11-24")
    kinds = [(i.kind, i.title, i.behaviour) for i in Returns(library, coach).interventions()]
    assert ("one_on_one", "Price later", "price_position") in kinds
    editor.undo()
    assert sessions.one(made.id) == session
    assert coach.current() == running
    assert [i.kind for i in Returns(library, coach).interventions()] == ["focus"]
    editor.redo()
    assert coach.current().behaviour == "patience"


def test_undo_of_an_end_does_not_push_a_newer_focus_away(library, coach, sessions, editor):
    coach.start_focus("talk_ratio", TODAY - timedelta(days=20))
    made = sessions.prepare(TODAY)
    sessions.change(made.id, "Agree", lambda s: with_agreement(s, Agreement("g", "Wait", "patience", None, "focus")))
    sessions.end(made.id, TODAY, finish_running=True)
    coach.finish_focus(TODAY)
    coach.start_focus("pace", TODAY)
    assert editor.undo().label == "Begin focus"  # the newer focus first, then the end of the one that was agreed
    assert editor.undo().label == "Finish focus"
    assert coach.current().behaviour == "patience"
    coach.finish_focus(TODAY)
    editor.undo()
    # One that stands in no step, as those that were begun by an earlier version.
    patience, pace = coach.current(), coach.new_focus(coach.behaviour("pace"), TODAY)
    for one in (replace(patience, state="finished"), pace):
        library.db.write(lambda conn, one=one: typed.put(conn, None, f"focus:{one.id}", focuses.row_value(one)))
    with pytest.raises(KnownError, match="Another focus has begun"):
        editor.undo()
    assert coach.current().behaviour == "pace"
    assert sessions.one(made.id).state == "held"


def test_open_agreements_come_back_until_they_are_settled(sessions):
    first = sessions.prepare(TODAY - timedelta(days=7))
    person = Person("Lead a team", "Tired", "Join a call")
    sessions.change(first.id, "Agree", lambda s: with_agreement(replace(s, person=person), Agreement("g", "Wait")))
    sessions.end(first.id, TODAY - timedelta(days=7))
    second = sessions.prepare(TODAY)
    assert second.since == "2026-11-17"
    assert [(i.kind, i.title, i.about) for i in second.items] == [("agreement", "Wait", "g")]
    # Goals and what the manager promised go on; how somebody felt that day does not.
    assert second.person == Person("Lead a team", "", "Join a call")
    sessions.settle("g", "kept")
    assert sessions.one(first.id).agreements[0].state == "kept"
    assert sessions.open_agreements() == []
    sessions.end(second.id, TODAY)
    assert sessions.prepare(TODAY + timedelta(days=7)).items == ()


def test_the_agenda_comes_from_the_calls_since_the_last_one(library, coach, sessions):
    some_calls(library, coach)
    for i, story in ((11, 40.0), (12, 90.0)):
        add_call(library, coach, i, TODAY - timedelta(days=1), 20, longest_customer_story=story)
    made = sessions.prepare(TODAY)
    good = next(i for i in made.items if i.kind == "good")
    assert good.figure.startswith("Customer's longest story")
    about = sessions.calls_of(made)[good.call]
    assert about.customer == about.title.removesuffix(" demo")
    more = sessions.suggestions(made)
    assert not {i.call for i in more} & {i.call for i in made.items}


def test_a_place_is_a_whole_turn_with_its_words(library, coach):
    call = add_call(library, coach, 1, TODAY)
    place = place_at(library.call(call), 5.0)
    assert place.quote == "Well, we call the driver and hope."
    assert (place.start, place.end) == (4.1, 9.0)


def test_names_of_other_customers_are_hidden(library, coach):
    add_call(library, coach, 1, TODAY)
    add_call(library, coach, 2, TODAY)
    hiding = Hiding(library.db.read(one_on_ones.others_names))
    said = "Marcusb of Otter said more than Marcusc, Leonie."
    assert hiding.text(said, "call00000001") == "Marcusb of Otter said more than [name], Leonie."
    assert hiding.text("OTTER's list, Marcusc-like, Otters") == "[name]'s list, [name]-like, Otters"
    assert hiding.text(said) == "[name] of [name] said more than [name], Leonie."


def test_a_comment_says_who_wrote_it_and_may_be_a_sign(library, coach, editor):
    call = add_call(library, coach, 1, TODAY)
    editor.add_comment(call, 5.0, None, "", author="manager", reaction="strong")
    editor.add_comment(call, 6.0, None, "I was lost here", author="rep")
    found = library.call(call).comments
    assert [(c.author, c.reaction, c.text) for c in found] == [
        ("manager", "strong", ""), ("rep", "", "I was lost here"),
    ]  # fmt: skip
    with pytest.raises(KnownError, match="needs a text"):
        editor.add_comment(call, 5.0, None, " ", author="rep")
    editor.undo()
    assert len(library.call(call).comments) == 1
