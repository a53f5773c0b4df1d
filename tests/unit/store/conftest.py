from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.ids import new_id

SPEAKERS = (Speaker("left", "Left", "other", 0), Speaker("right", "Right", "other", 1))


def words_of(*said: str) -> Transcript:
    """A transcript of these sentences, the two channels in turn, a second each."""
    utterances = []
    for number, text in enumerate(said):
        pieces = text.split()
        words = tuple(
            Word(piece, number + i / len(pieces), number + (i + 1) / len(pieces), 0.5) for i, piece in enumerate(pieces)
        )
        utterances.append(Utterance(f"u{number}", SPEAKERS[number % 2].id, number, number + 1, text, words))
    return Transcript(float(len(said)), "en", SPEAKERS, tuple(utterances))


@pytest.fixture(name="words_of")
def _words_of() -> Callable[..., Transcript]:
    return words_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    database = Database(folder)
    yield database
    database.close()


@pytest.fixture
def add(db: Database) -> Callable[..., str]:
    """Adds a call; with `said`, a transcript of those sentences, rep first."""

    def add_call(title: str = "Call", started_at: str = "2026-03-01T10:00:00", *said: str, **facts: Any) -> str:
        call_id = new_id()

        def work(conn: Any) -> None:
            calls.insert(conn, NewCall(call_id, title, started_at, "sound", f"calls/2026/{call_id}", **facts))
            if said:
                transcripts.set_transcript(conn, call_id, words_of(*said), "base")

        db.write(work)
        return call_id

    return add_call
