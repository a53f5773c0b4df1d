"""Something that is made when it is first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Late:
    """Stands for what `make` returns, which is called once, by the first thread that asks for an attribute.

    For services whose modules take tenths of a second to load (numpy) and that no first picture needs. `close` does
    nothing when nothing was made.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return getattr(self._made, name)

    def close(self) -> None:
        """Close what was made."""
        with self._lock:
            made = self._made
        if made is not None:
            made.close()
