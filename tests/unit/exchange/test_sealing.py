"""Files sealed with a passphrase."""

from __future__ import annotations

import io

import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.exchange import sealing

WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def _small_blocks_and_a_cheap_key(monkeypatch):
    monkeypatch.setattr(sealing, "_BLOCK", 64)
    monkeypatch.setattr(sealing, "_COST", 14)


def sealed(tmp_path, content: bytes):
    path = tmp_path / "call.callcoach"
    with path.open("wb") as target:
        sealing.seal(io.BytesIO(content), target, WORDS)
    return path


def opened(path, passphrase=WORDS) -> bytes:
    out = io.BytesIO()
    sealing.unseal(path, out, passphrase)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_goes_in_comes_out(tmp_path, size):
    content = bytes(n % 251 for n in range(size))
    path = sealed(tmp_path, content)
    assert sealing.is_sealed(path)
    assert content[:32] not in path.read_bytes() or size < 8
    assert opened(path) == content


def test_the_same_content_is_sealed_differently_each_time(tmp_path):
    assert sealed(tmp_path, b"x" * 100).read_bytes() != sealed(tmp_path, b"x" * 100).read_bytes()


def code(path, passphrase=WORDS) -> str:
    with pytest.raises(KnownError) as error:
        opened(path, passphrase)
    assert error.value.problem.do
    return error.value.problem.code


def test_a_wrong_passphrase_is_said(tmp_path):
    assert code(sealed(tmp_path, b"secret"), "wrong horse battery") == "wrong_passphrase"


@pytest.mark.parametrize("at", [3, 8, 12, 26, 34, 60, 130, -1])
def test_any_changed_byte_is_noticed(tmp_path, at):
    path = sealed(tmp_path, bytes(200))
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)
    assert code(path) in {"bad_package", "wrong_passphrase"}


def test_missing_doubled_and_swapped_blocks_are_noticed(tmp_path):
    path = sealed(tmp_path, bytes(range(200)))
    raw, head, block = path.read_bytes(), 32, 64 + 16
    first, second = raw[head : head + block], raw[head + block : head + 2 * block]
    rest = raw[head + 2 * block :]
    for forged in (
        raw[:head] + second + first + rest,
        raw[:head] + first + first + second + rest,
        raw[:head] + first + rest,
        raw[: head + 2 * block],  # cut off at the end of a block
        raw[:20],
        raw[:head],
    ):
        path.write_bytes(forged)
        assert code(path) in {"bad_package", "wrong_passphrase"}


def test_a_header_may_not_ask_for_all_memory(tmp_path):
    path = sealed(tmp_path, b"x")
    raw = bytearray(path.read_bytes())
    raw[8] = 40
    path.write_bytes(raw)
    assert code(path) == "bad_package"


def test_a_short_passphrase_is_refused_and_work_can_be_stopped():
    with pytest.raises(KnownError, match="shorter"):
        sealing.seal(io.BytesIO(b"x"), io.BytesIO(), "short")
    with pytest.raises(Cancelled):
        sealing.seal(io.BytesIO(b"x"), io.BytesIO(), WORDS, lambda: True)
