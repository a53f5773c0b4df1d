"""Names taken out of what leaves the library: people, the customer, the deal.

What is taken out is what the library knows as a name: names of speakers, the customer, the deal with its company and
contact, and the people of the vocabulary, word by word, where they stand with a capital; and, where a whole call goes
out, e-mail addresses as they are written and said. Somebody who is only mentioned ("my colleague Otto") is not known to
it, and stays; the export dialog and the command line say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

NAME = "[name]"
_LEAST = 3  # letters of a word that counts as a name: "de" and "GO" are in too many sentences
# A name of two letters is taken out of what a person is called, unless it is one of these at the start of a sentence.
_SMALL_WORDS = """Ab Ah Am An As At Be By Da Do Du Er Es Go He Hi Hm If Im In Is It Ja Je La Le Me Mr Ms My No Ob Of
Oh Ok On Or So To Um Up Us Uh We Wo Zu"""
_SMALL = frozenset(_SMALL_WORDS.split())
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\w+(?: (?:dot|punkt) \w+)* at \w+(?: (?:dot|punkt) \w+)+", re.IGNORECASE
)
_KEPT = frozenset(
    {"id", "speaker", "kind", "type", "role", "side", "stage", "sentiment_label", "format", "created_at", "author",
     "reaction"}
)  # fmt: skip
_PLAIN = frozenset({"The", "And", "For", "Call", "GmbH", "Ltd", "Inc", "LLC", "Rep", "Customer", "Speaker", "Company"})


class Redactor:
    """Replaces the words of names by `[name]`."""

    def __init__(self, names: Iterable[str | None], people: Iterable[str] = (), *, addresses: bool = False) -> None:
        """`people` are names of persons, of which two letters count, too; with `addresses` e-mail addresses go."""
        self._addresses = addresses
        words = {w for w in _words(names) if len(w) >= _LEAST}
        words |= {w for w in _words(people) if len(w) >= _LEAST or (len(w) > 1 and w not in _SMALL)}
        kept = sorted((w for w in words if w != w.lower() and w not in _PLAIN), key=len, reverse=True)
        # Case counts: the customer "Gate House" must not empty "we open the gate". All capitals are the name too.
        forms = [
            re.escape(form)
            for word in kept
            for form in dict.fromkeys((word, word.upper() if len(word) >= _LEAST else word))
        ]
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None

    def text(self, text: str) -> str:
        """The text without the names."""
        if self._addresses:
            text = _ADDRESS.sub(NAME, text)
        if self._names is None:
            return text
        return re.sub(rf"{re.escape(NAME)}(?:[ -]{re.escape(NAME)})+", NAME, self._names.sub(NAME, text))

    def __call__(self, value: Any) -> Any:
        """JSON without the names; ids and kinds stay as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self(one) for one in value]
        if isinstance(value, dict):
            made = {key: one if key in _KEPT else self(one) for key, one in value.items()}
            if self._addresses and isinstance(value.get("text"), str) and "words" in value:
                made["words"] = _without(made["words"], value["text"])
            return made
        return value


def _without(words: Any, text: str) -> Any:
    """The words of an utterance without those of the addresses in its text, which are said in several."""
    hidden = {part for found in _ADDRESS.finditer(text) for part in found.group().split()}

    def of(value: Any) -> Any:
        if isinstance(value, str):
            return NAME if value.strip(".,;:!?") in hidden else value
        if isinstance(value, list | tuple):
            return [of(one) for one in value]
        return {key: of(one) for key, one in value.items()} if isinstance(value, dict) else value

    return of(words) if hidden else words


def _words(names: Iterable[str | None]) -> set[str]:
    return {w for name in names if name for w in re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", name)}
