"""Coaching on a library: what is counted once, the focus, outliers, deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callcoach_desktop.coaching import behaviours
from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.showing import outliers_of, show
from callcoach_desktop.store import calls, focuses, outliers, transcripts, typed
from callcoach_desktop.store.calls import NewCall

SPEAKERS = (Speaker("r", "Alex", "rep"), Speaker("c", "Maria", "customer"))


@pytest.fixture
def library(home):
    opened = Library.open(home / "library")
    yield opened
    opened.close()


@pytest.fixture
def coach(library):
    made = Coach(library)
    yield made
    made.close()


def add(library, number, *, month=9, monologue=20.0, kind="discovery", deal=None):
    """A call of four minutes and a bit with one question; the rep's longest turn lasts `monologue` seconds."""
    call_id = f"call{chr(97 + month)}{number:07d}"
    said, clock = [], 0.0
    pieces = [("r", 8.0, "Hello Maria, thank you for the time."), ("c", 6.0, "Good morning Alex, go ahead please.")]
    pieces += [
        ("r", 10.0, "How do you plan the week in the warehouse today?"),
        ("c", 30.0, "We use paper for it. " * 8),
    ]
    pieces += [
        ("r", monologue, "So what it does is put the plan on a screen. " * 6),
        ("c", 30.0, "That looks clear. " * 8),
    ] * 3
    for who, seconds, text in pieces:
        said.append(Utterance(f"u{len(said)}", who, clock, clock + seconds, text))
        clock += seconds + 0.4
    words = Transcript(clock, "en", SPEAKERS, tuple(said))

    def work(conn):
        when = f"2026-{month:02d}-{1 + number:02d}T10:00:00"
        calls.insert(
            conn, NewCall(call_id, f"Call {number}", when, "transcript", f"calls/2026/{call_id}", state="ready")
        )
        calls.set_override(conn, call_id, "call_type", kind)
        if deal:
            calls.set_override(conn, call_id, "deal", deal)
        transcripts.set_transcript(conn, call_id, words, None)

    library.db.write(work)
    library.store_analysis(call_id)
    return call_id


def test_figures_are_counted_once_and_anew_with_each_analysis(library, coach):
    first = add(library, 0)
    assert coach.fill() == 1
    assert coach.fill() == 0
    facts = coach.facts(["longest_monologue", "questions_per_hour"])
    assert [f.id for f in facts] == [first]
    assert facts[0].values["longest_monologue"] == pytest.approx(20.0)
    library.reanalyse(first)
    assert coach.fill() == 1
    assert coach.facts(["longest_monologue"])[0].values["longest_monologue"] == pytest.approx(20.0)


def test_a_focus_from_start_to_end(library, coach):
    for i in range(8):
        add(library, i, monologue=40.0 + 3 * (i % 3))
    for i in range(8):
        add(library, i, month=10, monologue=12.0 + i % 3)
    made = coach.start_focus("Longest monologue", date(2026, 10, 1))
    assert (made.behaviour, made.call_type, made.baseline.range.n) == ("longest_monologue", "discovery", 8)
    with pytest.raises(KnownError, match="one thing at a time"):
        coach.start_focus("patience", date(2026, 10, 2))
    found = coach.progress(date(2026, 10, 10))
    assert len(found.points) == 8
    assert (found.verdict.state, found.verdict.better) == ("change", True)
    add(library, 20, month=8, monologue=500.0)  # a call of before that is brought in later does not move the baseline
    assert coach.progress(date(2026, 10, 10)).focus.baseline == made.baseline
    assert coach.pause_focus(date(2026, 10, 20)).state == "paused"
    assert coach.resume_focus(date(2026, 10, 25)).pauses == (("2026-10-20", "2026-10-25"),)
    ended = coach.finish_focus(date(2026, 10, 30))
    assert ended.verdict == found.verdict.sentence
    assert coach.current() is None
    assert [f.id for f in coach.history()] == [made.id]
    assert coach.progress(date(2026, 10, 31)).focus.state == "finished"
    with pytest.raises(KnownError, match="no focus"):
        coach.finish_focus(date(2026, 10, 31))


def test_what_becomes_of_a_focus_can_be_undone_step_by_step(library, coach):
    for i in range(8):
        add(library, i, monologue=40.0 + 3 * (i % 3))
    editor = Editor(library)
    coach.start_focus("Longest monologue", date(2026, 10, 1))
    coach.pause_focus(date(2026, 10, 5))
    coach.resume_focus(date(2026, 10, 7))
    coach.finish_focus(date(2026, 10, 9))
    assert [editor.undo().label, coach.current().state] == ["Finish focus", "active"]
    assert coach.current().pauses == (("2026-10-05", "2026-10-07"),)
    assert [editor.undo().label, coach.current().state] == ["Go on with focus", "paused"]
    assert [editor.undo().label, coach.current().state] == ["Pause focus", "active"]
    assert editor.undo().label == "Begin focus"
    assert (coach.current(), coach.history()) == (None, [])
    assert editor.redo().label == "Begin focus"
    assert len(coach.current().baseline.values) == 8


def test_a_focus_whose_behaviour_is_gone_is_passed_over_and_can_be_ended(library, coach):
    for i in range(6):
        add(library, i)
    coach.start_focus("pace", date(2026, 9, 20))
    coach.finish_focus(date(2026, 9, 25))
    coach.own.save(behaviours.own("Says the agenda", "agenda", "opening", "per_call"))
    coach.start_focus("own:says-the-agenda", date(2026, 10, 1))
    with pytest.raises(KnownError, match="practising"):
        coach.own.remove("own:says-the-agenda")
    coach.finish_focus(date(2026, 10, 2))
    assert coach.progress(date(2026, 10, 2)).behaviour.name == "Says the agenda"
    coach.own.remove("own:says-the-agenda")
    assert coach.progress(date(2026, 10, 2)).behaviour.id == "pace"
    running = coach.new_focus(coach.behaviour("pace"), date(2026, 10, 3))
    row = focuses.row_value(replace(running, behaviour="own:of-another-version"))
    library.db.write(lambda conn: typed.put(conn, None, f"focus:{running.id}", row))
    assert coach.progress(date(2026, 10, 4)).focus.state == "finished"
    coach.start_focus("talk_ratio", date(2026, 10, 4))
    assert [(one.behaviour, one.state, one.verdict) for one in coach.history()][:2] == [
        ("talk_ratio", "active", ""), ("own:of-another-version", "finished", ""),
    ]  # fmt: skip


def test_a_dismissal_counts_once_and_can_be_undone(library, coach):
    call, editor = add(library, 0), Editor(library)
    coach.dismiss(call, "monologue")
    coach.dismiss(call, "monologue")
    assert library.db.read(outliers.dismissed) == {(call, "monologue")}
    assert editor.undo().label == "Dismiss what stands out"
    assert library.db.read(outliers.dismissed) == frozenset()
    assert editor.redo().label == "Dismiss what stands out"
    coach.dismiss(call, "monologue", on=False)
    assert library.db.read(outliers.dismissed) == frozenset()


def test_outliers_are_in_what_show_prints(library, coach):
    ids = [add(library, i, monologue=20.0 + i % 4) for i in range(9)] + [add(library, 9, monologue=300.0)]
    detail = library.call(ids[9])
    shown = show(detail, outliers_of(library, detail))["outliers"]
    kinds = {o["kind"] for o in shown}
    assert "monologue" in kinds
    monologue = next(o for o in shown if o["kind"] == "monologue")
    assert monologue["start"] == pytest.approx(detail.analysis.places["longest_monologue"].start)
    assert "5:00" in monologue["why"]
    assert not outliers_of(library, library.call(ids[0]))
    report = coach.outliers(date(2026, 9, 11))
    assert {o.call for o in report.worth} == {ids[9]}
    coach.dismiss_named(ids[9], "monologue")
    coach.heard(ids[9])
    again = coach.outliers(date(2026, 9, 11))
    assert again.worth == ()
    assert again.picture.heard == 1
    with pytest.raises(KnownError, match="no outlier of the kind"):
        coach.dismiss_named(ids[9], "boring")


def test_a_behaviour_of_one_s_own(library, coach):
    add(library, 0)
    made = coach.add_own("Says the agenda", "Agenda", "opening", "per_call")
    assert coach.behaviour("says the agenda") == made
    assert coach.fill() == 1  # counted anew for it
    coach.remove_own(made.id)
    with pytest.raises(KnownError, match="no behaviour"):
        coach.behaviour(made.id)
    with pytest.raises(KnownError, match="That is no behaviour"):
        coach.add_own("", "", None, "per_call")


def test_deals_are_set_by_hand_and_linked_by_name(library, coach):
    call = add(library, 0, deal="Müller 2026")
    made = coach.set_deal("muller 2026", "won", "2026-10-01", 4800.0)
    assert (made.name, made.outcome, made.closed_on, made.amount, made.calls) == (
        "Müller 2026", "won", "2026-10-01", 4800.0, (call,),
    )  # fmt: skip
    assert coach.set_deal(made.id, "lost").closed_on == "2026-10-01"
    opened = coach.set_deal("Müller 2026", "open")
    assert (opened.id, opened.closed_on, opened.amount) == (made.id, None, 4800.0)
    assert len(coach.deals()) == 1
    assert coach.insights().closed == 0
    coach.set_deal("Müller 2026", "won")
    found = coach.insights()
    assert (found.closed, found.won) == (1, 1)
    assert {i.level for i in found.insights} == {"dots"}


def test_reviews_are_private_searchable_and_come_back_with_their_customer(library, coach):
    call = add(library, 0)
    library.edit(call, "customer", "Brightwater")
    coach.put_review(Review(call, 4, 10.0, "the story", 50.0, "talked over her", "ask about the hygienists"))
    assert coach.review(call).intention == "ask about the hygienists"
    assert [r.call for r in coach.find_reviews("TALKED hygienists")] == [call]
    assert coach.find_reviews("nothing of it") == []
    assert coach.intention_for("brightwater", "2026-10-01T09:00").call == call
    assert coach.intention_for("Other", "2026-10-01T09:00") is None
    with pytest.raises(KnownError):
        coach.put_review(Review("nosuchcall12"))
