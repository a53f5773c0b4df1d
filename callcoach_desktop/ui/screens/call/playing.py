"""What keeps player, map and transcript at the same second, and the jumps from place to place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject

from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.mark_kinds import key_of
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.transport import Transport
from callcoach_desktop.ui.sound.player import NO_DEVICE, Player

STEP_S, LONG_STEP_S = 5.0, 15.0
_AGAIN_S = 0.8  # going back within this of a place's start goes to the one before


class Playing(QObject):
    """Moves all parts of the screen to a second; `scene` is None while no call is open."""

    def __init__(
        self, player: Player, the_map: MapView, transcript: TranscriptView, transport: Transport, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.player, self._map, self._transcript, self._transport = player, the_map, transcript, transport
        self.scene: CallScene | None = None
        self.comment_starts: tuple[float, ...] = ()
        self._silent_second = 0.0  # where one is in a call without sound
        the_map.seek.connect(self.seek)
        transcript.seek.connect(self.seek)
        transport.toggled.connect(player.toggle)
        transport.step.connect(self.step)
        transport.question.connect(self.to_question)
        transport.turn.connect(self.to_turn)
        transport.comment_step.connect(self.to_comment)
        transport.speed.connect(player.set_speed)
        player.moved.connect(self._moved)
        player.playing_changed.connect(lambda playing: transport.set_playing(playing=playing))
        player.speed_changed.connect(transport.set_speed)
        player.silent.connect(self._silent)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(player.close)

    def set_scene(self, scene: CallScene | None) -> None:
        """The call that is shown now."""
        self.scene = scene
        if scene is None:
            self.comment_starts = ()
            self.player.set_source(None, 0.0)
            self._transcript.set_position(-1.0)
            self._transport.note.setText("")

    def rewind(self) -> None:
        """A fresh call: from its start, with what it can be played from."""
        if self.scene is None:
            return
        playable = self.scene.sound is not None
        self._silent_second = 0.0
        self.player.set_source(self.scene.sound, self.scene.duration if playable else 0.0)
        self._transport.set_time(0.0, self.scene.duration)
        self._map.set_position(0.0)
        self._transcript.set_position(0.0)
        self._transcript.set_follow(on=True)

    def position(self) -> float:
        """The second of the play head."""
        if self.scene is not None and self.scene.sound is None:
            return self._silent_second
        return self.player.position()

    def _moved(self, second: float) -> None:
        if self.scene is None:
            return
        self._map.set_position(second, playing=self.player.playing)
        self._transcript.set_position(second)
        self._transport.set_time(second, self.scene.duration)

    def _silent(self, sentence: str) -> None:
        self._transport.note.setText(sentence or NO_DEVICE)
        self._transport.note.setAccessibleName(sentence)

    def seek(self, second: float) -> None:
        """Go to a second; without sound only the text goes there."""
        if self.scene is None:
            return
        if self.scene.sound is not None:
            self.player.seek(second)
        else:
            self._silent_second = second
            self._map.set_position(second)
            self._transcript.set_position(second, scroll=False)
        if self._transcript.follow or self.scene.sound is None:
            self._transcript.show_second(second)

    def go(self, second: float) -> None:
        """Go to a second from outside map and text: both show it."""
        self._transcript.set_follow(on=True)
        self.seek(second)
        self._map.bring_into_view(second)
        self._transcript.show_second(second)

    def step(self, seconds: float) -> None:
        """Some seconds on or back."""
        self.go(min(max(0.0, self.position() + seconds), self.scene.duration if self.scene else 0.0))

    def _jump(self, starts: Sequence[float], direction: int) -> None:
        now = self.position()
        i = bisect_right(starts, now + 0.05) if direction > 0 else bisect_left(starts, now - _AGAIN_S) - 1
        if 0 <= i < len(starts):
            self.go(starts[i])

    def to_question(self, direction: int) -> None:
        """The next question (1) or the one before (-1)."""
        self._jump(self.scene.question_starts if self.scene else (), direction)

    def to_moment(self, direction: int) -> None:
        """The next mark or flag that the map shows (1), or the one before (-1)."""
        if self.scene is None:
            return
        hidden = self._map.legend.hidden
        starts = {m.start for m in self.scene.marks if key_of(m.kind, m.type) not in hidden}
        starts |= {f.start for f in self.scene.facts}
        self._jump(sorted(starts), direction)

    def to_turn(self, direction: int) -> None:
        """The next turn of any voice (1) or the one before (-1)."""
        if self.scene is not None:
            self._jump(sorted(float(t) for lane in self.scene.lanes for t in lane.turn_starts), direction)

    def to_comment(self, direction: int) -> None:
        """The next comment or bookmark (1) or the one before (-1)."""
        self._jump(self.comment_starts, direction)
