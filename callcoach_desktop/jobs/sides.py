"""Who of the voices that were heard is the rep: as a person said it, as the folder remembers it, or by a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from callcoach_desktop.analysis.roles import guess_rep
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.domain.voices import Voiceprint
from callcoach_desktop.store import calls, transcripts, voices

BY_VOICE = "The rep was recognised by voice."


def told_apart(
    conn: Any, call: str, words: Transcript, options: ImportOptions, heard: Sequence[Voiceprint] = ()
) -> Transcript:
    """The words of a call with sides and names on their voices, as far as they are known.

    Where nobody said who is the rep, the rep's own voice tells it if the library knows that voice and hears it clearly
    (`heard` are the call's voices). Else it is guessed from what is said: the rep's channel, or the sides of the voices
    of one channel. A guess is kept as one ("guessed"), and gives no voice a name.
    """
    own = _own(conn, heard)
    if any(speaker.channel is not None for speaker in words.speakers):
        if not transcripts.rep_channel_is_guess(conn, call):
            return _named(words, transcripts.rep_channel(conn, call), options)
        _guess_channel(conn, call, words, options, own)
        return words
    return _guess_sides(conn, call, words, options, own)


def of_transcript(conn: Any, call: str, words: Transcript, options: ImportOptions) -> Transcript:
    """The words of a transcript file with a rep and a customer among the speakers: without them there would be no
    figures. Where its names do not tell who the rep is, that is guessed from what is said, as it is for voices; of
    several others who may be the customer, the one who talks most is. Sides that are known stay.
    """
    known = {speaker.side: speaker.id for speaker in words.speakers}
    if "rep" in known:
        return words if "customer" in known else _with_rep(words, known["rep"])
    theirs = {s.id for s in words.speakers if s.side == "customer"}
    ours = replace(words, utterances=tuple(u for u in words.utterances if u.speaker not in theirs)) if theirs else words
    guess = guess_rep(ours, options.rep_name)
    rep = guess.speaker if guess is not None else None
    if theirs and len(words.speakers) == len(theirs) + 1:
        rep = next(s.id for s in words.speakers if s.id not in theirs)
    if rep is None:
        return words
    if transcripts.rep_channel(conn, call) is None:
        calls.set_rep_channel(conn, call, None, "guessed")
    return _with_rep(words, rep, customer_known=bool(theirs))


def learn(conn: Any) -> None:
    """Learn the rep's voice anew from the calls in which it is known who is the rep, where that is wished."""
    if not voices.learning(conn):
        return
    known = voices.known_of_rep(conn)
    if known:
        from callcoach_desktop.speech.speakers.own import learned  # numpy, only where there is something to learn from

        voices.keep_own(conn, "calls", learned(known), len(known))


def _own(conn: Any, heard: Sequence[Voiceprint]) -> str | None:
    """The speaker with the rep's own voice."""
    known = voices.own(conn) if heard else []
    if not known:
        return None
    from callcoach_desktop.speech.speakers.own import recognised

    return recognised(known, heard)


def _guess_channel(conn: Any, call: str, words: Transcript, options: ImportOptions, own: str | None) -> None:
    guess = guess_rep(words, options.rep_name) if own is None else None
    speaker = own or (guess.speaker if guess is not None else None)
    if speaker is not None:
        channel = next(s.channel for s in words.speakers if s.id == speaker)
        # It stays a guess: only what a person said may teach the voice by which it was found.
        calls.set_rep_channel(conn, call, "right" if channel == 1 else "left", "guessed")
        if own is not None:
            calls.add_notes(conn, call, (BY_VOICE,))


def _guess_sides(conn: Any, call: str, words: Transcript, options: ImportOptions, own: str | None) -> Transcript:
    guess = guess_rep(words, options.rep_name) if own is None else None
    rep = own or (guess.speaker if guess is not None else None)
    if rep is None:
        return words
    calls.set_rep_channel(conn, call, None, "guessed" if own is None else "remembered")
    if own is not None:
        calls.add_notes(conn, call, (BY_VOICE,))
    return _with_rep(words, rep)


def _with_rep(words: Transcript, rep: str, *, customer_known: bool = False) -> Transcript:
    spoken = {
        s.id: sum(u.end - u.start for u in words.utterances if u.speaker == s.id) for s in words.speakers if s.id != rep
    }
    # A third voice at the table stays one of its own until somebody says whose side it is on.
    sides: dict[str, Side] = {rep: "rep"}
    if spoken and not customer_known:
        sides[max(spoken, key=lambda one: spoken[one])] = "customer"
    return words.with_sides(sides)


def _named(words: Transcript, channel: str | None, options: ImportOptions) -> Transcript:
    rep = {"left": 0, "right": 1, None: None}[channel]
    names = {True: options.rep_name, False: options.customer}
    speakers = []
    for speaker in words.speakers:
        if rep is not None and speaker.channel is not None:
            # Of several people on a side the name is that of the one who talks most, who comes first.
            speaker = replace(speaker, name=names.pop(speaker.channel == rep, None) or speaker.name)
        speakers.append(speaker)
    return replace(words, speakers=tuple(speakers))
