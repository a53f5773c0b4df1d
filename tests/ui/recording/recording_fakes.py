"""A recorder without sound: tests say what it tells, and see what it was asked."""

import queue
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Done:
    call: str
    title: str = "Harrow Ridge"
    status: str = "recovered"
    audio_seconds: float = 1661.0
    job: str | None = "job"
    error: str | None = None


@dataclass
class Running:
    call: str
    title: str = "Harrow Ridge"
    started_at: str = "2026-11-24T14:03:00"
    pid: int = 1


@dataclass
class DeviceTest:
    path: str
    levels: dict = field(default_factory=lambda: {"mic": -20.0, "system": -30.0})
    warnings: tuple = ()


class FakeSession:
    def __init__(self, call="abcdefghjkm2"):
        self.call, self.asked = call, []
        self.tells = queue.SimpleQueue()

    def tell(self, kind, **fields):
        self.tells.put({"type": kind, **fields})

    def level(self, t=1.0, **fields):
        usual = {"mic_db": -20.0, "system_db": -30.0, "rep_share": 0.5, "warnings": []}
        self.tell("level", t=t, **{**usual, **fields})

    def events(self, stopped):
        while True:
            try:
                event = self.tells.get(timeout=0.02)
            except queue.Empty:
                if not stopped():
                    continue
                event = {"type": "recorded", "seconds": 3.0, "why": "stopped"}
            if isinstance(event.get("error"), BaseException):
                raise event["error"]
            yield event
            if event["type"] == "recorded":
                return

    def pause(self):
        self.asked.append("pause")
        self.tell("paused", t=1.0)

    def resume(self):
        self.asked.append("resume")
        self.tell("resumed", t=1.0)

    def mark(self, text=""):
        self.asked.append(("mark", text))
        self.tell("marked", t=1.0)

    def beep(self):
        self.asked.append("beep")

    def stop(self):
        self.asked.append("stop")
        self.tell("stopping", t=1.0)

    def go_on(self):
        self.asked.append("go_on")
        self.tell("resumed", t=1.0)


class FakeRecordings:
    def __init__(self):
        self.session = FakeSession()
        self.records, self.finished, self.remembered, self.tested = [], [], [], []
        self.now_running, self.cut_off, self.prepared = [], [], 0
        self.pair, self.hours = (None, None), 250.0
        self.status = "recovered"
        self.may_begin = threading.Event()
        self.may_begin.set()

    @contextmanager
    def record(self, **asked):
        self.records.append(asked)
        assert self.may_begin.wait(120)
        self.session.tell("recording", tracks={"mic": "Headset", "system": "Speakers"})
        yield self.session

    def prepare(self):
        self.prepared += 1

    def let_go(self):
        self.prepared = 0

    def running(self):
        return self.now_running

    def waiting(self):
        return list(self.cut_off)

    def join(self, call):
        self.session.call = call
        self.session.tell("recording", tracks={"mic": "Headset", "system": "Speakers"})
        return self.session

    def finish(self, call, options=None):
        self.finished.append((call, options))
        if call in self.cut_off:
            self.cut_off.remove(call)
        return Done(call, status=self.status, error="It could not." if self.status == "failed" else None)

    def test(self, mic, system, seconds=3.0):
        self.tested.append((mic, system, seconds))
        return DeviceTest("/nowhere/test.wav", warnings=("mic:silent",))

    def hours_left(self):
        return self.hours

    def choices(self):
        return self.pair

    def remember(self, mic, system):
        self.remembered.append((mic, system))
