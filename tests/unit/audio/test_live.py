"""Voices and warnings while a call goes on, from sound whose voices are known."""

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.clock import TrackClock
from callcoach_desktop.audio.live import LiveMeter, LiveTrack
from callcoach_desktop.audio.watching import Warnings
from callcoach_desktop.system.paths import resources
from callcoach_desktop.workers.live import LiveFigures, measured
from tests.unit.audio.made_sounds import beep, lay, noise, voice

RATE = 16_000


def by_seconds(tracks: dict[str, np.ndarray]):
    """Feeds a meter second by second, yields it after each."""
    meter = LiveMeter(list(tracks))
    for second in range(len(tracks["mic"]) // RATE):
        for name, sound in tracks.items():
            meter.tracks[name].push(sound[second * RATE : (second + 1) * RATE])
        meter.advance()
        yield second + 1, meter


def test_live_figures_tell_who_talks_and_for_how_long():
    rep, customer = noise(40), noise(40, 5)
    lay(rep, 5, voice(15))
    lay(customer, 12, voice(0.4))  # "mm-hm"
    lay(customer, 22, voice(15))
    live, figures = LiveFigures(), {}
    for second, meter in by_seconds({"mic": rep, "system": customer}):
        figures[second] = live(meter)
        figures[second]["mic_db"] = meter.tracks["mic"].level()
    assert figures[3]["rep_share"] is None
    assert figures[19]["monologue"] == pytest.approx(14, abs=0.1)
    assert figures[40]["rep_share"] == pytest.approx(15 / 30.4, abs=0.01)
    assert figures[40]["monologue"] == 0
    assert figures[40]["since_question"] is None
    assert figures[4]["mic_db"] < -50 < figures[11]["mic_db"]


def test_patience_and_interruptions_are_those_of_the_finished_call():
    spans = {"mic": [(0.0, 5.0), (11.5, 14.0), (18.0, 22.0)], "system": [(5.5, 10.0), (14.5, 19.0), (20.0, 20.4)]}
    found = measured(spans, 30.0)
    assert found["patience"] == pytest.approx((1.5 - 1.0) / 2)
    assert found["interruptions_by_rep"] == 1
    assert found["longest_monologue"] == pytest.approx(5.0)
    assert found["talk_ratio"] == pytest.approx(11.5 / (11.5 + 9.4))


@pytest.mark.parametrize("block", [160, 1600, 7000])
def test_spans_do_not_hang_on_the_size_of_the_blocks(block):
    sound = noise(12)
    for at, seconds in ((1.0, 2.0), (3.3, 1.0), (6.0, 0.04), (8.0, 3.0)):
        lay(sound, at, voice(seconds))
    track = LiveTrack()
    for first in range(0, len(sound), block):
        track.push(sound[first : first + block])
        track.advance()
    assert np.array(track.every_span()) == pytest.approx(np.array([[1.0, 4.3], [8.0, 11.0]]), abs=0.03)
    assert track.talk() == pytest.approx(6.3, abs=0.06)
    assert track.talk_since(9.0) == pytest.approx(2.0, abs=0.03)


def test_what_was_missing_moves_what_comes_after():
    track = LiveTrack()
    track.push(voice(2))
    track.skip(10.0)
    track.push(voice(1))
    track.advance()
    assert np.array(track.every_span()) == pytest.approx(np.array([[0.0, 2.0], [12.0, 13.0]]), abs=0.03)


def test_sound_that_only_came_late_is_where_it_would_have_been():
    track = LiveTrack()
    for seconds in (0.0, 1.5, 1.0, -2.5, 0.0):
        track.skip(seconds)
        track.push(voice(2))
        track.advance()
    assert track.seconds == pytest.approx(10.0)
    assert track.talk() == pytest.approx(10.0, abs=0.1)
    spans = track.every_span()
    assert spans == sorted(spans)
    assert track.last_spans(1) == spans[-1:]
    assert track.last_voice == pytest.approx(10.0, abs=0.05)


def test_a_clock_that_said_too_little_at_first_makes_no_hole():
    track = LiveTrack()
    for seconds in (0.0, -1.0, 1.0, 3.0):
        track.skip(seconds)
        track.push(voice(2))
        track.advance()
    assert np.array(track.every_span()) == pytest.approx(np.array([[0.0, 6.0], [9.0, 11.0]]), abs=0.05)


def test_late_blocks_after_a_real_hole_leave_it_where_it_was():
    track = LiveTrack()
    for seconds in (0.0, 8.0, 0.6, -0.65):
        track.skip(seconds)
        track.push(voice(2))
        track.advance()
    assert np.array(track.every_span()) == pytest.approx(np.array([[0, 2], [10, 12], [12, 16]]), abs=0.1)


SAMPLE = resources() / "samples" / "discovery-dental-group.opus"
IMPORTED = 0.448
"""The talk ratio of that call when it is imported (`callcoach import --rep-channel left`, model base)."""
BEEPS = range(2, 390, 15)


@pytest.fixture(scope="module")
def sample():
    """The sound of the rendered sample call; it takes seconds to decode."""
    return soundfile.read(SAMPLE, dtype="int16", always_2d=True)[0]


def _live_share(sound: np.ndarray, *, beeps: float | None = None, late: bool = False) -> float:
    """The talk share in the bar at the end of a call, which comes block by block with its times; `beeps`: the beep is
    asked for every fifteen seconds and heard so much later; `late`: blocks bear late times."""
    sound = sound.copy()
    if beeps is not None:
        for at in BEEPS:
            lay(sound[:, 1], at + beeps, beep())
    meter = LiveMeter(["mic", "system"])
    clocks = {name: TrackClock(RATE) for name in meter.tracks}
    for first in range(0, len(sound), 1600):
        when = first / RATE
        if beeps is not None and first % RATE == 0 and int(when) in BEEPS:
            meter.beeped(when)
        when += 1.4 if late and when % 20 > 19 else 0.0
        for place, name in enumerate(meter.tracks):
            block = np.ascontiguousarray(sound[first : first + 1600, place])
            out = clocks[name].feed(when, len(block))
            if out:
                meter.tracks[name].skip(out)
            meter.tracks[name].push(block)
        if first % RATE == 0:
            meter.advance()
    return LiveFigures()(meter)["rep_share"]


@pytest.mark.parametrize(
    "how",
    [{}, {"beeps": 0.3}, {"beeps": 4.0}, {"late": True}, {"beeps": 0.3, "late": True}],
    ids=["quiet", "beeps", "late beeps", "late blocks", "beeps and late blocks"],
)
def test_the_share_in_the_bar_is_that_of_the_finished_call(sample, how):
    assert _live_share(sample, **how) == pytest.approx(IMPORTED, abs=0.01)


def warned(tracks: dict[str, np.ndarray], muted=()) -> set[str]:
    found, warnings = set(), None
    for _, meter in by_seconds(tracks):
        warnings = warnings or Warnings(meter)
        found |= set(warnings.look(muted))
    return found


def test_a_call_without_trouble_is_not_warned_of():
    rep, customer = noise(60), noise(60, 5)
    for turn in range(6):
        lay(rep, turn * 10, voice(4, turn))
        lay(customer, turn * 10 + 4.5, voice(5, 20 + turn))
    assert warned({"mic": rep, "system": customer}) == set()


def test_silent_muted_and_clipping_sources_are_told():
    nothing, loud = np.zeros(12 * RATE, dtype=np.int16), noise(12)
    lay(loud, 4, np.clip(voice(4).astype(int) * 20, -32768, 32767).astype(np.int16))
    assert warned({"mic": loud, "system": nothing}, {"system"}) == {"system:muted", "unheard", "mic:clipping"}
    assert warned({"mic": nothing, "system": noise(12)}) == {"mic:silent"}


def test_a_microphone_that_hears_the_loudspeaker_is_told():
    rep, customer = noise(60), noise(60, 5)
    for turn in range(6):
        said = voice(5, 20 + turn)
        lay(rep, turn * 10, voice(4, turn))
        lay(customer, turn * 10 + 4.5, said)
        lay(rep, turn * 10 + 4.62, (said * 0.2).astype(np.int16))
    assert warned({"mic": rep, "system": customer}) == {"echo"}


def test_both_talking_at_once_is_no_echo():
    rep, customer = noise(60), noise(60, 5)
    lay(rep, 1, voice(55, 1))
    lay(customer, 1, voice(55, 2))
    assert warned({"mic": rep, "system": customer}) == set()
