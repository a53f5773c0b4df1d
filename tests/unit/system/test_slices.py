"""Shorter turns are a wish: it is taken or refused, and nothing else changes."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from callcoach_desktop.system import slices


def _in_a_thread(seconds: float) -> tuple[bool, int, int]:
    found: list[tuple[bool, int, int]] = []

    def work() -> None:
        taken = slices.ask_for_turns(seconds)
        found.append((taken, os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows such a wish")
@pytest.mark.parametrize("seconds", [slices.SHORT_S, 0.0])
def test_priority_and_policy_stay(seconds: float) -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    _, policy, nice = _in_a_thread(seconds)
    assert (policy, nice) == (os.SCHED_OTHER, before)


def test_a_machine_that_knows_no_such_call_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "_CALLS", {})
    assert slices.ask_for_turns(slices.SHORT_S) is False


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert slices.ask_for_turns(slices.SHORT_S) is False
