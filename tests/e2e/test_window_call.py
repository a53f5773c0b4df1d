"""A call recorded through the window of the real program on a display of its own, with its words in the bar."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from callcoach_desktop.system.paths import resources

PLAYED_S = 20.0


def words(lines, side):
    return set(re.findall(r"[a-z']{4,}", " ".join(text for who, text in lines if who == side).lower()))


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_words_stand_in_the_bar_while_a_call_is_recorded(base_model, home, sounds, x_server, tmp_path):
    sounds.wire("headset", "Headset", "room")
    sounds.speak_through("speakers")
    sound, rate = soundfile.read(resources() / "samples" / "discovery-dental-group.opus", always_2d=True)
    soundfile.write(tmp_path / "call.wav", sound[: round(PLAYED_S * rate)], rate)
    desk = {"DISPLAY": x_server.name, "QT_QPA_PLATFORM": "xcb", "CALLCOACH_MODELS": str(base_model.parent)}
    driver = str(Path(__file__).with_name("window_call.py"))
    command = [sys.executable, driver, str(tmp_path / "call.wav"), str(tmp_path / "out"), "--play", str(PLAYED_S)]
    done = subprocess.run(
        [*command, "--beep"], env={**os.environ, **desk}, capture_output=True, text=True, timeout=580, check=False
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads((tmp_path / "out" / "seen.json").read_text())
    assert seen["taken"] == ["record", "mark", "pause", "glance"]
    assert seen["problems"] == []
    for side in ("rep", "customer"):  # what was read in the bar is what the finished call has
        live, final = words(seen["words"], side), words(seen["text"], side)
        assert len(live & final) >= len(live) / 2 > 0, (live, final)
    assert "You: " in seen["strip"] or "Customer: " in seen["strip"]
    assert (seen["dropped"], seen["mark"]) == (0, 1)
    assert seen["beep"] >= 1
    assert (seen["title"], seen["customer"], seen["state"]) == ("Discovery", "Brightwater Dental", "ready")
    assert seen["duration"] > PLAYED_S
    assert len(seen["marks"]) == 1
    # Of 20 seconds, in which half a second of words or of breath is 3 points; test_live.py has the whole call.
    assert abs(seen["live_share"] - seen["talk_ratio"]) < 0.1
