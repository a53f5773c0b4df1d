"""When talk of price goes off the rails, and discounts asked for and given."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis.rails import discounts, price_troubles
from callcoach_desktop.domain.analysis import Moment, Stage, Tone
from callcoach_desktop.domain.transcript import Side, Utterance

SIDES: dict[str, Side] = {"r": "rep", "c": "customer"}
STAGES = (Stage("opening", 0.0, 100.0), Stage("pricing", 100.0, 600.0))


def price(start: float, who: str, quote: str, end: float | None = None) -> Moment:
    return Moment(f"pricing-{start:.0f}", "pricing", "", who, start, end or start + 5.0, quote, 0.8, "")


def answer(start: float, type_: str, outcome: str, to: str = "") -> Moment:
    detail: dict[str, str | float | bool | None] = {"outcome": outcome, "objection": to}
    return Moment(f"answer-{start:.0f}", "objection_response", type_, "r", start, start + 5, "x", 0.8, "", detail)


def objection(start: float, type_: str = "price") -> Moment:
    return Moment(f"objection-{start:.0f}", "objection", type_, "c", start, start + 5, "x", 0.8, "")


def troubles(*moments: Moment, stages: tuple[Stage, ...] = STAGES, tones: list[float] | None = None,
             duration: float = 1_000.0) -> list[tuple[str, float]]:  # fmt: skip
    said = [
        Utterance(f"u{n}", "c", 10.0 * n, 10.0 * n + 8, "I say some more words here") for n in range(len(tones or []))
    ]
    scores = [Tone(u.id, score, "neutral") for u, score in zip(said, tones or [], strict=True)]
    return [(t.kind, t.start) for t in price_troubles(moments, stages, scores, said, SIDES, duration)]


@pytest.mark.parametrize(
    ("who", "quote", "given"),
    [
        ("r", "I can take ten percent off right now.", True),
        ("r", "But I could, I could throw in the freight.", True),
        ("r", "If you sign today we'll waive the setup fee.", True),
        ("r", "I can get that down to thirteen for you.", True),
        ("r", "Let me see, I'll match it, eleven nine.", True),
        ("r", "I could bring it to sixty-two.", True),
        ("r", "I'll leave the four percent off, and call it sixty-one two.", True),
        ("r", "We could split the difference.", True),
        ("r", "I'll get that down on paper for nine hundred a month.", None),
        ("r", "I can't take anything off that.", None),
        ("r", "It is nine hundred a month.", None),
        ("c", "Can you do something on the price?", False),
        ("c", "We would need a discount.", False),
        ("c", "It is nine hundred a month.", None),
    ],
)
def test_discounts_are_told_by_their_words(who: str, quote: str, given: bool | None) -> None:
    found = discounts([price(10.0, who, quote)], SIDES)
    assert [d.given for d in found] == ([] if given is None else [given])


def test_two_sentences_about_one_discount_are_one() -> None:
    moments = [price(10.0, "r", "I can take ten percent off."), price(16.0, "r", "I'll give you ten percent off.")]
    assert len(discounts(moments, SIDES)) == 1


def test_a_discount_before_value_and_each_further_one() -> None:
    moments = (price(50.0, "r", "I can take ten percent off."), price(200.0, "r", "I could throw in the freight."))
    assert troubles(*moments) == [("discount_before_value", 50.0), ("further_concession", 200.0)]
    shown = (Stage("presentation", 0.0, 40.0), Stage("pricing", 40.0, 600.0))
    assert troubles(*moments, stages=shown) == [("further_concession", 200.0)]


def test_answers_to_price_that_went_wrong() -> None:
    lost = (objection(100.0), answer(106.0, "reframe_value", "lost", "objection-100"))
    ignored = (objection(300.0), answer(306.0, "ignore", "parked", "objection-300"))
    of_time = (objection(500.0, "timing"), answer(506.0, "ignore", "lost", "objection-500"))
    assert troubles(*lost, *ignored, *of_time) == [("price_answer", 106.0), ("price_answer", 306.0)]
    resolved = answer(106.0, "acknowledge_explore_respond", "resolved", "objection-100")
    assert troubles(objection(100.0), resolved) == []


def test_a_discount_at_once_is_told_once() -> None:
    moments = (objection(100.0), answer(106.0, "discount_immediately", "lost", "objection-100"))
    assert troubles(*moments) == [("discount_before_value", 106.0)]


def test_the_tone_that_falls_with_the_price() -> None:
    asked = price(50.0, "c", "What does it cost?")
    assert troubles(asked, tones=[0.2] * 5 + [-0.4, -0.3, -0.8, -0.3, -0.2]) == [("tone_fell", 70.0)]
    assert troubles(asked, tones=[0.2] * 10) == []
    assert troubles(asked, tones=[0.2] * 5 + [-0.4]) == []


def test_price_that_is_argued_for_long() -> None:
    talk = [price(100.0 + 40 * n, "c", "What does it cost?") for n in range(7)]
    assert troubles(*talk, objection(150.0), duration=900.0) == [("argued_long", 100.0)]
    assert troubles(*talk) == []
    assert troubles(*talk, objection(150.0), duration=3_600.0) == []


def test_without_stages_nothing_is_said() -> None:
    assert troubles(price(50.0, "r", "I can take ten percent off."), stages=()) == []
