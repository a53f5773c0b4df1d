"""`callcoach deals`: the CRM's deals, how they ended, and which calls belong to them."""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.coaching import iso_day, open_coach
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, table

if TYPE_CHECKING:
    from callcoach_desktop.domain.coaching import Deal
    from callcoach_desktop.exchange.deals.reading import Reading

_DOUBTS = {
    "dates": "the dates can be read in two ways ({order}): say --dates dmy, mdy or ymd if that is wrong",
    "amounts": "the amounts can be read in two ways (decimal mark “{decimal}”): say --decimal if that is wrong",
}


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "deals",
        help="deals from your CRM, and how they ended",
        description="Deals come from the CSV of HubSpot, Salesforce, Pipedrive or any other program, or by hand.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    take = actions.add_parser("import", help="bring in a CSV; the same file again only changes what changed")
    take.add_argument("csv", metavar="CSV", type=Path)
    take.add_argument("--mapping", metavar="FILE", type=Path, help='which column is what, as TOML: name = "Deal Name"')
    take.add_argument("--dates", choices=("ymd", "dmy", "mdy"), help="the order of day, month and year")
    take.add_argument("--decimal", choices=(".", ","), help="the decimal mark of amounts")
    take.add_argument("--dry-run", action="store_true", help="say what would be read, and write nothing")
    one = actions.add_parser("set", help="set how a deal ended")
    one.add_argument("deal", metavar="DEAL", help="its name, as the calls give it, or its id here or in the CRM")
    one.add_argument("--outcome", choices=("won", "lost", "open"), required=True)
    one.add_argument("--closed", metavar="ISO", type=iso_day, help="the day on which it was decided")
    one.add_argument("--amount", metavar="N", type=_amount)
    actions.add_parser("list", help="list the deals")
    actions.add_parser("undo", help="take the newest import back")
    links = actions.add_parser("links", help="which call belongs to which deal, doubtful ones first")
    links.add_argument("--accept", metavar="CALL", help="take the deal that is proposed for this call")
    links.add_argument("--refuse", metavar="CALL", help="this call does not belong to the deal that is proposed")
    links.add_argument("--give", metavar=("CALL", "DEAL"), nargs=2, help="this call belongs to that deal")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; returns 1 when a line of a file was refused, or what was asked could not be done."""
    actions = {"import": _import, "set": _set, "list": _list, "undo": _undo, "links": _links}
    return actions[arguments.action](arguments)


def _import(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.deals import Deals, read_mapping

    with open_library(arguments) as library:
        deals = Deals(library)
        mapping = None if arguments.mapping is None else read_mapping(arguments.mapping)
        if mapping is not None:
            mapping = deals.completed(arguments.csv, mapping)
        reading = deals.read(arguments.csv, mapping)
        if arguments.dates or arguments.decimal:
            order, decimal = arguments.dates or reading.mapping.order, arguments.decimal or reading.mapping.decimal
            mapping = replace(reading.mapping, order=order, decimal=decimal, doubts=())
            reading = deals.read(arguments.csv, mapping)
        taken = None if arguments.dry_run else deals.take(reading, arguments.csv.name)
    facts: dict[str, Any] = {
        "path": str(arguments.csv),
        "source": reading.mapping.source,
        "deals": len(reading.deals),
        "columns": reading.mapping.columns,
        "dates": reading.mapping.order,
        "decimal": reading.mapping.decimal,
        "doubts": list(reading.mapping.doubts),
        "refused": [asdict(r) for r in reading.refused],
    }
    if taken is not None:
        facts |= {"import": taken.made.id, "added": taken.made.added, "changed": taken.made.changed}
        facts |= {"unchanged": taken.made.same, "matched": taken.sure, "proposed": taken.proposed}
    if arguments.json:
        print_json(facts)
    else:
        _tell(reading, facts, written=taken is not None)
    return 1 if reading.refused else 0


def _tell(reading: Reading, facts: dict[str, Any], *, written: bool) -> None:
    for doubt in reading.mapping.doubts:
        say("note: " + _DOUBTS[doubt].format(order=reading.mapping.order, decimal=reading.mapping.decimal))
    for refused in reading.refused:
        say(f"line {refused.line} was left out: {refused.reason}.")
    for field, column in reading.mapping.columns.items():
        print_line(f"{field:12} {column}")
    if not written:
        print_line(f"{facts['deals']} deals would be read. Nothing was written.")
        return
    more = f"; {facts['proposed']} more may: see `callcoach deals links`." if facts["proposed"] else "."
    print_line(
        f"{facts['added']} deals added, {facts['changed']} changed, {facts['unchanged']} as before. "
        f"{facts['matched']} calls have their deal{more}"
    )


def _set(arguments: argparse.Namespace) -> int:
    with open_coach(arguments) as coach:
        closed = arguments.closed.isoformat() if arguments.closed else None
        deal = coach.set_deal(arguments.deal, arguments.outcome, closed, arguments.amount)
    if arguments.json:
        print_json(asdict(deal))
        return 0
    _print([deal])
    if not deal.calls:
        say("No call belongs to this deal yet. `callcoach import --deal NAME` gives calls a deal.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    with open_coach(arguments) as coach:
        deals = coach.deals()
    if arguments.json:
        print_json([asdict(deal) for deal in deals])
    else:
        _print(deals)
    return 0


def _print(deals: list[Deal]) -> None:
    rows = [
        (d.id, d.outcome, d.closed_on or "-", "-" if d.amount is None else f"{d.amount:g}", str(len(d.calls)), d.name)
        for d in deals
    ]
    for line in table(("ID", "OUTCOME", "CLOSED", "AMOUNT", "CALLS", "NAME"), rows, right=(3, 4)):
        print_line(line)


def _undo(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.deals import Deals

    with open_library(arguments) as library:
        made = Deals(library).undo_import()
    if arguments.json:
        print_json(asdict(made))
    else:
        print_line(f"The import of “{made.name}” was taken back: {made.added} deals gone, {made.changed} as before.")
    return 0


def _links(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.deals import Deals

    with open_library(arguments) as library:
        deals = Deals(library)
        if arguments.accept:
            deals.decide(arguments.accept, "accepted")
        if arguments.refuse:
            deals.decide(arguments.refuse, "refused")
        if arguments.give:
            deals.decide(arguments.give[0], "by_hand", arguments.give[1])
        links = deals.links()
    if arguments.json:
        print_json([asdict(link) for link in links])
        return 0
    rows = [(one.call, one.state, one.deal_name, one.call_title, one.why) for one in links]
    for line in table(("CALL", "STATE", "DEAL", "TITLE", "WHY"), rows):
        print_line(line)
    return 0


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount")
    return value
