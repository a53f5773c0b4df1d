"""`callcoach watch`: folders whose new recordings are offered or taken on their own."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from callcoach_desktop.cli.interrupt import interruptible, pause
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, table
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.watching import POLL, Watcher

_OVER = frozenset({"done", "failed", "cancelled"})


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("watch", help="watch folders for new recordings")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)
    add = actions.add_parser("add", parents=[common], help="watch a folder; what is in it is offered as older")
    add.add_argument("folder", metavar="DIR", type=Path)
    add.add_argument("--take", action="store_true", help="import new recordings instead of offering them")
    add.add_argument("--rep-channel", choices=("left", "right"), help="the rep's channel in stereo")
    add.add_argument("--type", metavar="TYPE", dest="call_type", help="the kind of its calls")
    add.add_argument("--language", metavar="xx", help="the language spoken in them, such as en or de")
    actions.add_parser("list", parents=[common], help="the watched folders and how it goes with them")
    remove = actions.add_parser("remove", parents=[common], help="watch a folder no more; files and calls stay")
    remove.add_argument("folder", metavar="DIR", type=Path)
    actions.add_parser("offers", parents=[common], help="the recordings that wait for an answer")
    take = actions.add_parser("take", parents=[common], help="import offered recordings")
    take.add_argument("files", metavar="FILE", nargs="+", type=Path)
    dismiss = actions.add_parser("dismiss", parents=[common], help="offer these recordings no more")
    dismiss.add_argument("files", metavar="FILE", nargs="+", type=Path)
    actions.add_parser("run", parents=[common], help="watch and import until stopped with Ctrl-C")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 0 done, 1 something failed. Raises KnownError."""
    with open_library(arguments) as library:
        runner = make_runner(library)
        watcher = Watcher(library, Importer(library, runner))
        if arguments.action == "list":
            return _list(watcher, as_json=arguments.json)
        if arguments.action == "offers":
            return _offers(watcher, as_json=arguments.json)
        if arguments.action == "run":
            return _run(runner, watcher, as_json=arguments.json)
        if arguments.action == "add":
            watcher.add(
                arguments.folder,
                mode="take" if arguments.take else "ask",
                rep_channel=arguments.rep_channel,
                call_type=arguments.call_type,
                language=arguments.language,
            )
            return _list(watcher, as_json=arguments.json)
        if arguments.action == "remove":
            watcher.remove(arguments.folder)
            return _list(watcher, as_json=arguments.json)
        return _answer(watcher, arguments)


def _list(watcher: Watcher, *, as_json: bool) -> int:
    states = watcher.folders()
    if as_json:
        print_json([asdict(state) for state in states])
        return 0
    rows = [
        (
            state.folder.path,
            state.state,
            "imports" if state.folder.mode == "take" else "offers",
            state.folder.rep_channel or "-",
            state.folder.call_type or "-",
            state.folder.language or "-",
            str(state.offered),
        )
        for state in states
    ]
    headings = ("FOLDER", "STATE", "NEW FILES", "REP", "TYPE", "LANGUAGE", "OFFERED")
    for line in table(headings, rows, right=(6,)) if rows else ["No folder is watched."]:
        print_line(line)
    return 0


def _offers(watcher: Watcher, *, as_json: bool) -> int:
    offers = watcher.offers()
    if as_json:
        print_json([{"path": str(o.path), "folder": o.folder, "size": o.size, "older": o.older} for o in offers])
        return 0
    for offer in offers:
        print_line(f"{offer.path}{'  (older)' if offer.older else ''}")
    if not offers:
        say("Nothing is offered.")
    return 0


def _answer(watcher: Watcher, arguments: argparse.Namespace) -> int:
    named = [file.expanduser().absolute() for file in arguments.files]
    offered = {offer.path for offer in watcher.offers()}
    missing = [file for file in named if file not in offered]
    if missing:
        raise KnownError("not_offered", f"“{missing[0]}” is not offered.", "`callcoach watch offers` shows what is.")
    if arguments.action == "dismiss":
        watcher.dismiss(named)
        return 0
    tickets = watcher.take(named)
    say("Queued. `callcoach jobs run` imports them now; the window does when it is open.")
    return 1 if any(ticket.error for ticket in tickets) else 0


def _run(runner: JobRunner, watcher: Watcher, *, as_json: bool) -> int:
    """Look at the folders and do the jobs until somebody stops it; says what came."""
    if not watcher.folders():
        raise KnownError("nothing_watched", "No folder is watched.", "`callcoach watch add DIR` adds one.")
    told_offers = {offer.path for offer in watcher.offers()}
    told_jobs = {job.id for job in runner.jobs() if job.state in _OVER}
    failed = False
    with interruptible() as stopped:
        runner.start()
        try:
            while not stopped.is_set():
                watcher.poll()
                for offer in watcher.offers():
                    if offer.path not in told_offers:
                        told_offers.add(offer.path)
                        _say(as_json=as_json, event="offered", path=str(offer.path))
                for job in runner.jobs():
                    if job.state in _OVER and job.id not in told_jobs:
                        told_jobs.add(job.id)
                        failed = failed or job.state == "failed"
                        _say(as_json=as_json, event=job.state, path=job.path, call=job.call, error=job.error)
                pause(stopped, POLL)
        finally:
            runner.stop()
    return 1 if failed else 0


def _say(*, as_json: bool, event: str, path: str, call: str | None = None, error: str | None = None) -> None:
    if as_json:
        print_json({"event": event, "path": path, "call": call, "error": error})
    else:
        print_line("  ".join(part for part in (event, call or "", path, error or "") if part))
