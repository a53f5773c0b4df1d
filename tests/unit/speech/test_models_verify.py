import hashlib
import os
import struct

import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models import verify
from callcoach_desktop.speech.models.manifest import HubSource, Model, ModelFile
from callcoach_desktop.speech.models.offline import offline_environment
from callcoach_desktop.speech.models.own import check_own_folder
from callcoach_desktop.speech.models.rate import Rate
from callcoach_desktop.speech.models.verify import STAMP, verify_folder

CONTENT = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a\n", "model.bin": b"w" * 5000}


def build(content):
    files = tuple(ModelFile(n, len(c), hashlib.sha256(c).hexdigest()) for n, c in content.items())
    return HubSource("o/m", "0" * 40, files)


MODEL = Model("m", "M", "en", "MIT", "M.", (build(CONTENT),))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "m"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def read(monkeypatch):
    """Names of the files that were read to check their sums."""
    names = []
    real = verify.sha256_of

    def spy(path, **kwargs):
        names.append(path.name)
        return real(path, **kwargs)

    monkeypatch.setattr(verify, "sha256_of", spy)
    return names


def test_a_whole_folder_is_read_once(folder, read):
    assert verify_folder(folder, MODEL) == MODEL.builds[0]
    assert sorted(read) == sorted(CONTENT)
    read.clear()
    verify_folder(folder, MODEL)
    assert read == []
    verify_folder(folder, MODEL, again=True)
    assert sorted(read) == sorted(CONTENT)


def test_a_touched_file_is_read_again_and_only_that(folder, read):
    verify_folder(folder, MODEL)
    read.clear()
    os.utime(folder / "model.bin", (1, 1))
    verify_folder(folder, MODEL)
    assert read == ["model.bin"]


def test_a_changed_file_of_the_same_size_is_refused_and_the_stamp_goes(folder):
    verify_folder(folder, MODEL)
    (folder / "model.bin").write_bytes(b"x" + CONTENT["model.bin"][1:])
    with pytest.raises(KnownError, match=r"model\.bin has changed") as error:
        verify_folder(folder, MODEL)
    assert error.value.problem.code == "model_broken"
    assert "callcoach models get m" in error.value.problem.do
    assert not (folder / STAMP).exists()


@pytest.mark.parametrize("name", CONTENT)
def test_no_file_may_be_missing_or_half(folder, name):
    (folder / name).write_bytes(CONTENT[name][:-1])
    with pytest.raises(KnownError, match=f"{name} has"):
        verify_folder(folder, MODEL)
    (folder / name).unlink()
    with pytest.raises(KnownError, match=f"{name} is missing"):
        verify_folder(folder, MODEL)


def test_a_file_that_faster_whisper_would_load_must_belong(folder):
    (folder / "README.md").write_text("harmless")
    verify_folder(folder, MODEL)
    (folder / "preprocessor_config.json").write_text("{}")
    with pytest.raises(KnownError, match=r"preprocessor_config\.json does not belong"):
        verify_folder(folder, MODEL)


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(KnownError) as error:
        verify_folder(tmp_path / "m", MODEL)
    assert error.value.problem.code == "model_missing"


def test_either_of_two_builds_will_do_but_no_mixture(folder):
    other = {**CONTENT, "model.bin": b"v" * 6000}
    both = Model("m", "M", "en", "MIT", "M.", (build(CONTENT), build(other)))
    assert verify_folder(folder, both) == both.builds[0]
    (folder / "model.bin").write_bytes(other["model.bin"])
    assert verify_folder(folder, both) == both.builds[1]
    mixed = {**other, "tokenizer.json": b"{ }"}
    both = Model("m", "M", "en", "MIT", "M.", (build(CONTENT), build(mixed)))
    with pytest.raises(KnownError):
        verify_folder(folder, both)


def test_a_rubbish_stamp_is_no_stamp(folder, read):
    for rubbish in ("{", "[]", '{"model.bin": 1}'):
        (folder / STAMP).write_text(rubbish)
        verify_folder(folder, MODEL)
        assert "model.bin" in read
        read.clear()


def test_a_folder_that_may_not_be_written_works(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(verify, "write_atomic", refuse)
    verify_folder(folder, MODEL)
    assert not (folder / STAMP).exists()


def test_checking_can_be_cancelled(folder):
    with pytest.raises(Cancelled):
        verify_folder(folder, MODEL, cancelled=lambda: True)


# A folder of the user's own


def name(text):
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def weights(kind="WhisperSpec", version=6):
    variable = name("encoder/weight") + struct.pack("<B2IBI", 2, 2, 3, 0, 24) + b"\1" * 24
    return struct.pack("<I", version) + name(kind) + struct.pack("<II", 3, 1) + variable + struct.pack("<I", 0)


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    for file, content in {**CONTENT, "model.bin": weights()}.items():
        (folder / file).write_bytes(content)
    return folder


def test_an_own_folder_that_is_whole_is_taken(own):
    assert check_own_folder(own) == own


@pytest.mark.parametrize("missing", CONTENT)
def test_an_own_folder_without_a_file_is_refused(own, missing):
    (own / missing).unlink()
    with pytest.raises(KnownError, match="is missing"):
        check_own_folder(own)


def test_half_own_weights_are_refused_wherever_they_end(own):
    whole = weights()
    for length in range(len(whole)):
        (own / "model.bin").write_bytes(whole[:length])
        with pytest.raises(KnownError, match=r"model\.bin"):
            check_own_folder(own)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (weights() + b"x", "behind its end"),
        (weights("TransformerSpec"), "not of Whisper"),
        (weights(version=99), "known version"),
        (b"\xff" * 400, "known version"),
    ],
)
def test_other_weights_are_refused(own, content, why):
    (own / "model.bin").write_bytes(content)
    with pytest.raises(KnownError, match=why):
        check_own_folder(own)


def test_a_half_tokenizer_is_refused(own):
    (own / "tokenizer.json").write_text('{"version": "1')
    with pytest.raises(KnownError, match=r"tokenizer\.json is not whole"):
        check_own_folder(own)


def test_offline_environment_closes_the_hub(monkeypatch):
    for key in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "")
    monkeypatch.setenv("DO_NOT_TRACK", "")
    offline_environment()
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"
    for key in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.delenv(key)


def test_the_rate_follows_the_last_ten_seconds():
    rate = Rate()
    assert rate.seconds_left(100) is None
    for second in range(30):
        rate.add(second, second * 100)
    assert rate.bytes_per_second() == pytest.approx(100)
    assert rate.seconds_left(3900) == pytest.approx(10)
    for second in range(30, 60):
        rate.add(second, 2900)
    assert rate.seconds_left(3900) is None  # nothing moves
    rate.add(60, 0)  # another source
    assert rate.bytes_per_second() is None
