"""The summary of a call: headline and points by part, each a click from its second; copied as text or Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from callcoach_desktop.domain.analysis import Summary, SummaryPoint
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.trying import with_try
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.theme import font, px
from callcoach_desktop.ui.widgets.basics import button, label


@dataclass(frozen=True, slots=True)
class Part:
    """Points under one heading."""

    title: str
    points: tuple[SummaryPoint, ...]


def parts_of(summary: Summary) -> tuple[Part, ...]:
    """The points in the order in which a note is read; kinds that are not known come last."""
    order = (
        (tr("What the customer wants"), ("need", "want")),
        (tr("Problems"), ("pain",)),
        (tr("Worries"), ("objection", "worry")),
        (tr("Price"), ("pricing", "price")),
        (tr("Competitors"), ("competitor",)),
        (tr("Next steps"), ("next_step", "commitment")),
        (tr("What went well"), ("well", "good", "went_well")),
        (tr("One thing to try"), ("try", "improve", "to_try")),
        (tr("How it was led"), ("question", "monologue", "story", "figure")),
    )
    known = {kind for _, kinds in order for kind in kinds}
    found = [Part(title, tuple(p for p in summary.points if p.kind in kinds)) for title, kinds in order]
    found.append(Part(tr("Also"), tuple(p for p in summary.points if p.kind not in known)))
    return tuple(part for part in found if part.points)


def summary_text(scene: CallScene, *, markdown: bool) -> str:
    """The summary for a note field: plain, or in Markdown. Every point has its second."""
    lines = [f"## {scene.title}" if markdown else scene.title, scene.meta, ""]
    lines += [scene.summary.headline, ""]
    for part in parts_of(scene.summary):
        lines.append(f"**{part.title}**" if markdown else part.title)
        if markdown:
            lines.append("")
        bullet = "-" if markdown else "•"
        lines += [f"{bullet} {_escaped(p.text) if markdown else p.text} ({clock(p.start)})" for p in part.points]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


NOTE_LETTERS = 2_000
"""What a CRM's note field takes at least."""


def crm_note(scene: CallScene, most: int = NOTE_LETTERS) -> str:
    """The summary as plain lines for a CRM's note field, at most `most` letters: whole points in the order of what
    matters there, and at the end how many did not fit."""
    lines = [f"{scene.title} ({scene.meta})" if scene.meta else scene.title, scene.summary.headline]
    wanted = [f"{part.title}: {point.text} [{clock(point.start)}]" for part in parts_of(scene.summary)
              for point in part.points if point.kind not in _NOT_IN_A_NOTE]  # fmt: skip
    left = 0
    for number, line in enumerate(wanted):
        if sum(len(one) + 1 for one in lines) + len(line) + _ROOM > most:
            left = len(wanted) - number
            break
        lines.append(line)
    if left:
        lines.append(tr("({n} more point in CallCoach)|({n} more points in CallCoach)", left))
    return "\n".join(lines)[:most]


_NOT_IN_A_NOTE = frozenset({"question", "monologue", "story", "figure", "try", "well"})  # of the rep, not of the deal
_ROOM = 60  # letters for the last line


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)


class _Point(QPushButton):
    """A point as a button: its second, then its words on as many lines as they need."""

    def __init__(self, point: SummaryPoint, act: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{clock(point.start)} {point.text}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setStyleSheet("padding: 0px; border-radius: 5px;")
        self.clicked.connect(lambda _=False: act())
        time, self._words = label(clock(point.start), "small", "muted"), label(point.text, wrap=True)
        time.setFixedWidth(px(38))
        for one in (time, self._words):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 4, 3)
        row.setSpacing(4)
        row.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.layout().heightForWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(px(160), self.layout().heightForWidth(max(px(160), self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.layout().heightForWidth(self.width()))


class SummaryPage(QWidget):
    """Headline, parts, two buttons to copy."""

    go = Signal(float)
    copied = Signal(str)  # what was copied, in a sentence
    seen = Signal(str)  # the call whose summary is looked at

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Summary of the call"))
        self._scene: CallScene | None = None
        self._shown: Summary | None = None
        self._given: CallScene | None = None  # as it was read, and the one that was asked for last
        self._asked: CallScene | None = None
        self._tried: tuple[str, SummaryPoint | None] | None = None
        self.points: list[_Point] = []
        self._inside = QWidget()
        self._inside.setObjectName("plain")  # lets the card be seen through
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(10, 4, 10, 8)
        self._box.setSpacing(2)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inside)
        self._area = area
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 0)
        foot.setSpacing(6)
        self.text_button = button(tr("Copy"), lambda: self.copy(markdown=False), "quiet", "copy",
                                  describe=tr("Copy the summary as text"))  # fmt: skip
        self.markdown_button = button(tr("Markdown"), lambda: self.copy(markdown=True), "quiet",
                                      describe=tr("Copy the summary as Markdown"))  # fmt: skip
        self.note_button = button(tr("CRM"), self.copy_note, "quiet",
                                  describe=tr("Copy the summary as a short note for a CRM"))  # fmt: skip
        for one in (self.text_button, self.markdown_button, self.note_button):
            one.setToolTip(one.accessibleName())
            one.setFont(font("small"))
            foot.addWidget(one)
        foot.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(area, 1)
        box.addLayout(foot)

    def set_scene(self, scene: CallScene) -> None:
        """Show a call's summary; it is put together when the page is seen."""
        self._scene = self._given = scene
        if self._tried is not None and self._tried[0] == scene.call_id:
            self.set_try(*self._tried)
        elif self.isVisible():
            self._fill()

    @property
    def summary(self) -> Summary:
        """What is shown, or would be."""
        return Summary("") if self._scene is None else self._scene.summary

    @property
    def answered(self) -> bool:
        """Whether it is known what to try from the rep's own usual range."""
        return self._scene is not None and self._tried is not None and self._tried[0] == self._scene.call_id

    def set_try(self, call_id: str, point: SummaryPoint | None) -> None:
        """What to try next from the rep's own usual range, in the place of what the call alone advises."""
        scene = self._scene
        if scene is None or scene.call_id != call_id:
            return
        self._tried = call_id, point
        self._scene = replace(scene, summary=with_try(scene.summary, point))
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        if self._given is not None and self._given is not self._asked:
            self._asked = self._given
            self.seen.emit(self._given.call_id)
        scene = self._scene
        if scene is None or scene.summary == self._shown:
            return
        self._shown = scene.summary
        self.points = []
        while self._box.count():
            item = self._box.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if scene.summary.headline:
            head = label(scene.summary.headline, bold=True, wrap=True)
            head.setContentsMargins(6, 2, 4, 4)
            self._box.addWidget(head)
        else:
            self._box.addWidget(label(tr("No summary: it is made of what was found in the call."), "small", "muted",
                                      wrap=True))  # fmt: skip
        for part in parts_of(scene.summary):
            self._box.addWidget(self._heading(part.title))
            for point in part.points:
                made = _Point(point, lambda at=point.start: self.go.emit(at))
                self.points.append(made)
                self._box.addWidget(made)
        self._box.addStretch(1)
        for one in (self.text_button, self.markdown_button, self.note_button):
            one.setEnabled(bool(scene.summary.headline or scene.summary.points))

    def _heading(self, title: str) -> QLabel:
        made = label(title, "small", bold=True)
        made.setContentsMargins(6, 8, 4, 1)
        return made

    def copy(self, *, markdown: bool) -> None:
        """Put the summary into the clipboard."""
        if self._scene is not None:
            QGuiApplication.clipboard().setText(summary_text(self._scene, markdown=markdown))
            said = tr("Summary copied as Markdown") if markdown else tr("Summary copied as text")
            self.copied.emit(said)

    def copy_note(self) -> None:
        """Put the short note into the clipboard."""
        if self._scene is not None:
            QGuiApplication.clipboard().setText(crm_note(self._scene))
            self.copied.emit(tr("Summary copied as a note of at most {n} letters", NOTE_LETTERS))

    def showEvent(self, event: QEvent) -> None:
        self._fill()
