"""From a drop to jobs: asks for a speech model when there is none, then hands the paths to the importer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.sample import as_sample, sample_call
from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:  # the first picture does not wait for the classes of dialogs
    from callcoach_desktop.domain.calls import ImportOptions
    from callcoach_desktop.ui.imports.again_dialog import AgainDialog, Usable
    from callcoach_desktop.ui.imports.model_dialog import GetModel, ModelDialog
    from callcoach_desktop.ui.imports.sealed_dialog import SealedDialog

TRANSCRIPTS = frozenset({".vtt", ".srt", ".json"})
PACKAGE = ".callcoach"
"""A whole call of another library: it brings its words along."""


class ImporterService(Protocol):
    """`services.importing.Importer`."""

    def submit(self, paths: Sequence[Path], options: ImportOptions) -> Sequence[Any]: ...

    def transcribe_again(self, ids: Sequence[str], model: str | None = None) -> Sequence[str]: ...


class SettingsService(Protocol):
    """The library's settings."""

    def setting(self, key: str, default: Any = None) -> Any: ...

    def set_setting(self, key: str, value: Any) -> object: ...


@dataclass(frozen=True)
class ModelServices:
    """`services.models`: the model's folder or a KnownError, getting it, all models, removing one (bytes freed),
    and how fast it is here (seconds of speech a second)."""

    ensure: Callable[[str | None], Path]
    get: GetModel
    states: Callable[[], Sequence[Any]]
    remove: Callable[[str], int]
    calibrate: Callable[..., float]


@dataclass(frozen=True)
class _Check:
    options: ImportOptions
    missing: str | None  # name of the model to get
    size: int
    problem: str  # when it is there but broken


def options_from(settings: SettingsService) -> ImportOptions:
    """What the settings say about every import."""
    from callcoach_desktop.domain.calls import ImportOptions

    return ImportOptions(
        rep_name=settings.setting("rep_name"),
        language=settings.setting("language"),
        model=settings.setting("model"),
        link=bool(settings.setting("link", False)),
    )


def needs_model(paths: Sequence[Path]) -> bool:
    """Whether anything among the paths may be sound without its transcript beside it (a folder may hold some)."""
    told = {path.with_suffix("") for path in paths if path.suffix.lower() in TRANSCRIPTS}
    speechless = TRANSCRIPTS | {PACKAGE}
    return any(path.suffix.lower() not in speechless and path.with_suffix("") not in told for path in paths)


class ImportFlow(QObject):
    """`submitted` carries how many files came in; `problem` a sentence."""

    submitted = Signal(int)
    queued_again = Signal(int)  # calls
    problem = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._unsealer: Any = None  # services.unsealing.Unsealer; without one sealed packages are refused by the queue
        self.sealed: SealedDialog | None = None
        self._window = window
        self._importer: ImporterService | None = None
        self._settings: SettingsService | None = None
        self._models: ModelServices | None = None
        self._waiting: list[Path] = []
        self._then: list[Callable[[ImportOptions], object]] = []
        self.dialog: ModelDialog | None = None
        self.again: AgainDialog | None = None

    def attach(
        self, importer: ImporterService, settings: SettingsService, models: ModelServices, unsealer: Any = None
    ) -> None:
        """From now on imports can run; what was dropped before comes first."""
        self._unsealer = unsealer
        self._importer, self._settings, self._models = importer, settings, models
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.bring_in(waiting)

    def detach(self) -> None:
        """The library is being closed."""
        if self.dialog is not None:
            self.dialog.stop()
        if self.again is not None:
            self.again.reject()
        if self.sealed is not None:
            self.sealed.reject()
        self._unsealer = None
        self._importer = self._settings = self._models = None

    def bring_in(self, paths: Sequence[Path]) -> None:
        """Import files and folders."""
        if not paths:
            return
        if self._settings is None:
            self._waiting.extend(paths)
            return
        chosen, unsealer = list(paths), self._unsealer
        if unsealer is None or not any(path.suffix.lower() in ("", PACKAGE) or path.is_dir() for path in chosen):
            self._bring(chosen)
            return

        def apart(split: Any) -> None:
            if split.others:
                self._bring(list(split.others))
            if split.sealed:
                self.open_sealed(list(split.sealed))

        run_task(self, lambda: unsealer.split(chosen), apart, self._tell)

    def bring_in_sample(self) -> None:
        """Import the sample call that comes with the program."""
        paths = [sample_call()]
        self._with_model(paths, lambda options: self._submit(paths, as_sample(options)))

    def _bring(self, paths: list[Path]) -> None:
        self._with_model(paths, lambda options: self._submit(paths, options))

    def open_sealed(self, paths: list[Path]) -> None:
        """Ask for the passphrase of sealed packages and take in those that it opens; the others are asked about."""
        if self.sealed is not None:
            self.sealed.add(paths)
            return
        from callcoach_desktop.ui.imports.sealed_dialog import SealedDialog

        dialog = SealedDialog(self._window, paths)
        self.sealed = dialog
        dialog.passphrase.connect(self._unseal)
        dialog.finished.connect(self._sealed_closed)
        dialog.open()

    def _sealed_closed(self) -> None:
        if self.sealed is not None:
            self.sealed.deleteLater()
            self.sealed = None

    def _unseal(self, paths: list[Path], passphrase: str) -> None:
        unsealer, settings, dialog = self._unsealer, self._settings, self.sealed
        if unsealer is None or settings is None or dialog is None:
            return

        def opened(found: Any) -> None:
            if found.tickets:
                self._submitted(found.tickets)
            if self.sealed is dialog:
                dialog.answer(list(found.shut), list(found.refused))

        def failed(error: BaseException) -> None:
            if self.sealed is dialog and isinstance(error, KnownError):
                dialog.answer(paths, [error.problem.sentence()])
            else:
                self._tell(error)

        run_task(self, lambda: unsealer.take(paths, passphrase, options_from(settings)), opened, failed)

    def transcribe_again(self, ids: Sequence[str]) -> None:
        """Transcribe calls anew with a model of this computer, after asking with which; what a person did stays."""
        settings, models, chosen = self._settings, self._models, list(ids)
        if settings is None or models is None or not chosen:
            return

        def work() -> list[Usable]:
            from callcoach_desktop.ui.imports.again_dialog import usable

            states = models.states()
            speeds = {s.name: settings.setting(f"speed.{s.name}") for s in states}
            return usable(states, settings.setting("model"), speeds)

        run_task(self, work, lambda found: self._ask_again(chosen, found), self._tell)

    def _ask_again(self, ids: list[str], found: list[Usable]) -> None:
        if not found:  # the first model is offered, and used
            self._with_model([Path("call.wav")], lambda options: self._submit_again(ids, options.model))
            return
        from callcoach_desktop.ui.imports.again_dialog import AgainDialog

        dialog = AgainDialog(self._window, len(ids), found)
        self.again = dialog

        def answered(result: int) -> None:
            self.again = None
            if result == QDialog.DialogCode.Accepted:
                self._submit_again(ids, dialog.model())
            dialog.deleteLater()

        dialog.finished.connect(answered)
        dialog.open()

    def offer_model(self, got: Callable[[], object]) -> None:
        """Ask for the speech model when it is not there, and call `got` once it is; nothing when it was there."""
        settings, models = self._settings, self._models

        def checked(check: _Check) -> None:
            if check.missing is not None:
                self._checked(check, lambda _: got())

        if settings is not None and models is not None:
            run_task(self, lambda: _check(settings, models, [Path("call.wav")]), checked, self._tell)

    def _with_model(self, paths: list[Path], go_on: Callable[[ImportOptions], object]) -> None:
        """Go on once the model is there that the paths need."""
        settings, models = self._settings, self._models
        if settings is not None and models is not None:
            run_task(
                self, lambda: _check(settings, models, paths), lambda check: self._checked(check, go_on), self._tell
            )

    def _checked(self, check: _Check, go_on: Callable[[ImportOptions], object]) -> None:
        if check.missing is None:
            go_on(check.options)
        elif self.dialog is not None:
            self._then.append(go_on)
        elif self._models is not None:
            from callcoach_desktop.ui.imports.model_dialog import ModelDialog

            dialog = ModelDialog(self._window, self._models.get, check.missing, check.size, check.problem)
            self.dialog = dialog
            self._then = [go_on]
            dialog.finished.connect(lambda result: self._answered(result, check.options))
            dialog.open()

    def _answered(self, result: int, options: ImportOptions) -> None:
        then, self._then = self._then, []
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if result == QDialog.DialogCode.Accepted:
            for go_on in then:
                go_on(options)
        elif self._importer is not None:
            self.problem.emit(tr("Nothing was transcribed: a recording needs the speech model."))

    def _submit(self, paths: list[Path], options: ImportOptions) -> None:
        importer = self._importer
        if importer is not None:
            run_task(
                self,
                lambda: importer.submit(paths, options),
                self._submitted,
                self._tell,
            )

    def _submit_again(self, ids: list[str], model: str | None) -> None:
        importer = self._importer
        if importer is not None:
            run_task(
                self,
                lambda: importer.transcribe_again(ids, model),
                lambda jobs: self.queued_again.emit(len(jobs)),
                self._tell,
            )

    def _submitted(self, tickets: Sequence[Any]) -> None:
        refused = [ticket.error for ticket in tickets if ticket.error]
        if refused:
            rest = len(refused) - 1
            more = " " + tr("({n} more could not be imported.)|({n} more could not be imported.)", rest) if rest else ""
            self.problem.emit(refused[0] + more)
        if len(tickets) > len(refused) or not tickets:
            self.submitted.emit(len(tickets) - len(refused))

    def show_models(self) -> None:
        """All models of this machine: get, remove, measure, choose."""
        if self._models is not None and self._settings is not None:
            from callcoach_desktop.ui.imports.models_dialog import ModelsDialog

            dialog = ModelsDialog(self._window, self._models, self._settings)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error


def _check(settings: SettingsService, models: ModelServices, paths: Sequence[Path]) -> _Check:
    """On a worker thread: the options, and whether the model is there."""
    options = options_from(settings)
    if not needs_model(paths):
        return _Check(options, None, 0, "")
    try:
        models.ensure(options.model)
    except KnownError as error:
        if error.problem.code not in ("model_missing", "model_broken"):
            raise
        states = models.states()
        wanted = next((s for s in states if (s.name == options.model if options.model else s.default)), None)
        if wanted is None:
            raise
        broken = error.problem.what if error.problem.code == "model_broken" else ""
        return _Check(options, wanted.name, wanted.bytes, broken)
    return _Check(options, None, 0, "")
