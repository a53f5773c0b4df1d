"""`callcoach record`: record the microphone and what the computer plays, then import."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.import_ import Halt
from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import open_library, percent, print_json, print_line, say, say_problem, table
from callcoach_desktop.cli.progress import ProgressLine
from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.recording import Recordings, Recovered

WHY = {
    "disk_full": "The disk is nearly full: the recording was closed with all that was said.",
    "terminated": "The computer ended the recording; all that was said is kept.",
}
WARNINGS = {
    "unheard": "nothing is heard from the computer",
    "mic:silent": "the microphone gives no sound",
    "mic:muted": "the microphone is muted",
    "mic:clipping": "the microphone is too loud",
    "system:muted": "the computer's sound is muted",
    "system:clipping": "the computer's sound is too loud",
    "echo": "the microphone hears the loudspeaker",
}


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "record",
        help="record a call",
        description="Record the microphone and what the computer plays, each on its own channel. Ctrl-C stops; the "
        "call is then imported. Ask everybody on the call first: the law of many places wants it.",
    )
    parser.add_argument("--mic", metavar="NAME", help="the microphone, by its name or a part of it")
    parser.add_argument("--system", metavar="NAME", help="the output whose sound is recorded, or none")
    parser.add_argument("--seconds", metavar="N", type=_seconds, help="stop by itself after this time")
    parser.add_argument("--title", metavar="T", help="the call's title")
    parser.add_argument("--no-import", action="store_true", help="keep the recording and transcribe it later")
    parser.add_argument(
        "--consent",
        choices=("said", "written", "one_party", "other"),
        help="how the others agreed to be recorded; kept with the call",
    )
    parser.add_argument("--stop", action="store_true", help="stop the recordings that run, and import them")
    parser.add_argument("--devices", action="store_true", help="list what can be recorded, and stop")
    parser.add_argument("--json", action="store_true", help="print one JSON object a second")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Record; returns 0 when the call is in the library."""
    from callcoach_desktop.services.recording import Recordings

    with open_library(arguments) as library:
        recordings = Recordings(library)
        if arguments.devices:
            return _list(recordings, as_json=arguments.json)
        if arguments.stop:
            return _stop(library, recordings, with_import=not arguments.no_import, as_json=arguments.json)
        with interruptible() as stopped:
            options = {name: getattr(arguments, name) for name in ("mic", "system", "seconds", "title")}
            whole = True
            consent = None if arguments.consent is None else Consent(arguments.consent)
            with recordings.record(**options, consent=consent) as session:
                try:
                    for event in session.events(stopped.is_set):
                        _tell(event, session.call, as_json=arguments.json)
                except KnownError as error:
                    if error.problem.code != "recorder_died":
                        raise
                    whole = False
                    say_problem(error.problem)
            if not arguments.json:
                say("")
            done = recordings.finish(session.call, with_import=not arguments.no_import)
        _tell_done(done, as_json=arguments.json)
        if done.status != "recovered" or done.job is None:
            return 1
        status = 0 if arguments.no_import else _import(library, done.job)
        return status if whole else 1


def tell_recovered(done: Recovered, *, as_json: bool) -> None:
    """One line about a recording that was brought in, or could not be."""
    if as_json:
        fields = {"call": done.call, "audio_seconds": round(done.audio_seconds, 3), "status": done.status}
        print_json({**fields, "error": done.error, "title": done.title})
    elif done.status == "recovered":
        print_line(f"{done.call}  {done.title}: recovered, {clock(done.audio_seconds)}")
    elif done.status == "running":
        print_line(f"{done.call}  {done.title}: is being recorded")
    else:
        say(f"{done.title}: {done.error}")


def _tell(event: dict[str, Any], call: str, *, as_json: bool) -> None:
    kind = event["type"]
    if as_json:
        shown = {key: value for key, value in event.items() if key != "type"}
        print_json({**shown, "call": call} if kind == "level" else {"event": kind, "call": call, **shown})
    elif kind == "recording":
        say("Recording " + " and ".join(f"“{name}”" for name in event["tracks"].values()) + ". Ctrl-C stops.")
    elif kind == "level":
        levels = "   ".join(
            f"{name} {event[key]:.0f} dB"
            for name, key in (("you", "mic_db"), ("customer", "system_db"))
            if event[key] is not None
        )
        warning = "".join(f"   {WARNINGS[code]}" for code in event["warnings"] if code in WARNINGS)
        say(f"{clock(event['t'])}   {levels}   you talk {percent(event['rep_share'])}{warning}")
    elif kind == "lost":
        say(f"“{event['device']}” gives no sound any more; the rest goes on.")
    elif kind == "back":
        say(f"“{event['device']}” is recorded now.")
    elif kind == "returned":
        say(f"“{event['device']}” is there again, and recorded.")
    elif kind == "low_disk":
        say(f"The disk is nearly full: there is room for {event['hours_left']:.1f} hours.")
    elif kind == "recorded" and event["why"] in WHY:
        say(WHY[event["why"]])


def _tell_done(done: Recovered, *, as_json: bool) -> None:
    if as_json:
        fields = {"event": "kept", "call": done.call, "audio_seconds": round(done.audio_seconds, 3)}
        print_json({**fields, "status": "recorded" if done.status == "recovered" else done.status, "error": done.error})
    elif done.status == "recovered":
        print_line(f"{done.call}  {done.title}: recorded, {clock(done.audio_seconds)}")
    else:
        say(f"callcoach: {done.error}")


def _stop(library: Library, recordings: Recordings, *, with_import: bool, as_json: bool) -> int:
    """Stop what runs, whoever began it: a window that crashed leaves its recording running."""
    running = recordings.running()
    if not running and not as_json:
        say("Nothing is being recorded.")
    status = 0
    for one in running:
        with recordings.join(one.call) as session:
            for event in session.events(lambda: True):
                _tell(event, one.call, as_json=as_json)
        done = recordings.finish(one.call, with_import=with_import)
        _tell_done(done, as_json=as_json)
        if done.status != "recovered" or done.job is None:
            status = 1
        elif with_import:
            status = max(status, _import(library, done.job))
    return status


def _import(library: Library, job_id: str) -> int:
    """Transcribe the recording now; stopped, it goes on by `callcoach jobs run`."""
    import threading

    from callcoach_desktop.services.importing import make_runner

    runner, line, tick = make_runner(library), ProgressLine(), threading.Event()
    with interruptible() as stopped:
        halt = Halt(runner, stopped)
        runner.start()
        try:
            while not halt():
                job = runner.job(job_id)
                if job is None or job.state in {"done", "failed", "cancelled", "paused"}:
                    break
                line.show(job)
                tick.wait(0.2)
        finally:
            line.clear()
            runner.stop()
    job = runner.job(job_id)
    if job is not None and job.state == "failed":
        say(f"callcoach: {job.error}")
    elif halt():
        halt.tell()
    return 0 if job is not None and job.state == "done" else 1


def _list(recordings: Recordings, *, as_json: bool) -> int:
    devices = recordings.devices()
    if as_json:
        print_json(devices)
        return 0
    kinds = {"mic": "microphone", "system": "what it plays"}
    rows = [
        [
            device["name"],
            kinds[device["kind"]],
            ", ".join(word for word in ("default", "muted") if device[word]),
        ]
        for device in devices
    ]
    for text in table(["name", "kind", ""], rows) if rows else ["Nothing can be recorded here."]:
        print_line(text)
    return 0


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return value
