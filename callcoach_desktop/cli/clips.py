"""`callcoach clips`: what was cut out of calls, in which lists it is, and how it leaves as sound with subtitles."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, say_problem, table
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.times import clock

if TYPE_CHECKING:
    from callcoach_desktop.services.clips import Clips, ShownClip

_SHORT = 48


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "clips",
        help="clips of calls and their lists",
        description="Clips are named stretches of calls, collected in lists; “My best moments” is always there.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    every = actions.add_parser("list", help="list the clips, newest first")
    every.add_argument("--in", metavar="LIST", dest="in_list", help="those of a list in its order: its name or id")
    every.add_argument("--call", metavar="CALL", help="those of a call")
    actions.add_parser("lists", help="list the lists")
    cut = actions.add_parser("cut", help="cut a clip")
    cut.add_argument("call", metavar="CALL")
    cut.add_argument("start", metavar="START", type=_seconds, help="seconds, or a time such as 12:04")
    cut.add_argument("end", metavar="END", type=_seconds)
    cut.add_argument("--name", metavar="NAME", default="", help="its name (default: the first words)")
    cut.add_argument("--note", metavar="TEXT", default="", help="what is to be said of it")
    cut.add_argument("--in", metavar="LIST", dest="in_list", help="the list that it goes to (default: My best moments)")
    out = actions.add_parser(
        "export",
        help="write clips as sound, with subtitles",
        description="Write a list, or clips by the beginning of their ids, as sound with subtitles beside it. "
        "Times of the subtitles begin with the clip; names and corrections are those in force.",
    )
    out.add_argument("clips", metavar="CLIP", nargs="*")
    out.add_argument("--in", metavar="LIST", dest="in_list", help="all of a list, in its order")
    out.add_argument("-o", "--output", metavar="PATH", type=Path, default=Path(), help="a folder (it is made), or for "
                     "one sound file the file itself (default: the current folder)")  # fmt: skip
    out.add_argument("--joined", action="store_true", help="one sound file for all, a pause between")
    out.add_argument("--sound", choices=("wav", "flac"), default="wav")
    out.add_argument("--subtitles", choices=("srt", "vtt", "none"), default="srt")
    out.add_argument("--table", action="store_true", help="also a CSV with what is known of each clip")
    out.add_argument("--redacted", action="store_true", help="take the known names (speakers, customer, deal) out of "
                     "file names, subtitles and table; the sound still has them")  # fmt: skip
    out.add_argument("--force", action="store_true", help="replace files that are there")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; 1 when a clip could not be written, 2 for wrong use."""
    actions = {"list": _list, "lists": _lists, "cut": _cut, "export": _export}
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.clips import Clips

    with open_library(arguments) as library:
        clips = Clips(library)
        if arguments.call:
            found = list(clips.of_call(library.resolve(arguments.call)))
            chosen = clips.list_named(arguments.in_list).id if arguments.in_list else None
            found = [shown for shown in found if chosen is None or chosen in shown.lists]
        else:
            found = list(clips.shown(clips.list_named(arguments.in_list).id if arguments.in_list else None))
        names = {one.id: one.name for one in clips.lists()}
    if arguments.json:
        print_json([_facts(shown, names) for shown in found])
        return 0
    if not found:
        say("No clips. Select a stretch of a call and press V, or use `callcoach clips cut CALL START END`.")
        return 0
    rows = [
        (
            shown.clip.id,
            shown.date[:10],
            clock(shown.clip.start),
            f"{shown.clip.length:.0f} s",
            _short(shown.clip.name),
            _short(shown.title),
            ", ".join(names[one] for one in shown.lists),
        )
        for shown in found
    ]
    for line in table(("CLIP", "CALL OF", "AT", "LONG", "NAME", "CALL", "LISTS"), rows, right=(2, 3)):
        print_line(line)
    return 0


def _facts(shown: ShownClip, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": shown.clip.id,
        "name": shown.clip.name,
        "note": shown.clip.note,
        "call": shown.clip.call,
        "title": shown.title,
        "customer": shown.customer,
        "date": shown.date,
        "start": shown.clip.start,
        "end": shown.clip.end,
        "seconds": round(shown.clip.length, 3),
        "sound": shown.sound,
        "lists": [names[one] for one in shown.lists],
        "said": [{"name": s.name, "start": s.start, "end": s.end, "text": s.text} for s in shown.said],
        "created_at": shown.clip.created_at,
    }


def _lists(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.clips import Clips

    with open_library(arguments) as library:
        found = Clips(library).lists()
    if arguments.json:
        print_json([{"id": o.id, "name": o.name, "clips": o.count, "seconds": round(o.seconds, 3)} for o in found])
        return 0
    rows = [(one.id, str(one.count), clock(one.seconds), one.name) for one in found]
    for line in table(("LIST", "CLIPS", "LONG", "NAME"), rows, right=(1, 2)):
        print_line(line)
    return 0


def _cut(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.clips import BEST, Clips

    with open_library(arguments) as library:
        clips = Clips(library)
        into = clips.list_named(arguments.in_list).id if arguments.in_list else BEST
        call = library.resolve(arguments.call)
        made = clips.cut(call, arguments.start, arguments.end, arguments.name, arguments.note, [into])
        shown, names = clips.clip(made.id), {one.id: one.name for one in clips.lists()}
    if arguments.json:
        print_json(_facts(shown, names))
    else:
        print_line(f"{made.id}  {made.name}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.clip_export import ClipExporter, ClipFiles
    from callcoach_desktop.services.clips import Clips

    if bool(arguments.clips) == bool(arguments.in_list):
        say("callcoach: name clips, or a list with --in.")
        return 2
    with open_library(arguments) as library, interruptible() as stopped:
        clips = Clips(library)
        ids, name = _chosen(clips, arguments)
        how = ClipFiles(
            sound=arguments.sound,
            subtitles="" if arguments.subtitles == "none" else arguments.subtitles,
            joined=arguments.joined,
            redacted=arguments.redacted,
            table=arguments.table,
        )
        target = _target(arguments.output, single=len(ids) == 1 or arguments.joined)
        try:
            written = ClipExporter(library, clips).export(
                ids, target, how, name=name, cancelled=stopped.is_set, overwrite=arguments.force
            )
        except KnownError as error:
            if arguments.json:
                print_json({"files": [], "left_out": [], "status": "failed", "error": error.problem.sentence()})
            else:
                say_problem(error.problem)
            return 1
        except Cancelled:
            say("Stopped. The files that were finished are kept.")
            return 1
    if arguments.json:
        files = [str(path) for path in written.files]
        print_json({"files": files, "left_out": list(written.left_out), "status": "done", "error": None})
    else:
        for path in written.files:
            print_line(str(path))
        for one in written.left_out:
            say(f"callcoach: “{one}” has no sound and was left out.")
    return 0


def _chosen(clips: Clips, arguments: argparse.Namespace) -> tuple[list[str], str]:
    """Ids in order, and the name of what they are together. Raises KnownError."""
    if arguments.clips:
        ids = [clips.resolve(one) for one in arguments.clips]
        return ids, clips.clip(ids[0]).clip.name if len(ids) == 1 else "Clips"
    chosen = clips.list_named(arguments.in_list)
    ids = [shown.clip.id for shown in clips.shown(chosen.id)]
    if not ids:
        raise KnownError("empty_list", f"There are no clips in “{chosen.name}”.", "Put some in first.")
    return ids, chosen.name


def _target(path: Path, *, single: bool) -> Path:
    """The folder or file that is meant; a folder is made unless a file is named. Raises KnownError."""
    path = path.expanduser().absolute()
    if path.is_dir() or (single and path.suffix.lower() in (".wav", ".flac")):
        return path
    try:
        path.mkdir(parents=True)
    except OSError as error:
        what = f"The folder “{path}” could not be made ({error.strerror})."
        raise KnownError("cannot_write", what, "Name another one with -o.") from error
    return path


def _seconds(text: str) -> float:
    """An argument that is a time of a call: `724`, `12:04`, `1:02:03.5`."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        parts = []
    if not 1 <= len(parts) <= 3 or any(not 0 <= part < float("inf") for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 724 or 12:04")
    return sum((part * 60.0**place for place, part in enumerate(reversed(parts))), 0.0)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
