"""Clips as files: sound with subtitles beside it, one file a clip or one for all, and a table of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.exchange.writers import clips as writers
from callcoach_desktop.services.clips import Clips
from callcoach_desktop.services.placing import place, safe_name, write_new
from callcoach_desktop.store import calls, names, transcripts

if TYPE_CHECKING:
    from callcoach_desktop.services.exporting import OnProgress
    from callcoach_desktop.services.library import Library

Subtitles = Literal["srt", "vtt", ""]
Sound = Literal["wav", "flac"]
SOUNDS: tuple[Sound, ...] = ("wav", "flac")


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """How clips are written. `joined`: one sound file for all; `redacted`: known names leave file names, subtitles and
    the table. The sound itself is never changed: names can still be heard in it."""

    sound: Sound = "wav"
    subtitles: Subtitles = "srt"
    joined: bool = False
    redacted: bool = False
    table: bool = False  # a CSV with what is known of each clip beside the sound


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were made, and the names of clips that have no sound and were left out."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()


class ClipExporter:
    """Writes clips of one library. All methods run on worker threads."""

    SOUNDS = SOUNDS

    def __init__(self, library: Library, clips: Clips) -> None:
        self._library, self._clips = library, clips

    def export(
        self,
        clip_ids: Sequence[str],
        target: Path,
        how: ClipFiles | None = None,
        *,
        name: str = "",
        on_progress: OnProgress = lambda _done, _total, _title: None,
        cancelled: Callable[[], bool] = lambda: False,
        overwrite: bool = False,
    ) -> Written:
        """Write clips in this order. `target` is a folder that is there, where names are made and numbered; for one
        clip or a joined file it may be the sound file itself. `name` is that of a joined file in a folder.

        Subtitles and table lie beside the sound, under its name. Raises KnownError (`no_sound` when none of the clips
        has sound, `file_exists` without `overwrite`) and Cancelled; files that were finished before stay.
        """
        how = how or ClipFiles()
        every = [self._clips.clip(one) for one in clip_ids]
        chosen = [shown for shown in every if shown.sound]
        left_out = tuple(shown.clip.name for shown in every if not shown.sound)
        if not chosen:
            raise KnownError(
                "no_sound",
                "There is no sound in these clips: their calls are transcripts.",
                "Export the calls as text.",
            )
        if not target.is_dir() and (len(chosen) > 1 and not how.joined):
            raise KnownError("no_such_folder", f"There is no folder “{target}”.", "Choose a folder that is there.")
        said = [self._redacted(shown) if how.redacted else shown for shown in chosen]
        job = _Job(how, target, overwrite, on_progress, cancelled)
        files = self._joined(job, chosen, said, name) if how.joined else self._apart(job, chosen, said)
        on_progress(len(chosen), len(chosen), "")
        return Written(tuple(files), left_out)

    def _apart(self, job: _Job, chosen: Sequence[ShownClip], said: Sequence[ShownClip]) -> list[Path]:
        from callcoach_desktop.audio.clip import write_clip

        made: list[Path] = []
        for number, (shown, words) in enumerate(zip(chosen, said, strict=True)):
            job.begin(number, len(chosen), words.clip.name)
            label = words.clip.name if len(chosen) == 1 else f"{number + 1:02} {words.clip.name}"
            with job.place(safe_name(label, "")) as (part, final):
                write_clip(self._source(shown), shown.clip.start, shown.clip.end, part, final.suffix)
            made.append(final)
            made += job.beside(final, [(words, 0.0)], self._language([shown]))
        if job.how.table and len(chosen) == 1:
            made.append(job.text(made[0].with_suffix(".csv"), writers.table(said)))
        elif job.how.table:
            with place(job.target / "Clips.csv", numbered=True, overwrite=False) as (part, final):
                part.write_bytes(writers.table(said).encode("utf-8", "replace"))
            made.append(final)
        return made

    def _joined(self, job: _Job, chosen: Sequence[ShownClip], said: Sequence[ShownClip], name: str) -> list[Path]:
        from callcoach_desktop.audio.joining import Part, write_joined

        job.begin(0, len(chosen), said[0].clip.name)
        parts = [Part(self._source(shown), shown.clip.start, shown.clip.end) for shown in chosen]
        with job.place(safe_name(name or "Clips", "")) as (part, final):
            starts = write_joined(parts, part, final.suffix, job.cancelled)
        made = [final, *job.beside(final, list(zip(said, starts, strict=True)), self._language(chosen))]
        if job.how.table:
            made.append(job.text(final.with_suffix(".csv"), writers.table(said)))
        return made

    def _source(self, shown: ShownClip) -> Path:
        """The original where it can be cut, else the working copy."""
        from callcoach_desktop.audio.clip import best_source

        detail = self._library.call(shown.clip.call)
        if detail.sound is None:
            raise KnownError("no_sound", f"“{shown.title}” has no sound.", "Take its clips out of the list.")
        original = detail.extra.get("original")
        return best_source(Path(original) if original else None, Path(detail.sound), detail.row.duration)

    def _redacted(self, shown: ShownClip) -> ShownClip:
        call = shown.clip.call
        row, own, known = self._library.db.read(
            lambda conn: (calls.row(conn, call), transcripts.names(conn, call), names.every(conn))
        )
        return writers.redacted(shown, [row.customer, row.deal, *own.values()], known, row.language or "")

    def _language(self, chosen: Sequence[ShownClip]) -> str:
        found = {
            self._library.db.read(lambda conn, call=shown.clip.call: calls.row(conn, call)).language  # type: ignore[misc]
            for shown in chosen
        }
        return next(iter(found)) or "und" if len(found) == 1 else "und"


@dataclass(frozen=True, slots=True)
class _Job:
    how: ClipFiles
    target: Path
    overwrite: bool
    on_progress: OnProgress
    cancelled: Callable[[], bool]

    def begin(self, number: int, total: int, title: str) -> None:
        if self.cancelled():
            raise Cancelled
        self.on_progress(number, total, title)

    def place(self, name: str) -> AbstractContextManager[tuple[Path, Path]]:
        """Where a sound file goes: into the folder under this name, or where the person said; what lies beside it
        under its name must be free as well."""
        suffix = f".{self.how.sound}"
        if self.target.is_dir():
            stem, number = name, 1
            while any((self.target / f"{stem}{one}").exists() for one in (suffix, *self._suffixes())):
                number += 1
                stem = f"{name} ({number})"
            return place(self.target / f"{stem}{suffix}", numbered=True, overwrite=False)
        path = self.target
        if path.suffix.lower() not in {f".{one}" for one in SOUNDS}:
            path = path.with_name(path.name + suffix)
        taken = [path.with_suffix(one) for one in self._suffixes() if path.with_suffix(one).exists()]
        if taken and not self.overwrite:
            what = f"“{taken[0].name}” is there already."
            raise KnownError("file_exists", what, "Choose another name, or say to replace it.")
        return place(path, numbered=False, overwrite=self.overwrite)

    def _suffixes(self) -> list[str]:
        return [f".{one}" for one in (self.how.subtitles, "csv" if self.how.table else "") if one]

    def beside(self, sound: Path, placed: Sequence[tuple[ShownClip, float]], language: str) -> list[Path]:
        """The subtitles of a sound file; none where nothing is said in it."""
        kind = self.how.subtitles
        if not kind or not any(shown.said for shown, _ in placed):
            return []
        return [self.text(sound.with_suffix(f".{kind}"), writers.subtitles(placed, kind, language))]

    def text(self, path: Path, content: str) -> Path:
        """A text beside a sound file whose name was found free, or may be replaced."""
        return write_new(path, content.encode("utf-8", "replace"), overwrite=True)
