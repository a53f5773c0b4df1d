"""Dates in names and tags."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcoach_desktop.audio.names import date_from_name, date_from_tags, telling_name


def local(*parts: int) -> datetime:
    return datetime(*parts).astimezone()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GMT20260914-103000_Recording.m4a", datetime(2026, 9, 14, 10, 30, tzinfo=UTC)),
        ("GMT20260914-103000_Recording_1920x1080.mp4", datetime(2026, 9, 14, 10, 30, tzinfo=UTC)),
        ("Meeting-20260914_103000-Meeting Recording.mp4", local(2026, 9, 14, 10, 30)),
        ("Weekly sync-20260914_103015UTC-Meeting Recording.mp4", datetime(2026, 9, 14, 10, 30, 15, tzinfo=UTC)),
        ("2026-09-14 10.30.15 Demo with Acme.wav", local(2026, 9, 14, 10, 30, 15)),
        ("2026-09-14 10-30-15.mkv", local(2026, 9, 14, 10, 30, 15)),
        ("Recording 2026-09-14 at 10.30.15.m4a", local(2026, 9, 14, 10, 30, 15)),
        ("call_20260914T1030.wav", local(2026, 9, 14, 10, 30)),
        ("call_2026-09-14T10:30:15Z.wav", datetime(2026, 9, 14, 10, 30, 15, tzinfo=UTC)),
        ("call_20260914T103015+0200.wav", datetime(2026, 9, 14, 8, 30, 15, tzinfo=UTC)),
        ("20260914103015.amr", local(2026, 9, 14, 10, 30, 15)),
        ("Acme 2026-09-14.mp3", local(2026, 9, 14)),
        ("acme_2026_09_14.mp3", local(2026, 9, 14)),
        ("2026.09.14 acme.mp3", local(2026, 9, 14)),
        ("2026-09-14 01.05.00 PM call.m4a", local(2026, 9, 14, 13, 5)),
        ("rec-1694685600.wav", datetime(2023, 9, 14, 10, 0, tzinfo=UTC)),
        ("audio1694685600123.m4a", datetime(2023, 9, 14, 10, 0, tzinfo=UTC)),
        ("14-09-2026 call.wav", None),
        ("09-10-26.wav", None),
        ("09142026.wav", None),
        ("2026-13-40.wav", None),
        ("2026-02-30.wav", None),
        ("2199-01-01.wav", None),
        ("+49 170 1234567.wav", None),
        ("offer 20261 to acme.wav", None),
        ("call.wav", None),
        ("", None),
    ],
)
def test_date_from_name(name, expected, monkeypatch):
    from callcoach_desktop.audio import names

    monkeypatch.setattr(names, "_now", lambda: datetime(2026, 10, 1, tzinfo=UTC))
    assert date_from_name(name) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"creation_time": "2025-09-14T10:30:00.000000Z"}, datetime(2025, 9, 14, 10, 30, tzinfo=UTC)),
        (
            {"com.apple.quicktime.creationdate": "2025-09-14T12:30:00+0200", "creation_time": "2025-01-01T00:00:00Z"},
            datetime(2025, 9, 14, 10, 30, tzinfo=UTC),
        ),
        ({"origination_date": "2025-09-14", "origination_time": "10:30:15"}, local(2025, 9, 14, 10, 30, 15)),
        ({"origination_date": "2025:09:14", "origination_time": "10-30-15"}, local(2025, 9, 14, 10, 30, 15)),
        ({"date": "2025-09-14T10:30:00"}, local(2025, 9, 14, 10, 30)),
        ({"date": "2025-09-14"}, local(2025, 9, 14)),
        ({"date": "2025"}, None),
        ({"date": "2025-09"}, None),
        ({"creation_time": "1904-01-01T00:00:00Z"}, None),
        ({"creation_time": "1970-01-01T00:00:00Z", "date": "2025-09-14"}, local(2025, 9, 14)),
        ({"creation_time": "nonsense and more"}, None),
        ({}, None),
    ],
)
def test_date_from_tags(tags, expected):
    assert date_from_tags(tags) == expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2026-09-14 10.30.00 Acme demo 91234567890/audio1694685600.m4a", "2026-09-14 10.30.00 Acme demo"),
        ("2026-09-14 10.30.00 Acme demo/audio_only.m4a", "2026-09-14 10.30.00 Acme demo"),
        ("2026-09-14 10.30.00 Acme demo/audio.m4a", "audio"),
        ("Zoom/audio1694685600.m4a", "audio1694685600"),
        ("a.wav", "a"),
    ],
)
def test_the_name_that_tells(path, name):
    assert telling_name(Path(path)) == name
