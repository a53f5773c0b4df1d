"""What recording plays: the three-second test, and the beep that says that a call is recorded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal

from callcoach_desktop.system.paths import resources

BEEP_MS = 15_000
"""A tone of 1400 Hz every 15 s is what the recorder tone of telephone networks was (47 CFR 64.501)."""


class Sound(QObject):
    """Plays one WAV at a time through the system's default output; a machine without one stays silent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._effect: QObject | None = None

    def play(self, path: Path) -> bool:
        """Begin to play; False where there is no output."""
        # Loads Qt Multimedia, which nothing else needs here.
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        if QMediaDevices.defaultAudioOutput().isNull():
            return False
        self.stop()
        effect = QSoundEffect(self)
        effect.setSource(QUrl.fromLocalFile(str(path)))
        effect.play()
        self._effect = effect
        return True

    @property
    def playing(self) -> bool:
        """Whether something is heard."""
        return self._effect is not None and self._effect.isPlaying()

    def stop(self) -> None:
        """Silence."""
        effect, self._effect = self._effect, None
        if effect is not None:
            effect.stop()
            effect.deleteLater()


class Beeper(QObject):
    """Beeps at once and then every fifteen seconds while it is on. `beeped` when one has begun."""

    beeped = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = Sound(self)
        self._timer = QTimer(self)
        self._timer.setInterval(BEEP_MS)
        self._timer.timeout.connect(self._beep)
        self.beeps = 0

    def set_on(self, *, on: bool) -> None:
        """Beep, or no longer."""
        if on and not self._timer.isActive():
            self._timer.start()
            self._beep()
        elif not on and self._timer.isActive():
            self._timer.stop()

    def _beep(self) -> None:
        self.beeps += 1
        if self._sound.play(resources() / "sounds" / "beep.wav"):
            self.beeped.emit()
