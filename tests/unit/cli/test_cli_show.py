"""`callcoach show` says what of a call is a guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from callcoach_desktop.cli.main import run
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

CALL = "abcdefghjkm2"


@pytest.mark.parametrize(("channel", "said"), [(None, "guess from what is said"), ("left", "the left channel")])
def test_a_guess_is_called_one_until_somebody_says(
    home: Path, capsys: pytest.CaptureFixture[str], channel: Any, said: str
) -> None:
    places = (None, None) if channel is None else (0, 1)
    people = (Speaker("a", "", "rep", places[0]), Speaker("b", "", "customer", places[1]))
    spoken = (Utterance("u0", "a", 1.0, 2.0, "How is it?"), Utterance("u1", "b", 3.0, 4.0, "Fine."))

    def work(conn: Any) -> None:
        calls.insert(conn, NewCall(CALL, "First", "2026-01-02T10:00:00", "sound", f"calls/2026/{CALL}", state="ready"))
        calls.set_rep_channel(conn, CALL, channel, "guessed")
        transcripts.set_transcript(conn, CALL, Transcript(5.0, "en", people, spoken), "base")

    folder = home / "library"
    with Library.open(folder) as library:
        library.db.write(work)
        library.store_analysis(CALL)
    assert run(["--library", str(folder), "show", CALL]) == 0
    assert said in capsys.readouterr().out
    with Library.open(folder) as library:
        Editor(library).swap_sides(CALL)
    assert run(["--library", str(folder), "show", CALL]) == 0
    assert "guess" not in capsys.readouterr().out
