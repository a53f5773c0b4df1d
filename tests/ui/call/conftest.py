"""Calls for the call screen's tests: made from a scripted call whose true times and labels are known."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.audio.peaks import PeakMeter
from callcoach_desktop.domain.analysis import Analysis, Moment, Place, Stage, Summary, Turn
from callcoach_desktop.domain.calls import CallDetail, CallRow, ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.sound import SoundCopy, SoundInfo
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import finish_tasks

CALL = "dental000001"
DATA = Path(__file__).parents[2] / "data"


def words_of(text: str, start: float, end: float) -> tuple[Word, ...]:
    """Words spread over the seconds by their length."""
    pieces = text.split()
    total = sum(len(p) + 1 for p in pieces)
    words, at = [], start
    for piece in pieces:
        length = (end - start) * (len(piece) + 1) / total
        words.append(Word(piece, at, at + length * 0.95))
        at += length
    return tuple(words)


def detail_from_truth(truth: dict[str, Any], *, stages: bool = True) -> CallDetail:
    """A finished call with exactly the talk, marks and stages of the truth."""
    names = {"rep": truth["rep"]["name"], "customer": truth["customer"]["name"]}
    utterances, moments, stage_list, turns = [], [], [], []
    for turn in truth["turns"]:
        words = words_of(turn["text"], turn["start"], turn["end"])
        speaker = "left" if turn["who"] == "rep" else "right"
        uid = f"u{turn['index']}"
        utterances.append(Utterance(uid, speaker, turn["start"], turn["end"], turn["text"], words))
        for mark in turn["marks"]:
            moments.append(
                Moment(f"m{len(moments)}", mark["kind"], mark.get("type") or "", speaker, mark["start"], mark["end"],
                       mark["span"], 0.9, "Marked by a careful listener.")
            )  # fmt: skip
        if len(words) > 2:
            if turns and turns[-1].side == turn["who"]:
                turns[-1] = replace(turns[-1], end=turn["end"], utterances=(*turns[-1].utterances, uid))
            else:
                turns.append(Turn(turn["who"], turn["start"], turn["end"], (uid,)))
        if stages and (not stage_list or stage_list[-1].name != turn["stage"]):
            start = turn["start"] if stage_list else 0.0
            if stage_list:
                stage_list[-1] = replace(stage_list[-1], end=start)
            stage_list.append(Stage(turn["stage"], start, truth["duration"]))
    rep, customer = truth["talk_seconds"]["rep"], truth["talk_seconds"]["customer"]
    longest = max((t for t in turns if t.side == "rep"), key=lambda t: t.end - t.start)
    story = max((t for t in turns if t.side == "customer"), key=lambda t: t.end - t.start)
    asked = [m for m in moments if m.kind == "question" and m.speaker == "left"]
    metrics: dict[str, float | None] = {
        "talk_ratio": rep / (rep + customer),
        "longest_monologue": longest.end - longest.start,
        "longest_customer_story": story.end - story.start,
        "questions": float(len(asked)),
        "questions_open": float(sum(m.type == "open" for m in asked)),
        "questions_clarifying": float(sum(m.type == "clarifying" for m in asked)),
        "questions_per_hour": len(asked) / truth["duration"] * 3600,
        "customer_questions_per_hour": 28.0,
        "patience": 0.6,
        "shortest_wait": 0.1,
        "interactivity": 7.9,
        "words_per_minute": 151.0,
        "customer_words_per_minute": 163.0,
        "interruptions_by_rep": 0.0,
        "interruptions_by_customer": 1.0,
        "fillers_per_100_words": None,
    }
    times = np.arange(0.0, truth["duration"], 2.0)

    def talk(who: str, at: float) -> float:
        return sum(
            max(0.0, min(t["end"], at + 30) - max(t["start"], at - 30)) for t in truth["turns"] if t["who"] == who
        )

    share = tuple((float(t), talk("rep", t) / max(1e-6, talk("rep", t) + talk("customer", t))) for t in times)
    analysis = Analysis(
        version=1,
        turns=tuple(turns),
        moments=tuple(sorted(moments, key=lambda m: m.start)),
        stages=tuple(stage_list),
        metrics=metrics,
        places={
            "longest_monologue": Place(longest.start, longest.end),
            "longest_customer_story": Place(story.start, story.end),
            "shortest_wait": Place(20.9, 22.4),
        },
        talk_share=share,
        summary=Summary(""),
    )
    row = CallRow(
        id=CALL,
        title="Brightwater Dental: scheduling for five clinics", customer=truth["customer"]["company"],
        deal=None, call_type=truth["call_type"], started_at=truth["date"], duration=truth["duration"], language="en",
        model="base", source="sound", state="ready", talk_ratio=metrics["talk_ratio"], questions=len(asked),
    )  # fmt: skip
    speakers = (Speaker("left", names["rep"], "rep", 0), Speaker("right", names["customer"], "customer", 1))
    transcript = Transcript(truth["duration"], "en", speakers, tuple(utterances))
    return CallDetail(row, transcript, analysis, None, None, "left", "guessed")


def write_sound(detail: CallDetail, folder: Path) -> CallDetail:
    """The call with a working copy: noise in the rhythm of syllables where somebody talks."""
    rate = 16_000
    rng = np.random.default_rng(7)
    samples = (rng.standard_normal((round(detail.row.duration * rate), 2)) * 60).astype(np.int16)
    for u in detail.transcript.utterances:
        a, b = round(u.start * rate), round(u.end * rate)
        channel = 0 if u.speaker == "left" else 1
        t = np.arange(b - a) / rate
        swell = np.abs(np.sin(2 * np.pi * 2.1 * t)) * (0.4 + 0.6 * np.abs(np.sin(2 * np.pi * 0.23 * t + len(u.text))))
        samples[a:b, channel] += (rng.standard_normal(b - a) * 2600 * swell).astype(np.int16)
    soundfile.write(folder / "sound.flac", samples, rate, subtype="PCM_16")
    meter = PeakMeter(rate, 2)
    meter.add(samples)
    meter.save(folder / "peaks.npz", (0, 1))
    return replace(detail, sound=str(folder / "sound.flac"), peaks=str(folder / "peaks.npz"))


def store_call(library: Library, detail: CallDetail) -> None:
    """The call in a real library: its words, its sound and peaks, analysed by our own rules."""
    row, folder = detail.row, "calls/2026/" + detail.row.id
    (library.folder / folder).mkdir(parents=True)
    new = NewCall(row.id, row.title, row.started_at, "sound", folder, state="working", customer=row.customer)
    frames = round(row.duration * 16_000)
    copy = SoundCopy(SoundInfo(row.duration, 16_000, 2, "flac", "flac"), 2, 16_000, frames)

    def put(conn: Any) -> None:
        calls.insert(conn, new)
        if detail.sound is not None and detail.peaks is not None:
            shutil.copy(detail.sound, library.folder / folder / "sound.flac")
            shutil.copy(detail.peaks, library.folder / folder / "peaks.npz")
            calls.set_sound(conn, row.id, copy)
        calls.set_rep_channel(conn, row.id, "left", "guessed")
        transcripts.set_transcript(conn, row.id, detail.transcript, "base")
        calls.set_state(conn, row.id, "ready")

    library.db.write(put)
    library.reanalyse(row.id)


class FakeServices:
    """A library in memory: what the call screen may ask, and a record of what it asked."""

    def __init__(self, *details: CallDetail) -> None:
        self.details = {d.row.id: d for d in details}
        self.listeners: list[Callable[[ChangeSet], None]] = []
        self.swaps = 0

    def call(self, call_id: str) -> CallDetail:
        if call_id not in self.details:
            raise KnownError("no_call", "There is no such call.", "It may have been deleted.")
        return self.details[call_id]

    def expect_analysis(self) -> None:
        self.expected = True

    def swap_sides(self, call_id: str) -> None:
        self.swaps += 1
        detail = self.details[call_id]
        other = {"rep": "customer", "customer": "rep", "other": "other"}
        speakers = tuple(replace(s, side=other[s.side]) for s in detail.transcript.speakers)
        turns = tuple(replace(t, side=other[t.side]) for t in detail.analysis.turns)
        self.put(
            replace(
                detail,
                transcript=replace(detail.transcript, speakers=speakers),
                analysis=replace(detail.analysis, turns=turns),
                rep_channel="right" if detail.rep_channel == "left" else "left",
                rep_channel_from="said",
            )
        )

    def put(self, detail: CallDetail) -> None:
        self.details[detail.row.id] = detail
        for listener in list(self.listeners):
            listener(ChangeSet(calls=frozenset({detail.row.id})))

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self.listeners.append(fn)
        return lambda: self.listeners.remove(fn)


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    """The scripted discovery call: rendered times and a careful listener's marks."""
    return json.loads((DATA / "discovery-dental-group.truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def detail(truth: dict[str, Any]) -> CallDetail:
    """That call, finished, without sound."""
    return detail_from_truth(truth)


@pytest.fixture(scope="session")
def sound_folder(truth: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound and peaks of that call; made once, never written to."""
    folder = tmp_path_factory.mktemp("sound")
    write_sound(detail_from_truth(truth), folder)
    return folder


@pytest.fixture
def heard(detail: CallDetail, sound_folder: Path) -> CallDetail:
    """That call with sound and peaks."""
    return replace(detail, sound=str(sound_folder / "sound.flac"), peaks=str(sound_folder / "peaks.npz"))


@pytest.fixture
def services(heard: CallDetail) -> FakeServices:
    """A library with that call."""
    return FakeServices(heard)


@pytest.fixture
def library(heard: CallDetail, tmp_path: Path) -> Iterator[Library]:
    """A real library with that call."""
    with Library.open(tmp_path / "library") as made:
        store_call(made, heard)
        yield made
        finish_tasks()  # what a screen still reads (ranges, outliers) is read before the library closes


Open = Callable[[Library], CallScreen]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """Opens the call of a library in a window."""
    made: list[CallScreen] = []
    windows: list[QWidget] = []

    def open_it(library: Library) -> CallScreen:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1105, 800)
        player = Player(open_device=lambda rate: None)
        screen = CallScreen(library, window, editor=Editor(library), exporter=Exporter(library), player=player)
        screen.resize(1105, 800)
        made.append(screen)
        window.show()
        with qtbot.waitSignal(screen.ready, timeout=10_000):
            screen.open(CALL)
        return screen

    yield open_it
    for screen in made:
        screen.close_call()
    finish_tasks()
