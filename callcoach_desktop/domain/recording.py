"""Names of the library's settings that recording goes by."""

from __future__ import annotations

REQUIRED = "consent_required"
"""True or false: whether no recording may begin without a word about consent."""
ICS_PATH = "ics_path"
"""The path of the person's calendar file."""
ON_MAINS = "transcribe_on_mains"
"""True or false: whether transcription waits for mains power."""
LIVE_WORDS = "record_live_words"
"""True or false: whether what is said is written along while a call is recorded."""
