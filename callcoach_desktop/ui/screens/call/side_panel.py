"""The panel beside the transcript: figures, moments, summary, comments."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.comments import CommentsPanel
from callcoach_desktop.ui.screens.call.figures import FigureGrid, MomentList
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.summary_page import SummaryPage
from callcoach_desktop.ui.theme import font, px
from callcoach_desktop.ui.widgets.basics import line, still

_ROOM_FOR_BOTH = 160  # pixels that moments need under the figures to be worth showing there too
PAGES = ("figures", "moments", "summary", "comments")


class SidePanel(QFrame):
    """One of four pages; on a tall window the moments stand under the figures."""

    page_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, figures: FigureGrid | None = None) -> None:
        """`figures` may have been made before, because making it takes as long as all the rest."""
        super().__init__(parent)
        self.setProperty("card", "true")
        self.page = "figures"
        self.figures = figures or FigureGrid()
        self._figures_area = QScrollArea()  # on a low window, or with large text, the figures scroll
        self._figures_area.setWidgetResizable(True)
        self._figures_area.setFrameShape(QFrame.Shape.NoFrame)
        self._figures_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._figures_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._figures_area.setWidget(self.figures)
        self.figures.installEventFilter(self)
        self.moments = MomentList()
        self.summary = SummaryPage()
        self.comments = CommentsPanel()
        self.record = QLabel()  # how often the program was right
        self.record.setProperty("kind", "muted")
        self.record.setFont(font("small"))
        self.record.setWordWrap(True)
        self.record.setContentsMargins(18, 4, 14, 4)
        self.record.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing = QLabel(tr("No figures here: they need two sides that are told apart."))
        self.nothing.setProperty("kind", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(18, 12, 18, 8)
        self._rule = line()
        tabs = QHBoxLayout()
        tabs.setContentsMargins(12, 4, 12, 4)
        tabs.setSpacing(0)
        self._group = QButtonGroup(self)
        self.tabs: dict[str, QPushButton] = {}
        for i, name in enumerate(PAGES):
            tab = QPushButton()
            tab.setCheckable(True)
            tab.setChecked(i == 0)
            tab.setProperty("kind", "segment")
            tab.setProperty("place", "first" if i == 0 else "last" if i == len(PAGES) - 1 else "")
            tab.setFont(font("small"))
            tab.setStyleSheet("padding-left: 2px; padding-right: 2px;")
            tab.setCursor(Qt.CursorShape.PointingHandCursor)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with transcript and player
            tab.clicked.connect(lambda _=False, name=name: self.show_page(name))
            self._group.addButton(tab)
            self.tabs[name] = tab
            tabs.addWidget(tab, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 4)
        box.setSpacing(0)
        box.addLayout(tabs)
        box.addWidget(self._figures_area)
        box.addWidget(self.nothing)
        box.addWidget(self._rule)
        box.addWidget(self.moments, 1)
        box.addWidget(self.record)
        box.addWidget(self.summary, 1)
        box.addWidget(self.comments, 1)
        self._end = QWidget()
        box.addWidget(self._end, 1)
        self._counts = {"moments": 0, "comments": 0}
        self._has_figures = self._known = False
        self._name_tabs()
        self._arrange()

    def set_scene(self, scene: CallScene, *, keep_place: bool) -> None:
        """Show a call's figures and moments."""
        with still(self.layout()):
            self.figures.set_figures(scene.figures)
            self.moments.set_groups(scene.groups, keep_place=keep_place)
            self.summary.set_scene(scene)
            self._has_figures, self._known = bool(scene.figures), True
            self._count("moments", sum(len(g.marks) for g in scene.groups))
            self._arrange()
        self.moments.catch_up()

    def forget(self) -> None:
        """Only the frame and its tabs: a call is about to be read."""
        self._known = False
        self._arrange()

    def count_comments(self, count: int) -> None:
        """Say how many comments there are."""
        self._count("comments", count)

    def _count(self, page: str, count: int) -> None:
        self._counts[page] = count
        self._name_tabs()

    def _name_tabs(self) -> None:
        names = {
            "figures": tr("Figures"), "moments": tr("Moments"), "summary": tr("Summary"), "comments": tr("Comments"),
        }  # fmt: skip
        texts = {page: f"{name} {self._counts.get(page) or ''}".strip() for page, name in names.items()}
        metrics = QFontMetrics(font("small", weight=QFont.Weight.DemiBold))
        each = (self.width() - 26) / len(PAGES) - 8
        fits = all(metrics.horizontalAdvance(text) <= each for text in texts.values())
        for page, tab in self.tabs.items():
            tab.setText(texts[page] if fits else names[page])
            tab.setToolTip("" if fits else texts[page])
            tab.setAccessibleName(texts[page])

    def set_record(self, sentence: str, by_kind: str) -> None:
        """Say how often the program was right."""
        self.record.setText(sentence)
        self.record.setToolTip(by_kind)
        self._arrange()

    def show_page(self, page: str) -> None:
        """Turn to a page."""
        self.tabs[page].setChecked(True)
        if page != self.page:
            self.page = page
            self._arrange()
            self.page_changed.emit(page)

    def _arrange(self) -> None:
        first = self.page == "figures"
        if not self._known:
            with still(self.layout()):
                for one in (self._figures_area, self.nothing, self._rule, self.moments, self.record, self.summary,
                            self.comments):  # fmt: skip
                    one.hide()
                self._end.show()
            return
        needed = self.figures.sizeHint().height() + self._tabs_height() + px(_ROOM_FOR_BOTH)
        moments = self._counts["moments"] > 0 and (self.page == "moments" or (first and self.height() >= needed))
        with still(self.layout()):
            self._figures_area.setVisible(first and self._has_figures)
            self._size_figures()
            self.nothing.setVisible(first and not self._has_figures)
            self._rule.setVisible(first and moments)
            self.moments.setVisible(moments or self.page == "moments")
            self.record.setVisible(self.page == "moments" and bool(self.record.text()))
            self.summary.setVisible(self.page == "summary")
            self.comments.setVisible(self.page == "comments")
            self._end.setVisible(first and not moments)
        if self.layout().isEnabled():
            self.moments.catch_up()

    def _tabs_height(self) -> int:
        return self.tabs["figures"].sizeHint().height() + 18  # with the margins around them

    def _size_figures(self) -> None:
        room = self.height() - self._tabs_height()
        self._figures_area.setFixedHeight(max(px(48), min(self.figures.sizeHint().height(), room)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._size_figures()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_tabs()
        self._arrange()
