"""Calls as Word documents: the few parts of WordprocessingML (ECMA-376) that a report needs, in a zip of our own.

No library: python-docx brings lxml and a template for what is six small parts here.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.exchange.writers.report import Line, Report, build

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STILL = (2020, 1, 1, 0, 0, 0)  # every part's time stamp: the same call gives the same bytes
_COLUMNS = (2600, 2000, 4426)  # twentieths of a point; together the width of the text on A4

_TYPES = (
    _HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELS = (
    _HEAD + f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELS}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    _HEAD + f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def _style(name: str, label: str, kind: str = "paragraph", based: str = "Normal", inside: str = "") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = '<w:next w:val="Normal"/>' if kind == "paragraph" and name != "Normal" else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{label}"/>{base}{following}'
        f"<w:qFormat/>{inside}</w:style>"
    )


def _after(space: int) -> str:
    return f'<w:pPr><w:spacing w:after="{space}"/></w:pPr>'


def _heading(level: int, size: int, before: int) -> str:
    return (
        f'<w:pPr><w:keepNext/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr>'
    )


_STYLES = (
    _HEAD + f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Calibri"/><w:sz w:val="21"/>'
    '<w:szCs w:val="21"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="264" '
    'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", based="")
    + _style(
        "Title", "Title", inside='<w:pPr><w:spacing w:after="160"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr>'
    )
    + _style("Heading1", "heading 1", inside=_heading(0, 28, 320))
    + _style("Heading2", "heading 2", inside=_heading(1, 23, 200))
    + _style(
        "Facts", "Facts", inside='<w:pPr><w:spacing w:after="20"/></w:pPr><w:rPr><w:color w:val="595959"/></w:rPr>'
    )
    + _style("Moment", "Moment", inside='<w:pPr><w:ind w:left="900" w:hanging="900"/></w:pPr>')
    + _style(
        "Spoken",
        "Spoken",
        inside='<w:pPr><w:tabs><w:tab w:val="left" w:pos="900"/></w:tabs><w:ind w:left="900" w:hanging="900"/></w:pPr>',
    )
    + "</w:styles>"
)


def write_docx(detail: CallDetail) -> bytes:
    """The whole document as a .docx file. The same call always gives the same bytes. Raises KnownError `no_words`."""
    report = build(detail)
    core = (
        _HEAD + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_text(report.title)}</dc:title>'
        "<dc:creator>CallCoach</dc:creator></cp:coreProperties>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _PACKAGE_RELS,
        "docProps/core.xml": core,
        "word/document.xml": _document(report),
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _STILL)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content.encode())
    return out.getvalue()


def _document(report: Report) -> str:
    body = [_paragraph(_run(report.title), "Title")]
    body += [_paragraph(_run(f"{name}: ", bold=True) + _run(value), "Facts") for name, value in report.facts]
    if report.headline or report.points:
        body.append(_paragraph(_run("Summary"), "Heading1"))
        body += [_paragraph(_run(report.headline))] if report.headline else []
        body += [_line(point, "Moment") for point in report.points]
    if report.figures:
        body += [_paragraph(_run("Figures"), "Heading1"), _table(report), _paragraph("")]
    if report.moments:
        body.append(_paragraph(_run("Moments"), "Heading1"))
    for group in report.moments:
        body.append(_paragraph(_run(f"{group.heading} ({len(group.lines)})"), "Heading2"))
        body += [_line(line, "Moment") for line in group.lines]
    if report.comments:
        body.append(_paragraph(_run("Comments"), "Heading1"))
        body += [_line(line, "Moment") for line in report.comments]
    body.append(_paragraph(_run("Transcript"), "Heading1"))
    body += [_line(line, "Spoken") for line in report.transcript]
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1300" w:right="1440" w:bottom="1300" w:left="1440" w:header="700" w:footer="700" '
        'w:gutter="0"/></w:sectPr>'
    )
    return f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{page}</w:body></w:document>'


def _line(line: Line, style: str) -> str:
    runs = _run(line.time, muted=True) + "<w:r><w:tab/></w:r>" if line.time else ""
    runs += _run(f"{line.who}: ", bold=True) if line.who else ""
    return _paragraph(runs + _run(line.text), style)


def _table(report: Report) -> str:
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _COLUMNS)
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(_COLUMNS)}" w:type="dxa"/><w:tblBorders>{edge}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    rows = [_row(("Figure", "Value", "What it is"), heading=True), *(_row(figure) for figure in report.figures)]
    return f"<w:tbl>{head}{''.join(rows)}</w:tbl>"


def _row(cells: tuple[str, str, str], *, heading: bool = False) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(_run(cell, bold=heading or number == 1))}</w:tc>"
        for number, (cell, width) in enumerate(zip(cells, _COLUMNS, strict=True))
    )
    repeat = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{made}</w:tr>"


def _paragraph(runs: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{runs}</w:p>"


def _run(text: str, *, bold: bool = False, muted: bool = False) -> str:
    look = ("<w:b/>" if bold else "") + ('<w:color w:val="595959"/>' if muted else "")
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _text(text: str) -> str:
    """Text that XML can hold: control characters and lone surrogates become U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text))
