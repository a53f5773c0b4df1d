from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.domain.transcript import Utterance, Word
from callcoach_desktop.speech.words import drop_doubles, spoken_end, uncovered, utterances_of


def words(*items):
    return [Word(text, start, end, 0.9) for text, start, end in items]


def test_edges_come_from_the_sound_and_a_long_pause_ends_an_utterance():
    said = words(("So", 1.2, 1.3), ("tell", 1.3, 1.5), ("me.", 1.5, 1.9), ("Well", 4.3, 4.4), ("yes.", 4.4, 4.6))
    first, second = utterances_of("left", said, [(1.0, 1.4), (1.6, 2.0), (4.1, 4.8)])
    assert (first.text, first.start, first.end) == ("So tell me.", 1.0, 2.0)
    assert (second.text, second.start, second.end) == ("Well yes.", 4.1, 4.8)
    assert first.words[0].start == 1.0
    assert second.words[-1].end == 4.8


def test_a_word_far_from_any_sound_was_not_said():
    assert utterances_of("left", words(("Thanks", 9.0, 9.4)), [(1.0, 2.0)]) == []


def test_a_word_that_is_drawn_over_a_gap_does_not_cover_it():
    said = words(("well", 1.0, 6.0), ("okay.", 6.0, 6.4))
    assert spoken_end(said[0]) < 2.0
    assert uncovered(said, [(1.0, 6.5)]) == [(pytest.approx(2.08, abs=0.02), pytest.approx(5.75))]
    assert uncovered(words(("a", 1.0, 1.2)), [(1.0, 1.5)]) == []
    assert uncovered([], [(1.0, 1.3), (5.0, 7.0)]) == [(5.0, 7.0)]


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 2)), max_size=60),
    st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 5)), min_size=1, max_size=15),
)
def test_words_lie_in_order_inside_their_utterance(said, shape):
    spans, at = [], 0.0
    for gap, length in shape:
        spans.append((at + gap, at + gap + length))
        at += gap + length
    made = utterances_of("left", [Word("w", s, s + d, 0.5) for s, d in said], spans)
    assert sum(len(u.words) for u in made) <= len(said)
    for u in made:
        times = [t for w in u.words for t in (w.start, w.end)]
        assert times == sorted(times)
        assert u.start <= times[0]
        assert times[-1] <= u.end
    assert all(x.end < y.start for x, y in itertools.pairwise(made))


def test_the_quieter_of_two_equal_sentences_is_dropped():
    said = words(("we", 1.0, 1.2), ("can", 1.2, 1.5), ("do", 1.5, 1.6), ("that", 1.6, 2.0))
    left = Utterance("", "left", 1.0, 2.0, "we can do that", tuple(said))
    right = Utterance("", "right", 1.1, 2.1, "we can do that", tuple(said))
    kept = drop_doubles([[left], [right]], (((1.0, 2.0),), ((1.1, 2.1),)), ((-20.0,), (-38.0,)))
    assert kept == [[left], []]
    yeah = Utterance("", "right", 1.1, 1.4, "yeah", tuple(words(("yeah", 1.1, 1.4))))
    assert drop_doubles([[left], [yeah]], (((1.0, 2.0),), ((1.1, 1.4),)), ((-20.0,), (-38.0,))) == [[left], [yeah]]
