"""Which questions got an answer, from when to when, and how long it was."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.answers import with_answers
from callcoach_desktop.analysis.judged import relaid
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.judging import Judgement
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("left", "Ann", "rep"), Speaker("right", "Bob", "customer"))
Line = tuple[str, float, float, str]  # who, start, end, text


def call(*lines: Line) -> Transcript:
    said = tuple(Utterance(f"u{n}", who, start, end, text) for n, (who, start, end, text) in enumerate(lines))
    return Transcript(max(u.end for u in said), "en", SPEAKERS, said)


def answer(words: Transcript, *asked: tuple[str, str, float, float]) -> list[dict[str, object]]:
    """What is said of questions (type, who, start, end)."""
    moments = [Moment(f"q{n}", "question", type_, who, start, end, "?", 1.0, "") for n, (type_, who, start, end) in
               enumerate(asked)]  # fmt: skip
    floor = find_floor(words, words.utterances)
    sides = {s.id: s.side for s in words.speakers}
    return [m.detail for m in with_answers(moments, words.utterances, sides, floor.backchannels)]


def test_an_answer_lasts_until_the_asker_takes_the_floor_and_a_backchannel_does_not_end_it() -> None:
    words = call(
        ("left", 0.0, 2.0, "How do you plan the week?"),
        ("right", 3.0, 8.0, "We sit down on a Friday and look at the board together."),
        ("left", 8.5, 8.9, "Mm-hm."),
        ("right", 9.5, 12.5, "Then each of us takes what is nearest."),
        ("left", 13.0, 15.0, "And who decides when two want one?"),
        ("right", 15.5, 17.0, "The foreman does."),
    )
    first, second = answer(words, ("open", "left", 0.0, 2.0), ("closed", "left", 13.0, 15.0))
    assert first == {"answered": True, "answer_start": 3.0, "answer_end": 12.5, "answer_seconds": 8.0}
    assert second["answer_seconds"] == pytest.approx(1.5)


def test_two_questions_in_one_breath_share_their_answer() -> None:
    words = call(
        ("left", 0.0, 4.0, "How many vans do you have? And do you own them?"),
        ("right", 4.5, 6.5, "Nine, and no, we lease them."),
    )
    found = answer(words, ("closed", "left", 0.0, 2.0), ("closed", "left", 2.0, 4.0))
    assert [one["answer_seconds"] for one in found] == [2.0, 2.0]


def test_who_talks_on_did_not_wait_for_an_answer() -> None:
    words = call(
        ("left", 0.0, 2.0, "What does that cost you?"),
        ("left", 2.2, 20.0, "Because for most of our customers it is a good deal more than they think, and so on."),
        ("right", 20.5, 22.0, "That is a lot of talk."),
    )
    assert answer(words, ("open", "left", 0.0, 2.0)) == [{"answered": False}]


def test_a_word_answers_what_yes_or_no_can_answer_and_only_that() -> None:
    words = call(
        ("left", 0.0, 2.0, "Does that make sense to you?"),
        ("right", 2.1, 2.5, "Yeah."),
        ("left", 2.6, 6.0, "Good, because the next part builds on it."),
        ("right", 6.5, 9.0, "Then go on and show me."),
    )
    assert answer(words, ("check", "left", 0.0, 2.0))[0]["answer_seconds"] == pytest.approx(0.4)
    assert answer(words, ("open", "left", 0.0, 2.0))[0]["answer_start"] == 6.5


def test_a_question_back_is_no_answer_but_what_follows_it_is() -> None:
    words = call(
        ("left", 0.0, 2.0, "When was it last tried out?"),
        ("right", 2.5, 3.5, "Tried out how?"),
        ("left", 4.0, 6.0, "That somebody put it on an empty machine."),
        ("right", 6.5, 9.5, "I do not think that anybody ever did."),
    )
    first, back = answer(words, ("closed", "left", 0.0, 2.0), ("clarifying", "right", 2.5, 3.5))
    assert (first["answered"], first["asked_back"], first["answer_start"]) == (True, True, 6.5)
    assert back["answer_start"] == 4.0
    unanswered = answer(call(*[("left", 0.0, 2.0, "When was it tried?"), ("right", 2.5, 3.5, "Tried out how?")]),
                        ("closed", "left", 0.0, 2.0), ("clarifying", "right", 2.5, 3.5))  # fmt: skip
    assert unanswered == [{"answered": False, "asked_back": True}, {"answered": False}]


def test_rhetorical_questions_and_calls_without_times_have_nothing_of_it() -> None:
    words = call(("left", 0.0, 2.0, "Who would want that?"), ("right", 2.5, 3.5, "Nobody at all."))
    assert answer(words, ("rhetorical", "left", 0.0, 2.0)) == [{}]
    untimed = Transcript(3.5, "en", SPEAKERS, tuple(Utterance(u.id, u.speaker, 0.0, 0.0, u.text, timed=False)
                                                    for u in words.utterances))  # fmt: skip
    assert answer(untimed, ("closed", "left", 0.0, 0.0)) == [{}]


def test_the_figures_count_the_reps_questions_and_follow_a_verdict() -> None:
    words = call(
        ("left", 0.0, 2.0, "Tell me how you plan the week."),
        ("right", 2.5, 10.5, "We sit down on a Friday, all of us, and look at the board, and talk about who goes."),
        ("left", 11.0, 13.0, "Do you have a van?"),
        ("right", 13.5, 15.5, "We have two of them."),
    )
    analysis = analyse(words, Vocabulary())
    figures = analysis.metrics
    assert (figures["answered_share"], figures["answer_seconds"], figures["open_answer_seconds"]) == (1.0, 5.0, 8.0)
    van = next(m for m in analysis.moments if m.kind == "question" and "van" in m.quote)
    wrong = Judgement("j1", "wrong", "question", van.type, "", van.speaker, van.start, van.end, van.quote, "")
    after = relaid(analysis, [wrong], words).metrics
    assert (after["answered_share"], after["answer_seconds"]) == (1.0, 8.0)
