"""Tables that are read, not typed into: they look and behave the same wherever they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from callcoach_desktop.ui.theme import Role, font, px


def dress_table(table: QTableView, role: Role = "body", row_height: int = 0) -> QHeaderView:
    """Rows are chosen, no cell is edited, Tab goes on to the next widget. Gives the heading, for the widths.

    `row_height` in pixels of the normal text size; 0 leaves it to Qt.
    """
    table.setFont(font(role))
    table.setProperty("kind", "cells")
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    if row_height:
        table.verticalHeader().setDefaultSectionSize(px(row_height))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    return header
