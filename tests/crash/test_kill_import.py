"""kill -9 of the child and of the whole program at random moments of an import, then import again.

Six kills in an ordinary run. `CALLCOACH_KILLS=50` is the full measurement, `CALLCOACH_KILL_SOUND` names another
recording (one of several minutes has several batches), `CALLCOACH_KILL_SEED` other moments. Prints its figures.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

SOUND = Path(os.environ.get("CALLCOACH_KILL_SOUND", Path(__file__).parents[1] / "data" / "short.stereo.flac"))
KILLS = int(os.environ.get("CALLCOACH_KILLS", "6"))
SEED = int(os.environ.get("CALLCOACH_KILL_SEED", "3"))
TRIES = 8
LIMIT = 600.0  # seconds for one whole import


def start(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def run(environment, *arguments):
    with start(environment, *arguments) as process:
        out, err = process.communicate(timeout=LIMIT)
    return process.returncode, out, err


def importing(environment):
    status, out, err = run(environment, "import", SOUND, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 1, err
    return status, lines[0]


def text(environment, call):
    status, out, err = run(environment, "show", call, "--json")
    assert status == 0, err
    return [(u["speaker"], u["start"], u["end"], u["text"]) for u in json.loads(out)["utterances"]]


def workers(process):
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [child for child in children if is_worker(child)]


def is_worker(process):
    try:
        return "--worker" in process.cmdline()
    except psutil.Error:
        return False


def step(library):
    """What the job was doing, for the figures."""
    database = library / "library.db"
    if not database.exists():
        return "before the library"
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        found = conn.execute("SELECT state, step FROM jobs ORDER BY position DESC LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        return "before the library"
    finally:
        conn.close()
    return "before the job" if found is None else found[1] if found[0] == "running" else found[0]


def check(library):
    """The database is whole and nothing of an import is left over."""
    conn = sqlite3.connect(library / "library.db")
    try:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        states = Counter(row[0] for row in conn.execute("SELECT state FROM jobs"))
        calls = conn.execute("SELECT id, state FROM calls").fetchall()
        batches = conn.execute("SELECT count(*) FROM job_batches").fetchone()[0]
    finally:
        conn.close()
    assert set(states) == {"done"}, states
    assert [state for _, state in calls] == ["ready"]
    assert batches == 0
    assert [p.name for p in library.glob("calls/2*/*")] == [calls[0][0]]
    incoming = library / "calls" / ".incoming"
    assert not incoming.exists() or list(incoming.iterdir()) == []
    assert list(library.rglob("*.part")) == []


def kill_once(environment, library, target, moment):
    """Import, kill at `moment` seconds, import again; returns what was hit (None: it was over, or no child ran) and
    the text that came out."""
    process = start(environment, "import", SOUND, "--json")
    hit = None
    with process:
        tick = threading.Event()
        end = time.monotonic() + moment
        while process.poll() is None and (left := end - time.monotonic()) > 0:
            tick.wait(min(left, 0.05))
        children = workers(process)
        doing = step(library)
        if target == "app" and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        elif target == "child" and children:
            # The one that works: decoding is the step "reading", and an idle child would prove little.
            busy = "decode" if doing == "reading" else "transcribe"
            for victim in children:
                if is_worker(victim) and victim.cmdline()[-1] == busy:
                    hit = f"the child {busy} killed while {doing}"
                    victim.kill()
        out, err = process.communicate(timeout=LIMIT)
        if target == "app":
            if process.returncode == -signal.SIGKILL:  # else it ended before the signal came
                hit = f"the program killed while {doing}"
            _, alive = psutil.wait_procs(children, timeout=60)
            assert alive == [], "a child outlived its parent"
        else:
            assert "Traceback (most recent call last)" not in err
            results = [json.loads(line) for line in out.splitlines()]
            assert [r["status"] for r in results] == ["done"], (results, err)
    status, result = importing(environment)
    assert (status, result["status"] in {"done", "duplicate"}) == (0, True), result
    check(library)
    return hit, text(environment, result["call"])


@pytest.fixture(scope="module")
def hits(request):
    """What was hit; told at the end, so that one sees whether the moments were spread."""
    found = Counter()
    yield found
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{sum(found.values())} kills (seed {SEED}): every text equal, no job stuck, databases whole")
        for what, count in sorted(found.items()):
            print(f"  {count:3}  {what}")


@pytest.fixture(scope="module")
def unbroken(base_model, tmp_path_factory):
    """Seconds and text of an import that nobody disturbs."""
    environment = own(base_model, tmp_path_factory.mktemp("unbroken"))
    began = time.monotonic()
    status, result = importing(environment)
    whole = time.monotonic() - began
    assert (status, result["status"]) == (0, "done"), result
    found = text(environment, result["call"])
    assert found
    return whole, found


def own(base_model, place):
    return {**os.environ, "CALLCOACH_MODELS": str(base_model.parent), "CALLCOACH_HOME": str(place)}


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(LIMIT)
@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_a_random_moment(number, unbroken, hits, base_model, tmp_path):
    whole, expected = unbroken
    rng = random.Random(f"{SEED}-{number}")
    target = ("app", "child")[number % 2]
    # A machine that is less busy than a minute ago is done earlier: a miss is tried again at an earlier moment. A child
    # lives only in the later part of a short import; the program is killed from its first moment on.
    for attempt in range(TRIES):
        place = tmp_path / f"place{attempt}"
        place.mkdir()
        most = 0.97 * whole * 0.7**attempt
        moment = rng.uniform(0.1 if target == "app" else 0.3 * most, most)
        hit, found = kill_once(own(base_model, place), place / "library", target, moment)
        assert found == expected, f"{hit or 'a miss'} after {moment:.2f} s"
        if hit is not None:
            hits[hit] += 1
            return
    pytest.fail(f"nothing was hit in {TRIES} attempts")
