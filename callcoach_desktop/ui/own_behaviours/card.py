"""The behaviours that the rep built, as a card of the Progress page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal

from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.own_behaviours.editor import BehaviourEditor
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.page import CardBox, Line


class OwnCard(CardBox):
    """`keep` is told a behaviour and the id of the one that it replaces ("" for none): an editor that stands open
    outlives the card, which is made anew whenever calls come. `removed` carries an id, and so does `practised`, which
    is offered while no focus is on (`free`); `trackers_wanted` asks for the trackers' settings."""

    removed = Signal(str)
    practised = Signal(str)
    trackers_wanted = Signal()

    def __init__(
        self,
        behaviours: Sequence[Behaviour],
        trackers: Sequence[str],
        keep: Callable[[Behaviour, str], object],
        *,
        free: bool = False,
    ) -> None:
        super().__init__(tr("Your own behaviours"))
        self._free = free
        self._every, self._trackers, self._keep = tuple(behaviours), tuple(trackers), keep
        self.editor: BehaviourEditor | None = None
        own = [one for one in behaviours if one.own]
        if not own:
            words = tr("Build one from a tracker, a stage and a unit, such as “says the agenda in the opening”.")
            self.box.addWidget(label(words, "body", "muted", wrap=True))
        for number, one in enumerate(own):
            if number:
                self.box.addWidget(line())
            self.box.addWidget(self._row(one))
        new = button(tr("New behaviour…"), lambda: self.edit(None))
        self.box.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)

    def _row(self, one: Behaviour) -> Line:
        types = tr("in {types} calls", types=", ".join(one.call_types)) if one.call_types else ""
        about = " · ".join(part for part in (one.definition, types) if part)
        words = tr("Edit {name}", name=one.name)
        row = Line(one.name, about, tr("Edit"), lambda: self.edit(one), describe=words)
        if self._free:
            practise = button(tr("Practise this"), lambda: self.practised.emit(one.id),
                              describe=tr("Practise {name}", name=one.name))  # fmt: skip
            row.row.insertWidget(1, practise, 0, Qt.AlignmentFlag.AlignTop)
        row.row.addWidget(tool("trash-2", tr("Remove {name}", name=one.name), lambda: self.removed.emit(one.id)))
        return row

    def edit(self, behaviour: Behaviour | None) -> None:
        """Open the editor, for a new behaviour without one."""
        former, keep = behaviour.id if behaviour is not None else "", self._keep
        self.editor = BehaviourEditor(self._trackers, self._every, behaviour, self.window())
        self.editor.made.connect(lambda made: keep(made, former))
        self.editor.trackers_wanted.connect(self.trackers_wanted)
        self.editor.finished.connect(self.editor.deleteLater)
        self.editor.open()
