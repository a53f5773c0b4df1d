"""`callcoach returns`: what deals and calls were like before coaching and after it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from callcoach_desktop.cli.coaching import iso_day, open_coach_of, today
from callcoach_desktop.cli.output import open_library, print_json, print_line, say
from callcoach_desktop.domain.coaching import InterventionKind, Return
from callcoach_desktop.domain.errors import KnownError

if TYPE_CHECKING:
    from callcoach_desktop.domain.returns import ReturnReport
    from callcoach_desktop.services.returns import Returns


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "returns",
        help="what came after coaching",
        description="Each intervention (a focus, a 1-on-1, a workshop) with win rate, days to a decision, deal size "
        "and its behaviour before and after, and what of it can be claimed.",
    )
    parser.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="as of this day (default: today)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--add", metavar="TITLE", help="write an intervention down; see --kind, --behaviour and --on")
    parser.add_argument("--kind", choices=get_args(InterventionKind), default="other")
    parser.add_argument("--behaviour", metavar="BEHAVIOUR", help="the behaviour that it was about")
    parser.add_argument("--remove", metavar="ID", help="take an intervention out")
    parser.add_argument("--owner", metavar="NAME", help="whose deals were coached, as the CRM names their owner")
    parser.add_argument("--team", metavar="FOLDER", type=Path, help="packages of other reps to compare with")
    parser.add_argument(
        "export",
        metavar="export",
        nargs="?",
        choices=("export",),
        help="write the page of one piece of coaching; see --of, --pdf, --html and --csv",
    )
    parser.add_argument("--of", metavar="ID", help="its id, or how its title begins (default: newest)")
    for kind, what in (("pdf", "one page (PDF)"), ("html", "a web page"), ("csv", "all figures")):
        parser.add_argument(f"--{kind}", metavar="FILE", type=Path, help=f"where {what} goes")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the returns; 0."""
    from callcoach_desktop.services.returns import Returns

    on = arguments.on or today()
    if arguments.export:
        return _export(arguments)
    with open_library(arguments) as library, open_coach_of(library) as coach:
        returns = Returns(library, coach)
        if arguments.add:
            made = returns.add(arguments.kind, arguments.add, on, arguments.behaviour)
            if arguments.json:
                print_json(asdict(made))
            else:
                print_line(f"{made.id}  {made.held_on}  {made.title}")
            return 0
        if arguments.remove:
            returns.remove(arguments.remove)
            return 0
        if arguments.owner:
            returns.choose_owner(_owner(returns, arguments.owner))
        found = returns.found(on, arguments.team)
    if arguments.json:
        print_json([_plain(one) for one in found])
        return 0
    last = None
    for one in found:
        if one.intervention.id != last:
            last = one.intervention.id
            print_line(f"{one.intervention.held_on}  {one.intervention.title}")
        print_line(f"    {one.sentence}")
    if not found:
        print_line("No coaching is written down yet: start a focus, or use --add.")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.returns import Returns

    wanted = {kind: path for kind in ("pdf", "html", "csv") if (path := getattr(arguments, kind)) is not None}
    if not wanted:
        say("callcoach: say where to: --pdf FILE, --html FILE or --csv FILE.")
        return 2
    with open_library(arguments) as library, open_coach_of(library) as coach:
        returns = Returns(library, coach)
        if arguments.owner:
            returns.choose_owner(_owner(returns, arguments.owner))
        made = returns.report(arguments.on or today(), arguments.of, arguments.team)
        done = {
            kind: str(returns.write(made, kind, path.expanduser().absolute(), _write_pdf, overwrite=arguments.force))
            for kind, path in wanted.items()
        }
    if arguments.json:
        print_json({"intervention": made.item.id, "title": made.item.title, "headline": made.headline, "files": done})
    else:
        print_line(f"{made.item.title}: {made.headline}")
        for path in done.values():
            print_line(path)
    return 0


def _write_pdf(made: ReturnReport, path: Path) -> None:
    """The page on paper, by Qt without a screen."""
    from callcoach_desktop.ui.pdf import without_window
    from callcoach_desktop.ui.return_pdf import write_pdf

    with without_window():
        write_pdf(made, path)


def _owner(returns: Returns, name: str) -> str:
    found = next((owner for owner, _ in returns.owners() if owner.casefold() == name.casefold()), None)
    if found is None:
        names = ", ".join(owner for owner, _ in returns.owners()) or "none"
        raise KnownError("no_such_owner", f"No deal has the owner {name!r}.", f"The owners are: {names}.")
    return found


def _plain(one: Return) -> dict[str, Any]:
    return {
        "intervention": one.intervention.id,
        "title": one.intervention.title,
        "kind": one.intervention.kind,
        "behaviour": one.behaviour,
        "date": one.intervention.held_on,
        "measure": one.measure,
        "before": one.before,
        "after": one.after,
        "low": one.low,
        "high": one.high,
        "state": one.state,
        "n_before": one.n_before,
        "n_after": one.n_after,
        "not_before": one.not_before,
        "more": one.more,
        "against": None if one.against is None else asdict(one.against),
        "sentence": one.sentence,
    }
