"""The dialog before a recording: who, from which sources, with whose consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.recording.consent_box import ConsentBox
from callcoach_desktop.ui.recording.device_box import DeviceBox
from callcoach_desktop.ui.recording.law_dialog import LawDialog
from callcoach_desktop.ui.recording.listening import MeterService
from callcoach_desktop.ui.recording.preferences import Preferences
from callcoach_desktop.ui.recording.recorder import Plan, RecordingsService
from callcoach_desktop.ui.widgets.basics import button, label, line, set_kind, tool

WIDTH = 560
NEAR = timedelta(minutes=20)
"""A call of the calendar that begins so soon is taken to be this one."""


@dataclass(frozen=True)
class Prepared:
    """What was read before the dialog opened. `agenda` are the coming calls (`services.agenda.NextCall`), `options`
    what every import gets."""

    preferences: Preferences = field(default_factory=Preferences)
    customers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    agenda: tuple[Any, ...] = ()
    options: ImportOptions = field(default_factory=ImportOptions)
    trouble: str = ""  # of the calendar, as a sentence
    deals: tuple[str, ...] = ()
    intentions: Mapping[str, str] = field(default_factory=dict)  # by customer, in small letters
    hours_left: float | None = None  # for which the disk has room


class StartDialog(QDialog):
    """`begun` carries a `Plan`; `armed` a `Plan` and the call of the calendar that it waits for."""

    begun = Signal(object)
    armed = Signal(object, object)

    def __init__(
        self, parent: QWidget, recordings: RecordingsService, meter: MeterService, prepared: Prepared, now: datetime
    ) -> None:
        super().__init__(parent)
        self._prepared, self._now = prepared, now
        self.setWindowTitle(tr("Record a call"))
        self.setModal(True)
        self.devices = DeviceBox(recordings, meter)
        self.consent = ConsentBox()
        self._build()
        self._prefill()
        self.consent.changed.connect(self._fit)
        self.consent.law_wanted.connect(self._show_law)
        self.devices.changed.connect(self._fit)
        self.consent.start(prepared.preferences)
        self.devices.start()
        self.finished.connect(lambda _: self.devices.stop())
        self._fit()

    def _field(self, name: str, hint: str, known: Sequence[str] = ()) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        if known:
            completer = QCompleter(list(known), made)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            made.setCompleter(completer)
        return made

    def _build(self) -> None:
        self.customer = self._field(tr("Customer"), tr("Who do you talk to?"), self._prepared.customers)
        self.title = self._field(tr("Title"), tr("Recording of {time}", time=f"{self._now:%H:%M}"))
        self.deal = self._field(tr("Deal"), tr("None"), self._prepared.deals)
        self.call_type = self._field(tr("Type"), tr("Discovery, demo …"), self._prepared.types)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, edit in enumerate((self.customer, self.title, self.deal, self.call_type)):
            name = label(edit.accessibleName(), "small", "muted")
            name.setBuddy(edit)
            row, column = divmod(place, 2)
            grid.addWidget(name, row * 2, column)
            grid.addWidget(edit, row * 2 + 1, column)
            grid.setColumnStretch(column, 1)
        self.calendar = label("", "small", "muted")
        self.calendar.hide()
        self.intention = label("", "body", bold=True, wrap=True)
        self.intention.hide()
        self.customer.textChanged.connect(self._tell_intention)
        page = QWidget()
        page.setObjectName("plain")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(24, 20, 24, 12)
        inside.setSpacing(10)
        inside.addWidget(label(tr("Record a call"), "title", bold=True))
        inside.addLayout(grid)
        inside.addWidget(self.calendar)
        inside.addWidget(self.intention)
        for one in (self.devices, self.consent):
            inside.addSpacing(2)
            inside.addWidget(line())
            inside.addSpacing(2)
            inside.addWidget(one)
        inside.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidget(page)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroll, 1)
        outer.addWidget(line())
        outer.addLayout(self._foot())
        self._page = page
        page.setFixedWidth(theme.px(WIDTH) + 16)
        self.setFixedWidth(theme.px(WIDTH) + 16)
        self._grow()

    def _foot(self) -> QHBoxLayout:
        self.why = label("", "small", "muted", wrap=True)
        self.arm = tool(
            "calendar-clock", tr("Begin by itself at the time of a call in the calendar"), lambda: None, "text"
        )
        self.arm.setPopupMode(self.arm.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.arm)
        later = [one for one in self._prepared.agenda if one.start > self._now]
        for one in later[:8]:
            menu.addAction(_when(one, self._now), lambda chosen=one: self._arm(chosen))
        self.arm.setMenu(menu)
        self.arm.setVisible(bool(later))
        self.begin = button(tr("Start recording"), self._begin, "primary")
        self.begin.setDefault(True)
        row = QHBoxLayout()
        row.setContentsMargins(24, 12, 24, 14)
        row.setSpacing(8)
        row.addWidget(self.why, 1)
        row.addWidget(self.arm)
        row.addWidget(button(tr("Cancel"), self.reject, "quiet"))
        row.addWidget(self.begin)
        return row

    def _prefill(self) -> None:
        """From the calendar, when a call is under way or near."""
        if self._prepared.trouble:
            self.calendar.setText(self._prepared.trouble)
            self.calendar.show()
        near = [one for one in self._prepared.agenda if one.start <= self._now + NEAR]
        if near:
            chosen = max(near, key=lambda one: one.start)
            self.calendar.setText(tr("From your calendar: {call}", call=_when(chosen, self._now)))
            self.calendar.show()
            self._use(chosen)

    def _tell_intention(self, customer: str) -> None:
        """What the rep wanted to do in the next call with this customer."""
        words = self._prepared.intentions.get(customer.strip().casefold(), "")
        self.intention.setText(tr("Your intention for this call: {words}", words=words) if words else "")
        self.intention.setVisible(bool(words))
        self._fit()

    def _use(self, chosen: Any) -> None:
        self.title.setText(chosen.title)
        self.customer.setText(chosen.customer or "")

    # what a person does

    def plan(self) -> Plan:
        """All that is chosen."""
        mic, system = self.devices.chosen()
        said = replace(
            self._prepared.options,
            customer=_clean(self.customer.text()),
            deal=_clean(self.deal.text()),
            call_type=_clean(self.call_type.text()),
        )
        title = _clean(self.title.text()) or said.customer or ""
        return Plan(mic, system, title, said, self.consent.consent())

    def _begin(self) -> None:
        if self.begin.isEnabled():
            plan = self.plan()
            self.accept()
            self.begun.emit(plan)

    def _arm(self, chosen: Any) -> None:
        if not self.title.isModified():  # what a person typed stays
            self._use(chosen)
        plan = self.plan()
        self.accept()
        self.armed.emit(plan, chosen)

    def _fit(self) -> None:
        has_mic = self.devices.mic.count() > 0
        self.begin.setEnabled(has_mic and self.consent.ready)
        self.arm.setEnabled(self.begin.isEnabled())
        if not self.consent.ready:
            self.why.setText(tr("Your settings want the tick about consent first."))
        else:
            self.why.setText(words.room(self._prepared.hours_left))
        low = self._prepared.hours_left is not None and self._prepared.hours_left < words.LOW_HOURS
        set_kind(self.why, "warn" if low and self.consent.ready else "muted")
        self._grow()

    def _grow(self) -> None:
        """As high as its content, where the screen has the room."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().height() - theme.px(80)
        self._page.layout().activate()
        layout = self._page.layout()
        need = layout.totalHeightForWidth(self._page.width()) if layout.hasHeightForWidth() else 0
        need = max(need, layout.totalMinimumSize().height()) + theme.px(64)
        self.resize(self.width(), min(need, room))

    def _show_law(self) -> None:
        dialog = LawDialog(self, first=False)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _clean(text: str) -> str | None:
    return " ".join(text.split()) or None


def _when(one: Any, now: datetime) -> str:
    """`11:30 Copper Kettle, negotiation`; with the day when it is not today."""
    time = f"{one.start:%H:%M}" if one.start.date() == now.date() else tr("tomorrow {time}", time=f"{one.start:%H:%M}")
    return f"{time}  {one.title}"
