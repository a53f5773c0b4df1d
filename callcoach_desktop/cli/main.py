"""The command line: finds the command, runs it, turns its outcome into an exit status.

0: all done. 1: something failed (a sentence on stderr; the rest is done). 2: wrong use. Results go to stdout alone, as
JSON with `--json`; progress and problems go to stderr.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from callcoach_desktop.cli.output import OUTPUT, prepare_streams, results_written, say, say_problem
from callcoach_desktop.domain.errors import Cancelled, KnownError

# command -> module and the line of `callcoach --help`. Explicit, so that nothing else can be run.
COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("import_", "bring recordings and transcripts into the library"),
    "record": ("record", "record a call: the microphone and what the computer plays"),
    "recover": ("recover", "bring in recordings that were cut off"),
    "show": ("show", "show a call: its figures, its questions, its words"),
    "list": ("list_", "list the calls"),
    "search": ("search", "find what was said"),
    "export": ("export", "write calls as files: Word, Markdown, text, subtitles, tables"),
    "behaviours": ("behaviours", "what can be practised, and what is usual"),
    "focus": ("focus", "practise one behaviour for thirty days"),
    "progress": ("progress_", "whether the practice shows"),
    "outliers": ("outliers", "calls that stand out, and why"),
    "insights": ("insights", "which habits go with won deals"),
    "playbook": ("playbook", "what to say when, and share it"),
    "deals": ("deals", "deals from your CRM, and how they ended"),
    "returns": ("returns", "what came after coaching"),
    "one-on-one": ("one_on_one", "1-on-1s: agenda, agreements, a page to hand over"),
    "clips": ("clips", "clips of calls, and their lists as sound with subtitles"),
    "scorecards": ("scorecards", "your own forms, and what was filled in"),
    "team": ("team", "the same behaviours across reps, from a folder of packages"),
    "demo-library": ("demo_library", "make a practice library"),
    "watch": ("watch", "watch folders for new recordings"),
    "models": ("models", "get, check and remove speech models"),
    "jobs": ("jobs", "see and run what waits"),
    "voice": ("voice", "let calls know your voice, or forget it"),
    "backups": ("backups", "see the library's backups, put one back"),
    "doctor": ("doctor", "say what works on this machine, and how to mend what does not"),
}
_LIBRARY_HELP = "the library's folder (default: the user's)"


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; prints, never raises for what a person can cause."""
    prepare_streams()
    try:
        status = _run(list(arguments))
        with results_written():
            sys.stdout.flush()
    except KnownError as error:
        say_problem(error.problem)
        if error.problem.code == OUTPUT:
            _silence_stdout()
        return 1
    except (KeyboardInterrupt, Cancelled):
        say("callcoach: stopped. What was finished is kept; run the same command again to go on.")
        return 1
    except BrokenPipeError:
        # The reader went away (`| head`). Python would complain once more when it flushes stdout at its end.
        _silence_stdout()
        return 1
    return status


def _run(arguments: list[str]) -> int:
    chosen = _chosen(arguments)
    parser, module = _parser(chosen)
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as stop:  # argparse has printed the help, or what is wrong
        return int(stop.code or 0) if not isinstance(stop.code, str) else 2
    if module is None:
        parser.print_usage(sys.stderr)
        return 2
    return int(module.run(parsed))


def _chosen(arguments: list[str]) -> str | None:
    """The command among the arguments, known before its module is imported."""
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == "--library":
            skip = True
        elif not argument.startswith("-"):
            return argument if argument in COMMANDS else None
    return None


def _parser(chosen: str | None) -> tuple[argparse.ArgumentParser, ModuleType | None]:
    """The parser; only the chosen command's own module is imported, so that `callcoach list` starts fast."""
    parser = _Parser(prog="callcoach", description="Every sales call measured, on your own machine.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parser.add_argument("--library", metavar="DIR", help=_LIBRARY_HELP)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    module: ModuleType | None = None
    for name, (file, about) in COMMANDS.items():
        if name != chosen:
            commands.add_parser(name, help=about)
            continue
        module = importlib.import_module(f"callcoach_desktop.cli.{file}")
        module.add_parser(commands)
        for one in _with_acts(commands.choices[name]):
            if "--library" not in one._option_string_actions:  # noqa: SLF001 - argparse has no public way to ask
                # Without a default, or it would undo a `--library` that stands before the command.
                one.add_argument("--library", metavar="DIR", help=_LIBRARY_HELP, default=argparse.SUPPRESS)
    return parser, module


def _with_acts(command: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A command's parser and those of its acts (`deals import`): an option of all may stand after either."""
    acts = [one for one in command._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
    return [command, *(parser for one in acts for parser in dict.fromkeys(one.choices.values()))]


class _Parser(argparse.ArgumentParser):
    """An argparse parser without abbreviations: `--lib` would mean something else once there is `--libraries`."""

    def __init__(self, **options: object) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(**options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


class _Version(argparse.Action):
    """Prints the version; looks it up only when asked, because that costs 50 ms."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"callcoach {version('callcoach-desktop')}\n")
        parser.exit()


def _silence_stdout() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return  # a stdout without a file has nothing to flush
    finally:
        os.close(nowhere)
