"""Several things to be done that are said in one breath: `analysis.splitting`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.splitting import pieces, split_steps
from callcoach_desktop.analysis.words import runs, sorted_utterances
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance

SIDES = {"r": "rep", "c": "customer"}
SPEAKERS = (Speaker("r", "Ann", "rep"), Speaker("c", "Bob", "customer"))


def cut(text, side="rep"):
    return [text[first:last] for first, last in pieces(text, side)]


@pytest.mark.parametrize(
    "parts",
    [
        ("I'll post two copies on Monday", "Jean'll pop in on Thursday to measure up."),
        ("I'll walk the contract in on Monday at seven", "the fitter comes on Wednesday for the gauge."),
        ("I'll send you the letter by noon", "I ring you on Tuesday at ten."),
        ("You get one page from me by Friday", "on Wednesday, at six in the morning, I call you in the yard."),
        ("I'll get you the draft tonight", "let's talk on Thursday at two."),
    ],
)
def test_each_with_its_own_what_and_when_stands_alone(parts):
    assert cut(", and ".join(parts)) == list(parts)
    assert cut(". ".join([parts[0], parts[1]])) == [f"{parts[0]}.", parts[1]]


@pytest.mark.parametrize(
    "text",
    [
        "I'll send it by Monday so you have it before Thursday.",
        "I'll send it to you and your colleague by Monday.",
        "I'll call on Monday, and if that does not suit, I'll call on Tuesday.",
        "I'll write the offer, and you'll have it on Monday.",
        "We meet on Monday and Tuesday.",
        "I'll send it by Monday, and I'll bring cake.",
    ],
)
def test_what_has_no_own_when_or_is_a_condition_stays_with_the_rest(text):
    assert cut(text) == [text]


def found(text, quote=None, kind="next_step"):
    """The moments that one quote of a rep's turn of ten seconds becomes."""
    call = Transcript(10.0, "en", SPEAKERS, (Utterance("u", "r", 0.0, 10.0, text),))
    [run] = runs(call, sorted_utterances(call), [])
    quote = quote or text
    first = len(text[: text.index(quote)].split())
    last = first + len(quote.split())
    moment = Moment(f"{kind}-1", kind, "vague", "r", run.tokens[first].start, run.tokens[last - 1].end, quote, 0.7, "x")
    return split_steps([moment], [run], SIDES)


def test_the_pieces_have_their_own_words_times_and_names():
    one, two = found("I'll post it on Monday, and Jean'll pop in on Thursday.")
    assert (one.id, one.quote, one.type) == ("next_step-1", "I'll post it on Monday,", "vague")
    assert (two.id, two.quote, two.type) == ("next_step-1-2", "Jean'll pop in on Thursday.", "specific")
    assert 0.0 <= one.start < one.end <= two.start < two.end <= 10.0


def test_a_sentence_beside_it_that_says_who_does_what_when_is_a_further_one():
    text = "Thank you. It'll be in your inbox by noon. And I'll come round on Thursday at three. Bye."
    assert [m.quote for m in found(text, "It'll be in your inbox by noon.")] == [
        "It'll be in your inbox by noon.", "And I'll come round on Thursday at three.",
    ]  # fmt: skip
    assert len(found(text, "It'll be in your inbox by noon.", kind="commitment")) == 1


def test_other_kinds_stay_as_they_are():
    [only] = found("I'll post it on Monday, and Jean'll pop in on Thursday.", kind="pain")
    assert only.quote == "I'll post it on Monday, and Jean'll pop in on Thursday."


@given(
    st.lists(st.sampled_from([
        "I'll", "send", "it", "on", "Monday,", "and", "then", "we", "talk", "Thursday", "at", "ten.", "you'll", "have",
        "if", "Jean'll", "come", "by", "noon", "let's", "meet", "tomorrow", "So", "the", "third", "?", "-",
    ]), min_size=1, max_size=25)
)  # fmt: skip
def test_pieces_lie_in_order_within_the_text(words):
    text = " ".join(words)
    at = 0
    for first, last in pieces(text, "rep"):
        assert at <= first < last <= len(text)
        at = last
