import ast
from pathlib import Path

import fake_services as fakes
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from walking import Pseudo

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.editing import Step, UndoState
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs import intake
from callcoach_desktop.services import coaching, editing, own_behaviours
from callcoach_desktop.services.wishes import LABELS
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.services import Services
from callcoach_desktop.ui.steps import step_name
from callcoach_desktop.ui.undoing import UndoKeys


class FakeEditor:
    def __init__(self):
        self.done = [Step("Edit line", "call00000001", "Pricing call")]
        self.undone = []
        self.failing = None

    def undo_state(self):
        return UndoState(self.done[-1] if self.done else None, self.undone[-1] if self.undone else None)

    def undo(self):
        if self.failing:
            raise self.failing
        return self._move(self.done, self.undone)

    def redo(self):
        return self._move(self.undone, self.done)

    @staticmethod
    def _move(one, other):
        if not one:
            return None
        other.append(one.pop())
        return other[-1]


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.library, made.editor = fakes.FakeLibrary(fakes.make_rows(3)), FakeEditor()
    plain = fakes.make_services(made.library)
    made.attach(Services(plain.library, plain.runner, plain.importer, plain.models))
    made.undoing.attach(made.editor, made.library)
    qtbot.waitUntil(lambda: made.undoing.state.undo is not None)
    yield made
    made.close()


def test_undo_names_its_step_and_offers_redo(window, qtbot):
    assert window.menus.undo.text() == "Undo Edit Line"
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.toast.text() == "Undone: Edit line in “Pricing call”")
    qtbot.waitUntil(lambda: window.menus.redo.text() == "Redo Edit Line")
    assert window.menus.undo.text() == "Undo"
    window.toast.action.click()
    qtbot.waitUntil(lambda: window.menus.undo.text() == "Undo Edit Line")
    assert window.toast.text() == "Redone: Edit line in “Pricing call”"


def test_what_others_write_is_seen(window, qtbot):
    window.editor.done.append(Step("Name speaker"))
    window.library.publish(ChangeSet(journal=True))
    qtbot.waitUntil(lambda: window.menus.undo.text() == "Undo Name Speaker")


def test_a_text_field_undoes_its_own_first(window, qtbot):
    field = window.calls.search
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "price")
    window.undoing.undo()
    assert field.text() == ""
    assert window.editor.done
    # Nothing of its own is left: the key goes out to the window, and the library's step is taken back.
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.editor.done)


def test_nothing_to_undo_is_said_and_so_is_a_failure(window, qtbot):
    window.editor.failing = KnownError("library_busy", "The library is busy.", "Try again.")
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.toast.text() == "The library is busy. Try again.")
    window.editor.failing = None
    window.editor.done.clear()
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.toast.text() == "There is nothing to undo")


def test_copy_of_the_edit_menu_acts_on_the_field(window, qtbot):
    field = window.calls.search
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "price")
    by_text = {action.text().split("\t")[0].replace("&", ""): action for _, action in window.menus.all}
    by_text["Select All"].trigger()
    by_text["Cut"].trigger()
    assert (field.text(), QGuiApplication.clipboard().text()) == ("", "price")
    by_text["Paste"].trigger()
    assert field.text() == "price"


def test_recent_calls_are_in_the_file_menu(window, qtbot):
    window.recent.add("call00000002")
    window.recent.add("call00000001")
    qtbot.waitUntil(lambda: window.library.settings.get("recent") == ["call00000001", "call00000002"])
    qtbot.waitUntil(lambda: window.calls.view_model.is_loaded)
    window.menus.recent.aboutToShow.emit()
    assert [one.text() for one in window.menus.recent.actions()] == ["Pricing call", "Second demo"]


def labels_of_steps():
    """All names that steps get where they are made, read from the sources."""
    found = set(LABELS.values())
    for module in (coaching, editing, intake, own_behaviours):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("_step", "do")
            ):
                named = ast.walk(node.args[0 if node.func.attr == "_step" else 1])
                found |= {one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {one for one in found if one[:1].isupper()}


def test_every_step_is_named_in_the_language_of_the_screen(qapp):
    labels = labels_of_steps()
    assert {"Edit line", "Swap sides", "Set customer", "Restore call", "Delete calls"} <= labels
    translator = Pseudo(qapp)
    qapp.installTranslator(translator)
    same = {label for label in labels if step_name(label) == label}
    qapp.removeTranslator(translator)
    assert not same
    assert step_name("Of another version") == "Of another version"


def test_a_field_that_goes_with_the_focus_is_let_go_of(qtbot):
    keys = UndoKeys(QApplication.instance())
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    first, second = QLineEdit(), QLineEdit()
    box.addWidget(first)
    box.addWidget(second)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    shiboken6.delete(first)  # the focus moves on while the field is being deleted
    second.setFocus()
    qtbot.waitUntil(second.hasFocus)
    shiboken6.delete(keys)
