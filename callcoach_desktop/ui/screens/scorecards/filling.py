"""Filling in a form for a call or a 1-on-1: one side's answers, then both beside one another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from callcoach_desktop.domain.scorecards import SENTENCE, Answer, Round, Sheet
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.scorecards.compare import Comparison
from callcoach_desktop.ui.screens.scorecards.fields import AnswerField
from callcoach_desktop.ui.screens.scorecards.view_model import Filling
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.page import CardBox, Page, drop
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.words import day

WIDE = 760  # of the questions: lines that are longer are not read


class FillPage(Page):
    """Says what is asked for. A sheet that is not handed in is kept with every answer."""

    left = Signal()
    filled = Signal(object, str, object)  # Round, who, answers
    handed_in = Signal(object, str, object)
    reopened = Signal(object, str)
    viewer_chosen = Signal(str)
    form_chosen = Signal(str)
    open_call = Signal(str, float)

    def __init__(self) -> None:
        super().__init__(tr("Fill in"))
        self.shown: Filling | None = None
        self.viewer = "rep"
        self.behaviours: tuple[tuple[str, str, str], ...] = ()
        self.answers: list[AnswerField] = []
        self._built: object = None
        self.back_button = button(tr("Close"), self.close_page, "quiet", "arrow-left", describe=tr("Close the form"))
        self.call_button = button(tr("Open call"), self._open_call, "", "phone-call")
        for one in (self.back_button, self.call_button):
            self.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.forms = QComboBox()
        self.forms.setAccessibleName(tr("Form"))
        self.forms.setMinimumWidth(theme.px(220))
        self.forms.activated.connect(lambda _: self._choose_form())
        self.side = Segmented(tr("I am"), (("rep", tr("Rep")), ("manager", tr("Manager"))), "rep")
        self.side.chosen.connect(self._choose_side)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(tr("Form")))
        row.addWidget(self.forms)
        row.addSpacing(10)
        row.addWidget(label(tr("I am")))
        row.addWidget(self.side)
        row.addStretch(1)
        self.column.addLayout(row)
        self.note = label("", "body", "muted", wrap=True)
        self.column.addWidget(self.note)
        self.body = QWidget()
        self.column.addWidget(self.body, 1)

    def show_filling(self, shown: Filling, viewer: str, *, settled: bool = True) -> None:
        """Show a form on a subject. What is being typed stays as it is, and while answers are on their way to the
        library (not `settled`) all of them."""
        self.shown, self.viewer, self.behaviours = shown, viewer, shown.behaviours
        round_ = shown.round
        self.heading.setText(round_.title)
        parts = (round_.customer or "", day(round_.date), round_.form.name, tr("version {n}", n=round_.form.version))
        self.line.setText(" · ".join(part for part in parts if part and part != round_.title))
        self.call_button.setVisible(round_.subject.call is not None)
        self.side.set_value(viewer)
        self.forms.clear()
        for one in shown.forms:
            self.forms.addItem(one.shown.name, one.id)
        self.forms.setCurrentIndex(self.forms.findData(round_.form.id))
        own = self._own()
        self._say(round_, own)
        if own is not None and own.state == "in":
            self._compare(round_)
        else:
            self._ask(round_, own, settled=settled)

    def _own(self) -> Sheet | None:
        if self.shown is None:
            return None
        return self.shown.round.rep if self.viewer == "rep" else self.shown.round.manager

    def _say(self, round_: Round, own: Sheet | None) -> None:
        handed = own is not None and own.state == "in"
        if self.viewer == "rep":
            if not handed and round_.waiting:
                words = tr("Your manager's answers are in. You see them once yours are.")
            elif not handed:
                words = tr("Answer for yourself first, from memory. Your manager's answers stay hidden until then.")
            elif round_.both:
                words = tr("Both of you have answered.")
            else:
                words = tr("Your answers are in. Your manager's are not, yet.")
        elif not handed:
            words = tr("Answer as you saw it. The rep sees this only when the rep's own answers are in.")
        elif round_.both:
            words = tr("Both of you have answered.")
        else:
            words = tr("Your answers are in, and hidden from the rep until the rep's own are.")
        self.note.setText(words)

    def _ask(self, round_: Round, own: Sheet | None, *, settled: bool) -> None:
        key = ("ask", round_.form, round_.subject, self.viewer)
        if key != self._built:
            self._built = key
            card = CardBox()
            card.setMaximumWidth(theme.px(WIDE))
            if round_.form.about:
                card.box.addWidget(label(round_.form.about, "small", "muted", wrap=True))
            self.answers = []
            for number, one in enumerate(round_.form.fields, 1):
                made = AnswerField(one, number, self.behaviours)
                made.answered.connect(self._keep)
                self.answers.append(made)
                card.box.addWidget(made)
            card.box.addWidget(label(tr(SENTENCE), "small", "muted", wrap=True))
            foot = QHBoxLayout()
            self.hand_button = button(tr("Hand in"), self.hand_in, "primary", "check")
            self.open_words = label("", "small", "muted", wrap=True)
            foot.addWidget(self.open_words, 1)
            foot.addWidget(self.hand_button)
            card.box.addLayout(foot)
            self._put(card)
            settled = True  # they are new: nobody has answered in them
        known = own.answers if own is not None else {}
        for made in self.answers if settled else ():
            if made.typing:
                continue
            if made.field.id in known:
                if not made.is_answered() or made.answer() != known[made.field.id]:
                    made.set_answer(known[made.field.id])
            elif made.is_answered():
                made.clear()
        self._count()

    def _compare(self, round_: Round) -> None:
        key = ("compare", round_, self.viewer)
        if key == self._built:
            return
        self._built = key
        self.answers = []
        made = Comparison(round_)
        if not round_.both:
            made.box.addWidget(
                button(tr("Change my answers"), lambda: self.reopened.emit(round_, self.viewer), "link"), 0,
                Qt.AlignmentFlag.AlignLeft,
            )  # fmt: skip
        self._put(made)

    def _put(self, made: QWidget) -> None:
        at = self.column.indexOf(self.body)
        drop(self.column.takeAt(at))
        self.body = made
        self.column.insertWidget(at, made, 0, Qt.AlignmentFlag.AlignTop)
        if self.column.count() == at + 1:
            self.column.addStretch(1)

    # What is asked for

    def given(self) -> dict[str, Answer]:
        """The answers so far, by field."""
        return {one.field.id: one.answer() for one in self.answers if one.is_answered()}

    def _open(self) -> list[AnswerField]:
        names = {id_ for id_, *_ in self.behaviours}
        return [
            one for one in self.answers
            if not one.is_answered() and one.field.kind not in ("text", "figure")
            and not (one.field.kind == "yes_no" and one.field.behaviour in names)
        ]  # fmt: skip

    def _count(self) -> None:
        left = len(self._open())
        self.open_words.setText(tr("{n} question is open|{n} questions are open", left) if left else "")

    def _keep(self) -> None:
        self._count()
        if self.shown is not None:
            self.filled.emit(self.shown.round, self.viewer, self.given())

    def hand_in(self) -> None:
        """Hand the answers in; what is open is shown first."""
        open_ = self._open()
        if open_:
            first = open_[0]
            self.ensureWidgetVisible(first)
            first.focus_first()
            text = tr("“{question}” is not answered yet.", question=first.field.label)
            self.open_words.setText(text)
        elif self.shown is not None:
            for one in self.answers:
                one.settle()
            self.handed_in.emit(self.shown.round, self.viewer, self.given())

    def _choose_side(self, key: str) -> None:
        self.flush()
        self.viewer_chosen.emit(key)

    def _choose_form(self) -> None:
        self.flush()
        self.form_chosen.emit(str(self.forms.currentData()))

    def _open_call(self) -> None:
        if self.shown is not None and self.shown.round.subject.call is not None:
            self.open_call.emit(self.shown.round.subject.call, -1.0)

    def flush(self) -> None:
        """Keep a text whose end was not waited for."""
        if [one for one in self.answers if one.settle()]:
            self._keep()

    def close_page(self) -> None:
        """Back to the forms."""
        self.flush()
        self._built = None
        self.left.emit()
