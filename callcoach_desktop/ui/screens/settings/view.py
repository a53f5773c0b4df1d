"""Settings: one page in sections, with a search that leaves what fits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.languages import LANGUAGES, language_name
from callcoach_desktop.ui.recording.settings import RecordingSettings
from callcoach_desktop.ui.screens.settings.backup_buttons import BackupButtons
from callcoach_desktop.ui.screens.settings.index import SectionIndex
from callcoach_desktop.ui.screens.settings.sections import WIDTH, Row, Section, privacy_text, section_names
from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel, Values
from callcoach_desktop.ui.screens.settings.vocabulary import TermsEdit
from callcoach_desktop.ui.services import Services
from callcoach_desktop.ui.voices.settings import VoiceSettings
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label
from callcoach_desktop.ui.widgets.search_field import SearchField
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.words import size

if TYPE_CHECKING:
    from callcoach_desktop.ui.trackers.panel import TrackerPanel

_NEAR = 60  # pixels under the edge where a section counts as the one that is looked at


class SettingsScreen(QWidget):
    """`mode_chosen` carries a theme mode, `text_size_chosen` 1.0 to 2.0; `library_wanted`, `models_wanted` and
    `keys_wanted` ask for what is elsewhere; `problem` carries a sentence."""

    mode_chosen = Signal(str)
    text_size_chosen = Signal(float)
    library_wanted = Signal()
    restore_wanted = Signal(str)
    models_wanted = Signal()
    keys_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # what was done, to be offered for undoing

    def __init__(self, view_model: SettingsViewModel) -> None:
        super().__init__()
        self.view_model = view_model
        self._folder = ""
        self.sections: dict[str, Section] = {}
        self._watch: QWidget | None = None
        self._trackers: TrackerPanel | None = None
        self._controls()
        self.recording = RecordingSettings(self, view_model.put)
        self.voice = VoiceSettings(self)
        self.voice.problem.connect(self.problem)
        self.backups = BackupButtons(view_model)
        self.backups.restore_wanted.connect(self.restore_wanted)
        self.backups.problem.connect(self.problem)
        self._build()
        view_model.loaded.connect(self._show)
        view_model.measured.connect(self._measured)
        view_model.problem.connect(self.problem)

    def _controls(self) -> None:
        modes = (("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark")))
        self.mode = Segmented(tr("Theme"), modes, theme.mode())
        self.mode.chosen.connect(self.mode_chosen)
        sizes = [(f"{scale:g}", f"{scale * 100:.0f} %") for scale in theme.SCALES]
        self.text_size = Segmented(tr("Text size"), sizes, f"{theme.scale():g}")
        self.text_size.chosen.connect(lambda value: self.text_size_chosen.emit(float(value)))
        self.rep_name = QLineEdit()
        self.rep_name.setAccessibleName(tr("Your name"))
        self.rep_name.setMinimumWidth(theme.px(260))
        self.rep_name.editingFinished.connect(self._put_name)
        self.folder = ElidedLabel("", "body", "muted", middle=True)
        self.library_size = label("", "body", "muted")
        languages = [("", tr("Detect in each call")), *((code, language_name(code)) for code in LANGUAGES)]
        self.language = self._combo(tr("Language of the calls"), languages, "language")
        self.model = self._combo(tr("Speech model"), (), "model")
        self.model.setPlaceholderText(tr("Looking for models…"))  # until they have been read
        devices = (("auto", tr("Choose for me")), ("cpu", tr("Processor (CPU)")), ("cuda", tr("Graphics card (CUDA)")))
        channels = (("", tr("Guess in each call")), ("left", tr("Left")), ("right", tr("Right")))
        self.channel = self._combo(tr("Your channel"), channels, "rep_channel")
        self.device = self._combo(tr("Transcribe on"), devices, "device")
        self.link = QCheckBox(tr("Leave them where they are, only link them"))
        self.link.setAccessibleName(self.link.text())
        self.link.toggled.connect(lambda on: self.view_model.put("link", True if on else None))
        hint = tr("One a line; other spellings after a colon, as in “Globex: Globe X, Globecks”")
        self.terms = {
            "competitors": TermsEdit(tr("Competitors"), hint),
            "products": TermsEdit(tr("Products"), hint),
            "people": TermsEdit(tr("People"), hint),
            "terms": TermsEdit(tr("Other terms"), hint),
        }
        for edit in self.terms.values():
            edit.edited.connect(self._put_vocabulary)

    def _combo(self, name: str, options: Sequence[tuple[str, str]], key: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setMinimumWidth(theme.px(260))
        for value, text in options:
            made.addItem(text, value)
        made.activated.connect(lambda _: self.view_model.put(key, made.currentData() or None))
        return made

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 24, 12)
        head.addWidget(label(tr("Settings"), "title", bold=True))
        head.addStretch()
        self.search = SearchField(tr("Search the settings"))
        self.search.setMinimumWidth(theme.px(260))
        self.search.textChanged.connect(self._filter)
        head.addWidget(self.search)
        bar = QWidget()
        bar.setLayout(head)
        self._bar = bar
        outer.addWidget(bar)
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.index = SectionIndex(section_names())
        self.index.wanted.connect(self._go_to)
        self.scroll.verticalScrollBar().valueChanged.connect(self._mark_section)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.index)
        middle.addWidget(self.scroll, 1)
        outer.addLayout(middle, 1)
        page = QWidget()
        page.setObjectName("plain")
        self.scroll.setWidget(page)
        # As wide as its cards: a layout that is wider takes their texts to need fewer lines than they do.
        inside = QWidget()
        inside.setMaximumWidth(theme.px(WIDTH) + 48)
        beside = QHBoxLayout(page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(inside, 1)
        beside.addStretch()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 4, 24, 24)
        column.setSpacing(16)
        rows = self._rows()
        for key, heading in section_names():
            self.sections[key] = Section(key, heading, rows[key])
            column.addWidget(self.sections[key])
        self.nothing = label(tr("No setting is called that."), "body", "muted")
        self.nothing.hide()
        column.addWidget(self.nothing)
        column.addStretch()
        self.index.mark(next(iter(self.sections)))

    def _rows(self) -> dict[str, list[Row]]:
        folder_buttons = QWidget()
        row = QHBoxLayout(folder_buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(button(tr("Show"), self._reveal, "", "folder-open", describe=tr("Show the library's folder")))
        row.addWidget(button(tr("Change…"), self.library_wanted.emit, describe=tr("Change the library's folder")))
        models = button(tr("Manage models…"), self.models_wanted.emit)
        keys = button(tr("Show all keys"), self.keys_wanted.emit, "", "keyboard")
        self.watching = QVBoxLayout()
        watched = QWidget()
        watched.setLayout(self.watching)
        self.watching.setContentsMargins(0, 0, 0, 0)
        self._watched = watched
        tracked = QWidget()
        self.tracking = QVBoxLayout(tracked)
        self.tracking.setContentsMargins(0, 0, 0, 0)
        where = QWidget()
        return {
            "general": [
                Row(tr("Your name"), tr("The rep in your calls is called that"), self.rep_name),
                Row(tr("Theme"), tr("Light or dark; “As the system” follows it live"), self.mode),
                Row(tr("Text size"), tr("Also with Ctrl and + or -"), self.text_size, wide=True),
            ],
            "recording": self.recording.rows,
            "voice": self.voice.rows,
            "folders": [
                Row(
                    "",
                    tr("New recordings in these folders are offered or taken on their own. Each folder remembers on "
                       "which channel you speak, the type of its calls and their language."),
                    watched,
                    wide=True,
                ),
            ],
            "transcription": [
                Row(tr("Speech model"), tr("Larger models hear better and take longer"), self.model),
                Row(tr("Models on this computer"), tr("Sizes, speed on this machine, accuracy"), models),
                Row(tr("Language"), tr("Detected once for each call, or always the same"), self.language),
                Row(
                    tr("Your channel"),
                    tr("In recordings with two channels, where neither the folder nor you have said it"),
                    self.channel,
                ),
                Row(tr("Transcribe on"), tr("A graphics card that fails is left for the processor"), self.device),
                Row(tr("Recordings"), tr("Otherwise each one is copied into the library"), self.link),
            ],
            "vocabulary": [
                Row(tr("Competitors"), tr("Marked on the map; the transcriber listens for them"),
                    self.terms["competitors"], wide=True),
                Row(tr("Products"), "", self.terms["products"], wide=True),
                Row(tr("People"), "", self.terms["people"], wide=True),
                Row(tr("Other terms"), tr("Holds from the next call on; “Analyse again” brings older calls along"),
                    self.terms["terms"], wide=True),
            ],
            "trackers": [
                Row(
                    "",
                    tr("What you want to find again in your calls: your own phrases, and anything like an example. "
                       "Marked on the map; a behaviour of your own can count it."),
                    tracked,
                    wide=True,
                ),
            ],
            "library": [
                Row(tr("Folder"), self.folder, folder_buttons),
                Row(
                    tr("Backups"),
                    tr("A checked copy of the database is made before its format changes; the last ten are kept"),
                    self.backups,
                ),
                Row(tr("Size"), tr("Recordings, working copies, transcripts and backups"), self.library_size),
            ],
            "keyboard": [Row(tr("Keys"), tr("Every action has its key; “?” shows them anywhere"), keys)],
            "privacy": [
                Row(tr("Nothing leaves this computer"), privacy_text(), where),
            ],
        }  # fmt: skip

    # what the window asks of it

    def attach(self, services: Services) -> None:
        """Begin with a library."""
        self.view_model.attach(services.library, services.models.states)
        self.recording.attach(services.live_words)
        if services.voice is not None:
            self.voice.attach(services.voice, services.recordings)
        if services.watcher is not None:
            from callcoach_desktop.ui.watching.panel import WatchPanel

            self._watch = WatchPanel(services.watcher)
            self.watching.addWidget(self._watch)
        if services.trackers is not None:
            from callcoach_desktop.ui.trackers.panel import TrackerPanel

            self._trackers = TrackerPanel(services.trackers, services.library.subscribe)
            self._trackers.did.connect(self.did)
            self._trackers.problem.connect(self.problem)
            self.tracking.addWidget(self._trackers)

    def detach(self) -> None:
        """The library is being closed."""
        self.view_model.detach()
        self.voice.detach()
        self.recording.attach(None)
        if self._watch is not None:
            self.watching.removeWidget(self._watch)
            self._watch.deleteLater()
            self._watch = None
        if self._trackers is not None:
            self.tracking.removeWidget(self._trackers)
            self._trackers.deleteLater()
            self._trackers = None

    def set_library(self, folder: str) -> None:
        """Which library is open."""
        self._folder = folder
        self.backups.set_library(folder)
        self.folder.setText(folder)
        self.folder.setToolTip(folder)

    def show_now(self, section: str = "") -> None:
        """Read the values again; called when the screen is opened, at a section when one is named."""
        self.mode.set_value(theme.mode())
        self.show_text_size()
        self.view_model.load()
        self.voice.load()
        if section in self.sections:
            self.search.clear()
            # The page has its heights only after it was laid out.
            QTimer.singleShot(0, self, lambda: self._go_to(section))

    def _go_to(self, section: str) -> None:
        card = self.sections[section]
        self.scroll.verticalScrollBar().setValue(card.y() - 4)
        self.index.mark(section)  # also where the page ends before it comes to the top

    def _mark_section(self, at: int) -> None:
        shown = [(section.y(), key) for key, section in self.sections.items() if not section.isHidden()]
        if shown:
            self.index.mark(max((one for one in shown if one[0] <= at + _NEAR), default=min(shown))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cards = theme.px(WIDTH) + 48
        index = self.index.sizeHint().width()
        beside = self.width() >= cards + index
        self.index.setVisible(beside)
        self._bar.setMaximumWidth(cards + (index if beside else 0))

    def show_text_size(self, _: float = 0.0) -> None:
        """Mark the size of text that is on."""
        self.text_size.set_value(f"{theme.scale():g}")

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # inside

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = [key for key, section in self.sections.items() if section.filter(words)]
        self.nothing.setVisible(not found)
        self.index.show_only(found)

    def _put_name(self) -> None:
        if self.rep_name.isModified():
            self.rep_name.setModified(False)
            self.view_model.put("rep_name", self.rep_name.text().strip() or None)

    def _put_vocabulary(self) -> None:
        self.view_model.put_vocabulary(Vocabulary(**{key: edit.terms() for key, edit in self.terms.items()}))

    def _show(self, read: Values) -> None:
        self.model.clear()
        for one in read.models:
            state = {"ready": tr("on this computer"), "broken": tr("damaged")}.get(one.state)
            words = state or tr("{size} to get", size=size(one.bytes))
            self.model.addItem(f"{one.title or one.name} · {words}", "" if one.default else one.name)
        for combo, key in ((self.model, "model"), (self.language, "language"), (self.channel, "rep_channel")):
            self._select(combo, read.values.get(key) or "")
        self._select(self.device, read.values.get("device") or "auto")
        blocked = self.link.blockSignals(True)
        self.link.setChecked(bool(read.values.get("link")))
        self.link.blockSignals(blocked)
        if not self.rep_name.hasFocus():
            self.rep_name.setText(read.values.get("rep_name") or "")
        self.recording.show_values(read.values)
        for key, edit in self.terms.items():
            edit.set_terms(getattr(read.vocabulary, key))

    def _measured(self, number_of_bytes: float) -> None:
        self.library_size.setText(size(number_of_bytes))

    @staticmethod
    def _select(combo: QComboBox, value: Any) -> None:
        number = combo.findData(value)
        if number < 0 and value:
            combo.addItem(str(value), value)
            number = combo.count() - 1
        combo.setCurrentIndex(max(0, number))

    def _reveal(self) -> None:
        if self._folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._folder))))
