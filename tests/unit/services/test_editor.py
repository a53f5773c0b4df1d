"""The Editor on real libraries: every step, undone, done again, after a restart, after another model."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.editing import Difference, Step, UndoState
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import CallQuery, Library
from callcoach_desktop.services.showing import show
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

A, B, C, D, E = (f"abcdefghjkm{n}" for n in (2, 3, 4, 5, 6))
SPEAKERS = (Speaker("left", "", "other", 0), Speaker("right", "", "other", 1))
SAID = (
    ("u0", "left", 1.0, "what slows you down today?"),
    ("u1", "right", 5.0, "the prize mostly and the waiting"),
    ("u2", "left", 9.0, "how long do you wait?"),
    ("u3", "right", 12.0, "weeks"),
)


def words_of(said: tuple[tuple[str, str, float, str], ...] = SAID) -> Transcript:
    utterances = []
    for id_, speaker, start, text in said:
        words = tuple(Word(w, start + i / 2, start + i / 2 + 0.4, 0.7) for i, w in enumerate(text.split()))
        utterances.append(Utterance(id_, speaker, start, words[-1].end, text, words))
    return Transcript(20.0, "en", SPEAKERS, tuple(utterances))


def add(library: Library, call_id: str = A, **facts: Any) -> str:
    def work(conn: Any) -> None:
        known = {"origin": "/recordings/x.wav", "state": "ready", "customer": "Acme", **facts}
        calls.insert(
            conn,
            NewCall(call_id, f"Call {call_id[-1]}", "2026-01-02T10:00:00", "sound", f"calls/2026/{call_id}", **known),
        )
        calls.set_rep_channel(conn, call_id, "left", "guessed")
        transcripts.set_transcript(conn, call_id, words_of(), "base")

    library.db.write(work)
    library.store_analysis(call_id)
    return call_id


@pytest.fixture
def library(home: Path):
    opened = Library.open(home / "library")
    yield opened
    opened.close()


@pytest.fixture
def editor(library: Library) -> Editor:
    add(library)
    return Editor(library)


def lines(library: Library, call_id: str = A) -> list[tuple[str, str]]:
    transcript = library.call(call_id).transcript
    assert transcript is not None
    return [(u.speaker, u.text) for u in transcript.utterances]


def everything(library: Library) -> list[object]:
    """All that a person can change, as it is shown."""
    rows = library.calls() + library.calls(CallQuery(binned=True))
    return [library.setting("rep_name"), *(show(library.call(row.id)) for row in rows), *rows]


STEPS = {
    "Edit line": lambda e: e.edit_text(A, "u1", "the price list mostly and the waiting"),
    "Split line": lambda e: e.split(A, "u1", 3),
    "Move line": lambda e: e.give(A, ["u1"], "left"),
    "Move lines": lambda e: e.give(A, ["u0", "u2"], "right"),
    "Merge voices": lambda e: e.merge_speakers(A, "right", "left"),
    "Join lines": lambda e: e.join(A, "u0"),
    "Name speaker": lambda e: e.name_speaker(A, "left", "Ana"),
    "Add speaker": lambda e: e.add_speaker(A, "Mara", "customer"),
    "Set side": lambda e: e.set_side(A, "right", "other"),
    "Swap sides": lambda e: e.swap_sides(A),
    "Rename call": lambda e: e.set_field([A], "title", "Renewal"),
    "Set customer": lambda e: e.set_field([A], "customer", "Globex"),
    "Set deal": lambda e: e.set_field([A], "deal", "D-7"),
    "Set type": lambda e: e.set_field([A], "call_type", "demo"),
    "Set date": lambda e: e.set_field([A], "started_at", "2025-05-05T09:00"),
    "Set the rep's channel": lambda e: e.set_field([A], "rep_channel", "right"),
    "Tag": lambda e: e.tag([A], add=["hot", "  q3  deal "]),
    "Delete call": lambda e: e.bin([A]),
    "Add comment": lambda e: e.add_comment(A, 6.0, None, "He hesitates"),
    "Add bookmark": lambda e: e.add_comment(A, 6.0, 7.5, "", "bookmark"),
}


@pytest.mark.parametrize("label", STEPS)
def test_each_step_can_be_undone_and_done_again_after_a_restart(home, library, editor, label):
    before = everything(library)
    STEPS[label](editor)
    after = everything(library)
    assert after != before
    assert editor.undo_state() == UndoState(Step(label, A, library.call(A).row.title), None)
    library.close()
    with Library.open(home / "library") as again:
        restarted = Editor(again)
        assert everything(again) == after
        step = restarted.undo()
        assert step is not None
        assert (step.label, step.call) == (label, A)
        assert everything(again) == before
        assert restarted.undo_state().undo is None
        assert again.db.read(lambda conn: calls.remembered_channel(conn, "/recordings")) is None
    with Library.open(home / "library") as again:
        assert Editor(again).redo() is not None
        assert everything(again) == after
        assert Editor(again).redo() is None


def test_all_steps_back_and_forth(library, editor):
    seen = [everything(library)]
    for do in STEPS.values():
        do(editor)
        if everything(library) != seen[-1]:
            seen.append(everything(library))
    assert len(seen) > 15
    for earlier in reversed(seen[:-1]):
        assert editor.undo() is not None
        assert everything(library) == earlier
    assert editor.undo() is None
    for later in seen[1:]:
        assert editor.redo() is not None
        assert everything(library) == later


def test_an_edit_reaches_search_figures_and_comparison(library, editor):
    published: list[ChangeSet] = []
    library.subscribe(published.append)
    editor.edit_text(A, "u1", "the price mostly and what does it cost?")
    assert [c for c in published if c.journal] == [ChangeSet(frozenset({A}), journal=True)]
    assert [hit.utterance for hit in library.search("price")] == ["u1"]
    assert library.search("prize") == []
    assert [row.id for row in library.calls(CallQuery("price"))] == [A]
    detail = library.call(A)
    assert detail.edited
    assert detail.analysis is not None
    assert {u.id for u in detail.transcript.utterances} >= {i for t in detail.analysis.turns for i in t.utterances}
    assert any("cost" in m.quote for m in detail.analysis.moments if m.kind == "question")
    assert editor.heard(A) == words_with_sides(library)
    assert [(d.heard, d.now) for d in editor.compare(A)] == [("prize", "price"), ("the waiting", "what does it cost?")]
    editor.clear_edits(A)
    assert not library.call(A).edited
    assert editor.compare(A) == []
    assert library.db.read(lambda conn: conn.execute("SELECT count(*) FROM heard").fetchone()) == (0,)
    assert [hit.utterance for hit in library.search("prize")] == ["u1"]


def words_with_sides(library: Library) -> Transcript:
    words = words_of()
    in_force = library.call(A).transcript
    assert in_force is not None
    return Transcript(words.duration, words.language, in_force.speakers, words.utterances, in_force.started_at)


def test_giving_a_line_away_moves_the_talk_share(library, editor):
    before = library.call(A).row.talk_ratio
    editor.give(A, ["u1"], "left")
    after = library.call(A).row.talk_ratio
    assert before is not None
    assert after is not None
    assert after > before
    editor.undo()
    assert library.call(A).row.talk_ratio == before


def test_what_a_person_did_survives_another_model(library, editor):
    editor.edit_text(A, "u1", "the price mostly and the waiting")
    editor.give(A, ["u3"], "left")
    editor.name_speaker(A, "right", "Mara")
    editor.tag([A], add=["hot"])
    editor.add_comment(A, 6.0, None, "He hesitates")
    other = words_of(
        (
            ("x0", "left", 1.0, "what slows you down"),
            ("x1", "right", 5.0, "the prices mostly"),
            ("x2", "right", 6.5, "and the weight ing"),
            ("x3", "right", 12.0, "weak"),
        )
    )
    library.db.write(lambda conn: transcripts.set_transcript(conn, A, other, "small"))
    library.store_analysis(A)
    assert lines(library) == [
        ("left", "what slows you down"),
        ("right", "the price mostly"),
        ("right", "and the weight ing"),
        ("left", "weak"),
    ]
    detail = library.call(A)
    assert (detail.row.model, detail.row.tags, detail.edited) == ("small", ("hot",), True)
    assert [s.name for s in detail.transcript.speakers] == ["Rep", "Mara"]
    assert [c.text for c in detail.comments] == ["He hesitates"]
    assert [u.text for u in editor.heard(A).utterances] == [u.text for u in other.utterances]
    assert Difference(5.5, 5.9, "right", "prices", "price") in editor.compare(A)
    for _ in range(5):
        editor.undo()
    assert [text for _, text in lines(library)] == [u.text for u in other.utterances]


def test_typing_over_a_line_again_leaves_one_edit_and_every_step(library, editor):
    for text in ("the price mostly", "the price list mostly", "a price list", "the prize mostly and the waiting"):
        editor.edit_text(A, "u1", text)
        assert lines(library)[1] == ("right", text)
    assert len(library.db.read(lambda conn: conn.execute("SELECT id FROM edits").fetchall())) <= 1
    for text in ("a price list", "the price list mostly", "the price mostly", SAID[1][3]):
        editor.undo()
        assert lines(library)[1] == ("right", text)


def test_split_edit_join(library, editor):
    editor.split(A, "u1", 3)
    second = library.call(A).transcript.utterances[2]
    editor.edit_text(A, second.id, "and the long waiting")
    editor.edit_text(A, "u1", "the price mostly")
    assert [text for _, text in lines(library)][1:3] == ["the price mostly", "and the long waiting"]
    editor.join(A, "u1")
    assert [text for _, text in lines(library)][1] == "the price mostly and the long waiting"


def test_several_lines_are_edited_in_one_step(library, editor):
    before = lines(library)
    editor.edit_texts(A, [("u0", "what slows you now?"), ("u1", ""), ("u2", before[2][1]), ("u3", "two weeks")])
    assert [text for _, text in lines(library)] == ["what slows you now?", before[2][1], "two weeks"]
    editor.edit_texts(A, [("u3", "three weeks"), ("u0", "what slows us now?")])
    assert [text for _, text in lines(library)][0::2] == ["what slows us now?", "three weeks"]
    editor.undo()
    assert [text for _, text in lines(library)][0::2] == ["what slows you now?", "two weeks"]
    assert editor.undo() == Step("Edit line", A, f"Call {A[-1]}")
    assert lines(library) == before
    with pytest.raises(KnownError, match="not in the transcript"):
        editor.edit_texts(A, [("u0", "x"), ("none", "y")])
    assert lines(library) == before


def test_a_new_line_where_there_is_a_pause_is_kept(library, editor):
    editor.split(A, "u2", 0)
    detail = library.call(A)
    assert len(detail.transcript.utterances) == 4
    ((voice, second),) = detail.splits
    assert voice == "left"
    assert detail.transcript.utterances[0].end < second < detail.transcript.utterances[2].start
    editor.undo()
    assert library.call(A).splits == ()
    with pytest.raises(KnownError, match="between two"):
        editor.split(A, "u0", 0)  # the first of its voice


def test_voices_of_one_channel_whose_sides_were_guessed(library, editor):
    add(library, B)
    people = (Speaker("left", "", "rep"), Speaker("right", "", "customer"))
    voices = replace(words_of(), speakers=people)

    def work(conn: Any) -> None:
        calls.set_rep_channel(conn, B, None, "guessed")
        transcripts.set_transcript(conn, B, voices, "base")

    library.db.write(work)
    library.set_setting("rep_name", "Ana Lima")
    guessed = library.call(B)
    assert (guessed.rep_channel, guessed.rep_channel_from) == (None, "guessed")
    assert [(s.name, s.side) for s in guessed.transcript.speakers] == [("Rep", "rep"), ("Customer", "customer")]
    editor.swap_sides(B)
    said = library.call(B)
    assert said.rep_channel_from == "said"
    assert [(s.name, s.side) for s in said.transcript.speakers] == [("Customer", "customer"), ("Ana Lima", "rep")]
    editor.undo()
    assert library.call(B).rep_channel_from == "guessed"


def test_the_reps_name_for_good(library, editor):
    add(library, B)
    with pytest.raises(KnownError, match="Only the rep"):
        editor.name_speaker(A, "right", "Mara", always=True)
    editor.name_speaker(A, "left", " Ana  Lima ", always=True)
    assert library.call(A).transcript.speakers[0].name == "Ana Lima"
    # In the other call the rep's channel is a guess, and a wrong name is worse than none.
    assert library.call(B).transcript.speakers[0].name == "Rep"
    editor.set_field([B], "rep_channel", "right")
    assert [s.name for s in library.call(B).transcript.speakers] == ["Customer", "Ana Lima"]
    editor.name_speaker(B, "right", "Tom")
    assert [s.name for s in library.call(B).transcript.speakers] == ["Customer", "Tom"]
    editor.undo()
    editor.undo()
    editor.undo()
    assert library.setting("rep_name") is None
    assert library.call(A).transcript.speakers[0].name == "Rep"


def test_known_names_begin_with_this_customers(library, editor):
    add(library, B, customer="Globex")
    add(library, C)
    editor.name_speaker(B, "right", "Greta")
    editor.name_speaker(C, "right", "Carl")
    editor.add_speaker(B, "Gus", "customer")
    assert editor.known_names(A) == ["Carl", "Greta", "Gus"]
    assert editor.known_names(B) == ["Greta", "Gus", "Carl"]


def test_an_added_speaker_takes_lines(library, editor):
    who = editor.add_speaker(A, "Mara", "customer")
    assert who == "p1"
    assert editor.add_speaker(A, "Tom", "other") == "p2"
    editor.give(A, ["u1", "u3"], who)
    editor.name_speaker(A, who, "Mara Diaz")
    editor.set_side(A, who, "other")
    speaker = next(s for s in library.call(A).transcript.speakers if s.id == who)
    assert (speaker.name, speaker.side, speaker.channel) == ("Mara Diaz", "other", None)
    for _ in range(5):
        editor.undo()
    assert [s.id for s in library.call(A).transcript.speakers] == ["left", "right"]
    assert lines(library) == [(speaker, text) for _, speaker, _, text in SAID]


def test_many_calls_are_one_step(library, editor):
    for call_id in (B, C, D, E):
        add(library, call_id)
    ids = [A, B, C, D, E]
    editor.tag(ids, add=["Hot", "hot ", "q3"])
    editor.set_field(ids, "call_type", "demo")
    editor.tag([A, B], add=["HOT", "new"], remove=["Q3"])
    assert {row.id: row.tags for row in library.calls()} == {
        A: ("Hot", "new"),
        B: ("Hot", "new"),
        **dict.fromkeys((C, D, E), ("Hot", "q3")),
    }
    assert editor.all_tags() == [("Hot", 5), ("q3", 3), ("new", 2)]
    assert editor.all_types() == ["demo"]
    editor.set_field([A, B, D, E], "customer", "Zoë Foods")
    editor.set_field([C], "customer", "Acme")
    assert editor.all_customers() == ["Zoë Foods", "Acme"]
    for _ in range(2):
        editor.undo()
    assert {row.id for row in library.calls(CallQuery(tag="NEW", call_type="Demo"))} == {A, B}
    before = {row.id: row.talk_ratio for row in library.calls()}
    editor.set_field(ids, "rep_channel", "right")
    after = {row.id: row.talk_ratio for row in library.calls()}
    assert all(after[i] == pytest.approx(1 - before[i]) for i in ids)
    assert editor.undo_state().undo == Step("Set the rep's channel")
    editor.undo()
    assert {row.id: row.talk_ratio for row in library.calls()} == before
    editor.undo()
    editor.undo()
    editor.undo()
    assert all(row.tags == () for row in library.calls())
    assert editor.undo() is None


def test_a_new_step_forgets_what_was_undone(library, editor):
    editor.set_field([A], "title", "One")
    editor.undo()
    editor.set_field([A], "deal", "D")
    assert editor.undo_state().redo is None
    assert editor.redo() is None
    editor.set_field([A], "deal", "D")  # nothing changes: no step
    editor.undo()
    assert editor.undo_state().undo is None


def test_the_last_500_steps_are_kept(library, editor):
    for number in range(505):
        editor.set_field([A], "deal", f"D-{number}")
    done = 0
    while editor.undo() is not None:
        done += 1
    assert done == 500
    assert library.call(A).row.deal == "D-4"


def test_the_bin_hides_a_call_everywhere_and_gives_it_back(library, editor):
    add(library, B)
    editor.tag([A, B], add=["hot"])
    editor.set_field([A, B], "call_type", "demo")
    editor.bin([A])
    assert [row.id for row in library.calls()] == [B]
    assert library.count() == library.count("prize") == library.count(CallQuery(tag="hot")) == 1
    assert {hit.call for hit in library.search("prize")} == {B}
    assert [row.id for row in library.calls(CallQuery("prize", call_type="demo"))] == [B]
    assert editor.all_tags() == [("hot", 1)]
    binned = library.calls(CallQuery(binned=True))
    assert [(row.id, row.tags) for row in binned] == [(A, ("hot",))]
    assert binned[0].binned_at is not None
    library.db.write(lambda conn: transcripts.outdate(conn, A))
    assert library.refresh_stale() == 0
    editor.restore([A])
    assert library.count() == 2
    assert editor.undo_state().undo == Step("Restore call", A, "Call 2")
    assert library.refresh_stale() == 1


def test_upkeep_deletes_what_has_been_in_the_bin_for_thirty_days(library, editor):
    add(library, B)
    editor.bin([A, B])
    library.db.write(lambda conn: calls.set_binned(conn, A, "2026-01-01T00:00:00+00:00"))
    assert library.empty_bin() == 1
    assert [row.id for row in library.calls(CallQuery(binned=True))] == [B]
    assert library.empty_bin() == 0
    assert editor.undo() == Step("Delete calls", B, "Call 3")
    assert [row.id for row in library.calls()] == [B]


def test_nothing_of_a_purged_call_stays(home, library, editor):
    secret = "zyzzyva"
    add(library, B)
    editor.edit_text(A, "u1", f"the {secret} mostly")
    editor.edit_text(A, "u3", f"{secret} again")
    editor.undo()
    editor.name_speaker(A, "right", f"Mr {secret}")
    editor.add_comment(A, 1.0, None, f"note {secret}")
    editor.tag([A], add=[secret])
    editor.tag([A, B], add=["both"])
    editor.set_field([A], "title", secret)
    editor.bin([A])
    editor.purge([A])
    editor_state = editor.undo_state()
    assert editor_state.undo == Step("Tag", B, "Call 3")
    library.close()
    left = b"".join(p.read_bytes() for p in (home / "library").rglob("*") if p.is_file())
    assert secret.encode() not in left
    with Library.open(home / "library") as again:
        assert again.db.check(thorough=True) == []
        assert Editor(again).undo() is not None
        assert again.call(B).row.tags == ()
        assert Editor(again).undo() is None


def test_comments(library, editor):
    late = editor.add_comment(A, 9.0, 8.0, " two seconds ")
    early = editor.add_comment(A, 2.0, None, "", "bookmark")
    assert (late.start, late.end, late.text) == (8.0, 9.0, "two seconds")
    assert library.call(A).comments == (early, late)
    editor.change_comment(A, late.id, "changed")
    assert library.call(A).comments[1].text == "changed"
    editor.remove_comment(A, late.id)
    assert library.call(A).comments == (early,)
    editor.undo()
    editor.undo()
    assert library.call(A).comments == (early, late)
    for wrong in (
        lambda: editor.change_comment(A, late.id, " "),
        lambda: editor.add_comment(A, 1.0, None, ""),
        lambda: editor.remove_comment(A, "none"),
        lambda: editor.add_comment("none", 1.0, None, "x"),
    ):
        with pytest.raises(KnownError):
            wrong()
    with pytest.raises(ValueError, match="span"):
        editor.add_comment(A, float("nan"), None, "x")


@pytest.mark.parametrize(
    ("do", "code"),
    [
        (lambda e: e.edit_text("none", "u0", "x"), "no_such_call"),
        (lambda e: e.edit_text(A, "u9", "x"), "no_such_line"),
        (lambda e: e.split(A, "u3", 1), "cannot_split"),
        (lambda e: e.join(A, "u3"), "nothing_to_join"),
        (lambda e: e.give(A, ["u0"], "nobody"), "no_such_speaker"),
        (lambda e: e.set_side(A, "nobody", "rep"), "no_such_speaker"),
        (lambda e: e.add_speaker(A, " ", "rep"), "no_name"),
        (lambda e: e.set_field([A, "none"], "title", "x"), "no_such_call"),
        (lambda e: e.set_field([A], "started_at", "soon"), "bad_date"),
        (lambda e: e.bin(["none"]), "no_such_call"),
        (lambda e: e.purge(["none"]), "no_such_call"),
        (lambda e: e.tag(["none"], add=["x"]), "no_such_call"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_no_step(library, editor, do, code):
    with pytest.raises(KnownError) as error:
        do(editor)
    assert error.value.problem.code == code
    assert editor.undo_state() == UndoState()
    assert library.call(A).row.title == "Call 2"


def test_undo_means_the_step_that_is_still_being_taken(editor: Editor, library: Library, monkeypatch):
    editor.set_field([A], "title", "Before")
    begun, go_on, analyse = threading.Event(), threading.Event(), library.analyse

    def slowly(*words: Any) -> Any:
        begun.set()
        assert go_on.wait(120)
        return analyse(*words)

    monkeypatch.setattr(library, "analyse", slowly)
    with ThreadPoolExecutor(2) as threads:
        edit = threads.submit(editor.edit_text, A, "u1", "the price list mostly and the waiting")
        assert begun.wait(120)
        undo = threads.submit(editor.undo)
        with pytest.raises(TimeoutError):
            undo.result(0.2)
        go_on.set()
        edit.result(120)
        step = undo.result(120)
    assert step is not None
    assert step.label == "Edit line"
    assert library.call(A).row.title == "Before"
