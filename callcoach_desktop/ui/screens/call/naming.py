"""Names and sides of the voices: the popup over a name, and what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.transcript import Side, Speaker
from callcoach_desktop.ui.screens.call.commands import Commands, EditorService
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.people import PersonPopup
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.view_model import CallViewModel, Facts


class Naming(QObject):
    """Listens to clicks on names in transcript, map and head."""

    def __init__(
        self,
        screen: QWidget,
        header: Header,
        the_map: MapView,
        transcript: TranscriptView,
        model: CallViewModel,
        commands: Commands,
        editor: EditorService | None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._map, self._model, self._commands, self._editor = screen, the_map, model, commands, editor
        self.facts: Facts | None = None
        self.can_swap = False
        self.popup: PersonPopup | None = None
        transcript.name_clicked.connect(self.ask)
        header.person_clicked.connect(self._ask_side)
        the_map.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a lane's name, left of the map."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            rows, scene, point = self._map.rows, self._map.scene, event.position()
            if event.button() == Qt.MouseButton.LeftButton and rows is not None and scene is not None:
                lanes = list(zip(scene.lanes, rows.lanes, strict=False))
                lane = next((one for one, (top, end) in lanes if top <= point.y() <= end), None)
                if lane is not None and point.x() < rows.left - 24:
                    self.ask(lane.key, event.globalPosition().toPoint())
        return False

    def _ask_side(self, side: str, where: QPoint) -> None:
        voice = next((s.id for s in (self.facts.people if self.facts else ()) if s.side == side), None)
        if voice is not None:
            self.ask(voice, where)

    def ask(self, voice: str, where: QPoint) -> None:
        """Open the popup of a voice."""
        speaker = next((s for s in (self.facts.people if self.facts else ()) if s.id == voice), None)
        if speaker is not None:
            self._open(speaker, where, self._act_on)

    def ask_new(self, where: QPoint, then: Callable[[Speaker], None]) -> None:
        """Open the popup for a voice that was not told apart; `then` gets it when it is there."""
        editor, call_id = self._editor, self._model.call_id
        if editor is None:
            return

        def add(name: str, side: Side) -> None:
            def added(voice: str) -> None:
                then(Speaker(voice, name, side))

            self._commands.do(lambda: editor.add_speaker(call_id, name, side), added)

        self._open(None, where, lambda popup: popup.added.connect(add))

    def _open(self, speaker: Speaker | None, where: QPoint, use: Callable[[PersonPopup], object]) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is None:
            return

        def opened(names: list[str]) -> None:
            if self._model.call_id != call_id:
                return
            if self.popup is not None:
                self.popup.close()
            popup = PersonPopup(
                self._screen,
                speaker,
                names,
                can_swap=self.can_swap and speaker is not None,
                others=self._beside(speaker),
            )
            use(popup)
            popup.closed.connect(self._closed)
            self.popup = popup
            popup.show_at(where)

        self._commands.ask(lambda: editor.known_names(call_id), opened)

    def _beside(self, speaker: Speaker | None) -> list[Speaker]:
        """The voices that a voice may really be: those heard on the same channel."""
        people = self.facts.people if self.facts and speaker is not None else ()
        return [s for s in people if speaker is not None and s.id != speaker.id and s.channel == speaker.channel]

    def _closed(self) -> None:
        self.popup = None

    def _act_on(self, popup: PersonPopup) -> None:
        popup.named.connect(self._name)
        popup.sided.connect(self._side)
        popup.merged.connect(self._merge)
        popup.swap.connect(self.swap)

    def _name(self, voice: str, name: str, always: bool) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.name_speaker(call_id, voice, name, always=always))

    def _side(self, voice: str, side: Side) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.set_side(call_id, voice, side))

    def _merge(self, voice: str, into: str) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.merge_speakers(call_id, voice, into))

    def swap(self) -> None:
        """Exchange rep and customer."""
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.swap_sides(call_id))
