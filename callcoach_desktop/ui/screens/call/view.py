"""The call screen: head, map, transcript and figures, player."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMetaMethod, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.acts import acts_of
from callcoach_desktop.ui.screens.call.body_state import BodyState
from callcoach_desktop.ui.screens.call.call_menu import CallMenu
from callcoach_desktop.ui.screens.call.commands import Commands, EditorService, ExporterService
from callcoach_desktop.ui.screens.call.commenting import Commenting
from callcoach_desktop.ui.screens.call.cutting import ClipService, Cutting
from callcoach_desktop.ui.screens.call.describing import Describing
from callcoach_desktop.ui.screens.call.find_bar import FindBar
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.hearing import Hearing
from callcoach_desktop.ui.screens.call.hover_card import HoverCard
from callcoach_desktop.ui.screens.call.judging import JudgeService, Judging
from callcoach_desktop.ui.screens.call.keys import act_of
from callcoach_desktop.ui.screens.call.line_editing import LineEditing
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.map_tools import MapTools
from callcoach_desktop.ui.screens.call.mark_kinds import WORDING
from callcoach_desktop.ui.screens.call.naming import Naming
from callcoach_desktop.ui.screens.call.opening import Pending, notes
from callcoach_desktop.ui.screens.call.own_try import OwnTry
from callcoach_desktop.ui.screens.call.partial import PartialWord
from callcoach_desktop.ui.screens.call.parts import Parts, card
from callcoach_desktop.ui.screens.call.playing import Playing
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.side_panel import SidePanel
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.screens.call.standing_out import CoachService, StandingOut
from callcoach_desktop.ui.screens.call.table import MapTable
from callcoach_desktop.ui.screens.call.text_menu import TextMenu
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.transport import Transport
from callcoach_desktop.ui.screens.call.usual_ranges import UsualRanges
from callcoach_desktop.ui.screens.call.view_model import CallServices, CallViewModel, Facts, Loaded
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.theme import font, px, theme_signals
from callcoach_desktop.ui.widgets.basics import still

_WARM_MS = 400  # after the first picture: what it did not need is put together then


class CallScreen(QWidget):
    """One call. `open` reads it in the background; Esc or the arrow sends `closed`."""

    closed = Signal()
    retry = Signal(str)  # the call whose transcription failed and is asked for again
    ready = Signal(str)  # the call that is now shown
    problem = Signal(str)  # an order failed, in a sentence
    said = Signal(str)  # what was done, in a sentence
    did = Signal(str)  # the same, of something that Undo takes back
    export_requested = Signal(list)  # ids of calls
    score_requested = Signal(str)  # the call for which a scorecard is to be filled in
    again_requested = Signal(list)  # ids of calls that are to be transcribed again

    def __init__(
        self,
        services: CallServices,
        parent: QWidget | None = None,
        *,
        editor: EditorService | None = None,
        exporter: ExporterService | None = None,
        player: Player | None = None,
        parts: Parts | None = None,
        judge: JudgeService | None = None,
        coach: CoachService | None = None,
        clips: ClipService | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Call"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.model = CallViewModel(services, self, editor=editor)
        self.commands = Commands(self.model, self)
        self._editor, self._exporter = editor, exporter
        self.player = player if player is not None else Player(self)
        self.scene: CallScene | None = None
        self.facts: Facts | None = None
        self._at: float | None = None
        self._swapped = False
        self._sound: SoundPicture | None = None
        self._pending = Pending((self._fill_map, self._fill_text, self._fill_panel, self._fill_rest), self)
        self._build(parts or Parts(self))
        self.playing = Playing(self.player, self.map, self.transcript, self.transport, self)
        self.hearing = Hearing(self.player, self.map, self.transport, self)
        self.usual = UsualRanges(services, self.figures, self.map, self)
        self.own_try = OwnTry(services, self.side_card.summary, self)
        self.editing = LineEditing(
            self.transcript, self.model, self.commands, editor, lambda call_id: services.call(call_id).transcript
        )
        self.commenting = Commenting(
            self.side_card, self.map, self.transcript, self.playing, self.model, self.commands, editor
        )
        self.naming = Naming(self, self.header, self.map, self.transcript, self.model, self.commands, editor)
        self.judging = Judging(
            self.moments, self.transcript, self.commenting.selected, self.model, self.commands, judge
        )
        self.standing_out = StandingOut(coach, self.player, self._flag, self)
        self.text_menu = TextMenu(self.transcript, self.editing, self.naming, self.commenting, self.judging)
        self.menu = CallMenu(self, self.header, self.playing, self.naming, self.model, self.commands,
                             services.call, editor, exporter)  # fmt: skip
        self.describing = Describing(self.header, self.model, self.commands, editor)
        self.cutting = Cutting(self, self.map, self.transcript, self.commenting.selected, self.model, self.commands,
                               clips)  # fmt: skip
        self.text_menu.cut = None if clips is None else self.cutting.ask
        self._acts = acts_of(self)
        self._connect()
        self._forget()

    # Construction

    def _build(self, parts: Parts) -> None:
        """From outside inwards: what gets another parent is dressed anew with all that it holds."""
        self.map_card = card(self)
        self.body = QStackedWidget(self)
        lower = QWidget(self.body)
        text_card = card(lower)
        self.header = parts.take(Header)
        self.notice = QLabel(self)
        self.notice.setProperty("kind", "muted")
        self.notice.setFont(font("small"))
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setAccessibleName(tr("Notes on this call"))
        self.map, self.transport = parts.take(MapView), parts.take(Transport)
        self.side_card, self.state = parts.take(SidePanel), parts.take(BodyState)
        self.find_bar, self.transcript = parts.take(FindBar), parts.take(TranscriptView)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 14)
        box.setSpacing(12)
        box.addWidget(self.header)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.notice, 1)
        told.addWidget(self.header.swap_button, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(told)
        box.addWidget(self.map_card)
        box.addWidget(self.body, 1)
        box.addWidget(self.transport)
        inside = QVBoxLayout(self.map_card)
        inside.setContentsMargins(3, 3, 3, 3)  # keeps the map out of the card's round corners
        inside.addWidget(self.map)
        self.tools = MapTools(self.map)
        self.body.addWidget(lower)
        self.body.addWidget(self.state)
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(text_card, 1)
        row.addWidget(self.side_card)
        texts = QVBoxLayout(text_card)
        texts.setContentsMargins(1, 8, 1, 8)
        texts.setSpacing(0)
        texts.addWidget(self.find_bar)
        texts.addWidget(self.transcript, 1)
        self.figures, self.moments = self.side_card.figures, self.side_card.moments
        for one in (text_card, self.side_card, self.state, self.body):
            one.setMinimumHeight(1)  # on a low window with large text they give way, not the map
        self.card = HoverCard(self)

    def _connect(self) -> None:
        self.model.loaded.connect(self._loaded)
        self.model.problem.connect(self._problem)
        self.model.swapping.connect(lambda busy: self.header.swap_button.setEnabled(not busy))
        self.header.back.connect(self.leave)
        self.header.swap.connect(self._swap)
        self.commands.problem.connect(self.problem)
        self.editing.field.play.connect(self.player.toggle)
        self.map.copy_span.connect(self.menu.copy_span)
        self.map.clip_span.connect(self.menu.clip_span)
        self.transport.comment_here.connect(self.commenting.compose_here)
        self.menu.told.connect(self.said)
        self.menu.export.connect(lambda: self.export_requested.emit([self.model.call_id]))
        self.menu.again.connect(lambda: self.again_requested.emit([self.model.call_id]))
        self.menu.score.connect(lambda: self.score_requested.emit(self.model.call_id))
        self.menu.can_score = lambda: self.isSignalConnected(QMetaMethod.fromSignal(self.score_requested))
        self.menu.can_transcribe = lambda: self.isSignalConnected(QMetaMethod.fromSignal(self.again_requested))
        self.state.retry.connect(lambda: self.retry.emit(self.model.call_id))
        self.tools.table.connect(self.show_table)
        theme_signals().changed.connect(self._share_room)
        self.map.hovered.connect(self._hovered)
        self.map.hover_ended.connect(self.card.hide)
        self.transcript.found_changed.connect(self.find_bar.set_found)
        self.figures.go.connect(self.go)
        self.figures.table_requested.connect(lambda: self.show_table("figures"))
        self.map.kinds_changed.connect(self.moments.set_hidden)
        self.moments.set_hidden(self.map.legend.hidden)
        self.model.set_words(WORDING not in self.map.legend.hidden)
        self.map.kinds_changed.connect(lambda hidden: self.model.set_words(WORDING not in hidden))
        self.moments.go.connect(self.go)
        self.judging.did.connect(self.did)
        self.map.mark_menu.connect(self.judging.ask_type)
        self.cutting.did.connect(self.did)
        self.judging.record_read.connect(self.side_card.set_record)
        self.side_card.summary.go.connect(self.go)
        self.side_card.summary.copied.connect(self.said)
        self.find_bar.text_changed.connect(self.transcript.find)
        self.find_bar.step.connect(self.transcript.find_next)
        self.find_bar.closed.connect(self.transcript.setFocus)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.open_find),
            (QKeySequence(QKeySequence.StandardKey.FindNext), lambda: self.transcript.find_next(1)),
            (QKeySequence(QKeySequence.StandardKey.FindPrevious), lambda: self.transcript.find_next(-1)),
        ):
            QShortcut(keys, self, act, context=context)

    @property
    def settled(self) -> bool:
        """Whether every part shows what is written."""
        return not self.commands.busy and self.model.settled and self._pending.idle

    # What the frame asks for

    def open(self, call_id: str, at: float | None = None) -> None:
        """Show a call, from a second on when one is given (below zero is the start)."""
        self._at = at if at is not None and at >= 0 else None
        self.editing.keep()
        if self.scene is None or self.scene.call_id != call_id:
            self._forget()
        self._swapped = False
        self.model.open(call_id)

    def position(self) -> float:
        """The second at which it stands."""
        return self.map.position

    def set_partial(self, words: Sequence[PartialWord]) -> None:
        """The words so far of the open call while it is transcribed: (text, start, end, probability, channel)."""
        self.model.set_partial(words)

    def leave(self) -> None:
        """Stop and go back."""
        self.editing.keep()
        self.player.pause()
        self.card.hide()
        self.closed.emit()

    def close_call(self) -> None:
        """Let go of the call and of the sound device."""
        self.editing.keep()
        self.commands.flush()
        self.player.close()
        self.model.close()
        self._forget()

    def hideEvent(self, event: QHideEvent) -> None:
        self.editing.keep()
        self.player.pause()
        self.card.hide()
        super().hideEvent(event)

    # Content

    def _forget(self) -> None:
        """The frames of all parts, empty: they are laid out and painted while the call is still being read."""
        self.scene = self._sound = None
        self.editing.leave()
        self._know(None)
        self.commenting.forget()
        self._pending.forget()
        self.playing.set_scene(None)
        self.transcript.set_blocks(())
        self.find_bar.hide()
        self.header.clear()
        with still(self.layout()):
            self.notice.hide()
            self.map.forget()
            self.side_card.forget()
            self.body.setCurrentIndex(0)
            for widget in (self.map_card, self.body, self.transport):
                widget.show()
            self._size_map()

    def _loaded(self, loaded: Loaded, fresh: bool) -> None:
        before, self.scene = self.scene, (scene := loaded.scene)
        self._know(loaded.facts)
        self.playing.set_scene(scene)
        self.header.set_scene(scene, loaded.facts)
        self.naming.can_swap = self.menu.swappable = scene.two_sided
        self._sound = loaded.sound
        with still(self.layout()):
            self._tell(notes(loaded, swapped=self._swapped))
            self.map_card.setVisible(bool(scene.lanes) and scene.timed)
            self.body.setCurrentIndex(0 if scene.blocks else 1)
            self.transport.setVisible(scene.sound is not None)
        self._pending.ask(before, fresh=fresh or before is None)

    def _fill_map(self, _before: CallScene | None, _fresh: bool) -> None:
        if self.scene is None or self.facts is None:
            return
        with still(self.layout()):
            self.map.set_scene(self.scene, self._sound)
            self.map.set_comments(self.facts.comments)
            self._size_map()  # the first comment gives the map a row for flags
        self.tools.raise_()

    def _fill_text(self, before: CallScene | None, fresh: bool) -> None:
        scene = self.scene
        if scene is None:
            return
        if scene.blocks:
            self.transcript.set_blocks(scene.blocks, keep_place=not fresh)
            self.editing.blocks_came()
        else:
            self.state.tell_scene(scene)
        if fresh or before is None or before.sound != scene.sound or before.duration != scene.duration:
            self.playing.rewind()
            self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_panel(self, _before: CallScene | None, fresh: bool) -> None:
        if (scene := self.scene) is not None and scene.blocks:
            self.side_card.set_scene(scene, keep_place=not fresh)

    def _fill_rest(self, _before: CallScene | None, _fresh: bool) -> None:
        scene = self.scene
        if scene is None:
            return
        self.transport.set_questions(len(scene.question_starts))
        self.hearing.set_scene(scene)
        self.usual.read(scene.call_id)
        self.judging.set_scene(scene)
        self.standing_out.set_scene(scene)
        comments = self.facts.comments if self.facts is not None else ()
        self.commenting.set_comments(comments)
        self.transport.set_comments(len(comments))
        self.menu.refresh()
        if self._at is not None:
            at, self._at = self._at, None
            self.go(at)
        self.ready.emit(scene.call_id)
        QTimer.singleShot(_WARM_MS, self.model, self.model.warm)

    def _flag(self, scene: CallScene) -> None:
        """The same call, with what stands out among the rep's own calls."""
        self.scene = self.playing.scene = scene
        self.map.flag(scene)
        self._size_map()

    def _know(self, facts: Facts | None) -> None:
        self.facts = self.editing.facts = self.describing.facts = self.naming.facts = self.menu.facts = facts

    def _tell(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    def _problem(self, sentence: str) -> None:
        self.map_card.hide()
        self.transport.hide()
        self.body.setCurrentIndex(1)
        self.state.tell(tr("This call cannot be opened"), sentence, name="circle-alert", color="warn",
                        busy=False, retry=False)  # fmt: skip

    def _swap(self) -> None:
        self._swapped = not self._swapped
        if self._editor is not None:
            self.naming.swap()
        else:
            self.model.swap_sides()

    def seek(self, second: float) -> None:
        """Go to a second; without sound only the text goes there."""
        self.playing.seek(second)

    def go(self, second: float) -> None:
        """Go to a second from outside map and text: both show it."""
        self.playing.go(second)

    # Small things

    def open_find(self) -> None:
        """Find in this call."""
        if self.scene is not None and self.scene.blocks:
            self.find_bar.open_bar()

    def show_table(self, first: str = "map") -> None:
        """Map, talk share and figures in words, one of them first."""
        if self.scene is not None:
            table = MapTable(self.scene, self, comments=self.map.comments, usual=self.figures.usual, first=first)
            table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            table.go.connect(self.go)
            table.open()

    def _hovered(self, point: QPoint, head: str, words: str, why: str) -> None:
        self.card.show_at(self.map.mapTo(self, point), head, words, why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event)
        if act in self._acts and (self.scene is not None or act == "leave"):
            self._acts[act]()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Give panel and map their part of the window, also when the size of text has changed."""
        wide = self.width()
        least = min(px(314), round(wide * 0.42))  # large text needs more of a small window
        self.side_card.setFixedWidth(min(px(440), max(least, round(wide * 0.27))))
        self._size_map()

    def _size_map(self) -> None:
        """On a tall window the lanes get some of the height, so that the sound in them can be read; on a low one
        (or with large text) they leave it to the transcript."""
        hint = self.map.sizeHint().height()
        lanes = 2 if self.scene is None else len(self.scene.lanes)
        grow, most = 60 if lanes > 1 else 0, 0.39 if lanes > 2 else 0.36
        wanted = min(hint + grow, max(hint, round(self.height() * 0.29)))
        least = self.map.minimumSizeHint().height() + 6
        self.map_card.setFixedHeight(max(least, min(wanted, round(self.height() * most))))
