"""Cues of subtitle-like files, and how they become a transcript."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.exchange.language import guess_language

FEW_WORDS, MANY_WORDS, UNEVEN, LEAST_FOLLOWED = 3, 8, 0.1, 12  # see `_lines_are_kept`; words, share of lines, lines
MERGE_GAP = 0.7  # seconds; DESIGN.md: a longer pause ends an utterance
MERGE_LIMIT = 60.0  # seconds; files without any full stop would otherwise become one endless utterance
UNNAMED = "Speaker"
_LETTERS_A_SECOND = 15.0  # of English talk at 175 words a minute; for cues whose end is not after their start

_CLOCK = r"(?:(?P<{0}h>\d{{1,3}}):)?(?P<{0}m>\d{{1,3}}):(?P<{0}s>\d{{1,2}})(?:[.,](?P<{0}f>\d{{1,6}}))?"
_TIMING = re.compile(rf"^\s*{_CLOCK.format('a')}\s*--?>\s*(?:{_CLOCK.format('b')}(?:\s.*)?)?$")
_CUE_ID = re.compile(r"^\s*(?:\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}(?:/\S+)?)\s*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_SENTENCE_END = re.compile(r"[.!?…。！？؟]['\"”’»)\]]*$")
_BRACKETED = re.compile(r"^\s*(?:>>\s*)?[\[(](?P<name>[^\[\]()]{1,60})[\])]\s*(?P<colon>:?)\s*(?P<text>.*)$")
_PREFIXED = re.compile(r"^\s*(?:>>\s*|-\s+)?(?P<name>[^:<>\[\]{}]{1,60}?)\s*(?::(?:\s+|$)|：)(?P<text>.*)$")
_MACHINE_NAME = re.compile(r"^(?:speaker|sprecher|spk|person|participant)[ _#-]*[a-z0-9]{1,3}$", re.IGNORECASE)
_NEVER_IN_NAME = re.compile(r"[?!;\"“”…]|\.\s+[a-z]|https?$")
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "ten", "ter", "van", "von", "y"}
)
_NEARLY_ALL = 0.8
_MOST_NAME_WORDS = 6
_MOST_WORDS_ABOVE = 4  # of a name that stands alone in the line above what is said
_ASIDE = re.compile(r"\([^()]*\)")  # "Anna Berg (Acme Ltd)"
_CONTROL = dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F, 0x200B, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Cue:
    """Something shown from `start` to `end` (seconds). `speaker` is None where the file names nobody."""

    start: float
    end: float
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A timing line and the raw lines below it."""

    start: float
    end: float
    lines: tuple[str, ...]


def timed_blocks(text: str) -> Iterator[Block]:
    """Every timing line with its text. Blank lines may be missing or too many, hours may be left out, and so may the
    end: such a cue lasts as long as its letters take, at most until the next one begins.

    Cue numbers and ids are told from text by their form, or by standing alone between a blank line and a timing.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = [i for i, line in enumerate(lines) if _TIMING.match(line)]
    for number, at in enumerate(starts):
        match = _TIMING.match(lines[at])
        if match is None:
            continue
        stop = starts[number + 1] if number + 1 < len(starts) else len(lines)
        body = lines[at + 1 : stop]
        if stop < len(lines) and body:
            before_blank = len(body) < 2 or not body[-2].strip()
            if _CUE_ID.match(body[-1]) or (before_blank and body[-1].strip() and len(body) > 1):
                body = body[:-1]
        start, said = _seconds(match, "a"), tuple(_until_comment(body))
        if match["bm"] is not None:
            yield Block(start, _seconds(match, "b"), said)
            continue
        following = _TIMING.match(lines[stop]) if stop < len(lines) else None
        begins = _seconds(following, "a") if following is not None else start
        needed = start + seconds_for(" ".join(said))
        yield Block(start, min(needed, begins) if begins > start else needed, said)


def plain(text: str) -> str:
    """Text without tags, with entities resolved and runs of white space as one space."""
    return " ".join(html.unescape(_TAG.sub("", text)).translate(_CONTROL).split())


def seconds_for(text: str) -> float:
    """How long a text takes to be said, about."""
    return max(0.2, len(text) / _LETTERS_A_SECOND)


def split_by_letters(start: float, end: float, texts: list[str]) -> list[tuple[float, float]]:
    """The stretch `start`..`end` cut in proportion to the letters of each text (an estimate, gapless)."""
    weights = [len(text) + 1 for text in texts]
    total = sum(weights)
    edges, done = [start], 0
    for weight in weights:
        done += weight
        edges.append(start + (end - start) * done / total if done < total else end)  # no rounding at the end
    return list(pairwise(edges))


def name_cues(blocks: Iterable[Block]) -> list[Cue]:
    """Cues with the speakers that a "Name: text" or "[Name] text" writes before the text, or a line above it.

    Two of three must speak for it: it is written like a name, it comes again, nearly every cue begins with one.
    "Here is the thing: ..." once in a file is not a speaker. A line without a name goes on with the last one.
    """
    read = [(block, [text for raw in block.lines if (text := plain(raw))]) for block in blocks]
    read = [(block, texts) for block, texts in read if texts]
    if _names_stand_above([texts for _, texts in read]):
        return [cue for block, texts in read for cue in spread(block.start, block.end, [_under_name(texts)])]
    bracketed = sum(1 for _, texts in read if _BRACKETED.match(texts[0])) >= _NEARLY_ALL * len(read)
    parts = [(block, [(_candidate(text, bracketed=bracketed), text) for text in texts]) for block, texts in read]
    names = Counter(name for _, lines in parts for name, _ in lines if name is not None)
    with_name = sum(1 for _, lines in parts if any(name is not None for name, _ in lines))
    nearly_all = with_name >= _NEARLY_ALL * len(parts)
    cues: list[Cue] = []
    speaker: str | None = None
    for block, lines in parts:
        said: list[tuple[str | None, str]] = []
        for name, line in lines:
            if name is not None and (nearly_all + (names[name] > 1) + _is_like_a_name(name)) >= 2:
                speaker = name
                rest = _after_name(line, bracketed=bracketed)
                said.append((speaker, rest))
            elif said and said[-1][0] == speaker:
                said[-1] = (speaker, f"{said[-1][1]} {line}".strip())
            else:
                said.append((speaker, line))
        cues += spread(block.start, block.end, said)
    return cues


def spread(start: float, end: float, said: list[tuple[str | None, str]]) -> list[Cue]:
    """One cue for each part of what several people say in one stretch, times in proportion to the letters."""
    said = [(name, text) for name, text in said if text]
    if not said:
        return []
    if end <= start:
        end = start + seconds_for("".join(text for _, text in said))
    times = split_by_letters(start, end, [text for _, text in said])
    return [Cue(a, b, name, text) for (a, b), (name, text) in zip(times, said, strict=True)]


def words_of(start: float, end: float, text: str) -> tuple[Word, ...]:
    """The words of a cue. Their times are an estimate: the cue's stretch in proportion to letters, probability 1."""
    texts = text.split()
    return tuple(Word(t, a, b) for t, (a, b) in zip(texts, split_by_letters(start, end, texts), strict=True))


def transcript_of(cues: Iterable[Cue], language: str = "", *, join: bool = True) -> Transcript:
    """A transcript with one utterance a cue, sorted by start; all sides `other`.

    Cues of one speaker that follow within 0.7 s are joined only where the first ends in the middle of a sentence, as
    subtitles cut it; without `join`, and where the lines are those of somebody who began a new one with each thing
    said, none are. Without a `language` it is guessed from the words.
    """
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    join = join and not _lines_are_kept(ordered)
    ids: dict[str, str] = {}
    speakers: list[Speaker] = []
    utterances: list[Utterance] = []
    for cue in ordered:
        key = " ".join((cue.speaker or "").casefold().split())
        if key not in ids:
            ids[key] = f"s{len(speakers) + 1}" if key else "voice"
            speakers.append(Speaker(ids[key], cue.speaker or UNNAMED, "other"))
        words = words_of(cue.start, cue.end, cue.text)
        last = utterances[-1] if utterances else None
        if join and last is not None and last.speaker == ids[key] and _goes_on(last, cue):
            utterances[-1] = replace(
                last, end=max(last.end, cue.end), text=f"{last.text} {cue.text}", words=last.words + words
            )
        else:
            utterances.append(Utterance(f"u{len(utterances) + 1}", ids[key], cue.start, cue.end, cue.text, words))
    duration = max((u.end for u in utterances), default=0.0)
    if not language:
        language = guess_language(u.text for u in utterances)
    return Transcript(duration, language, tuple(speakers), tuple(utterances))


def _lines_are_kept(cues: Sequence[Cue]) -> bool:
    """Whether lines end where somebody heard an end: such are of a word or two ("So, / do you, / do you work?") as well
    as long, also before another one of the same speaker. Who cuts subtitles makes them about as long as each other."""
    followed = [
        len(a.text.split()) for a, b in pairwise(cues) if a.speaker == b.speaker and b.start - a.end <= MERGE_GAP
    ]
    few, many = sum(n <= FEW_WORDS for n in followed), sum(n >= MANY_WORDS for n in followed)
    return len(followed) >= LEAST_FOLLOWED and min(few, many) >= UNEVEN * len(followed)


def _goes_on(last: Utterance, cue: Cue) -> bool:
    return (
        cue.start - last.end <= MERGE_GAP
        and cue.end - last.start <= MERGE_LIMIT
        and not _SENTENCE_END.search(last.text)
    )


def _seconds(match: re.Match[str], which: str) -> float:
    hours, minutes, seconds = (int(match[f"{which}{unit}"] or 0) for unit in "hms")
    return round(hours * 3600 + minutes * 60 + float(f"{seconds}.{match[f'{which}f'] or 0}"), 6)


def _until_comment(body: list[str]) -> Iterator[str]:
    """The lines of a cue up to a NOTE, STYLE or REGION block after a blank line, which belong to no cue."""
    after_blank = False
    for line in body:
        if after_blank and re.match(r"^(NOTE|STYLE|REGION)(\s|$)", line):
            return
        after_blank = not line.strip()
        if not after_blank:
            yield line


def _names_stand_above(cues: list[list[str]]) -> bool:
    """Whether nearly every cue has a line that is like a name above what is said, and the names come again."""
    above = [
        texts[0]
        for texts in cues
        if len(texts) > 1
        and len(texts[0].split()) <= _MOST_WORDS_ABOVE
        and texts[0][-1:] not in ".,?!;:"
        and _NEVER_IN_NAME.search(texts[0]) is None
        and _is_like_a_name(texts[0])
        and any(c.isalpha() for c in texts[0])
    ]
    return len(above) > 1 and len(above) >= _NEARLY_ALL * len(cues) and 2 * len(set(above)) <= len(above) + 1


def _under_name(texts: list[str]) -> tuple[str | None, str]:
    return (texts[0], " ".join(texts[1:])) if len(texts) > 1 else (None, texts[0])


def _match_name(line: str, *, bracketed: bool) -> re.Match[str] | None:
    """`bracketed`: nearly every cue begins with a bracket, so that "[Anna]" is a name and not "[laughter]"."""
    match = _BRACKETED.match(line)
    if match and (match["colon"] or bracketed or _MACHINE_NAME.match(match["name"].strip())):
        return match
    return _PREFIXED.match(line)


def _candidate(line: str, *, bracketed: bool) -> str | None:
    """The name that a line might begin with."""
    match = _match_name(line, bracketed=bracketed)
    if match is None:
        return None
    name = " ".join(match["name"].split())
    possible = 0 < len(_ASIDE.sub("", name).split()) <= _MOST_NAME_WORDS and any(c.isalpha() for c in name)
    if _MACHINE_NAME.match(name) or (possible and _NEVER_IN_NAME.search(name) is None):
        return name
    return None


def _after_name(line: str, *, bracketed: bool) -> str:
    match = _match_name(line, bracketed=bracketed)
    return match["text"].strip() if match else line


def _is_like_a_name(name: str) -> bool:
    """Every word begins with a capital (or a script without them), but for particles such as "van der"."""
    if _MACHINE_NAME.match(name):
        return True
    return all(not word[0].islower() or word in _PARTICLES for word in name.split()) and name not in _PARTICLES
