"""`callcoach clips` and `callcoach scorecards` as a person runs them: real processes, files read by real readers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcoach_desktop.exchange import read_transcript

SOUND = Path(__file__).parents[1] / "data" / "short.stereo.flac"
VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Leonie Hart>What happens when a load comes in warm?

00:00:05.000 --> 00:00:09.500
<v Marcus Dell>We call the driver, and hope for the best.

00:00:10.000 --> 00:00:12.000
<v Leonie Hart>And then?
"""


@pytest.fixture
def callcoach(home):
    def run(*arguments, status=0):
        done = subprocess.run(
            [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)],
            env={**os.environ, "CALLCOACH_HOME": str(home)}, capture_output=True, encoding="utf-8", timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done.stdout

    return run


@pytest.fixture
def call(callcoach, tmp_path):
    """A call with sound, and with the words of a transcript beside it."""
    shutil.copy(SOUND, tmp_path / "visit.flac")
    (tmp_path / "visit.vtt").write_text(VTT, encoding="utf-8")
    out = callcoach("import", tmp_path / "visit.flac", tmp_path / "visit.vtt", "--rep", "Leonie", "--customer",
                    "Dell Foods", "--json")  # fmt: skip
    return json.loads(out.splitlines()[0])["call"]


def test_a_list_of_clips_leaves_as_one_sound_with_subtitles(callcoach, call, tmp_path):
    first = json.loads(callcoach("clips", "cut", call, "0:05", "0:09.5", "--name", "Warm load", "--json"))
    callcoach("clips", "cut", call, 1, 4)
    listed = json.loads(callcoach("clips", "list", "--in", "My best moments", "--json"))
    assert [one["name"] for one in listed] == ["Warm load", "What happens when a load comes in warm?"]
    written = json.loads(
        callcoach("clips", "export", "--in", "best", "--joined", "--subtitles", "vtt", "-o", tmp_path / "out", "--json")
    )
    sound, subtitles = map(Path, written["files"])
    original, rate = soundfile.read(SOUND, always_2d=True)
    made, made_rate = soundfile.read(sound, always_2d=True)
    assert made_rate == rate
    inside = slice(round(0.1 * rate), round(4.4 * rate))  # the first and last milliseconds are faded
    assert np.allclose(made[inside], original[round(5 * rate) :][inside], atol=2 / 32768)
    cues = read_transcript(subtitles).utterances
    assert [(round(u.start, 1), u.text) for u in cues] == [
        (0.0, "We call the driver, and hope for the best."),
        (5.3, "What happens when a load comes in warm?"),
    ]
    plain = callcoach("clips", "export", first["id"][:6], "-o", tmp_path, "--redacted", "--subtitles", "srt")
    text = Path(plain.splitlines()[1]).read_text(encoding="utf-8")
    assert "Marcus" not in text
    assert "We call the driver" in text
    assert "is there already" in _failed(callcoach, "clips", "export", first["id"], "-o", sound)


def _failed(callcoach, *arguments) -> str:
    return str(json.loads(callcoach(*arguments, "--json", status=1))["error"])


def test_a_form_goes_from_one_person_to_another(callcoach, call, home, tmp_path):
    made = json.loads(callcoach("scorecards", "import", "handling-price", "--json"))
    assert json.loads(callcoach("scorecards", "publish", made["id"], "--json"))["version"] == 1
    callcoach("scorecards", "export", "Price and objections", "--format", "form", "-o", tmp_path / "f.json")
    other = tmp_path / "other"
    again = json.loads(callcoach("scorecards", "import", tmp_path / "f.json", "--library", other, "--json"))
    assert again["name"] == "Price and objections"
    assert again["state"] == "draft"
    (listed,) = json.loads(callcoach("scorecards", "list", "--library", other, "--json"))
    assert listed["id"] == again["id"]
    shown = json.loads(callcoach("scorecards", "show", made["id"], "--json"))
    assert shown["rounds"] == []
    assert "employment decisions" in shown["note"]
    (tmp_path / "f.json").write_text("{}")
    callcoach("scorecards", "import", tmp_path / "f.json", status=1)
