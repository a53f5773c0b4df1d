"""Levels and devices of a real sound server, before anything is recorded."""

import threading
import wave

import numpy as np
import pytest

from callcoach_desktop.services.metering import Meter


@pytest.fixture
def tone(tmp_path):
    path = tmp_path / "tone.wav"
    sound = (8000 * np.sin(np.arange(16_000 * 6) * 0.2)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(sound.tobytes())
    return path


def test_levels_of_the_chosen_sources_and_a_device_that_comes(sounds, tone):
    meter, player, plugged, over = Meter(), None, False, threading.Event()
    meter.listen("room.monitor", "speakers.monitor")
    seen, names = {"mic_db": [], "system_db": []}, []
    try:
        for event in meter.events(over.is_set):
            if event["type"] == "sources":
                names.append({device["name"] for device in event["devices"]})
                if player is None:
                    player = sounds.play("speakers", tone)
                if plugged and "Headset" in names[-1]:
                    over.set()
            else:
                for key, levels in seen.items():
                    if event[key] is not None:
                        levels.append(event[key])
                if not plugged and any(level > -20 for level in seen["system_db"]):
                    plugged = True
                    sounds.plug("headset", "Headset")
    finally:
        player.wait(20)
        sounds.unplug("headset")
    assert names[0] == {"Room", "Speakers"}
    assert max(seen["system_db"]) == pytest.approx(-15.3, abs=2.0)  # a sine of 8000/32768
    assert max(seen["mic_db"]) < -60
