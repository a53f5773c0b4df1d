"""The editor of a form: its questions at the left, the chosen one in the middle, how it will look at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.coaching.forms import wrong_with
from callcoach_desktop.domain.scorecards import LEAST_STEPS, MOST_FIELDS, MOST_STEPS, Field, Form
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.scorecards.fields import AnswerField, kind_name
from callcoach_desktop.ui.widgets.basics import button, label, tool
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Page, drop

KINDS = ("scale", "yes_no", "choice", "text", "figure")
_PREVIEW_MS = 200
_AT_ONCE = 6  # questions of the preview
_LIST = 178  # of the questions; the chosen one stands below them and must be seen


class _Questions(QListWidget):
    """Del removes, Ctrl with up and down moves."""

    remove = Signal()
    move_by = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove.emit()
        elif control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class FormEditor(Page):
    """`kept` carries id, name, about, fields and whether it is to be published; `left` is sent when it is closed."""

    kept = Signal(str, str, str, object, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Edit the form"))
        self.form: Form | None = None
        self.fields: list[Field] = []
        self.behaviours: tuple[tuple[str, str, str], ...] = ()
        self._loading = False
        self.back_button = button(tr("Close"), self.close_form, "quiet", "arrow-left", describe=tr("Close the form"))
        self.save_button = button(tr("Save draft"), lambda: self.keep(publish=False))
        self.publish_button = button(tr("Publish"), lambda: self.keep(publish=True), "primary")
        for one in (self.back_button, self.save_button, self.publish_button):
            self.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the form"))
        self.name.setPlaceholderText(tr("Such as: discovery call"))
        self.about = QLineEdit()
        self.about.setAccessibleName(tr("What it is for"))
        self.about.setPlaceholderText(tr("When it is filled in, and for what"))
        head = QFormLayout()
        head.addRow(tr("Name"), self.name)
        head.addRow(tr("What it is for"), self.about)
        self.questions = _Questions()
        self.questions.setAccessibleName(tr("Questions"))
        self.questions.setFont(theme.font())
        self.questions.setWordWrap(True)
        self.questions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.questions.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.questions.setSpacing(1)
        self.questions.setFixedHeight(theme.px(_LIST))
        self.questions.currentRowChanged.connect(self._show_field)
        self.questions.remove.connect(self.remove)
        self.questions.move_by.connect(self.move_by)
        at_left = CardBox(tr("Questions"))
        at_left.box.addLayout(head)
        at_left.box.addWidget(self.questions, 1)
        at_left.box.addLayout(self._make_tools())
        self.properties = self._make_properties()
        left = QWidget()
        both = QVBoxLayout(left)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addWidget(at_left)
        both.addWidget(self.properties)
        both.addStretch(1)
        self.preview = CardBox(tr("As it will be filled in"))
        self.preview.setProperty("preview", "true")
        words = tr("Add a question; it is shown here as it will look.")
        self._nothing = label(words, "body", "muted", wrap=True)
        self._drawn = QVBoxLayout()
        self._drawn.setSpacing(8)
        self.preview.box.addWidget(self._nothing)
        self.preview.box.addLayout(self._drawn)
        self.preview.box.addStretch(1)
        self.wrong = label("", "small", "warn", wrap=True)
        self.wrong.hide()
        self.column.addWidget(self.wrong)
        self.column.addWidget(Columns([left, self.preview], (1, 1), 760), 1)
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(_PREVIEW_MS)
        self._drawing.timeout.connect(self.draw)
        self.name.textEdited.connect(lambda _: self._changed())
        self.about.textEdited.connect(lambda _: self._changed())

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.add_button = button(tr("Add a question"), self.add, "", "file-plus")
        self.up = tool("chevron-up", tr("Move up (Ctrl+Up)"), lambda: self.move_by(-1))
        self.down = tool("chevron-down", tr("Move down (Ctrl+Down)"), lambda: self.move_by(1))
        self.gone = tool("trash-2", tr("Remove the question (Del)"), self.remove)
        row.addWidget(self.add_button)
        row.addStretch(1)
        for one in (self.up, self.down, self.gone):
            row.addWidget(one)
        return row

    def _make_properties(self) -> CardBox:
        made = CardBox(tr("This question"))
        self.label = QLineEdit()
        self.label.setAccessibleName(tr("Question"))
        self.label.setPlaceholderText(tr("What is asked"))
        self.guide = QLineEdit()
        self.guide.setAccessibleName(tr("Guide"))
        self.guide.setPlaceholderText(tr("What a good answer looks at"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind"))
        for kind in KINDS:
            self.kind.addItem(kind_name(kind), kind)
        self.steps = QSpinBox()
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.setRange(LEAST_STEPS, MOST_STEPS)
        self.low, self.high = QLineEdit(), QLineEdit()
        for field, name in ((self.low, tr("What the first step means")), (self.high, tr("What the last step means"))):
            field.setAccessibleName(name)
            field.setPlaceholderText(name)
        self.options = QPlainTextEdit()
        self.options.setAccessibleName(tr("Options"))
        self.options.setPlaceholderText(tr("One a line"))
        self.options.setTabChangesFocus(True)
        self.options.setFixedHeight(theme.px(84))
        self.behaviour = QComboBox()
        self.behaviour.setAccessibleName(tr("Measured by"))
        self.behaviour.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.optional = QCheckBox(tr("May be “not applicable”"))
        self.optional.setFont(theme.font())
        self.optional.setAccessibleName(tr("May be “not applicable”"))
        ends = QWidget()
        row = QHBoxLayout(ends)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for one in (self.steps, self.low, self.high):
            row.addWidget(one, 0 if one is self.steps else 1)
        self.rows = form = QFormLayout()
        self._ends = ends
        for name, widget in (
            (tr("Question"), self.label), (tr("Guide"), self.guide), (tr("Kind"), self.kind), (tr("Steps"), ends),
            (tr("Options"), self.options), (tr("Measured by"), self.behaviour),
        ):  # fmt: skip
            form.addRow(name, widget)
        form.addRow("", self.optional)
        made.box.addLayout(form)
        self.label.textEdited.connect(lambda _: self._take())
        self.guide.textEdited.connect(lambda _: self._take())
        for one in (self.low, self.high):
            one.textEdited.connect(lambda _: self._take())
        self.kind.activated.connect(lambda _: self._take())
        self.behaviour.activated.connect(lambda _: self._take())
        self.steps.valueChanged.connect(lambda _: self._take())
        self.options.textChanged.connect(self._take)
        self.optional.clicked.connect(lambda _: self._take())
        return made

    # The form

    def open_form(self, form: Form, behaviours: Sequence[tuple[str, str, str]]) -> None:
        """Show a form to be edited."""
        self.form, self.fields, self.behaviours = form, list(form.fields), tuple(behaviours)
        self.heading.setText(tr("Edit “{name}”", name=form.name))
        self.line.setText(
            tr("Version {n} is a draft until it is published.", n=form.version) if form.state == "draft"
            else tr("Version {n} stays as it is, with what was filled in. Your changes become version {next}.",
                    n=form.version, next=form.version + 1)
        )  # fmt: skip
        self.name.setText(form.name)
        self.about.setText(form.about)
        self.about.setCursorPosition(0)
        self.behaviour.clear()
        self.behaviour.addItem(tr("nothing"), "")
        for id_, name, about in self.behaviours:
            self.behaviour.addItem(name, id_)
            self.behaviour.setItemData(self.behaviour.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        self._list(0)
        self._changed()
        self.draw()

    @property
    def dirty(self) -> bool:
        """Whether something was changed that is not kept."""
        form = self.form
        if form is None:
            return False
        now = (self.name.text().strip(), self.about.text().strip(), tuple(self.fields))
        return now != (form.name, form.about, form.fields)

    def keep(self, *, publish: bool) -> None:
        """Save, or publish; what is missing for that is said."""
        form = self.form
        if form is None:
            return
        name = self.name.text().strip()
        wrong = tr("The form has no name.") if not name else wrong_with(name, self.fields) if publish else ""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        if wrong:
            return
        about, fields = self.about.text().strip(), tuple(self.fields)
        self.form = replace(form, name=name, about=about, fields=fields)
        self._changed()
        self.kept.emit(form.id, name, about, fields, publish)

    def close_form(self) -> None:
        """Leave; what was changed is kept as a draft."""
        if self.dirty and self.name.text().strip():
            self.keep(publish=False)
        self.form = None
        self.left.emit()

    # Questions

    def _list(self, row: int) -> None:
        self._loading = True
        self.questions.clear()
        for number, one in enumerate(self.fields, 1):
            self.questions.addItem(self._words(number, one))
        self._loading = False
        if self.fields:
            self.questions.setCurrentRow(min(max(row, 0), len(self.fields) - 1))
        self._show_field(self.questions.currentRow())

    def _words(self, number: int, one: Field) -> str:
        return f"{number}.  {one.label.strip() or tr('(no question yet)')}  ·  {kind_name(one.kind)}"

    def add(self) -> None:
        """A new question after the chosen one."""
        if len(self.fields) >= MOST_FIELDS:
            self.wrong.setText(tr("{n} questions are the most; people answer short forms.", n=MOST_FIELDS))
            self.wrong.show()
            return
        row = self.questions.currentRow() + 1 if self.fields else 0
        taken = {one.id for one in self.fields}
        name = next(f"q{n}" for n in range(1, MOST_FIELDS * 10) if f"q{n}" not in taken | self._earlier())
        self.fields.insert(row, Field(name, "scale", ""))
        self._list(row)
        self._changed()
        self.label.setFocus()

    def _earlier(self) -> set[str]:
        """Ids that this form has, or had when it was opened: a removed question's history is not taken over."""
        return {one.id for one in self.form.fields} if self.form is not None else set()

    def remove(self) -> None:
        """Take the chosen question out."""
        row = self.questions.currentRow()
        if 0 <= row < len(self.fields):
            del self.fields[row]
            self._list(row)
            self._changed()

    def move_by(self, by: int) -> None:
        """Move the chosen question."""
        row = self.questions.currentRow()
        if 0 <= row < len(self.fields) and 0 <= row + by < len(self.fields):
            self.fields[row], self.fields[row + by] = self.fields[row + by], self.fields[row]
            self._list(row + by)
            self._changed()

    def _show_field(self, row: int) -> None:
        if self._loading:
            return
        one = self.fields[row] if 0 <= row < len(self.fields) else None
        self.properties.setVisible(one is not None)
        for part, on in (
            (self.up, row > 0),
            (self.down, 0 <= row < len(self.fields) - 1),
            (self.gone, one is not None),
        ):
            part.setEnabled(on)
        if one is None:
            return
        self._loading = True
        if self.label.text() != one.label:
            self.label.setText(one.label)
        if self.guide.text() != one.guide:
            self.guide.setText(one.guide)
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        self.steps.setValue(one.steps)
        self.low.setText(one.low)
        self.high.setText(one.high)
        if _options(self.options.toPlainText()) != one.options:
            self.options.setPlainText("\n".join(one.options))
        at = self.behaviour.findData(one.behaviour)
        if at < 0:  # of another library: it stays bound, and is not measured here
            self.behaviour.addItem(one.behaviour, one.behaviour)
            at = self.behaviour.count() - 1
        self.behaviour.setCurrentIndex(at)
        self.optional.setChecked(one.optional)
        self.rows.setRowVisible(self._ends, one.kind == "scale")
        self.rows.setRowVisible(self.options, one.kind == "choice")
        self.rows.setRowVisible(self.behaviour, one.kind != "text")
        self.rows.setRowVisible(self.optional, one.kind not in ("text", "figure"))
        self._loading = False

    def _take(self) -> None:
        """The chosen question is what stands in the fields."""
        row = self.questions.currentRow()
        if self._loading or not 0 <= row < len(self.fields):
            return
        before, kind = self.fields[row], self.kind.currentData()
        self.fields[row] = replace(
            before,
            kind=kind,
            label=self.label.text(),
            guide=self.guide.text(),
            options=_options(self.options.toPlainText()) if kind == "choice" else before.options,
            steps=self.steps.value(),
            low=self.low.text(),
            high=self.high.text(),
            behaviour=str(self.behaviour.currentData() or "") if kind != "text" else "",
            optional=self.optional.isChecked(),
        )
        item = self.questions.item(row)
        if item is not None:
            item.setText(self._words(row + 1, self.fields[row]))
        if kind != before.kind:
            self._show_field(row)
        self._changed()

    def _changed(self) -> None:
        self.wrong.hide()
        self.save_button.setEnabled(self.dirty)
        draft = self.form is not None and self.form.state == "draft"
        self.publish_button.setEnabled(draft or self.dirty)
        self._drawing.start()

    def draw(self) -> None:
        """Draw the preview anew: only what is not drawn yet as it is to be."""
        self._drawing.stop()
        wanted = [(number, one) for number, one in enumerate(self.fields, 1)]
        box, made = self._drawn, 0
        for place in range(box.count() - 1, len(wanted) - 1, -1):
            drop(box.takeAt(place))
        for place, (number, one) in enumerate(wanted):
            item = box.itemAt(place)
            there = item.widget() if item is not None else None
            if isinstance(there, AnswerField) and (there.number, there.field) == (number, one):
                continue
            if made == _AT_ONCE:  # a long form is drawn in pieces, between which the window goes on
                QTimer.singleShot(0, self, self.draw)
                break
            made += 1
            if there is not None:
                drop(box.takeAt(place))
            shown = AnswerField(one, number, self.behaviours)
            shown.setEnabled(False)
            box.insertWidget(place, shown)
        self._nothing.setVisible(not wanted)


def _options(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())
