"""Deals out of CSV files in the forms that CRMs write."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.deals import values
from callcoach_desktop.exchange.deals.mapping import Mapping, crm_of, guess_columns
from callcoach_desktop.exchange.deals.reading import read_deals
from callcoach_desktop.exchange.deals.sheet import parse_sheet

HUBSPOT = """\
"Record ID","Deal Name","Deal Stage","Close Date","Deal owner","Amount","Currency","Create Date","Associated Company","Is Closed Won","Is Deal Closed?","Deal probability"
"9087","Ölmühle rollout","Closed won","2026-07-19 10:04","Mara Lind","48000.00","EUR","2026-05-02 09:00","Ölmühle Nord","true","true","1.0"
"9088","Fleet renewal","Contract sent","2026-12-01 00:00","Mara Lind","12500","EUR","2026-09-14 11:30","Kranz, Söhne & Co","false","false","0.9"
"9089","Depot pilot","Closed lost","2026-08-03 16:20","Jo Ahn","","EUR","2026-06-30 08:12","Depot 12","false","true","0"
"9088","Fleet renewal again","Contract sent","","","","","","","","",""
"""  # noqa: E501
SALESFORCE_DE = (
    "Opportunity-ID;Opportunity Name;Account Name;Phase;Betrag;Währung;Schlusstermin;Erstelldatum;Inhaber\r\n"
    "0061;Nachrüstung;Bäckerei Huhn;Geschlossen - Gewonnen;1.234,50;EUR;19.7.2026;02.05.2026;Lind\r\n"
    "0062;Wartung;Huhn;Verhandlung;12.000;EUR;31.12.2026;03.05.2026;Lind\r\n"
    "0063;Kaputt;Huhn;Verhandlung;zwölf;EUR;31.12.2026;03.05.2026;Lind\r\n"
    "0064;Kaputt 2;Huhn;Verhandlung;1,00;EUR;31.02.2026;03.05.2026;Lind\r\n"
    "Gesamt;;;;;;;;\r\n"
    "Copyright (c) 2000-2026 salesforce.com\r\n"
)
PIPEDRIVE = """\
Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Contact person,Deal - Status,Deal - Stage,Deal - Deal created,Deal - Deal closed on,Person - Email - Work
17,Lift service,"9,800.00",USD,Otter Lifts,Ana Roe,Won,Negotiation,03/14/2026,05/01/2026,ana@otter.example
18,Gate service,"1,200",USD,Gate House,Bo Lee,Lost,Qualified,03/20/2026,04/02/2026,Bo@Gate.example
19,Door service,,USD,Door Works,,Open,Qualified,04/02/2026,,
"""  # noqa: E501


def write(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "deals.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_hubspot(tmp_path):
    reading = read_deals(write(tmp_path, HUBSPOT, "utf-8-sig"))
    assert reading.mapping.source == "hubspot"
    assert reading.mapping.doubts == ()
    won, open_, lost = reading.deals
    assert (won.external_id, won.name, won.company, won.outcome) == ("9087", "Ölmühle rollout", "Ölmühle Nord", "won")
    assert (won.amount, won.currency, won.opened_on, won.closed_on) == (48000.0, "EUR", "2026-05-02", "2026-07-19")
    assert (open_.company, open_.outcome) == ("Kranz, Söhne & Co", "open")
    assert (open_.closed_on, open_.expected_on) == (None, "2026-12-01")
    assert (lost.outcome, lost.amount, lost.closed_on) == ("lost", None, "2026-08-03")
    assert [(r.line, r.reason) for r in reading.refused] == [(5, "the id “9088” is already in line 3")]
    assert set(reading.sheet.heading) - set(reading.mapping.columns.values()) == {"Deal probability"}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_salesforce_in_german(tmp_path, encoding):
    reading = read_deals(write(tmp_path, SALESFORCE_DE, encoding))
    assert reading.mapping.source == "salesforce"
    assert (reading.mapping.order, reading.mapping.decimal, reading.sheet.separator) == ("dmy", ",", ";")
    assert [(d.name, d.amount, d.outcome, d.closed_on) for d in reading.deals] == [
        ("Nachrüstung", 1234.5, "won", "2026-07-19"),
        ("Wartung", 12000.0, "open", None),
    ]
    assert [(r.line, r.reason) for r in reading.refused] == [
        (4, "the amount “zwölf” is no number"),
        (5, "“31.02.2026” (closed on) is no day"),
    ]


def test_pipedrive_with_american_dates(tmp_path):
    reading = read_deals(write(tmp_path, PIPEDRIVE))
    assert (reading.mapping.source, reading.mapping.order) == ("pipedrive", "mdy")
    assert [(d.external_id, d.outcome, d.amount, d.email) for d in reading.deals] == [
        ("17", "won", 9800.0, "ana@otter.example"),
        ("18", "lost", 1200.0, "bo@gate.example"),
        ("19", "open", None, None),
    ]
    assert reading.deals[0].contact == "Ana Roe"
    assert reading.deals[0].closed_on == "2026-05-01"


def test_what_has_two_readings_is_said(tmp_path):
    text = "Deal Name,Close Date,Amount,Stage\nA,03/04/2026,1.234,Won\nB,05/06/2026,2.500,Lost\n"
    reading = read_deals(write(tmp_path, text))
    assert set(reading.mapping.doubts) == {"dates", "amounts"}
    chosen = Mapping("csv", reading.mapping.columns, order="dmy", decimal=",")
    first = read_deals(write(tmp_path, text), chosen).deals[0]
    assert (first.closed_on, first.amount) == ("2026-04-03", 1234.0)


def test_another_program_with_a_chosen_mapping(tmp_path):
    path = write(tmp_path, "sep=|\nKey|What|How much\na1|Roof|CHF 1'200.-\n")
    with pytest.raises(KnownError, match="No column"):
        read_deals(path)
    mapping = Mapping("csv", {"external_id": "Key", "name": "What", "amount": "How much"})
    deal = read_deals(path, Mapping.from_json(mapping.to_json())).deals[0]
    assert (deal.external_id, deal.name, deal.amount, deal.currency) == ("a1", "Roof", 1200.0, "CHF")
    with pytest.raises(KnownError, match="Whatever"):
        read_deals(path, Mapping("csv", {"name": "Whatever"}))


@pytest.mark.parametrize(
    ("text", "code"), [("", "csv_empty"), ("one\ntwo\n", "csv_no_columns"), ("PK\0\0\0,x\0\n", "csv_not_text")]
)
def test_files_that_are_no_tables(tmp_path, text, code):
    with pytest.raises(KnownError) as error:
        read_deals(write(tmp_path, text))
    assert error.value.problem.code == code
    assert error.value.problem.do


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(KnownError) as error:
        read_deals(tmp_path / "none.csv")
    assert error.value.problem.code == "csv_unreadable"


def test_cells_may_hold_line_breaks_and_lines_count_as_in_the_file(tmp_path):
    text = 'Deal Name,Amount,Stage\n"A\nlong name",10,Won\nB,x,Won\n'
    reading = read_deals(write(tmp_path, text))
    assert reading.deals[0].name == "A long name"
    assert reading.refused[0].line == 4


@pytest.mark.parametrize(
    ("cells", "way", "certain"),
    [
        (["1,234.50", "12"], ".", True),
        (["1.234,50"], ",", True),
        (["1.234.567"], ",", True),
        (["12,5"], ",", True),
        (["1.234"], ".", False),
        (["100", "2000"], ".", True),
    ],
)
def test_the_decimal_mark_of_a_column(cells, way, certain):
    assert values.decimal_of(cells) == values.Found(way, certain)


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        ("€ 1.234,50", ",", 1234.5),
        ("1,23,456.7", ".", 123456.7),
        ("$48,000", ".", 48000.0),
        ("1 234 567,8", ",", 1234567.8),
        ("(12.50)", ".", -12.5),
        ("1200,-", ",", 1200.0),
        ("", ".", None),
    ],
)
def test_amounts(cell, decimal, number):
    assert values.amount(cell, decimal) == number


@pytest.mark.parametrize("cell", ["twelve", "1.2.3", "1,2", "--4", "4-4"])
def test_what_is_no_amount(cell):
    with pytest.raises(ValueError, match=r".*"):
        values.amount(cell, ".")


@pytest.mark.parametrize(
    ("cell", "order", "found"),
    [
        ("2026-07-19", "ymd", date(2026, 7, 19)),
        ("2026-07-19T10:04:05Z", "ymd", date(2026, 7, 19)),
        ("19.07.26", "dmy", date(2026, 7, 19)),
        ("7/19/2026 4:05 PM", "mdy", date(2026, 7, 19)),
        ("19-Jul-2026", "dmy", date(2026, 7, 19)),
        ("Jul 19, 2026", "mdy", date(2026, 7, 19)),
        ("19. März 2026", "dmy", date(2026, 3, 19)),
        ("20260719", "ymd", date(2026, 7, 19)),
        ("1784419200000", "ymd", date(2026, 7, 19)),
        ("", "ymd", None),
    ],
)
def test_days(cell, order, found):
    assert values.day(cell, order) == found


@pytest.mark.parametrize("cell", ["yesterday", "2026-13-01", "31.02.2026", "2026-07-19 25h"])
def test_what_is_no_day(cell):
    with pytest.raises(ValueError, match=r".*"):
        values.day(cell, "ymd" if cell[:2] == "20" else "dmy")


@pytest.mark.parametrize(
    ("stage", "status", "won", "closed", "outcome"),
    [
        ("Closed Won", "", "", "", "won"),
        ("closedlost", "", "", "", "lost"),
        ("Negotiation", "Lost", "", "", "lost"),
        ("Contract sent", "", "FALSE", "true", "lost"),
        ("Done", "", "true", "true", "won"),
        ("Discovery", "Open", "0", "0", "open"),
        ("Not won yet", "", "", "", "open"),
        ("Wonderland visit", "", "", "", "open"),
    ],
)
def test_outcomes(stage, status, won, closed, outcome):
    assert values.outcome_of(stage, status, won, closed) == outcome


def test_a_person_is_not_taken_for_the_deal():
    found = guess_columns(["Person - Name", "Organization - Name", "Deal - Title", "Deal - ID", "Organization - ID"])
    assert (found["name"], found["external_id"]) == ("Deal - Title", "Deal - ID")
    assert crm_of(["Nothing", "known"]) == "csv"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_known_error(raw):
    with contextlib.suppress(KnownError):
        sheet = parse_sheet(raw, "x.csv")
        assert len(sheet.heading) >= 2
        assert all(any(line.cells) for line in sheet.lines)
