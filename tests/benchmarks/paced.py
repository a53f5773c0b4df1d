"""Sources of sound in virtual time: as fast as wanted, with clocks that run wrong, with bumps whose times are known.

The recorder's clock is moved on by the sources, so a machine that is busy makes a run longer and never wrong.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from callcoach_desktop.audio.devices import Device

RATE = 16_000
BLOCK = 1600  # samples a block: 100 ms of the source's own clock
BUMP = 60.0  # seconds between bumps
_WIDTH = 0.002  # seconds


@dataclass
class _Source:
    ppm: float
    seed: int
    on_block: Callable[[float, bytes], None] | None = None
    alive: bool = True
    frames: int = 0
    noise: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.noise = np.random.default_rng(self.seed).normal(0, 40, BLOCK * 7).astype(np.float32)

    def close(self) -> None:
        self.on_block = None

    @property
    def next_at(self) -> float:
        """When the next block will be whole, in virtual seconds."""
        return (self.frames + BLOCK) / RATE * (1 + self.ppm / 1e6)

    def give(self, origin: float, jitter: float) -> None:
        step = (1 + self.ppm / 1e6) / RATE
        when = self.frames * step
        at = when + np.arange(BLOCK) * step
        far = (at + BUMP / 2) % BUMP - BUMP / 2
        sound = np.roll(self.noise, self.frames // 7)[:BLOCK] + 20_000 * np.exp(-((far / _WIDTH) ** 2))
        self.frames += BLOCK
        if self.on_block is not None:
            self.on_block(origin + when + jitter, sound.astype(np.int16).tobytes())


class PacedDevices:
    """Stands in for `Devices`; `ppm` by track says how much slower each clock is, `speed` how much faster time goes."""

    def __init__(self, ppm: dict[str, float], speed: float) -> None:
        self._sources = {name: _Source(one, seed) for seed, (name, one) in enumerate(ppm.items())}
        self._speed = speed
        self._origin = time.monotonic()
        self._now = 0.0
        self._dice = np.random.default_rng(9)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def clock(self) -> float:
        """The virtual time, on the scale of the machine's own clock."""
        return self._origin + self._now

    def list(self) -> list[Device]:
        return [Device(name, name, "mic" if name == "mic" else "system") for name in self._sources]

    def open(self, key: str, on_block: Callable[[float, bytes], None]) -> _Source:
        self._sources[key].on_block = on_block
        if all(source.on_block for source in self._sources.values()):
            self._thread.start()
        return self._sources[key]

    def fetch(self) -> None:
        """Blocks come by themselves."""

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        begun = time.monotonic()
        while not self._over.is_set():
            source = min(self._sources.values(), key=lambda one: one.next_at)
            source_at = source.next_at
            ahead = source_at / self._speed - (time.monotonic() - begun)
            if ahead > 0.02:
                self._over.wait(ahead)
            self._now = source_at + 0.02
            source.give(self._origin, float(self._dice.normal(0, 0.003)))
