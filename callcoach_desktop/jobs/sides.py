"""Who of the voices that were heard is the rep: as a person said it, as the folder remembers it, or by a guess."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from callcoach_desktop.analysis.roles import guess_rep
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.store import calls, transcripts


def told_apart(conn: Any, call: str, words: Transcript, options: ImportOptions) -> Transcript:
    """The words of a call with sides and names on their voices, as far as they are known.

    With two channels of which nobody said whose they are, the rep's channel is guessed from what is said. The voices of
    one channel get their sides by the same guess. A guess is kept as one ("guessed"), and gives no voice a name.
    """
    if any(speaker.channel is not None for speaker in words.speakers):
        if not transcripts.rep_channel_is_guess(conn, call):
            return _named(words, transcripts.rep_channel(conn, call), options)
        _guess_channel(conn, call, words, options)
        return words
    return _guess_sides(conn, call, words, options)


def _guess_channel(conn: Any, call: str, words: Transcript, options: ImportOptions) -> None:
    guess = guess_rep(words, options.rep_name)
    if guess is not None:
        channel = next(s.channel for s in words.speakers if s.id == guess.speaker)
        calls.set_rep_channel(conn, call, "right" if channel == 1 else "left", "guessed")


def _guess_sides(conn: Any, call: str, words: Transcript, options: ImportOptions) -> Transcript:
    guess = guess_rep(words, options.rep_name)
    if guess is None:
        return words
    spoken = {
        s.id: sum(u.end - u.start for u in words.utterances if u.speaker == s.id)
        for s in words.speakers
        if s.id != guess.speaker
    }
    # A third voice at the table stays one of its own until somebody says whose side it is on.
    sides: dict[str, Side] = {guess.speaker: "rep", max(spoken, key=lambda one: spoken[one]): "customer"}
    calls.set_rep_channel(conn, call, None, "guessed")
    return words.with_sides(sides)


def _named(words: Transcript, channel: str | None, options: ImportOptions) -> Transcript:
    rep = {"left": 0, "right": 1, None: None}[channel]
    names = {True: options.rep_name, False: options.customer}
    speakers = tuple(
        speaker
        if rep is None or speaker.channel is None
        else replace(speaker, name=names[speaker.channel == rep] or speaker.name)
        for speaker in words.speakers
    )
    return replace(words, speakers=speakers)
