"""The learned weights of the question finder: a data file of the app, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from callcoach_desktop.system import paths


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds by feature name (see `segments.boundary_features`, `scoring.asked_features`, `scoring.type_features`).

    `bare` and `marked` are of a question in text without and with punctuation; `types` has a value a kind of
    `scoring.KINDS`.
    """

    boundary: Mapping[str, float]
    bare: Mapping[str, float]
    marked: Mapping[str, float]
    types: Mapping[str, tuple[float, ...]]

    def dumps(self) -> str:
        """The text of the data file that `loads` reads, the same for the same weights."""
        tables = {
            "boundary": dict(sorted(self.boundary.items())),
            "bare": dict(sorted(self.bare.items())),
            "marked": dict(sorted(self.marked.items())),
            "types": {name: list(values) for name, values in sorted(self.types.items())},
        }
        rows = (f"{json.dumps(n)}: {json.dumps(t, separators=(',', ':'))}" for n, t in tables.items())
        return "{" + ",\n".join(rows) + "}\n"


def loads(text: str) -> Model:
    """Reads the text of a data file. Raises ValueError or KeyError when it is not one of ours."""
    tables = json.loads(text)
    types = {name: tuple(values) for name, values in tables["types"].items()}
    return Model(tables["boundary"], tables["bare"], tables["marked"], types)


@cache
def shipped() -> Model:
    """The weights that come with the app."""
    return loads((paths.resources() / "lexicons" / "questions.json").read_text(encoding="utf-8"))
