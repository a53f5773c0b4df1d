"""A file sealed with a passphrase: scrypt for the key, AES-256-GCM for each block, both from the cryptography library.

Form: magic, the cost of scrypt, salt, the first bytes of every nonce, then blocks of 1 MiB. A nonce ends in its block's
number and in whether that is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar 2015), so that
blocks which are missing, doubled, swapped or cut off do not open.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from callcoach_desktop.domain.errors import Cancelled, KnownError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"CCSEAL1\n"
LEAST = 8  # characters of a passphrase
_COST = 17  # log2 of scrypt's N: 128 MiB and about 0.3 s, once a file (OWASP's advice for scrypt)
_COSTS = range(14, 21)  # a file may not ask for more memory than 1 GiB
_BLOCK = 1 << 20
_TAG = 16
_HEADER = struct.Struct(">8sB16s7s")


def is_sealed(path: Path) -> bool:
    """Whether a file begins as a sealed one. A file that cannot be read is not."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def seal(source: IO[bytes], target: IO[bytes], passphrase: str, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write `source` sealed to `target`. Raises KnownError `weak_passphrase`; Cancelled; OSError."""
    if len(passphrase) < LEAST:
        raise KnownError(
            "weak_passphrase",
            f"The passphrase is shorter than {LEAST} characters.",
            "Use a few words that belong together.",
        )
    salt, start = os.urandom(16), os.urandom(7)
    header = _HEADER.pack(MAGIC, _COST, salt, start)
    box = _box(passphrase, salt, _COST)
    target.write(header)
    for number, block, last in _blocks(source, _BLOCK):
        if cancelled():
            raise Cancelled
        target.write(box.encrypt(_nonce(start, number, last=last), block, header))


def unseal(path: Path, target: IO[bytes], passphrase: str, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write what a sealed file holds to `target`, block by proved block.

    Raises KnownError: `wrong_passphrase` (or a changed file: nobody can tell which), `bad_package`; Cancelled; OSError.
    """
    from cryptography.exceptions import InvalidTag

    with path.open("rb") as source:
        header = source.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise _cut_off(path)
        magic, cost, salt, start = _HEADER.unpack(header)
        if magic != MAGIC or cost not in _COSTS:
            raise _cut_off(path)
        box = _box(passphrase, salt, cost)
        for number, block, last in _blocks(source, _BLOCK + _TAG):
            if cancelled():
                raise Cancelled
            try:
                target.write(box.decrypt(_nonce(start, number, last=last), block, header))
            except InvalidTag as error:
                if number:
                    raise _cut_off(path) from error
                raise KnownError(
                    "wrong_passphrase",
                    f"“{path.name}” does not open with this passphrase.",
                    "Check it with the one who sent the file. If it is right, the file was changed or is damaged.",
                ) from error


def _blocks(source: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """The blocks of a file, each with its number and whether it is the last; an empty file is one empty block."""
    number, block = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number, block, not following
        if not following:
            return
        number, block = number + 1, following


def _nonce(start: bytes, number: int, *, last: bool) -> bytes:
    return start + struct.pack(">IB", number, last)


def _box(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    # Imported here: the window imports this module before its list is filled, and seals nothing then.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode()))


def _cut_off(path: Path) -> KnownError:
    return KnownError(
        "bad_package",
        f"“{path.name}” is cut off or was changed.",
        "Ask for it again. Nothing was imported.",
    )
