"""Where results go: closed streams, full disks and readers that go away, in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "callcoach_desktop"]
pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full and a POSIX shell")


def shell(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell line in which `cc` is the program."""
    script = f'cc() {{ "{COMMAND[0]}" -m callcoach_desktop "$@"; }}\n{line}'
    environment = {**os.environ, "CALLCOACH_HOME": str(home)}
    return subprocess.run(
        ["sh", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("cc list --json >&-", 0, ""),
        ("cc list --json 2>&-", 0, ""),
        ("cc show nosuch 2>&-", 1, ""),
        ("cc list --json <&-", 0, ""),
        ("cc list --json >/dev/full", 1, "The output could not be written"),
        ("cc behaviours >/dev/full", 1, "The output could not be written"),
    ],
)
def test_streams_that_take_nothing(home, line, status, told):
    done = shell(line, home)
    assert done.returncode == status, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_reader_that_goes_away_is_no_error_to_speak_of(home):
    done = shell("cc behaviours --json | true", home)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_locale_does_not_matter(home):
    done = shell("LC_ALL=C LANG=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 cc behaviours --json", home)
    assert done.returncode == 0, done.stderr
    assert any("“" in one["tip"] for one in json.loads(done.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_the_window_says_so(home):
    done = shell("unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM; cc", home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no display here." in done.stderr
    assert "command line works" in done.stderr
