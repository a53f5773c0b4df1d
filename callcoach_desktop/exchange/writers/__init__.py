"""Calls as files for others: each writer is a pure function from a call to text or bytes."""

from __future__ import annotations

from callcoach_desktop.exchange.writers.docx import write_docx
from callcoach_desktop.exchange.writers.plain import write_markdown, write_text
from callcoach_desktop.exchange.writers.subtitles import write_srt, write_vtt
from callcoach_desktop.exchange.writers.tables import write_csv

__all__ = ["write_csv", "write_docx", "write_markdown", "write_srt", "write_text", "write_vtt"]
