"""The summary: every point with its second, next steps as fields, what went well, one thing to try."""

from __future__ import annotations

from callcoach_desktop.analysis.rails import Trouble
from callcoach_desktop.analysis.summary import summarise
from callcoach_desktop.domain.analysis import Moment, Place, SummaryPoint
from callcoach_desktop.domain.transcript import Side

SIDES: dict[str, Side] = {"r": "rep", "c": "customer"}
METRICS: dict[str, float | None] = {"talk_ratio": 0.5, "questions": 3.0, "talk_ratio_opening": 0.5}


def moment(kind: str, start: float, voice: str, quote: str, type_: str = "", **detail: object) -> Moment:
    return Moment(f"{kind}-{start:.0f}", kind, type_, voice, start, start + 4, quote, 0.8, "", detail)  # type: ignore[arg-type]


STEP = moment("next_step", 400.0, "r", "I'll send you the offer for nine hundred dollars by Tuesday.", "specific",
              who="rep", what="send you the offer", by_when="by Tuesday", due="2026-09-08")  # fmt: skip


def points(
    *moments: Moment,
    kind: str,
    metrics: dict[str, float | None] = METRICS,
    places: dict[str, Place] | None = None,
    troubles: tuple[Trouble, ...] = (),
) -> list[SummaryPoint]:
    made = summarise(600.0, metrics, places or {}, moments, SIDES, troubles)
    return [p for p in made.points if p.kind == kind]


def test_a_next_step_says_who_what_when_and_how_much() -> None:
    (step,) = points(STEP, kind="next_step")
    assert step.start == 400.0
    assert step.text.startswith("Next step, specific (Rep, by 8 Sep 2026): “I'll send")
    assert step.fields == {
        "who": "rep", "what": "send you the offer", "by_when": "by Tuesday", "due": "2026-09-08", "amount": 900.0,
        "currency": "USD",
    }  # fmt: skip


def test_worries_say_how_they_were_answered() -> None:
    worry = moment("objection", 100.0, "c", "It is too expensive.", "price")
    reply = moment("objection_response", 110.0, "r", "What is it compared with?", "acknowledge_explore_respond",
                   objection=worry.id, outcome="resolved")  # fmt: skip
    (point,) = points(worry, reply, kind="objection")
    assert point.text == "Objection, price (explored, then answered, resolved): “It is too expensive.”"
    assert [p.text for p in points(worry, reply, STEP, kind="well")] == [
        "The price objection was resolved, explored before it was answered", "A specific next step was agreed",
    ]  # fmt: skip
    (alone,) = points(worry, kind="objection")
    assert "not answered" in alone.text


def test_price_with_its_discounts_and_what_went_wrong() -> None:
    asked = moment("pricing", 50.0, "c", "Can you do something on the price?")
    given = moment("pricing", 60.0, "r", "I can take ten percent off nine hundred.", amount=900.0, percent=10.0)
    trouble = Trouble("discount_before_value", "A discount before anything of value was shown", 60.0, 64.0)
    found = points(asked, given, kind="pricing", troubles=(trouble,))
    assert [p.text.split(":")[0] for p in found] == [
        "Price first comes up at 0", "Discount asked for", "Largest sum", "Discount given",
        "A discount before anything of value was shown",
    ]  # fmt: skip
    assert found[0].text.endswith("raised by the customer")


def test_one_thing_to_try_is_what_mattered_most() -> None:
    at_once = moment("objection_response", 110.0, "r", "Ten percent off.", "discount_immediately", outcome="lost")
    vague = moment("next_step", 580.0, "r", "Let's talk soon.", "vague")
    assert [p.start for p in points(at_once, vague, kind="try")] == [110.0]
    assert [p.start for p in points(vague, kind="try")] == [580.0]
    assert [p.start for p in points(kind="try")] == [570.0]
    long = {**METRICS, "longest_monologue": 150.0}
    assert [
        p.start for p in points(STEP, kind="try", metrics=long, places={"longest_monologue": Place(33.0, 183.0)})
    ] == [33.0]
    assert points(STEP, kind="try") == []


def test_who_is_not_known_is_given_no_advice() -> None:
    assert points(kind="try", metrics={}) == []


def test_every_point_has_a_second_within_the_call() -> None:
    made = summarise(600.0, METRICS, {}, (STEP,), SIDES)
    assert made.points
    assert all(0.0 <= p.start <= 600.0 for p in made.points)
