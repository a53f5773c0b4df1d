"""Edits laid over transcripts: `analysis.editing`, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.editing import (
    apply,
    difference,
    give_edit,
    join_edit,
    merged,
    middle,
    split_edit,
    text_edits,
)
from callcoach_desktop.domain.codec import transcript_from_json, transcript_to_json
from callcoach_desktop.domain.editing import Difference, Edit
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word

SPEAKERS = (Speaker("left", "Rep", "rep", 0), Speaker("right", "Customer", "customer", 1))
TEXTS = st.sampled_from(["a", "be", "see", "delta", "echo,", "Foxtrot.", "gulf?", "hotel", "über", "x" * 30])


def said(id_: str, speaker: str, start: float, text: str, *, step: float = 0.5, words: bool = True) -> Utterance:
    """An utterance with a word every `step` seconds, each of them 80% of that long."""
    pieces = text.split()
    every = tuple(Word(p, start + i * step, start + (i + 0.8) * step, 0.7) for i, p in enumerate(pieces))
    return Utterance(id_, speaker, start, every[-1].end, text, every if words else ())


def call(*utterances: Utterance) -> Transcript:
    return Transcript(100.0, "en", SPEAKERS, utterances)


DEMO = call(
    said("u0", "left", 1.0, "so what slows you down today"),
    said("u1", "right", 5.0, "the prize mostly and the waiting"),
    said("u2", "left", 9.0, "how long do you wait"),
    said("u3", "right", 12.0, "weeks"),
)


def texts(transcript: Transcript) -> list[str]:
    return [u.text for u in transcript.utterances]


def edit(transcript: Transcript, number: int, text: str) -> Edit:
    found = text_edits(transcript.utterances[number], text)
    assert found is not None
    return replace(found, id=f"e{number}")


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Utterances of two voices in turn, with or without word times, words of any length down to zero."""
    utterances = []
    clock = 0.0
    for number in range(draw(st.integers(1, 5))):
        clock += draw(st.floats(0.8, 3.0))
        start, words = clock, []
        for text in draw(st.lists(TEXTS, min_size=1, max_size=7)):
            clock += draw(st.sampled_from([0.0, 0.02, 0.4]))
            begin = clock
            clock += draw(st.sampled_from([0.0, 0.05, 0.3, 1.0]))
            words.append(Word(text, begin, clock, 0.5))
        if clock == start:
            clock += 0.1
        utterances.append(
            Utterance(
                f"u{number}",
                SPEAKERS[number % 2].id,
                start,
                clock,
                " ".join(w.text for w in words),
                tuple(words) if draw(st.booleans()) else (),
            )
        )
    return Transcript(clock + 1, "en", SPEAKERS, tuple(utterances))


def kept(transcript: Transcript) -> Transcript:
    """The transcript as a library gives it back: times to the millisecond."""
    return transcript_from_json(transcript_to_json(transcript))


def check(transcript: Transcript) -> None:
    """What holds of every transcript: word times are sorted and inside, lines are sorted, ids are unique."""
    assert len({u.id for u in transcript.utterances}) == len(transcript.utterances)
    assert [u.start for u in transcript.utterances] == sorted(u.start for u in transcript.utterances)
    for u in transcript.utterances:
        assert u.text
        for word in u.words:
            assert u.start - 1e-3 <= word.start <= word.end <= u.end + 1e-3
        for a, b in pairwise(u.words):
            assert a.start <= b.start
        if u.words:
            assert u.text == " ".join(w.text for w in u.words)


def test_no_edits_change_nothing():
    assert apply(DEMO, ()) is DEMO


def test_a_respelled_word_keeps_its_time_and_the_others_their_probability():
    found = edit(DEMO, 1, "the price mostly and the waiting")
    assert (found.text, found.start, found.end) == ("price", 5.5, 5.9)
    now = apply(DEMO, [found])
    words = now.utterances[1].words
    assert [(w.text, w.start, w.probability) for w in words[:3]] == [
        ("the", 5.0, 0.7),
        ("price", 5.5, 1.0),
        ("mostly", 6.0, 0.7),
    ]
    assert now.utterances[0] is DEMO.utterances[0]
    assert difference(DEMO, now) == (Difference(5.5, 5.9, "right", "prize", "price"),)


def test_new_words_share_the_time_of_those_they_replace():
    words = apply(DEMO, [edit(DEMO, 0, "so what really does slow you down today")]).utterances[0].words
    assert [w.text for w in words] == ["so", "what", "really", "does", "slow", "you", "down", "today"]
    new = words[2:5]
    assert (new[0].start, new[-1].end) == (2.0, pytest.approx(2.4))
    assert new[0].end - new[0].start > new[1].end - new[1].start > 0  # by their length
    assert words[:2] == DEMO.utterances[0].words[:2]
    assert words[5:] == DEMO.utterances[0].words[3:]


@pytest.mark.parametrize(
    "text",
    [
        "well so what slows you down today",
        "so what slows you right down today",
        "so what slows you down today then",
        "today",
        "so",
        "something else",
    ],
)
def test_words_may_come_and_go_anywhere(text):
    now = apply(DEMO, [edit(DEMO, 0, text)])
    check(now)
    assert texts(now) == [text, *texts(DEMO)[1:]]
    assert all(w.end > w.start for w in now.utterances[0].words)
    assert (now.utterances[0].start, now.utterances[0].end) == (1.0, DEMO.utterances[0].end)


def test_a_line_without_words_goes_away():
    now = apply(DEMO, [edit(DEMO, 3, "")])
    assert texts(now) == texts(DEMO)[:3]
    assert difference(DEMO, now)[0].now == ""


def test_split_join_and_give():
    line = DEMO.utterances[1]
    cut = split_edit(line, 2)
    assert cut is not None
    now = apply(DEMO, [cut])
    assert [u.text for u in now.utterances if u.speaker == "right"] == ["the prize", "mostly and the waiting", "weeks"]
    assert [u.id for u in now.utterances] == ["u0", "u1", "u1.1", "u2", "u3"]
    check(now)
    back = apply(DEMO, [cut, join_edit(now.utterances[1], now.utterances[2])])
    assert texts(back) == texts(DEMO)
    assert back.utterances[1].words == line.words
    given_ = apply(DEMO, [cut, give_edit(now.utterances[2], "left")])
    assert [u.speaker for u in given_.utterances] == ["left", "right", "left", "left", "right"]
    assert split_edit(line, 0) is split_edit(line, 6) is None


def test_a_line_given_away_by_a_person_is_found_in_what_another_model_heard():
    """The other model made one line of what were two: only the words in the span go to the other voice."""
    edits = [give_edit(DEMO.utterances[1], "left")]
    other = call(
        said("x0", "right", 4.0, "well yes the price mostly and the waiting so"),
        said("x1", "right", 12.0, "weeks"),
    )
    now = apply(other, edits)
    assert [(u.speaker, u.text) for u in now.utterances] == [
        ("right", "well yes"),
        ("left", "the price mostly and the waiting"),
        ("right", "so"),
        ("right", "weeks"),
    ]
    check(now)


def test_text_without_word_times_is_edited_split_and_kept_without_them():
    line = said("u0", "left", 10.0, "we are the larch and more words", words=False)
    bare = call(line)
    now = apply(bare, [edit(bare, 0, "we are the largest and more words")])
    assert (now.utterances[0].text, now.utterances[0].words) == ("we are the largest and more words", ())
    cut = split_edit(line, 4)
    assert cut is not None
    parts = apply(bare, [cut]).utterances
    assert [u.text for u in parts] == ["we are the larch", "and more words"]
    assert parts[0].end == parts[1].start
    assert parts[0].words == ()


def test_words_where_nothing_was_heard_become_a_line():
    now = apply(DEMO, [Edit("e", "text", "right", 20.0, 21.0, "yes please")])
    assert texts(now)[-1] == "yes please"
    assert (now.utterances[-1].start, now.utterances[-1].end) == (20.0, 21.0)
    check(now)


def test_typing_over_the_same_place_stays_one_edit():
    first = edit(DEMO, 1, "the price mostly and the waiting")
    now = apply(DEMO, [first])
    second, replaced = merged(now, [first], replace(edit(now, 1, "the price list mostly and the waiting"), id="again"))
    assert replaced == ("e1",)
    assert texts(apply(DEMO, [second]))[1] == "the price list mostly and the waiting"
    cut = replace(split_edit(now.utterances[1], 3) or first, id="cut")
    assert merged(now, [first, cut], edit(now, 1, "the prices mostly and the waiting"))[1] == ()


@given(transcripts(), st.data())
def test_any_text_can_be_typed(transcript: Transcript, data: st.DataObject):
    number = data.draw(st.integers(0, len(transcript.utterances) - 1))
    new = " ".join(data.draw(st.lists(TEXTS, max_size=8)))
    found = text_edits(transcript.utterances[number], new)
    if found is None:
        assert transcript.utterances[number].text.split() == new.split()
        return
    now = apply(transcript, [replace(found, id="e")])
    check(now)
    others = [u for n, u in enumerate(transcript.utterances) if n != number]
    mine = [u for u in now.utterances if u not in others]
    assert [u.text for u in mine] == ([new] if new else [])
    assert [u for u in now.utterances if u in others] == others
    assert now.duration == transcript.duration
    for u in mine:
        assert (u.start, u.end) == (transcript.utterances[number].start, transcript.utterances[number].end)
    if all(u.words for u in mine):
        assert apply(now, [replace(found, id="e")]) == now  # twice is once


@given(transcripts(), transcripts(), st.data())
def test_another_models_words_take_the_persons_text(heard: Transcript, other: Transcript, data: st.DataObject):
    """Whatever another model heard and however it cut it: in the edit's span stand exactly the person's words."""
    number = data.draw(st.integers(0, len(heard.utterances) - 1))
    new = data.draw(st.lists(TEXTS, min_size=1, max_size=8))
    found = text_edits(heard.utterances[number], " ".join(new))
    if found is None:
        return
    now = apply(other, [replace(found, id="e")])
    check(now)
    inside = [
        (word.text)
        for u in now.utterances
        if u.speaker == found.speaker and u.words
        for word in u.words
        if found.start - 1e-3 <= middle(word) <= found.end + 1e-3
    ]
    if all(u.words for u in now.utterances):
        assert inside == found.text.split()
    assert [u for u in now.utterances if u.speaker != found.speaker] == [
        u for u in other.utterances if u.speaker != found.speaker
    ]


def typist(heard: Transcript):
    """A function that makes an edit, in the place of those `gone`, and gives the transcript; and the edits so far."""
    edits: list[Edit] = []

    def step(made: Edit | None, gone: Sequence[str] = ()) -> Transcript:
        assert made is not None
        edits[:] = [*(e for e in edits if e.id not in gone), replace(made, id=f"e{len(edits)}")]
        return apply(heard, edits)

    return step, edits


def test_the_second_half_of_a_line_without_times_of_words_outlives_an_edit_of_the_first():
    whole = Utterance("u1", "right", 2.1, 2.2, "a")
    heard = Transcript(3.0, "en", (Speaker("right", "Customer", "customer", 1),), (whole,))
    step, edits = typist(heard)
    now = step(text_edits(whole, "a a a a"))
    now = step(split_edit(now.utterances[0], 2))
    for number in (1, 0):
        made = text_edits(now.utterances[number], "a")
        assert made is not None
        now = step(*merged(now, edits, made))
    assert [u.text for u in now.utterances] == ["a", "a"]


def test_words_without_length_at_the_end_of_a_line_stay_with_the_next_one():
    spans = ((1.0, 1.05), (1.0, 1.05), (1.05, 1.05), (1.05, 1.05))
    words = tuple(Word(text, start, end, 0.5) for text, (start, end) in zip("abcd", spans, strict=True))
    whole = Utterance("u1", "left", 1.0, 1.05, "a b c d", words)
    heard = Transcript(2.0, "en", (Speaker("left", "Rep", "rep", 0),), (whole,))
    split = split_edit(whole, 2)
    assert split is not None
    edits = [replace(split, id="e0")]
    first = apply(heard, edits).utterances[0]
    typed = text_edits(first, "x")
    assert typed is not None
    assert [u.text for u in apply(heard, [*edits, replace(typed, id="e1")]).utterances] == ["x", "c d"]


def test_a_line_typed_twice_takes_no_words_without_length_from_the_next_one():
    words = tuple(Word("a", *span, 0.5) for span in ((1.0, 1.0), (1.0, 1.05), *[(1.05, 1.05)] * 5))
    line = Utterance("u0", "left", 1.0, 1.05, "a a a a a a a", words)
    step, edits = typist(Transcript(2.0, "en", (Speaker("left", "Rep", "rep", 0),), (line,)))
    now = step(split_edit(line, 2))
    for typed in ("a", "be"):
        made = text_edits(now.utterances[0], typed)
        assert made is not None
        now = step(*merged(now, edits, made))
        assert [u.text for u in now.utterances] == [typed, "a a a a a"]


@given(transcripts(), st.data())
def test_any_steps_leave_a_transcript_and_what_was_typed_last_stands(transcript: Transcript, data: st.DataObject):
    edits: list[Edit] = []
    now = transcript = kept(transcript)
    for number in range(data.draw(st.integers(1, 5))):
        if not now.utterances:
            break
        line = data.draw(st.sampled_from(now.utterances))
        kind = data.draw(st.sampled_from(["text", "split", "join", "give"]))
        made: Edit | None = None
        if kind == "text":
            typed = " ".join(data.draw(st.lists(TEXTS, min_size=1, max_size=6)))
            made = text_edits(line, typed)
        elif kind == "split":
            made = split_edit(line, data.draw(st.integers(0, 4)))
        elif kind == "give":
            made = give_edit(line, "right" if line.speaker == "left" else "left")
        else:
            following = [u for u in now.utterances if u.speaker == line.speaker and u.start > line.start]
            made = join_edit(line, following[0]) if following else None
        if made is None:
            continue
        made, gone = merged(now, edits, replace(made, id=f"e{number}")) if kind == "text" else (made, ())
        edits = [*(e for e in edits if e.id not in gone), replace(made, id=f"e{number}")]
        before, now = now, kept(apply(transcript, edits))
        check(now)
        own = [u for u in before.utterances if u.speaker == line.speaker]
        if kind == "text" and all(a.end <= b.start for a, b in pairwise(own)):
            # What was typed stands, and no other line has changed.
            assert [u for u in now.utterances if u.id != line.id] == [u for u in before.utterances if u.id != line.id]
            assert next(u for u in now.utterances if u.id == line.id).text == typed
    for place in difference(transcript, now):
        assert place.start <= place.end
    if now == transcript:
        assert difference(transcript, now) == ()
