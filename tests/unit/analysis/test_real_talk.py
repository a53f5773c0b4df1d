"""Questions in talk as people really speak: no marks, fillers, answers that are put in, and few questions at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.questions import search
from callcoach_desktop.analysis.questions.around import Around, answer_kind, answered, person, seeks_answer
from callcoach_desktop.analysis.questions.features import form_features
from callcoach_desktop.analysis.questions.read import RAREST, USUAL, Read, rarity
from callcoach_desktop.analysis.questions.wordings import inverts_for_nothing, merely_responds, surely_asks
from callcoach_desktop.analysis.words import Run, Token
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("left", "Ann", "rep"), Speaker("right", "Bob", "customer"))


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def asked(*lines: tuple[str, str]) -> list[tuple[str, str | None]]:
    """The questions that word lists alone find in a call, with their types."""
    clock, utterances = 0.0, []
    for n, (who, text) in enumerate(lines):
        end = clock + 0.35 * len(text.split())
        utterances.append(Utterance(f"u{n}", who, clock, end, text))
        clock = end + 0.1
    analysis = analyse(Transcript(clock, "en", SPEAKERS, tuple(utterances)), Vocabulary())
    return [(m.quote, m.type) for m in analysis.moments if m.kind == "question"]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("uh no not since the spring", "no"),
        ("oh yeah we did", "yes"),
        ("uh huh", "yes"),
        ("well no", "no"),
        ("um", "words"),
        ("oh nice one", "takes"),
        ("we do on a friday", "did"),
    ],
)
def test_what_the_other_answers_is_told_without_the_sounds_before_it(after: str, kind: str) -> None:
    assert answer_kind(words(after)) == kind


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("you know the vans are old", "none"),
        ("i guess you drive there", "you"),
        ("i mean it is dear", "none"),
        ("you know i drive there", "me"),
    ],
)
def test_fillers_are_about_nobody(text: str, whose: str) -> None:
    assert person(words(text)) == whose


@pytest.mark.parametrize(
    ("text", "after", "asks"),
    [
        ("so you probably get a lot of snow", "yeah we do", True),
        ("so you probably get a lot of snow", "that reminds me", False),
        ("they probably get a lot of snow", "yeah they do", False),
        ("it is early isn't it", "uh huh", True),
        ("it is early", "uh huh", False),
        ("they aren't there", "no", False),
        ("there is one isn't there", "yeah", True),
        ("so you press the button", "right", False),
    ],
)
def test_a_guess_about_the_other_is_a_question_once_it_is_answered(text: str, after: str, asks: bool) -> None:
    assert seeks_answer(words(text), Around(after=words(after))) is asks


def test_an_answer_that_is_put_in_counts_where_it_stands() -> None:
    assert answered(Around(own_after=("so", "we"), put_in=("yes",)))
    assert not answered(Around(own_after=("so", "we"), after=("yes",)))


def test_an_answer_is_found_inside_the_run_that_goes_on() -> None:
    mine = tuple(Token(w, w, n * 0.4, n * 0.4 + 0.3, 0, exact=True) for n, w in enumerate(words("are you in so we")))
    runs = [Run("left", "rep", mine), Run("right", "customer", (Token("yes", "yes", 1.15, 1.2, 1, exact=True),))]
    near = [neighbours for _, neighbours in search.run_neighbours(runs)]
    assert near[0] is not None
    assert near[0].within == ((3, ("yes",)),)
    assert search.surroundings(words("are you in so we"), near[0], 0, 3).put_in == ("yes",)
    assert search.surroundings(words("are you in so we"), near[0], 0, 2).put_in == ()


def test_a_question_that_is_answered_was_meant_to_be() -> None:
    found = asked(
        ("left", "Now, have you ever read that book, the one about the farm?"),
        ("right", "Yes."),
        ("left", "Okay, so you know how it ends, and our market is a little like that farm, I would say."),
        ("right", "I do not know that I would call it a farm, but go on."),
    )
    assert [kind for _, kind in found[:1]] == ["closed"]


@pytest.mark.parametrize("text", ["Right.", "Uh-huh.", "How nice.", "How about that.", "What a shame.", "Is that so."])
def test_a_turn_that_only_responds_asks_nothing(text: str) -> None:
    assert asked(("left", "We moved all of it in March."), ("right", text), ("left", "It took a week.")) == []


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("how lovely", True),
        ("oh how lovely for her", True),
        ("how many", False),
        ("how long", False),
        ("how so", False),
        ("what a day it was", True),
        ("is that right", True),
        ("is that the price", False),
        ("what time", False),
    ],
)
def test_merely_responds(text: str, only: bool) -> None:
    assert merely_responds(words(text)) is only


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("don't you dare", True),
        ("would you look at that", True),
        ("well aren't you a dear", True),
        ("may i show you something", True),
        ("do you have it in blue", False),
        ("don't you have a spare", False),
        ("was it any good", False),
        ("would you want that", False),
    ],
)
def test_inverts_for_nothing(text: str, empty: bool) -> None:
    assert inverts_for_nothing(words(text)) is empty


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("i don't know if you've ever been up there", True),
        ("i don't know whether y'all get that", True),
        ("i don't know if you'd call it a pet", False),
        ("i don't know if you know what they want for it", False),
        ("i don't know if i could do it", False),
    ],
)
def test_not_knowing_whether_the_other_does_asks_him(text: str, asks: bool) -> None:
    assert surely_asks(words(text)) is asks


@pytest.mark.parametrize("end", [".", ""])
def test_an_inversion_that_lost_its_mark_is_found_in_written_text(end: str) -> None:
    talk = [
        ("right", "We had it on the lot for a year. How long did you keep yours?"),
        ("left", f"Two years, I think. Do you have any particular colours on your list{end}"),
        ("right", "Well, the blue one."),
    ]
    assert [quote for quote, _ in asked(*talk)][1:] == [f"Do you have any particular colours on your list{end}"]


def _read(share: float) -> Read:
    many = round(1000 * share)
    return Read(tuple([1.0] * many + [-1.0] * (1000 - many)), ())


@settings(max_examples=50)
@given(st.floats(0, 1), st.floats(0, 1))
def test_few_questions_make_each_less_likely_and_never_more(a: float, b: float) -> None:
    less, more = sorted((a, b))
    assert RAREST <= rarity([_read(less)]) <= rarity([_read(more)]) <= 0.0


def test_a_call_that_asks_as_usual_loses_nothing() -> None:
    assert rarity([_read(USUAL)]) == 0.0
    assert rarity([]) == 0.0
    assert rarity([_read(0.0)]) == RAREST


@pytest.mark.parametrize("mark", ["?", ""])
def test_a_question_on_a_new_line_behind_another_one_is_a_question_of_its_own(mark: str) -> None:
    lines = [("left", "Do you go with friends"), ("left", f"or do you go alone{mark}"), ("right", "Oh, with friends.")]
    assert [quote for quote, _ in asked(*lines)] == ["Do you go with friends", f"or do you go alone{mark}"]
    one = [("left", f"Do you go with friends or do you go alone{mark}"), ("right", "Oh, with friends.")]
    assert [quote for quote, _ in asked(*one)] == [one[0][1]]


def test_the_reason_does_not_say_that_a_question_ends_in_a_mark_which_stands_behind_the_next() -> None:
    lines = [("left", "Do you go with friends"), ("left", "or do you go alone?"), ("right", "Oh, with friends.")]
    said = tuple(Utterance(f"u{n}", who, n, n + 0.9, text) for n, (who, text) in enumerate(lines))
    moments = analyse(Transcript(3.0, "en", SPEAKERS, said), Vocabulary()).moments
    first, second = (m.why for m in moments if m.kind == "question")
    assert first.startswith("stands before another question under one mark")
    assert second.startswith("ends in a question mark")


def test_a_line_that_ends_in_mid_question_does_not_cut_it() -> None:
    lines = [("left", "What do you do when the"), ("left", "van does not start?"), ("right", "We wait for the man.")]
    assert [quote for quote, _ in asked(*lines)] == ["What do you do when the van does not start?"]


@pytest.mark.parametrize("text", ["that's in nevada uh huh", "all right"])
def test_words_of_agreement_are_no_tags(text: str) -> None:
    assert "tag word" not in form_features(words(text))
    assert "tag word" in form_features(words("that's in nevada huh"))
