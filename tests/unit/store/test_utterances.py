import copy
import dataclasses
import pickle

import pytest

from callcoach_desktop.domain.transcript import Utterance, Word
from callcoach_desktop.store import utterances
from callcoach_desktop.store.utterances import stored_utterance, words_as_json

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


def test_words_of_the_same_text_are_compared_unread(stored, monkeypatch):
    rows = '[["Good",1.0,1.2,0.9],["day.",1.3,1.6,0.8]]'
    same = stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, rows)
    elsewhere = stored_utterance("u1", "left", 1.0, 1.7, "Good day.", 1, rows)
    with monkeypatch.context() as patch:
        patch.setattr(utterances, "Word", None)  # reading the words would call it
        assert stored == same
        assert stored != elsewhere
    other = stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, rows.replace("0.9", "0.7"))
    spaced = stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, rows.replace(",", ", "))
    assert stored != other
    assert stored == spaced  # the same words in another text


def test_one_that_was_read_equals_one_that_was_not(stored):
    same = copy.copy(stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, "[]"))
    assert stored != same
    fresh = stored_utterance("u1", "left", 1.0, 1.6, "Good day.", 1, words_as_json(stored))
    assert stored.words
    assert stored == fresh
    assert fresh == stored
