"""`callcoach backups`: see the backups of the library, put one back."""

from __future__ import annotations

import argparse
from typing import Any

from callcoach_desktop.cli.output import day, library_folder, print_json, print_line, say, table
from callcoach_desktop.services.backups import Backup, list_backups, restore


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("backups", help="see the library's backups, put one back")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)
    actions.add_parser("list", parents=[common], help="all backups, newest first")
    back = actions.add_parser(
        "restore", parents=[common], help="put a backup in the place of the database, which is backed up first"
    )
    back.add_argument("backup", metavar="BACKUP", help="the name of the file, as `list` shows it, or a path")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or restore; 0 done, 1 something failed (a sentence on stderr)."""
    folder = library_folder(arguments)
    if arguments.action == "list":
        found = list_backups(folder)
        if arguments.json:
            print_json([_json(one) for one in found])
        elif not found:
            say("There is no backup yet: one is made before the format of the database changes.")
        else:
            rows = [
                (one.path.name, day(one.made_at), f"{one.bytes / 1e6:,.1f} MB", "-" if one.calls is None else
                 f"{one.calls:,}", one.problem or "")
                for one in found
            ]  # fmt: skip
            for line in table(("BACKUP", "MADE (UTC)", "SIZE", "CALLS", ""), rows, right=(2, 3)):
                print_line(line)
        return 0
    kept = restore(folder, arguments.backup)
    if arguments.json:
        print_json({"restored": arguments.backup, "kept": None if kept is None else str(kept)})
    else:
        print_line(f"restored: {arguments.backup}")
        if kept is not None:
            print_line(f"what was there before: {kept}")
    return 0


def _json(backup: Backup) -> dict[str, Any]:
    return {
        "name": backup.path.name, "path": str(backup.path), "made_at": backup.made_at, "bytes": backup.bytes,
        "format": backup.version, "calls": backup.calls, "problem": backup.problem,
    }  # fmt: skip
