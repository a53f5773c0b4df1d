"""The Clips page: lists at the left, their clips, and the chosen clip beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QMenu

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.clips.detail import ClipDetail
from callcoach_desktop.ui.screens.clips.dragging import DraggedSounds
from callcoach_desktop.ui.screens.clips.export_dialog import ClipExportDialog
from callcoach_desktop.ui.screens.clips.lists import ClipsView, ListsView
from callcoach_desktop.ui.screens.clips.model import length_words
from callcoach_desktop.ui.screens.clips.playing import ClipPlaying
from callcoach_desktop.ui.screens.clips.view_model import ALL, ClipsViewModel, Shown, list_name
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.halves import halves
from callcoach_desktop.ui.widgets.name_dialog import ask_name
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Page, Waiting


class ClipsScreen(PageScreen):
    """Either no clip yet, or the lists."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    calls_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # Undo takes it back
    told = Signal(str, str)  # a sentence, and a file to show
    tab_wanted = Signal(str)

    def __init__(self, model: ClipsViewModel, player: Any) -> None:
        """`player` plays, as the call screen's does."""
        super().__init__(tr("Clips"), model)
        self.dragged = DraggedSounds(self)
        self.dialog: ClipExportDialog | None = None
        self.playing = ClipPlaying(player, model.failed, self)
        self.halves = halves("clips")
        self.halves.chosen.connect(self._tab)
        self.empty = EmptyState(
            "scissors", tr("The moments worth hearing again"),
            tr("In a call, select a stretch on the map or some lines of the transcript and press V. The clip gets a "
               "name and a place in “My best moments” or a list of your own. It is played here, and leaves as sound "
               "with subtitles when you want it to."),
            (button(tr("Go to your calls"), self.calls_wanted.emit, "primary"),
             button(tr("Scorecards"), lambda: self.tab_wanted.emit("scorecards"))),
        )  # fmt: skip
        self.page = self._make_page()
        for one in (Waiting(), self.empty, self.page):
            self.addWidget(one)
        self._connect()

    def _make_page(self) -> Page:
        page = Page(tr("Clips"))
        self.play_button = button(tr("Play all"), self.play_all, "", "play")
        self.export_button = button(tr("Export…"), self.export_shown, "", "file-down")
        for one in (self.play_button, self.export_button, self.halves):
            page.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.lists = ListsView()
        self.lists.setMinimumHeight(theme.px(180))
        at_left = CardBox()
        at_left.box.setContentsMargins(1, 8, 1, 8)
        at_left.box.addWidget(self.lists, 1)
        self.add_button = button(tr("New list…"), self.ask_list, "quiet", "file-plus")
        at_left.box.addWidget(self.add_button)
        self.clips = ClipsView()
        self.clips.setMinimumHeight(theme.px(260))
        middle = CardBox()
        middle.box.setContentsMargins(1, 1, 1, 1)
        middle.box.setSpacing(0)
        self.nothing = label("", "body", "muted", wrap=True)
        self.nothing.setContentsMargins(18, 18, 18, 18)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        middle.box.addWidget(self.nothing, 1)
        middle.box.addWidget(self.clips, 1)
        self.detail = ClipDetail()
        page.column.addWidget(Columns([at_left, middle, self.detail], (4, 10, 7), 760), 1)
        return page

    def _connect(self) -> None:
        model, clips, detail = self.model, self.clips, self.detail
        model.loaded.connect(self.show_all)
        model.problem.connect(self.problem)
        model.did.connect(self.did)
        model.left.connect(self.playing.close)
        self.lists.chosen.connect(self._choose_list)
        self.lists.remove.connect(model.remove_list)
        self.lists.menu.connect(self._list_menu)
        self.lists.rows.renamed.connect(model.rename_list)
        self.lists.rows.dropped.connect(model.put_in)
        clips.rows.renamed.connect(model.rename)
        clips.rows.moved.connect(model.move)
        clips.play.connect(self.playing.toggle)
        clips.opened.connect(self._open)
        clips.chosen.connect(self._show_clip)
        clips.take_out.connect(model.take_out)
        clips.remove.connect(model.remove)
        clips.menu.connect(self._clip_menu)
        clips.rows.files = self.dragged.files
        clips.entered.connect(lambda index: self.dragged.prepare(clips.rows.clips[index.row() : index.row() + 1]))
        clips.pressed.connect(lambda _: self.dragged.prepare(clips.picked()))
        detail.renamed.connect(model.rename)
        detail.noted.connect(model.set_note)
        detail.trimmed.connect(model.trim)
        detail.ticked.connect(lambda clip, into, on: model.tick(clip, into, on=on))
        detail.opened.connect(self._open)
        detail.exported.connect(self.export)
        detail.removed.connect(model.remove)
        self.playing.changed.connect(self._playing)
        self.playing.moved.connect(clips.set_part)
        self.playing.silent.connect(self.problem)

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read."""
        self.playing.clips = self.model.clips
        if self.model.wanted not in (ALL, *(one.id for one in shown.lists)):
            self.model.wanted = shown.chosen
        if not shown.total and len(shown.lists) == 1:
            self.setCurrentWidget(self.empty)
            return
        name = next((list_name(one) for one in shown.lists if one.id == shown.chosen), tr("All clips"))
        seconds = sum(one.clip.length for one in shown.clips)
        about = tr("{n} clip|{n} clips", len(shown.clips))
        self.page.line.setText(
            tr("{list}: {clips}, {length}", list=name, clips=about, length=length_words(seconds))
            if shown.clips else tr("{list}: nothing yet", list=name)
        )  # fmt: skip
        self.lists.rows.set_lists(shown.lists, shown.total)
        self.lists.show_list(shown.chosen)
        self.clips.rows.set_clips(shown.clips, ordered=shown.chosen != ALL)
        if shown.clips and not self.clips.currentIndex().isValid():
            self.clips.setCurrentIndex(self.clips.rows.index(0))
        self.clips.setVisible(bool(shown.clips))
        self.nothing.setVisible(not shown.clips)
        self.nothing.setText(
            tr("Nothing is in this list yet. Drag clips here from “All clips”, tick the list beside a clip, or choose "
               "it when you cut one (V in a call).")
            if shown.total else tr("There is no clip yet. Open a call, select a stretch and press V.")
        )  # fmt: skip
        self._show_clip(self.clips.current() if shown.clips else None)
        playable = any(one.sound for one in shown.clips)
        self.play_button.setVisible(playable)
        self.export_button.setVisible(playable)
        self.setCurrentWidget(self.page)

    def _show_clip(self, shown: ShownClip | None) -> None:
        lists = self.model.shown.lists if self.model.shown is not None else ()
        self.detail.set_clip(shown, lists)
        self.detail.export_button.setEnabled(shown is not None and shown.sound)

    def _choose_list(self, list_id: str) -> None:
        self.detail.keep_note()
        self.playing.stop()
        self.model.choose(list_id)

    def _open(self, shown: ShownClip) -> None:
        self.open_call.emit(shown.clip.call, shown.clip.start)

    def _tab(self, key: str) -> None:
        self.halves.set_value("clips")  # it is the other page that shows the other one
        self.tab_wanted.emit(key)

    # Playing

    def play_all(self) -> None:
        """Play the list from the chosen clip on; stop when it plays."""
        if self.playing.playing:
            self.playing.stop()
            return
        first = max(0, self.clips.currentIndex().row())
        self.playing.play(self.clips.rows.clips[first:])

    def _playing(self) -> None:
        now = self.playing.playing
        self.clips.set_playing(now)
        self.play_button.setText(f" {tr('Stop')}" if now else f" {tr('Play all')}")
        self.play_button.setAccessibleName(tr("Stop") if now else tr("Play all"))
        self.play_button.setIcon(theme.icon("square" if now else "play", "text"))
        row = self.clips.rows.row_of(now)
        if row >= 0:
            self.clips.scrollTo(self.clips.rows.index(row))

    # Lists and menus

    def ask_list(self, ids: Sequence[str] = ()) -> None:
        """Ask for the name of a new list; the clips `ids` go into it."""
        named = partial(self.model.add_list, ids=ids)
        ask_name(self, tr("New list"), tr("What is the list called?"), named, accept=tr("Make the list"))

    def _list_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _add(menu, "file-plus", tr("New list…"), self.ask_list)
        own = self.lists.is_own()
        _add(menu, "pencil", tr("Rename\tF2"), self.lists.rename, on=own)
        _add(menu, "trash-2", tr("Remove list\tDel"), lambda: self.model.remove_list(self.lists.current()), on=own)
        menu.popup(where)

    def make_menu(self) -> QMenu:
        """What can be done with the clips that are selected."""
        picked = self.clips.picked()
        ids = [one.clip.id for one in picked]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not picked:
            return menu
        first, one = picked[0], len(picked) == 1
        _add(menu, "play", tr("Play\tSpace"), lambda: self.playing.play(picked), on=any(p.sound for p in picked))
        _add(menu, "phone-call", tr("Open in call\tReturn"), lambda: self._open(first), on=one)
        _add(menu, "pencil", tr("Rename\tF2"), lambda: self.clips.edit(self.clips.currentIndex()), on=one)
        menu.addSeparator()
        into = menu.addMenu(theme.icon("list"), tr("Put into"))
        for kept in self.model.shown.lists if self.model.shown is not None else ():
            there = all(kept.id in p.lists for p in picked)
            _add(
                into, "check" if there else "", list_name(kept), partial(self.model.put_in, kept.id, ids), on=not there
            )
        into.addSeparator()
        _add(into, "file-plus", tr("New list…"), lambda: self.ask_list(ids))
        _add(menu, "file-down", tr("Export…"), lambda: self.export(picked), on=any(p.sound for p in picked))
        menu.addSeparator()
        if self.model.wanted != ALL:
            _add(menu, "x", tr("Take out of this list\tDel"), lambda: self.model.take_out(ids))
        _add(menu, "trash-2", tr("Remove\tShift+Del"), lambda: self.model.remove(ids))
        return menu

    def _clip_menu(self, where: QPoint) -> None:
        menu = self.make_menu()
        if menu.actions():
            menu.popup(where)

    # Export

    def export_shown(self) -> None:
        """Export the list that is shown."""
        self.export(self.clips.rows.clips)

    def export(self, clips: Sequence[ShownClip]) -> None:
        """Ask how, and write."""
        if self.exporter is None or not clips or self.dialog is not None:
            return
        chosen = self.model.shown
        name = next((list_name(one) for one in chosen.lists if one.id == chosen.chosen), tr("Clips")) if chosen else ""
        self.dialog = dialog = ClipExportDialog(self, self.exporter, clips, name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.exported.connect(self.told)
        dialog.finished.connect(self._exported)
        dialog.open()

    def _exported(self) -> None:
        self.dialog = None

    @property
    def exporter(self) -> Any:
        """A `services.clip_export.ClipExporter`, None before there is a library."""
        return self.dragged.exporter

    @exporter.setter
    def exporter(self, exporter: Any) -> None:
        self.dragged.exporter = exporter

    def hideEvent(self, event: QHideEvent) -> None:
        self.detail.keep_note()
        self.playing.stop()
        super().hideEvent(event)


def _add(menu: QMenu, name: str, text: str, act: Any, *, on: bool = True) -> None:
    action = QAction(text, menu)
    if name:
        action.setIcon(theme.icon(name))
    action.setEnabled(on)
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)
