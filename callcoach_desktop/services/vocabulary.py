"""A vocabulary from a TOML file, and two vocabularies as one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import TRACKER_SIDES, Term, Tracker, Vocabulary
from callcoach_desktop.services.trackers import tidy

KINDS = ("competitors", "products", "people", "terms")
LARGEST_BYTES = 1_000_000
HOW = (
    'Write it as TOML: competitors = ["Acme", {name = "Globex", aliases = ["Globe X"]}], '
    "and products, people and terms alike; trackers as [[trackers]] with name, phrases, examples and side."
)
_OF_A_TRACKER = frozenset({"name", "phrases", "examples", "side", "unlike"})


def read_vocabulary(path: Path) -> Vocabulary:
    """Read `competitors`, `products`, `people` and `terms`, each a list of names or `{name, aliases}`, and `trackers`,
    a list of `{name, phrases, examples, side}`.

    Raises KnownError `bad_vocabulary` that says where it is wrong, `cannot_read` when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise KnownError(
            "cannot_read", f"The vocabulary {path} could not be read ({error.strerror}).", "Check its name."
        ) from error
    if len(text) > LARGEST_BYTES:
        raise _bad(path, "it is larger than 1 MB")
    try:
        data = tomllib.loads(text.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, str(error)) from error
    unknown = sorted(data.keys() - {*KINDS, "trackers"})
    if unknown:
        raise _bad(path, f"nothing is known by the name of {unknown[0]!r}")
    return Vocabulary(
        **{kind: _terms(path, kind, data.get(kind, [])) for kind in KINDS},
        trackers=_trackers(path, data.get("trackers", [])),
    )


def merged(first: Vocabulary, second: Vocabulary) -> Vocabulary:
    """Both as one: names are the same in any case, their aliases are put together, the first one's spelling stays.

    A tracker of the second takes the place of one of that name: it may have been made to find less.
    """
    trackers = {tracker.name.casefold(): tracker for tracker in (*first.trackers, *second.trackers)}
    return Vocabulary(
        **{kind: _merged(getattr(first, kind), getattr(second, kind)) for kind in KINDS},
        trackers=tuple(trackers.values()),
    )


def _merged(first: tuple[Term, ...], second: tuple[Term, ...]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for term in (*first, *second):
        key = term.name.casefold()
        earlier = terms.get(key)
        if earlier is None:
            terms[key] = term
        else:
            terms[key] = Term(earlier.name, tuple(dict.fromkeys((*earlier.aliases, *term.aliases))))
    return tuple(terms.values())


def _terms(path: Path, kind: str, value: Any) -> tuple[Term, ...]:
    if not isinstance(value, list):
        raise _bad(path, f"{kind} is not a list")
    return tuple(_term(path, kind, entry) for entry in value)


def _term(path: Path, kind: str, entry: Any) -> Term:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise _bad(path, f"an entry of {kind} has no name")
    aliases = entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise _bad(path, f"the aliases of {entry['name']!r} are not a list of names")
    return Term(entry["name"].strip(), tuple(alias.strip() for alias in aliases if alias.strip()))


def _trackers(path: Path, value: Any) -> tuple[Tracker, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _bad(path, "trackers are not written as [[trackers]]")
    found = tuple(_tracker(path, entry) for entry in value)
    if len({tracker.name.casefold() for tracker in found}) < len(found):
        raise _bad(path, "two trackers have one name")
    return found


def _tracker(path: Path, entry: dict[str, Any]) -> Tracker:
    name, side = entry.get("name"), entry.get("side", "both")
    if not isinstance(name, str):
        raise _bad(path, "a tracker has no name")
    unknown = sorted(entry.keys() - _OF_A_TRACKER)
    if unknown:
        raise _bad(path, f"the tracker {name!r} has {unknown[0]!r}")
    if side not in TRACKER_SIDES:
        raise _bad(path, f"the side of the tracker {name!r} is none of {', '.join(TRACKER_SIDES)}")
    lists = {}
    for kind in ("phrases", "examples", "unlike"):
        lists[kind] = entry.get(kind, [])
        if not isinstance(lists[kind], list) or not all(isinstance(text, str) for text in lists[kind]):
            raise _bad(path, f"the {kind} of the tracker {name!r} are not a list of texts")
    try:
        phrases, examples, unlike = (tuple(lists[kind]) for kind in ("phrases", "examples", "unlike"))
        return tidy(Tracker(name, phrases, examples, side, unlike))
    except KnownError as error:
        raise _bad(path, f"of the tracker {name!r}: {error.problem.what}") from error


def _bad(path: Path, why: str) -> KnownError:
    return KnownError("bad_vocabulary", f"The vocabulary {path.name} cannot be understood: {why}.", HOW)
