"""Which rows are chosen in lists of several, when a key is held that was meant for something else."""

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QListView

from callcoach_desktop.ui.widgets.selecting import ChosenAlone

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class _Rows(ChosenAlone, QListView):
    pass


@pytest.fixture
def rows(qtbot):
    view = _Rows()
    qtbot.addWidget(view)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setModel(QStringListModel(list("abcdef"), view))
    view.show()
    return view


def _chosen(view):
    return sorted(index.row() for index in view.selectionModel().selectedIndexes())


@pytest.mark.parametrize("held", [CONTROL, SHIFT])
def test_a_row_that_the_program_makes_current_is_the_only_one_chosen(rows, held):
    rows.setCurrentIndex(rows.model().index(1))
    QTest.keyPress(rows, Qt.Key.Key_F24, held)
    assert QGuiApplication.keyboardModifiers() == held
    for _ in range(2):  # with Ctrl, Qt takes a chosen row out again
        rows.setCurrentIndex(rows.model().index(4))
        assert _chosen(rows) == [4]


def test_a_person_still_chooses_several(rows, qtbot):
    rows.setCurrentIndex(rows.model().index(1))
    place = rows.visualRect(rows.model().index(3)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, CONTROL, place)
    assert _chosen(rows) == [1, 3]
    qtbot.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    assert _chosen(rows) == [1, 3, 4]
    qtbot.keyClick(rows, Qt.Key.Key_A, CONTROL)
    assert len(_chosen(rows)) == 6
