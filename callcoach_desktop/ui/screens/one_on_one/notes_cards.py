"""What is written down: notes for both, notes of one's own, and the room for the person."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel

from callcoach_desktop.domain.one_on_ones import OneOnOne
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.fields import KeptText
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.page import CardBox


class NotesCard(CardBox):
    """Two fields: one that goes into the handout, one that goes nowhere."""

    def __init__(self, model: OneOnOneViewModel) -> None:
        super().__init__(tr("Notes"))
        self._session = ""
        self.notes = KeptText(tr("Notes for both"), tr("What you two want to remember"), 3)
        self.private = KeptText(tr("Only for me"), tr("In no shared view and no file"), 2)
        self.notes.kept.connect(lambda text: model.set_text("notes", text))
        self.private.kept.connect(lambda text: model.set_text("private", text))
        self.box.addWidget(label(tr("For both"), "small", "muted"))
        self.box.addWidget(self.notes)
        row = QHBoxLayout()
        row.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(theme.icon("eye-off", "muted").pixmap(QSize(theme.px(14), theme.px(14))))
        row.addWidget(sign)
        row.addWidget(label(tr("Only for me: in no shared view and no file"), "small", "muted", wrap=True), 1)
        self.box.addLayout(row)
        self.box.addWidget(self.private)

    def show_session(self, session: OneOnOne) -> None:
        """Show what is written; what is being typed stays."""
        if session.id != self._session:
            self._session = session.id
            self.notes.start_over(session.notes)
            self.private.start_over(session.private)
        self.notes.show_text(session.notes)
        self.private.show_text(session.private)


class PersonCard(CardBox):
    """Three fields, apart from all figures."""

    def __init__(self, model: OneOnOneViewModel) -> None:
        super().__init__(tr("Room for the person"))
        self._session = ""
        about = tr("Kept apart from the figures. It goes into no file unless you choose so there.")
        self.box.addWidget(label(about, "small", "muted", wrap=True))
        self.fields: dict[str, KeptText] = {}
        for key, name, hint in (
            ("goals", tr("Goals"), tr("Where do you want to be in a year?")),
            ("mindset", tr("Mindset"), tr("What gives you energy, what takes it?")),
            ("help", tr("What the manager can do"), tr("What would make your work easier?")),
        ):
            field = KeptText(name, hint, 1, 6)
            field.kept.connect(lambda text, one=key: model.set_person(one, text))
            self.fields[key] = field
            self.box.addWidget(label(name, "small", "muted"))
            self.box.addWidget(field)
        self.shared = QCheckBox(tr("Talk about it in the shared view"))
        self.shared.clicked.connect(lambda on: model.show_person(on=on))
        self.box.addWidget(self.shared)
        self.box.addStretch(1)

    def show_session(self, session: OneOnOne) -> None:
        """Show what is written; what is being typed stays."""
        for key, field in self.fields.items():
            text = getattr(session.person, key)
            if session.id != self._session:
                field.start_over(text)
            field.show_text(text)
        self._session = session.id
        self.shared.setChecked(session.show_person)
