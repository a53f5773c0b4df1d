"""Our own beep is taken out of a recording, and a voice under it stays."""

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.beep import RATE, SECONDS, find_tone
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.live import CLICK, LiveMeter
from callcoach_desktop.system.paths import resources
from tests.unit.audio.made_sounds import beep, lay, noise, record, voice


def db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean((sound / 32768.0) ** 2) + 1e-12))


def test_the_sound_that_is_played_is_what_is_looked_for():
    played, rate = soundfile.read(resources() / "sounds" / "beep.wav", dtype="int16")
    assert (rate, len(played)) == (RATE, round(SECONDS * RATE))
    heard = np.concatenate((np.zeros(5000, np.int16), played, np.zeros(9000, np.int16)))
    place, tone = find_tone(heard)
    left = heard.astype(float)
    left[place : place + len(tone)] -= tone
    assert db(left[5000:][:RATE]) < db(heard[5000:][:RATE]) - 30


@pytest.mark.parametrize("gain", [0.03, 0.12, 0.5])
def test_a_voice_under_the_beep_stays_as_it_was(gain):
    talk = voice(3.0)
    heard = talk.copy()
    lay(heard, 1.234, beep(gain))
    place, tone = find_tone(heard)
    left = heard.astype(float)
    left[place : place + len(tone)] -= tone
    here = slice(round(1.234 * RATE), round(1.234 * RATE) + len(tone))
    assert db(left[here] - talk[here]) < db(talk[here]) - 15  # and it was up to 10 dB louder than the voice


def test_a_beep_that_was_played_in_pieces_is_taken_whole():
    heard, tone = noise(3.0), beep()
    lay(heard, 1.0, tone[:2400])
    lay(heard, 1.25, tone[2400:])
    place, taken = find_tone(heard)
    left = heard.astype(float)
    left[place : place + len(taken)] -= taken
    # What is over are its torn edges, too short for anybody's voice.
    frames = left[: len(left) // 320 * 320].reshape(-1, 320)
    loud = [db(frame) > -50 for frame in frames]
    assert max(len(run) for run in "".join("x" if one else " " for one in loud).split(" ")) * 0.02 < CLICK


def test_where_no_beep_was_heard_nothing_is_taken():
    assert find_tone(np.zeros(3 * RATE, np.int16)) is None
    assert find_tone(np.zeros(100, np.int16)) is None


@pytest.mark.parametrize(("ppm", "gap"), [(0, 0.0), (200, 0.0), (0, 3.0)])
def test_the_finished_file_has_no_beep_and_all_else(tmp_path, ppm, gap):
    made = {}
    for beeps in (True, False):
        folder = tmp_path / str(beeps)
        folder.mkdir()
        system = noise(24.0)
        for at in (3.0, 9.0, 17.0):
            lay(system, at + 1.5, voice(1.0))
            if beeps:
                lay(system, at + 0.3, beep())
                lay(system, at + 2.0, beep())
        record(folder, {"mic": noise(24.0, 5), "system": system}, {"mic": 0, "system": ppm}, 14, gap)
        journal = Journal(folder)
        late = gap  # what is heard after the hole is asked for so much later
        for at in (3.0, 4.7, 9.0, 10.7, 17.0 + late, 18.7 + late):
            journal.write("beep", t=at)
        journal.close()
        made[beeps], _ = soundfile.read(finalise(folder).path, dtype="int16")
    assert np.array_equal(made[True][:, 0], made[False][:, 0])
    apart = made[True][:, 1].astype(float) - made[False][:, 1]
    seconds = [db(apart[n * RATE : (n + 1) * RATE]) for n in range(len(apart) // RATE)]
    assert max(seconds) < db(beep()) - 25


def spans(with_beep: bool, *, asked: bool, talks: bool = True) -> LiveMeter:
    sound = noise(20.0) if talks else np.zeros(20 * RATE, np.int16)
    if talks:
        lay(sound, 5.0, voice(4.0))
    if with_beep:
        for at in (2.1, 6.1, 17.1):
            lay(sound, at, beep())
    meter = LiveMeter(["mic", "system"])
    for second in range(20):
        if asked and second in {2, 6, 17}:
            meter.beeped(float(second))
        meter.tracks["system"].push(sound[second * RATE : (second + 1) * RATE])
        meter.advance()
    return meter


def test_the_live_figures_know_the_beep_from_a_voice():
    without = spans(False, asked=False).tracks["system"]
    known = spans(True, asked=True).tracks["system"]
    taken_for_voice = spans(True, asked=False).tracks["system"]
    assert known.every_span() == without.every_span()
    assert len(taken_for_voice.every_span()) == len(known.every_span()) + 2


def test_a_call_that_is_over_is_quiet_though_it_beeps():
    known = spans(True, asked=True, talks=False)
    assert known.quiet_for(20.0) == 20.0
    assert known.tracks["system"].zero_for == pytest.approx(20.0)
    assert spans(True, asked=False, talks=False).quiet_for(20.0) < 4.0
