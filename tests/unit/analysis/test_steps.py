"""Who does what by when: `analysis.steps`. The call is of Monday, 14 September 2026, half past ten."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis.steps import says_when, step_fields, with_fields
from callcoach_desktop.domain.analysis import Moment

MONDAY = "2026-09-14T10:30:00"


@pytest.mark.parametrize(
    ("quote", "side", "who", "what", "due"),
    [
        ("I'll send you the revised quote by Friday.", "rep", "rep", "send you the revised quote", "2026-09-18"),
        ("We'll send you the contract tomorrow.", "rep", "rep", "send you the contract", "2026-09-15"),
        ("We'll talk about it on the 22nd at nine.", "rep", "both", "talk about it", "2026-09-22T09:00"),
        ("Could you send me the invoice by Thursday?", "rep", "customer", "send me the invoice", "2026-09-17"),
        ("Please send me the invoice.", "customer", "rep", "Please send me the invoice", None),
        ("If you send it, I'll show it to my boss next Tuesday.", "customer", "customer", "show it to my boss",
         "2026-09-22"),
        ("You'll have the figures on Wednesday.", "rep", "rep", "You'll have the figures", "2026-09-16"),
        ("The offer is in your inbox by noon.", "rep", "rep", "The offer is in your inbox", "2026-09-14T12:00"),
        ("Let's catch up sometime.", "rep", "both", "catch up sometime", None),
        ("That might be an idea.", "rep", None, None, None),
        ("I'll get you a page by Friday, and let's talk Tuesday week at half past two.", "rep", "rep", "get you a page",
         "2026-09-18"),
        ("I'll post it first thing tomorrow, and Jean'll pop in on Thursday.", "rep", "rep", "post it", "2026-09-15"),
        ("The fitter comes on Wednesday for the gauge.", "rep", "rep", "The fitter comes for the gauge", "2026-09-16"),
        ("Your accountant will ring me tomorrow.", "rep", "customer", "Your accountant will ring me", "2026-09-15"),
        ("I'll bring it on Friday, and would you have a kilo ready?", "rep", "rep", "bring it", "2026-09-18"),
    ],
)  # fmt: skip
def test_the_fields_of_a_step(quote, side, who, what, due):
    fields = step_fields(quote, side, MONDAY)
    assert (fields["who"], fields["what"], fields["due"]) == (who, what, due)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Let's talk on Tuesday at ten.", True),
        ("I'll post two sets the morrow.", True),
        ("You'll get it this arvo, with the repairs in it.", True),
        ("You have it in writing in the next ten minutes.", True),
        ("I'll ring you in the next hour.", True),
        ("You'll have the order form by nine.", True),
        ("Let's look at it again next week.", False),
        ("I'll circle back with you.", None),
    ],
)
def test_whether_a_step_says_when(quote, said):
    assert says_when(quote) is said


def test_who_promises_does_it_himself():
    quote = "Send me the paper and I'll sign it on the 24th."
    asked, promised = step_fields(quote, "customer", MONDAY), step_fields(quote, "customer", MONDAY, promised=True)
    assert (asked["who"], asked["what"]) == ("rep", "Send me the paper")
    assert (promised["who"], promised["what"], promised["due"]) == ("customer", "sign it", "2026-09-24")


def test_without_a_date_of_the_call_the_words_stay_and_no_date_is_made():
    fields = step_fields("I'll call you on Friday.", "rep", "")
    assert (fields["by_when"], fields["due"], fields["due_exact"]) == ("on Friday", None, None)


def test_a_span_is_not_an_exact_date():
    assert step_fields("I'll call you next week.", "rep", MONDAY)["due_exact"] is False
    assert step_fields("I'll call you on Friday.", "rep", MONDAY)["due_exact"] is True


def test_only_steps_and_commitments_get_fields():
    moments = [
        Moment("a", "commitment", "", "right", 0, 1, "I'll ask her on Friday.", 0.9, ""),
        Moment("b", "pain", "", "right", 0, 1, "I'll ask her on Friday.", 0.9, ""),
    ]
    first, second = with_fields(moments, {"right": "customer"}, MONDAY)
    assert first.detail["due"] == "2026-09-18"
    assert second.detail == {}
