"""What is heard and what is not: spans, loops, silences, muted sides; keeps player, map and transport of one mind."""

from __future__ import annotations

from PySide6.QtCore import QObject

from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.transport import SIDES, Transport
from callcoach_desktop.ui.sound.player import Player


class Hearing(QObject):
    """Connects what asks with what plays; the player is the one that knows."""

    def __init__(self, player: Player, the_map: MapView, transport: Transport, parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._map, self._transport = player, the_map, transport
        self._scene: CallScene | None = None
        the_map.play_span.connect(player.play_span)
        the_map.loop_span.connect(player.set_loop)
        the_map.loop_ended.connect(lambda: player.set_loop(None, None))
        transport.loop_toggled.connect(self.loop)
        transport.skip_toggled.connect(player.set_skip_silence)
        transport.mute_toggled.connect(player.set_muted)
        player.loop_changed.connect(self._loop_changed)
        player.skip_changed.connect(transport.set_skipping)
        player.muted_changed.connect(transport.set_muted)
        player.opening.connect(transport.set_opening)

    def set_scene(self, scene: CallScene) -> None:
        """The call in the player: who talks when and on which channel."""
        self._scene = scene
        names = {lane.side: lane.name for lane in scene.lanes if lane.side in SIDES}
        channels = {lane.side: lane.channel for lane in scene.lanes if lane.side in SIDES and lane.channel is not None}
        self._player.set_talk(scene.speech, channels)
        self._transport.set_voices(names, self._player.mutable)

    def skip_silence(self) -> None:
        """Skip silence, or no more."""
        self._player.set_skip_silence(not self._player.skipping)

    def toggle_loop(self) -> None:
        """Loop, or no more."""
        self.loop(self._player.loop is None)

    def loop(self, on: bool) -> None:
        """Loop the selection; without one the turn that is heard, which is then selected."""
        if on and self._map.selection is None:
            turn = self._turn()
            if turn is not None:
                self._map.set_selection(turn)
        span = self._map.selection if on else None
        self._player.set_loop(span.start if span else None, span.end if span else None)
        self._loop_changed(self._player.loop)  # also when nothing was there to be looped: the button springs back

    def _turn(self) -> Span | None:
        """The turn at the play head, or the last one before it."""
        now, best = self._player.position(), None
        for lane in self._scene.lanes if self._scene else ():
            starts, ends = lane.turn_starts, lane.turn_ends
            if not len(starts):
                starts, ends = lane.talk_starts, lane.talk_ends
            i = int(starts.searchsorted(now + 1e-6)) - 1
            if i >= 0 and (best is None or starts[i] > best.start):
                best = Span(float(starts[i]), float(ends[i]))
        return best

    def _loop_changed(self, loop: object) -> None:
        self._map.set_looping(loop is not None)
        self._transport.set_looping(loop is not None)
