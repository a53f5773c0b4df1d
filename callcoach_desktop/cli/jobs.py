"""`callcoach jobs`: see the queue, let it run, pause, go on, cancel, try again."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.import_ import Halt
from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, table
from callcoach_desktop.cli.progress import ProgressLine, describe, duration
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.services.importing import make_runner

# action -> what it does, the states that it changes, the sentence for a job in another state
ACTIONS: dict[str, tuple[Callable[[JobRunner, str], bool], frozenset[str], str]] = {
    "pause": (JobRunner.pause, frozenset({"queued", "running"}), "neither waits nor runs"),
    "resume": (JobRunner.resume, frozenset({"paused"}), "is not paused"),
    "cancel": (JobRunner.cancel, frozenset({"queued", "running", "paused"}), "is over already"),
    "retry": (JobRunner.retry, frozenset({"failed", "cancelled"}), "has not failed"),
}
_HELP = {
    "pause": "stop a job within a second and keep what it has finished",
    "resume": "let a paused job go on",
    "cancel": "stop a job and take its half-made call out again",
    "retry": "try a failed or cancelled job again",
}


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("jobs", help="see and run what waits")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)
    listing = actions.add_parser("list", parents=[common], help="all jobs in the order of the queue")
    listing.add_argument("--all", action="store_true", help="also those that are done")
    actions.add_parser("run", parents=[common], help="do what waits, until nothing does")
    for name, text in _HELP.items():
        action = actions.add_parser(name, parents=[common], help=text)
        action.add_argument("jobs", metavar="JOB", nargs="*", help="a job's id or the beginning of it")
        action.add_argument("--all", action="store_true", help="all jobs that this can be done to")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 0 done, 1 something failed, 2 wrong use."""
    with open_library(arguments) as library:
        runner = make_runner(library)
        if arguments.action == "list":
            return _list(runner, arguments)
        if arguments.action == "run":
            return _run(runner, arguments)
        return _act(runner, arguments)


def _list(runner: JobRunner, arguments: argparse.Namespace) -> int:
    found = [job for job in runner.jobs() if arguments.all or job.state not in {"done", "cancelled"}]
    if arguments.json:
        print_json([asdict(job) for job in found], indent=2)
        return 0
    rows = [[job.id, job.state, job.title, _state(job)] for job in found]
    for line in table(["job", "state", "title", ""], rows) if rows else ["Nothing waits."]:
        print_line(line)
    return 0


def _state(job: Job) -> str:
    if job.error:
        return job.error
    parts: list[str] = [job.step] if job.state == "running" else []
    if job.total_seconds > 0 and job.state != "done":
        parts.append(f"{min(100, int(100 * job.done_seconds / job.total_seconds))}%")
    if job.seconds_left is not None:
        parts.append(f"{duration(job.seconds_left)} left")
    return " ".join(parts)


def _run(runner: JobRunner, arguments: argparse.Namespace) -> int:
    """Run until nothing waits; every job that ended is printed."""
    before = {job.id: job.state for job in runner.jobs()}
    line = ProgressLine()
    with interruptible() as stopped:
        halt = Halt(runner, stopped)
        runner.start()
        try:
            tick = threading.Event()
            while runner.busy() and not halt():
                running = [job for job in runner.jobs() if job.state == "running"]
                if running and not arguments.json:
                    line.show(running[0])
                tick.wait(0.2)
        finally:
            line.clear()
            runner.stop()
    ended = [job for job in runner.jobs() if before.get(job.id) in {"queued", "running", None}]
    for job in ended:
        if arguments.json:
            print_json(asdict(job))
        else:
            print_line(f"{job.call or '-':<12}  {job.state:<9} {job.title}" + (f": {job.error}" if job.error else ""))
    if halt():
        halt.tell()
        return 1
    return 1 if any(job.state == "failed" for job in ended) else 0


def _act(runner: JobRunner, arguments: argparse.Namespace) -> int:
    work, states, otherwise = ACTIONS[arguments.action]
    every = runner.jobs()
    if arguments.all:
        chosen = [job for job in every if job.state in states]
    elif arguments.jobs:
        chosen = []
        for name in arguments.jobs:
            matching = [job for job in every if job.id.startswith(name)]
            if len(matching) != 1:
                say(f"callcoach: {'more than one' if matching else 'no'} job begins with {name!r}.")
                return 2
            chosen += matching
    else:
        say("callcoach: name a job, or use --all. `callcoach jobs list` shows them.")
        return 2
    status = 0
    for job in chosen:
        done = work(runner, job.id)
        now = runner.job(job.id) or job
        if arguments.json:
            print_json({**asdict(now), "changed": done})
        elif done:
            print_line(f"{job.id}  {describe(now) if now.state == 'queued' else f'{now.title}  {now.state}'}")
        if not done:
            say(f"callcoach: job {job.id} {otherwise}.")
            status = 1
    return status
