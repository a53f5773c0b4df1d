"""The return on coaching as one page on paper: text set by Qt, pictures drawn from their SVG as lines, not as dots."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from callcoach_desktop.domain.returns import NOTICE, ReturnReport
from callcoach_desktop.exchange.return_charts import PAPER, Ink, curves, timeline
from callcoach_desktop.exchange.return_report import names, said, subtitle
from callcoach_desktop.ui.theme import font

_DOTS = 1200  # an inch
_POINT = _DOTS / 72
_WIDTH = 523.0  # points between the margins of A4
_HEIGHT = 790.0
_STATES = {"improved": "better", "worse": "worse", "no_sign": "no sign of a change", "too_early": "too early to tell"}
_KINDS = {"improved": "#2b6e3f", "worse": "#9a3d1b"}


def write_pdf(report: ReturnReport, path: Path) -> None:
    """Write the page (A4). Needs a QGuiApplication. Raises OSError where the file cannot be written."""
    writer = QPdfWriter(str(path))
    writer.setResolution(_DOTS)
    writer.setTitle(report.item.title)
    writer.setCreator("CallCoach")
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(36, 26, 36, 26),
                    QPageLayout.Unit.Point)
    )  # fmt: skip
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{path} could not be written")
    try:
        painter.scale(_POINT, _POINT)
        _paint(report, painter)
    finally:
        painter.end()


def _paint(report: ReturnReport, painter: QPainter) -> None:
    """Everything from top to bottom; the pictures get what the text leaves."""
    above, below = _document(_head(report)), _document(_foot(report))
    y = _text(painter, above, 0.0)
    room = _HEIGHT - y - below.size().height() - 14
    ink = Ink(**{**{name: getattr(PAPER, name) for name in PAPER.__slots__}, "size": 8.5, "font": font().families()[0]})
    count = len(report.lines)
    row = min(78.0, max(38.0, (room * 0.68 - 46) / count))
    y = _picture(painter, timeline(report, _WIDTH, ink, row), y + 4)
    left = _HEIGHT - y - below.size().height() - 10
    y = _picture(painter, curves(report, _WIDTH, ink, min(150.0, max(80.0, left))), y + 4)
    _text(painter, below, _HEIGHT - below.size().height())


def _head(report: ReturnReport) -> str:
    called = names(report)
    rows = "".join(
        f'<tr><td width="20%"><b>{escape(called.get(r.measure, r.measure))}</b><br>'
        f'<span style="color:{_KINDS.get(r.state, "#5b5f63")}">{_STATES[r.state]}</span></td>'
        f"<td>{escape(said(r))}</td></tr>"
        for r in report.returns
    )
    return (
        f'<p style="font-size:17pt;margin:0"><b>{escape(report.item.title)}</b></p>'
        f'<p style="color:#5b5f63;margin:0">{escape(subtitle(report))}</p>'
        f'<p style="font-size:11.5pt;margin-top:8px;margin-bottom:6px"><b>{escape(report.headline)}</b></p>'
        f'<table width="100%" cellspacing="0" cellpadding="3">{rows}</table>'
    )


def _foot(report: ReturnReport) -> str:
    rests = " ".join(escape(one) for one in report.assumptions)
    return f'<p style="color:#5b5f63;font-size:7pt;margin:0">{rests} <b>{escape(NOTICE)}</b></p>'


def _document(html: str) -> QTextDocument:
    made = QTextDocument()
    made.setDocumentMargin(0)
    chosen = QFont()
    chosen.setFamilies(font().families())
    chosen.setPixelSize(9)  # the painter's unit is a point
    made.setDefaultFont(chosen)
    made.setHtml(_in_points(html))
    made.setTextWidth(_WIDTH)
    made.setPageSize(QSizeF(_WIDTH, -1))
    return made


def _in_points(html: str) -> str:
    """Points of the paper as pixels of the document: the painter is scaled so that one is the other."""
    return html.replace("pt;", "px;").replace('pt"', 'px"')


def _text(painter: QPainter, document: QTextDocument, y: float) -> float:
    painter.save()
    painter.translate(0, y)
    painter.setPen(QColor(PAPER.text))
    document.drawContents(painter)
    painter.restore()
    return y + document.size().height()


def _picture(painter: QPainter, svg: str, y: float) -> float:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = renderer.defaultSize()
    high = size.height() * _WIDTH / max(1, size.width())
    renderer.render(painter, QRectF(0, y, _WIDTH, high))
    return y + high
