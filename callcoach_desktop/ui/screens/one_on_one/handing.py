"""What goes onto the page that is handed over, and where it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.one_on_ones import OneOnOne
from callcoach_desktop.services.handing_over import Choice
from callcoach_desktop.services.placing import safe_name
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings, writing_folder
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.segmented import Segmented

_FOLDER = "one_on_one/folder"


class HandDialog(QDialog):
    """`wanted` carries the session's id, a Choice and the file; its suffix says as what."""

    wanted = Signal(str, object, object)

    def __init__(self, session: OneOnOne, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Hand over a 1-on-1"))
        self.setMinimumWidth(px(480))
        self._session = session
        self.kind = Segmented(tr("As"), [(".pdf", tr("PDF, one page")), (".html", tr("Web page"))], ".pdf")
        self.kind.chosen.connect(lambda _: self._fit())
        self.person = QCheckBox(tr("With the room for the person"))
        self.person.setEnabled(not session.person.empty)
        self.names = QCheckBox(tr("With the names of customers"))
        self.sound = QCheckBox(tr("With the sound of the moments (web page only)"))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(session.title, "title", bold=True, wrap=True))
        about = tr("What was agreed, what was looked at and what was said of it. Your own notes are never in it. Names "
                   "that are only mentioned, and that the library does not know, stay.")  # fmt: skip
        box.addWidget(label(about, "small", "muted", wrap=True))
        for one in (self.kind, self.person, self.names, self.sound):
            box.addWidget(one)
        self.save = button(tr("Save as…"), self._ask, "primary")
        self.save.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.save)
        box.addLayout(foot)
        self._fit()

    def _fit(self) -> None:
        """A PDF has no sound."""
        web = self.kind.value() == ".html"
        self.sound.setEnabled(web)
        if not web:
            self.sound.setChecked(False)

    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(self.person.isChecked(), self.names.isChecked(), self.sound.isChecked())

    def _ask(self) -> None:
        suffix = self.kind.value()
        folder = writing_folder(_FOLDER)
        name = safe_name(self._session.title, self._session.held_on) + suffix
        kinds = {".pdf": "PDF (*.pdf)", ".html": f"{tr('Web page')} (*.html)"}
        chosen, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), str(folder / name), kinds[suffix])
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Have it written; the file dialog has asked about a file that is there."""
        suffix = self.kind.value()
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
        window_settings().setValue(_FOLDER, str(path.parent))
        self.accept()
        self.wanted.emit(self._session.id, self.choice(), path)
