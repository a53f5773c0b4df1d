"""Undo and Redo of the window: a text field's own first, else the last step of the library, which survives restarts."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.steps import step_name
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import ChangeSet
    from callcoach_desktop.domain.editing import Step, UndoState


class EditorService(Protocol):
    """What Undo and Redo ask of `services.editing.Editor`."""

    def undo(self) -> Step | None: ...

    def redo(self) -> Step | None: ...

    def undo_state(self) -> UndoState: ...


class ChangeSource(Protocol):
    """Whoever says what was written."""

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


def can_undo(widget: QWidget | None) -> bool:
    """Whether a text field has something of its own to take back."""
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly() and widget.document().isUndoAvailable()
    return False


def can_redo(widget: QWidget | None) -> bool:
    """Whether a text field has something of its own to bring back."""
    if isinstance(widget, QLineEdit):
        return widget.isRedoAvailable()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly() and widget.document().isRedoAvailable()
    return False


class UndoKeys(QObject):
    """Lets Ctrl+Z out of a text field that has nothing of its own to undo: fields keep the key to themselves."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        # A field that is being deleted loses the focus before it says that it is gone.
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
            self._field.destroyed.disconnect(self._gone)
        self._field = now if isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit) else None
        if self._field is not None:
            self._field.installEventFilter(self)
            self._field.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            field = watched if isinstance(watched, QWidget) else None
            undo = event.matches(QKeySequence.StandardKey.Undo) and not can_undo(field)
            redo = event.matches(QKeySequence.StandardKey.Redo) and not can_redo(field)
            if undo or redo:
                event.ignore()
                return True
        return False


class Undoing(QObject):
    """`changed` when what Undo would do is another step; `said` carries a sentence, a button and what it does."""

    changed = Signal()
    said = Signal(str, str, object)
    problem = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._state: UndoState | None = None
        self._editor: EditorService | None = None
        self._end: Callable[[], None] | None = None
        self._keys = UndoKeys(self)

    @property
    def state(self) -> UndoState:
        """What Undo and Redo would do; nothing while no library is open."""
        from callcoach_desktop.domain.editing import UndoState

        return self._state if self._state is not None else UndoState()

    def attach(self, editor: EditorService | None, changes: ChangeSource) -> None:
        """Begin with a library; without an editor only text fields can undo."""
        self._editor = editor
        if editor is not None:
            self._end = changes.subscribe(self._written)
            self.refresh()

    def detach(self) -> None:
        """The library is being closed."""
        if self._end is not None:
            self._end()
        self._end = self._editor = None
        self._take(None)

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread."""
        if changes.journal:
            on_ui_thread(self, self.refresh)

    def refresh(self) -> None:
        """Ask what could be undone now."""
        editor = self._editor
        if editor is not None:
            run_task(self, editor.undo_state, self._take, self._tell)

    def _take(self, state: UndoState | None) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit()

    def undo_text(self) -> str:
        """What the menu says: "Undo Edit Line"."""
        step = self._state.undo if self._state is not None else None
        return tr("Undo {step}", step=_capital(step)) if step else tr("Undo")

    def redo_text(self) -> str:
        """What the menu says: "Redo Edit Line"."""
        step = self._state.redo if self._state is not None else None
        return tr("Redo {step}", step=_capital(step)) if step else tr("Redo")

    def undo(self) -> None:
        """Take back: in the text field with the cursor when it has something, else the library's last step."""
        widget = QApplication.focusWidget()
        if can_undo(widget):
            widget.undo()
        else:
            self.undo_step()

    def redo(self) -> None:
        """The opposite of `undo`."""
        widget = QApplication.focusWidget()
        if can_redo(widget):
            widget.redo()
        else:
            self.redo_step()

    def undo_step(self) -> None:
        """Take the library's last step back."""
        editor = self._editor
        if editor is not None:
            run_task(self, editor.undo, self._undone, self._tell)

    def redo_step(self) -> None:
        """Do again what was taken back last."""
        editor = self._editor
        if editor is not None:
            run_task(self, editor.redo, self._redone, self._tell)

    def _undone(self, step: Step | None) -> None:
        if step is None:
            self.said.emit(tr("There is nothing to undo"), "", None)
        else:
            self.said.emit(tr("Undone: {what}", what=_named(step)), tr("Redo"), self.redo_step)
        self.refresh()

    def _redone(self, step: Step | None) -> None:
        if step is None:
            self.said.emit(tr("There is nothing to redo"), "", None)
        else:
            self.said.emit(tr("Redone: {what}", what=_named(step)), tr("Undo"), self.undo_step)
        self.refresh()

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())


def _capital(step: Step) -> str:
    return string.capwords(step_name(step.label))


def _named(step: Step) -> str:
    label = step_name(step.label)
    return tr("{step} in “{title}”", step=label, title=step.title) if step.title else label
