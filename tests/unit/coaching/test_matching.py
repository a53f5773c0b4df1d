"""Which deal a call belongs to."""

from __future__ import annotations

from dataclasses import replace
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


GATES = DealFacts("d1", "Acme gates", "Acme", "Dana Whitfield", None, date(2026, 3, 1), None, 9_840.0)
FRIDGES = DealFacts("d2", "Acme fridges", "Acme", "Otto Brandt", None, date(2026, 3, 4), None, 12_000.0)


@pytest.mark.parametrize(
    ("call", "heard", "deal", "state", "why"),
    [
        ({}, "", None, "proposed", ""),  # nothing tells them apart
        ({"people": ("Otto Brandt",)}, "", "d2", "sure", "Otto Brandt speaks in it"),
        ({"people": ("Otto",)}, "", "d2", "sure", "Otto Brandt speaks in it"),
        ({}, "Hi Dana, how are you?", "d1", "sure", "Dana Whitfield is named in it"),
        ({"sellers": ("Dana Lee",)}, "Hi Dana, how are you?", None, "proposed", ""),  # the rep is called so
        ({}, "Dana and Otto are both here.", None, "proposed", ""),
        ({"people": ("Otto Brandt",)}, "Dana sends her best.", "d2", "sure", "Otto Brandt speaks"),
        ({"title": "Acme: the fridges"}, "", "d2", "sure", "the call is called “fridges” too"),
        ({}, "That comes to 9,840 a year.", "d1", "sure", "its amount (9,840) is said"),
        ({}, "Das sind 9.840 im Jahr.", "d1", "sure", "its amount (9,840) is said"),
        ({}, "About 12,000 pallets.", "d2", "proposed", "its amount (12,000) is said"),  # a round number is of anything
        ({"people": ("Otto Brandt",)}, "That comes to 9,840.", None, "proposed", ""),  # they disagree
    ],
)
def test_what_tells_two_open_deals_of_a_company_apart(call, heard, deal, state, why):
    made = CallFacts(**{"id": "c", "title": "Call", "day": date(2026, 3, 10), "customer": "Acme", **call})
    (found,) = match([made], [GATES, FRIDGES], lambda _: heard)
    assert found.state == state
    assert deal is None or found.deal == deal
    assert why in found.why


def test_a_deal_without_a_contact_keeps_a_contact_from_being_sure():
    made = CallFacts("c", "Call", date(2026, 3, 10), "Acme", people=("Otto Brandt",))
    (found,) = match([made], [replace(GATES, contact=None), FRIDGES])
    assert (found.deal, found.state) == ("d2", "proposed")


def test_what_was_said_is_only_asked_for_where_deals_fit_alike():
    made = CallFacts("c", "Call", date(2026, 3, 10), "Acme")
    asked = []
    (found,) = match([made], [GATES], lambda call: asked.append(call) or "")
    assert (found.state, asked) == ("sure", [])
