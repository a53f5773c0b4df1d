from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.domain.errors import Cancelled
from callcoach_desktop.speech import activity
from callcoach_desktop.speech.activity import listen, merge, speech_spans
from callcoach_desktop.speech.leak import remove_leaks
from callcoach_desktop.speech.sound import RATE


def spans_of(sound):
    return [speech_spans(a) for a in listen(sound)]


def test_noises_are_not_speech(not_speech):
    (spans,) = spans_of(not_speech)
    # Music fools Silero for an instant; that no words come of it is tested in test_transcribe.
    assert sum(b - a for a, b in spans) < 0.05 * not_speech.duration


def test_edges_are_where_the_sound_begins_and_ends(speech, make_sound):
    left = speech.samples[:, 0]
    first = spans_of(speech)[0][0]
    part = left[int((first[0] - 0.05) * RATE) : int((first[1] + 0.05) * RATE)]
    for quiet in (0.0, 1e-3):
        silence = quiet * np.random.default_rng(2).standard_normal(3 * RATE)
        (found,) = spans_of(make_sound(np.concatenate([silence, part, silence])))
        assert found[0][0] == pytest.approx(3.05, abs=0.06)
        assert found[-1][1] == pytest.approx(3.05 + first[1] - first[0], abs=0.06)


def test_blocks_do_not_change_what_is_heard(speech, monkeypatch):
    whole = listen(speech)
    monkeypatch.setattr(activity, "BLOCK", activity.VAD_STEP * 5 * 20)
    blocks = listen(speech)
    for one, other in zip(whole, blocks, strict=True):
        n = min(len(one.voice), len(other.voice))
        np.testing.assert_allclose(one.voice[:n], other.voice[:n], atol=1e-3)


def test_progress_rises_to_the_end_and_cancel_stops(speech):
    heard: list[float] = []
    listen(speech, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(speech.duration)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        listen(speech, check=stop)


@pytest.mark.parametrize("channels", [1, 2])
def test_an_empty_sound_has_no_speech(make_sound, channels):
    assert spans_of(make_sound(np.zeros((0, channels)))) == [[]] * channels


def test_merge_closes_small_holes_only():
    assert merge([(3, 4), (0, 1), (1.05, 2)], 0.1) == [(0, 2), (3, 4)]
    assert merge([(0, 5), (1, 2)], 0.1) == [(0, 5)]


@pytest.mark.parametrize(("gain", "delay"), [(0.1, 0.0), (0.25, 0.02), (0.05, 0.12)])
def test_a_leaked_copy_is_nobodys_speech(speech, make_sound, gain, delay):
    left, right = speech.samples[:, 0], speech.samples[:, 1]
    copy = np.concatenate([np.zeros(int(delay * RATE)), left])[: len(left)] * gain
    clean = spans_of(speech)
    mixed = make_sound(np.stack([left, right + copy], axis=1))
    heard = listen(mixed)
    found = remove_leaks(heard, [speech_spans(a) for a in heard])
    for own, expected in zip(found, clean, strict=True):
        assert sum(b - a for a, b in own) == pytest.approx(sum(b - a for a, b in expected), rel=0.1, abs=0.8)


def test_two_people_who_speak_at_once_are_both_kept(speech, make_sound):
    left, right = speech.samples[:, 0], speech.samples[:, 1]
    together = np.roll(right, len(right) // 3) * 0.3
    sound = make_sound(np.stack([left, together], axis=1))
    heard = listen(sound)
    before = [speech_spans(a) for a in heard]
    after = remove_leaks(heard, before)
    for own, expected in zip(after, before, strict=True):
        assert sum(b - a for a, b in own) > 0.95 * sum(b - a for a, b in expected)
