"""The editor of one tracker, with what it would find in the newest calls beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.trackers.trying import TrackerService, Trying
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.page import Line, drop
from callcoach_desktop.ui.widgets.segmented import Segmented

REST_MS = 700  # after the last key before it is tried again
MOST_SHOWN = 60
_LETTERS = 160


class TrackerEditor(QDialog):
    """`kept` carries the tracker once it is kept."""

    kept = Signal(object)

    def __init__(self, service: TrackerService, tracker: Tracker | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service, self._former = service, tracker.name if tracker else ""
        self.setWindowTitle(tr("Tracker “{name}”", name=tracker.name) if tracker else tr("New tracker"))
        self.resize(px(900), px(600))
        self._fields(tracker or Tracker(""))
        self._preview()
        self.trying = Trying(service, self)
        self.trying.began.connect(self._began)
        self.trying.found.connect(self._found)
        self.trying.ended.connect(self._ended)
        self.trying.problem.connect(self._say)
        self._tried = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.try_now)
        self.said = label("", "small", "warn", wrap=True)
        self.said.hide()
        self.keep = button(tr("Keep"), self._keep, "primary", describe=tr("Keep the tracker"))
        self.keep.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.keep)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self._left, 5)
        columns.addWidget(self._right, 6)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addLayout(columns, 1)
        box.addLayout(foot)
        self._changed()

    def _fields(self, tracker: Tracker) -> None:
        self.name = QLineEdit(tracker.name)
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Such as: Agenda"))
        self.name.setMaxLength(60)
        self.phrases = _texts(tr("Phrases"), tracker.phrases, tr("agenda for today\nwhat I'd like to cover"))
        self.examples = _texts(
            tr("Anything like"), tracker.examples, tr("Shall we start with a quick plan for this call?")
        )
        self.unlike = _texts(tr("But not like"), tracker.unlike, "", 2)
        sides = (("rep", tr("Rep")), ("customer", tr("Customer")), ("both", tr("Both")))
        self.side = Segmented(tr("Who says it"), sides, tracker.side)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        rows: tuple[tuple[str, str, QWidget], ...] = (
            (tr("Name"), "", self.name),
            (tr("Phrases"), tr("One a line, as they are said. Spellings that sound alike count."), self.phrases),
            (tr("Anything like"), tr("Whole sentences; what means much the same is found (English)."), self.examples),
            (tr("But not like"), tr("Sentences that only look like it. “No” beside a hit adds one."), self.unlike),
            (tr("Who says it"), "", self.side),
        )
        for number, (name, about, widget) in enumerate(rows):
            if number:
                column.addSpacing(8)
            column.addWidget(label(name, bold=True))
            if about:
                column.addWidget(label(about, "small", "muted", wrap=True))
            column.addWidget(widget, 1 if isinstance(widget, QPlainTextEdit) else 0)
        self.name.textChanged.connect(self._changed)
        self.phrases.textChanged.connect(self._changed)
        self.examples.textChanged.connect(self._changed)
        self.unlike.textChanged.connect(self._changed)
        self.side.chosen.connect(lambda _: self._changed())

    def _preview(self) -> None:
        self.try_button = button(tr("Try it on my calls"), self.try_now, "", "search")
        self.told: QLabel = label("", "small", "muted", wrap=True)
        inside = QWidget()
        inside.setObjectName("plain")
        self._hits = QVBoxLayout(inside)
        self._hits.setContentsMargins(0, 0, 8, 0)
        self._hits.setSpacing(4)
        self._hits.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("What it finds"))
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(tr("In your calls"), bold=True), 1)
        head.addWidget(self.try_button)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addWidget(line())
        column.addWidget(self.area, 1)
        self.hits: list[Any] = []
        self.told.setText(tr("See what it would find before you keep it. Nothing is changed by trying."))

    # Content

    def tracker(self) -> Tracker:
        """What is written there."""
        return Tracker(
            self.name.text().strip(),
            _lines(self.phrases),
            _lines(self.examples),
            self.side.value() or "both",  # type: ignore[arg-type]
            _lines(self.unlike),
        )

    def _changed(self) -> None:
        made = self.tracker()
        some = bool(made.phrases or made.examples)
        self.keep.setEnabled(bool(made.name) and some)
        self.try_button.setEnabled(some)
        self.said.hide()
        if self._tried:
            self._timer.start()

    def try_now(self) -> None:
        """Look for it in the newest calls; from now on after each change, too."""
        self._timer.stop()
        made = self.tracker()
        if made.phrases or made.examples:
            self._tried = True
            self.trying.start(made)

    def _began(self) -> None:
        self.hits = []
        while self._hits.count() > 1:
            drop(self._hits.takeAt(0))
        self.told.setText(tr("Looking…"))
        self.said.hide()

    def _found(self, hits: Sequence[Any], done: int, total: int) -> None:
        for hit in hits:
            self.hits.append(hit)
            if len(self.hits) <= MOST_SHOWN:
                self._hits.insertWidget(self._hits.count() - 1, _Hit(hit, self.teach))
        self._count(done, total)

    def teach(self, quote: str, meant: bool) -> None:
        """A hit was right, or not: it becomes an example, or a counter-example, and the tracker is tried again."""
        for field, wanted in ((self.examples, meant), (self.unlike, not meant)):
            others = [text for text in _lines(field) if text.casefold() != quote.casefold()]
            made = "\n".join([*others, quote] if wanted else others)
            if made != "\n".join(_lines(field)):
                field.setPlainText(made)

    def _count(self, done: int, total: int) -> None:
        found = tr("{n} hit|{n} hits", len(self.hits))
        where = tr("in {n} call|in {n} calls", len({hit.call for hit in self.hits}))
        looked = tr("{done} of {n} call looked at|{done} of {n} calls looked at", total, done=done)
        self.told.setText(f"{found} {where} · {looked}")

    def _ended(self) -> None:
        if not self.hits:
            self.told.setText(tr("Nothing found in your newest calls. Try other words, or an example."))

    # Keeping

    def _keep(self) -> None:
        service, made, former = self._service, self.tracker(), self._former
        self.keep.setEnabled(False)
        run_task(self, lambda: service.save(made, former), self._was_kept, self._refused)

    def _was_kept(self, tracker: Tracker) -> None:
        self.accept()
        self.kept.emit(tracker)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.keep.setEnabled(True)
        self._say(error.problem.sentence())

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()

    def done(self, result: int) -> None:
        self._timer.stop()
        self.trying.stop()
        super().done(result)


def _texts(name: str, texts: Sequence[str], hint: str, least: int = 3) -> QPlainTextEdit:
    made = QPlainTextEdit("\n".join(texts))
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setTabChangesFocus(True)
    made.setMinimumHeight(made.fontMetrics().lineSpacing() * least + px(16))
    return made


def _lines(edit: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(text.strip() for text in edit.toPlainText().splitlines() if text.strip())


class _Hit(Line):
    """A hit, and yes or no to what was found by its meaning."""

    def __init__(self, hit: Any, teach: Callable[[str, bool], object]) -> None:
        moment = hit.moment
        quote = moment.quote
        if len(quote) > _LETTERS:
            quote = quote[: _LETTERS - 1].rsplit(" ", 1)[0] + "…"
        about = " · ".join(part for part in (clock(moment.start), hit.who, hit.title, moment.why) if part)
        super().__init__(f"“{quote}”", about)
        if moment.detail.get("by") == "meaning":
            for name, describe, meant in (
                (tr("Yes"), tr("Yes, this is meant: {quote}", quote=quote), True),
                (tr("No"), tr("No, this is not meant: {quote}", quote=quote), False),
            ):
                made = button(name, lambda m=meant: teach(moment.quote, m), "", describe=describe)
                self.row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
