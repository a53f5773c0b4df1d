"""Sealed packages through the window's way in: what a passphrase opens is taken, of the others nothing is left."""

from __future__ import annotations

import time

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.masked import write_masked
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.package import Packing, read_package
from callcoach_desktop.services.clips import Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.unsealing import FOLDER, Unsealer

VTT = """WEBVTT

00:00:00.500 --> 00:00:01.500
<v Leonie Hart>What happens at Acme when a load comes in warm, Marcus?

00:00:01.600 --> 00:00:02.900
<v Marcus Weber>Nothing much, we wait.
"""
SECRET, OTHER = "three quiet walnuts", "four loud hazelnuts"


@pytest.fixture
def rep(tmp_path):
    with Library.open(tmp_path / "rep") as made:
        yield made


@pytest.fixture
def manager(tmp_path):
    with Library.open(tmp_path / "manager") as made:
        yield made


@pytest.fixture
def intake(manager):
    runner = make_runner(manager)
    importer = Importer(manager, runner)
    made = Unsealer(manager, importer)
    runner.start()
    yield made, importer
    made.close()
    runner.stop()


def call_of(library, tmp_path, title="Demo Acme"):
    runner = make_runner(library)
    importer = Importer(library, runner)
    path = tmp_path / f"{title}.vtt"
    path.write_text(VTT.replace("much", title))
    runner.start()
    try:
        (result,) = importer.wait(importer.submit([path]))
    finally:
        runner.stop()
    return result.call


def gone(folder):
    deadline = time.monotonic() + 60
    while any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(folder.iterdir())


def test_what_the_passphrase_opens_is_taken_in(rep, manager, intake, tmp_path):
    unsealer, importer = intake
    out = tmp_path / "out"
    out.mkdir()
    first = Exporter(rep).export([call_of(rep, tmp_path, "One")], "package", out, passphrase=SECRET)[0]
    second = Exporter(rep).export([call_of(rep, tmp_path, "Two")], "package", out, passphrase=OTHER)[0]
    broken = out / "broken.callcoach"
    broken.write_bytes(first.read_bytes()[:-20])
    note = out / "note.vtt"
    note.write_text(VTT)
    split = unsealer.split([out])
    assert set(split.sealed) == {first, second, broken}
    assert split.others == (note,)
    wrong = unsealer.take([first, second], "not the passphrase", ImportOptions())
    assert wrong.tickets == ()
    assert wrong.shut == (first, second)
    assert manager.calls() == []
    assert gone(manager.folder / FOLDER)
    opened = unsealer.take([first, second, broken], SECRET, ImportOptions())
    assert opened.shut == (second, broken)  # nobody can tell a damaged first block from a wrong passphrase
    (result,) = importer.wait(opened.tickets)
    assert result.status == "done"
    assert manager.call(result.call).row.title == "One"
    assert gone(manager.folder / FOLDER)
    assert first.read_bytes()[:7] == b"CCSEAL1"  # the file itself stays sealed


def test_what_a_crash_left_open_goes_at_the_next_start(manager, intake):
    _, importer = intake
    left = manager.folder / FOLDER / "old" / "0"
    left.mkdir(parents=True)
    (left / "x.callcoach").write_bytes(b"words of a customer")
    unsealer = Unsealer(manager, importer)
    (manager.folder / FOLDER / "new").mkdir()  # opened by now, its job is not queued yet
    unsealer.sweep()
    assert [place.name for place in (manager.folder / FOLDER).iterdir()] == ["new"]


def test_authors_clips_and_figures_go_along(rep, manager, intake, tmp_path):
    _, importer = intake
    call = call_of(rep, tmp_path)
    Editor(rep).add_comment(call, 1.0, None, "Why did you wait?")
    Clips(rep).cut(call, 1.6, 2.9, "Waiting", "hear the pause")
    out = tmp_path / "x.callcoach"
    Exporter(rep).export([call], "package", out)
    package = read_package(out)
    assert package.counted_by > 0
    assert package.figures == {}  # three seconds tell nothing, and say so
    (result,) = importer.wait(importer.submit([out]))
    (clip,) = Clips(manager).of_call(result.call)
    assert (clip.clip.name, clip.clip.note, clip.clip.start) == ("Waiting", "hear the pause", 1.6)


def test_only_the_clips_keep_their_sound(tmp_path):
    source = tmp_path / "s.flac"
    tone = 0.4 * np.sin(np.arange(16000 * 8) / 20)
    soundfile.write(source, np.stack([tone, -tone], axis=1), 16000)
    target = tmp_path / "t.flac"
    write_masked(source, [(2.0, 3.0), (5.5, 6.0)], target)
    made, rate = soundfile.read(target)
    assert (len(made), rate, made.shape[1]) == (16000 * 8, 16000, 2)
    second = np.abs(made).max(axis=1).reshape(16, 8000).max(axis=1)  # by half seconds
    assert [n for n, loud in enumerate(second) if loud > 0.1] == [4, 5, 11]
    assert all(loud == 0 for n, loud in enumerate(second) if n not in (4, 5, 11))
    middle = slice(16000 * 2 + 800, 16000 * 3 - 800)
    assert np.abs(made[middle, 0] - tone[middle]).max() < 1e-3
    assert target.stat().st_size < source.stat().st_size


def test_without_clips_there_is_no_sound_of_clips(rep, tmp_path):
    call = call_of(rep, tmp_path)
    detail = rep.call(call)
    assert detail.sound is None
    Exporter(rep).export([call], "package", tmp_path / "a.callcoach", packing=Packing(sound="clips"))
    assert not read_package(tmp_path / "a.callcoach").sound


def test_a_passphrase_that_is_too_short_writes_nothing(rep, tmp_path):
    call = call_of(rep, tmp_path)
    out = tmp_path / "a.callcoach"
    with pytest.raises(KnownError, match="shorter than 8"):
        Exporter(rep).export([call], "package", out, passphrase="short")
    assert not out.exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith((".", "a"))] == []
