"""Which deal a call belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from callcoach_desktop.coaching.matching import CallFacts, DealFacts, match, plain

DEALS = [
    DealFacts("lift", "Lift service", "Otter Lifts GmbH", "Ana Roe", "ana@otter.example", date(2026, 3, 1), None),
    DealFacts("huhn1", "Ovens 2025", "Bäckerei Huhn", None, None, date(2025, 1, 10), date(2025, 4, 1)),
    DealFacts("huhn2", "Ovens 2026", "Bäckerei Huhn", None, None, date(2026, 5, 2), date(2026, 8, 1)),
    DealFacts("gate", "Gate refit", "Gate House Ltd", "Bo Lee", "bo@gmail.com", date(2026, 2, 1), None),
    DealFacts("twin1", "Trucks north", "Kranz AG", None, None, date(2026, 6, 1), None),
    DealFacts("twin2", "Trucks south", "Kranz AG", None, None, date(2026, 6, 1), None),
]


def one(**facts):
    found = match([CallFacts("c", **{"title": "Call", "day": date(2026, 6, 10), **facts})], DEALS)
    return (found[0].deal, found[0].state) if found else None


def test_the_company_however_it_is_written():
    assert one(customer="otter lifts") == ("lift", "sure")
    assert one(customer="OTTER LIFTS, G.m.b.H.") is not None
    assert one(customer="Oter Lifts") == ("lift", "proposed")  # another spelling may be another company


def test_dates_tell_two_deals_of_one_company_apart():
    assert one(customer="Baeckerei Huhn") is None or one(customer="Bäckerei Huhn") == ("huhn2", "sure")
    assert one(customer="Bäckerei Huhn") == ("huhn2", "sure")
    assert one(customer="Bäckerei Huhn", day=date(2025, 2, 3)) == ("huhn1", "sure")


def test_two_deals_that_fit_alike_are_only_proposed():
    found = match([CallFacts("c", "Call", date(2026, 6, 10), customer="Kranz")], DEALS)[0]
    assert (found.deal, found.state) == ("twin1", "proposed")
    assert "“Trucks south” fits as well" in found.why


def test_the_title_the_contact_and_the_mail_address():
    assert one(title="Discovery with Gate House") == ("gate", "sure")
    assert one(title="Trucks south: price") == ("twin2", "sure")
    assert one(people=("Ana Roe",))[0] == "lift"
    assert one(text="from ana.b@otter.example")[0] == "lift"
    assert one(text="from someone@gmail.com") is None
    assert one(people=("Bo",)) is None


def test_the_deal_that_a_call_names_goes_first():
    assert one(deal="Trucks south", customer="Kranz AG") == ("twin2", "sure")


def test_a_call_long_after_the_close_is_not_sure():
    found = one(customer="Bäckerei Huhn", day=date(2026, 11, 20))
    assert found is None or found[1] == "proposed"


def test_nothing_known_matches_nothing():
    assert one() is None
    assert match([], DEALS) == []
    assert match([CallFacts("c", "Call", date(2026, 1, 1), customer="Otter Lifts")], []) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Söhne & Co. KG", "sohne"), ("Straße Holding", "strasse holding"), ("The Co", "the co"), ("", "")],
)
def test_plain_names(name, expected):
    assert plain(name) == expected


def test_of_several_deals_the_one_that_was_open_alone_is_sure():
    first = DealFacts("1", "Pilot", "Otter Lifts", opened=date(2026, 1, 5), closed=date(2026, 2, 20))
    second = DealFacts("2", "Rollout", "Otter Lifts", opened=date(2026, 4, 1), closed=date(2026, 6, 1))
    call = CallFacts("c", "Call", date(2026, 4, 20), customer="Otter Lifts")
    (found,) = match([call], [first, second])
    assert (found.deal, found.state) == ("2", "sure")
    # A few days before the next deal was entered, the call may be its first: it is asked about.
    (near,) = match([CallFacts("c", "Call", date(2026, 2, 18), customer="Otter Lifts")],
                    [first, DealFacts("3", "Renewal", "Otter Lifts", opened=date(2026, 2, 24))])  # fmt: skip
    assert near.state == "proposed"
    both = [first, DealFacts("4", "Spares", "Otter Lifts", opened=date(2026, 1, 2), closed=date(2026, 3, 1))]
    (open_both,) = match([CallFacts("c", "Call", date(2026, 2, 1), customer="Otter Lifts")], both)
    assert open_both.state == "proposed"
