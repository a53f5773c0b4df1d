"""Days and times said in words: `analysis.dates`. Calls begin on known days: 14 September 2026 is a Monday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.clock_rules import WEEKDAYS
from callcoach_desktop.analysis.dates import best_date, find_dates
from callcoach_desktop.analysis.feasts import easter, thanksgiving
from callcoach_desktop.domain.days import day_of, iso_of, later, length_of, moment_of

MONDAY = "2026-09-14T10:30:00"
FRIDAY = "2026-09-18T16:00:00"
SATURDAY = "2026-09-19T09:00:00"


def due(text: str, started_at: str = MONDAY) -> str | None:
    found = best_date(find_dates(text, started_at))
    return None if found is None else found.iso


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("today", "2026-09-14"),
        ("by close of business", "2026-09-14"),
        ("by the end of the day", "2026-09-14"),
        ("this afternoon", "2026-09-14"),
        ("tomorrow", "2026-09-15"),
        ("the day after tomorrow", "2026-09-16"),
        ("Friday", "2026-09-18"),
        ("by Friday", "2026-09-18"),
        ("this Friday", "2026-09-18"),
        ("the coming Friday", "2026-09-18"),
        ("Monday", "2026-09-21"),
        ("this Monday", "2026-09-14"),
        ("next Tuesday", "2026-09-22"),
        ("Tuesday next week", "2026-09-22"),
        ("next week Tuesday", "2026-09-22"),
        ("next week on Tuesday", "2026-09-22"),
        ("a week on Thursday", "2026-09-24"),
        ("Thursday week", "2026-09-24"),
        ("two weeks on Thursday", "2026-10-01"),
        ("Tuesday after next", "2026-09-29"),
        ("Wednesday the sixteenth", "2026-09-16"),
        ("Wednesday the fourteenth", "2026-10-14"),  # a Wednesday there
        ("a week today", "2026-09-21"),
        ("two weeks today", "2026-09-28"),
        ("a week tomorrow", "2026-09-22"),
        ("tomorrow week", "2026-09-22"),
        ("a week Friday", "2026-09-25"),
        ("three weeks from Friday", "2026-10-09"),
        ("Friday fortnight", "2026-10-02"),
        ("a fortnight on Friday", "2026-10-02"),
        ("by close of business on Friday", "2026-09-18"),
        ("by close of play tomorrow", "2026-09-15"),
        ("Friday, end of day", "2026-09-18"),
        ("first thing tomorrow", "2026-09-15"),
        ("today itself", "2026-09-14"),
        ("Tues the 22nd", "2026-09-22"),
        ("Thurs. the 24th", "2026-09-24"),
        ("the Tuesday, that's the twenty-second", "2026-09-22"),
        ("the last Thursday of the month", "2026-09-24"),
        ("the first Monday in November", "2026-11-02"),
        ("the last Friday of next month", "2026-10-30"),
    ],
)
def test_days_by_name(said, date):
    assert due(f"Let me send it {said}.") == date


def test_next_is_the_next_calendar_week_and_coming_is_the_next_such_day():
    assert due("next Tuesday", FRIDAY) == "2026-09-22"
    assert due("Tuesday", FRIDAY) == "2026-09-22"
    assert due("this Friday", FRIDAY) == "2026-09-18"
    assert due("Friday", FRIDAY) == "2026-09-25"
    assert due("next Friday", FRIDAY) == "2026-09-25"


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("in two weeks", "2026-09-28"),
        ("in a week", "2026-09-21"),
        ("in a fortnight", "2026-09-28"),
        ("in two weeks' time", "2026-09-28"),
        ("two weeks from today", "2026-09-28"),
        ("a week from tomorrow", "2026-09-22"),
        ("in ten days", "2026-09-24"),
        ("in 10 days", "2026-09-24"),
        ("within forty-eight hours", "2026-09-16"),
        ("within the hour", "2026-09-14"),
        ("in a month", "2026-10-14"),
        ("in three months", "2026-12-14"),
        ("in a year", "2027-09-14"),
        ("in a couple of days", "2026-09-16"),
        ("in a few days", "2026-09-17"),
        ("in five working days", "2026-09-21"),
        ("over the next two weeks", "2026-09-28"),
    ],
)
def test_so_far_from_now(said, date):
    assert due(f"We will have it {said}.") == date


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("this week", "2026-09-18"),
        ("by the end of the week", "2026-09-18"),
        ("before the weekend", "2026-09-18"),
        ("next week", "2026-09-25"),
        ("by the end of next week", "2026-09-25"),
        ("early next week", "2026-09-21"),
        ("the middle of next week", "2026-09-23"),
        ("the week after next", "2026-10-02"),
        ("end of month", "2026-09-30"),
        ("by the end of the month", "2026-09-30"),
        ("next month", "2026-10-31"),
        ("at the beginning of next month", "2026-10-01"),
        ("by the end of next month", "2026-10-31"),
        ("end of the quarter", "2026-09-30"),
        ("next quarter", "2026-12-31"),
        ("by the end of Q4", "2026-12-31"),
        ("in the first quarter", "2027-03-31"),
        ("by the end of the year", "2026-12-31"),
        ("the end of October", "2026-10-31"),
        ("by November", "2026-11-01"),
        ("in May", "2027-05-31"),
        ("mid November", "2026-11-15"),
        ("next January", "2027-01-31"),
        ("before Christmas", "2026-12-24"),
        ("by Easter", "2027-03-25"),
        ("the Tuesday after Easter", "2027-03-30"),
        ("the Friday before Christmas", "2026-12-18"),
        ("on Good Friday", "2027-03-26"),
        ("before Thanksgiving", "2026-11-25"),
        ("in the new year", "2027-01-31"),
    ],
)
def test_weeks_months_and_quarters(said, date):
    assert due(f"We want it {said}.") == date


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("the fourteenth", "2026-10-14"),  # of a call on a fourteenth it is not the same day
        ("the fifteenth", "2026-09-15"),
        ("the 15th", "2026-09-15"),
        ("on the third", "2026-10-03"),
        ("by the twenty-first", "2026-09-21"),
        ("by the twenty first", "2026-09-21"),
        ("the thirty-first", "2026-10-31"),  # September has none
        ("the fifth of October", "2026-10-05"),
        ("October fifth", "2026-10-05"),
        ("October the fifth", "2026-10-05"),
        ("October 5th", "2026-10-05"),
        ("October 5", "2026-10-05"),
        ("5 October", "2026-10-05"),
        ("Oct. 5th", "2026-10-05"),
        ("Sept 21st", "2026-09-21"),
        ("the first of September", "2027-09-01"),
        ("the first of March twenty twenty-eight", "2028-03-01"),
        ("March 1st 2028", "2028-03-01"),
        ("the twenty-ninth of February", "2028-02-29"),
        ("Tuesday the sixth of October", "2026-10-06"),
        ("Tuesday, October sixth", "2026-10-06"),
        ("2026-10-14", "2026-10-14"),
        ("14/10/2026", "2026-10-14"),
        ("10/14/2026", "2026-10-14"),
        ("May 10", "2027-05-10"),
        ("the sixth of next month", "2026-10-06"),
        ("by the first of the month", "2026-10-01"),
        ("the twenty-eighth of this month", "2026-09-28"),
    ],
)
def test_days_by_number(said, date):
    assert due(f"Shall we say {said}?") == date


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Friday at ten", "2026-09-18T10:00"),
        ("by Friday at ten", "2026-09-18T10:00"),
        ("Friday at 10:30", "2026-09-18T10:30"),
        ("Friday at 10.30am", "2026-09-18T10:30"),
        ("Friday ten thirty", "2026-09-18T10:30"),
        ("Friday, ten o'clock", "2026-09-18T10:00"),
        ("Thursday ten sharp", "2026-09-17T10:00"),
        ("at ten on Thursday", "2026-09-17T10:00"),
        ("Thursday at two", "2026-09-17T14:00"),
        ("Thursday morning at seven", "2026-09-17T07:00"),
        ("Thursday at eight in the evening", "2026-09-17T20:00"),
        ("Wednesday the sixteenth, half past two", "2026-09-16T14:30"),
        ("tomorrow at quarter to four", "2026-09-15T15:45"),
        ("tomorrow at ten past nine", "2026-09-15T09:10"),
        ("tomorrow at 3 p.m.", "2026-09-15T15:00"),
        ("noon on Friday", "2026-09-18T12:00"),
        ("tomorrow noon", "2026-09-15T12:00"),
        ("the fifth of October at nine", "2026-10-05T09:00"),
        ("this afternoon at four", "2026-09-14T16:00"),
        ("tomorrow at half two", "2026-09-15T14:30"),
        ("half ten on Wednesday fortnight", "2026-09-30T10:30"),
        ("tomorrow at a quarter past nine", "2026-09-15T09:15"),
        ("tomorrow at quarter of three", "2026-09-15T14:45"),
        ("Thursday at ten to four", "2026-09-17T15:50"),
        ("Thursday, ten to four", "2026-09-17T15:50"),
        ("tomorrow between two and three", "2026-09-15T14:00"),
        ("three thirty tomorrow", "2026-09-15T15:30"),
        ("tomorrow at fourteen thirty", "2026-09-15T14:30"),
        ("Friday before noon", "2026-09-18T12:00"),
    ],
)
def test_times_beside_days(said, moment):
    assert due(f"I'll call you {said}.") == moment


@pytest.mark.parametrize(
    "said",
    [
        "We met last Friday.",
        "That was three weeks ago.",
        "Yesterday was bad.",
        "The team meets every Monday.",
        "The second thing is the price.",
        "In the first place, no.",
        "We may 10 or so.",
        "It is at 10 percent.",
        "The third floor, at the back.",
        "A second, please.",
        "We had 40 trucks.",
        "We have it by the second camera.",
        "On Mondays at ten they clean.",
        "It was fourteen in January.",
        "We have had that since March.",
        "Back in March it was worse.",
        "That is every last Thursday of the month.",
        "They fill it once a fortnight.",
        "We work at two sites.",
        "We would need five to ten of them.",
        "He sat down in the sun.",
        "",
    ],
)
def test_what_is_no_date_to_come(said):
    assert due(said) is None


def test_a_time_alone_has_no_day():
    [found] = find_dates("I'll ring you at ten.", MONDAY)
    assert (found.said, found.day, found.minute, found.iso) == ("at ten", None, 600, None)


def test_the_words_are_quoted_and_counted():
    [found] = find_dates("So I will send it by next Tuesday at ten thirty, okay?", MONDAY)
    assert found.said == "by next Tuesday at ten thirty"
    assert (found.first, found.last) == (5, 11)
    [first] = find_dates("on the twenty first, then", MONDAY)
    assert first.said == "on the twenty first"


def test_two_days_are_two_dates_and_a_full_stop_parts_them_from_a_time():
    found = find_dates("I'll send it Thursday. Ten people come on Monday.", MONDAY)
    assert [(w.iso, w.minute) for w in found] == [("2026-09-17", None), ("2026-09-21", None)]


def test_the_surest_date_is_chosen():
    assert due("Next week is fine, let us say Tuesday the 22nd at nine.") == "2026-09-22T09:00"
    assert due("In a few days, or on the twenty-fifth.") == "2026-09-25"


def test_spans_are_not_exact():
    for said, exact in (("next week", False), ("within a week", False), ("in two weeks", True), ("Friday", True)):
        [found] = find_dates(f"We do it {said}.", MONDAY)
        assert found.exact is exact, said


def test_without_a_date_of_the_call_nothing_is_found():
    assert find_dates("on Friday", "") == []
    assert find_dates("on Friday", "last summer") == []


def test_month_ends_and_leap_years():
    assert due("in a month", "2026-01-31") == "2026-02-28"
    assert due("in a month", "2028-01-31") == "2028-02-29"
    assert due("the end of the month", "2028-02-10") == "2028-02-29"
    assert due("tomorrow", "2026-12-31") == "2027-01-01"
    assert due("next month", "2026-12-05") == "2027-01-31"
    assert due("the thirtieth", "2026-01-30") == "2026-03-30"
    assert due("by the end of the quarter", "2026-11-02") == "2026-12-31"
    assert due("Monday", SATURDAY) == "2026-09-21"
    assert due("next Monday", SATURDAY) == "2026-09-21"
    assert due("by the end of the week", SATURDAY) == "2026-09-25"
    assert length_of(2000, 2) == 29
    assert day_of(2026, 2, 29) is None
    assert moment_of("2026-13-01") is None


def test_a_named_day_of_the_month_is_looked_for_in_the_next_months_only():
    # 24 November 2026 is a Tuesday and over; the next Tuesday that is a 24th is in August.
    assert due("Tuesday the twenty-fourth", "2026-11-26T10:00") == "2026-12-24"


ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
]  # fmt: skip
HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
BEGINS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(BEGINS, st.integers(1, 360))
def test_every_day_of_the_coming_year_is_found_by_its_name(begin, ahead):
    day = begin + timedelta(days=ahead)
    month = f"{day:%B}"
    number = ORDINALS[day.day - 1]
    for said in (
        f"the {number} of {month}",
        f"{month} the {number}",
        f"{day.day} {month}",
        f"{day:%A} the {number} of {month}",
    ):
        assert due(f"I'll bring it on {said}.", begin.isoformat()) == day.isoformat(), said


@given(BEGINS, st.integers(0, 6), st.sampled_from(["{}", "on {}", "by {}", "{} week", "a week on {}", "{} fortnight"]))
def test_weekdays_are_the_next_ones_of_their_name(begin, weekday, form):
    found = due(f"I'll bring it {form.format(WEEKDAYS[weekday].title())}.", begin.isoformat())
    assert found is not None
    day = date.fromisoformat(found)
    weeks = 2 if "fortnight" in form else 1 if "week" in form else 0
    assert day.weekday() == weekday
    assert 1 <= (day - begin).days - 7 * weeks <= 7


@given(st.integers(1, 12), st.sampled_from([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]))
def test_every_way_to_say_a_time_is_one_time(hour, minute):
    here, later_ = HOURS[hour - 1], HOURS[hour % 12]
    spelt = {5: "five", 10: "ten", 15: "quarter", 20: "twenty", 25: "twenty-five", 30: "half"}
    if minute == 0:
        said = [f"at {here} o'clock", f"at {here}", f"at {hour}:00"]
    elif minute <= 30:
        said = [f"at {spelt[minute]} past {here}", f"at {hour}:{minute:02}"]
        said += [f"at half {here}", f"at {here} thirty"] if minute == 30 else []
    else:
        said = [f"at {spelt[60 - minute]} to {later_}", f"at {hour}:{minute:02}"]
    for one in said:
        found = due(f"I'll call you tomorrow {one}.")
        assert found is not None
        assert found.startswith("2026-09-15T"), one
        clock = int(found[11:13]) * 60 + int(found[14:])
        assert clock % 720 == (hour * 60 + minute) % 720, one


@given(BEGINS)
def test_easter_is_the_sunday_after_the_full_moon_of_spring(day):
    sunday = date.fromordinal(easter(day.year))
    assert sunday.weekday() == 6
    assert date(day.year, 3, 22) <= sunday <= date(day.year, 4, 25)
    assert date.fromordinal(thanksgiving(day.year)).weekday() == 3


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2019-04-21"])
def test_easters_that_are_known(day):
    assert date.fromordinal(easter(int(day[:4]))).isoformat() == day


@given(st.integers(1, 3_000_000), st.integers(-24, 60))
def test_months_are_counted_to_a_day_that_is_there(day, months):
    moved = later(day, months) if day > 1000 else day
    assert iso_of(moved)[:4].isdigit()
    if day > 1000:
        assert abs((moved - day) - months * 30.44) < 4 + abs(months) * 0.6


@given(st.text(alphabet=st.sampled_from(list("abcdefghijklmnopqrstuvwxyz .,?0123456789:-'")), max_size=80))
def test_no_text_is_too_odd(text):
    for found in find_dates(text, MONDAY):
        assert 0 <= found.first < found.last <= len(text.split())


DATE_WORDS = [
    "by", "on", "the", "next", "this", "friday", "may", "first", "31", "twenty", "ten", "at", "of", "october", "week",
    "in", "two", "end", "half", "past", "to", "q3", "last",
]  # fmt: skip


@given(st.lists(st.sampled_from(DATE_WORDS), max_size=12))
def test_no_row_of_date_words_is_too_odd(words):
    for found in find_dates(" ".join(words), MONDAY):
        # A year that is said is taken as said: "May first twenty twenty" has been.
        assert found.iso is None or found.iso >= "2026-09-14" or "twenty twenty" in found.said
