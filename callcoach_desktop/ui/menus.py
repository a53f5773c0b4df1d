"""The window's menus and its keys. The command palette and the page of keys read them from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from callcoach_desktop.ui.clipboard import ClipboardAct, act_on_focus
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.overlays import show_about, show_palette, show_shortcuts

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow

Keys = QKeySequence.StandardKey | str | Sequence[str] | None
RECENT = 10


def plain(text: str) -> str:
    """An action's text as it is read: without the mark of its letter, the dots, and a key that is only shown."""
    return text.split("\t", maxsplit=1)[0].replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class Menus:
    """Builds the menu bar of a window; every action has its key where people know one."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.all: list[tuple[str, QAction]] = []
        """Every action with the name of its menu, in order."""
        self._file()
        self._edit()
        self._view()
        self._record()
        self._help()

    def _menu(self, title: str, parent: QMenu | None = None) -> QMenu:
        return parent.addMenu(title) if parent is not None else self._window.menuBar().addMenu(title)

    def _action(self, menu: QMenu, text: str, triggered: Callable[[], object], keys: Keys = None) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _=False: triggered())
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(keys)
        elif isinstance(keys, str):
            action.setShortcut(QKeySequence(keys))
        elif keys is not None:
            action.setShortcuts([QKeySequence(one) for one in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        menu.addAction(action)
        self.all.append((plain(menu.title()), action))
        return action

    def _page(self, menu: QMenu, text: str, key: str, keys: Keys = None) -> QAction:
        return self._action(menu, text, lambda: self._window.go_to(key), keys)

    def _file(self) -> None:
        window = self._window
        menu = self._menu(tr("&File"))
        self.import_files = self._action(menu, tr("&Import…"), window.choosing.files, QKeySequence.StandardKey.Open)
        self.import_folder = self._action(menu, tr("Import &Folder…"), window.choosing.folder, "Ctrl+Shift+O")
        self.recent = self._menu(tr("Open &Recent"), menu)
        self.recent.aboutToShow.connect(self._fill_recent)
        menu.addSeparator()
        self.export = self._action(menu, tr("&Export…"), window.export, "Ctrl+E")
        menu.addSeparator()
        self.settings = self._action(menu, tr("&Settings"), window.show_settings, "Ctrl+,")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        menu.addSeparator()
        self.close = self._action(menu, tr("Go &Back"), window.go_back, ("Ctrl+W", "Alt+Left"))
        self.quit = self._action(menu, tr("&Quit"), window.close, QKeySequence.StandardKey.Quit)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self) -> None:
        window = self._window
        menu = self._menu(tr("&Edit"))
        self.undo = self._action(menu, tr("Undo"), window.undoing.undo, QKeySequence.StandardKey.Undo)
        self.redo = self._action(menu, tr("Redo"), window.undoing.redo, QKeySequence.StandardKey.Redo)
        window.undoing.changed.connect(self._name_steps)
        menu.addSeparator()
        standard = QKeySequence.StandardKey
        acts: tuple[tuple[str, ClipboardAct, QKeySequence.StandardKey], ...] = (
            (tr("Cu&t"), "cut", standard.Cut),
            (tr("&Copy"), "copy", standard.Copy),
            (tr("&Paste"), "paste", standard.Paste),
            (tr("Select &All"), "selectAll", standard.SelectAll),
        )
        for text, act, key in acts:
            # The key is only shown: fields, tables and the transcript take it themselves, and two owners of one key
            # would cancel each other out.
            shown = f"{text}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}"
            self._action(menu, shown, lambda act=act, key=key: act_on_focus(act, key))
        menu.addSeparator()
        self.find = self._action(menu, tr("&Find"), window.find, QKeySequence.StandardKey.Find)

    def _view(self) -> None:
        window = self._window
        menu = self._menu(tr("&View"))
        # In the order of the rail, which names the keys on hover; pages that share an entry with another come after.
        self.today = self._page(menu, tr("T&oday"), "today", "Ctrl+1")
        self.calls = self._action(menu, tr("&Calls"), window.show_calls, "Ctrl+2")
        self.progress = self._page(menu, tr("&Progress"), "progress", "Ctrl+3")
        self.works = self._page(menu, tr("&What Works"), "works", "Ctrl+4")
        self.playbook = self._page(menu, tr("Play&book"), "playbook", "Ctrl+5")
        self.one_on_one = self._page(menu, tr("1-&on-1"), "one-on-one", "Ctrl+6")
        self.deals = self._page(menu, tr("&Deals"), "deals", "Ctrl+7")
        self.clips = self._page(menu, tr("Cli&ps"), "clips", "Ctrl+8")
        self.scorecards = self._page(menu, tr("&Scorecards"), "scorecards", "Ctrl+9")
        self.team = self._page(menu, tr("T&eam"), "team")
        pages = {
            "today": self.today, "calls": self.calls, "progress": self.progress, "works": self.works,
            "playbook": self.playbook, "one-on-one": self.one_on_one, "deals": self.deals, "clips": self.clips,
            "settings": self.settings,
        }  # fmt: skip
        shown = QKeySequence.SequenceFormat.NativeText
        window.rail.set_keys({key: action.shortcut().toString(shown) for key, action in pages.items()})
        menu.addSeparator()
        looking = window.pages.looking_back
        self.look_back = self._action(menu, tr("Look Bac&k at a Call…"), looking.open_newest, "Ctrl+Shift+L")
        self.reviews = self._action(menu, tr("Your Re&views…"), looking.open_all)
        menu.addSeparator()
        self.palette = self._action(menu, tr("&Go to Anything…"), lambda: show_palette(window), "Ctrl+K")
        menu.addSeparator()
        size = self._menu(tr("Text &Size"), menu)
        self.larger = self._action(
            size, tr("&Larger Text"), lambda: window.look.step_text_size(1), ("Ctrl+=", "Ctrl++")
        )
        self.smaller = self._action(size, tr("&Smaller Text"), lambda: window.look.step_text_size(-1), "Ctrl+-")
        self.normal = self._action(size, tr("&Normal Text"), lambda: window.look.step_text_size(0), "Ctrl+0")
        themes = self._menu(tr("&Theme"), menu)
        group = QActionGroup(window)
        self._modes: dict[str, QAction] = {}
        for mode, text in (("system", tr("As the System")), ("light", tr("Light")), ("dark", tr("Dark"))):
            action = self._action(themes, text, lambda picked=mode: window.look.set_mode(picked))
            action.setCheckable(True)
            group.addAction(action)
            self._modes[mode] = action
        menu.addSeparator()
        self.full = self._action(menu, tr("&Full Screen"), window.look.toggle_full_screen, "F11")

    def _record(self) -> None:
        flow = self._window.recording
        menu = self._menu(tr("&Record"))
        self.record = self._action(menu, tr("&Record a Call…"), flow.open, "Ctrl+R")
        self.pause = self._action(menu, tr("&Pause or Go On"), flow.toggle_pause, "Ctrl+Shift+P")
        self.mark = self._action(menu, tr("&Mark This Moment"), flow.mark, "Ctrl+M")
        self.stop = self._action(menu, tr("&Stop Recording"), flow.stop, "Ctrl+Shift+R")
        self.glance = self._action(
            menu, tr("&Glance at the Playbook"), self._window.pages.glancing.toggle, "Ctrl+Shift+B"
        )
        menu.addSeparator()
        self.disarm = self._action(menu, tr("Do &Not Begin by Itself"), flow.arming.disarm)
        flow.changed.connect(self._fit_record)
        self._fit_record()

    def _fit_record(self) -> None:
        flow = self._window.recording
        running = flow.recorder.live.phase in {"recording", "paused"}
        self.record.setEnabled(flow.available)
        for one in (self.pause, self.mark, self.stop, self.glance):
            one.setEnabled(running)
        self.disarm.setEnabled(flow.arming.call is not None)

    def _help(self) -> None:
        window = self._window
        menu = self._menu(tr("&Help"))
        self.shortcuts = self._action(menu, tr("&Keyboard Shortcuts"), lambda: show_shortcuts(window), "?")
        self.models = self._action(menu, tr("Speech &Models…"), window.flow.show_models)
        self.about = self._action(menu, tr("&About CallCoach"), lambda: show_about(window))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _name_steps(self) -> None:
        self.undo.setText(self._window.undoing.undo_text())
        self.redo.setText(self._window.undoing.redo_text())

    def _fill_recent(self) -> None:
        self.recent.clear()
        calls = self._window.recent_calls()
        for call_id, title in calls[:RECENT]:
            self.recent.addAction(title.replace("&", "&&"), lambda opened=call_id: self._window.open_call(opened))
        if not calls:
            self.recent.addAction(tr("No call was opened yet")).setEnabled(False)

    def show_mode(self, mode: str) -> None:
        """Mark the theme that is on."""
        self._modes[mode].setChecked(True)
