"""Something that is made when it is first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Late:
    """Stands for what `make` returns, which is called once, by the first thread that calls a method.

    For services whose modules take tenths of a second to load (numpy) and that no first picture needs. Until then its
    attributes are taken for methods: naming one makes nothing, so that the UI's thread may hand `late.method` to a
    worker. `close` does nothing when nothing was made.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None
        self._lock = threading.Lock()

    def _get(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python itself asks for, as copying does
            raise AttributeError(name)
        if self._made is not None:
            return getattr(self._made, name)

        def call(*given: Any, **named: Any) -> Any:
            return getattr(self._get(), name)(*given, **named)

        return call

    def close(self) -> None:
        """Close what was made."""
        with self._lock:
            made = self._made
        if made is not None:
            made.close()
