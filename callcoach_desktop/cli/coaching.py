"""What the commands of coaching share."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from callcoach_desktop.cli.output import open_library

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library


@contextlib.contextmanager
def open_coach(arguments: argparse.Namespace) -> Iterator[Coach]:
    """The coach of the library that is meant. Raises KnownError."""
    with open_library(arguments) as library, open_coach_of(library) as coach:
        yield coach


@contextlib.contextmanager
def open_coach_of(library: Library) -> Iterator[Coach]:
    """The coach of an open library."""
    from callcoach_desktop.services.coaching import Coach

    coach = Coach(library)
    try:
        yield coach
    finally:
        coach.close()


def iso_day(text: str) -> date:
    """An argument that is a day: `2026-09-14`, a time after it is left out."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-09-14") from None


def today() -> date:
    """The day on this machine."""
    return date.today()  # noqa: DTZ011 - the rep's own day is meant
