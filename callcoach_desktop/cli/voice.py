"""`callcoach voice`: your own voice, by which calls with one channel know who is the rep."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.output import day, open_library, print_json, print_line

if TYPE_CHECKING:
    from callcoach_desktop.domain.voices import VoiceState


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "voice",
        help="let calls know your voice, or forget it",
        description="Your voice tells later calls who is the rep. It is kept in the library as 192 numbers, no sound.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    enrol = actions.add_parser("enrol", help="learn it from a recording of you alone, about 30 seconds")
    enrol.add_argument("file", metavar="FILE", type=Path)
    actions.add_parser("show", help="what is known")
    actions.add_parser("forget", help="delete it and the voices of all calls, and learn none from now on")
    learning = actions.add_parser("learn", help="whether calls in which you are known may teach it")
    learning.add_argument("wished", choices=("on", "off"))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; print what is known afterwards."""
    from callcoach_desktop.services.voices import OwnVoice

    with open_library(arguments) as library:
        own = OwnVoice(library)
        if arguments.action == "enrol":
            state = own.enrol(arguments.file)
        elif arguments.action == "forget":
            state = own.forget()
        elif arguments.action == "learn":
            state = own.set_learning(arguments.wished == "on")
        else:
            state = own.state()
    if arguments.json:
        print_json(asdict(state))
    else:
        for line in _lines(state):
            print_line(line)
    return 0


def _lines(state: VoiceState) -> list[str]:
    lines = []
    for voice in state.own:
        how = "a recording" if voice.origin == "enrolled" else f"{voice.calls} call{'s' * (voice.calls != 1)}"
        lines.append(f"Your voice is known from {how}, {voice.seconds:.0f} s of speech, since {day(voice.since)}.")
    if not lines:
        lines.append("Your voice is not known yet.")
    lines.append("Calls may teach it." if state.learning else "Calls do not teach it.")
    return lines
