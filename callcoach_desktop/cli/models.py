"""`callcoach models`: list, get, remove, verify, path."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, Self

from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import print_json, print_line, say, say_problem
from callcoach_desktop.cli.progress import duration
from callcoach_desktop.domain.errors import Cancelled, KnownError, Problem
from callcoach_desktop.services import models
from callcoach_desktop.speech.models.rate import Rate

_EVERY_TERMINAL = 0.2  # seconds between two progress lines that overwrite each other
_EVERY_LOG = 5.0  # seconds between two that stay


def add_parser(subparsers: Any) -> None:
    """Add `models` to the command line."""
    parser = subparsers.add_parser("models", help="get, check and remove speech models")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    actions.add_parser("list", parents=[common], help="all models, and which are on this machine")
    get = actions.add_parser("get", parents=[common], help="fetch a model and verify it")
    get.add_argument("name", nargs="?", default=models.DEFAULT_MODEL, metavar="NAME")
    one = get.add_mutually_exclusive_group()
    one.add_argument("--from", dest="source", type=Path, metavar="PATH", help="a folder or zip that holds the model")
    one.add_argument("--via", choices=("hub", "mirror"), help="only from the publisher's hub, or only from the mirror")
    for name, text in (
        ("remove", "delete a model and what is half fetched of it"),
        ("verify", "read all files of a model and compare their checksums"),
        ("path", "print the verified folder of a model"),
    ):
        actions.add_parser(name, parents=[common], help=text).add_argument("name", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; returns the exit status: 0 done, 1 failed or cancelled, 2 no such model."""
    actions = {"list": _list, "get": _get, "remove": _remove, "verify": _verify, "path": _path}
    try:
        return actions[args.action](args)
    except KnownError as error:
        _failed(args, error.problem)
        return 2 if error.problem.code == "model_unknown" else 1
    except Cancelled:
        kept = "What was fetched is kept: the same command goes on from there." if args.action == "get" else ""
        _failed(args, Problem("cancelled", "Cancelled.", kept))
        return 1


def _failed(args: argparse.Namespace, problem: Problem) -> None:
    if args.json:
        print_json({"name": getattr(args, "name", None), "error": problem.sentence()})
    say_problem(problem)


def _list(args: argparse.Namespace) -> int:
    states = models.list_models()
    if args.json:
        print_json([_as_json(s) for s in states])
        return 0
    words = {"ready": "here", "broken": "DAMAGED", "absent": "-"}
    for s in states:
        mark = "*" if s.default else " "
        print_line(f"{mark} {s.name:<16} {_size(s.bytes):>9}  {s.languages:<5} {words[s.state]:<8} {s.about}")
    for s in states:
        if s.problem:
            say(f"callcoach: {s.problem}")
    return 0


def _as_json(state: models.ModelState) -> dict[str, Any]:
    return {
        "name": state.name,
        "title": state.title,
        "languages": state.languages,
        "licence": state.licence,
        "about": state.about,
        "bytes": state.bytes,
        "default": state.default,
        "state": state.state,
        "path": str(state.folder) if state.state == "ready" else None,
        "problem": state.problem,
    }


def _get(args: argparse.Namespace) -> int:
    start = time.monotonic()
    with interruptible() as stopped, _ProgressLine(args.name) as line:
        folder = models.get_model(
            args.name, source=args.source, via=args.via, progress=line.update, cancelled=stopped.is_set
        )
    return _done(args, folder, start, f"{args.name} is ready: {folder}")


def _verify(args: argparse.Namespace) -> int:
    start = time.monotonic()
    with interruptible() as stopped, _ProgressLine(args.name) as line:
        folder = models.verify_model(args.name, progress=line.update, cancelled=stopped.is_set)
    return _done(args, folder, start, f"{args.name} is whole: {folder}")


def _done(args: argparse.Namespace, folder: Path, start: float, sentence: str) -> int:
    if args.json:
        seconds = round(time.monotonic() - start, 2)
        print_json({"name": args.name, "path": str(folder), "seconds": seconds})
    else:
        print_line(sentence)
    return 0


def _remove(args: argparse.Namespace) -> int:
    freed = models.remove_model(args.name)
    if args.json:
        print_json({"name": args.name, "bytes": freed})
    else:
        print_line(f"{args.name} is removed; {_size(freed)} freed.")
    return 0


def _path(args: argparse.Namespace) -> int:
    folder = models.ensure_model(args.name)
    if args.json:
        print_json({"name": args.name, "path": str(folder)})
    else:
        print_line(str(folder))
    return 0


class _ProgressLine:
    """One line on stderr: how much, how fast, how long still."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._terminal = sys.stderr.isatty()
        self._rate = Rate()
        self._last = float("-inf")
        self._note = ""
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()

    def update(self, done: int, total: int, note: str) -> None:
        """Progress as `speech.models` tells it."""
        now = time.monotonic()
        if note != self._note:  # another source or step: its own speed
            self._note, self._rate, self._last = note, Rate(), float("-inf")
        self._rate.add(now, done)
        if now - self._last < (_EVERY_TERMINAL if self._terminal else _EVERY_LOG):
            return
        self._last = now
        text = progress_text(self._name, done, total, note, self._rate)
        if self._terminal:
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()


def progress_text(name: str, done: int, total: int, note: str, rate: Rate) -> str:
    """The progress as a line: `base  62 %  93 of 150 MB  4.2 MB/s  14 s left  fetching from ...`."""
    parts = [name]
    if total:
        parts += [f"{100 * done // total:d} %", f"{done / 1e6:,.0f} of {_size(total)}"]
        speed, left = rate.bytes_per_second(), rate.seconds_left(total)
        if speed and left is not None:
            parts += [f"{speed / 1e6:.1f} MB/s", f"{duration(left)} left"]
    return "  ".join([*parts, note])


def _size(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
