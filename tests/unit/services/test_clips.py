"""Clips on real libraries: cut, collected, undone, after edits, another model, the bin and a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.clips import BEST, Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

A, B = "abcdefghjkm2", "abcdefghjkm3"
SPEAKERS = (Speaker("left", "", "rep", 0), Speaker("right", "", "customer", 1))
SAID = (
    ("u0", "left", 1.0, "what slows you down today?"),
    ("u1", "right", 5.0, "the prize mostly and the waiting"),
    ("u2", "left", 9.0, "how long do you wait?"),
)


def words_of(shift: float = 0.0, merged: bool = False) -> Transcript:
    utterances = []
    for id_, speaker, start, text in SAID:
        words = tuple(
            Word(w, start + shift + i / 2, start + shift + i / 2 + 0.4, 0.7) for i, w in enumerate(text.split())
        )
        if merged:  # another model cuts the same words into other utterances
            half = len(words) // 2
            for part, name in ((words[:half], "a"), (words[half:], "b")):
                text = " ".join(w.text for w in part)
                utterances.append(Utterance(id_ + name, speaker, part[0].start, part[-1].end, text, part))
        else:
            utterances.append(Utterance(id_, speaker, start + shift, words[-1].end, text, words))
    return Transcript(20.0, "en", SPEAKERS, tuple(utterances))


def add(library: Library, call_id: str) -> None:
    def work(conn):
        calls.insert(
            conn,
            NewCall(call_id, f"Call {call_id[-1]}", "2026-01-02T10:00:00", "sound", f"calls/2026/{call_id}",
                    state="ready", customer="Acme"),
        )  # fmt: skip
        calls.set_rep_channel(conn, call_id, "left", "guessed")
        transcripts.set_transcript(conn, call_id, words_of(), "base")

    library.db.write(work)
    library.store_analysis(call_id)


@pytest.fixture
def library(home: Path):
    with Library.open(home / "library") as opened:
        add(opened, A)
        add(opened, B)
        yield opened


@pytest.fixture
def clips(library):
    return Clips(library)


def names(clips: Clips, list_id: str | None = None) -> list[str]:
    return [one.clip.name for one in clips.shown(list_id)]


def everything(clips: Clips) -> object:
    return clips.lists(), clips.shown(), [clips.shown(one.id) for one in clips.lists()]


def test_a_clip_is_cut_with_its_words_and_goes_to_the_best_moments(clips, library):
    told: list[ChangeSet] = []
    library.subscribe(told.append)
    made = clips.cut(A, 5.0, 7.9, note="  keep  ")
    assert told == [ChangeSet(journal=True, kept=True)]  # nothing that a figure depends on
    (shown,) = clips.shown(BEST)
    assert shown.clip == made
    assert (made.start, made.end, made.note) == (5.0, 7.9, "keep")
    assert made.name == "the prize mostly and the waiting"
    assert [(s.name, s.text) for s in shown.said] == [("Customer", "the prize mostly and the waiting")]
    assert (shown.title, shown.customer, shown.lists) == ("Call 2", "Acme", (BEST,))
    assert clips.lists()[0].count == 1
    assert clips.lists()[0].seconds == pytest.approx(2.9)
    assert clips.of_call(A) == (shown,)
    assert clips.of_call(B) == ()


def test_a_clip_that_cuts_through_a_line_has_the_words_whose_middles_lie_there(clips):
    made = clips.cut(A, 1.9, 6.3)
    assert [(s.name, s.text, s.start) for s in clips.clip(made.id).said] == [
        ("Rep", "you down today?", 2.0),
        ("Customer", "the prize mostly", 5.0),
    ]
    assert made.name == "the prize mostly"  # not the end of a sentence


def test_seconds_are_put_in_order_and_kept_within_the_call(clips):
    made = clips.cut(A, 40.0, 18.0, name=" end  of it ")
    assert (made.start, made.end, made.name) == (18.0, 20.0, "end of it")
    for start, end in ((3.0, 3.1), (25.0, 30.0), (-5.0, -1.0)):
        with pytest.raises(KnownError) as error:
            clips.cut(A, start, end)
        assert error.value.problem.code == "empty_clip"
    with pytest.raises(ValueError, match="not a span"):
        clips.cut(A, 0.0, float("nan"))
    with pytest.raises(KnownError, match="no call"):
        clips.cut("nonesuch", 1.0, 2.0)
    with pytest.raises(KnownError, match="list is not there"):
        clips.cut(A, 1.0, 2.0, lists=["nonesuch"])
    assert len(clips.shown()) == 1


def test_lists_hold_a_clip_several_times_over_and_in_an_order_of_their_own(clips):
    first, second, third = (clips.cut(A, n, n + 1.0, name=str(n)) for n in (1, 5, 9))
    hooks = clips.add_list("Good hooks")
    clips.put_in(hooks.id, [third.id, first.id, third.id])
    assert names(clips, BEST) == ["1", "5", "9"]
    assert names(clips, hooks.id) == ["9", "1"]
    clips.move(BEST, third.id, 0)
    assert names(clips, BEST) == ["9", "1", "5"]
    clips.move(BEST, third.id, 99)
    assert names(clips, BEST) == ["1", "5", "9"]
    assert clips.clip(third.id).lists == (BEST, hooks.id)
    clips.take_out(BEST, [third.id])
    assert names(clips, BEST) == ["1", "5"]
    assert names(clips, hooks.id) == ["9", "1"]
    clips.remove_list(hooks.id)
    assert sorted(names(clips)) == ["1", "5", "9"]
    assert clips.clip(second.id).lists == (BEST,)


def test_the_first_list_stays_and_names_are_told_apart(clips):
    for change in (lambda: clips.rename_list(BEST, "Mine"), lambda: clips.remove_list(BEST)):
        with pytest.raises(KnownError) as error:
            change()
        assert error.value.problem.code == "list_stays"
    made = clips.add_list("Hooks")
    with pytest.raises(KnownError) as error:
        clips.add_list(" hooks ")
    assert error.value.problem.code == "list_exists"
    with pytest.raises(KnownError):
        clips.rename_list(made.id, "my best moments")
    with pytest.raises(KnownError):
        clips.add_list("  ")
    clips.rename_list(made.id, "HOOKS")
    assert clips.list_named("hooks").id == made.id
    assert clips.list_named(made.id).name == "HOOKS"
    with pytest.raises(KnownError, match="“My best moments”"):
        clips.list_named("other")


STEPS = {
    "cut": lambda c, one, two, hooks: c.cut(B, 1.0, 2.0),
    "rename": lambda c, one, two, hooks: c.rename(one.id, "Other"),
    "note": lambda c, one, two, hooks: c.set_note(one.id, "Other"),
    "trim": lambda c, one, two, hooks: c.trim(one.id, 5.0, 6.0),
    "remove": lambda c, one, two, hooks: c.remove([one.id, two.id]),
    "add_list": lambda c, one, two, hooks: c.add_list("New"),
    "rename_list": lambda c, one, two, hooks: c.rename_list(hooks.id, "Other"),
    "remove_list": lambda c, one, two, hooks: c.remove_list(hooks.id),
    "put_in": lambda c, one, two, hooks: c.put_in(hooks.id, [one.id]),
    "take_out": lambda c, one, two, hooks: c.take_out(hooks.id, [two.id]),
    "move": lambda c, one, two, hooks: c.move(BEST, one.id, 1),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_taken_back_and_done_again_also_after_a_restart(clips, library, home, step):
    one, two = clips.cut(A, 1.0, 2.0), clips.cut(A, 5.0, 6.0)
    hooks = clips.add_list("Hooks")
    clips.put_in(hooks.id, [two.id])
    before = everything(clips)
    STEPS[step](clips, one, two, hooks)
    after = everything(clips)
    assert after != before
    library.close()
    with Library.open(home / "library") as opened:
        again, editor = Clips(opened), Editor(opened)
        assert everything(again) == after
        editor.undo()
        assert everything(again) == before
        editor.redo()
        assert everything(again) == after


def test_a_renamed_clip_keeps_its_places(clips):
    one, two = clips.cut(A, 1.0, 2.0, name="1"), clips.cut(A, 5.0, 6.0, name="2")
    clips.rename(one.id, "first")
    clips.trim(two.id, 5.0, 7.0)
    assert names(clips, BEST) == ["first", "2"]


def test_edits_names_and_another_model_show_in_the_words_and_the_clip_stays(clips, library):
    made = clips.cut(A, 5.0, 7.9)
    editor = Editor(library)
    editor.edit_text(A, "u1", "the price mostly and the waiting")
    editor.name_speaker(A, "right", "Mara")
    (shown,) = clips.shown(BEST)
    assert [(s.name, s.text) for s in shown.said] == [("Mara", "the price mostly and the waiting")]
    library.db.write(lambda conn: transcripts.set_transcript(conn, A, words_of(merged=True), "small"))
    library.reanalyse(A)
    (again,) = clips.shown(BEST)
    assert again.clip == made
    assert again.quote == "the price mostly and the waiting"


def test_a_clip_of_a_call_in_the_bin_is_away_and_comes_back_to_its_place(clips, library):
    first, other, third = clips.cut(A, 1.0, 2.0, name="1"), clips.cut(B, 1.0, 2.0, name="2"), clips.cut(A, 5, 6, "3")
    editor = Editor(library)
    editor.bin([B])
    assert names(clips, BEST) == ["1", "3"]
    assert names(clips)
    assert "2" not in names(clips)
    assert clips.lists()[0].count == 2
    clips.move(BEST, third.id, 0)
    assert names(clips, BEST) == ["3", "1"]
    editor.restore([B])
    assert names(clips, BEST) == ["3", "2", "1"]
    editor.purge([B])
    assert names(clips, BEST) == ["3", "1"]
    assert library.db.check(thorough=True) == []
    editor.undo()  # of the restore is gone with the call; what is left is still whole
    assert library.db.check() == []
    assert first.id in [one.clip.id for one in clips.shown()]
    with pytest.raises(KnownError):
        clips.clip(other.id)


def test_an_order_that_names_a_clip_that_is_gone_for_good_is_put_back_without_it(clips, library):
    one, two = clips.cut(A, 1.0, 2.0, name="1"), clips.cut(B, 1.0, 2.0, name="2")
    clips.take_out(BEST, [one.id, two.id])
    Editor(library).purge([B])
    Editor(library).undo()
    assert names(clips, BEST) == ["1"]


def test_clips_are_found_by_the_beginning_of_their_id(clips):
    made = clips.cut(A, 1.0, 2.0)
    assert clips.resolve(made.id[:5]) == made.id
    with pytest.raises(KnownError) as error:
        clips.resolve("")
    assert error.value.problem.code == "no_such_clip"
