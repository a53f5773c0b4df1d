"""The forms that were filled in for a 1-on-1, and a way to fill one in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal

from callcoach_desktop.domain.scorecards import Round, Sheet
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.view_model import Shown
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.page import CardBox, Line


class ScoresCard(CardBox):
    """`wanted` carries the id of the form to open, "" for another one."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Scorecards"))
        self._shown: Any = None

    def show_session(self, shown: Shown) -> None:
        """Show what was filled in."""
        now = (shown.session.id if shown.session is not None else "", shown.rounds, shown.forms)
        if now == self._shown:
            return
        self._shown = now
        self.clear()
        for i, one in enumerate(shown.rounds):
            if i:
                self.box.addWidget(line())
            self.box.addWidget(
                Line(one.form.name, round_words(one), tr("Open"), lambda f=one.form.id: self.wanted.emit(f),
                     describe=tr("Open {form}", form=one.form.name))
            )  # fmt: skip
        if not shown.rounds:
            words = tr("Both fill in the same form, the rep first, and see where they differ.")
            self.box.addWidget(label(words, "body", "muted", wrap=True))
        text = tr("Fill in a scorecard") if shown.forms else tr("Make a scorecard")
        self.box.addWidget(button(text, lambda: self.wanted.emit("")), 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addStretch(1)


def round_words(filled: Round) -> str:
    """Who has filled it in."""
    return " · ".join((_side(tr("Rep"), filled.rep), _side(tr("Manager"), filled.manager)))


def _side(name: str, sheet: Sheet | None) -> str:
    if sheet is None:
        return tr("{who}: not yet", who=name)
    return tr("{who}: done", who=name) if sheet.state == "in" else tr("{who}: begun", who=name)
