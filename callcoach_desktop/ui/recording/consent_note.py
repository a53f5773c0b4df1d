"""The record of consent in the head of a call that was recorded here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.tasks import run_task


class ConsentNote(QObject):
    """Looks it up whenever `screen` (a call screen) shows a call."""

    def __init__(self, screen: QWidget, consents: Any) -> None:
        super().__init__(screen)
        self._screen, self._consents = screen, consents
        self._shown = ""
        screen.ready.connect(self._read)

    def _read(self, call: str) -> None:
        self._shown = call

        def show(consent: Consent | None) -> None:
            if call == self._shown:
                icon = "shield-check" if consent is not None and consent.how != "none" else "info"
                self._screen.header.set_note(icon, words.told(consent))

        run_task(self, lambda: self._consents.of(call), show)
