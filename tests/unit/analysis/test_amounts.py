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
        ("A tenth of one per cent.", [Amount(0.1, "", True)]),
        ("Half a percent, or a fifth of a per cent.", [Amount(0.5, "", True), Amount(0.2, "", True)]),
        ("Point two of a percent.", [Amount(0.2, "", True)]),
        ("Nought point two percent.", [Amount(0.2, "", True)]),
        ("One and two thirds percent.", [Amount(1.6667, "", True)]),
        ("A quarter percent.", [Amount(0.25, "", True)]),
        ("A percent and a half.", [Amount(1.5, "", True)]),
        ("Twenty-five basis points.", [Amount(0.25, "", True)]),
        ("A third off, or half price.", [Amount(33.33, "", True), Amount(50, "", True)]),
        ("Three quarters of a million.", [Amount(750_000, "", False)]),
        ("A million and a half.", [Amount(1_500_000, "", False)]),
        ("A couple of grand.", [Amount(2000, "", False)]),
        ("Three eighty-five a litre.", [Amount(3.85, "", False)]),
        ("Three eighty-five a month.", [Amount(385, "", False)]),
        ("Fifty pence, two pounds fifty.", [Amount(0.5, "GBP", False), Amount(2.5, "GBP", False)]),
        ("Two dollars and fifty cents.", [Amount(2.5, "USD", False)]),
        ("Two dollars and three percent.", [Amount(2, "USD", False), Amount(3, "", True)]),
        ("Twelve pounds thirty times a year.", [Amount(12, "GBP", False)]),
        (
            "$5-10k, or 5-10%.",
            [Amount(5000, "USD", False), Amount(10_000, "USD", False), Amount(5, "", True), Amount(10, "", True)],
        ),
        ("A five-figure sum, four figures at least.", []),
        ("Payment is net thirty, that's twenty-four seven.", []),
        ("From the third of May, in the second quarter.", []),
        ("Two or three of them.", []),
        ("It's a good point two people made.", []),
    ],
)
def test_what_is_a_sum(said, found):
    assert amounts(said) == found


@given(st.integers(1000, 9_999_999), st.sampled_from([("${:,}", "USD"), ("{:,} euros", "EUR"), ("£{}", "GBP")]))
def test_every_sum_is_read_as_it_is_written(value, form):
    text, currency = form
    assert amounts(f"So it is {text.format(value)} in all.") == [Amount(value, currency, False)]


PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@given(
    st.integers(0, 9), st.sampled_from(sorted(PARTS)), st.integers(1, 9), st.sampled_from(["percent", "per cent"]),
)  # fmt: skip
def test_every_part_of_a_percent_is_read_as_it_is_said(whole, part, count, name):
    count = min(count, PARTS[part] - 1)
    said = f"a {part}" if count == 1 else f"{ONES[count - 1]} {part}s"
    text = f"{ONES[whole - 1]} and {said} {name}" if whole else f"{said} of a {name}"
    [found] = amounts(f"So it is {text} in all.")
    assert found.percent
    assert found.value == pytest.approx(whole + count / PARTS[part], abs=1e-4)


@given(
    st.integers(1, 8), st.integers(1, 8), st.sampled_from(["to", "or"]),
    st.sampled_from([("thousand", 1000.0, False), ("grand", 1000.0, False), ("k", 1000.0, False),
                     ("percent", 1.0, True), ("million", 1e6, False)]),
)  # fmt: skip
def test_both_ends_of_a_range_are_of_one_size(low, more, link, unit):
    high = min(low + more, 9)
    name, scale, percent = unit
    found = amounts(f"It's {TENS[low - 1]} {link} {TENS[high - 1]} {name}, more or less.")
    assert found == [Amount(10 * low * scale, "", percent), Amount(10 * high * scale, "", percent)]


@given(
    st.integers(1, 9), st.integers(5, 99),
    st.sampled_from([("pounds", "GBP", "pence"), ("euros", "EUR", "cents"), ("dollars", "USD", "cents")]),
    st.booleans(),
)  # fmt: skip
def test_every_sum_with_its_cents_is_one(whole, small, unit, spoken):
    name, currency, cents = unit
    text = f"{whole} {name} and {small} {cents}" if spoken else f"{whole} {name} {small}"
    assert amounts(f"It comes to {text}.") == [Amount(whole + small / 100, currency, False)]


@given(
    st.lists(st.sampled_from([
        "a", "half", "of", "one", "two", "ten", "thirds", "third", "quarter", "point", "percent", "per", "cent",
        "thousand", "k", "grand", "and", "to", "or", "between", "pounds", "pence", "off", "5-10%", "$3", "ten-five",
        "twenty-two", "million", "couple", "litre", "-", "–", "forty.", "figures", "basis", "points",
    ]), max_size=12)
)  # fmt: skip
def test_no_row_of_such_words_is_too_odd(words):
    for found in amounts(" ".join(words)):
        assert found.value >= 0


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
