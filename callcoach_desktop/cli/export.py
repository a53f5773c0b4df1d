"""`callcoach export CALL...`: calls as files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli import passphrase
from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import open_library, print_json, print_line, results_written, say, say_problem
from callcoach_desktop.domain.errors import Cancelled, KnownError

if TYPE_CHECKING:
    from callcoach_desktop.services.exporting import Exporter

# Named here and not read from the service: `callcoach --help` imports none.
_FORMATS = ("docx", "md", "txt", "vtt", "srt", "csv", "json", "package")
_ONLY_FILES = frozenset({"docx", "package"})


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "export",
        help="write calls as files",
        description="Write calls as files, with the names and the corrections that are in force. CALL is an id or the "
        "beginning of it. Each file is named after its call's date and title; a file that is there is left alone.",
    )
    parser.add_argument("calls", metavar="CALL", nargs="+")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--format", choices=_FORMATS, dest="fmt", help="the kind of file")
    kind.add_argument(
        "--package", action="store_const", const="package", dest="fmt", help="the same as --format package"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="a folder, or for one call a file; - writes to the standard output (default: the current folder)",
    )
    parser.add_argument(
        "--sound",
        choices=("all", "clips", "none"),
        help="how much sound goes into a package (default: all); clips leaves silence between the clips",
    )
    parser.add_argument("--no-sound", action="store_const", const="none", dest="sound", help="the same as --sound none")
    parser.add_argument(
        "--redacted",
        action="store_true",
        help="take names, e-mail addresses and the sound out of a package: all people, customers and deals that the "
        "library knows, and people and companies that are only mentioned as far as simple rules find them; read it "
        "through before it matters",
    )
    parser.add_argument("--competitors", action="store_true", help="with --redacted: competitors' names, too")
    parser.add_argument(
        "--scorecards", action="store_true", help="put the scorecards that were handed in for the call into a package"
    )
    passphrase.add_argument(parser, "seals packages")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.add_argument("--json", action="store_true", help="print one JSON object a call")


def run(arguments: argparse.Namespace) -> int:
    """Write the files; returns 0 when all were written, 1 when one was not, 2 for wrong use."""
    from callcoach_desktop.exchange.package import Packing
    from callcoach_desktop.services.exporting import Exporter

    of_packages = (arguments.sound, arguments.redacted, arguments.scorecards, arguments.passphrase_file)
    if arguments.fmt != "package" and any(of_packages):
        say("callcoach: --sound, --redacted, --scorecards and --passphrase-file are for packages.")
        return 2
    try:
        secret = passphrase.passphrase_of(arguments, twice=True)
    except KnownError as error:
        say_problem(error.problem)
        return 2
    if arguments.competitors and not arguments.redacted:
        say("callcoach: --competitors goes with --redacted.")
        return 2
    packing = Packing(
        sound=arguments.sound or "all",
        redacted=arguments.redacted,
        scorecards=arguments.scorecards,
        competitors=arguments.competitors,
    )
    many = len(arguments.calls) > 1
    if arguments.output == "-":
        if many or arguments.json or arguments.fmt == "package":
            say("callcoach: the standard output takes one call, no package, and no --json.")
            return 2
        if arguments.fmt in _ONLY_FILES and sys.stdout.isatty():
            say("callcoach: this format is no text; name a file with -o.")
            return 2
    with open_library(arguments) as library, interruptible() as stopped:
        exporter = Exporter(library)
        if arguments.output == "-":
            return _to_stdout(exporter, arguments)
        target = _target(arguments.output, many=many)
        failed = False
        for name in arguments.calls:
            try:
                path = exporter.export(
                    [name],
                    arguments.fmt,
                    target,
                    cancelled=stopped.is_set,
                    overwrite=arguments.force,
                    packing=packing,
                    passphrase=secret,
                )[0]
            except KnownError as error:
                failed = True
                if arguments.json:
                    print_json({"call": name, "path": None, "status": "failed", "error": error.problem.sentence()})
                else:
                    say_problem(error.problem)
                continue
            except Cancelled:
                say("Stopped. The files that were finished are kept.")
                return 1
            if arguments.json:
                call = library.resolve(name)
                print_json({"call": call, "path": str(path), "status": "done", "error": None})
            else:
                print_line(str(path))
    return 1 if failed else 0


def _to_stdout(exporter: Exporter, arguments: argparse.Namespace) -> int:
    content = exporter.text(arguments.calls[0], arguments.fmt)
    with results_written():
        sys.stdout.flush()
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    return 0


def _target(output: str | None, *, many: bool) -> Path:
    """The folder or file that is meant; a folder that many calls go to is made. Raises KnownError."""
    path = Path(output).expanduser() if output else Path()
    if (many or (output or "").endswith(("/", "\\"))) and not path.is_dir():
        try:
            path.mkdir(parents=True)
        except OSError as error:
            raise KnownError(
                "cannot_write",
                f"The folder “{path}” could not be made ({error.strerror}).",
                "Name another one with -o.",
            ) from error
    return path.absolute()
