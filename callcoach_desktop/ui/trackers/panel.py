"""The trackers, for the settings: make one, change one, remove one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.trackers.editor import TrackerEditor
from callcoach_desktop.ui.trackers.trying import TrackerService
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.page import Line, drop

_SHOWN = 2  # phrases, and examples, of a tracker that are shown in the list


class TrackerPanel(QWidget):
    """`did` carries what was done, to be offered for undoing; `problem` a sentence."""

    did = Signal(str)
    problem = Signal(str)

    def __init__(
        self, service: TrackerService, subscribe: Callable[[Callable[[ChangeSet], None]], Callable[[], None]]
    ) -> None:
        """`service` is a `services.trackers.Trackers`, `subscribe` that of its library."""
        super().__init__()
        self.setAccessibleName(tr("Trackers"))
        self._service = service
        self._asked = 0
        self.trackers: tuple[Tracker, ...] | None = None
        self.editor: TrackerEditor | None = None
        self.empty = label(
            tr("No tracker yet. It marks what you want to find again: your own phrases, or anything like an example."),
            "body", "muted", wrap=True,
        )  # fmt: skip
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.new_button = button(tr("New tracker…"), lambda: self.edit(None), "", "flag")
        foot = QHBoxLayout()
        foot.addWidget(self.new_button)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.empty)
        column.addLayout(self._rows)
        column.addLayout(foot)
        end = subscribe(lambda changes: on_ui_thread(self, self.refresh) if changes.settings or changes.all else None)
        self.destroyed.connect(lambda _=None: end())
        self.refresh()

    def refresh(self) -> None:
        """Read the trackers again."""
        self._asked += 1
        number, service = self._asked, self._service

        def show(found: Sequence[Tracker]) -> None:
            if number == self._asked:
                self._show(tuple(found))

        run_task(self, service.every, show, self._tell)

    def _show(self, trackers: tuple[Tracker, ...]) -> None:
        if trackers == self.trackers:
            return
        self.trackers = trackers
        while self._rows.count():
            drop(self._rows.takeAt(0))
        for number, one in enumerate(trackers):
            if number:
                self._rows.addWidget(line())
            row = Line(
                one.name, about(one), tr("Edit"), lambda t=one: self.edit(t), describe=tr("Edit {name}", name=one.name)
            )
            row.row.addWidget(tool("trash-2", tr("Remove {name}", name=one.name), lambda t=one: self.remove(t)))
            self._rows.addWidget(row)
        self.empty.setVisible(not trackers)

    def edit(self, tracker: Tracker | None) -> None:
        """Open the editor, for a new tracker without one."""
        self.editor = TrackerEditor(self._service, tracker, self.window())
        self.editor.kept.connect(self._kept)
        self.editor.finished.connect(self.editor.deleteLater)
        self.editor.open()

    def remove(self, tracker: Tracker) -> None:
        """Forget a tracker; its marks go from all calls."""
        service = self._service

        def done(_: object) -> None:
            self.refresh()
            self.did.emit(tr("Tracker “{name}” removed", name=tracker.name))

        run_task(self, lambda: service.remove(tracker.name), done, self._tell)

    def _kept(self, tracker: Tracker) -> None:
        self.refresh()
        self.did.emit(tr("Tracker “{name}” kept. Your calls are being looked through.", name=tracker.name))

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())


def about(tracker: Tracker) -> str:
    """What a tracker looks for, in a line."""
    sides = {"rep": tr("said by the rep"), "customer": tr("said by the customer"), "both": tr("said by either side")}
    parts = []
    for texts, words in ((tracker.phrases, "{texts}"), (tracker.examples, tr("anything like {texts}"))):
        if texts:
            listed = ", ".join(f"“{text}”" for text in texts[:_SHOWN])
            more = tr(" and {n} more", len(texts) - _SHOWN) if len(texts) > _SHOWN else ""
            parts.append(words.replace("{texts}", listed + more))
    return " · ".join([*parts, sides[tracker.side]])
