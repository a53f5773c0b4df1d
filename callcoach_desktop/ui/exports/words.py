"""The formats in the words of the screen."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr


def name_of(key: str) -> str:
    """What a format is called."""
    return {
        "docx": tr("Word document"),
        "md": tr("Markdown"),
        "txt": tr("Plain text"),
        "vtt": tr("WebVTT"),
        "srt": tr("SRT subtitles"),
        "csv": tr("Table (CSV)"),
        "json": tr("JSON"),
        "package": tr("CallCoach package"),
    }.get(key, key)


def about(key: str) -> str:
    """What a format is good for."""
    return {
        "docx": tr("To read, comment on and print: figures, moments, transcript"),
        "md": tr("The same, for notes and wikis"),
        "txt": tr("The transcript alone, for an e-mail"),
        "vtt": tr("Transcript with names and times, for meeting tools"),
        "srt": tr("For video players and editors"),
        "csv": tr("One row for each utterance, for a spreadsheet"),
        "json": tr("Everything, for other programs"),
        "package": tr("Words, figures, comments, clips and sound, for another CallCoach"),
    }.get(key, "")
