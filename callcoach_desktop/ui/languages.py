"""Languages that calls may be in, in words."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from callcoach_desktop.ui.i18n import tr

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "ja", "zh")
"""Those that are offered, by ISO 639-1; the model knows more, and a call may be in any."""


def language_name(code: str) -> str:
    """A language in words; Qt's name for one that is not offered, the code itself where Qt knows none."""
    known = {
        "en": tr("English"), "de": tr("German"), "fr": tr("French"), "es": tr("Spanish"), "it": tr("Italian"),
        "nl": tr("Dutch"), "pt": tr("Portuguese"), "pl": tr("Polish"), "sv": tr("Swedish"), "da": tr("Danish"),
        "ja": tr("Japanese"), "zh": tr("Chinese"),
    }  # fmt: skip
    language = QLocale.codeToLanguage(code)
    return known.get(code) or (code if language == QLocale.Language.AnyLanguage else QLocale.languageToString(language))
