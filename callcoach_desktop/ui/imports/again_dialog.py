"""Asks with which of the models on this computer calls are transcribed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.models_dialog import duration_words
from callcoach_desktop.ui.widgets.basics import button
from callcoach_desktop.ui.widgets.choices import Choice, ChoiceDialog


@dataclass(frozen=True)
class Usable:
    """A model that is on this computer; `speed` is in seconds of speech a second, None when it was not measured."""

    name: str
    title: str
    speed: float | None
    in_force: bool


def usable(states: Sequence[Any], chosen: str | None, speeds: dict[str, float | None]) -> list[Usable]:
    """The models that calls could be transcribed with now; `chosen` may be a folder of the person's own."""
    found = [
        Usable(s.name, s.title, speeds.get(s.name), s.name == chosen if chosen else s.default)
        for s in states
        if s.state == "ready"
    ]
    if chosen is not None and chosen not in {s.name for s in states}:
        found.insert(0, Usable(chosen, Path(chosen).name, None, in_force=True))
    return found


class AgainDialog(ChoiceDialog):
    """`model()` is the name of the model that was chosen."""

    def __init__(self, parent: QWidget, calls: int, models: Sequence[Usable]) -> None:
        chosen = next((one for one in models if one.in_force), models[0])
        about = tr(
            "The words stay as they are until the new ones are there. Your edits, names, sides, tags and "
            "comments are kept."
        )
        heading = tr("Transcribe {n} call again|Transcribe {n} calls again", calls)
        rows = [Choice(one.name, one.title, duration_words(one.speed), on=one is chosen) for one in models]
        super().__init__(parent, tr("Transcribe again"), heading, about, rows)
        self.start_button = button(tr("Transcribe again"), self.accept, "primary", "audio-lines")
        self.start_button.setDefault(True)
        self.finish(button(tr("Cancel"), self.reject, "quiet"), self.start_button)

    def model(self) -> str:
        """The name of the chosen model."""
        return self.chosen_key or ""
