"""The sound server of Linux (PulseAudio, or PipeWire's stand-in for it), by its own library.

PortAudio knows only the server's default source, and never what the computer plays; libpulse names every source,
gives the monitors of the outputs, and tells how old each sample is. It is bound here with ctypes: the symbols are
those of <pulse/pulseaudio.h>, stable since version 0.9.16. No server is ever started by us.

A source that another program hears with little delay (a meeting does) comes in pieces of 10 ms, whatever we ask for.
Nobody wakes for a piece: they lie in memory that the server shares with us until `fetch`, which takes all at once.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.domain.errors import KnownError

RATE = 16_000  # Hz; the server resamples
_S16LE = 3
_READY, _FAILED = 4, 5  # pa_context_state_t
_STREAM_READY, _STREAM_FAILED = 2, 3  # pa_stream_state_t
_NO_AUTOSPAWN = 1
_INTERPOLATE, _AUTO_TIMING, _DONT_MOVE, _ADJUST_LATENCY = 0x2, 0x8, 0x200, 0x2000
_ANY = 0xFFFFFFFF
_FRAGMENT = RATE // 10 * 2  # bytes: 100 ms a callback
_KEEP = 120 * RATE * 2  # bytes that the server keeps for us when we do not come to reading
_PATIENCE = 5.0  # seconds for any answer of the server
_UNASKED = 0.5  # seconds after which pieces are fetched without being asked for: the server has room for ten
_NAP = 5_000  # microseconds

OnBlock = Callable[[float, bytes], None]
"""Gets the monotonic time of the first sample and the samples (mono, 16 bits); must not block."""


class _Spec(ctypes.Structure):
    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


class _Map(ctypes.Structure):
    _fields_ = (("channels", ctypes.c_uint8), ("map", ctypes.c_int * 32))


class _Volume(ctypes.Structure):
    _fields_ = (("channels", ctypes.c_uint8), ("values", ctypes.c_uint32 * 32))


class _SourceInfo(ctypes.Structure):
    """The beginning of pa_source_info."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("index", ctypes.c_uint32),
        ("description", ctypes.c_char_p),
        ("spec", _Spec),
        ("map", _Map),
        ("owner", ctypes.c_uint32),
        ("volume", _Volume),
        ("mute", ctypes.c_int),
        ("monitor_of", ctypes.c_uint32),
    )


class _ServerInfo(ctypes.Structure):
    """The beginning of pa_server_info."""

    _fields_ = (
        ("user", ctypes.c_char_p),
        ("host", ctypes.c_char_p),
        ("version", ctypes.c_char_p),
        ("server", ctypes.c_char_p),
        ("spec", _Spec),
        ("sink", ctypes.c_char_p),
        ("source", ctypes.c_char_p),
    )


class _Buffer(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize"))


_POINTER = ctypes.c_void_p
_READ = ctypes.CFUNCTYPE(None, _POINTER, ctypes.c_size_t, _POINTER)
_SOURCE = ctypes.CFUNCTYPE(None, _POINTER, ctypes.POINTER(_SourceInfo), ctypes.c_int, _POINTER)
_SERVER = ctypes.CFUNCTYPE(None, _POINTER, ctypes.POINTER(_ServerInfo), _POINTER)

# name -> result, arguments
_SYMBOLS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "pa_mainloop_new": (_POINTER, ()),
    "pa_mainloop_get_api": (_POINTER, (_POINTER,)),
    "pa_mainloop_prepare": (ctypes.c_int, (_POINTER, ctypes.c_int)),
    "pa_mainloop_poll": (ctypes.c_int, (_POINTER,)),
    "pa_mainloop_dispatch": (ctypes.c_int, (_POINTER,)),
    "pa_mainloop_free": (None, (_POINTER,)),
    "pa_context_new": (_POINTER, (_POINTER, ctypes.c_char_p)),
    "pa_context_connect": (ctypes.c_int, (_POINTER, ctypes.c_char_p, ctypes.c_int, _POINTER)),
    "pa_context_get_state": (ctypes.c_int, (_POINTER,)),
    "pa_context_disconnect": (None, (_POINTER,)),
    "pa_context_unref": (None, (_POINTER,)),
    "pa_context_get_source_info_list": (_POINTER, (_POINTER, _SOURCE, _POINTER)),
    "pa_context_get_server_info": (_POINTER, (_POINTER, _SERVER, _POINTER)),
    "pa_operation_unref": (None, (_POINTER,)),
    "pa_stream_new": (_POINTER, (_POINTER, ctypes.c_char_p, ctypes.POINTER(_Spec), _POINTER)),
    "pa_stream_set_read_callback": (None, (_POINTER, _READ, _POINTER)),
    "pa_stream_connect_record": (
        ctypes.c_int,
        (_POINTER, ctypes.c_char_p, ctypes.POINTER(_Buffer), ctypes.c_int),
    ),
    "pa_stream_get_state": (ctypes.c_int, (_POINTER,)),
    "pa_stream_peek": (
        ctypes.c_int,
        (_POINTER, ctypes.POINTER(_POINTER), ctypes.POINTER(ctypes.c_size_t)),
    ),
    "pa_stream_drop": (ctypes.c_int, (_POINTER,)),
    "pa_stream_get_latency": (
        ctypes.c_int,
        (_POINTER, ctypes.POINTER(ctypes.c_uint64), ctypes.POINTER(ctypes.c_int)),
    ),
    "pa_stream_disconnect": (ctypes.c_int, (_POINTER,)),
    "pa_stream_unref": (None, (_POINTER,)),
}


@dataclass(frozen=True, slots=True)
class PulseSource:
    """A source of the server. `monitor` is True for what an output plays."""

    name: str
    description: str
    monitor: bool
    muted: bool
    default: bool  # the server's default source, or the monitor of its default sink


class Pulse:
    """A connection to the user's sound server. Raises KnownError `no_sound_server` when there is none.

    What comes is handed over in `fetch`, on the caller's thread, and on one of our own when nobody asks for it.
    """

    def __init__(self) -> None:
        self._lib = _library()
        self._lock = threading.RLock()  # whoever holds it may talk to the library
        self._streams: list[PulseStream] = []
        self._fetched = time.monotonic()
        self._closing = threading.Event()
        self._unasked = threading.Thread(target=self._fetch_unasked, name="sound", daemon=True)
        self._loop = self._lib.pa_mainloop_new()
        self._context = self._lib.pa_context_new(self._lib.pa_mainloop_get_api(self._loop), b"CallCoach")
        refused = self._lib.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None) < 0
        if refused or not self._until(lambda: self._state() == _READY, lambda: self._state() >= _FAILED):
            self.close()
            raise _no_server()
        self._unasked.start()

    @property
    def alive(self) -> bool:
        """Whether the server still answers."""
        return bool(self._context) and self._state() == _READY

    def sources(self) -> list[PulseSource]:
        """All sources, in the server's order. Raises KnownError `no_sound_server` when it went away."""
        server: dict[str, str] = {}
        found: list[tuple[str, str, bool, bool]] = []
        done = threading.Event()

        def on_server(_context: int, info: Any, _data: int) -> None:
            if info:
                server.update(sink=_text(info.contents.sink), source=_text(info.contents.source))

        def on_source(_context: int, info: Any, last: int, _data: int) -> None:
            if last or not info:
                done.set()
                return
            one = info.contents
            found.append((_text(one.name), _text(one.description), one.monitor_of != _ANY, bool(one.mute)))

        callbacks = _SERVER(on_server), _SOURCE(on_source)  # kept alive until the answers are there
        with self._lock:
            if self._state() != _READY:
                raise _no_server()
            first = self._lib.pa_context_get_server_info(self._context, callbacks[0], None)
            second = self._lib.pa_context_get_source_info_list(self._context, callbacks[1], None)
            for operation in (first, second):
                if operation:
                    self._lib.pa_operation_unref(operation)
        self._until(done.is_set, lambda: not self.alive)
        if not done.is_set():
            self.close()  # so that no late answer meets callbacks that are gone
            raise _no_server()
        standard = {server.get("source"), f"{server.get('sink')}.monitor"}
        return [
            PulseSource(name, description, monitor, muted, name in standard)
            for name, description, monitor, muted in found
        ]

    def open(self, source: str, on_block: OnBlock) -> PulseStream:
        """Begin to record a source. Raises KnownError `source_gone`."""
        return PulseStream(self, source, on_block)

    def fetch(self) -> None:
        """Hand over what has come of all streams, a block each; holes part blocks. Does not wait."""
        with self._lock:
            if self._context:
                self._turn()
                self._fetched = time.monotonic()
                for stream in self._streams:
                    stream.hand_over()

    def close(self) -> None:
        """End the connection; streams that are open end with it."""
        self._closing.set()
        if self._unasked.is_alive():
            self._unasked.join()
        with self._lock:
            if self._context:
                self._lib.pa_context_disconnect(self._context)
                self._lib.pa_context_unref(self._context)
                self._lib.pa_mainloop_free(self._loop)
                self._context = None

    def _state(self) -> int:
        with self._lock:
            return int(self._lib.pa_context_get_state(self._context)) if self._context else _FAILED

    def _fetch_unasked(self) -> None:
        while not self._closing.wait(_UNASKED):
            if time.monotonic() - self._fetched >= _UNASKED / 2:
                self.fetch()

    def _turn(self, wait: int = 0) -> None:
        """Let the library take what the server has sent; `wait` microseconds for it at the most."""
        while (
            self._lib.pa_mainloop_prepare(self._loop, wait) >= 0
            and self._lib.pa_mainloop_poll(self._loop) >= 0
            and self._lib.pa_mainloop_dispatch(self._loop) > 0
        ):
            wait = 0

    def _until(self, condition: Callable[[], bool], hopeless: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if hopeless() or time.monotonic() > deadline:
                return False
            with self._lock:
                self._turn(_NAP)
        return True


class PulseStream:
    """One source being recorded, mono at 16 kHz. Blocks come in `Pulse.fetch` until `close`."""

    def __init__(self, pulse: Pulse, source: str, on_block: OnBlock) -> None:
        self._pulse = pulse
        self._lib = pulse._lib  # noqa: SLF001 - one binding, two classes
        self._on_block = on_block
        self._stream: int | None = None
        self._callback = _READ(self._read)
        self._data, self._size = _POINTER(), ctypes.c_size_t()
        self._peek = ctypes.byref(self._data), ctypes.byref(self._size)
        self._pieces: list[bytes] = []
        self._when: float | None = None  # (monotonic) the first sample of the pieces was heard
        buffer = _Buffer(_KEEP, _ANY, _ANY, _ANY, _FRAGMENT)
        # A monitor that went must not become a microphone behind our back.
        flags = _INTERPOLATE | _AUTO_TIMING | _DONT_MOVE | _ADJUST_LATENCY
        with pulse._lock:  # noqa: SLF001
            spec = _Spec(_S16LE, RATE, 1)
            self._stream = self._lib.pa_stream_new(pulse._context, b"call", ctypes.byref(spec), None)  # noqa: SLF001
            if not self._stream:
                raise _gone(source)
            self._lib.pa_stream_set_read_callback(self._stream, self._callback, None)
            failed = self._lib.pa_stream_connect_record(self._stream, source.encode(), ctypes.byref(buffer), flags) < 0
        if failed or not pulse._until(lambda: self._state() == _STREAM_READY, lambda: self._state() >= _STREAM_FAILED):  # noqa: SLF001
            self.close()
            raise _gone(source)
        pulse._streams.append(self)  # noqa: SLF001

    @property
    def alive(self) -> bool:
        """Whether the source is still there; a silent or suspended one is."""
        return self._stream is not None and self._state() == _STREAM_READY

    def close(self) -> None:
        """Hand over what has come and stop recording; no block comes afterwards."""
        with self._pulse._lock:  # noqa: SLF001
            if self._stream is None or not self._pulse._context:  # noqa: SLF001
                return
            self._pulse._turn()  # noqa: SLF001
            self.hand_over()
            if self in self._pulse._streams:  # noqa: SLF001
                self._pulse._streams.remove(self)  # noqa: SLF001
            self._lib.pa_stream_set_read_callback(self._stream, _READ(), None)
            self._lib.pa_stream_disconnect(self._stream)
            self._lib.pa_stream_unref(self._stream)
            self._stream = None

    def hand_over(self) -> None:
        """Give what was taken from the server as one block."""
        if self._pieces:
            block, when = b"".join(self._pieces), self._when
            self._pieces.clear()
            if when is None:  # its timing was not known yet
                when = time.monotonic() - (self._age() or 0.0) - len(block) / 2 / RATE
            self._on_block(when, block)

    def _state(self) -> int:
        with self._pulse._lock:  # noqa: SLF001
            if not self._pulse._context or not self._stream:  # noqa: SLF001
                return _STREAM_FAILED
            return int(self._lib.pa_stream_get_state(self._stream))

    def _read(self, stream: int, _count: int, _data: int) -> None:
        """Take a piece at once: those of a source that is gone can be had no more."""
        while self._lib.pa_stream_peek(stream, *self._peek) == 0 and self._size.value:
            if self._data.value is None:  # a hole is left to the clock, which finds it by the age of the next block
                self.hand_over()
            else:
                if not self._pieces:
                    age = self._age()
                    self._when = None if age is None else time.monotonic() - age
                self._pieces.append(ctypes.string_at(self._data.value, self._size.value))
            self._lib.pa_stream_drop(stream)

    def _age(self) -> float | None:
        """Seconds since the first sample that waits was heard, or the next one that comes; None while that is not
        known."""
        latency, negative = ctypes.c_uint64(), ctypes.c_int()
        if self._lib.pa_stream_get_latency(self._stream, ctypes.byref(latency), ctypes.byref(negative)) < 0:
            return None
        return -latency.value / 1e6 if negative.value else latency.value / 1e6


def available() -> bool:
    """Whether libpulse is on this machine; a server may still be missing."""
    try:
        _library()
    except KnownError:
        return False
    return True


def _library() -> Any:
    if sys.platform != "linux":
        raise _no_server()
    try:
        library = ctypes.CDLL("libpulse.so.0")
    except OSError as error:
        raise _no_server() from error
    for name, (result, arguments) in _SYMBOLS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _no_server() -> KnownError:
    return KnownError(
        "no_sound_server",
        "No sound server answers on this machine.",
        "Start PipeWire or PulseAudio (log in to the desktop), then try again.",
    )


def _gone(source: str) -> KnownError:
    return KnownError("source_gone", f"The sound source “{source}” is not there.", "Plug it in, or choose another.")
