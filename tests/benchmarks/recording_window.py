"""A rep's call in the real window, seen: words switched on, recorded in real time, marked, nudged, stopped, imported.

    recording_window.py SOUND.stereo.wav OUT [--play 170] [--beep]

Starts an X server and a sound server of its own and does `tests/e2e/window_call.py` in them, with pictures of each step
in both themes in OUT and what was seen in `OUT/seen.json`. It waits for a nudge, which nobody gets in
the first two minutes. Linux, with Xvfb and PulseAudio installed; set CALLCOACH_MODELS.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from sound_server import SoundServer
from x_server import XServer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--play", type=float, default=170.0)
    parser.add_argument("--beep", action="store_true")
    arguments = parser.parse_args()
    with SoundServer() as sounds, XServer() as display, tempfile.TemporaryDirectory() as home:
        sounds.wire("headset", "Headset", "room")
        sounds.speak_through("speakers")
        desk = {"DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb", "CALLCOACH_HOME": home}
        driver = str(Path(__file__).parents[1] / "e2e" / "window_call.py")
        command = [sys.executable, driver, str(arguments.sound), str(arguments.out)]
        command += ["--play", str(arguments.play), "--nudge", "--pictures", *(["--beep"] if arguments.beep else [])]
        subprocess.run(command, env={**os.environ, **sounds.environment, **desk}, check=True)


if __name__ == "__main__":
    main()
