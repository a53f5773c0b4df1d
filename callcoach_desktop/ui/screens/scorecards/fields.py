"""One question of a form, to be answered: the label, its guide line, and what fits its kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from callcoach_desktop.domain.scorecards import Answer, Field
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.segmented import Segmented

_NONE = "n/a"
_TYPING_MS = 600


def kind_name(kind: str) -> str:
    """A kind of field in words."""
    return {
        "scale": tr("Scale"),
        "yes_no": tr("Yes or no"),
        "choice": tr("Choice"),
        "text": tr("Text"),
        "figure": tr("Measured figure"),
    }.get(kind, kind)


class AnswerField(QWidget):
    """`answered` is sent when a person answers, or types in another text."""

    answered = Signal()

    def __init__(self, field: Field, number: int, behaviours: Sequence[tuple[str, str, str]] = ()) -> None:
        """`behaviours`: id, name, definition of what can be measured."""
        super().__init__()
        self.field, self.number = field, number
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(label(f"{number}.  {field.label or tr('(no question yet)')}", bold=True, wrap=True))
        if field.guide:
            column.addWidget(label(field.guide, "small", "muted", wrap=True))
        self._segments: Segmented | None = None
        self._radios: dict[str, QRadioButton] = {}
        self._text: QPlainTextEdit | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.answered)
        self._build(column)
        if field.behaviour:
            column.addWidget(label(self._measured_words(behaviours), "small", "muted", wrap=True))

    def _measured_words(self, behaviours: Sequence[tuple[str, str, str]]) -> str:
        name = next((name for id_, name, _ in behaviours if id_ == self.field.behaviour), self.field.behaviour)
        if self.field.kind == "figure":
            return tr("Measured: {name}. It is filled in when you hand in your answers.", name=name)
        if self.field.kind == "yes_no":
            return tr("Measured: {name}. Leave it open, and what is measured fills it.", name=name)
        return tr("Measured: {name}. The figure is shown beside your answer once it is handed in.", name=name)

    def _build(self, column: QVBoxLayout) -> None:
        field, name = self.field, self.field.label or tr("Question")
        none = [(_NONE, tr("Not applicable"))] if field.optional else []
        if field.kind == "scale":
            steps = [(str(step), str(step)) for step in range(1, field.steps + 1)]
            self._segments = Segmented(name, (*steps, *none), "")
        elif field.kind == "yes_no":
            self._segments = Segmented(name, (("yes", tr("Yes")), ("no", tr("No")), *none), "")
        elif field.kind == "choice":
            group = QButtonGroup(self)
            for key, text in (*((one, one) for one in field.options), *none):
                radio = QRadioButton(text.replace("&", "&&"))
                radio.setFont(theme.font())
                radio.setAccessibleName(f"{name}: {text}")
                radio.clicked.connect(lambda _=False: self.answered.emit())
                group.addButton(radio)
                self._radios[key] = radio
                column.addWidget(radio)
        elif field.kind == "text":
            self._text = QPlainTextEdit()
            self._text.setAccessibleName(name)
            self._text.setTabChangesFocus(True)
            self._text.setFixedHeight(theme.px(72))
            self._text.textChanged.connect(self._typing.start)
            column.addWidget(self._text)
        if self._segments is not None:
            self._segments.chosen.connect(lambda _: self.answered.emit())
            column.addWidget(self._segments)
            if field.kind == "scale" and (field.low or field.high):
                ends = QHBoxLayout()
                words = tr("1 = {low}, {n} = {high}", low=field.low or "–", n=field.steps, high=field.high or "–")
                ends.addWidget(label(words, "small", "muted", wrap=True))
                column.addLayout(ends)

    def is_answered(self) -> bool:
        """Whether something was answered; an empty text is nothing."""
        if self._segments is not None:
            return bool(self._segments.value())
        if self._text is not None:
            return bool(self._text.toPlainText().strip())
        return any(radio.isChecked() for radio in self._radios.values())

    def answer(self) -> Answer:
        """What was answered; None is "not applicable"."""
        if self._text is not None:
            return self._text.toPlainText().strip()
        key = (
            self._segments.value() if self._segments is not None
            else next((key for key, radio in self._radios.items() if radio.isChecked()), _NONE)
        )  # fmt: skip
        if key == _NONE:
            return None
        if self.field.kind == "scale":
            return int(key)
        return key == "yes" if self.field.kind == "yes_no" else key

    def set_answer(self, answer: Answer) -> None:
        """Show an answer, without a signal."""
        if self._text is not None:
            text = answer if isinstance(answer, str) else ""
            if text != self._text.toPlainText().strip():
                self._text.blockSignals(True)
                self._text.setPlainText(text)
                self._text.blockSignals(False)
            return
        key = (
            _NONE if answer is None else {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)
        )
        if self._segments is not None:
            self._segments.set_value(key)
        elif key in self._radios:
            self._radios[key].setChecked(True)

    @property
    def typing(self) -> bool:
        """Whether a text is being typed that nobody was told of yet."""
        return self._typing.isActive()

    def settle(self) -> bool:
        """Wait no more for the end of a text; returns whether one was being typed."""
        typing = self._typing.isActive()
        self._typing.stop()
        return typing

    def clear(self) -> None:
        """Show no answer, without a signal."""
        if self._text is not None:
            self.set_answer("")
        elif self._segments is not None:
            self._segments.clear()
        for radio in self._radios.values():
            if radio.isChecked():
                group = radio.group()
                group.setExclusive(False)
                radio.setChecked(False)
                group.setExclusive(True)

    def focus_first(self) -> None:
        """Put the focus on what is to be answered."""
        target = self._text or next(iter(self._radios.values()), None)
        if target is None and self._segments is not None:
            target = self._segments.first()
        if target is not None:
            target.setFocus()
