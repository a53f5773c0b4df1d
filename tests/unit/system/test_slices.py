"""Shorter turns are a wish: it is taken or refused, and nothing else changes."""

from __future__ import annotations

import os
import subprocess
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


@pytest.mark.skipif(not slices.GROUP.exists(), reason="this kernel has no groups of sessions")
def test_a_child_in_a_session_of_its_own_stands_back_as_a_group():
    code = (
        "from callcoach_desktop.system.slices import stand_back; stand_back(5); import os; "
        "print(os.nice(0), open('/proc/self/autogroup').read())"
    )

    def told(**how):
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, **how).stdout

    assert told(start_new_session=True).strip().endswith("nice 5")
    before = slices.GROUP.read_text(encoding="ascii")
    told()  # one that shares our session leaves the session as it is
    assert slices.GROUP.read_text(encoding="ascii") == before


def test_a_kernel_without_groups_is_no_problem(tmp_path):
    code = (
        "import sys; from pathlib import Path; from callcoach_desktop.system.slices import stand_back; "
        "stand_back(5, Path(sys.argv[1]) / 'no' / 'such')"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, start_new_session=True)
