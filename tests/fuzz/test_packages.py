"""Packages of strangers: whatever is in one, the answer is a package or a sentence, never a file outside."""

import contextlib
import hashlib
import io
import json
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcoach_desktop.domain.calls import CallDetail, CallRow
from callcoach_desktop.domain.editing import Comment, Edit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.exchange import package
from callcoach_desktop.exchange.package import read_package, unpack_sound, write_package

WORDS = Transcript(
    4.0, "en", (Speaker("left", "Anna", "rep", 0), Speaker("right", "Tom", "customer", 1)),
    (Utterance("u1", "left", 0.5, 1.5, "How do you do it today?"), Utterance("u2", "right", 2.0, 4.0, "By hand.")),
)  # fmt: skip
EDIT = Edit("e1", "text", "right", 2.0, 4.0, "By hand.")
COMMENT = Comment("c1", "comment", 1.0, 2.0, "Hm", "2026-11-24T10:00:00+00:00")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    sound = tmp_path_factory.mktemp("sound") / "sound.flac"
    sound.write_bytes(b"fLaC" + bytes(range(256)) * 40)
    row = CallRow("abc", "Demo", "Acme", None, "demo", "2026-11-24T14:00:00", 4.0, "en", None, "sound", "ready")
    detail = CallDetail(row, WORDS, None, str(sound), None, "left", "said", comments=(COMMENT,))
    out = io.BytesIO()
    write_package(detail, {"id": "abc"}, out, heard=WORDS, edits=[EDIT])
    return out.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, *, manifest=None, compress=zipfile.ZIP_STORED):
    """A package with these parts and a manifest that is right for them, unless one is given."""
    files = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in parts.items()}
    told = {"format": "callcoach-package", "version": 1, "files": files} | (manifest or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(told))
    return out.getvalue()


def inner(whole):
    parts = parts_of(whole)
    parts.pop("manifest.json")
    return parts


def take(folder, data):
    """Read everything of a package, as an import does."""
    path = folder / "x.callcoach"
    path.write_bytes(data)
    read = read_package(path)
    if read.sound:
        unpack_sound(path, folder / "sound.out")
    return read


def test_a_whole_one_is_read(whole, tmp_path):
    read = take(tmp_path, whole)
    assert read.transcript == WORDS
    assert read.edits == (EDIT,)
    assert read.comments == (COMMENT,)
    assert read.facts["customer"] == "Acme"
    assert (tmp_path / "sound.out").read_bytes() == parts_of(whole)["sound.flac"]
    assert take(tmp_path, packed(inner(whole))) == read


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_a_sentence_or_harmless(whole, tmp_path, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        broken = broken[: data.draw(st.integers(0, len(broken)))]
    try:
        read = take(tmp_path, bytes(broken))
    except KnownError:
        read = None
    assert read is None or read.transcript == WORDS
    assert {p.name for p in tmp_path.iterdir()} <= {"home", "x.callcoach", "sound.out"}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["call.json", "transcript.json", "heard.json", "edits.json", "comments.json"]),
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["title", "tags", "utterances", "speakers", "id", "kind", "start", "end", "text", "words"]
                ),
                inside,
                max_size=6,
            )
        ),
        max_leaves=12,
    ),
)
def test_any_content_is_a_sentence_or_a_package(whole, tmp_path, name, value):
    parts = inner(whole) | {name: json.dumps(value).encode()}
    with contextlib.suppress(KnownError):
        assert take(tmp_path, packed(parts)).transcript.utterances


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "..\\evil", "C:\\evil", "sub/sound.flac", "evil.exe"])
def test_a_part_that_does_not_belong_there(whole, tmp_path, name):
    with pytest.raises(KnownError, match="does not belong there"):
        take(tmp_path, packed(inner(whole) | {name: b"x"}))
    assert {p.name for p in tmp_path.iterdir()} == {"home", "x.callcoach"}


def test_a_wrong_hash(whole, tmp_path):
    parts = inner(whole)
    files = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in parts.items()}
    files["transcript.json"]["sha256"] = "0" * 64
    with pytest.raises(KnownError, match="changed or is damaged"):
        take(tmp_path, packed(parts, manifest={"files": files}))


def test_a_bomb_stops_where_it_said_it_would(whole, tmp_path, monkeypatch):
    parts = inner(whole) | {"transcript.json": b"[" * (8 << 20)}
    files = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in parts.items()}
    files["transcript.json"]["size"] = 100
    data = packed(parts, manifest={"files": files}, compress=zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    with pytest.raises(KnownError, match="bigger than it says"):
        take(tmp_path, data)
    monkeypatch.setitem(package._LARGEST, "transcript.json", 1 << 20)
    with pytest.raises(KnownError, match="too big"):
        take(tmp_path, packed(parts, compress=zipfile.ZIP_DEFLATED))


def test_deep_json_is_a_sentence(whole, tmp_path):
    with pytest.raises(KnownError):
        take(tmp_path, packed(inner(whole) | {"comments.json": b"[" * 100_000}))


def test_one_part_twice(whole, tmp_path):
    out = io.BytesIO(packed(inner(whole)))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("call.json", b"{}")
    with pytest.raises(KnownError, match="one part twice"):
        take(tmp_path, out.getvalue())


def test_an_encrypted_part(whole, tmp_path):
    data = bytearray(packed(inner(whole)))
    place = -1
    while (place := data.find(b"PK\1\2", place + 1)) >= 0:
        flags = struct.unpack_from("<H", data, place + 8)[0]
        struct.pack_into("<H", data, place + 8, flags | 1)
    with pytest.raises(KnownError, match="cannot be unpacked"):
        take(tmp_path, bytes(data))


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"version": 2}, "newer version"),
        ({"format": "other"}, "manifest is not ours"),
        ({"files": []}, "manifest is incomplete"),
        ({"files": {"call.json": {"size": "x", "sha256": ""}}}, "manifest is incomplete"),
        ({"files": {}}, "is missing"),
    ],
)
def test_a_manifest_that_will_not_do(whole, tmp_path, manifest, told):
    with pytest.raises(KnownError, match=told):
        take(tmp_path, packed(inner(whole), manifest=manifest))


def test_no_manifest_no_file_no_zip(whole, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("call.json", b"{}")
    for data, told in ((out.getvalue(), "no manifest"), (b"PK", "no package"), (b"", "no package")):
        with pytest.raises(KnownError, match=told):
            take(tmp_path, data)
    with pytest.raises(KnownError, match="could not be read"):
        read_package(tmp_path / "nothing.callcoach")
