"""What the lists share in which several rows can be chosen at once."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex


class ChosenAlone:
    """Stands before an item view with extended selection: a row that the program makes current is the only one chosen.

    Qt's own `setCurrentIndex` asks the keyboard, too. A row that is shown (by a notice, after a deletion, because the
    list was read anew) while Ctrl is held for something else would be added to the rows that are chosen, or not be
    chosen any more; and the next Del would take more than what a person meant, or nothing.
    """

    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None:
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, alone)
