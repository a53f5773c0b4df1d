"""The practice library: what was planted is found, and nothing else."""

from __future__ import annotations

import json

import pytest

from callcoach_desktop.cli.main import run


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_planted_truths_are_found_and_nothing_else(home, capsys):
    library = str(home / "practice")
    status = run(["demo-library", "--on", "2026-11-24", "--json", "--library", library])
    lines = json.loads(capsys.readouterr().out)
    assert [line for line in lines if not line["right"] and not line["written"]] == []
    marked = [line for line in lines if line["written"]]
    assert sum(line["right"] for line in marked) >= 4  # of 6; what people marked, among calls that they had not heard
    assert (status, len(lines)) == (0, 5 + len(marked))
    assert run(["demo-library", "--library", library]) == 1  # never into a library with calls
    assert "calls in this library already" in capsys.readouterr().err
    assert run(["returns", "--json", "--library", library]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)
