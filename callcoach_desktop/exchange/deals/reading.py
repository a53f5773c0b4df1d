"""The deals of a file, and the lines that are none, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from callcoach_desktop.domain.deals import DealRow
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.deals import values
from callcoach_desktop.exchange.deals.mapping import Mapping, crm_of, guess_columns
from callcoach_desktop.exchange.deals.sheet import Line, Sheet, read_sheet

_FOOTER = re.compile(r"^(grand total|total|summe|gesamt|copyright|confidential|generated|filtered by)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken: its number in the file and the reason, for a person."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds under a mapping. Nothing is written yet."""

    sheet: Sheet
    mapping: Mapping
    deals: tuple[DealRow, ...]
    refused: tuple[Refused, ...]


def read_deals(path: Path, mapping: Mapping | None = None) -> Reading:
    """Read a CRM's CSV. Without `mapping` it is guessed. Raises KnownError (see `sheet.read_sheet`, `check`)."""
    sheet = read_sheet(path)
    mapping = mapping or guess(sheet)
    check(sheet, mapping, path.name)
    deals: list[DealRow] = []
    refused: list[Refused] = []
    seen: dict[str, int] = {}
    for line in sheet.lines:
        if _is_footer(line):
            continue
        try:
            row = _row(sheet, mapping, line)
        except _WrongLineError as error:
            refused.append(Refused(line.number, str(error)))
            continue
        if row.external_id is not None and row.external_id in seen:
            refused.append(
                Refused(line.number, f"the id “{row.external_id}” is already in line {seen[row.external_id]}")
            )
            continue
        if row.external_id is not None:
            seen[row.external_id] = line.number
        deals.append(row)
    return Reading(sheet, mapping, tuple(deals), tuple(refused))


def guess(sheet: Sheet) -> Mapping:
    """The mapping that fits the file's headings and cells."""
    return formats(sheet, Mapping(crm_of(sheet.heading), guess_columns(sheet.heading)))


def formats(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The mapping with the order of dates, the decimal mark and the currency that its columns show."""
    columns = mapping.columns
    days = [cell for name in ("opened_on", "closed_on") for cell in _column(sheet, columns.get(name))]
    sums = list(_column(sheet, columns.get("amount")))
    order, decimal = values.order_of(days), values.decimal_of(sums)
    doubts = (() if order.certain else ("dates",)) + (() if decimal.certain else ("amounts",))
    if not order.certain and decimal.certain and decimal.way == ",":
        order = values.Found("dmy", certain=False)  # who writes 1.234,50 writes the day first
    if not decimal.certain and order.certain and order.way == "dmy" and any("." in cell for cell in days):
        decimal = values.Found(",", certain=False)
    named = Counter(code for cell in sums if (code := values.currency(cell)))
    heading = values.currency(columns.get("amount", ""))
    common = named.most_common(1)[0][0] if named else heading
    return replace(mapping, order=order.way, decimal=decimal.way, currency=mapping.currency or common, doubts=doubts)


def check(sheet: Sheet, mapping: Mapping, name: str) -> None:
    """Raise KnownError when a mapped column is not in the file, or the deal's name or company is mapped to none."""
    missing = [column for column in mapping.columns.values() if column not in sheet.heading]
    if missing:
        raise KnownError(
            "csv_column_missing",
            f"“{name}” has no column “{missing[0]}”.",
            "Choose its columns again; it has: " + ", ".join(c for c in sheet.heading if c) + ".",
        )
    if not {"name", "company"} & set(mapping.columns):
        raise KnownError(
            "csv_no_name",
            f"No column of “{name}” is the name of a deal or of a company.",
            "Say which it is; it has: " + ", ".join(c for c in sheet.heading if c) + ".",
        )


class _WrongLineError(ValueError):
    """Why a line is no deal."""


def _column(sheet: Sheet, heading: str | None) -> Iterator[str]:
    if heading is None:
        return
    at = sheet.heading.index(heading)
    for line in sheet.lines:
        if at < len(line.cells) and line.cells[at]:
            yield line.cells[at]


def _is_footer(line: Line) -> bool:
    filled = [cell for cell in line.cells if cell]
    return len(filled) <= 2 and bool(_FOOTER.match(filled[0]))


def _row(sheet: Sheet, mapping: Mapping, line: Line) -> DealRow:
    if len(line.cells) != len(sheet.heading):
        spare = line.cells[len(sheet.heading) :]
        if any(spare) or len(line.cells) < len(sheet.heading) - 1:
            raise _WrongLineError(f"it has {len(line.cells)} cells where the heading has {len(sheet.heading)}")
    cells = dict(zip(sheet.heading, line.cells, strict=False))
    get = {name: " ".join(cells.get(column, "").split()) for name, column in mapping.columns.items()}
    name = get.get("name") or get.get("company") or ""
    if not name:
        raise _WrongLineError("it has no name")
    opened = _day(get, mapping, "opened_on", "opened on")
    closed = _day(get, mapping, "closed_on", "closed on")
    try:
        outcome = values.outcome_of(*(get.get(k, "") for k in ("stage", "status", "won", "closed")))
    except ValueError as error:
        raise _WrongLineError(f"“{error}” is neither yes nor no") from None
    cell = get.get("amount", "")
    try:
        money = values.amount(cell, mapping.decimal)
    except ValueError:
        raise _WrongLineError(f"the amount “{cell}” is no number") from None
    if money is not None and money < 0:
        raise _WrongLineError(f"the amount “{cell}” is negative")
    if outcome != "open" and opened and closed and closed < opened:
        raise _WrongLineError(f"it closed on {closed}, before it was opened on {opened}")
    email = _EMAIL.search(get.get("email", ""))
    return DealRow(
        line=line.number,
        external_id=get.get("external_id") or None,
        name=name,
        company=get.get("company") or None,
        contact=get.get("contact") or None,
        email=email[0].lower() if email else None,
        owner=get.get("owner") or None,
        stage=get.get("stage") or None,
        outcome=outcome,
        amount=money,
        currency=values.currency(get.get("currency", "")) or values.currency(cell) or mapping.currency,
        opened_on=opened.isoformat() if opened else None,
        closed_on=closed.isoformat() if closed and outcome != "open" else None,
        expected_on=closed.isoformat() if closed and outcome == "open" else None,
    )


def _day(get: dict[str, str], mapping: Mapping, name: str, words: str) -> date | None:
    cell = get.get(name, "")
    try:
        found = values.day(cell, mapping.order)
    except (ValueError, OverflowError):
        raise _WrongLineError(f"“{cell}” ({words}) is no day") from None
    if found is not None and found.year not in _YEARS:
        raise _WrongLineError(f"“{cell}” ({words}) is not a year of ours")
    return found
