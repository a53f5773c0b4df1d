"""`callcoach doctor`: what works on this machine, and how to mend what does not."""

from __future__ import annotations

import argparse
from typing import Any

from callcoach_desktop.cli.output import library_folder, print_json, print_line, say
from callcoach_desktop.services.doctor import examine, healthy


def add_parser(subparsers: Any) -> None:
    """Add `doctor` to the command line."""
    parser = subparsers.add_parser("doctor", help="say what works on this machine, and how to mend what does not")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--thorough", action="store_true", help="read every index of the database and all of the model")


def run(args: argparse.Namespace) -> int:
    """Look at everything; 0 when all that is essential works, else 1."""
    checks = examine(library_folder(args), thorough=args.thorough)
    if args.json:
        print_json(
            [
                {"check": c.check, "ok": c.ok, "detail": c.detail, "mend": c.mend, "essential": c.essential}
                for c in checks
            ]
        )
    else:
        width = max(len(c.check) for c in checks)
        for c in checks:
            mark = "ok  " if c.ok else "FAIL" if c.essential else "warn"
            print_line(f"{mark}  {c.check:<{width}}  {c.detail}")
            if not c.ok and c.mend:
                print_line(f"{'':4}  {'':<{width}}  -> {c.mend}")
    if healthy(checks):
        return 0
    say("callcoach: something essential does not work; the arrows say how to mend it.")
    return 1
