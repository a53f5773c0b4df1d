"""Sums and percentages as numbers: `analysis.amounts`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.amounts import Amount, amounts, with_amounts
from callcoach_desktop.domain.analysis import Moment


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("It is forty-eight thousand dollars a year.", [Amount(48_000, "USD", False)]),
        ("That is €1,200.50 a month.", [Amount(1200.5, "EUR", False)]),
        ("We pay twelve pounds a seat.", [Amount(12, "GBP", False)]),
        ("Ninety grand, all in.", [Amount(90_000, "", False)]),
        ("It would be 48k.", [Amount(48_000, "", False)]),
        ("I can do ten percent off.", [Amount(10, "", True)]),
        ("15% off the $2,000.", [Amount(15, "", True), Amount(2000, "USD", False)]),
        ("The price is for three sites on the first.", []),
        ("Call it sixty-one two, all in.", [Amount(61_200, "", False)]),
        ("It is eleven nine with the axes.", [Amount(11_900, "", False)]),
        ("Twelve four fifty.", [Amount(12_450, "", False)]),
        ("It was released at one million two.", [Amount(1_200_000, "", False)]),
        ("Forty-five days, nine thousand four fifty.", [Amount(9450, "", False)]),
        ("That is twenty-two a month.", [Amount(22, "", False)]),
        ("A hundred and fifty each.", [Amount(150, "", False)]),
        ("Four seventy-six per truck.", [Amount(476, "", False)]),
        ("A quarter of a million.", [Amount(250_000, "", False)]),
        ("Two and a half thousand euros.", [Amount(2500, "EUR", False)]),
        ("It is 47.500 euros.", [Amount(47_500, "EUR", False)]),
        ("It is 47.50 euros.", [Amount(47.5, "EUR", False)]),
        ("EUR 47,500 or 12k USD.", [Amount(47_500, "EUR", False), Amount(12_000, "USD", False)]),
        ("Ten per cent.", [Amount(10, "", True)]),
        ("In 2026 we paid 4,000.", [Amount(4000, "", False)]),
        ("In nineteen ninety-nine it was cheap.", []),
    ],
)
def test_what_is_a_sum(said, found):
    assert amounts(said) == found


@given(st.integers(1000, 9_999_999), st.sampled_from([("${:,}", "USD"), ("{:,} euros", "EUR"), ("£{}", "GBP")]))
def test_every_sum_is_read_as_it_is_written(value, form):
    text, currency = form
    assert amounts(f"So it is {text.format(value)} in all.") == [Amount(value, currency, False)]


def test_the_first_talk_of_price_says_who_began():
    moments = [
        Moment("pricing-1", "pricing", "", "right", 5, 6, "What does it cost?", 0.7, ""),
        Moment("pricing-2", "pricing", "", "left", 7, 8, "It is two thousand euros.", 0.7, ""),
        Moment("pain-1", "pain", "", "right", 1, 2, "It costs 5,000 dollars.", 0.7, ""),
    ]
    first, second, pain = with_amounts(moments, {"left": "rep", "right": "customer"})
    assert first.detail == {"amount": None, "currency": None, "percent": None, "first_by": "customer"}
    assert second.detail == {"amount": 2000.0, "currency": "EUR", "percent": None}
    assert pain.detail == {}
