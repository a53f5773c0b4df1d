"""Sums and percentages as numbers: `analysis.amounts`."""

from __future__ import annotations

import pytest

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
    ],
)
def test_what_is_a_sum(said, found):
    assert amounts(said) == found


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
