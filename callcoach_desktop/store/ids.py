"""Names of calls and jobs: random, short enough to type, safe in a path and on every file system."""

from __future__ import annotations

import secrets

LENGTH = 12
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters; without l, o, 0 and 1, which are misread


def new_id() -> str:
    """A new id of 12 characters (60 random bits). The first is a letter, so that no shell takes it for a number."""
    return secrets.choice(ALPHABET[:24]) + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
