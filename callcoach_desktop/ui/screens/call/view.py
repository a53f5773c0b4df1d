"""The call screen: head, map, transcript and figures, player."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from callcoach_desktop.ui.screens.call.body_state import BodyState
from callcoach_desktop.ui.screens.call.figures import FigureGrid, MomentList
from callcoach_desktop.ui.screens.call.find_bar import FindBar
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.hover_card import HoverCard
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.partial import PartialWord
from callcoach_desktop.ui.screens.call.player import NO_DEVICE, Player
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.table import MapTable
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.transport import Transport
from callcoach_desktop.ui.screens.call.view_model import CallServices, CallViewModel, Loaded
from callcoach_desktop.ui.theme import font, icon

_STEP_S, _LONG_STEP_S = 5.0, 15.0
_WARM_MS = 400  # after the first picture: what it did not need is put together then
_AGAIN_S = 0.8  # going back within this of a question's start goes to the one before


class CallScreen(QWidget):
    """One call. `open` reads it in the background; Esc or the arrow sends `closed`."""

    closed = Signal()
    retry = Signal(str)  # the call whose transcription failed and is asked for again
    ready = Signal(str)  # the call that is now shown

    def __init__(self, services: CallServices, parent: QWidget | None = None, *, player: Player | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Call")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.model = CallViewModel(services, self)
        self.player = player if player is not None else Player(self)
        self.scene: CallScene | None = None
        self._at: float | None = None
        self._swapped = False
        self._pending: tuple[CallScene | None, bool] | None = None  # the scene before, and whether the call is fresh
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill)
        self._build()
        self._connect()
        self._forget()

    # Construction

    def _build(self) -> None:
        self.header = Header()
        self.notice = QLabel()
        self.notice.setProperty("kind", "muted")
        self.notice.setFont(font("small"))
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setAccessibleName("Notes on this call")
        self.map = MapView()
        map_card = _card()
        inside = QVBoxLayout(map_card)
        inside.setContentsMargins(3, 3, 3, 3)  # keeps the map out of the card's round corners
        inside.addWidget(self.map)
        self._map_tools()
        self.find_bar = FindBar()
        self.transcript = TranscriptView()
        text_card = _card()
        texts = QVBoxLayout(text_card)
        texts.setContentsMargins(1, 8, 1, 8)
        texts.setSpacing(0)
        texts.addWidget(self.find_bar)
        texts.addWidget(self.transcript, 1)
        self.figures = FigureGrid()
        self.moments = MomentList()
        self.side_card = _card()
        side = QVBoxLayout(self.side_card)
        side.setContentsMargins(1, 4, 1, 8)
        side.setSpacing(0)
        side.addWidget(self.figures)
        self._rule = QFrame()
        self._rule.setProperty("kind", "line")
        side.addWidget(self._rule)
        side.addWidget(self.moments, 1)
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(text_card, 1)
        row.addWidget(self.side_card)
        self.state = BodyState()
        self.body = QStackedWidget()
        self.body.addWidget(lower)
        self.body.addWidget(self.state)
        self.transport = Transport()
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 14)
        box.setSpacing(12)
        box.addWidget(self.header)
        box.addWidget(self.notice)
        box.addWidget(map_card)
        box.addWidget(self.body, 1)
        box.addWidget(self.transport)
        self.map_card = map_card
        self.card = HoverCard(self)

    def _map_tools(self) -> None:
        """Small buttons in the empty corner over the lanes' names."""
        self.tools = QWidget(self.map)
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, text, act in (
            ("zoom-out", "Further (-)", lambda: self.map.zoom(1 / 1.6)),
            ("zoom-in", "Closer (+)", lambda: self.map.zoom(1.6)),
            ("maximize", "Whole call (0)", self.map.whole),
            ("table", "Show as table", self.show_table),
        ):
            button = QToolButton()
            button.setIcon(icon(name, "muted"))
            button.setIconSize(QSize(14, 14))
            button.setFixedSize(21, 21)
            button.setToolTip(text)
            button.setAccessibleName(text.split(" (")[0])
            button.clicked.connect(act)
            row.addWidget(button)
        self.tools.move(8, 7)
        self.tools.adjustSize()

    def _connect(self) -> None:
        self.model.loaded.connect(self._loaded)
        self.model.problem.connect(self._problem)
        self.model.swapping.connect(lambda busy: self.header.swap_button.setEnabled(not busy))
        self.header.back.connect(self.leave)
        self.header.swap.connect(self._swap)
        self.state.retry.connect(lambda: self.retry.emit(self.model.call_id))
        self.map.seek.connect(self.seek)
        self.map.hovered.connect(self._hovered)
        self.map.hover_ended.connect(self.card.hide)
        self.transcript.seek.connect(self.seek)
        self.transcript.found_changed.connect(self.find_bar.set_found)
        self.figures.go.connect(self.go)
        self.moments.go.connect(self.go)
        self.find_bar.text_changed.connect(self.transcript.find)
        self.find_bar.step.connect(self.transcript.find_next)
        self.find_bar.closed.connect(self.transcript.setFocus)
        self.transport.toggled.connect(self.player.toggle)
        self.transport.step.connect(self.step)
        self.transport.question.connect(self.to_question)
        self.transport.speed.connect(self.player.set_speed)
        self.player.moved.connect(self._moved)
        self.player.playing_changed.connect(self._playing_changed)
        self.player.speed_changed.connect(self.transport.set_speed)
        self.player.silent.connect(self._silent)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.player.close)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.open_find),
            (QKeySequence(QKeySequence.StandardKey.FindNext), lambda: self.transcript.find_next(1)),
            (QKeySequence(QKeySequence.StandardKey.FindPrevious), lambda: self.transcript.find_next(-1)),
        ):
            QShortcut(keys, self, act, context=context)

    # What the frame asks for

    def open(self, call_id: str, at: float | None = None) -> None:
        """Show a call, from a second on when one is given (below zero is the start)."""
        self._at = at if at is not None and at >= 0 else None
        if self.scene is None or self.scene.call_id != call_id:
            self._forget()
        self._swapped = False
        self.model.open(call_id)

    def set_partial(self, words: Sequence[PartialWord]) -> None:
        """The words so far of the open call while it is transcribed: (text, start, end, probability, channel)."""
        self.model.set_partial(words)

    def leave(self) -> None:
        """Stop and go back."""
        self.player.pause()
        self.card.hide()
        self.closed.emit()

    def close_call(self) -> None:
        """Let go of the call and of the sound device."""
        self.player.close()
        self.model.close()
        self._forget()

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()
        self.card.hide()
        super().hideEvent(event)

    # Content

    def _forget(self) -> None:
        self.scene = None
        self._pending = None
        self._filling.stop()
        self.player.set_source(None, 0.0)
        self.transcript.set_blocks(())
        self.transcript.set_position(-1.0)
        self.find_bar.hide()
        for widget in (self.map_card, self.body, self.transport, self.notice, self.header.talk):
            widget.hide()
        self.header.swap_button.hide()
        self.header.title.setText("")
        self.header.meta.setText("")
        self.transport.note.setText("")

    def _loaded(self, loaded: Loaded, fresh: bool) -> None:
        scene = loaded.scene
        before, self.scene = self.scene, scene
        fresh = fresh or before is None
        self.header.set_scene(scene)
        self._tell(scene, loaded.sound_problem)
        self.map_card.setVisible(bool(scene.lanes) and scene.timed)
        self.map.set_scene(scene, loaded.sound)
        self._size_map()
        self.tools.raise_()
        if self._pending is not None:  # what came before was not filled in yet: this one is as fresh as that
            before, fresh = self._pending
        self._pending = (before, fresh)
        if fresh:
            # The map is painted first and the text an event later, so that neither holds up the window for long.
            self._filling.start()
        else:
            self._fill()

    def _fill(self) -> None:
        scene, pending, self._pending = self.scene, self._pending, None
        if scene is None or pending is None:
            return
        before, fresh = pending
        has_text = bool(scene.blocks)
        self.body.show()
        self.body.setCurrentIndex(0 if has_text else 1)
        if has_text:
            self.transcript.set_blocks(scene.blocks, keep_place=not fresh)
            self.figures.set_figures(scene.figures)
            self._rule.setVisible(bool(scene.figures))
            self.moments.set_groups(scene.groups, keep_place=not fresh)
            self.side_card.setVisible(bool(scene.figures or scene.groups))
        else:
            self._tell_state(scene)
        playable = scene.sound is not None
        self.transport.setVisible(playable)
        self.transport.set_questions(len(scene.question_starts))
        if fresh or before is None or before.sound != scene.sound or before.duration != scene.duration:
            self.player.set_source(scene.sound, scene.duration if playable else 0.0)
            self.transport.set_time(0.0, scene.duration)
            self.map.set_position(0.0)
            self.transcript.set_position(0.0)
            self.transcript.set_follow(on=True)
            self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._at is not None:
            at, self._at = self._at, None
            self.go(at)
        self.ready.emit(scene.call_id)
        QTimer.singleShot(_WARM_MS, self.model, self.model.warm)

    def _tell(self, scene: CallScene, sound_problem: str) -> None:
        sentences = list(scene.notices)
        if scene.guessed and not self._swapped:
            sentences.insert(0, "Which channel is the rep was guessed; “Swap sides” takes the other one.")
        if scene.state == "working" and scene.blocks:
            sentences.insert(0, "Still being transcribed: text appears as it is made, figures follow at the end.")
        if scene.state == "failed" and scene.blocks and scene.error:
            sentences.insert(0, scene.error)
        if sound_problem:
            sentences.append(sound_problem)
        self.notice.setText("  ".join(sentences))
        self.notice.setVisible(bool(sentences))

    def _tell_state(self, scene: CallScene) -> None:
        if scene.state == "failed":
            self.state.tell("This call could not be transcribed", scene.error or "", name="circle-alert", color="warn",
                            busy=False, retry=True)  # fmt: skip
        elif scene.state == "working":
            self.state.tell("Listening to this call",
                            "The text appears here as it is made. You can leave this screen; the work goes on.",
                            name="audio-lines", busy=True, retry=False)  # fmt: skip
        else:
            self.state.tell("Nobody speaks in this call",
                            "No speech was found. If you hear some, try again with the language chosen by hand.",
                            name="audio-lines", busy=False, retry=True)  # fmt: skip

    def _problem(self, sentence: str) -> None:
        self.body.show()
        self.body.setCurrentIndex(1)
        self.state.tell("This call cannot be opened", sentence, name="circle-alert", color="warn",
                        busy=False, retry=False)  # fmt: skip

    def _swap(self) -> None:
        self._swapped = not self._swapped
        self.model.swap_sides()

    # Playing

    def _moved(self, second: float) -> None:
        if self.scene is None:
            return
        self.map.set_position(second, playing=self.player.playing)
        self.transcript.set_position(second)
        self.transport.set_time(second, self.scene.duration)

    def _playing_changed(self, playing: bool) -> None:
        self.transport.set_playing(playing=playing)

    def _silent(self, sentence: str) -> None:
        self.transport.note.setText(sentence or NO_DEVICE)
        self.transport.note.setAccessibleName(sentence)

    def seek(self, second: float) -> None:
        """Go to a second; without sound only the text goes there."""
        if self.scene is None:
            return
        if self.scene.sound is not None:
            self.player.seek(second)
        else:
            self.map.set_position(second)
            self.transcript.set_position(second, scroll=False)
        if self.transcript.follow or self.scene.sound is None:
            self.transcript.show_second(second)

    def go(self, second: float) -> None:
        """Go to a second from outside map and text: both show it."""
        self.transcript.set_follow(on=True)
        self.seek(second)
        self.map.bring_into_view(second)
        self.transcript.show_second(second)

    def step(self, seconds: float) -> None:
        """Some seconds on or back."""
        self.go(min(max(0.0, self._position() + seconds), self.scene.duration if self.scene else 0.0))

    def to_question(self, direction: int) -> None:
        """The next question (1) or the one before (-1)."""
        starts = self.scene.question_starts if self.scene else ()
        now = self._position()
        i = bisect_right(starts, now + 0.05) if direction > 0 else bisect_left(starts, now - _AGAIN_S) - 1
        if 0 <= i < len(starts):
            self.go(starts[i])

    def _position(self) -> float:
        return self.player.position()

    # Small things

    def open_find(self) -> None:
        """Find in this call."""
        if self.scene is not None and self.scene.blocks:
            self.find_bar.open_bar()

    def show_table(self) -> None:
        """The map in words."""
        if self.scene is not None:
            table = MapTable(self.scene, self)
            table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            table.go.connect(self.go)
            table.open()

    def _hovered(self, point: QPoint, head: str, words: str, why: str) -> None:
        self.card.show_at(self.map.mapTo(self, point), head, words, why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = _LONG_STEP_S if shift else _STEP_S
        key = Qt.Key(event.key())
        acts = {
            Qt.Key.Key_Space: self.player.toggle,
            Qt.Key.Key_K: self.player.toggle,
            Qt.Key.Key_J: lambda: self.step(-step),
            Qt.Key.Key_Left: lambda: self.step(-step),
            Qt.Key.Key_L: lambda: self.step(step),
            Qt.Key.Key_Right: lambda: self.step(step),
            Qt.Key.Key_BracketLeft: lambda: self.player.step_speed(-1),
            Qt.Key.Key_BracketRight: lambda: self.player.step_speed(1),
            Qt.Key.Key_Q: lambda: self.to_question(-1 if shift else 1),
            Qt.Key.Key_Period: lambda: self.to_question(1),
            Qt.Key.Key_Comma: lambda: self.to_question(-1),
            Qt.Key.Key_F: lambda: self.transcript.set_follow(on=True),
            Qt.Key.Key_Slash: self.open_find,
            Qt.Key.Key_Escape: self.leave,
            Qt.Key.Key_Plus: lambda: self.map.zoom(1.6),
            Qt.Key.Key_Equal: lambda: self.map.zoom(1.6),
            Qt.Key.Key_Minus: lambda: self.map.zoom(1 / 1.6),
            Qt.Key.Key_0: self.map.whole,
        }
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if self.scene is not None and plain and key in acts:
            acts[key]()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width()
        self.side_card.setFixedWidth(min(440, max(300, round(wide * 0.27))))
        self._size_map()

    def _size_map(self) -> None:
        """On a tall window the lanes get some of the height, so that the sound in them can be read."""
        hint = self.map.sizeHint().height()
        grow = 60 if self.scene is None or len(self.scene.lanes) > 1 else 0
        self.map_card.setFixedHeight(min(hint + grow, max(hint, round(self.height() * 0.29))))


def _card() -> QFrame:
    frame = QFrame()
    frame.setProperty("card", "true")
    return frame
