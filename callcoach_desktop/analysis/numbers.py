"""Numbers as people say them and recognisers write them: "forty-eight thousand", "48k", "twenty first", "two fifty"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: value for value, word in enumerate(_NAMES.split())} | {"nought": 0}
_TENS = {word: 10 * value for value, word in enumerate(_TENS_NAMES.split(), start=2)} | {"fourty": 40}
_SCALES = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_DIGITS = re.compile(
    r"^[$€£]?\s?(\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.(\d+))?\s?(k|m|bn|million|thousand)?[$€£%]?$", re.IGNORECASE
)
_ORDINAL_DIGITS = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)$")
_SUFFIX = {"k": 1_000.0, "thousand": 1_000.0, "m": 1_000_000.0, "million": 1_000_000.0, "bn": 1_000_000_000.0}
_EDGES = ".,?!;:\"'()…"


@dataclass(frozen=True, slots=True)
class Number:
    """Words `first` to `last` (exclusive) that say a number. `ordinal`: "fourteenth" and not "fourteen".

    `pieces` is how many numbers stand side by side in it: two in "two fifty", which is 250 as money and ten past
    two to a clock that reads `parts`.
    """

    first: int
    last: int
    value: float
    ordinal: bool
    parts: tuple[float, ...]


def numbers(words: Sequence[str]) -> list[Number]:
    """All numbers in a row of words, each as long as it goes. Punctuation ends a number; "a hundred" is one.

    `words` are as they were written; case, hyphens and outer punctuation do not matter.
    """
    pieces = [_split(word) for word in words]
    found: list[Number] = []
    at = 0
    while at < len(words):
        number = _at(words, pieces, at)
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.last
    return found


def _split(word: str) -> list[str]:
    """The number words in one written word: "forty-eight", "fortyeight" and "twenty-first" are two."""
    plain = word.casefold().replace("’", "'").strip(_EDGES)
    if _digits(plain) is not None or _ORDINAL_DIGITS.match(plain):
        return [plain]
    parts = [part for part in plain.split("-") if part]
    if len(parts) == 1:
        for tens in _TENS:
            rest = plain.removeprefix(tens)
            if rest != plain and (rest in _ONES or rest in _ORDINALS):
                return [tens, rest]
    return parts


def _digits(plain: str) -> float | None:
    found = _DIGITS.match(plain)
    if found is None:
        return None
    whole, fraction, suffix = found.groups()
    value = float(re.sub(r"[, ]", "", whole) + ("." + fraction if fraction else ""))
    return value * _SUFFIX.get((suffix or "").casefold(), 1.0)


def _ends(word: str) -> bool:
    return word[-1:] in ".,?!;:" and len(word) > 1


def _at(words: Sequence[str], pieces: Sequence[Sequence[str]], at: int) -> Number | None:
    """The number that begins at a word."""
    reader = _Reader()
    end = at
    if pieces[at] in (["a"], ["half"]) and at + 1 < len(words):
        return _fraction(words, pieces, at)
    while end < len(words):
        saved = reader.copy()
        if pieces[end] == ["and"] and end > at and reader.takes_and and end + 1 < len(words):
            ahead = reader.copy()
            ahead.after_and = True
            if _takes(ahead, pieces[end + 1]) and not reader.ordinal:
                reader, end = ahead, end + 2
                if _ends(words[end - 1]) and not (words[end - 1].endswith(",") and _goes_on(reader, pieces, end)):
                    break
                continue
            half = " ".join(" ".join(p) for p in pieces[end + 1 : end + 3])
            if half.startswith("a half"):
                reader.half()
                end += 3
                if end < len(words) and not _ends(words[end - 1]) and pieces[end][0:1] and pieces[end][0] in _SCALES:
                    reader.halves(float(_SCALES[pieces[end][0]]))
                    end += 1
            break
        if not _takes(reader, pieces[end]):
            reader = saved
            break
        end += 1
        if reader.ordinal or (
            _ends(words[end - 1]) and not (words[end - 1].endswith(",") and _goes_on(reader, pieces, end))
        ):
            break
    if end == at or not reader.started:
        return None
    return Number(at, end, reader.value, reader.ordinal, tuple(reader.parts))


def _goes_on(reader: _Reader, pieces: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a number goes on behind a comma: "one million, three hundred and ten thousand, four hundred"."""
    if reader.last < 1000 or reader.in_figures:
        return False
    ahead = reader.copy()
    for n in range(at, min(at + 2, len(pieces))):
        if not _takes(ahead, pieces[n]):
            return False
        if n > at and ahead.last in (100.0, 1000.0):
            return ahead.last < reader.last
    return False


def _fraction(words: Sequence[str], pieces: Sequence[Sequence[str]], at: int) -> Number | None:
    """ "a hundred", "a thousand", "half a million"."""
    half = pieces[at] == ["half"]
    scale_at = at + 2 if half and pieces[at + 1] == ["a"] else at + 1
    if scale_at >= len(words) or len(pieces[scale_at]) != 1 or pieces[scale_at][0] not in _SCALES:
        return None
    scale = float(_SCALES[pieces[scale_at][0]])
    if half:
        return Number(at, scale_at + 1, scale / 2, False, (scale / 2,))
    rest = _at(("one", *words[at + 1 :]), (["one"], *pieces[at + 1 :]), 0)
    return None if rest is None else Number(at, at + rest.last, rest.value, rest.ordinal, rest.parts)


def _takes(reader: _Reader, pieces: Sequence[str]) -> bool:
    return bool(pieces) and all(reader.take(piece) for piece in pieces)


class _Reader:
    """Reads number words one by one. `parts` are numbers that stand side by side ("two", "fifty")."""

    def __init__(self) -> None:
        self.started = False
        self.ordinal = False
        self.after_and = False
        self.done = 0.0  # in thousands and more
        self.group = 0.0  # below a thousand
        self.last = 0.0  # the size of what was read last: 1, 10, 100, 1000 ...
        self.decimals: str | None = None
        self.scaled = False
        self.in_figures = False
        self.parts: list[float] = []

    def copy(self) -> _Reader:
        other = _Reader()
        for name, value in self.__dict__.items():
            other.__dict__[name] = list(value) if isinstance(value, list) else value
        return other

    @property
    def takes_and(self) -> bool:
        return self.last >= 100 or self.last == 1

    @property
    def value(self) -> float:
        total = self.done + self.group
        if self.decimals:
            total += float(f"0.{self.decimals}")
        if len(self.parts) > 1:
            # "nine thousand four fifty": what stands side by side is below the thousands
            group = _side_by_side([self.parts[0] - self.done, *self.parts[1:]])
            return self.done + group if group < 1000 or not self.done else _side_by_side(self.parts)
        return total

    def half(self) -> None:
        """ "two and a half" is 2.5, "a million and a half" 1,500,000."""
        if self.last >= 1000 and not self.group:
            self.done += self.last / 2
        else:
            self.group += 0.5
        self.parts = [self.value]

    def halves(self, scale: float) -> None:
        """ "two and a half thousand"."""
        self.done, self.group, self.last = self.value * scale, 0.0, scale
        self.parts = [self.done]

    def take(self, word: str) -> bool:
        if self.ordinal:
            return False
        taken = self._take(word)
        self.after_and = False
        return taken

    def _take(self, word: str) -> bool:
        figures = _digits(word)
        if figures is not None:
            return self._figures(figures, word)
        found = _ORDINAL_DIGITS.match(word)
        if found is not None:
            return not self.started and self._put(float(found.group(1)), 1, ordinal=True)
        if word == "point" and self.started and self.decimals is None:
            self.decimals = ""
            return True
        if self.decimals is not None and not self.scaled:
            return self._decimal(word)
        if word in _SCALES:
            return self._scale(float(_SCALES[word]))
        for table, size, ordinal in ((_ONES, 1, False), (_TENS, 10, False), (_ORDINALS, 1, True)):
            if word in table:
                value = float(table[word])
                return self._put(value, 10 if value >= 20 and value % 10 == 0 else size, ordinal=ordinal)
        return False

    def _figures(self, value: float, word: str) -> bool:
        if self.after_and or (self.started and not self.in_figures):
            return False
        if self.started and (len(self.parts) > 1 or value >= 100 or not word.isdigit()):
            return False
        self.in_figures = True
        return self._new_part(value, 1.0 if value < 100 else 1e9)

    def _decimal(self, word: str) -> bool:
        if word in _ONES and _ONES[word] < 10:
            self.decimals = f"{self.decimals or ''}{_ONES[word]}"
            return True
        if word in _SCALES and self.decimals:
            total = (self.done + self.group + float(f"0.{self.decimals}")) * _SCALES[word]
            self.done, self.group, self.decimals, self.scaled = total, 0.0, None, True
            self.last = float(_SCALES[word])
            self.parts = [total]
            return True
        if word in _TENS and not self.decimals:
            self.decimals = str(_TENS[word])[0]
            return True
        return False

    def _scale(self, scale: float) -> bool:
        if not self.started or self.ordinal:
            return False
        if scale == 100:
            if self.last >= 100 or self.group == 0:
                return False
            self.group *= 100
            self.last = 100.0
        else:
            if self.last >= scale or (self.group == 0 and self.done == 0):
                return False
            total = _side_by_side(self.parts) if len(self.parts) > 1 else self.group
            self.done += total * scale
            self.group, self.last = 0.0, scale
        self.parts = [self.done + self.group]
        return True

    def _put(self, value: float, size: float, *, ordinal: bool) -> bool:
        fits = not self.started or self.last >= 100 or (self.last == 10 and size == 1 and 0 < value < 10)
        if self.in_figures:
            return False
        if not fits:
            if self.after_and or ordinal:
                return False
            return self._new_part(value, size)
        if ordinal:
            self.ordinal = True
        self.started = True
        self.group += value
        self.last = float(size)
        self.parts = [*self.parts[:-1], (self.parts[-1] if self.parts else 0.0) + value]
        return True

    def _new_part(self, value: float, size: float) -> bool:
        if self.started and len(self.parts) > 2:
            return False
        self.started = True
        self.parts.append(value)
        self.group = value if len(self.parts) == 1 else self.group + value
        self.last = float(size)
        return True


def _side_by_side(parts: Sequence[float]) -> float:
    """What numbers said side by side mean as one: "two fifty" 250, "nineteen ninety" 1990, "four five" 45."""
    value = parts[0]
    for part in parts[1:]:
        value = value * (100 if part >= 10 or value >= 100 else 10) + part
    return value
