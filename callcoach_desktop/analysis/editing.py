"""A person's edits laid over a transcript, and what changed by them. Pure functions.

An edit is about the words of a voice whose middles lie in its span, so the same edits can be laid over what another
model heard. Where an utterance has no word times, its text is spread over its time by the length of its words to find
out which of them are in the span; an edit of its text is about the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from callcoach_desktop.domain.editing import Difference, Edit
from callcoach_desktop.domain.transcript import Transcript, Utterance, Word

SHORTEST = 0.05  # seconds that an inserted word should have; with less room it shares the word before it
_SLACK = 0.001  # seconds: times are kept to the millisecond


@dataclass(slots=True)
class _Line:
    """An utterance in the making: always with words. `changed` when it is not what was heard."""

    id: str
    speaker: str
    start: float
    end: float
    words: list[Word]
    heard: Utterance | None
    timed: bool
    wordless: bool
    changed: bool = False

    def utterance(self) -> Utterance:
        if self.heard is not None and not self.changed:
            return self.heard if self.heard.speaker == self.speaker else replace(self.heard, speaker=self.speaker)
        text = " ".join(word.text for word in self.words)
        words = () if self.wordless else tuple(self.words)
        return Utterance(self.id, self.speaker, self.start, self.end, text, words, self.timed)


def apply(transcript: Transcript, edits: Sequence[Edit]) -> Transcript:
    """The transcript with the edits laid over it in their order; without edits it is the same object.

    Utterances that no edit touches stay as they are, times and probabilities of words included.
    """
    if not edits:
        return transcript
    lines = [_line(u) for u in transcript.utterances]
    for edit in edits:
        if edit.kind == "text":
            _put_text(lines, edit)
        elif edit.kind == "speaker":
            _give(lines, edit)
        elif edit.kind == "split":
            _split_at(lines, edit)
        else:
            _join(lines, edit)
    utterances = sorted((line.utterance() for line in lines), key=lambda u: u.start)
    return replace(transcript, utterances=tuple(utterances))


def text_edits(utterance: Utterance, new_text: str) -> Edit | None:
    """The edit (without an id) that makes `new_text` of an utterance's text; None when it has the same words.

    It is about the changed words alone. An insertion takes one neighbour with it, so that it is about some word.
    """
    old = _words_of(utterance)
    new = new_text.split()
    texts = [word.text for word in old]
    if texts == new:
        return None
    if not utterance.words:
        return Edit("", "text", utterance.speaker, utterance.start, utterance.end, " ".join(new))
    first = 0
    while first < min(len(texts), len(new)) and texts[first] == new[first]:
        first += 1
    last = 0  # words at the end that are the same
    while last < min(len(texts), len(new)) - first and texts[-1 - last] == new[-1 - last]:
        last += 1
    if first == len(texts) - last:  # nothing is replaced
        if first > 0:
            first -= 1
        else:
            last -= 1
    # Words that lie on each other cannot be told apart by a span: those are replaced together.
    while first > 0 and middle(old[first - 1]) >= old[first].start - _SLACK:
        first -= 1
    while last > 0 and middle(old[len(old) - last]) <= old[len(old) - last - 1].end + _SLACK:
        last -= 1
    changed = old[first : len(old) - last]
    text = " ".join(new[first : len(new) - last])
    end = max(word.end for word in changed)
    return Edit("", "text", utterance.speaker, changed[0].start, end, text)


def merged(in_force: Transcript, earlier: Sequence[Edit], edit: Edit) -> tuple[Edit, tuple[str, ...]]:
    """A text edit grown over the text edits that it overlaps, and the ids of those that it replaces.

    `in_force` is the transcript with `earlier` applied. So a place that is typed over again and again stays one edit.
    Text edits from before a split, join or change of voice stay: those were made on their words.
    """
    recent: list[Edit] = []
    for other in earlier:
        if other.kind == "text":
            recent.append(other)
        else:
            recent.clear()
    start, end = edit.start, edit.end
    replaced: dict[str, None] = {}
    growing = True
    while growing:
        growing = False
        for other in recent:
            if other.id in replaced or other.speaker != edit.speaker:
                continue
            if other.start <= end + _SLACK and other.end >= start - _SLACK:
                replaced[other.id] = None
                start, end = min(start, other.start), max(end, other.end)
                growing = True
    if not replaced:
        return edit, ()
    whole = replace(edit, start=start, end=end)
    mine = {line.id for line in _lines_of(_lines(in_force, edit.speaker), edit)}
    lines = [line for line in _lines(apply(in_force, [edit]), edit.speaker) if _has_words_in(line, whole)]
    if any(line.id not in mine for line in lines):
        return edit, ()  # words without length at a border, lines over each other: they must not become this line's
    inside = [word.text for line in lines for word in line.words if _inside(word, whole)]
    return replace(whole, text=" ".join(inside)), tuple(replaced)


def split_edit(utterance: Utterance, word: int) -> Edit | None:
    """The edit (without an id) that lets a new utterance begin at word number `word`; None when there is none there."""
    words = _words_of(utterance)
    if not 0 < word < len(words):
        return None
    at = (middle(words[word - 1]) + middle(words[word])) / 2
    return Edit("", "split", utterance.speaker, at, at)


def join_edit(first: Utterance, second: Utterance) -> Edit:
    """The edit (without an id) that makes one utterance of two of the same voice that follow each other."""
    before, after = _words_of(first), _words_of(second)
    start = middle(before[-1]) if before else first.end
    end = middle(after[0]) if after else second.start
    return Edit("", "join", first.speaker, min(start, end), max(start, end))


def give_edit(utterance: Utterance, to: str) -> Edit:
    """The edit (without an id) that gives an utterance to another voice."""
    words = _words_of(utterance)
    start = min([utterance.start, *(word.start for word in words[:1])])
    end = max([utterance.end, *(word.end for word in words[-1:])])
    return Edit("", "speaker", utterance.speaker, start, end, to=to)


def difference(heard: Transcript, now: Transcript) -> tuple[Difference, ...]:
    """The places where the two differ in words or in who says them, by time."""
    was = _spoken(heard)
    is_now = _spoken(now)
    same = set(was) & set(is_now)
    both = [(0, piece) for piece in was] + [(1, piece) for piece in is_now]
    pieces = sorted((p[0], p[1], which, p[2], p[3]) for which, p in both if p not in same)
    kept = sorted((start + end) / 2 for start, end, _, _ in same)
    found: list[Difference] = []
    run: list[tuple[float, float, int, str, str]] = []
    place = 0
    for piece in pieces:
        at = (piece[0] + piece[1]) / 2
        before = place
        while place < len(kept) and kept[place] < at:
            place += 1
        # Something both agree on lies between, unless the pieces themselves overlap.
        if run and place > before and piece[0] >= max(p[1] for p in run) - _SLACK:
            found.append(_difference(run))
            run = []
        run.append(piece)
    if run:
        found.append(_difference(run))
    return tuple(found)


def middle(word: Word) -> float:
    """Where a word is, in seconds: edits go by it."""
    return (word.start + word.end) / 2


def _difference(run: Sequence[tuple[float, float, int, str, str]]) -> Difference:
    heard = " ".join(text for _, _, which, _, text in run if which == 0)
    now = " ".join(text for _, _, which, _, text in run if which == 1)
    speaker = next((speaker for _, _, which, speaker, _ in run if which == 1), run[0][3])
    return Difference(min(p[0] for p in run), max(p[1] for p in run), speaker, heard, now)


def _spoken(transcript: Transcript) -> list[tuple[float, float, str, str]]:
    return [
        (round(word.start, 3), round(word.end, 3), u.speaker, word.text)
        for u in transcript.utterances
        for word in _words_of(u)
    ]


def _line(u: Utterance) -> _Line:
    return _Line(u.id, u.speaker, u.start, u.end, list(_words_of(u)), u, u.timed, wordless=not u.words)


def _words_of(u: Utterance) -> Sequence[Word]:
    return u.words or _spread(u.text.split(), u.start, u.end)


def _spread(texts: Sequence[str], start: float, end: float) -> list[Word]:
    """Words one after the other over a span, each with time by its length."""
    total = sum(len(text) + 1 for text in texts)
    words = []
    begin, done = start, 0
    for number, text in enumerate(texts, 1):
        done += len(text) + 1
        close = round(start + (end - start) * done / total, 3)
        close = end if number == len(texts) else min(max(close, begin), end)
        words.append(Word(text, begin, close))
        begin = close
    return words


def _inside(word: Word, edit: Edit) -> bool:
    return edit.start - _SLACK <= middle(word) <= edit.end + _SLACK


def _has_words_in(line: _Line, edit: Edit) -> bool:
    return any(_inside(word, edit) for word in line.words)


def _lines(transcript: Transcript, speaker: str) -> list[_Line]:
    return [_line(u) for u in transcript.utterances if u.speaker == speaker]


def _lines_of(lines: Sequence[_Line], edit: Edit) -> list[_Line]:
    return _meant([line for line in lines if _has_words_in(line, edit)], edit)


def _put_text(lines: list[_Line], edit: Edit) -> None:
    own = [line for line in lines if line.speaker == edit.speaker]
    touched = _lines_of(own, edit)
    old = [word for line in touched for word in line.words if _inside(word, edit)]
    new = _realigned(old, edit.text.split(), edit.start, edit.end)
    if [(w.text, w.start, w.end) for w in new] == [(w.text, w.start, w.end) for w in old]:
        return
    at = (edit.start + edit.end) / 2
    if not touched:
        around = next((line for line in own if line.start <= at <= line.end), None)
        if around is None:
            if new:
                timed = all(line.timed for line in lines)
                id_ = _free_id(lines, f"t{round(edit.start * 1000)}")
                lines.append(_Line(id_, edit.speaker, edit.start, edit.end, new, None, timed, wordless=False))
            return
        touched = [around]
    for line in touched:
        line.words = [word for word in line.words if not _inside(word, edit)]
        line.changed = True
    for word in new:
        # Where the new model has cut the span, each word goes to the utterance that it lies in.
        home = next((line for line in touched if middle(word) <= line.end + _SLACK), touched[-1])
        home.words.append(word)
    for line in touched:
        line.words.sort(key=lambda word: (word.start, word.end))
        if not line.words:
            lines.remove(line)
            continue
        line.start = min(line.start, line.words[0].start)
        line.end = max(line.end, line.words[-1].end)
        _respread(line)


def _meant(touched: list[_Line], edit: Edit) -> list[_Line]:
    """The lines that an edit is about: of lines of one voice that lie over each other only the one that fits its span.

    They come about when a line is given to a voice that has another line within its time. A line that has just the
    edit's span is meant alone: words without length at its end (a recogniser gives some) may begin the next one.
    """
    if len(touched) < 2:
        return touched

    def misfit(line: _Line) -> float:
        inside = [word for word in line.words if _inside(word, edit)]
        spans = ((inside[0].start, max(word.end for word in inside)), (line.start, line.end))
        return min(abs(start - edit.start) + abs(end - edit.end) for start, end in spans)

    best = min(touched, key=misfit)
    if misfit(best) <= 2 * _SLACK:
        return [best]
    return [line for line in touched if line is best or line.end <= best.start or line.start >= best.end]


def _realigned(old: Sequence[Word], texts: Sequence[str], start: float, end: float) -> list[Word]:
    """The person's words with the times of the old ones where they are the same or re-spelled one by one."""
    if not old:
        return _spread(texts, start, end)
    # Words of another model may stick out of the span; what is typed in their place does not.
    begins = [max(start, word.start) for word in old]
    ends = [max(begin, min(end, word.end)) for begin, word in zip(begins, old, strict=True)]
    new: list[Word] = []
    matcher = SequenceMatcher(None, [word.text for word in old], texts, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            new += old[i1:i2]
        elif what == "replace" and i2 - i1 == j2 - j1:
            pairs = zip(old[i1:i2], texts[j1:j2], strict=True)
            new += [replace(word, text=text, probability=1.0) for word, text in pairs]
        elif what == "replace":
            new += _spread(texts[j1:j2], begins[i1], max(ends[i1:i2]))
        elif what == "insert" and i1 == 0:
            following = old[0]
            if following.start - start >= SHORTEST * (j2 - j1):
                new += _spread(texts[j1:j2], start, following.start)
            else:
                shared = _spread([*texts[j1:j2], following.text], begins[0], ends[0])
                new += shared[:-1]
                old = [replace(following, start=shared[-1].start, end=shared[-1].end), *old[1:]]
        elif what == "insert":
            _insert(new, texts[j1:j2], begins[i1 - 1], ends[i1 - 1], begins[i1] if i1 < len(old) else end)
    return _spread(texts, start, end) if _disordered(new) else new


def _insert(new: list[Word], texts: Sequence[str], begin: float, end: float, high: float) -> None:
    """Put words after the last one, which has `begin` to `end` to share, and before second `high`."""
    before = new[-1]
    if high - before.end >= SHORTEST * len(texts):
        new += _spread(texts, before.end, high)
        return
    # There is no pause to put them into: they share the time of the word before.
    shared = _spread([before.text, *texts], begin, end)
    new[-1] = replace(before, start=shared[0].start, end=shared[0].end)
    new += shared[1:]


def _disordered(words: Sequence[Word]) -> bool:
    return any(b.start < a.start or middle(b) < middle(a) for a, b in pairwise(words))


def _give(lines: list[_Line], edit: Edit) -> None:
    for line in [line for line in lines if line.speaker == edit.speaker]:
        inside = [_inside(word, edit) for word in line.words]
        if not line.words:
            inside = [edit.start <= (line.start + line.end) / 2 <= edit.end]
        if all(inside):
            line.speaker = edit.to
        elif any(inside):
            first = inside.index(True)
            last = len(inside) - inside[::-1].index(True)
            if last < len(inside):
                lines.append(_cut(lines, line, last))
            if first > 0:
                line = _cut(lines, line, first)
                lines.append(line)
            line.speaker = edit.to
            line.changed = True


def _split_at(lines: list[_Line], edit: Edit) -> None:
    for line in lines:
        if line.speaker != edit.speaker or len(line.words) < 2:
            continue
        before = sum(1 for word in line.words if middle(word) < edit.start)
        if 0 < before < len(line.words):
            lines.append(_cut(lines, line, before))
            return


def _join(lines: list[_Line], edit: Edit) -> None:
    own = sorted((line for line in lines if line.speaker == edit.speaker), key=lambda line: line.start)
    first: _Line | None = None
    for line in own:
        if first is not None and first.words and line.words:
            border = (middle(first.words[-1]) + middle(line.words[0])) / 2
            if edit.start - _SLACK <= border <= edit.end + _SLACK:
                first.words = [*first.words, *line.words]
                first.end = max(first.end, line.end)
                first.wordless = first.wordless or line.wordless
                first.changed = True
                _respread(first)
                lines.remove(line)
                continue
        first = line


def _free_id(lines: Iterable[_Line], stem: str) -> str:
    taken = {line.id for line in lines}
    return next(id_ for number in range(1, len(taken) + 2) if (id_ := f"{stem}.{number}") not in taken)


def _respread(line: _Line) -> None:
    """Give the words of a line without word times the places that they will be looked for in."""
    if line.wordless:
        line.words = _spread([word.text for word in line.words], line.start, line.end)


def _cut(lines: Iterable[_Line], line: _Line, at: int) -> _Line:
    """Take the words from number `at` on out of a line, as a new line."""
    words = line.words[at:]
    rest = _Line(
        _free_id(lines, line.id), line.speaker, words[0].start, line.end, words, None, line.timed, line.wordless
    )
    line.words = line.words[:at]
    line.end = line.words[-1].end
    line.changed = True
    return rest
