"""Calls as files: one call to a file, many to a folder, a stretch as sound, a moment as text.

Every file is written beside its place under a temporary name and then renamed; what is there already is replaced
only when that was asked for.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.clips import Clip
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.scorecards import Sheet, Subject
from callcoach_desktop.domain.times import clock
from callcoach_desktop.exchange import writers
from callcoach_desktop.exchange.filled import Filled
from callcoach_desktop.exchange.package import WHOLE, Packing, write_package
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.sealing import seal
from callcoach_desktop.exchange.writers.report import day, speaker_names, words_of
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.placing import place, safe_name
from callcoach_desktop.services.showing import show
from callcoach_desktop.services.trying import advised
from callcoach_desktop.store import clips, deals, judgements, names, packaged, scorecards, transcripts, typed
from callcoach_desktop.store.changes import Connection

OnProgress = Callable[[int, int, str], None]
"""How many calls are done, how many there are, the title of the one in work."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing a call. `suffix` has its dot, `filter` is a file dialog's."""

    key: str
    label: str
    suffix: str
    filter: str


FORMATS: tuple[Format, ...] = (
    Format("docx", "Word document", ".docx", "Word (*.docx)"),
    Format("md", "Markdown", ".md", "Markdown (*.md)"),
    Format("txt", "Plain text", ".txt", "Text (*.txt)"),
    Format("vtt", "WebVTT transcript", ".vtt", "WebVTT (*.vtt)"),
    Format("srt", "SRT subtitles", ".srt", "SubRip (*.srt)"),
    Format("csv", "Table (CSV)", ".csv", "CSV (*.csv)"),
    Format("json", "JSON", ".json", "JSON (*.json)"),
    Format("package", "CallCoach package", ".callcoach", "CallCoach package (*.callcoach)"),
)


_WITH_SUMMARY = frozenset({"docx", "md", "txt", "json"})


def format_named(key: str) -> Format:
    """The format of that key. Raises KnownError `no_such_format`."""
    for one in FORMATS:
        if one.key == key:
            return one
    raise KnownError("no_such_format", f"There is no format {key!r}.", f"Use {', '.join(f.key for f in FORMATS)}.")


class Exporter:
    """Writes the calls of one library. All methods run on worker threads."""

    FORMATS = FORMATS

    def __init__(self, library: Library) -> None:
        self._library = library

    def text(self, call_id: str, fmt: str) -> str | bytes:
        """The call in a format other than `package`. Raises KnownError."""
        return _content(self._told(self._library.call(call_id), fmt), fmt)

    def file_name(self, call_id: str, fmt: str, packing: Packing = WHOLE) -> str:
        """A safe name for the file of a call: its date and title, which may be a name too. Raises KnownError."""
        detail, chosen = self._library.call(call_id), format_named(fmt)
        without = packing.redacted and chosen.key == "package"
        title = "Call" if without else detail.row.title
        return safe_name(title, detail.row.started_at) + chosen.suffix

    def handed_in(self, ids: Sequence[str]) -> tuple[int, bool]:
        """How many answers to scorecards were handed in for calls, and whether all these calls came from elsewhere:
        they go back with what was filled in."""

        def work(conn: Connection) -> tuple[int, bool]:
            calls = [self._library.resolve(name) for name in ids]
            found = [sheet for call in calls for sheet in scorecards.sheets(conn, subject=Subject(call=call))]
            return sum(one.state == "in" for one in found), all(packaged.origin(conn, call) != call for call in calls)

        return self._library.db.read(work)

    def export(
        self,
        ids: Sequence[str],
        fmt: str,
        target: Path,
        *,
        on_progress: OnProgress = lambda _done, _total, _title: None,
        cancelled: Callable[[], bool] = lambda: False,
        overwrite: bool = False,
        packing: Packing = WHOLE,
        passphrase: str | None = None,
    ) -> list[Path]:
        """Write the calls; returns the files in their order.

        `packing` and `passphrase` are of packages: what goes in, and what seals the file (at least eight characters).

        `target` is a folder that is there (a name is made for each call, and numbered where it is taken), or for one
        call the file itself. Without `overwrite` a file that is there is an error `file_exists`. Raises KnownError
        and Cancelled; files that were finished before stay.
        """
        chosen = format_named(fmt)
        into_folder = target.is_dir()
        if len(ids) != 1 and not into_folder:
            raise KnownError("no_such_folder", f"There is no folder “{target}”.", "Choose a folder that is there.")
        made: list[Path] = []
        for number, name in enumerate(ids):
            if cancelled():
                raise Cancelled
            detail = self._library.call(name)
            on_progress(number, len(ids), detail.row.title)
            path = target / self.file_name(name, fmt, packing) if into_folder else target
            if chosen.key == "package":
                with place(path, numbered=into_folder, overwrite=overwrite) as (part, final):
                    self._package(detail, part, packing, passphrase, cancelled)
                made.append(final)
            else:
                made.append(_write(self._told(detail, fmt), chosen, path, numbered=into_folder, overwrite=overwrite))
        on_progress(len(ids), len(ids), "")
        return made

    def _told(self, detail: CallDetail, fmt: str) -> CallDetail:
        """The call as it is written down: what to try next is advised from the rep's own range."""
        return advised(self._library, detail) if fmt in _WITH_SUMMARY else detail

    def _package(
        self,
        detail: CallDetail,
        path: Path,
        packing: Packing,
        passphrase: str | None,
        cancelled: Callable[[], bool],
    ) -> None:
        call = detail.row.id
        heard, edits, origin, cut, judged, filled, own, known = self._library.db.read(
            lambda conn: (
                transcripts.heard(conn, call),
                typed.edits(conn, call),
                packaged.origin(conn, call),
                [one.clip for one in clips.shown(conn, call_id=call)],
                judgements.of_call(conn, call),
                _filled(conn, call) if packing.scorecards else (),
                deals.names_of(conn, call) if packing.redacted else (),
                names.every(conn) if packing.redacted else None,
            )
        )
        shown = show(detail)
        parts: dict[str, Any] = {"heard": heard, "edits": edits, "packing": packing, "origin": origin, "clips": cut}
        parts |= {"figures": _figures(detail), "judgements": judged, "scorecards": filled, "names": own, "known": known}
        with contextlib.ExitStack() as stack:
            if packing.sound == "clips" and not packing.redacted:
                parts["sound"] = _only_clips(detail, cut, stack, cancelled)
            if passphrase is None:
                with path.open("wb") as file:
                    write_package(detail, shown, file, cancelled, **parts)
                return
            # Without a name: nothing of it can be left behind.
            with tempfile.TemporaryFile(dir=path.parent) as plain, path.open("wb") as file:
                write_package(detail, shown, plain, cancelled, **parts)
                plain.seek(0)
                seal(plain, file, passphrase, cancelled)

    def clip(self, call_id: str, start: float, end: float, path: Path, *, overwrite: bool = False) -> Path:
        """Cut seconds `start`..`end` into a WAV or FLAC file (another suffix becomes WAV's); sides as in the original.

        From the original where it can be read, else from the 16 kHz copy. Raises KnownError.
        """
        from callcoach_desktop.audio.clip import FORMATS as SOUNDS
        from callcoach_desktop.audio.clip import best_source, write_clip

        detail = self._library.call(call_id)
        if detail.sound is None:
            raise KnownError("no_sound", f"“{detail.row.title}” has no sound.", "Copy its text instead.")
        if path.suffix.lower() not in SOUNDS:
            path = path.with_name(path.name + ".wav")
        original = detail.extra.get("original")
        source = best_source(Path(original) if original else None, Path(detail.sound), detail.row.duration)
        with place(path, numbered=False, overwrite=overwrite) as (part, final):
            write_clip(source, start, end, part, final.suffix.lower())
        return final

    def moment(self, call_id: str, start: float, end: float) -> str:
        """What was said in seconds `start`..`end`, a line an utterance ("12:04 Rep: ..."), and of which call it is.

        An utterance that lies there in part gives the words whose middles lie there. Raises KnownError.
        """
        detail = self._library.call(call_id)
        transcript = words_of(detail)
        names = speaker_names(transcript)
        lines = []
        for u in transcript.utterances:
            if not u.timed or u.end <= start or u.start >= end:
                continue
            words = [w for w in u.words if start <= (w.start + w.end) / 2 <= end]
            whole = not u.words or len(words) == len(u.words)
            if whole or words:
                at = u.start if whole else words[0].start
                said = u.text if whole else " ".join(w.text for w in words)
                lines.append(f"{clock(at)} {names[u.speaker]}: {' '.join(said.split())}")
        if not lines:
            raise KnownError("empty_moment", "Nothing was said in this stretch.", "Select a longer one.")
        return "\n".join([*lines, "", f"{detail.row.title}, {day(detail.row.started_at)}"])


def _filled(conn: Connection, call: str) -> tuple[Filled, ...]:
    """What either side handed in for a call, form by form; drafts stay here."""
    of: dict[tuple[str, int], list[Sheet]] = {}
    for sheet in scorecards.sheets(conn, subject=Subject(call=call)):
        if sheet.state == "in":
            of.setdefault((sheet.form, sheet.version), []).append(sheet)
    forms = {(form.id, form.version): form for name, _ in of for form in scorecards.versions(conn, name)}
    return tuple(Filled(forms[key], tuple(sheets)) for key, sheets in of.items())


def _figures(detail: CallDetail) -> tuple[int, dict[str, float]] | None:
    """The figures for coaching of a call, so that whoever opens its package need not count them by other rules."""
    from callcoach_desktop.coaching import counting
    from callcoach_desktop.coaching.heard import Heard

    if detail.transcript is None or detail.analysis is None:
        return None
    found = counting.count_all(Heard(detail.transcript, detail.analysis))
    return counting.VERSION, {name: one.value for name, one in found.items() if one.value is not None}


def _only_clips(
    detail: CallDetail, cut: Sequence[Clip], stack: contextlib.ExitStack, cancelled: Callable[[], bool]
) -> Path | None:
    """The sound of a call with silence outside of its clips, in a private folder until `stack` ends."""
    from callcoach_desktop.audio.masked import write_masked

    if detail.sound is None:
        return None
    if not cut:
        raise KnownError(
            "no_clips",
            f"“{detail.row.title}” has no clips.",
            "Cut some in the call, or send all of its sound or none.",
        )
    source = Path(detail.sound)
    folder = stack.enter_context(tempfile.TemporaryDirectory(dir=source.parent, prefix=".clips-"))
    target = Path(folder) / "clips.flac"
    write_masked(source, [(one.start, one.end) for one in cut], target, cancelled)
    return target


def _content(detail: CallDetail, fmt: str) -> str | bytes:
    if fmt == "docx":
        return writers.write_docx(detail)
    if fmt == "json":
        shown = show(detail)
        for entry, utterance in zip(shown["utterances"], words_of(detail).utterances, strict=True):
            if not utterance.timed:
                entry["timed"] = False  # our reader would take its order for seconds
        return pretty(shown)
    writer = {
        "md": writers.write_markdown,
        "txt": writers.write_text,
        "vtt": writers.write_vtt,
        "srt": writers.write_srt,
        "csv": writers.write_csv,
    }.get(fmt)
    if writer is None:
        raise KnownError("no_such_format", f"{fmt!r} is written to a file only.", "Say where to.")
    return writer(detail)


def _write(detail: CallDetail, chosen: Format, path: Path, *, numbered: bool, overwrite: bool) -> Path:
    content = _content(detail, chosen.key)
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    with place(path, numbered=numbered, overwrite=overwrite) as (part, final):
        part.write_bytes(data)
    return final
