"""Folders are walked, names are tried, sound and transcript of one name are one call."""

from pathlib import Path

import pytest

from callcoach_desktop.services.finding import find, title_of


def touch(folder, *names, content=b"x"):
    made = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        made.append(path)
    return made


def test_folder_takes_known_suffixes_in_order_and_notes_the_rest(tmp_path):
    touch(tmp_path, "b.MP3", "a.wav", "sub/c.flac", "notes.txt", ".hidden.wav", ".git/d.wav", "meta.json")
    search = find([tmp_path])
    assert [f.path.name for f in search.found] == ["a.wav", "b.MP3", "c.flac"]
    assert sorted(p.name for p in search.skipped) == ["meta.json", "notes.txt"]


def test_named_file_of_unknown_suffix_is_tried(tmp_path):
    (path,) = touch(tmp_path, "strange.xyz")
    assert [f.path for f in find([path]).found] == [path]


def test_our_json_is_taken_from_a_folder(tmp_path):
    touch(tmp_path, "ours.json", content=b'{"utterances": []}')
    assert [f.path.name for f in find([tmp_path]).found] == ["ours.json"]


@pytest.mark.parametrize("name", ["call.vtt", "call.transcript.vtt", "call.en.srt", "Call.vtt"])
def test_sound_and_transcript_of_one_name_are_one_call(tmp_path, name):
    sound, transcript = touch(tmp_path, "call.m4a", name)
    search = find([sound, transcript])
    assert search.found[0].transcript == transcript
    assert search.found[1].joined_to == sound


def test_two_sounds_of_one_name_are_not_joined(tmp_path):
    files = touch(tmp_path, "call.m4a", "call.wav", "call.vtt")
    assert all(f.transcript is None and f.joined_to is None for f in find(files).found)


def test_empty_folder_and_missing_file(tmp_path):
    search = find([tmp_path, tmp_path / "gone.wav"])
    assert search.found[0].problem.code == "nothing_found"
    assert search.found[1].problem is None  # said when it is read


def test_a_loop_of_links_ends(tmp_path):
    touch(tmp_path, "a.wav")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [f.path.name for f in find([tmp_path]).found] == ["a.wav"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("discovery-dental-group.stereo.wav", "Discovery dental group"),
        ("GMT20260914-103000_Recording_1920x1080.mp4", "GMT20260914-103000_Recording_1920x1080"),
        ("Call with Acme-20260914_103000-Meeting Recording.mp4", "Call with Acme"),
        ("2026-09-14 10.30.15 Renewal — Müller GmbH.m4a", "Renewal — Müller GmbH"),
        ("rec-1694685600.wav", "Rec"),
        ("12345.wav", "12345"),
        ("Weekly_sync.transcript.vtt", "Weekly sync"),
        ("日本語の電話.wav", "日本語の電話"),
        ("2026-09-14 10.30.00 Acme demo 91234567890/audio1694685600.m4a", "Acme demo"),
        ("2026-09-14 10.30.00 Acme demo/zoom_0.mp4", "Acme demo"),
        ("2026-09-14 10.30.00 Acme demo/Second call.m4a", "Second call"),
        ("Downloads/audio_only.m4a", "Audio only"),
    ],
)
def test_titles(name, title):
    assert title_of(Path(name)) == title
