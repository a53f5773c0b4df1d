"""The watched folders, for the settings: add, change, remove; and which ones this machine suggests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.watching.folder_row import FolderRow
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label, set_kind

SUGGESTIONS = 4


class WatchPanel(QWidget):
    """`problem` carries a sentence, which the panel also shows itself."""

    problem = Signal(str)

    def __init__(self, watcher: Any) -> None:
        """`watcher` is a `services.watching.Watcher`."""
        super().__init__()
        self._watcher = watcher
        self.setAccessibleName(tr("Watched folders"))
        self._asked = 0
        self._queue: list[Callable[[], object]] = []
        self.rows: dict[str, FolderRow] = {}
        self.suggested: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.empty = label(tr("No folder is watched yet."), "body", "muted")
        column.addWidget(self.empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        column.addLayout(self._list)
        self.heading = label(tr("Found on this computer"), "small", "muted", bold=True)
        column.addWidget(self.heading)
        self._suggestions = QVBoxLayout()
        self._suggestions.setSpacing(6)
        column.addLayout(self._suggestions)
        self.said = label("", "small", "warn", wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        foot = QHBoxLayout()
        self.add_button = button(tr("Add a folder…"), self._choose, "", "folder-open")
        foot.addWidget(self.add_button)
        foot.addStretch()
        column.addLayout(foot)
        self.heading.hide()
        end = watcher.subscribe(lambda: on_ui_thread(self, self.refresh))
        self.destroyed.connect(lambda _=None: end())
        self.refresh()

    def refresh(self) -> None:
        """Read the folders again."""
        watcher = self._watcher
        self._asked += 1
        number = self._asked

        def show(found: tuple[list[Any], list[Path]]) -> None:
            if number == self._asked:  # else a newer answer is on its way, or is here already
                self._show(*found)

        run_task(self, lambda: (watcher.folders(), watcher.suggestions()), show, self._tell)

    def _show(self, states: list[Any], suggestions: list[Path]) -> None:
        if self._queue:
            return
        paths = [state.folder.path for state in states]
        for gone in self.rows.keys() - set(paths):
            row = self.rows.pop(gone)
            self._list.removeWidget(row)
            row.deleteLater()
        for place, state in enumerate(states):
            row = self.rows.get(state.folder.path)
            if row is None:
                row = self.rows[state.folder.path] = FolderRow(state)
                row.changed.connect(self._change)
                row.removed.connect(self._remove)
                self._list.insertWidget(place, row)
            else:
                row.show_state(state)
        self.empty.setVisible(not states)
        self._suggest(suggestions[:SUGGESTIONS])

    def _suggest(self, paths: list[Path]) -> None:
        if [one.property("path") for one in self.suggested] == [str(path) for path in paths]:
            return
        for one in self.suggested:
            self._suggestions.removeWidget(one)
            one.deleteLater()
        self.suggested = []
        for path in paths:
            made = QWidget()
            made.setProperty("path", str(path))
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(12)
            row.addWidget(ElidedLabel(str(path), middle=True), 1)
            row.addWidget(
                button(tr("Watch"), lambda path=path: self._add(path), describe=tr("Watch {folder}", folder=path))
            )
            self.suggested.append(made)
            self._suggestions.addWidget(made)
        self.heading.setVisible(bool(paths))

    # what a person does

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder to watch"), str(Path.home()))
        if chosen:
            self._add(Path(chosen))

    def _add(self, path: Path) -> None:
        self._do(lambda: self._watcher.add(path))

    def _change(self, folder: Any) -> None:
        self._do(lambda: self._watcher.change(folder))

    def _remove(self, path: str) -> None:
        self._do(lambda: self._watcher.remove(path))

    def _do(self, work: Callable[[], object]) -> None:
        # One after the other, in the order in which they were asked for; what is read meanwhile is old already.
        self.said.hide()
        self._queue.append(work)
        if len(self._queue) == 1:
            self._next()

    def _next(self) -> None:
        if self._queue:
            run_task(self, self._queue[0], lambda _: self._over(), self._refused)
        else:
            self.refresh()

    def _over(self) -> None:
        self._queue.pop(0)
        self._next()

    def _refused(self, error: BaseException) -> None:
        self._over()
        self._tell(error)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.said.setText(error.problem.sentence())
        set_kind(self.said, "warn")
        self.said.show()
        self.problem.emit(error.problem.sentence())
