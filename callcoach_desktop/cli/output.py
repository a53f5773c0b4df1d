"""What all commands share: results on stdout, everything else on stderr, the library that is meant."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.errors import KnownError, Problem
from callcoach_desktop.system.paths import default_library

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

OUTPUT = "output"  # the code of the problem that results cannot be written
_UNPRINTABLE = {code: "\ufffd" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\t\n"}


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale is; what cannot be written (odd file names) is escaped and never an error. A
    stream that the caller has closed swallows what is written."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the process is
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - likewise
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # absent when a test or an editor put its own stream there
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


@contextlib.contextmanager
def results_written() -> Iterator[None]:
    """Around what writes on stdout: a disk that is full, or a device that takes nothing, is a KnownError."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader went away: not a problem to speak of
    except OSError as error:
        raise KnownError(
            OUTPUT,
            f"The output could not be written ({error.strerror or 'input/output error'}).",
            "Make room, or write it to another place, then run the command again.",
        ) from error


def print_json(value: Any, *, indent: int | None = None) -> None:
    """One JSON value on stdout, with a line end, flushed. Raises ValueError for NaN (a bug)."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    with results_written():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def print_line(text: str = "") -> None:
    """A line of a result for people on stdout; control characters of names and texts cannot move the terminal."""
    write_raw(printable(text))


def write_raw(text: str) -> None:
    """A line on stdout as it is: for text that carries our own escape codes and was made printable before."""
    with results_written():
        sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """A remark on stderr."""
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()


def say_problem(problem: Problem) -> None:
    """A problem on stderr: what happened and what to do."""
    say(f"callcoach: {problem.sentence()}")


def printable(text: str) -> str:
    """The text without control characters (escape codes could hide or forge lines of a terminal)."""
    return text.translate(_UNPRINTABLE)


def emphasis() -> tuple[str, str]:
    """What goes before and after a highlighted word: bold on a terminal, brackets elsewhere or with NO_COLOR."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return "\x1b[1m", "\x1b[0m"
    return "[", "]"


def library_folder(arguments: argparse.Namespace) -> Path:
    """The library that `--library` names, else the user's."""
    named = getattr(arguments, "library", None)
    return Path(named).expanduser() if named else default_library()


@contextlib.contextmanager
def open_library(arguments: argparse.Namespace) -> Iterator[Library]:
    """The library that is meant, closed at the end. Raises KnownError."""
    from callcoach_desktop.services.library import Library

    library = Library.open(library_folder(arguments))
    try:
        yield library
    finally:
        library.close()


def day(started_at: str) -> str:
    """A date and time as lists show it; the text itself when it is no date."""
    try:
        return datetime.fromisoformat(started_at).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return started_at


def percent(share: float | None) -> str:
    """A share of 0..1 as a whole percentage, a dash when unknown."""
    return "-" if share is None else f"{share * 100:.0f}%"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Lines of a plain table; the columns numbered in `right` are set flush right."""
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]

    def cell(text: str, column: int) -> str:
        return text.rjust(widths[column]) if column in right else text.ljust(widths[column])

    return ["  ".join(cell(text, column) for column, text in enumerate(line)).rstrip() for line in lines]
