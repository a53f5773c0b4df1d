"""A passphrase for a package: from a file or from the terminal, never from the command line, which others can see."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError


def add_argument(parser: argparse.ArgumentParser, what: str) -> None:
    """Add `--passphrase-file`."""
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=f"{what}: its first line is the passphrase; - asks for it",
    )


def passphrase_of(arguments: argparse.Namespace, *, twice: bool = False) -> str | None:
    """The passphrase, None when none was asked for. Raises KnownError."""
    name = arguments.passphrase_file
    if name is None:
        return None
    if name == "-":
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        first = getpass.getpass("Passphrase: ")
        if twice and getpass.getpass("Once more: ") != first:
            raise KnownError("passphrases_differ", "The two passphrases differ.", "Try again.")
        return first
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(
            "passphrase_unreadable",
            f"“{name}” could not be read.",
            "Name a text file whose first line is the passphrase.",
        ) from error
    return text.splitlines()[0] if text.strip() else ""
