"""Where and as what: the one dialog that writes calls as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QGridLayout, QRadioButton, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.exports.package_options import PackageOptions
from callcoach_desktop.ui.exports.place_row import PlaceRow
from callcoach_desktop.ui.exports.words import about, name_of
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings, writing_folder
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label, line
from callcoach_desktop.ui.widgets.busy_dialog import BusyDialog, Progress
from callcoach_desktop.ui.widgets.question import ask

WIDTH = 560
_FORMAT, _FOLDER = "export/format", "export/folder"

Tell = Callable[[str, str, Callable[[], object]], object]


class ExporterService(Protocol):
    """`services.exporting.Exporter`."""

    FORMATS: Sequence[Any]

    def file_name(self, call_id: str, fmt: str, packing: Any = ...) -> str: ...

    def handed_in(self, ids: Sequence[str]) -> tuple[int, bool]: ...

    def export(
        self,
        ids: Sequence[str],
        fmt: str,
        target: Path,
        *,
        on_progress: Callable[[int, int, str], None] = ...,
        cancelled: Callable[[], bool] = ...,
        overwrite: bool = ...,
        packing: Any = ...,
        passphrase: str | None = ...,
    ) -> list[Path]: ...


def open_export(
    parent: QWidget, exporter: ExporterService, ids: Sequence[str], titles: Sequence[str], tell: Tell | None = None
) -> ExportDialog:
    """Ask what to make of the calls, and make it. `titles` are those of the calls, in their order.

    `tell(text, action, act)` shows the notice at the end; without it the `tell` of the parent's window does.
    """
    dialog = ExportDialog(parent, exporter, ids, titles)
    say = tell or getattr(parent.window(), "tell", None)
    if say is not None:
        dialog.exported.connect(lambda text, path: say(text, tr("Show"), lambda: show_in_folder(Path(path))))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, or a folder, in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.suffix == "" else path.parent)))


class ExportDialog(BusyDialog):
    """`exported` carries a sentence and a path, once all files are written."""

    exported = Signal(str, str)

    def __init__(self, parent: QWidget, exporter: ExporterService, ids: Sequence[str], titles: Sequence[str]) -> None:
        super().__init__(parent, tr("Export"), tr("Progress of the export"), WIDTH)
        self._exporter, self._ids = exporter, list(ids)
        self._formats = {one.key: one for one in exporter.FORMATS}
        self._agreed: Path | None = None  # a file that the person said may be replaced
        self._chosen: Path | None = None  # a file that the person named; else its name is made
        self._name = ""
        settings = window_settings()
        self._folder = writing_folder(_FOLDER)
        parent.window().installEventFilter(self)
        head = titles[0] if len(self._ids) == 1 and titles else tr("{n} call|{n} calls", len(self._ids))
        heading = ElidedLabel(
            tr("Export “{title}”", title=head) if len(self._ids) == 1 else tr("Export {calls}", calls=head),
            "title",
            bold=True,
        )
        heading.setFixedWidth(theme.px(WIDTH))
        column = self.column
        column.addWidget(heading)
        column.addSpacing(4)
        column.addLayout(self._choices(str(settings.value(_FORMAT, "docx"))))
        self.package = PackageOptions(theme.px(WIDTH))
        self.package.hide()
        column.addWidget(self.package)
        column.addWidget(line())
        self._where = PlaceRow(tr("Into the folder") if len(self._ids) > 1 else tr("Save as"), self._choose)
        self.place, self.choose_button = self._where.place, self._where.button
        column.addLayout(self._where)
        self.add_progress()
        self.export_button = button(tr("Export"), self.start, "primary", "file-down")
        self.add_foot(self.export_button)
        self.package.changed.connect(self._fit_package)
        self.package.redacted.toggled.connect(lambda _: self._format_changed())
        self._format_changed()
        chosen = self._ids
        run_task(
            self, lambda: exporter.handed_in(chosen), lambda found: self.package.offer_scorecards(*found), self.failed
        )

    def format(self) -> str:
        """The key of the format that is chosen."""
        return next((key for key, one in self.choices.items() if one.isChecked()), next(iter(self.choices)))

    def target(self) -> Path:
        """Where it will be written: a folder for many calls, a file for one."""
        if len(self._ids) > 1:
            return self._folder
        return self._chosen or self._folder / self._name

    # building

    def _choices(self, wanted: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for row, key in enumerate(self._formats):
            radio = QRadioButton(name_of(key))
            radio.setFont(theme.font())
            radio.setAccessibleName(name_of(key))
            radio.setCursor(Qt.CursorShape.PointingHandCursor)
            radio.setAccessibleDescription(about(key))
            radio.setChecked(key == (wanted if wanted in self._formats else "docx"))
            radio.toggled.connect(lambda on: on and self._format_changed())
            group.addButton(radio)
            self.choices[key] = radio
            grid.addWidget(radio, row, 0)
            grid.addWidget(label(about(key), "small", "muted"), row, 1, Qt.AlignmentFlag.AlignVCenter)
        return grid

    # choosing

    def _format_changed(self) -> None:
        if not hasattr(self, "place"):
            return  # while it is built
        key = self.format()
        self.package.setVisible(key == "package")
        if len(self._ids) > 1:
            self._fit_package()
            self._show_place()
            return
        if self._chosen is not None:
            self._chosen = self._chosen.with_suffix(self._formats[key].suffix)
            self._fit_package()
            self._show_place()
            return
        self.export_button.setEnabled(False)
        exporter, call, packing = self._exporter, self._ids[0], self.package.packing()

        def named(name: str) -> None:
            if self.format() == key and self.package.packing().redacted == packing.redacted:
                self._name = name
                self._fit_package()
                self._show_place()

        run_task(self, lambda: exporter.file_name(call, key, packing), named, self.failed)

    def _fit_package(self) -> None:
        """Export waits for a passphrase that was typed twice."""
        named = len(self._ids) > 1 or bool(self._name) or self._chosen is not None
        ready = self.format() != "package" or self.package.ready()
        self.export_button.setEnabled(not self.busy and named and ready)

    def _show_place(self) -> None:
        self._where.show_place(self.target())

    def _choose(self) -> None:
        if len(self._ids) > 1:
            folder = QFileDialog.getExistingDirectory(self, tr("Folder for the export"), str(self._folder))
            if folder:
                self._folder = Path(folder)
        else:
            chosen = self._formats[self.format()]
            name, _ = QFileDialog.getSaveFileName(self, tr("Export as"), str(self.target()), chosen.filter)
            if name:
                path = Path(name)
                asked = path.suffix.lower() == chosen.suffix
                self._chosen = path if asked else path.with_name(path.name + chosen.suffix)
                self._agreed = self._chosen if asked else None  # the system's dialog asked before it took the name
                self._folder = path.parent
        self._show_place()

    # writing

    def start(self) -> None:
        """Write the files."""
        target, fmt, ids, exporter = self.target(), self.format(), self._ids, self._exporter
        settings = window_settings()
        settings.setValue(_FORMAT, fmt)
        settings.setValue(_FOLDER, str(self._folder))
        overwrite = self._agreed == target
        more: dict[str, Any] = {}
        if fmt == "package":
            more = {"packing": self.package.packing(), "passphrase": self.package.passphrase()}

        def work(progress: Progress, cancelled: Callable[[], bool]) -> list[Path]:
            return exporter.export(
                ids, fmt, target, on_progress=progress, cancelled=cancelled, overwrite=overwrite, **more
            )

        self.begin(work, self._done)

    def progressed(self, done: int, total: int, note: str) -> None:
        super().progressed(done, total, note)
        if total > 1 and note:
            self.say(tr("{done} of {total} · {title}", done=f"{done + 1:,}", total=f"{total:,}", title=note))

    def _done(self, paths: list[Path]) -> None:
        self.package.forget()
        if len(paths) == 1:
            self.exported.emit(tr("Exported “{name}”", name=paths[0].name), str(paths[0]))
        else:
            text = tr("Exported {n} call to “{folder}”|Exported {n} calls to “{folder}”", len(paths),
                      folder=self._folder.name)  # fmt: skip
            self.exported.emit(text, str(paths[0]))
        self.accept()

    def refused(self, error: KnownError) -> None:
        if error.problem.code == "file_exists":
            self._ask_to_replace()
        else:
            super().refused(error)

    def fields(self) -> list[QWidget]:
        return [*self.choices.values(), self.choose_button, self.package]

    def set_busy(self, *, busy: bool) -> None:
        super().set_busy(busy=busy)
        self._fit_package()

    def _ask_to_replace(self) -> None:
        target = self.target()

        def replace() -> None:
            self._agreed = target
            self.start()

        self.question = ask(
            self, tr("Export"), tr("“{name}” is there already.", name=target.name),
            tr("Replacing it cannot be undone. To keep both, choose another name."),
            yes=tr("Replace"), no=tr("Keep it"), agreed=replace,
        )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The program ends (from the tray, with the session): it must not wait for two hundred files.
        if event.type() == QEvent.Type.Close and watched is not self:
            self.stop()
        return super().eventFilter(watched, event)
