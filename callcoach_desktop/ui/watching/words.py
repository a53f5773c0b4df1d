"""What stands in the way of new recordings, in the words of the window."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr


def said(code: str, sentence: str) -> str:
    """The sentence for a problem; the service's own names commands, which the window does not have."""
    if code == "model_missing":
        return tr("These recordings wait for the speech model. Get it under “Speech models”.")
    if code == "model_broken":
        return tr("The speech model is damaged. Get it again under “Speech models”.")
    return sentence
