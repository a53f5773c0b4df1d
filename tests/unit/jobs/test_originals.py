"""A file is fingerprinted and copied whole, or there is a sentence and no copy."""

import errno
import hashlib
import os

import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.jobs import originals
from callcoach_desktop.jobs.originals import copy_in, fingerprint, move_in, told


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(os.urandom(3_000_000))
    return path


def problem(raised):
    return raised.value.problem.code


def test_copy_is_proved(source, tmp_path):
    found = fingerprint(source)
    assert found.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert found.size == 3_000_000
    copy_in(source, tmp_path / "copy", found)
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_bad_sources(tmp_path):
    (tmp_path / "empty.wav").touch()
    os.mkfifo(tmp_path / "pipe.wav")
    for name, code in (("none.wav", "missing_file"), ("empty.wav", "empty_file"), ("pipe.wav", "not_a_file"),
                       ("a" * 300, "missing_file")):  # fmt: skip
        with pytest.raises(KnownError) as raised:
            fingerprint(tmp_path / name)
        assert problem(raised) == code
        assert raised.value.problem.do


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(source):
    source.chmod(0)
    with pytest.raises(KnownError) as raised:
        fingerprint(source)
    assert problem(raised) == "unreadable_file"


def test_file_that_grows_between_fingerprint_and_copy(source, tmp_path):
    found = fingerprint(source)
    with source.open("ab") as file:
        file.write(b"more")
    with pytest.raises(KnownError) as raised:
        copy_in(source, tmp_path / "copy", found)
    assert problem(raised) == "file_changed"
    assert not (tmp_path / "copy").exists()


def test_file_that_changes_in_place_without_a_new_time(source, tmp_path):
    found = fingerprint(source)
    with source.open("r+b") as file:
        file.write(b"other")
    os.utime(source, ns=(found.modified_ns, found.modified_ns))
    with pytest.raises(KnownError) as raised:
        copy_in(source, tmp_path / "copy", found)
    assert problem(raised) == "file_changed"


def test_file_that_grows_while_it_is_read(source, tmp_path):
    def grow():
        with source.open("ab") as file:
            file.write(bytes(2 * originals.BLOCK))
        return False

    found = fingerprint(source)
    with pytest.raises(KnownError) as raised:
        copy_in(source, tmp_path / "copy", found, grow)
    assert problem(raised) == "file_changed"
    with pytest.raises(KnownError) as raised:
        fingerprint(source, grow)
    assert problem(raised) == "file_changed"


def test_disk_full_is_told_before_and_while_copying(source, tmp_path, monkeypatch):
    found = fingerprint(source)
    monkeypatch.setattr(originals, "free_bytes", lambda _path: found.size + originals.RESERVE - 1)
    with pytest.raises(KnownError, match="not enough room") as raised:
        copy_in(source, tmp_path / "copy", found)
    assert problem(raised) == "disk_full"
    monkeypatch.setattr(originals, "free_bytes", lambda _path: 10**12)

    def full(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(originals, "fsync_file", full)
    with pytest.raises(KnownError) as raised:
        copy_in(source, tmp_path / "copy", found)
    assert problem(raised) == "disk_full"
    assert not (tmp_path / "copy").exists()


def test_cancel_leaves_nothing(source, tmp_path):
    with pytest.raises(Cancelled):
        copy_in(source, tmp_path / "copy", fingerprint(source), lambda: True)
    assert not (tmp_path / "copy").exists()
    with pytest.raises(Cancelled):
        fingerprint(source, lambda: True)


def test_moving_in_twice_is_harmless(tmp_path):
    staging, final = tmp_path / ".incoming" / "x", tmp_path / "2026" / "x"
    staging.mkdir(parents=True)
    (staging / "f").write_bytes(b"1")
    move_in(staging, final)
    assert (final / "f").read_bytes() == b"1"
    move_in(staging, final)


def test_other_errors_say_what_the_system_says(source):
    with pytest.raises(KnownError, match="Input/output error"), told(source):
        raise OSError(errno.EIO, "Input/output error")
