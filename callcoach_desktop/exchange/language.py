"""A guess at the language of a transcript that does not say it: the share of each language's commonest words."""

from __future__ import annotations

from collections.abc import Iterable

UNKNOWN = "und"  # ISO 639: undetermined
_LEAST_SHARE = 0.12  # running text has 30 to 50% of such words; names and numbers alone have none
_ENOUGH_WORDS = 4000

_COMMON = {
    "en": "the and to of a i you that it is in we for was on are with this have be so but not what they do your just "
    "like know can if at or there my me it's that's don't yeah",
    "de": "der die das und ist ich nicht sie es wir ein eine zu den mit auf für auch dass sich von haben wie aber so "
    "noch bei wenn kann ja also was sind im dem",
    "fr": "le la les de des et est je vous que pas nous il on un une ce pour dans avec qui mais sur c'est oui ça du au "
    "en y ne j'ai sont plus",
    "es": "el la los las de que y en un una es no se por con para lo como pero sí más su al del me le está muy yo eso "
    "hay nos si",
    "it": "il la di che e è un una per non in sono con si ma come lo anche le i questo mi ci ho da se del della sì poi "
    "perché molto",
    "nl": "de het een en van ik je dat is niet we in op te zijn voor met maar er ook wel dan die als naar heb nog wat "
    "ja dus aan om bij",
    "pt": "o a os as de que e em um uma é não se por com para mas como mais do da no na eu você isso muito também "
    "está sim são foi ao",
}
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def guess_language(texts: Iterable[str]) -> str:
    """An ISO 639-1 code, or "und" when the words look like none of seven languages."""
    words: list[str] = []
    for text in texts:
        words += (word.strip(".,!?;:\"'()…") for word in text.casefold().replace("’", "'").split())
        if len(words) > _ENOUGH_WORDS:
            break
    if not words:
        return UNKNOWN
    shares = {language: sum(word in common for word in words) / len(words) for language, common in _SETS.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= _LEAST_SHARE else UNKNOWN
