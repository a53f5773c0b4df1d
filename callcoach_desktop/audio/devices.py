"""What can be recorded on this machine: microphones, and what the computer plays.

On Linux the sound server names both (`audio.pulse`). Elsewhere, and on a Linux without a server, PortAudio names the
inputs; what the computer plays is then there only as an input of its own (BlackHole on macOS, Stereo Mix on Windows).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from callcoach_desktop.audio.pulse import RATE, OnBlock, Pulse, available
from callcoach_desktop.domain.errors import KnownError

Kind = Literal["mic", "system"]
_ASK_SERVER, _ASK_PORTAUDIO = 0.1, 0.5
_LOOPBACKS = ("blackhole", "loopback", "stereo mix", "soundflower", "vb-cable", "vb-audio")


@dataclass(frozen=True, slots=True)
class Device:
    """A source of sound. `name` is for people, `key` for `Devices.open`."""

    key: str
    name: str
    kind: Kind
    default: bool = False
    muted: bool = False


class Devices:
    """The sources of this machine as they are now. Not thread-safe; `close` it."""

    def __init__(self) -> None:
        self._pulse: Pulse | None = None

    def list(self) -> list[Device]:
        """All sources, microphones first, the system's own choice first among them. Raises KnownError."""
        pulse = self._server()
        found = _of_portaudio() if pulse is None else [_of_pulse(source) for source in pulse.sources()]
        return sorted(found, key=lambda device: (device.kind != "mic", not device.default))

    def choose(self, kind: Kind, named: str | None) -> Device:
        """The source of this kind that `named` means: its key, its name or a part of the name; None = the default.

        A microphone may be any input when it is named, so that a monitor can stand in for one.
        Raises KnownError `no_such_device`, `no_device`.
        """
        every = self.list()
        if named is None:
            for device in every:
                if device.kind == kind:
                    return device
            raise _none(kind)
        for matches in (
            lambda d: d.key == named,
            lambda d: d.name.casefold() == named.casefold(),
            lambda d: named.casefold() in d.name.casefold(),
        ):
            found = [device for device in every if matches(device)]
            found.sort(key=lambda device: device.kind != kind)
            if found:
                return found[0]
        names = ", ".join(f"“{device.name}”" for device in every) or "none"
        raise KnownError("no_such_device", f"There is no sound source “{named}”.", f"There are: {names}.")

    @property
    def patience(self) -> float:
        """Seconds between attempts to open a source that is gone: a sound server is asked in a millisecond, PortAudio
        has to be started anew."""
        return _ASK_SERVER if self._pulse is not None else _ASK_PORTAUDIO

    def open(self, key: str, on_block: OnBlock) -> Any:
        """Begin to record a source: an object with `alive` and `close()`. Raises KnownError.

        `on_block` is called in `fetch`, at the latest half a second after the sound came, or on a thread of the sound
        system.
        """
        pulse = self._server()
        return _PortAudioStream(key, on_block) if pulse is None else pulse.open(key, on_block)

    def fetch(self) -> None:
        """Hand over at once what has come of all that is open: sources whose system calls for every piece of sound have
        done so already."""
        if self._pulse is not None:
            self._pulse.fetch()

    def close(self) -> None:
        """End the connection to the sound server."""
        if self._pulse is not None:
            self._pulse.close()
            self._pulse = None

    def _server(self) -> Pulse | None:
        """The sound server, connected anew when it was restarted; None where there is none."""
        if self._pulse is not None and not self._pulse.alive:
            self.close()
        if self._pulse is None and available():
            try:
                self._pulse = Pulse()
            except KnownError:
                return None
        return self._pulse


class _PortAudioStream:
    """An input of PortAudio, mono at 16 kHz; the system's own converter makes that of the device's rate."""

    opened = 0  # streams of this process that are open
    _BLOCK = RATE // 10  # frames a callback: PortAudio joins the device's own pieces without waking Python

    def __init__(self, key: str, on_block: OnBlock) -> None:
        import time

        import sounddevice

        self._heard = True

        def callback(data: Any, _frames: int, when: Any, _status: Any) -> None:
            age = max(0.0, when.currentTime - when.inputBufferAdcTime)
            on_block(time.monotonic() - age, bytes(data))

        extra = None
        try:
            device = sounddevice.query_devices(int(key))
            if "WASAPI" in sounddevice.query_hostapis(device["hostapi"])["name"]:
                extra = sounddevice.WasapiSettings(auto_convert=True)
            self._stream = sounddevice.RawInputStream(
                samplerate=RATE,
                blocksize=self._BLOCK,
                channels=1,
                dtype="int16",
                device=int(key),
                callback=callback,
                extra_settings=extra,
            )
            self._stream.start()
            _PortAudioStream.opened += 1
        except (sounddevice.PortAudioError, ValueError) as error:
            raise KnownError(
                "source_gone", f"The sound source could not be opened ({error}).", "Plug it in, or choose another."
            ) from error

    @property
    def alive(self) -> bool:
        """Whether PortAudio still runs it."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Stop recording."""
        self._stream.abort()
        self._stream.close()
        _PortAudioStream.opened -= 1


def _of_pulse(source: Any) -> Device:
    name = source.description or source.name
    if source.monitor:
        # "Monitor of Headset" is how the server calls what the headset plays.
        name = name.removeprefix("Monitor of ")
    return Device(source.name, name, "system" if source.monitor else "mic", source.default, source.muted)


def _of_portaudio() -> list[Device]:
    try:
        import sounddevice
    except OSError as error:  # PortAudio itself is missing
        raise KnownError(
            "no_portaudio", "The sound library PortAudio is missing.", "Install it (on Debian: libportaudio2)."
        ) from error
    if _PortAudioStream.opened == 0:
        # PortAudio knows the devices of the moment at which it was started, and a new start ends open streams.
        sounddevice._terminate()  # noqa: SLF001 - it has no other way (sounddevice issue 125)
        sounddevice._initialize()  # noqa: SLF001
    chosen = sounddevice.default.device[0]
    found = []
    for number, device in enumerate(sounddevice.query_devices()):
        if device["max_input_channels"] < 1:
            continue
        name = str(device["name"])
        kind: Kind = "system" if any(mark in name.casefold() for mark in _LOOPBACKS) else "mic"
        found.append(Device(str(number), name, kind, number == chosen))
    return found


def _none(kind: Kind) -> KnownError:
    if kind == "mic":
        return KnownError("no_device", "There is no microphone.", "Plug one in, or name a source with --mic.")
    return KnownError(
        "no_device",
        "What the computer plays cannot be recorded here.",
        "Record the microphone alone (--system none), or install a loopback device such as BlackHole.",
    )
