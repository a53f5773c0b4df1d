"""Clips as files: sound that is the call's own, subtitles that begin with it, names as asked."""

from __future__ import annotations

import csv
import io
import shutil

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.joining import PAUSE_S
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.exchange import read_transcript
from callcoach_desktop.services.clip_export import ClipExporter, ClipFiles
from callcoach_desktop.services.clips import BEST, Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from tests.unit.services.test_clips import A, B, words_of

SILENT = "abcdefghjkm4"


def tone(rate: int, channels: int, hz: float) -> np.ndarray:
    at = np.arange(20 * rate) / rate
    wave = 0.5 * np.sin(2 * np.pi * hz * at)
    return np.stack([wave * (1 - 0.5 * c) for c in range(channels)], axis=1).astype(np.float32)


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        for call_id, rate, channels, hz in ((A, 16000, 2, 300.0), (B, 48000, 1, 500.0), (SILENT, 0, 0, 0.0)):
            folder = opened.folder / "calls" / "2026" / call_id
            folder.mkdir(parents=True)
            original = f"original.{'wav' if rate else 'vtt'}"

            def work(conn, call_id=call_id, rate=rate, original=original):
                calls.insert(
                    conn,
                    NewCall(call_id, f"Demo {call_id[-1]} Acme", "2026-01-02T10:00:00", "sound",
                            f"calls/2026/{call_id}", state="ready", customer="Acme", original=original),
                )  # fmt: skip
                calls.set_rep_channel(conn, call_id, "left", "guessed")
                transcripts.set_transcript(conn, call_id, words_of(), "base")
                if rate:
                    conn.execute("UPDATE calls SET sound = '{}', duration = 20.0 WHERE id = ?", (call_id,))

            opened.db.write(work)
            if rate:
                soundfile.write(folder / original, tone(rate, channels, hz), rate, subtype="PCM_16")
                soundfile.write(folder / "sound.flac", tone(16000, channels, hz), 16000, subtype="PCM_16")
        yield opened


@pytest.fixture
def clips(library):
    return Clips(library)


@pytest.fixture
def exporter(library, clips):
    return ClipExporter(library, clips)


@pytest.fixture
def out(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    return made


def cues(path):
    found = read_transcript(path)
    names = {s.id: s.name for s in found.speakers}
    return [(round(u.start, 2), round(u.end, 2), names[u.speaker], u.text) for u in found.utterances]


def test_each_clip_is_cut_out_of_the_original_with_subtitles_that_begin_with_it(exporter, clips, out, library):
    Editor(library).name_speaker(A, "right", "Mara")
    Editor(library).edit_text(A, "u1", "the price mostly and the waiting")
    one, two = clips.cut(A, 4.5, 7.0, name="Price: what/why?"), clips.cut(B, 9.0, 12.0, name="Waits")
    written = exporter.export([one.id, two.id], out, ClipFiles(subtitles="vtt", table=True))
    assert [path.name for path in written.files] == [
        "01 Price what why.wav", "01 Price what why.vtt", "02 Waits.wav", "02 Waits.vtt", "Clips.csv",
    ]  # fmt: skip
    assert sorted(written.files) == sorted(out.iterdir())
    sound, rate = soundfile.read(written.files[0], dtype="int16", always_2d=True)
    original, _ = soundfile.read(library.folder / "calls/2026" / A / "original.wav", dtype="int16", always_2d=True)
    assert rate == 16000
    assert np.array_equal(sound, original[round(4.5 * rate) : round(7.0 * rate)])
    assert soundfile.info(written.files[2]).samplerate == 48000
    assert cues(written.files[1]) == [(0.5, 2.4, "Mara", "the price mostly and")]
    assert cues(written.files[3]) == [(0.0, 2.4, "Rep", "how long do you wait?")]
    table = list(csv.DictReader(io.StringIO(written.files[4].read_text("utf-8-sig"))))
    assert [(row["name"], row["start"], row["said"]) for row in table] == [
        ("Price: what/why?", "4.5", "Mara: the price mostly and"),
        ("Waits", "9.0", "Rep: how long do you wait?"),
    ]


def test_a_list_becomes_one_file_with_a_pause_between_and_one_run_of_subtitles(exporter, clips, out):
    one, two = clips.cut(A, 5.0, 8.0, name="1"), clips.cut(B, 9.0, 12.0, name="2")
    how = ClipFiles(sound="flac", joined=True)
    written = exporter.export([one.id, two.id], out, how, name="My best moments")
    assert [path.name for path in written.files] == ["My best moments.flac", "My best moments.srt"]
    sound, rate = soundfile.read(written.files[0], always_2d=True)
    assert rate == 48000
    assert sound.shape == (round((6.0 + PAUSE_S) * rate), 2)
    pieces = sound[: 3 * rate], sound[3 * rate : round((3 + PAUSE_S) * rate)], sound[round((3 + PAUSE_S) * rate) :]
    assert not np.any(pieces[1])
    for piece, hz in ((pieces[0], 300), (pieces[2], 500)):
        spectrum = np.abs(np.fft.rfft(piece[rate // 2 : rate * 5 // 2, 0]))
        assert np.argmax(spectrum) * rate / (2 * rate) == pytest.approx(hz, abs=1)
        assert np.sqrt(np.mean(piece[rate // 2 : -rate // 2, 0] ** 2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.01)
    assert np.abs(np.diff(sound[:, 0])).max() < 0.5 * 2 * np.pi * 500 / rate * 1.1  # no click at any border
    assert cues(written.files[1]) == [
        (0.0, 2.9, "Customer", "the prize mostly and the waiting"),
        (3.0 + PAUSE_S, 5.4 + PAUSE_S, "Rep", "how long do you wait?"),
    ]


def test_the_same_name_in_two_clips_is_one_voice_of_the_joined_file(exporter, clips, out):
    ids = [clips.cut(call, 1.0, 8.0).id for call in (A, B)]
    written = exporter.export(ids, out / "both.wav", ClipFiles(joined=True, subtitles="vtt"))
    assert {name for _, _, name, _ in cues(written.files[1])} == {"Rep", "Customer"}


def test_known_names_leave_file_names_subtitles_and_table(exporter, clips, out, library):
    Editor(library).name_speaker(A, "right", "Mara")
    Editor(library).edit_text(A, "u1", "the prize Mara Acme mostly and the waiting")
    one = clips.cut(A, 4.5, 9.0, name="Mara of Acme asks", note="Tell Mara")
    written = exporter.export([one.id], out, ClipFiles(redacted=True, table=True))
    assert [path.name for path in written.files] == ["[name] of [name] asks.wav", "[name] of [name] asks.srt",
                                                     "[name] of [name] asks.csv"]  # fmt: skip
    for path in written.files[1:]:
        text = path.read_text("utf-8-sig")
        assert "Mara" not in text
        assert "Acme" not in text
        assert "the prize [name] mostly" in text
    plain = exporter.export([one.id], out, ClipFiles(table=True))
    assert "Acme" in plain.files[2].read_text("utf-8-sig")


def test_nothing_that_is_there_is_written_over_unasked(exporter, clips, out):
    one = clips.cut(A, 5.0, 8.0, name="x")
    (out / "x.srt").write_text("a film's")
    assert [path.name for path in exporter.export([one.id], out).files] == ["x (2).wav", "x (2).srt"]
    assert (out / "x.srt").read_text() == "a film's"
    with pytest.raises(KnownError) as error:
        exporter.export([one.id], out / "x.wav")
    assert error.value.problem.code == "file_exists"
    assert not (out / "x.wav").exists()
    assert exporter.export([one.id], out / "x.wav", overwrite=True).files == (out / "x.wav", out / "x.srt")
    assert (out / "x.srt").read_text() != "a film's"
    assert not list(out.glob(".*"))


def test_a_clip_without_sound_is_left_out_and_named(exporter, clips, out):
    one, two = clips.cut(SILENT, 5.0, 8.0, name="quiet"), clips.cut(A, 5.0, 8.0, name="loud")
    written = exporter.export([one.id, two.id], out, ClipFiles(joined=True))
    assert written.left_out == ("quiet",)
    with pytest.raises(KnownError) as error:
        exporter.export([one.id], out)
    assert error.value.problem.code == "no_sound"


def test_a_sound_that_cannot_be_read_and_a_stop_leave_nothing_half_done(exporter, clips, out, library):
    ids = [clips.cut(call, 5.0, 8.0, name=call).id for call in (A, B)]
    with pytest.raises(Cancelled):
        exporter.export(ids, out, ClipFiles(joined=True), cancelled=lambda: True)
    shutil.rmtree(library.folder / "calls/2026" / B)
    for how in (ClipFiles(joined=True), ClipFiles()):
        with pytest.raises(KnownError) as error:
            exporter.export(ids, out, how)
        assert error.value.problem.code == "copy_unreadable"
    assert [path.suffix for path in sorted(out.iterdir())] == [".srt", ".wav"]  # the first one's, which was finished


def test_the_list_that_is_always_there_can_be_exported_as_it_stands(exporter, clips, out):
    for start in (1.0, 5.0, 9.0):
        clips.cut(A, start, start + 2)
    ids = [shown.clip.id for shown in clips.shown(BEST)]
    told = []
    written = exporter.export(ids, out, ClipFiles(subtitles=""), on_progress=lambda *seen: told.append(seen[:2]))
    assert len(written.files) == 3
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
