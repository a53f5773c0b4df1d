"""Writing an entry: when it is wanted, what to say, why, and where it is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.coaching.counting import STAGES
from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.playbook import LONGEST_TEXT, LONGEST_TITLE, Content, Entry, Example, Situation
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.playbook import OBJECTIONS, WAYS, example_of_clip
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.playbook.words import KINDS, kind_word, objection_word, stage_word, way_word
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label, tool
from callcoach_desktop.ui.widgets.page import drop

_CLIPS = 100  # newest ones, that are offered
NEW = Content(Situation("objection", "price"), "", "")


class EntryDialog(QDialog):
    """`kept` carries the Content, and the Entry that it is for (None for a new one)."""

    kept = Signal(object, object)

    def __init__(self, content: Content, entry: Entry | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New entry") if entry is None else tr("Edit entry"))
        self.setMinimumWidth(px(560))
        self._content, self.entry = content, entry
        self._examples: list[Example] = list(content.examples)
        self._build()
        self._fill(content)
        self._changed()

    def _build(self) -> None:
        self.kind = _combo(tr("Situation"), [(kind, kind_word(kind)) for kind in KINDS])
        self.objection = _combo(tr("Type of objection"), [(one, objection_word(one)) for one in OBJECTIONS])
        self.stage = _combo(tr("Stage"), [(one, stage_word(one)) for one in ("", *STAGES)])
        self.about = QLineEdit()
        self.about.setMaxLength(LONGEST_TITLE)
        when = QHBoxLayout()
        when.setSpacing(8)
        when.addWidget(self.kind)
        for one in (self.objection, self.stage, self.about):
            when.addWidget(one, 1)
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setAccessibleName(tr("Title"))
        self.title.setPlaceholderText(tr("Such as: ask what the price is compared with"))
        self.say = _text(tr("What to say"), tr("The words, as you would say them"), 108)
        self.why = _text(tr("Why"), tr("What it does for the customer, and for you"), 64)
        self.way = _combo(tr("Way of answering"), [("", tr("any way")), *((w, way_word(w)) for w in WAYS)])
        self.way.setToolTip(tr("With a way, the entry is kept with its figures of today, and later you see whether it "
                               "went better since"))  # fmt: skip
        self.example_box = QVBoxLayout()
        self.example_box.setSpacing(2)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.addRow(tr("When"), when)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Say"), self.say)
        form.addRow(tr("Why"), self.why)
        form.addRow(tr("Way"), self.way)
        self._form = form
        self.keep = button(tr("Keep"), self._keep, "primary")
        self.keep.setDefault(True)
        self.clip = QComboBox()
        self.clip.setAccessibleName(tr("Add one of your clips as an example"))
        self.clip.hide()
        self.clip.activated.connect(self._add_clip)
        foot = QHBoxLayout()
        self.hint = label("", "small", "muted")
        foot.addWidget(self.hint, 1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addLayout(form)
        self._listed = QScrollArea()
        self._listed.setAccessibleName(tr("Examples"))
        self._listed.setWidgetResizable(True)
        self._listed.setFrameShape(QScrollArea.Shape.NoFrame)
        self._listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setLayout(self.example_box)
        self._listed.setWidget(inside)
        box.addWidget(self._listed)
        box.addWidget(self.clip)
        box.addLayout(foot)
        self.kind.currentIndexChanged.connect(lambda _: self._changed())
        for one in (self.about, self.title):
            one.textChanged.connect(lambda _: self._changed())
        self.say.textChanged.connect(self._changed)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._keep)  # Return alone begins a new line in a text

    def _fill(self, content: Content) -> None:
        situation = content.situation
        _choose(self.kind, situation.kind)
        _choose(self.objection, situation.about if situation.kind == "objection" else OBJECTIONS[0])
        _choose(self.stage, situation.about if situation.kind == "stage" else "")
        self.about.setText(situation.about if situation.kind in ("competitor", "question") else "")
        self.title.setText(content.title)
        self.say.setPlainText(content.say)
        self.why.setPlainText(content.why)
        _choose(self.way, content.way)
        self._show_examples()

    def _show_examples(self) -> None:
        while self.example_box.count():
            drop(self.example_box.takeAt(0))
        self._listed.setVisible(bool(self._examples))
        self._listed.setFixedHeight(min(px(140), px(34) * len(self._examples) + px(40)))
        self.example_box.addWidget(label(tr("Heard in"), "small", "muted"))
        for example in self._examples:
            row = QHBoxLayout()
            row.setSpacing(8)
            where = ", ".join(part for part in (example.title, clock(example.start) if example.call else "") if part)
            row.addWidget(label(where, "small", "muted"))
            row.addWidget(ElidedLabel(f"“{example.quote}”"), 1)
            row.addWidget(tool("x", tr("Take this example out: {quote}", quote=example.quote),
                               lambda example=example: self._without(example)))  # fmt: skip
            self.example_box.addLayout(row)

    def set_clips(self, clips: Sequence[ShownClip]) -> None:
        """Offer these clips as examples."""
        self.clip.clear()
        self.clip.addItem(tr("Add one of your clips…"), None)
        for one in clips[:_CLIPS]:
            self.clip.addItem(f"{one.clip.name} · {one.title}, {clock(one.clip.start)}", example_of_clip(one))
        self.clip.setVisible(bool(clips))

    def _add_clip(self, row: int) -> None:
        example: Example | None = self.clip.itemData(row)
        self.clip.setCurrentIndex(0)
        if example is not None and example not in self._examples:
            self._examples.append(example)
            self._show_examples()

    def _without(self, example: Example) -> None:
        self._examples.remove(example)
        self._show_examples()

    @property
    def content(self) -> Content:
        """What is said in the dialog."""
        kind = self.kind.currentData()
        about = {
            "objection": str(self.objection.currentData()), "stage": str(self.stage.currentData()),
        }.get(kind, self.about.text().strip())  # fmt: skip
        situation = Situation(kind, about)
        way = str(self.way.currentData()) if kind == "objection" else self._content.way if kind == "stage" else ""
        same = (situation, way) == (self._content.situation, self._content.way)
        return replace(
            self._content, situation=situation, title=self.title.text().strip(), way=way,
            say=self.say.toPlainText().strip(), why=self.why.toPlainText().strip(), examples=tuple(self._examples),
            figures=self._content.figures if same else None,  # those of another way are not this one's
        )  # fmt: skip

    def _changed(self) -> None:
        kind = self.kind.currentData()
        self.objection.setVisible(kind == "objection")
        self.stage.setVisible(kind == "stage")
        self.about.setVisible(kind in ("competitor", "question"))
        name = tr("Competitor's name") if kind == "competitor" else tr("What the customer asks")
        self.about.setAccessibleName(name)
        self.about.setPlaceholderText(name)
        self._form.setRowVisible(self.way, kind == "objection")
        content = self.content
        missing = ""
        if kind in ("competitor", "question") and not content.situation.about:
            missing = tr("Still to say: when")
        elif not content.title:
            missing = tr("Still to say: a title")
        elif not content.say:
            missing = tr("Still to say: what to say")
        elif len(content.say) > LONGEST_TEXT or len(content.why) > LONGEST_TEXT:
            missing = tr("A text may have {most} characters", most=f"{LONGEST_TEXT:,}")
        self.hint.setText(missing)
        self.keep.setEnabled(not missing)

    def _keep(self) -> None:
        if self.keep.isEnabled():
            content = self.content
            self.accept()
            self.kept.emit(content, self.entry)


def _combo(name: str, items: list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for key, words in items:
        made.addItem(words[:1].upper() + words[1:], key)
    return made


def _choose(combo: QComboBox, key: str) -> None:
    at = combo.findData(key)
    if at < 0:  # of a newer version of the program: it is kept as it is
        combo.addItem(key, key)
        at = combo.count() - 1
    combo.setCurrentIndex(at)


def _text(name: str, hint: str, height: int) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setTabChangesFocus(True)
    made.setProperty("kind", "field")
    made.setFixedHeight(px(height))
    return made
