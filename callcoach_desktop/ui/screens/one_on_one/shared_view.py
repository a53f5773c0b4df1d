"""The shared view: a window for two, on a shared screen. Nothing private and no other customer is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.one_on_ones import RATINGS, Item
from callcoach_desktop.services.presenting import Deck, Slide
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.shared_parts import Size
from callcoach_desktop.ui.screens.one_on_one.shared_slides import Acts, SlideView, has_figure
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.widgets.basics import button, label, tool
from callcoach_desktop.ui.widgets.comment_words import author_name
from callcoach_desktop.ui.widgets.segmented import Segmented

_WRITES = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)


class SharedView(QWidget):
    """Right and Page Down go on, Left and Page Up back; P plays, 1 to 5 rate, 0 shows the figure without a rating, C
    comments, N writes, F is the full screen, Esc leaves. While a field has the keyboard they are its own."""

    closed = Signal()
    end_wanted = Signal()
    score_wanted = Signal(str)  # a form

    def __init__(self, model: OneOnOneViewModel, excerpts: Excerpts) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("shared")
        self.setWindowTitle(tr("1-on-1, shared view"))
        self.setAccessibleName(tr("1-on-1, shared view"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model, self._excerpts = model, excerpts
        self.deck: Deck | None = None
        self.at = 0
        self._open: set[str] = set()  # items whose figure is shown without a rating
        self._size = Size(1280, 800)
        self.slide: SlideView | None = None
        self._make()
        self._shortcuts = self._keys()
        excerpts.playing.connect(self._playing)
        excerpts.problem.connect(self.note.setText)
        # What is added by the page's orders comes back with its next reading.
        model.loaded.connect(self._read_again)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._dress()
        theme.theme_signals().changed.connect(self._dress)
        self.resize(1280, 800)

    def _make(self) -> None:
        self.place = label("", "body", "muted")
        self.who = Segmented(tr("Who writes"), [(one, author_name(one)) for one in ("rep", "manager")], "manager")
        self.full = tool("maximize", tr("Full screen (F)"), self.toggle_full)
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 12, 0)
        head.addWidget(self.place)
        head.addStretch(1)
        head.addWidget(label(tr("Who writes"), "small", "muted"))
        head.addWidget(self.who)
        head.addWidget(self.full)
        head.addWidget(tool("x", tr("Close the shared view (Esc)"), self.close))
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note = label("", "small", "muted")
        self.back_button = button(tr("Back"), self.back, "", "chevron-left", describe=tr("Back (Left)"))
        self.next_button = button(tr("Next"), self.next, "primary", "chevron-right", describe=tr("Next (Right)"))
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 12)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.area, 1)
        box.addLayout(foot)

    def _dress(self) -> None:
        self.setStyleSheet(f"QWidget#shared {{ background: {theme.current().background.name()}; }}")
        if self.deck is not None:
            self._show()

    def _keys(self) -> list[QShortcut]:
        made = []
        acts: list[tuple[tuple[str, ...], Any]] = [
            (("Right", "PgDown"), self.next), (("Left", "PgUp"), self.back), (("P",), self.hear),
            (("C",), self.write_comment), (("N",), self.write_note), (("F", "F11"), self.toggle_full),
            (("0",), self.show_without), (("Ctrl+Z",), self.undo), (("Home",), lambda: self.go(0)),
            (("End",), lambda: self.go(10_000)),
        ]  # fmt: skip
        acts += [((str(n),), lambda n=n: self.rate(n)) for n in RATINGS]
        for keys, act in acts:
            for key in keys:
                one = QShortcut(QKeySequence(key), self, act)
                one.setContext(Qt.ShortcutContext.WindowShortcut)
                made.append(one)
        return made

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        writes = isinstance(now, _WRITES) and self.isAncestorOf(now)
        for one in self._shortcuts:
            one.setEnabled(not writes)

    # Slides

    def show_deck(self, deck: Deck) -> None:
        """Show these slides; the one that is looked at stays."""
        before = self.current
        self.deck = deck
        if before is not None:
            found = next((i for i, one in enumerate(deck.slides) if _same(one, before)), self.at)
            self.at = min(found, len(deck.slides) - 1)
        self._show()

    @property
    def current(self) -> Slide | None:
        """The slide that is looked at."""
        return self.deck.slides[self.at] if self.deck is not None else None

    def go(self, place: int) -> None:
        """Go to a slide, 0 for the first; stays within them."""
        if self.deck is None:
            return
        place = max(0, min(place, len(self.deck.slides) - 1))
        if place != self.at:
            self._keep_comment()
            self._excerpts.stop()
            self.at = place
            self._show()

    def next(self) -> None:
        """The next slide."""
        self.go(self.at + 1)

    def back(self) -> None:
        """The slide before."""
        self.go(self.at - 1)

    def _show(self) -> None:
        deck, slide = self.deck, self.current
        if deck is None or slide is None:
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # a field that goes away keeps what was typed
        acts = Acts(
            self._rate, self._say, self._tell, self._note, self._reveal, self.hear, self._remark, self._second,
            self.end_wanted.emit, self.score_wanted.emit,
        )  # fmt: skip
        bar = self.area.verticalScrollBar()
        at = bar.value() if self.slide is not None and self._shown_at == self.at else 0
        self._shown_at = self.at
        made = SlideView(deck, slide, self._size, self._model, acts, revealed=self._revealed(slide))
        self.area.setWidget(made)  # the one before is deleted with that
        self.slide = made
        QTimer.singleShot(0, made, lambda: bar.setValue(at))
        self.place.setText(f"{deck.session.title} · " + tr("{n} of {all}", n=self.at + 1, all=len(deck.slides)))
        self.back_button.setEnabled(self.at > 0)
        self.next_button.setEnabled(self.at < len(deck.slides) - 1)
        self.note.setText(tr("→ next · ← back · P hear · C comment · N note · F full screen"))
        self._playing(self._excerpts.key)

    def _revealed(self, slide: Slide) -> bool:
        item = slide.item
        return item is not None and (item.rating is not None or item.id in self._open)

    # What is done on a slide

    def rate(self, rating: int) -> None:
        """The rep's own view by its key, where the slide asks for it."""
        if self.slide is not None and self.slide.rating is not None:
            self.slide.rating.rated.emit(rating)

    def show_without(self) -> None:
        """The figure without a rating, where one is asked for."""
        slide = self.current
        if slide is not None and slide.item is not None and has_figure(slide.item):
            self._reveal(slide.item)

    def _reveal(self, item: Item) -> None:
        self._open.add(item.id)
        self._show()

    def _rate(self, item_id: str, rating: int | None) -> None:
        """Shown at once, and kept."""
        if self.deck is None:
            return
        if item_id:
            self._change_item(item_id, rating=rating)
            self._open.discard(item_id)
        else:
            self.deck = replace(self.deck, session=replace(self.deck.session, rating=rating))
        self._model.rate(item_id, rating)
        self._show()

    def _say(self, item_id: str, text: str) -> None:
        self._change_item(item_id, said=text)
        self._model.edit(item_id, said=text)

    def _tell(self, field: str, text: str) -> None:
        if self.deck is not None:
            session = self.deck.session
            person = replace(session.person, **{field: text})
            self.deck = replace(self.deck, session=replace(session, person=person))
        self._model.set_person(field, text)

    def _note(self, text: str) -> None:
        if self.deck is not None:
            self.deck = replace(self.deck, session=replace(self.deck.session, notes=text))
        self._model.set_text("notes", text)

    def _change_item(self, item_id: str, **fields: Any) -> None:
        """The slides as they are now: what is written comes back when one goes back, before it was read again."""
        deck = self.deck
        if deck is None:
            return
        slides = tuple(
            replace(one, item=replace(one.item, **fields)) if one.item is not None and one.item.id == item_id else one
            for one in deck.slides
        )
        self.deck = replace(deck, slides=slides)

    def undo(self) -> None:
        """Take the last step back, whatever it was; the slides follow."""
        self._model.undo()

    def hear(self) -> None:
        """Play the moment, or fall silent."""
        slide = self.current
        item = slide.item if slide is not None else None
        if item is not None and item.call is not None and item.start is not None and slide.sound:
            end = item.end if item.end is not None else item.start + 20.0
            self._excerpts.toggle(item.id, item.call, item.start, end)

    def _playing(self, key: str) -> None:
        slide = self.current
        made = self.slide.play_button if self.slide is not None else None
        if made is not None and slide is not None and slide.item is not None:
            playing = key == slide.item.id
            made.setIcon(theme.icon("pause" if playing else "play", "on_inverse"))

    def _second(self) -> float:
        """Where a comment goes: the second that is heard, else where the moment begins."""
        item = self.current.item if self.current is not None else None
        if item is None or item.start is None:
            return 0.0
        heard = self._excerpts.position() if self._excerpts.call == item.call else item.start
        end = item.end if item.end is not None else item.start
        return heard if item.start <= heard <= end else item.start

    def _remark(self, text: str, reaction: str) -> None:
        item = self.current.item if self.current is not None else None
        if item is not None and item.call is not None:
            self._model.comment(item.call, self._second(), text, self.who.value(), reaction, self._model.open_deck)

    def _keep_comment(self) -> None:
        """A comment that was typed and not sent is kept when its slide goes."""
        remarks = self.slide.remarks if self.slide is not None else None
        text = remarks.field.text().strip() if remarks is not None else ""
        if remarks is not None and text:
            remarks.field.clear()
            self._remark(text, "")

    def write_comment(self) -> None:
        """To the field for a comment."""
        if self.slide is not None and self.slide.remarks is not None:
            self.slide.remarks.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write_note(self) -> None:
        """To the field for what is said."""
        if self.slide is not None and self.slide.said is not None:
            self.slide.said.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _read_again(self, shown: Any) -> None:
        """An agreement was made or settled: the slides follow, unless somebody is typing in them."""
        deck, session = self.deck, getattr(shown, "session", None)
        if deck is None or session is None or session.id != deck.session.id:
            return
        writes = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit) and self.isActiveWindow()
        agreed = [(a.id, a.becomes, a.state) for a in session.agreements]
        settled = [shown.agreements.get(one.agreement.id) for one in deck.slides if one.agreement is not None]
        if (
            agreed != [(a.id, a.becomes, a.state) for a in deck.session.agreements]
            or settled != [one.agreement for one in deck.slides if one.agreement is not None]
            or (not writes and [i.id for i in session.items] != [i.id for i in deck.session.items])
        ):
            self._model.open_deck()

    # The window

    def toggle_full(self) -> None:
        """The whole screen, or a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()
        self.full.setIcon(theme.icon("minimize-2" if self.isFullScreen() else "maximize", "muted"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if isinstance(QApplication.focusWidget(), _WRITES):
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self.isFullScreen():
                self.toggle_full()
            else:
                self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.next()
        elif key == Qt.Key.Key_Space and self.hasFocus():
            self.hear() if self.slide is not None and self.slide.play_button is not None else self.next()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = Size(self.width(), self.height())
        if size.factor != self._size.factor:
            self._size = size
            if self.deck is not None:
                self._show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # what is typed is kept
        self._keep_comment()
        self._excerpts.stop()
        super().closeEvent(event)
        self.closed.emit()

    _shown_at = -1


def _same(one: Slide, other: Slide) -> bool:
    mine, its = one.item, other.item
    forms = [slide.round.form.id if slide.round is not None else "" for slide in (one, other)]
    return one.kind == other.kind and (mine.id if mine else "") == (its.id if its else "") and forms[0] == forms[1]
