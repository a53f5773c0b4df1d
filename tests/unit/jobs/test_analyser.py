"""The real child, the real analysis."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from callcoach_desktop.domain.codec import transcript_from_json, transcript_to_json
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.vocabulary import Term, Vocabulary
from callcoach_desktop.exchange import read_transcript
from callcoach_desktop.jobs.analyser import Analyser, analyse_here
from callcoach_desktop.jobs.child import Child

CALL = Path(__file__).parents[2] / "data" / "transcripts" / "cold-call-cold-chain.vtt"
VOCABULARY = Vocabulary(competitors=(Term("Coolbox", ("cool box",)),))


@pytest.fixture(scope="module")
def words() -> Transcript:
    return transcript_from_json(transcript_to_json(read_transcript(CALL)))  # to the millisecond, as it is stored


def test_the_child_says_what_this_process_would(words: Transcript) -> None:
    analyser = Analyser()
    try:
        assert analyser(words, VOCABULARY) == analyse_here(words, VOCABULARY)
    finally:
        analyser.close()


@pytest.mark.allow_log("The child")  # it says that it ended, unless it was gone before it was asked
def test_a_killed_child_costs_nothing(words: Transcript) -> None:
    child = Child("analyse")
    analyser = Analyser(child)
    try:
        child.warm()
        pid = child.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)  # so that it is there when it is asked, and dies before it answers
        os.kill(pid, signal.SIGKILL)
        assert analyser(words, VOCABULARY) == analyse_here(words, VOCABULARY)
    finally:
        analyser.close()


def test_after_closing_it_is_made_here(words: Transcript) -> None:
    child = Child("analyse")
    analyser = Analyser(child)
    analyser.close()
    assert analyser(words, VOCABULARY).moments
    assert child.pid is None


def test_a_child_that_is_expected_to_be_asked_is_there_before():
    child = Child("analyse")
    analyser = Analyser(child)
    try:
        analyser.expect()
        pid = child.pid
        assert pid is not None
        analyser.expect()
        assert child.pid == pid
    finally:
        analyser.close()
    assert child.pid is None
    analyser.expect()
    assert child.pid is None
