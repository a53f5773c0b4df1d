"""Where the user's competitors are named: as they are spelt, as a recogniser may have spelt what it heard, and told
apart from the same words in their ordinary meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions.segments import ends_sentence
from callcoach_desktop.analysis.sounds import begins_alike, difference, sound
from callcoach_desktop.analysis.words import Run, bare_word
from callcoach_desktop.domain.vocabulary import Term
from callcoach_desktop.system import paths

WIDEST = 3  # words that a name may have been heard as
# How far off a spelling may be. Of 31 calls spoken and heard again, all names that were spelt otherwise lay within 0.18
# (0.11 where common words were written), and seven of ten words that were no name at 0.2 and more.
COINED = 0.19  # that holds a word which is no common one
COMMON = 0.12  # and common words alone: "pay well" for Paywell
ONE_COMMON = 0.03  # a single common word is most often what was said
SHORTEST = 4  # sounds that a name needs to be looked for by sound
CAPITAL = 2.0  # points of a capital where none is due
CAPITAL_HEARD = 1.0  # the same of a common word that a recogniser wrote: it knows the names, and hears them too often
SMALL = -1.5  # points of a small letter in a text that has capitals
SMALL_TOO = -3.0  # the same where the text writes this name with a capital elsewhere
PLAIN = 0.02  # how far off the commonest words may be: "pay well"
EXACT = 0.3  # points of the user's own spelling
COINED_NAME = 1.8  # points of a name that is no common word
PLACE = 4.0  # points that a name loses which is part of a place's

# Before a name: prepositions and verbs that take a firm; after it: what firms do.
_BEFORE = lexicon.word_set(
    "with at from by besides than versus vs unlike like and or had got have has use used using tried try called call "
    "chose because as about between left leave against via for on of in either both well"
)
_AFTER = lexicon.word_set(
    "is are has does do did said says say came come comes called call tells told offered offers offer quoted will "
    "would looks have was were can could can't won't doesn't didn't wasn't isn't don't sent send gave give charge "
    "charges wanted for as we they i he she you and or but at to"
)
# After a name with a capital: it belongs to a place or to somebody who is no firm of the trade ("on Hollis Road").
_PLACES = lexicon.word_set(
    "road street lane avenue drive way close court square place terrace crescent hill park bridge bay beach valley "
    "lake river island county town village city airport harbour harbor primary school college university academy "
    "church hospital"
)
# Before an ordinary word: something that takes a noun, or a verb's subject.
_TAKES_A_NOUN = lexicon.word_set(
    "a an the our my your his her their its this these those every each no any some more another one two"
)
_TELLS_HOW = lexicon.word_set("be is was are were been so very too quite really not it's that's")
_TURNED = lexicon.word_set("is are was were what's who's how's")  # before whom a question asks about
_TAKES_A_VERB = lexicon.word_set("to they'd they'll we'd we'll i'd i'll you'd you'll he'd she'd could can must should")


@dataclass(frozen=True, slots=True)
class Named:
    """Words `first` to `last` (exclusive) of a run that name a competitor. `heard` is True where the spelling is
    not one of the user's."""

    run: Run
    first: int
    last: int
    name: str
    said: str
    heard: bool
    confidence: float


@cache
def common_words() -> frozenset[str]:
    """Words that are common in English writing."""
    text = (paths.resources() / "lexicons" / "common-words.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def find_named(runs: Sequence[Run], competitors: Sequence[Term]) -> list[Named]:
    """Every place where a competitor is named, in order of the runs; the best reading where several overlap."""
    spellings = [
        (term.name, tuple(bare_word(w) for w in alias.split()))
        for term in competitors
        for alias in (term.name, *term.aliases)
        if any(bare_word(w) for w in alias.split())
    ]
    if not spellings:
        return []
    capitals = any(t.text[:1].isupper() and t.bare not in ("i", "i'm") for run in runs for t in run.tokens[1:])
    proper = {alias for _, alias in spellings if capitals and _has_capital(runs, alias)}
    found: list[Named] = []
    for run in runs:
        words = [t.bare.removesuffix("'s") for t in run.tokens]
        here = [n for s in spellings for n in _readings(run, words, s, _small(s[1], capitals, proper))]
        taken: set[int] = set()
        for named in sorted(here, key=lambda n: (-n.confidence, n.last - n.first, n.first)):
            if taken.isdisjoint(range(named.first, named.last)):
                taken.update(range(named.first, named.last))
                found.append(named)
    return sorted(found, key=lambda n: (n.run.start, n.first))


def _has_capital(runs: Sequence[Run], alias: tuple[str, ...]) -> bool:
    """Whether a name stands with a capital inside a sentence."""
    return any(
        tuple(t.bare.removesuffix("'s") for t in run.tokens[at : at + len(alias)]) == alias
        and run.tokens[at].text[:1].isupper()
        and not ends_sentence(run.tokens[at - 1])
        for run in runs
        for at in range(1, len(run.tokens))
        if run.tokens[at].bare.removesuffix("'s") == alias[0]
    )


def _small(alias: tuple[str, ...], capitals: bool, proper: set[tuple[str, ...]]) -> float | None:
    """Points of a small letter; None where a text has no capitals."""
    if not capitals:
        return None
    return SMALL_TOO if alias in proper else SMALL


def _readings(run: Run, words: list[str], spelling: tuple[str, tuple[str, ...]], small: float | None) -> list[Named]:
    name, alias = spelling
    wanted = sound("".join(alias))
    found = []
    for at in range(len(words)):
        for width in range(1, max(WIDEST, len(alias)) + 1):
            end = at + width
            if end > len(words):
                break
            window = tuple(words[at:end])
            exact = window == alias
            if window == (f"{alias[-1]}s",) and run.tokens[at].text[:1].islower():
                continue  # a thing and many of it: "from little acorns"
            apart = 0.0 if exact else _apart(window, wanted)
            if apart is None or (not exact and ((apart > PLAIN and _plain(window)) or _broken(run, at, end))):
                continue
            coined = _is_coined(alias)
            # A writer's small letter tells a thing from a name ("fine chairside"); a recogniser's tells little where
            # the word is no common one, or was heard otherwise.
            told = exact and not (coined and run.tokens[at].exact)
            lower = small if told or small is None else SMALL
            points = _points(run, words, at, end, coined=coined, small=lower)
            points += EXACT if exact else -apart * 6
            if points > 0:
                said = " ".join(t.text for t in run.tokens[at:end]).strip(".,?!;:")
                sure = min(0.97, 0.6 + 0.1 * points) - apart
                found.append(Named(run, at, end, name, said, not exact, round(max(sure, 0.3), 3)))
    return found


def _is_coined(words: Sequence[str]) -> bool:
    # The list is American: "harbour" is no name because of its letters.
    return any(w not in common_words() and w.replace("our", "or").replace("ise", "ize") not in common_words()
               for w in words)  # fmt: skip


def _plain(window: Sequence[str]) -> bool:
    """Whether words are among the commonest, of which no name is made by ear."""
    return all(w in lexicon.FUNCTION_WORDS or w in lexicon.COMMON or w in lexicon.NUMBERS for w in window) or (
        len(window) > 1
        and (
            window[0] in _EDGES
            or window[-1] in _EDGES
            or "a" in window[1:]
            or (window[0] == "a" and not _is_coined(window[1:]))
        )
    )


def _broken(run: Run, at: int, end: int) -> bool:
    """Whether punctuation or a contraction stands inside words that would be one name."""
    return any(t.text[-1:] in ".,?!;:" for t in run.tokens[at : end - 1]) or any(
        "'" in t.bare.removesuffix("'s") for t in run.tokens[at:end]
    )


_EDGES = lexicon.PRONOUNS | lexicon.word_set("the and of with on in for but or so it's that's from us our is an")


def _apart(window: Sequence[str], wanted: str) -> float | None:
    """How far off a window sounds; None when it is too far."""
    if len(wanted) < SHORTEST:
        return None
    spelt = sound("".join(window))
    if not begins_alike(spelt, wanted):
        return None
    coined = _is_coined(window)
    most = COINED if coined else COMMON if len(window) > 1 else ONE_COMMON
    apart = difference(spelt, wanted, most)
    if spelt[:1] != wanted[:1]:
        apart += 0.06
    return apart if apart <= most else None


def _points(run: Run, words: list[str], at: int, end: int, *, coined: bool, small: float | None) -> float:
    """What speaks for a name here rather than a word: capitals, and the words around it."""
    first = run.tokens[at]
    opens = at == 0 or ends_sentence(run.tokens[at - 1])
    before = "" if opens else words[at - 1]
    closes = end == len(words) or ends_sentence(run.tokens[end - 1]) or run.tokens[end - 1].text[-1:] == ","
    after = "" if closes else words[end]
    points = COINED_NAME if coined else 0.0
    named = first.text[:1].isupper() and small is not None and not opens
    if after in _PLACES and (small is None or run.tokens[end].text[:1].isupper()):
        points -= PLACE
    if small is not None and not opens:
        capital = CAPITAL_HEARD if first.exact and not coined else CAPITAL
        points += capital if first.text[:1].isupper() else small
    elif opens and first.text[:1].isupper():
        points += 0.3
    if before in _TAKES_A_NOUN:
        points -= 1.2 if named else 2.3  # "the Hollis ones"
    elif before in _TAKES_A_VERB and not (coined and first.exact):
        points -= 1.3
    elif (
        before
        and run.tokens[at - 1].bare in _TURNED
        and (at == 1 or ends_sentence(run.tokens[at - 2]) or words[at - 2] in lexicon.WH)
    ):
        points += 0.7  # "Is Swiftly still in it?", "what was Echo like": it is who is asked about
    elif before in _TELLS_HOW:
        points -= 1.2
    elif before in _BEFORE:
        points += 0.7
    if closes:
        points += 0.5
    elif after in _AFTER:
        points += 0.6
    else:
        points -= 0.4
    return points
