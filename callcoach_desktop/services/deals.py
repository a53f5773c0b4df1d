"""Deals from a CRM's file, and the calls that belong to them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.coaching.matching import CallFacts, DealFacts, match
from callcoach_desktop.domain.deals import DealImport, DealLink
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.deals.mapping import Mapping
from callcoach_desktop.exchange.deals.reading import Reading, check, formats, guess, read_deals
from callcoach_desktop.exchange.deals.sheet import read_sheet
from callcoach_desktop.store import deal_imports, deals
from callcoach_desktop.store.changes import Connection

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

_MAPPINGS = "deal_mappings"  # setting: the mapping that was used last for a heading line
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did. `sure` and `proposed` count the calls that have a deal by now, or may have."""

    made: DealImport
    sure: int
    proposed: int


class Deals:
    """The deals of one library. All methods run on worker threads and raise KnownError."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def read(self, path: Path, mapping: Mapping | None = None) -> Reading:
        """What the file holds; nothing is written. Without a mapping the one that its heading had last, or a guess."""
        if mapping is None:
            heading = read_sheet(path).heading
            known = dict(self._library.setting(_MAPPINGS, [])).get(_key(heading))
            mapping = None if known is None else Mapping.from_json(known)
        return read_deals(path, mapping)

    def completed(self, path: Path, said: Mapping) -> Mapping:
        """A mapping that a person wrote, with what it leaves open (source, dates, numbers) found from the file.

        Who names columns need not know how the file writes days and numbers. Raises KnownError.
        """
        sheet = read_sheet(path)
        check(sheet, said, path.name)
        found = formats(sheet, said)
        doubts = tuple(
            doubt
            for doubt, word in (("dates", said.order), ("amounts", said.decimal))
            if doubt in found.doubts and not word
        )
        order, decimal = said.order or found.order, said.decimal or found.decimal
        return replace(found, source=guess(sheet).source, order=order, decimal=decimal, doubts=doubts)

    def take(self, reading: Reading, name: str) -> Taken:
        """Write the deals of a reading, remember its mapping, and match the calls."""
        made = self._library.db.write(lambda conn: deal_imports.take(conn, reading.mapping.source, reading.deals, name))
        kept = [
            (key, value) for key, value in self._library.setting(_MAPPINGS, []) if key != _key(reading.sheet.heading)
        ]
        kept.append((_key(reading.sheet.heading), reading.mapping.to_json()))
        self._library.set_setting(_MAPPINGS, kept[-_REMEMBERED:])
        sure, proposed = self.match()
        return Taken(made, sure, proposed)

    def undo_import(self) -> DealImport:
        """Take the newest import back, as a whole."""
        made = self._library.db.write(deal_imports.undo)
        self.match()
        return made

    def imports(self) -> list[DealImport]:
        """The imports, newest first."""
        return self._library.db.read(deal_imports.every)

    def match(self) -> tuple[int, int]:
        """Match the calls that nobody decided on; returns how many are sure, and how many are proposed."""
        read = self._library.db.read
        calls, known = read(deal_imports.for_matching)
        facts = [
            DealFacts(id_, name, company, contact, email, _day(opened), _day(closed), amount)
            for id_, name, company, contact, email, opened, closed, amount in known
        ]
        voices = read(deal_imports.voices) if facts else {}
        found = match(
            (_call(call, voices.get(call[0], [])) for call in calls),
            facts,
            lambda call: read(lambda conn: deal_imports.said(conn, call)),
        )
        links = [DealLink(m.call, m.deal, m.state, m.score, m.why) for m in found]

        def work(conn: Connection) -> None:
            deal_imports.put_links(conn, links)

        self._library.db.write(work)
        sure = sum(link.state == "sure" for link in links)
        return sure, len(links) - sure

    def links(self) -> list[DealLink]:
        """All links of calls and deals, the doubtful ones first."""
        return self._library.db.read(deal_imports.links)

    def decide(self, call_id: str, state: str, deal: str | None = None) -> None:
        """Accept or refuse what is proposed for a call, or (`by_hand`) give it a deal by id or name."""
        call = self._library.resolve(call_id)

        def work(conn: Connection) -> None:
            if deal is not None:
                chosen = deals.find(conn, deal)
            else:
                chosen = next((one.deal for one in deal_imports.links(conn) if one.call == call), None)
            if chosen is None:
                raise KnownError(
                    "no_such_deal",
                    f"There is no deal {deal!r}." if deal else "No deal is proposed for this call.",
                    "See `callcoach deals list`.",
                )
            deal_imports.decide(conn, call, chosen, state)

        self._library.db.write(work)


def read_mapping(path: Path) -> Mapping:
    """A mapping from a TOML or JSON file: fields to headings, and `order`, `decimal`, `currency` if wanted.

    Raises KnownError `bad_mapping`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        data: Any = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        return Mapping.said(data)
    except (OSError, ValueError) as error:
        raise KnownError(
            "bad_mapping",
            f"“{path.name}” is no mapping ({error}).",
            'Write one line a field, such as: name = "Deal Name".',
        ) from error


def _call(row: tuple[Any, ...], voices: Sequence[tuple[str, str]]) -> CallFacts:
    id_, title, day, customer, deal, kind = row
    theirs, ours = (tuple(name for name, side in voices if (side == "rep") is rep) for rep in (False, True))
    return CallFacts(id_, title, date.fromisoformat(day), customer, deal, theirs, "", ours, kind)


def _key(heading: Sequence[str]) -> str:
    return "\x1f".join(heading)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
