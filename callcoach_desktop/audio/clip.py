"""A stretch of a call as a sound file of its own."""

from __future__ import annotations

from pathlib import Path

import soundfile

from callcoach_desktop.domain.errors import KnownError

FORMATS = {".wav": "WAV", ".flac": "FLAC"}
_SAME = 0.05  # seconds by which an original may be longer or shorter than its working copy and still be in step
_BLOCK_S = 10


def best_source(original: Path | None, copy: Path, duration: float) -> Path:
    """The file to cut from: the original where libsndfile reads it and it is as long as the working copy, else that.

    `duration` is the copy's, in seconds. Other formats (MP3, M4A) begin with padding that shifts their seconds.
    """
    if original is None or original.suffix.lower() not in {".wav", ".wave", ".flac", ".aif", ".aiff"}:
        return copy
    try:
        info = soundfile.info(str(original))
    except (OSError, soundfile.LibsndfileError):
        return copy
    return original if abs(info.frames / info.samplerate - duration) <= _SAME else copy


def write_clip(source: Path, start: float, end: float, target: Path, kind: str) -> None:
    """Cut `start`..`end` (seconds) out of `source` into `target`, with its channels, rate and depth.

    `kind` is ".wav" or ".flac". Raises KnownError `empty_clip` when nothing lies there, `copy_unreadable` when the
    source cannot be read, OSError when the target cannot be written.
    """
    try:
        file = soundfile.SoundFile(str(source), "r")
    except (OSError, soundfile.LibsndfileError) as error:
        raise unreadable(source) from error
    with file:
        first = min(max(round(start * file.samplerate), 0), file.frames)
        last = min(max(round(end * file.samplerate), 0), file.frames)
        if last <= first:
            raise KnownError("empty_clip", "There is no sound in this stretch.", "Select a longer one.")
        depth = file.subtype if soundfile.check_format(FORMATS[kind], file.subtype) else "PCM_16"
        try:
            out = soundfile.SoundFile(str(target), "w", file.samplerate, file.channels, depth, format=FORMATS[kind])
        except soundfile.LibsndfileError as error:
            raise OSError(str(error)) from error
        with out:
            file.seek(first)
            left = last - first
            while left > 0:
                try:
                    block = file.read(min(left, _BLOCK_S * file.samplerate), dtype="float64", always_2d=True)
                except soundfile.LibsndfileError as error:
                    raise unreadable(source) from error
                if not len(block):
                    break
                try:
                    out.write(block)
                except soundfile.LibsndfileError as error:
                    raise OSError(str(error)) from error
                left -= len(block)


def unreadable(path: Path) -> KnownError:
    """The error for sound that cannot be read."""
    return KnownError(
        "copy_unreadable",
        f"The sound of this call ({path.name}) cannot be read.",
        "Import the original recording again to make a new copy.",
    )
