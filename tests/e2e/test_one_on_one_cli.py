"""`callcoach one-on-one export`: the page to hand over, on paper and for a browser, from the command line alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def callcoach(home, *arguments):
    env = {**os.environ, "CALLCOACH_HOME": str(home)}
    env.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_the_page_goes_out_as_pdf_and_html(tmp_path):
    home, out, library = tmp_path / "home", tmp_path / "out", tmp_path / "library"
    out.mkdir()
    made = callcoach(
        home, "one-on-one", "prepare", "--on", "2026-11-27", "--title", "Friday", "--json", "--library", library
    )
    assert made.returncode == 0, made.stderr
    talk = json.loads(made.stdout)["id"]
    for more, name in (((), "2026-11-27 Friday.pdf"), (("--html",), "2026-11-27 Friday.html")):
        told = callcoach(home, "one-on-one", "export", talk, "--out", out, "--json", "--library", library, *more)
        assert told.returncode == 0, told.stderr
        assert json.loads(told.stdout) == {"path": str(out / name)}
    assert (out / "2026-11-27 Friday.pdf").read_bytes().startswith(b"%PDF")
    assert "Friday" in (out / "2026-11-27 Friday.html").read_text()
    again = callcoach(home, "one-on-one", "export", talk, "--out", out, "--library", library)
    assert again.returncode == 1
    assert "already" in again.stderr
    wrong = callcoach(home, "one-on-one", "export", talk, "--out", out / "x.pdf", "--sound", "--library", library)
    assert wrong.returncode == 2
    assert "has no sound" in wrong.stderr
    assert not (out / "x.pdf").exists()
