"""Opening files of strangers: which formats are let in, and a sentence for each that is not.

Only the demuxers of `FORMATS` and the protocol `file` are allowed. FFmpeg picks a demuxer by content, and some of
them (playlists, concat scripts, session descriptions) open further files or connections that the content names.
"""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer

from callcoach_desktop.audio.names import date_from_tags
from callcoach_desktop.domain.errors import KnownError

FORMATS = (
    "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,ac3,eac3,amr,amrnb,amrwb,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "asf,avi,flv,mpeg,mpegts,wv,ape,tta,voc"
)
"""Demuxer names of libavformat that may open a file."""

OPTIONS = {
    "format_whitelist": FORMATS,
    "protocol_whitelist": "file",
    # FFmpeg's WAV reader makes packets of 4 KB by default; at 64 KB a 30-minute call decodes 4 to 7 times faster.
    "max_size": "65536",
}

# The first bytes of the formats that people drop most, to tell a damaged recording from something else.
_MAGIC = (
    (0, b"RIFF", "WAV"),
    (0, b"RF64", "WAV"),
    (0, b"fLaC", "FLAC"),
    (0, b"OggS", "Ogg"),
    (0, b"ID3", "MP3"),
    (0, b"\x1aE\xdf\xa3", "WebM or MKV"),
    (4, b"ftyp", "MP4 or M4A"),
    (0, b"#!AMR", "AMR"),
    (0, b"FORM", "AIFF"),
    (0, b"caff", "CAF"),
    (0, b"\x30\x26\xb2\x75", "WMA"),
)
# Sample entries of protected tracks: FairPlay (old and new), Common Encryption, Audible.
_PROTECTED_TAGS = frozenset({"drms", "drmi", "p608", "enca", "encv", "aavd"})
LEAST_RATE, MOST_RATE = 4_000, 768_000  # Hz; outside it is a damaged header (telephones use 8 kHz)
MOST_CHANNELS = 64  # more is a damaged header: no recorder has them, and their cost grows with the square
_CHOOSE_OTHER = "Choose another file, or export the recording again as WAV, FLAC, MP3 or M4A."
_GET_AGAIN = "Copy or download it again from where it came from, then import it again."


@dataclass(frozen=True, slots=True)
class Probe:
    """What the header claims. None of it is trusted: durations are counted when the file is decoded."""

    container: str
    codec: str
    rate: int
    channels: int
    tracks: tuple[int, ...]  # positions among the audio tracks that make up the call: one, or two mono ones
    claimed_seconds: float | None
    recorded_at: datetime | None
    size: int  # bytes
    exact_duration: bool  # whether `claimed_seconds` was written by the recorder (False: estimated from a bit rate)


def check_file(source: Path) -> int:
    """The size in bytes of a readable, non-empty regular file; raises `KnownError` for anything else."""
    name = source.name
    try:
        status = source.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "is a folder" if stat.S_ISDIR(status.st_mode) else "is not a file"
            raise KnownError("not_a_file", f"“{name}” {what}, not a recording.", "Choose a file that holds sound.")
        with source.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise reading_problem(source, error) from error
    if status.st_size == 0:
        raise KnownError("empty_file", f"“{name}” is empty: it has no bytes in it.", _GET_AGAIN)
    return status.st_size


def reading_problem(source: Path, error: OSError) -> KnownError:
    """The sentence for an operating system error while `source` was opened or read."""
    name = source.name
    if error.errno == errno.ENOENT:
        return KnownError("missing", f"“{name}” is no longer there.", "Check where the file went and import it again.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return KnownError(
            "no_permission",
            f"“{name}” may not be read by you.",
            "Change its permissions, or copy it to a folder of your own, and import it again.",
        )
    return KnownError(
        "cannot_read",
        f"“{name}” could not be read ({error.strerror or 'input/output error'}).",
        "Check the disk or the connection that holds it, then import it again.",
    )


def looks_like(source: Path) -> str | None:
    """The sound format whose first bytes the file has, as people call it; None for none of them."""
    try:
        with source.open("rb") as file:
            head = file.read(16)
    except OSError:
        return None
    return next((kind for at, magic, kind in _MAGIC if head[at : at + len(magic)] == magic), None)


def damaged(source: Path) -> KnownError:
    """The sentence for a file of which nothing could be decoded, told apart by its first bytes."""
    kind = looks_like(source)
    if kind is None:
        return KnownError("not_sound", f"“{source.name}” is not a sound file that can be read here.", _CHOOSE_OTHER)
    return KnownError("damaged", f"“{source.name}” looks like {kind}, but no sound could be read from it.", _GET_AGAIN)


def open_sound(source: Path) -> InputContainer:
    """Open a file for decoding; raises `KnownError` when it is not sound or cannot be read."""
    try:
        # The absolute path with its protocol: a name such as "http:x.wav" must never be taken for an address.
        return av.open(f"file:{source.absolute()}", mode="r", options=dict(OPTIONS), metadata_errors="replace")
    except (av.error.FFmpegError, ValueError, MemoryError) as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO}:
            raise reading_problem(source, error) from error
        raise damaged(source) from error


def audio_track(container: InputContainer, track: int, source: Path) -> AudioStream:
    """The audio track at position `track`; raises `KnownError` when there is none."""
    streams = container.streams.audio
    if track >= len(streams):
        raise KnownError("no_sound_track", f"“{source.name}” has no sound track.", _CHOOSE_OTHER)
    return streams[track]


def probe(source: Path) -> Probe:
    """Read the header only. Raises `KnownError` for every file that holds no sound that we can decode."""
    size = check_file(source)
    with open_sound(source) as container:
        stream = audio_track(container, 0, source)
        if _tag(stream) in _PROTECTED_TAGS:
            raise _protected(source)
        context = stream.codec_context
        if context is None:
            raise KnownError(
                "unknown_codec",
                f"The sound in “{source.name}” is packed in a way that is not known here.",
                "Export the recording as WAV, FLAC, MP3 or M4A and import that.",
            )
        if not LEAST_RATE <= int(stream.rate or 0) <= MOST_RATE or int(stream.channels or 0) > MOST_CHANNELS:
            raise damaged(source)
        first_two = container.streams.audio[:2]
        # Two mono tracks: one voice each, as Zoom and OBS can record. Anything else: the first track is the mix.
        two_voices = len(container.streams.audio) == 2 and all(
            s.codec_context is not None and s.channels == 1 for s in first_two
        )
        claimed = container.duration
        tags = {**_tags(stream.metadata), **_tags(container.metadata)}
        return Probe(
            container=container.format.name.split(",")[0],
            codec=context.codec.name,
            rate=int(stream.rate or 0),
            channels=2 if two_voices else int(stream.channels or 0),
            tracks=(0, 1) if two_voices else (0,),
            claimed_seconds=claimed / 1_000_000 if claimed is not None and claimed > 0 else None,
            recorded_at=date_from_tags(tags),
            size=size,
            exact_duration=container.format.name not in {"mp3", "aac", "amr", "amrnb", "amrwb", "ac3", "eac3", "mpeg"}
            or (container.format.name == "mp3" and _has_frame_count(source)),
        )


def _tags(metadata: dict[str, str]) -> dict[str, str]:
    return {str(k).lower(): str(v) for k, v in metadata.items()}


def _tag(stream: AudioStream) -> str:
    context = stream.codec_context
    try:
        return "" if context is None else str(context.codec_tag)
    except UnicodeDecodeError:  # PyAV reads the tag as ASCII, and a damaged header may hold anything
        return ""


def _protected(source: Path) -> KnownError:
    return KnownError(
        "protected",
        f"“{source.name}” is copy-protected (DRM), so its sound cannot be read.",
        "Import an unprotected copy: export it from the program that recorded it, as WAV, MP3 or M4A.",
    )


def _has_frame_count(source: Path) -> bool:
    """Whether an MP3 carries a Xing or Info header: without one, FFmpeg guesses the duration from the bit rate."""
    try:
        with source.open("rb") as file:
            head = file.read(10)
            skip = 0
            if head[:3] == b"ID3" and len(head) == 10:
                skip = 10 + sum((b & 0x7F) << shift for b, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(skip)
            first = file.read(4096)
    except OSError:
        return False
    return b"Xing" in first or b"Info" in first
