"""Playbooks of strangers: whatever is in one, the answer is a playbook or a sentence, never a file outside."""

import contextlib
import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcoach_desktop.domain.coaching import Share
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.playbook import Content, Example, Figures, Situation, mark_of
from callcoach_desktop.exchange.playbook import Carried, Handout, markdown, read_playbook, unpack_sounds, write_playbook

SOUND = b"fLaC" + bytes(range(256)) * 20
NAME = hashlib.sha256(SOUND).hexdigest()
CONTENT = Content(
    Situation("objection", "price"), "Price: worth", "What is it worth?", "It is about value.", "reframe_value",
    (Example("I see.", 4.0, 6.0, "abc", "Acme demo", "2026-11-01T10:00:00", "", NAME),),
    Figures("resolved", Share(7, 9, 0.45, 0.94), Share(1, 4, 0.05, 0.7), "2026-11-24"),
)  # fmt: skip
HANDOUT = Handout("Dana", "2026-11-24T10:00:00+00:00", (Carried("e1", CONTENT, mark_of(CONTENT), ("0" * 64,)),))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    sound = tmp_path_factory.mktemp("sound") / "sound.flac"
    sound.write_bytes(SOUND)
    out = io.BytesIO()
    write_playbook(HANDOUT, out, {NAME: sound})
    return out.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def packed(parts, *, manifest=None, compress=zipfile.ZIP_STORED):
    files = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in parts.items()}
    told = {"format": "callcoach-playbook", "version": 1, "files": files} | (manifest or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(told))
    return out.getvalue()


def take(folder, data):
    """Read everything of a playbook, as an import does."""
    path = folder / "x.playbook"
    path.write_bytes(data)
    handout = read_playbook(path)
    for name in handout.sounds:
        unpack_sounds(path, {name: folder / "sound.out"})
    return handout


def changed(whole, **values):
    parts = parts_of(whole)
    told = json.loads(parts["playbook.json"])
    told["entries"][0] |= values
    return packed(parts | {"playbook.json": json.dumps(told).encode()})


def test_a_whole_one_is_read(whole, tmp_path):
    read = take(tmp_path, whole)
    assert read.entries == HANDOUT.entries
    assert (read.who, read.at, read.sounds) == ("Dana", HANDOUT.at, frozenset({NAME}))
    assert (tmp_path / "sound.out").read_bytes() == SOUND


def test_the_text_is_for_people_and_sets_no_marks_of_its_own():
    evil = Content(Situation("question", "How *long*?"), "# <script>", "1. [x](http://y)\n> no")
    text = markdown(Handout("_D_", "2026-11-24", (Carried("e1", evil, "0" * 64), *HANDOUT.entries)))
    assert "\\_D\\_" in text
    assert "### \\# \\<script\\>" in text
    assert "> 1\\. \\[x\\](http://y)\n> \\> no" in text
    assert "Resolved: 7 of 9 (45 to 94%); otherwise 1 of 4 (5 to 70%)." in text
    assert "- “I see.” (Acme demo, 2026-11-01)" in text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_a_sentence_or_harmless(whole, tmp_path, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        broken = broken[: data.draw(st.integers(0, len(broken)))]
    read = None
    with contextlib.suppress(KnownError):
        read = take(tmp_path, bytes(broken))
    assert read is None or read.entries == HANDOUT.entries
    assert {p.name for p in tmp_path.iterdir()} <= {"home", "x.playbook", "sound.out"}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(["id", "mark", "before", "situation", "title", "say", "why", "way", "examples", "figures"]),
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(st.sampled_from(["kind", "about", "quote", "start", "this", "n", "hits"]), inside)
        ),
        max_leaves=10,
    ),
)
def test_any_content_is_a_sentence_or_a_playbook(whole, tmp_path, key, value):
    with contextlib.suppress(KnownError):
        assert take(tmp_path, changed(whole, **{key: value})).entries[0].content.title


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil", "..\\evil", "C:\\evil", "sound-../x.flac", "sound-1.flac"]
)
def test_a_part_that_does_not_belong_there(whole, tmp_path, name):
    with pytest.raises(KnownError, match="does not belong there"):
        take(tmp_path, packed(parts_of(whole) | {name: b"x"}))
    assert {p.name for p in tmp_path.iterdir()} == {"home", "x.playbook"}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"say": "Give them half off."}, "changed on the way"),
        ({"mark": "1" * 64}, "changed on the way"),
        ({"mark": "x"}, "versions are none"),
        ({"before": ["../x"]}, "versions are none"),
        ({"id": "../../x"}, "has no id"),
        ({"id": "x" * 65}, "has no id"),
        ({"examples": [{"quote": "I see.", "sound": "../x"}]}, "sound is none"),
        ({"title": ""}, "no title"),
    ],
)
def test_an_entry_that_was_tampered_with(whole, tmp_path, values, told):
    with pytest.raises(KnownError, match=told):
        take(tmp_path, changed(whole, **values))


def test_a_bomb_stops_where_it_said_it_would(whole, tmp_path):
    parts = parts_of(whole) | {"playbook.json": b"[" * (8 << 20)}
    files = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in parts.items()}
    files["playbook.json"]["size"] = 100
    data = packed(parts, manifest={"files": files}, compress=zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    with pytest.raises(KnownError, match="bigger than it says"):
        take(tmp_path, data)
    bomb = packed(parts_of(whole) | {"playbook.json": b" " * (17 << 20)}, compress=zipfile.ZIP_DEFLATED)
    with pytest.raises(KnownError, match="too big"):
        take(tmp_path, bomb)


def test_too_many_parts_or_entries(whole, tmp_path):
    parts = parts_of(whole) | {f"sound-{i:064x}.flac": b"" for i in range(1003)}
    with pytest.raises(KnownError, match="too many parts"):
        take(tmp_path, packed(parts))
    one = json.loads(parts_of(whole)["playbook.json"])
    many = one | {"entries": one["entries"] * 2001}
    with pytest.raises(KnownError, match="too many entries"):
        take(tmp_path, packed({"playbook.json": json.dumps(many).encode()}))
    twice = one | {"entries": one["entries"] * 2}
    with pytest.raises(KnownError, match="one entry twice"):
        take(tmp_path, packed({"playbook.json": json.dumps(twice).encode()}))


def test_a_sound_that_is_another_one(whole, tmp_path):
    parts = parts_of(whole)
    parts[f"sound-{NAME}.flac"] = b"fLaC other"
    with pytest.raises(KnownError, match="not the one that it says"):
        take(tmp_path, packed(parts))


def test_a_package_is_no_playbook(whole, tmp_path):
    with pytest.raises(KnownError, match="manifest is not ours"):
        take(tmp_path, packed(parts_of(whole), manifest={"format": "callcoach-package"}))
    with pytest.raises(KnownError, match="newer version"):
        take(tmp_path, packed(parts_of(whole), manifest={"version": 2}))
