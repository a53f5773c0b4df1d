"""The editor of a behaviour of the rep's own: what is counted, where, in what unit, and which way is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.coaching.behaviours import OWN_UNITS, own, own_figure
from callcoach_desktop.coaching.counting import BY_STAGE
from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.segmented import Segmented

_TRACKER = "tracker:"


def stage_words() -> dict[str | None, str]:
    """Where a behaviour counts, in words."""
    return {
        None: tr("In the whole call"), "opening": tr("In the opening"), "discovery": tr("In discovery"),
        "presentation": tr("In the presentation"), "pricing": tr("Where price is talked about"),
        "objection": tr("Where objections are"), "closing": tr("In the closing"),
    }  # fmt: skip


def unit_words() -> dict[str, str]:
    """How a tracker is counted, in words."""
    return {"per_call": tr("How often a call"), "per_hour": tr("How often an hour"), "yes_no": tr("At least once")}


class BehaviourEditor(QDialog):
    """`made` carries the behaviour that was written; nothing is kept here. `trackers_wanted` asks for the settings."""

    made = Signal(object)
    trackers_wanted = Signal()

    def __init__(
        self,
        trackers: Sequence[str],
        built_in: Sequence[Behaviour],
        behaviour: Behaviour | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Your behaviour") if behaviour else tr("New behaviour"))
        self.setMinimumWidth(px(520))
        # A figure may stand in several built-in ones; the first is its plain form.
        self._figures: dict[str, Behaviour] = {}
        for one in built_in:
            if not one.own:
                self._figures.setdefault(one.figure, one)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Such as: Says the agenda"))
        self.name.setMaxLength(80)
        self.counted = _combo(tr("What is counted"))
        for name in trackers:
            self.counted.addItem(tr("Tracker “{name}”", name=name), _TRACKER + name)
        for figure, one in self._figures.items():
            self.counted.addItem(one.name, figure)
        self.stage = _combo(tr("Where"))
        for stage, words in stage_words().items():
            self.stage.addItem(words, stage)
        self.unit = _combo(tr("How"))
        for unit in OWN_UNITS:
            self.unit.addItem(unit_words()[unit], unit)
        ways = (("higher", tr("More is better")), ("lower", tr("Less is better")))
        self.direction = Segmented(tr("Which way"), ways, "higher")
        self.types = QLineEdit()
        self.types.setAccessibleName(tr("Types of calls"))
        self.types.setPlaceholderText(tr("All; or such as: discovery, demo"))
        self.about = label("", "small", "muted", wrap=True)
        self._form = form = QFormLayout()
        form.setVerticalSpacing(10)
        rows: tuple[tuple[str, Any], ...] = (
            (tr("Name"), self.name), (tr("What is counted"), self.counted), (tr("Where"), self.stage),
            (tr("How"), self.unit), (tr("Which way"), self.direction), (tr("Types of calls"), self.types),
        )  # fmt: skip
        for words, widget in rows:
            form.addRow(words, widget)
        self.keep = button(tr("Keep"), self._keep, "primary", describe=tr("Keep the behaviour"))
        self.keep.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(button(tr("Make a tracker…"), self._to_trackers, "quiet", "flag"))
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        words = tr("What one of your trackers finds, or a figure, where you want it to count. Every call is counted "
                   "for it, past ones too.")  # fmt: skip
        box.addWidget(label(words, "small", "muted", wrap=True))
        box.addLayout(form)
        box.addWidget(self.about)
        box.addLayout(foot)
        if behaviour is not None:
            self._fill(behaviour)
        self.name.textChanged.connect(lambda _: self._tell())
        self.types.textChanged.connect(lambda _: self._tell())
        for one in (self.counted, self.stage, self.unit):
            one.currentIndexChanged.connect(lambda _: self._tell())
        self._tell()

    def _fill(self, behaviour: Behaviour) -> None:
        self.name.setText(behaviour.name)
        place = self.counted.findData(behaviour.figure)
        if place < 0:  # its tracker was removed
            self.counted.addItem(tr("Tracker “{name}”", name=behaviour.figure.partition(":")[2]), behaviour.figure)
            place = self.counted.count() - 1
        self.counted.setCurrentIndex(place)
        self.stage.setCurrentIndex(max(0, self.stage.findData(behaviour.stage)))
        self.unit.setCurrentIndex(max(0, self.unit.findData(behaviour.unit)))
        self.direction.set_value(behaviour.direction)
        self.types.setText(", ".join(behaviour.call_types))

    def behaviour(self) -> Behaviour | None:
        """What is written there; None while something is missing."""
        figure = str(self.counted.currentData() or "")
        stage = self.stage.currentData() if self.stage.isEnabled() else None
        types = [one.strip() for one in self.types.text().split(",")]
        try:
            if figure.startswith(_TRACKER):
                tracker = figure.removeprefix(_TRACKER)
                return own(self.name.text(), tracker, stage, self.unit.currentData(), self.direction.value(), types)
            return own_figure(self.name.text(), self._figures[figure], stage, self.direction.value(), types)
        except (ValueError, KeyError):
            return None

    def _tell(self) -> None:
        figure = str(self.counted.currentData() or "")
        tracked = figure.startswith(_TRACKER)
        for box, counts in ((self.unit, tracked), (self.stage, tracked or figure in BY_STAGE)):  # a figure has its own
            box.setEnabled(counts)
            self._form.setRowVisible(box, counts)
        made = self.behaviour()
        self.keep.setEnabled(made is not None)
        self.about.setText(made.definition if made is not None else tr("Give it a name."))

    def _keep(self) -> None:
        made = self.behaviour()
        if made is not None:
            self.accept()
            self.made.emit(made)

    def _to_trackers(self) -> None:
        self.reject()
        self.trackers_wanted.emit()


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    return made
