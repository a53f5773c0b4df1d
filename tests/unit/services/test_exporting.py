"""Calls as files: what is in them, where they go, and a package that becomes the same call in another library."""

import io
import json
import sys
import threading

import numpy as np
import pytest
import soundfile

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.exchange import read_transcript
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import FORMATS, Exporter, safe_name
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library

VTT = """WEBVTT

00:00:00.500 --> 00:00:01.500
<v Leonie Hart>What happens when a load comes in warm?

00:00:01.600 --> 00:00:02.900
<v Marcus>Nothing much. We weight.

00:00:03.000 --> 00:00:03.900
<v Leonie Hart>I see.
"""
RATE = 16000


def imported(library, *paths):
    runner = make_runner(library)
    importer = Importer(library, runner)
    runner.start()
    try:
        results = importer.wait(importer.submit(paths))
    finally:
        runner.stop()
    return results


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def exporter(library):
    return Exporter(library)


@pytest.fixture
def out(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    return made


@pytest.fixture
def noise():
    return np.random.default_rng(7).integers(-9000, 9000, (4 * RATE, 2), dtype=np.int16)


@pytest.fixture
def words(library, tmp_path):
    """A call without sound."""
    path = tmp_path / "Demo Acme.vtt"
    path.write_text(VTT)
    (result,) = imported(library, path)
    assert result.status == "done"
    return result.call


@pytest.fixture
def call(library, tmp_path, noise):
    """A call with sound and words."""
    soundfile.write(tmp_path / "Visit.wav", noise, RATE, subtype="PCM_16")
    (tmp_path / "Visit.vtt").write_text(VTT)
    results = imported(library, tmp_path / "Visit.wav", tmp_path / "Visit.vtt")
    assert {r.status for r in results} == {"done"}, results
    return results[0].call


@pytest.mark.parametrize("fmt", [f.key for f in FORMATS])
def test_every_format_carries_names_and_edits(library, exporter, words, out, fmt):
    editor = Editor(library)
    told = library.call(words).transcript
    editor.edit_text(words, told.utterances[1].id, "Nothing much. We wait.")
    editor.name_speaker(words, told.utterances[1].speaker, "Marcus Weber")
    (path,) = exporter.export([words], fmt, out)
    assert path.suffix == next(f.suffix for f in FORMATS if f.key == fmt)
    data = path.read_bytes()
    if fmt in {"docx", "package"}:
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = "word/document.xml" if fmt == "docx" else "transcript.json"
            data = archive.read(part)
    text = data.decode()
    assert "We wait." in text
    assert "weight" not in text
    if fmt != "json":
        assert "Marcus Weber" in text
    assert [p.name for p in out.iterdir()] == [path.name]


def test_json_is_what_show_prints_and_is_read_again(library, exporter, words, out):
    (path,) = exporter.export([words], "json", out)
    detail = library.call(words)
    data = json.loads(path.read_text())
    assert data["id"] == words
    assert {"metrics", "moments", "summary"} <= data.keys()
    assert read_transcript(path).utterances == detail.transcript.utterances


def test_a_package_becomes_the_same_call_elsewhere(library, exporter, call, out, tmp_path, noise):
    editor = Editor(library)
    _, second, third = library.call(call).transcript.utterances
    editor.edit_text(call, second.id, "Nothing much. We wait.")
    editor.split(call, second.id, 2)
    editor.give(call, [third.id], second.speaker)
    editor.name_speaker(call, second.speaker, "Marcus Weber")
    editor.set_side(call, second.speaker, "customer")
    editor.set_field([call], "title", "Visit to Acme: “cold”")
    editor.set_field([call], "customer", "Acme")
    editor.set_field([call], "started_at", "2026-03-31T14:05:00")
    editor.tag([call], add=["hot", "q4"])
    editor.add_comment(call, 1.25, 2.5, "Listen to this")
    editor.add_comment(call, 3.0, None, "", kind="bookmark")
    before = library.call(call)
    (path,) = exporter.export([call], "package", out)
    with Library.open(tmp_path / "other") as other:
        (result,) = imported(other, path)
        assert (result.status, result.error) == ("done", None)
        after = other.call(result.call)
        assert after.transcript.speakers == before.transcript.speakers
        assert [(u.speaker, u.start, u.end, u.text, u.words) for u in after.transcript.utterances] == [
            (u.speaker, u.start, u.end, u.text, u.words) for u in before.transcript.utterances
        ]
        for fact in ("title", "customer", "started_at", "tags", "duration"):
            assert getattr(after.row, fact) == getattr(before.row, fact), fact
        assert after.comments == before.comments
        assert after.edited
        assert Editor(other).compare(result.call) == editor.compare(call)  # edits are still apart from what was heard
        assert after.analysis.metrics == before.analysis.metrics
        copied, rate = soundfile.read(after.sound, dtype="int16")
        assert rate == RATE
        assert np.array_equal(copied, noise)
        (again,) = imported(other, path)
        assert (again.status, again.call) == ("duplicate", result.call)
    (home,) = imported(library, path)  # the call that it was made from is here
    assert (home.status, home.call) == ("duplicate", call)


def test_a_package_without_sound(library, exporter, words, out, tmp_path):
    (path,) = exporter.export([words], "package", out)
    assert path.read_bytes() == exporter.export([words], "package", out)[0].read_bytes()
    with Library.open(tmp_path / "other") as other:
        (result,) = imported(other, path)
        assert (result.status, result.error) == ("done", None)
        detail = other.call(result.call)
        assert detail.row.title == "Demo Acme"
        assert detail.sound is None
        assert [u.text for u in detail.transcript.utterances] == [
            u.text for u in library.call(words).transcript.utterances
        ]


def test_a_bad_package_leaves_nothing(library, exporter, call, out, tmp_path):
    (path,) = exporter.export([call], "package", out)
    data = bytearray(path.read_bytes())
    place = data.find(b"fLaC") + 2000  # in the sound, which is checked last
    data[place] ^= 0xFF
    path.write_bytes(data)
    with Library.open(tmp_path / "other") as other:
        (result,) = imported(other, path)
        assert result.status == "failed"
        assert "not a whole CallCoach package" in result.error
        assert other.calls() == []
        assert [p for p in (other.folder / "calls").rglob("*") if p.is_file()] == []


def test_nothing_is_written_over_unasked(exporter, words, out):
    (first,) = exporter.export([words], "txt", out)
    (second,) = exporter.export([words], "txt", out)
    assert second.name == f"{first.stem} (2).txt"
    mine = out / "mine.txt"
    mine.write_text("mine")
    with pytest.raises(KnownError) as error:
        exporter.export([words], "txt", mine)
    assert error.value.problem.code == "file_exists"
    assert mine.read_text() == "mine"
    assert exporter.export([words], "txt", mine, overwrite=True) == [mine]
    assert "We weight." in mine.read_text()


def test_where_it_cannot_be_written(exporter, words, out, call):
    with pytest.raises(KnownError, match="There is no folder"):
        exporter.export([words, call], "txt", out / "nowhere")
    with pytest.raises(KnownError, match="There is no folder"):
        exporter.export([words], "txt", out / "nowhere" / "a.txt")
    with pytest.raises(KnownError, match="no format"):
        exporter.export([words], "pdf", out)
    with pytest.raises(KnownError, match="no call"):
        exporter.export(["zzzz"], "txt", out)
    assert list(out.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_files_follow_the_umask_and_are_no_secret(exporter, words, out):
    (path,) = exporter.export([words], "txt", out)
    plain = out / "plain"
    plain.write_text("")
    assert path.stat().st_mode == plain.stat().st_mode


def test_many_can_be_stopped(exporter, words, call, out):
    stop = threading.Event()
    seen = []

    def progress(done, total, title):
        seen.append((done, total, title))
        if done == 1:
            stop.set()

    with pytest.raises(Cancelled):
        exporter.export([words, call, words, call], "package", out, on_progress=progress, cancelled=stop.is_set)
    assert seen[0] == (0, 4, "Demo Acme")
    assert [p.suffix for p in out.iterdir()] == [".callcoach"]  # the first is whole, of the second nothing is left


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_clip_is_the_original_to_the_sample(exporter, call, out, noise, suffix):
    path = exporter.clip(call, 1.0, 2.5, out / f"clip{suffix}")
    cut, rate = soundfile.read(path, dtype="int16")
    assert rate == RATE
    assert np.array_equal(cut, noise[RATE : int(2.5 * RATE)])
    with pytest.raises(KnownError, match="is there already"):
        exporter.clip(call, 1.0, 2.5, path)
    assert exporter.clip(call, 3.5, 99.0, path, overwrite=True) == path
    assert soundfile.info(path).frames == RATE // 2


def test_a_clip_without_the_original_comes_from_the_copy(library, exporter, call, out, noise):
    from pathlib import Path

    Path(library.call(call).extra["original"]).unlink()
    path = exporter.clip(call, 0.0, 1.0, out / "clip")
    assert path.name == "clip.wav"
    assert np.array_equal(soundfile.read(path, dtype="int16")[0], noise[:RATE])


def test_a_clip_that_cannot_be(exporter, call, words, out):
    with pytest.raises(KnownError, match="no sound in this stretch"):
        exporter.clip(call, 9.0, 12.0, out / "clip.wav")
    with pytest.raises(KnownError, match="has no sound"):
        exporter.clip(words, 0.0, 1.0, out / "clip.wav")
    assert list(out.iterdir()) == []


def test_a_moment_for_an_email(library, exporter, words):
    text = exporter.moment(words, 0.0, 3.95)
    lines = text.splitlines()
    assert lines[0] == "0:00 Leonie Hart: What happens when a load comes in warm?"
    assert lines[1] == "0:01 Marcus: Nothing much. We weight."
    assert lines[-1].startswith("Demo Acme, ")
    part = exporter.moment(words, 1.6, 2.2).splitlines()[0]
    assert part.startswith("0:01 Marcus: Nothing")
    assert "weight" not in part
    with pytest.raises(KnownError, match="Nothing was said"):
        exporter.moment(words, 50.0, 60.0)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Demo", "2026-11-24 Demo"),
        ("../../etc/passwd", "2026-11-24 etc passwd"),
        ('a<b>:"c|d?*\n', "2026-11-24 a b c d"),
        ("...", "2026-11-24 Call"),
        ("\u202egpj.exe", "2026-11-24 gpj.exe"),
        ("x" * 300, "2026-11-24 " + "x" * 180),
        ("日" * 300, "2026-11-24 " + "日" * 60),
        ("🙂" * 300, "2026-11-24 " + "🙂" * 45),
        ("\ud800", "2026-11-24 Call"),
    ],
)
def test_names_of_files_are_safe(title, expected):
    assert safe_name(title, "2026-11-24T14:00:00") == expected


def test_a_reserved_name_is_none():
    assert safe_name("CON", "some day") == "Call CON"
