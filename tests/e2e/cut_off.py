"""Recordings that are cut off by kill -9, and what was lost of them."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from dataclasses import dataclass

from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.recording import Recordings

GONE = 60.0  # what counts as lost of a recording that is not recovered


@dataclass(frozen=True)
class Cut:
    """A recording that was cut off: seconds until the kill, seconds recovered, both from its beginning."""

    status: str
    recorded: float
    recovered: float

    @property
    def lost(self) -> float:
        return max(0.0, self.recorded - self.recovered) if self.status == "recovered" else GONE


def kill_at_random(recordings: Recordings, folder, sources, count: int, dice: random.Random) -> list[Cut]:
    """Record `count` times at once, kill each at a moment of its own (up to 3 s after its first sound: a source just
    made may give none at first, and what holds no sound is let go), recover all."""
    killed: dict[str, float] = {}

    def one(wait: float) -> None:
        with recordings.record(mic=sources[0], system=sources[1]) as session:
            killer = threading.Timer(wait, os.kill, (session.pid, signal.SIGKILL))
            try:
                for event in session.events(lambda: False):
                    if event["type"] == "level" and killer.ident is None and any((folder / session.call).glob("*.wav")):
                        killer.start()
            except KnownError as error:
                if error.problem.code != "recorder_died":
                    raise
            killed[session.call] = time.monotonic()
            killer.join()

    threads = [threading.Thread(target=one, args=(dice.uniform(0, 3),)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    begun = {call: read_journal(folder / call)[0]["monotonic"] for call in killed}
    done = {one.call: one for one in recordings.recover()}
    return [Cut(done[call].status, moment - begun[call], done[call].audio_seconds) for call, moment in killed.items()]
