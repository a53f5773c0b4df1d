"""A page of HTML as a PDF, by Qt's own text engine: on one sheet of paper where it can be."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from callcoach_desktop.services.placing import place

LARGEST_PT, LEAST_PT, STEP_PT = 11.0, 7.5, 0.5
SEVERAL_PT = 10.0
"""Where one sheet is not enough."""
MARGIN_MM = 16.0
_DPI = 300


@contextlib.contextmanager
def without_window() -> Iterator[None]:
    """Qt for the time of one page where no window runs, and no screen may be there: fonts need an application."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(["callcoach"])
    yield
    del app


def write_pdf(html: str, title: str, path: Path, *, overwrite: bool = False) -> int:
    """Write the page; returns the number of sheets. May be called from any thread. Raises KnownError.

    The type is as large as it can be for one sheet, not below 7.5 points; what is longer goes on to a second one.
    """
    with place(path, numbered=False, overwrite=overwrite) as (part, _final):
        writer = QPdfWriter(str(part))
        writer.setResolution(_DPI)
        writer.setTitle(title)
        writer.setCreator("CallCoach")
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
        room = QSizeF(writer.width(), writer.height())
        document = _document(html, room, writer)
        sheets = int(document.pageCount())
        document.print_(writer)
        del document, writer  # the file is complete when they are gone
    return sheets


def _document(html: str, room: QSizeF, writer: QPdfWriter) -> QTextDocument:
    sizes = [LARGEST_PT - i * STEP_PT for i in range(round((LARGEST_PT - LEAST_PT) / STEP_PT) + 1)]
    for size in (*sizes, SEVERAL_PT):
        document = QTextDocument()
        document.documentLayout().setPaintDevice(writer)
        document.setDocumentMargin(0)
        face = QFont("Inter")
        face.setPointSizeF(size)
        document.setDefaultFont(face)
        document.setHtml(html)
        document.setPageSize(room)
        if document.pageCount() <= 1:
            break
    return document
