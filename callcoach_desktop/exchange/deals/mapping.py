"""Which column is what: found from the headings that HubSpot, Salesforce and Pipedrive write, in English and German."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

FIELDS = (
    "external_id", "name", "company", "contact", "email", "owner", "stage", "status", "won", "closed", "amount",
    "currency", "opened_on", "closed_on",
)  # fmt: skip

# Exact headings, best first, in small letters without the prefix of the record ("Deal - ", "Opportunity: ").
_HEADINGS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "record id", "deal id", "opportunity id", "id", "18 digit opportunity id", "datensatz-id", "deal-id",
        "opportunity-id",
    ),
    "name": (
        "deal name", "opportunity name", "title", "dealname", "name", "deal", "opportunity", "deal-name", "titel",
        "name der opportunity", "opportunity-name", "bezeichnung",
    ),
    "company": (
        "associated company", "associated company (primary)", "primary associated company", "account name",
        "organization", "organisation", "company", "company name", "account", "associated company names", "customer",
        "account-name", "unternehmen", "zugeordnetes unternehmen", "firma", "kunde", "accountname",
    ),
    "contact": (
        "associated contact", "primary contact", "contact person", "contact", "contact name", "full name", "person",
        "associated contacts", "kontaktperson", "zugeordneter kontakt", "ansprechpartner", "kontakt",
    ),
    "email": (
        "email", "e-mail", "contact email", "associated contact emails", "email - work", "person email",
        "email address", "contact: email", "e-mail-adresse",
    ),
    "owner": (
        "deal owner", "opportunity owner", "owner", "owner full name", "deal-inhaber", "zuständiger mitarbeiter",
        "inhaber", "opportunity-inhaber", "ownerid", "besitzer",
    ),
    "stage": (
        "deal stage", "stage", "stage name", "stagename", "dealstage", "deal-phase", "phase", "pipeline stage",
        "verkaufsphase",
    ),
    "status": ("status", "deal status", "outcome", "result", "ergebnis"),
    "won": (
        "is closed won", "won", "iswon", "is won", "is closed won?", "gewonnen", "ist gewonnen",
    ),
    "closed": ("is deal closed?", "is deal closed", "closed", "isclosed", "is closed", "geschlossen"),
    "amount": (
        "amount", "value", "deal value", "deal amount", "amount in company currency", "betrag", "wert", "volumen",
        "deal-wert", "total", "acv", "arr",
    ),
    "currency": (
        "currency", "amount currency", "currency of value", "opportunity currency", "currency iso code",
        "currencyisocode", "deal currency code", "währung", "währung des wertes",
    ),
    "opened_on": (
        "create date", "created date", "deal created", "created", "createdate", "createddate", "add time", "opened",
        "open date", "date created", "creation date", "erstellungsdatum", "erstelldatum", "erstellt am", "angelegt am",
        "deal erstellt",
    ),
    "closed_on": (
        "close date", "closed date", "deal closed on", "closedate", "won time", "close time", "date closed",
        "closing date", "abschlussdatum", "schlusstermin", "geschlossen am", "abgeschlossen am",
    ),
}  # fmt: skip
_HOW = frozenset({"source", "order", "decimal", "currency", "columns"})
_ALSO = {
    "id": "external_id", "title": "name", "deal": "name", "account": "company", "organization": "company",
    "customer": "company", "value": "amount", "created": "opened_on", "opened": "opened_on", "created_on": "opened_on",
    "close_date": "closed_on", "closed_at": "closed_on", "outcome": "status", "mail": "email", "person": "contact",
}  # fmt: skip
_PREFIX = re.compile(r"^(deal|opportunity|organization|person|account|contact|organisation)\s*[-:]\s+")
_CRM = (
    ("hubspot", ("record id", "deal name", "deal stage", "pipeline", "deal-phase")),
    ("salesforce", ("opportunity name", "account name", "stagename", "opportunity owner", "opportunity id")),
    ("pipedrive", ("deal - title", "deal - id", "deal - status", "deal - wert", "deal - titel")),
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` maps a field (`FIELDS`) to a heading; `order` and `decimal` are how days and numbers are read.

    `doubts` names what could be read in two ways: "dates", "amounts". `currency` is that of cells that name none.
    """

    source: str
    columns: dict[str, str]
    order: str = "ymd"
    decimal: str = "."
    currency: str | None = None
    doubts: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """As kept in the settings."""
        return {**asdict(self), "doubts": list(self.doubts)}

    @classmethod
    def said(cls, data: dict[str, Any]) -> Mapping:
        """A mapping that a person wrote: fields (also under their everyday names) to headings, flat or in `columns`.

        `order` and `decimal` are empty where nothing is said of them. Raises ValueError for a field that is none, or
        another shape.
        """
        columns = data.get("columns", {k: v for k, v in data.items() if k not in _HOW})
        if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
            raise ValueError("each field must name a column")
        plain = {_ALSO.get(str(k).lower(), str(k).lower()): v for k, v in columns.items()}
        unknown = next((k for k in plain if k not in FIELDS), None)
        if unknown is not None:
            raise ValueError(f"“{unknown}” is no field; there are {', '.join(FIELDS)}")
        made = cls.from_json({**{k: v for k, v in data.items() if k in _HOW}, "columns": plain})
        return replace(made, order=str(data.get("order", "")), decimal=str(data.get("decimal", "")))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mapping:
        """Read what `to_json` made; unknown fields are left out. Raises ValueError for another shape."""
        columns = data.get("columns")
        if not isinstance(columns, dict):
            raise ValueError("columns")
        if data.get("order", "ymd") not in {"ymd", "dmy", "mdy"} or data.get("decimal", ".") not in {".", ","}:
            raise ValueError("order or decimal")
        return cls(
            str(data.get("source") or "csv"),
            {str(k): str(v) for k, v in columns.items() if k in FIELDS},
            str(data.get("order", "ymd")),
            str(data.get("decimal", ".")),
            None if data.get("currency") is None else str(data["currency"]),
            tuple(str(d) for d in data.get("doubts", ())),
        )


def guess_columns(heading: Sequence[str]) -> dict[str, str]:
    """The heading of each field that was found; a column stands for one field only, the surest."""
    plain: dict[str, str] = {}
    for name in heading:
        key = name.strip().lower()
        plain.setdefault(key, name)
        # An organisation's own name and id are not those of the deal.
        if key.startswith(("organization", "person", "account", "contact", "organisation")) and key.endswith(
            (" id", " - name")
        ):
            continue
        plain.setdefault(_PREFIX.sub("", key), name)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for rank in range(max(map(len, _HEADINGS.values()))):
        for name, headings in _HEADINGS.items():
            column = plain.get(headings[rank]) if rank < len(headings) else None
            if name not in found and column is not None and column not in taken:
                found[name] = column
                taken.add(column)
    return found


def crm_of(heading: Sequence[str]) -> str:
    """The program that wrote the file: hubspot, salesforce, pipedrive or csv."""
    names = {name.strip().lower() for name in heading}
    best = max(_CRM, key=lambda crm: len(names & set(crm[1])))
    return best[0] if names & set(best[1]) else "csv"
