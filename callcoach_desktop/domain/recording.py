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
RESERVE = 200 * 1024 * 1024
"""Free bytes at which a recording is closed cleanly."""
TRACK_HOUR = 16_000 * 2 * 3600
"""Bytes that an hour of one track takes while it is recorded: 16 kHz, 16 bits."""
