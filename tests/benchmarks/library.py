"""Lists, filters, searches and opening at the size of a working life: 10,000 calls of 100 utterances, one of 2 hours.

    .venv/bin/python tests/benchmarks/library.py [--calls 10000] [--folder DIR] [--json]

The database is made on disk once (going on where it was stopped) and used again (`build/benchmarks/library`). Words
are drawn from 8,000 made-up ones by Zipf's law, so common words hit a fifth of all utterances, as in real talk. Each
figure is the median of several runs after one that is not counted. A library of an earlier version of the analysis is
stamped with today's, and what coaching counts is counted: else a window over it would do that while it is measured.
Exit status 1 when a budget of DESIGN.md, section 6, is broken.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from callcoach_desktop.analysis import VERSION
from callcoach_desktop.domain.analysis import Analysis, Moment, Stage, Summary, Turn
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import CallQuery, Library
from callcoach_desktop.services.showing import show
from callcoach_desktop.store import calls, transcripts

LIST_BUDGET_MS = 50.0
OPEN_BUDGET_MS = 100.0  # of the 150 ms to a painted call, what the store may take
LONG_CALL = "long2hourcall"
SPEAKERS = (Speaker("left", "Rep", "rep", 0), Speaker("right", "Customer", "customer", 1))


def vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    """8,000 words and their summed weights by Zipf's law; the most common come first."""
    syllables = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]
    words = list(dict.fromkeys("".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(30_000)))[:8_000]
    return words, list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))


def transcript(rng: random.Random, words: list[str], weights: list[float], utterances: int, each: int) -> Transcript:
    """A call in which the two speakers take turns, 0.36 s a word."""
    made, now = [], 0.0
    for number in range(utterances):
        said = rng.choices(words, cum_weights=weights, k=each)
        spoken = tuple(
            Word(word, round(now + 0.36 * i, 3), round(now + 0.36 * i + 0.3, 3), 0.93) for i, word in enumerate(said)
        )
        end = now + 0.36 * each
        made.append(Utterance(f"u{number}", SPEAKERS[number % 2].id, now, end, " ".join(said), spoken))
        now = end
    return Transcript(now, "en", SPEAKERS, tuple(made))


def analysis(rng: random.Random, words: Transcript) -> Analysis:
    """An analysis of about the real size: a turn an utterance, a question every eighth, forty metrics."""
    every = words.utterances
    return Analysis(
        version=VERSION,
        turns=tuple(Turn(words.side_of(u.speaker), u.start, u.end, (u.id,)) for u in every),
        moments=tuple(
            Moment(f"m{u.id}", "question", "open", u.speaker, u.start, u.end, u.text, 0.8, "begins with what")
            for u in every[::8]
        ),
        stages=(Stage("opening", 0.0, words.duration),),
        metrics={"talk_ratio": rng.random(), **{f"metric_{i}": rng.random() for i in range(40)}},
        places={},
        talk_share=tuple((float(t), rng.random()) for t in range(0, int(words.duration), 5)),
        summary=Summary("A call"),
    )


def fill(library: Library, count: int) -> None:
    """Make the calls; says where it is, because it takes minutes."""
    rng = random.Random(7)
    words, weights = vocabulary(rng)
    people = [f"{rng.choice(words).title()} {rng.choice(words).title()}" for _ in range(400)]
    start = datetime(2019, 1, 1, 9)  # noqa: DTZ001 - calls are kept in local time

    def add(conn: Any, call_id: str, number: int, utterances: int, each: int) -> None:
        when = start + timedelta(hours=6 * number, minutes=rng.randint(0, 300))
        customer = rng.choice(people)
        folder = f"calls/{when.year}/{call_id}"
        title = f"Call with {customer}"
        calls.insert(
            conn, calls.NewCall(call_id, title, when.isoformat(), "sound", folder, state="ready", customer=customer)
        )
        said = transcript(rng, words, weights, utterances, each)
        transcripts.set_transcript(conn, call_id, said, "base")
        transcripts.set_analysis(conn, call_id, analysis(rng, said))
        if number % 3 == 0:
            calls.set_override(conn, call_id, "deal", f"Deal {number % 900}")

    have = library.count()
    for first in range(have - have % 250, count, 250):

        def some(conn: Any, first: int = first) -> None:
            for number in range(first, min(first + 250, count)):
                add(conn, f"c{number:011}", number, 100, 14)

        library.db.write(some)
        print(f"\r{min(first + 250, count)} calls", end="", file=sys.stderr, flush=True)
    library.db.write(lambda conn: add(conn, LONG_CALL, count, 1_430, 14))
    print(file=sys.stderr)


def settle(library: Library) -> None:
    """Leave a window that is opened over this library nothing to be done in the background."""
    sql = "UPDATE analyses SET version = ? WHERE version <> ?"
    library.db.write(lambda conn: conn.execute(sql, (VERSION, VERSION)))
    coach = Coach(library)
    coach.fill()
    coach.close()


def measure(work: Callable[[], object], runs: int = 9) -> tuple[float, float]:
    """Median and worst of `runs` in milliseconds, after one run that is not counted."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), max(times)


def main() -> int:
    """Make or open the library and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks/library"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    library = Library.open(options.folder)
    try:
        return run(library, options.calls, as_json=options.json)
    finally:
        library.close()


def run(library: Library, count: int, *, as_json: bool) -> int:
    """Measure everything; exit status 1 when a budget is broken."""
    if library.count() < count + 1:
        begun = time.perf_counter()
        fill(library, count)
        print(f"made in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    settle(library)
    words, _ = vocabulary(random.Random(7))
    common, usual, rare = words[0], words[150], words[-1]
    long_detail = library.call(LONG_CALL)
    jobs: dict[str, tuple[Callable[[], object], float]] = {
        "list, first 200": (lambda: library.calls(CallQuery(limit=200)), LIST_BUDGET_MS),
        "list, all": (library.calls, LIST_BUDGET_MS),
        "list, all, by talk ratio": (lambda: library.calls(CallQuery(sort="talk_ratio")), LIST_BUDGET_MS),
        "list, 200 at 9000, by customer": (
            lambda: library.calls(CallQuery(sort="customer", limit=200, offset=9000)),
            LIST_BUDGET_MS,
        ),
        "count": (library.count, LIST_BUDGET_MS),
        "filter, a customer": (lambda: library.calls(CallQuery("call with ba", limit=200)), LIST_BUDGET_MS),
        "filter, a common word": (lambda: library.calls(CallQuery(common, limit=200)), LIST_BUDGET_MS),
        "filter, a usual word": (lambda: library.calls(CallQuery(usual, limit=200)), LIST_BUDGET_MS),
        "filter, a rare word": (lambda: library.calls(CallQuery(rare, limit=200)), LIST_BUDGET_MS),
        "filter, nothing": (lambda: library.calls(CallQuery("qqqq", limit=200)), LIST_BUDGET_MS),
        "search, a common word": (lambda: library.search(common + " "), LIST_BUDGET_MS),
        "search, a usual word": (lambda: library.search(usual), LIST_BUDGET_MS),
        "search, a rare word": (lambda: library.search(rare), LIST_BUDGET_MS),
        "search, two common words": (lambda: library.search(f"{words[0]} {words[1]} "), LIST_BUDGET_MS),
        "search, a phrase": (lambda: library.search(f'"{words[3]} {words[5]}"'), LIST_BUDGET_MS),
        "search, the beginning of a word": (lambda: library.search("ba"), LIST_BUDGET_MS),
        "search, one letter": (lambda: library.search("b"), LIST_BUDGET_MS),
        "open a usual call": (lambda: library.call("c00000000042"), OPEN_BUDGET_MS),
        "open a 2-hour call (20,020 words)": (lambda: library.call(LONG_CALL), OPEN_BUDGET_MS),
        "show it": (lambda: show(long_detail), OPEN_BUDGET_MS),
    }
    figures = {name: (*measure(work), budget) for name, (work, budget) in jobs.items()}
    broken = [name for name, (median, _, budget) in figures.items() if median > budget]
    if as_json:
        print(
            json.dumps({name: {"median_ms": m, "worst_ms": w, "budget_ms": b} for name, (m, w, b) in figures.items()})
        )
    else:
        size = library.db.path.stat().st_size / 1e6
        print(f"{library.count()} calls, {size:.0f} MB; median and worst of 9, milliseconds")
        for name, (median, worst, budget) in figures.items():
            print(f"{name:<36} {median:8.2f} {worst:8.2f}   budget {budget:.0f}{'  BROKEN' if median > budget else ''}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
