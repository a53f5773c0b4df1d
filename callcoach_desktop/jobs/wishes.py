"""What a job was asked for and what became of it, as its row keeps it (plain JSON)."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import ImportOptions


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of an import job.

    `model` is the model that the job has begun with: another one may not go on with its batches. `stamp` is size and
    modification time (ns) of a linked original when its content was fingerprinted. `follows` names the job that
    already works on the same content, `duplicate` says that the content was there and finished, `restored` that it was
    in the bin and is back, `heard` that a call's new words are kept already (a job that
    transcribes again), `brought` how many comments and how many answers to scorecards a package brought to a call that
    was there. `raw` is the path in hexadecimal where its name is no valid text (the row's own path is then only for
    showing).
    """

    options: ImportOptions
    transcript: Path | None = None
    model: str | None = None
    stamp: tuple[int, int] | None = None
    follows: str | None = None
    duplicate: bool = False
    raw: str | None = None
    restored: bool = False
    heard: bool = False
    brought: tuple[int, int] = (0, 0)

    @property
    def links(self) -> bool:
        """Whether the original stays where it is; a name that the row cannot hold is copied instead."""
        return self.options.link and self.raw is None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "options": asdict(self.options),
            "transcript": None if self.transcript is None else str(self.transcript),
            "model": self.model,
            "stamp": None if self.stamp is None else list(self.stamp),
            "follows": self.follows,
            "duplicate": self.duplicate,
            "raw": self.raw,
            "restored": self.restored,
            "heard": self.heard,
            "brought": list(self.brought),
        }

    def path(self, shown: str) -> Path:
        """The file to read; `shown` is the path of the job's row."""
        return Path(shown) if self.raw is None else Path(os.fsdecode(bytes.fromhex(self.raw)))


def wish_from_json(data: dict[str, Any]) -> Wish:
    """The inverse of `Wish.to_json`; what is missing is None, what another version wrote besides is ignored."""
    known = {f.name for f in fields(ImportOptions)}
    stamp = data.get("stamp")
    transcript = data.get("transcript")
    brought = data.get("brought") or (0, 0)
    return Wish(
        options=ImportOptions(**{k: v for k, v in (data.get("options") or {}).items() if k in known}),
        transcript=Path(transcript) if transcript else None,
        model=data.get("model"),
        stamp=(int(stamp[0]), int(stamp[1])) if stamp else None,
        follows=data.get("follows"),
        duplicate=bool(data.get("duplicate")),
        raw=data.get("raw"),
        restored=bool(data.get("restored")),
        heard=bool(data.get("heard")),
        brought=(int(brought[0]), int(brought[1])),
    )


def raw_path(path: Path) -> str | None:
    """The path in hexadecimal when it cannot be written as text, as old file systems have them; else None."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path).hex()
    return None
