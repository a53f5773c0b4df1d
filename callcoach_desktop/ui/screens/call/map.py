"""The map of a call: custom-painted, cached, with selection and play head over it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.legend import Legend
from callcoach_desktop.ui.screens.call.map_hover import Under, describe
from callcoach_desktop.ui.screens.call.map_keys import MapKeys
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_mouse import MapMouse
from callcoach_desktop.ui.screens.call.map_paint import Content, Painted, paint_head, paint_map
from callcoach_desktop.ui.screens.call.map_rows import Rows, arrange, gutter, heights
from callcoach_desktop.ui.screens.call.mark_kinds import kinds_of
from callcoach_desktop.ui.screens.call.minimap import MiniMap
from callcoach_desktop.ui.screens.call.scene import CallScene, Mark
from callcoach_desktop.ui.screens.call.selecting import Span, paint_length, paint_span
from callcoach_desktop.ui.screens.call.selection_bar import SelectionBar
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.theme import current, theme_signals

_MARGIN = 0.04  # what is left free on both sides of a span that is zoomed to, as a part of it
_LEAST_SELECTION_S = 0.05


class MapView(QWidget):
    """Shows a scene to scale. A click seeks, a drag selects, the wheel zooms around the pointer.

    Keys, with the focus here: arrows move the play head (5 s, with Shift 15), up and down go from mark to mark,
    Home and End go to the ends, page keys move what is seen, + - 0 zoom, Z zooms to the selection, Ctrl+Shift and
    an arrow selects up to the next border of an utterance, Esc lets go of the selection.
    """

    seek = Signal(float)
    mark_menu = Signal(object, QPoint)  # the mark over which a menu is wanted, and where on the screen
    hovered = Signal(QPoint, str, str, str)  # where (in this widget), heading, words, why
    hover_ended = Signal()
    view_changed = Signal()
    span_selected = Signal(float, float)  # when a selection is finished
    span_cleared = Signal()
    play_span = Signal(float, float)
    loop_span = Signal(float, float)
    loop_ended = Signal()
    comment_span = Signal(float, float)
    cut_span = Signal(float, float)
    clip_span = Signal(float, float)
    copy_span = Signal(float, float)
    comment_clicked = Signal(str)
    kinds_changed = Signal(object)  # frozenset of the legend's keys that are hidden

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Map of the call"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.scene: CallScene | None = None
        self.rows: Rows | None = None
        self.selection: Span | None = None
        self.looping = False
        self._sound: SoundPicture | None = None
        self.comments: tuple[Comment, ...] = ()
        self.note_of: Callable[[Mark], str] = lambda _mark: ""  # the title of a mark's entry in the playbook
        self._usual_share: tuple[float, float] | None = None
        self._view = View.whole(1.0)
        self._cache: QPixmap | None = None
        self._painted = Painted()
        self._position = 0.0
        self._hand_moved = False
        self._mouse = MapMouse(self)
        self._keys = MapKeys(self)
        self.mini = MiniMap(self)
        self.legend = Legend(self)
        self.bar = SelectionBar(self)
        self.mini.view_wanted.connect(lambda view: self.set_view(view, by_hand=True))
        self.legend.hidden_changed.connect(self._kinds_changed)
        self._connect_bar()
        theme_signals().changed.connect(self._drop_cache)

    def _connect_bar(self) -> None:
        bar = self.bar
        for asked, told in (
            (bar.play, self.play_span),
            (bar.comment, self.comment_span),
            (bar.cut, self.cut_span),
            (bar.clip, self.clip_span),
            (bar.copy, self.copy_span),
        ):
            asked.connect(lambda told=told: told.emit(self.selection.start, self.selection.end))
        bar.loop.connect(self._loop)
        bar.zoom.connect(self.zoom_to_selection)
        bar.clear.connect(self.clear_selection)

    # Content

    def set_scene(self, scene: CallScene, sound: SoundPicture | None) -> None:
        """Show a scene; view and selection are kept when it is the same call."""
        same = self.scene is not None and self.scene.call_id == scene.call_id
        if not same or abs(self._view.duration - scene.duration) > 1e-3:
            self._view = View.whole(scene.duration)
            self._position = 0.0 if not same else self._position
        if not same:
            self.clear_selection()
            self.comments, self._usual_share = (), None
        self.scene, self._sound = scene, sound
        self.mini.set_scene(scene, sound)
        self.mini.show()
        self.mini.set_view(self._view)
        self.legend.set_kinds(kinds_of(scene.marks, self.comments, wording=scene.wordable))
        self.bar.set_playable(scene.sound is not None)
        self.setAccessibleDescription(describe(scene))
        self.updateGeometry()
        self._drop_cache()

    def forget(self) -> None:
        """Show an empty ground: a call is about to be read."""
        self.clear_selection()
        self.scene = self._sound = self.rows = self._cache = None
        self.comments, self._usual_share, self._painted = (), None, Painted()
        self.mini.forget()
        self.legend.set_kinds(())
        self.update()

    def flag(self, scene: CallScene) -> None:
        """The same scene with other flags of what stands out."""
        self.scene = scene
        self.updateGeometry()
        self._drop_cache()

    def set_comments(self, comments: tuple[Comment, ...]) -> None:
        """Show a person's comments and bookmarks as flags."""
        if comments == self.comments:
            return
        self.comments = comments
        if self.scene is not None:
            self.legend.set_kinds(kinds_of(self.scene.marks, comments, wording=self.scene.wordable))
        self.updateGeometry()
        self._drop_cache()

    def set_usual_share(self, band: tuple[float, float] | None) -> None:
        """The rep's usual talk ratio (low, high; 0..1), drawn behind the talk share; None for none."""
        if band != self._usual_share:
            self._usual_share = band
            self._drop_cache()

    def set_kinds(self, shown: frozenset[str]) -> None:
        """Show only marks of these kinds (the legend's keys, see `mark_kinds`)."""
        self.legend.set_hidden(frozenset(e.kind.key for e in self.legend.entries) - shown)

    def _kinds_changed(self, hidden: frozenset[str]) -> None:
        self._drop_cache()
        self.kinds_changed.emit(hidden)

    # View

    @property
    def view(self) -> View:
        """What is in view."""
        return self._view

    def set_view(self, view: View, *, by_hand: bool = False) -> None:
        """Show other seconds; `by_hand` ends following the play head until it is in view again."""
        self._hand_moved = self._hand_moved or by_hand
        if view != self._view:
            self._view = view
            self._cache = None
            self.mini.set_view(view)
            self._place_bar()
            self.hover_ended.emit()
            self.view_changed.emit()
            self.update()

    def set_position(self, second: float, *, playing: bool = False) -> None:
        """Move the play head; while playing a zoomed map turns the page with it, until it was moved by hand."""
        before = self.head_x()
        self._position = second
        self.mini.set_position(second)
        outside = not self._view.start <= second <= self._view.end
        if playing and self._view.zoomed and outside and not self._hand_moved:
            self.set_view(self._view.moved_to(second - self._view.length * 0.08))
            return
        if not outside:
            self._hand_moved = False
        bottom = round(self.rows.plot_bottom) + 2 if self.rows else self.height()
        for x in (before, self.head_x()):
            self.update(int(x) - 8, 0, 16, bottom)

    def bring_into_view(self, second: float) -> None:
        """Move the view so that a second is seen."""
        if not self._view.start <= second <= self._view.end:
            self.set_view(self._view.moved_to(second - self._view.length / 3))

    def zoom(self, factor: float, second: float | None = None) -> None:
        """Closer (above 1) or further, around a second or the play head."""
        if second is None:
            seen = self._view.start <= self._position <= self._view.end
            second = self._position if seen else (self._view.start + self._view.end) / 2
        self.set_view(self._view.zoomed_at(second, factor))

    def zoom_to(self, start: float, end: float, *, margin: float = _MARGIN) -> None:
        """Show these seconds over the whole width, with a little room on both sides."""
        room = (end - start) * margin
        self.set_view(self._view.between(start - room, end + room), by_hand=True)

    def zoom_to_selection(self) -> None:
        """Show the selection over the whole width; nothing without one."""
        if self.selection is not None:
            self.zoom_to(self.selection.start, self.selection.end)

    def whole(self) -> None:
        """Show the whole call."""
        self.set_view(View.whole(self._view.duration))

    # Selection

    def set_selection(self, span: Span | None, *, done: bool = True) -> None:
        """Select seconds; `done` False while they are still being dragged. A span of nothing clears."""
        if span is None or (done and span.length < _LEAST_SELECTION_S):
            self.clear_selection()
            return
        self.selection = span
        self.bar.set_span(span.start, span.end)
        self.bar.setVisible(done)
        self._place_bar()
        if done:
            self.span_selected.emit(span.start, span.end)
            if self.looping:
                self.loop_span.emit(span.start, span.end)
        self.update()

    def clear_selection(self) -> None:
        """Let go of the selection, and of its loop."""
        if self.selection is None:
            return
        if self.looping:
            self._loop(False)
        self.selection = None
        self.bar.hide()
        self.span_cleared.emit()
        self.update()

    def set_looping(self, looping: bool) -> None:
        """Show whether the selection is looped."""
        self.looping = looping
        self.bar.loop_button.setChecked(looping)
        self.update()

    def _loop(self, on: bool) -> None:
        self.set_looping(on)
        if on and self.selection is not None:
            self.loop_span.emit(self.selection.start, self.selection.end)
        else:
            self.loop_ended.emit()

    def _place_bar(self) -> None:
        """Under the middle of the selection, over the foot of the map, so that it hides no talk."""
        if self.selection is None or self.rows is None:
            return
        a, b = self.selection.x(self._view, self.rows)
        a, b = max(a, self.rows.left), min(b, self.rows.right)
        x = (a + b) / 2 - self.bar.width() / 2
        x = min(max(self.rows.left, x), self.rows.right - self.bar.width())
        self.bar.move(round(x), round(self.rows.mini[0]) - 4)
        self.bar.raise_()

    # Painting

    @property
    def _flagged(self) -> bool:
        """Whether there is anything for the row of flags."""
        return bool(self.comments) or (self.scene is not None and bool(self.scene.facts))

    def sizeHint(self) -> QSize:
        return QSize(900, heights(self.scene, flags=self._flagged)[0])

    def minimumSizeHint(self) -> QSize:
        return QSize(320, heights(self.scene, flags=self._flagged)[1])

    def _drop_cache(self) -> None:
        self._cache = None
        if self.scene is not None and self.width() > 0:
            self._arrange()
        self.update()

    def _arrange(self) -> None:
        self.rows = rows = arrange(self.scene, self.width(), self.height(), flags=self._flagged)
        top, bottom = rows.mini
        self.mini.setGeometry(round(rows.left), round(top), round(rows.width), round(bottom - top))
        top, bottom = rows.legend
        self.legend.setGeometry(round(gutter()) - 6, round(top), round(rows.width) + 6, round(bottom - top))
        self._place_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current()
        if self.scene is None:
            painter.fillRect(event.rect(), theme.surface)
            return
        if self._cache is None or self._cache.deviceIndependentSize().toSize() != self.size():
            self._paint_cache()
        area = event.rect()
        ratio = self._cache.devicePixelRatio()
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(QRectF(area), self._cache, source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.selection is not None:
            paint_span(painter, self.selection, self._view, self.rows, theme, looping=self.looping)
        paint_head(painter, self.head_x(), self.rows, theme)
        if self.selection is not None:
            paint_length(painter, self.selection, self._view, self.rows, theme)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 7, 7)

    def _paint_cache(self) -> None:
        if self.rows is None:
            self._arrange()
        ratio = self.devicePixelRatioF()
        self._cache = QPixmap(self.size() * ratio)
        self._cache.setDevicePixelRatio(ratio)
        self._cache.fill(current().surface)
        painter = QPainter(self._cache)
        self._painted = paint_map(painter, self._content(), self._view, self.rows, current())
        painter.end()

    def _content(self) -> Content:
        return Content(self.scene, self._sound, self.comments, self.legend.hidden, self._usual_share)

    @property
    def position(self) -> float:
        """The second of the play head."""
        return self._position

    def head_x(self) -> float:
        """The pixel of the play head."""
        return self.rows.left + self._view.x(self._position, self.rows.width) if self.rows else 0.0

    # Mouse

    @property
    def under(self) -> Under:
        """Tells what is at a point. Only for a map that was painted."""
        return Under(self._content(), self._view, self.rows, self._painted)

    def second_at(self, x: float) -> float:
        """The second under a pixel, kept within the call."""
        return self._view.second(x - self.rows.left, self.rows.width) if self.rows else 0.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._mouse.menu(event):
            super().contextMenuEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_ended.emit()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_cache()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keys.press(event)
