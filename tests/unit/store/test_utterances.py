import copy
import dataclasses
import pickle

import pytest

from callcoach_desktop.domain.transcript import Utterance, Word
from callcoach_desktop.store.utterances import stored_utterance

WORDS = (Word("Good", 1.0, 1.2, 0.9), Word("day.", 1.3, 1.6, 0.8))
PLAIN = Utterance("u1", "left", 1.0, 1.6, "Good day.", WORDS)


@pytest.fixture
def stored():
    return stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, '[["Good",1.0,1.2,0.9],["day.",1.3,1.6,0.8]]')


def test_words_are_read_at_the_first_look_and_stay(stored):
    assert stored.words == WORDS
    assert stored.words is stored.words


def test_equal_to_a_plain_one_both_ways(stored):
    assert stored == PLAIN
    assert stored == PLAIN
    assert hash(stored) == hash(PLAIN)
    assert stored != dataclasses.replace(PLAIN, text="Good night.")
    assert stored != "u1"


def test_frozen_and_copied_like_any_other(stored):
    with pytest.raises(dataclasses.FrozenInstanceError):
        stored.words = ()
    assert dataclasses.replace(stored, end=2.0).words == WORDS
    assert dataclasses.asdict(stored) == dataclasses.asdict(PLAIN)
    assert pickle.loads(pickle.dumps(stored)) == PLAIN
    assert copy.copy(stored) == copy.deepcopy(stored) == PLAIN
    assert repr(stored).endswith(repr(PLAIN)[len("Utterance") :])


def test_no_words_is_a_plain_utterance():
    assert type(stored_utterance("u", "left", 0.0, 1.0, "Hm", 0, "[]")) is Utterance
