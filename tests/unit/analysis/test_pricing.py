"""Talk of price: what counts, and what only holds a number."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("left", "Ann", "rep"), Speaker("right", "Bob", "customer"))


def said(*lines: str) -> list[str]:
    """The quotes of pricing moments; the two speak by turns, every line takes 4 s."""
    utterances = tuple(
        Utterance(f"u{n}", ("left", "right")[n % 2], n * 5.0, n * 5.0 + 4.0, text) for n, text in enumerate(lines)
    )
    analysis = analyse(Transcript(len(lines) * 5.0, "en", SPEAKERS, utterances), Vocabulary())
    return [m.quote for m in analysis.moments if m.kind == "pricing"]


@pytest.mark.parametrize(
    "text",
    [
        "It would be nineteen hundred a month.",
        "What would that cost us?",
        "There is no charge.",
        "I can take ten percent off.",
        "That comes to $4,200.",
        "It is about eight thousand euros.",
    ],
)
def test_a_sentence_about_price_is_found(text: str) -> None:
    assert said("Good morning.", text, "I see.") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Sixty percent of our vans are full.",
        "That would be grand.",
        "We have been here for seven years.",
        "See you on Monday, the twenty-first.",
        "There are forty people on the team.",
    ],
)
def test_a_number_alone_is_no_price(text: str) -> None:
    assert said("Good morning.", text, "I see.") == []


def test_a_bare_amount_counts_next_to_clear_talk_of_price() -> None:
    clear = "The price is what matters."
    assert said(clear, "Fifty-eight five.") == [clear, "Fifty-eight five."]
    assert said("Where do you live?", "Fifty-eight five.") == []


def test_text_without_punctuation_is_looked_at_in_pieces() -> None:
    found = said("well the thing is", "we looked at it and the budget for this year is gone i am afraid")
    assert len(found) == 1
    assert "budget" in found[0]


def test_prices_that_a_recogniser_runs_together_are_moments_of_their_own() -> None:
    ran = (
        "It's seventy-eight pounds a truck a month, so for the forty-one that is three thousand euros a month, no fee."
    )
    assert said("Good morning.", "Go on.", ran) == [
        "It's seventy-eight pounds a truck a month,",
        "so for the forty-one that is three thousand euros a month, no fee.",
    ]
    short = "It's seventy-eight pounds a month, and no setup fee."
    assert said("Good morning.", "Go on.", short) == [short]
