"""Calls as subtitles: WebVTT with voices, and SubRip. One cue is one utterance, times to the millisecond."""

from __future__ import annotations

import html
import re

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript, Utterance
from callcoach_desktop.exchange.vtt import WHOLE_CUES
from callcoach_desktop.exchange.writers.report import speaker_names, words_of

_APART = "\u200b"
"""SubRip has no escapes: a zero-width space keeps `<b` of somebody's words from being a tag. Readers drop it."""
_LIKE_MARKUP = re.compile(r"<(?=[/a-zA-Z\d])|\{(?=\\)|&[#\w]+;?")
_NOT_IN_NAME = re.compile(r"[:：<>\[\]{}?!;\"“”…]+")


def write_vtt(detail: CallDetail) -> str:
    """WebVTT with `<v Name>` voices; our own reader gives the same utterances. Raises KnownError `no_words`,
    `no_times`."""
    return vtt_of(_timed(detail))


def vtt_of(transcript: Transcript) -> str:
    """The same of words alone: those of a stretch, say, whose seconds begin anew."""
    names = speaker_names(transcript)
    language = transcript.language.split("-")[0].lower()
    head = ["WEBVTT"]
    if language.isascii() and language.isalpha() and language != "und":
        head.append(f"Language: {language}")
    blocks = ["\n".join(head), f"NOTE {WHOLE_CUES}"]
    for utterance in _said(transcript):
        timing = f"{_stamp(utterance.start, '.')} --> {_stamp(utterance.end, '.')}"
        text = html.escape(_flat(utterance.text), quote=False).replace("{\\", "&#123;\\")
        blocks.append(f"{timing}\n<v {html.escape(names[utterance.speaker], quote=False)}>{text}</v>")
    return "\n\n".join(blocks) + "\n"


def write_srt(detail: CallDetail) -> str:
    """SubRip with the name before each text. Raises KnownError `no_words`, `no_times`."""
    return srt_of(_timed(detail))


def srt_of(transcript: Transcript) -> str:
    """The same of words alone."""
    names = {key: _NOT_IN_NAME.sub(" ", name).strip()[:60] for key, name in speaker_names(transcript).items()}
    blocks = []
    for number, utterance in enumerate(_said(transcript), 1):
        text = _LIKE_MARKUP.sub(_apart, _flat(utterance.text))
        name = " ".join(names[utterance.speaker].split()) or "Speaker"
        timing = f"{_stamp(utterance.start, ',')} --> {_stamp(utterance.end, ',')}"
        blocks.append(f"{number}\n{timing}\n{name}: {text}\n")
    return "\n".join(blocks)


def _apart(match: re.Match[str]) -> str:
    found = match[0]
    if html.unescape(found) == found and found[0] == "&":  # "AT&T"; but "&#0" and "&lt" need no semicolon
        return found
    return found[0] + _APART + found[1:]


def _timed(detail: CallDetail) -> Transcript:
    transcript = words_of(detail)
    if transcript.utterances and not any(u.timed for u in transcript.utterances):
        raise KnownError(
            "no_times",
            f"The words of “{detail.row.title}” have no times, and subtitles need them.",
            "Export it as text, Word or Markdown.",
        )
    return transcript


def _said(transcript: Transcript) -> list[Utterance]:
    return [u for u in transcript.utterances if u.timed and u.text.strip()]


def _stamp(seconds: float, mark: str) -> str:
    ms = max(0, round(seconds * 1000))
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _flat(text: str) -> str:
    return " ".join(text.replace(_APART, "").split())
