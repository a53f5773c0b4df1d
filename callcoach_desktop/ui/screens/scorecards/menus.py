"""Where forms come from and go to: the menus of the Scorecards page, and the files that they ask for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from callcoach_desktop.domain.scorecards import KeptForm
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.scorecards.view_model import ScorecardsViewModel
from callcoach_desktop.ui.widgets.name_dialog import ask_name

_FOLDER = "scorecards/folder"
SUFFIX = ".scorecard.json"


class FormMenus(QObject):
    """Asks, and hands what was chosen to the view-model."""

    def __init__(self, screen: QWidget, model: ScorecardsViewModel) -> None:
        super().__init__(screen)
        self._screen, self._model = screen, model

    def ask_form(self) -> None:
        """Ask for the name of a new form."""
        ask_name(
            self._screen, tr("New form"), tr("What is the form called?"), self._model.add, accept=tr("Make the form")
        )

    def new_menu(self) -> QMenu:
        """Where a form can come from."""
        menu = QMenu(self._screen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._model.shown.starters if self._model.shown is not None else ():
            _add(menu, "file-text", one.name, partial(self._model.add_starter, one.id), about=one.about)
        menu.addSeparator()
        _add(menu, "file-plus", tr("Empty form…"), self.ask_form)
        _add(menu, "import", tr("From a file…"), self.choose_file)
        menu.addSeparator()
        archived = _add(
            menu, "", tr("Show archived forms"), lambda: self._model.show_archived(on=not self._model.archived)
        )
        archived.setCheckable(True)
        archived.setChecked(self._model.archived)
        return menu

    def new_here(self, at: QWidget) -> None:
        """Show where a form can come from, below a button or in the middle of an empty page."""
        down = at.height() if isinstance(at, QPushButton) else at.height() // 2
        self.new_menu().popup(at.mapToGlobal(QPoint(0 if isinstance(at, QPushButton) else at.width() // 3, down)))

    def more_menu(self) -> QMenu:
        """What else can be done with the chosen form."""
        menu = QMenu(self._screen)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form = self._model.shown.form if self._model.shown is not None else None
        if form is None:
            return menu
        some = bool(form.filled)
        _add(menu, "table", tr("Export answers as a table (CSV)…"), lambda: self.ask_export(form, "csv"), on=some)
        _add(menu, "file-down", tr("Export answers as JSON…"), lambda: self.ask_export(form, "json"), on=some)
        menu.addSeparator()
        _add(menu, "share-2", tr("Hand out the form…"), lambda: self.ask_export(form, "form"))
        _add(menu, "copy", tr("Make a copy"), lambda: self._model.copy(form.id))
        menu.addSeparator()
        if form.draft is not None:
            _add(menu, "undo-2", tr("Discard the draft"), lambda: self._model.discard(form.id))
        if form.current is not None and not form.archived:
            _add(menu, "trash-2", tr("Archive"), lambda: self._model.archive(form.id))
        return menu

    def more_here(self, at: QPushButton) -> None:
        """Show what else can be done, below a button."""
        self.more_menu().popup(at.mapToGlobal(QPoint(0, at.height())))

    def ask_export(self, form: KeptForm, fmt: str) -> None:
        """Ask where the answers or the form go, and write."""
        suffix = SUFFIX if fmt == "form" else f".{fmt}"
        kinds = {"csv": tr("Table (*.csv)"), "json": tr("JSON (*.json)"), "form": tr("Form (*.scorecard.json *.json)")}
        settings = window_settings()
        folder = Path(str(settings.value(_FOLDER, "") or Path.home()))
        name = "".join(c if c.isalnum() or c in " -_" else " " for c in form.shown.name)
        suggested = str(folder / f"{' '.join(name.split())}{suffix}")
        chosen, _ = QFileDialog.getSaveFileName(self._screen, tr("Export"), suggested, kinds[fmt])
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen).parent))
            self._model.export(form.id, fmt, Path(chosen))

    def choose_file(self) -> None:
        """Ask for the file of a form."""
        settings = window_settings()
        kinds = f"{tr('Forms')} (*.json);;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(
            self._screen, tr("Open a form"), str(settings.value(_FOLDER, "")), kinds
        )
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen).parent))
            self._model.import_form(Path(chosen))


def _add(menu: QMenu, name: str, text: str, act: Any, *, on: bool = True, about: str = "") -> QAction:
    action = QAction(text, menu)
    if name:
        action.setIcon(theme.icon(name))
    action.setEnabled(on)
    if about:
        action.setToolTip(about)
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)
    return action
