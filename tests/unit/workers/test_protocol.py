"""The words between parent and child: what is asked for, and what ends it."""

import pytest

from callcoach_desktop.workers.protocol import ANSWERS, FINAL, REQUESTS

WORDS = {"stop", "go_on", "pause", "resume", "mark", "beep", "listen", "cancel", "quit"}  # about work that goes on


def test_it_is_said_of_each_request_what_ends_it():
    assert REQUESTS.keys() - FINAL.keys() <= WORDS


@pytest.mark.parametrize("kind", FINAL)
def test_work_ends_with_an_answer(kind):
    assert kind in REQUESTS
    assert FINAL[kind] is None or FINAL[kind] in ANSWERS
