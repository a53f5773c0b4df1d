"""`callcoach import PATH...`: recordings and transcripts into the library."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli import passphrase
from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import open_library, percent, print_json, print_line, say
from callcoach_desktop.cli.progress import ProgressLine, duration
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.jobs import ImportResult, Job
from callcoach_desktop.domain.times import clock

if TYPE_CHECKING:
    from callcoach_desktop.jobs.runner import JobRunner
    from callcoach_desktop.services.importing import Importer, Ticket
    from callcoach_desktop.services.library import Library

STOPPED = "Stopped. What is finished is kept: import the same files again, or `callcoach jobs run`, to go on."


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "import",
        help="bring recordings and transcripts into the library",
        description="Import sound files, transcripts (VTT, SRT, JSON) and folders of them. A sound file and a "
        "transcript of the same name become one call. What is in the library already is found by its content.",
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a file or a folder")
    parser.add_argument("--rep", metavar="NAME", help="the rep's name: finds the rep among a transcript's speakers")
    parser.add_argument(
        "--rep-channel", choices=("left", "right"), help="the rep's channel in stereo; remembered for the folder"
    )
    parser.add_argument("--speakers", metavar="N", type=_count, help="how many people speak")
    parser.add_argument("--type", metavar="TYPE", dest="call_type", help="the kind of call, such as discovery")
    parser.add_argument("--date", metavar="ISO", help="when it was, such as 2026-03-31T14:05")
    parser.add_argument("--customer", metavar="NAME")
    parser.add_argument("--deal", metavar="NAME")
    parser.add_argument("--language", metavar="xx", type=_language, help="the language spoken, such as en or de")
    parser.add_argument("--model", metavar="NAME", help="the speech model (default: the library's setting, else base)")
    parser.add_argument("--vocabulary", metavar="FILE", type=Path, help="names and trackers (TOML), to be kept")
    parser.add_argument("--link", action="store_true", help="leave the original where it is instead of copying it")
    passphrase.add_argument(parser, "opens sealed packages")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import; returns 0 when every file is in the library, 1 when one is not, 2 for options that make no sense."""
    options = ImportOptions(
        rep_name=arguments.rep,
        rep_channel=arguments.rep_channel,
        speakers=arguments.speakers,
        call_type=arguments.call_type,
        date=arguments.date,
        customer=arguments.customer,
        deal=arguments.deal,
        language=arguments.language,
        model=arguments.model,
        link=arguments.link,
    )
    from callcoach_desktop.services.importing import Importer, checked_options, make_runner
    from callcoach_desktop.services.trackers import Trackers
    from callcoach_desktop.services.unsealing import unsealed
    from callcoach_desktop.services.vocabulary import merged, read_vocabulary

    try:
        options = checked_options(options)
        secret = passphrase.passphrase_of(arguments)
        vocabulary = None if arguments.vocabulary is None else read_vocabulary(arguments.vocabulary)
    except KnownError as error:
        say(f"callcoach: {error.problem.sentence()}")
        return 2
    with open_library(arguments) as library:
        if vocabulary is not None:
            library.set_vocabulary(merged(library.vocabulary(), vocabulary))
        runner = make_runner(library)
        importer = Importer(library, runner)
        with interruptible() as stopped:
            try:
                with unsealed(library, arguments.paths, secret, stopped.is_set) as paths:
                    search = importer.find(paths)
                    for path in search.skipped:
                        say(f"left alone: {path}")
                    tickets = importer.submit_found(search, options)
                    runner.start()
                    named = {str(opened): str(path) for opened, path in zip(paths, arguments.paths, strict=True)}
                    halt = Halt(runner, stopped)
                    status = _follow(library, importer, tickets, halt, named, as_json=arguments.json)
                    if vocabulary is not None and vocabulary.trackers:
                        Trackers(library).fill(stopped.is_set)  # in the calls that were there before
                    return status
            finally:
                runner.stop()


def _follow(
    library: Library,
    importer: Importer,
    tickets: list[Ticket],
    halt: Halt,
    named: Mapping[str, str],
    *,
    as_json: bool,
) -> int:
    """Print what becomes of each file as it ends; returns the exit status. `named` has what a person called those that
    were opened elsewhere."""
    line = ProgressLine()
    failed = False
    number = 0

    def show(job: Job) -> None:
        line.show(job, f"{number + 1}/{len(tickets)}" if len(tickets) > 1 else "")

    for result in importer.results(tickets, show, halt):
        line.clear()
        result = replace(result, path=named.get(result.path, result.path))
        number += 1
        failed = failed or result.status == "failed"
        if as_json:
            print_json(asdict(result))
        else:
            _tell(library, result)
    line.clear()
    if number < len(tickets):
        halt.tell()
        return 1
    return 1 if failed else 0


def _tell(library: Library, result: ImportResult) -> None:
    name = Path(result.path).name
    if result.status == "failed":
        say(f"{name}: {result.error}")
        return
    if result.call is None:
        return
    row = library.call(result.call).row
    back = f" {result.note}" if result.note else ""
    if result.status == "duplicate":
        print_line(f"{result.call}  {name}: is in the library already, as “{row.title}”.{back}")
        return
    figures = [clock(row.duration), f"in {duration(result.seconds)}"]
    if row.talk_ratio is not None:
        figures.append(f"rep talks {percent(row.talk_ratio)}")
    if row.questions is not None:
        figures.append(f"{row.questions} questions")
    print_line(f"{result.call}  {row.title}  ({', '.join(figures)})")


class Halt:
    """Whether a command is to end before its work: a person stopped it, or the queue is in trouble."""

    def __init__(self, runner: JobRunner, stopped: threading.Event) -> None:
        self._runner = runner
        self._stopped = stopped
        self._trouble: str | None = None

    def __call__(self) -> bool:
        """True once the command is to end."""
        self._trouble = self._trouble or self._runner.trouble
        return self._stopped.is_set() or self._trouble is not None

    def tell(self) -> None:
        """Say why the work is not done, and how it goes on."""
        if self._trouble is not None:
            say(f"callcoach: {self._trouble}")
        say(STOPPED)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of people")
    return int(text)


def _language(text: str) -> str:
    if not (text.isascii() and text.isalpha() and 2 <= len(text) <= 3):
        raise argparse.ArgumentTypeError(f"{text!r} is not a language code such as en or de")
    return text.lower()
