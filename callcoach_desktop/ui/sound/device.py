"""The sound device, on the thread that feeds it: Qt Multimedia behind four calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qInstallMessageHandler

_BUFFER_S = 0.12  # long enough for a busy machine, short enough that pause is felt at once


class SoundDevice(Protocol):
    """Where samples go. `rate` in Hz, `channels`; samples are float32 interleaved frames."""

    rate: int
    channels: int

    def start(self) -> None:
        """Begin to play what is written."""

    def free_frames(self) -> int:
        """Frames that can be written now."""

    def write(self, frames: Any) -> None:
        """Frames of shape (n, channels), float32 in -1..1."""

    def played_s(self) -> float:
        """Seconds of device time since the start."""

    def stop(self) -> None:
        """Silence at once; what was written and not yet heard is dropped."""

    def broken(self) -> bool:
        """Whether the device went away."""


class QtSoundDevice:
    """The system's default output through QAudioSink."""

    def __init__(self, sink: Any, rate: int, channels: int, *, floats: bool) -> None:
        self._sink = sink
        self._io: Any = None
        self._floats = floats
        self.rate = rate
        self.channels = channels

    def start(self) -> None:
        self._io = self._sink.start()

    def free_frames(self) -> int:
        width = 4 if self._floats else 2
        return 0 if self._io is None else int(self._sink.bytesFree()) // (width * self.channels)

    def write(self, frames: Any) -> None:
        import numpy as np

        if self._io is not None:
            clipped = np.clip(frames, -1.0, 1.0)
            data = clipped.astype(np.float32) if self._floats else (clipped * 32767).astype(np.int16)
            self._io.write(data.tobytes())

    def played_s(self) -> float:
        return float(self._sink.processedUSecs()) / 1e6

    def stop(self) -> None:
        self._sink.reset()
        self._io = None

    def broken(self) -> bool:
        from PySide6.QtMultimedia import QtAudio

        return self._sink.error() in (QtAudio.Error.OpenError, QtAudio.Error.IOError, QtAudio.Error.FatalError)


def open_default(rate: int) -> SoundDevice | None:
    """The default output, at `rate` Hz where it takes it; None when this machine has none.

    Qt Multimedia loads here, on first use, so that opening a call does not wait for it.
    """
    with _QuietProbe():
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

        output = QMediaDevices.defaultAudioOutput()
    if output.isNull():
        return None
    wish = QAudioFormat()
    wish.setSampleRate(rate)
    wish.setChannelCount(2)
    wish.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    if not output.isFormatSupported(wish):
        preferred = output.preferredFormat()
        wish.setSampleRate(max(rate, preferred.sampleRate()))
        wish.setChannelCount(2 if preferred.channelCount() >= 2 else 1)
        if not output.isFormatSupported(wish):
            wish.setSampleFormat(QAudioFormat.SampleFormat.Float)
        if not output.isFormatSupported(wish):
            return None
    sink = QAudioSink(output, wish)
    floats = wish.sampleFormat() == QAudioFormat.SampleFormat.Float
    width = (4 if floats else 2) * wish.channelCount()
    sink.setBufferSize(round(_BUFFER_S * wish.sampleRate()) * width)
    return QtSoundDevice(sink, wish.sampleRate(), wish.channelCount(), floats=floats)


class _QuietProbe:
    """Keeps the "no sound server here" lines of Qt's back ends out of the log: that is a value for us, not a fault."""

    _DROPPED = ("PulseAudioService: pa_context_connect() failed",)

    def __enter__(self) -> None:
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        self._before: Callable[..., None] | None = qInstallMessageHandler(self._pass_on)

    def __exit__(self, *error: object) -> None:
        qInstallMessageHandler(self._before)

    def _pass_on(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith(self._DROPPED):
            return
        if self._before is not None:
            self._before(kind, context, message)
        elif sys.stderr is not None:
            sys.stderr.write(message + "\n")
