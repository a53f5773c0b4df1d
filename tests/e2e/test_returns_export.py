"""`callcoach returns export`: one page on paper, one for a browser, all figures, from the command line alone."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date, timedelta

HEAD = "Record ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date,Deal owner\n"
ON = date(2026, 11, 24)


def callcoach(home, *arguments):
    env = {**os.environ, "CALLCOACH_HOME": str(home)}
    env.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_a_return_against_other_owners_goes_out_as_files(tmp_path):
    rows = []
    for n in range(360):
        owner = ("Alex", "Bo", "Cem")[n % 3]
        closed = ON - timedelta(days=n)
        won = (n // 3) % 2 == 0 if owner == "Alex" and n < 150 else (n // 3) % 4 == 0
        rows.append(f"{n},Deal {n},{'Closed won' if won else 'Closed lost'},{1000 + n},EUR,"
                    f"{closed - timedelta(days=30)},{closed},{owner}")  # fmt: skip
    path = tmp_path / "deals.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n")
    home = tmp_path / "home"
    assert callcoach(home, "deals", "import", path, "--json").returncode == 0
    added = callcoach(
        home, "returns", "--add", "Workshop & talk", "--kind", "workshop", "--on", ON - timedelta(days=150)
    )
    assert added.returncode == 0, added.stderr
    told = callcoach(home, "returns", "--on", ON, "--owner", "alex", "--json")
    assert told.returncode == 0, told.stderr
    win = next(one for one in json.loads(told.stdout) if one["measure"] == "win_rate")
    assert win["against"]["compared"]
    assert win["against"]["n_before"] > 60
    assert "2 other owners of deals" in win["sentence"]
    out = {kind: tmp_path / f"r.{kind}" for kind in ("pdf", "html", "csv")}
    asked = [part for kind, path in out.items() for part in (f"--{kind}", path)]
    made = callcoach(home, "returns", "export", "--of", "work", "--on", ON, "--json", *asked)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["files"] == {kind: str(path) for kind, path in out.items()}
    assert out["pdf"].read_bytes().startswith(b"%PDF")
    page = out["html"].read_text()
    assert "Workshop &amp; talk" in page
    assert page.count("<svg") == 2
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")  # nothing is fetched
    with out["csv"].open(newline="") as file:
        table = list(csv.DictReader(file))
    assert {row["part"] for row in table} == {"return", "others", "time", "open_deals"}
    again = callcoach(home, "returns", "export", "--on", ON, "--html", out["html"])
    assert again.returncode == 1  # a file that is there is left alone
    assert "already" in again.stderr
    assert callcoach(home, "returns", "export", "--on", ON).returncode == 2
