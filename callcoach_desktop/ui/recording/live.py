"""A recording as the bar shows it: the recorder's events, one after the other, become one picture and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.widgets.words import percent

Phase = Literal["starting", "recording", "paused", "stopping", "saving", "over"]
NEWS_S = 12.0  # seconds for which the word that a device is back stays
LONG_MONOLOGUE = 90.0  # seconds of the rep alone, from which on the nudge says it
LONG_QUESTION = 120.0  # seconds since the rep's last question
MUCH = 0.65  # the rep's part of the last five minutes that the nudge speaks of
VOICE_DB = -40.0  # dB of full scale from which on somebody may be talking
EARLY = 120.0  # seconds into a call before which nobody is nudged


@dataclass(frozen=True)
class Live:
    """What is known at this second. Times in seconds, levels in dB of full scale, shares 0..1; None: not known."""

    phase: Phase = "starting"
    seconds: float = 0.0
    two_sided: bool = True
    mic_db: float | None = None
    system_db: float | None = None
    share: float | None = None
    share_5min: float | None = None
    monologue: float = 0.0
    since_question: float | None = None
    patience: float | None = None
    interruptions: int | None = None
    hours_left: float | None = None
    warnings: tuple[str, ...] = ()
    news: str = ""
    news_until: float = 0.0
    lost: tuple[tuple[str, str], ...] = ()
    """Tracks whose source is gone, each with the sentence that says so."""
    marks: int = 0
    quiet: bool = False
    """Nobody has said anything for long: the call may be over."""
    nudge: str = ""
    sources: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """The one warning that matters most now, "" when all is well."""
        # A pause is as silent as a person wants it; a call that is over gives no sound either.
        heard = () if self.phase == "paused" or self.quiet else self.warnings
        for sentence in (*(text for _, text in self.lost), words.disk(self.hours_left), *heard):
            if sentence:
                return sentence
        return ""

    @property
    def spoken(self) -> str:
        """The whole bar for a screen reader."""
        phase = {
            "starting": tr("Recording begins"), "recording": tr("Recording"), "paused": tr("Recording paused"),
            "stopping": tr("Recording stopped"), "saving": tr("Recording is being saved"), "over": tr("Saved"),
        }[self.phase]  # fmt: skip
        parts = [f"{phase}, {clock(self.seconds)}"]
        if self.share is not None:
            parts.append(tr("you talk {share}", share=percent(self.share)))
        parts += [one for one in (self.warning, self.nudge) if one]
        return ". ".join(one.rstrip(".") for one in parts) + "."


Coach = Callable[[dict[str, Any]], str]
"""A level event to the one quiet sentence for the behaviour in focus; "" while there is nothing to say."""


def quiet_nudge(level: dict[str, Any]) -> str:
    """The nudge without a focus: a question that is long ago (only where that is known), a long stretch, much talk."""
    if level["t"] < EARLY:
        return ""
    since = level.get("since_question")
    if since is not None and since >= LONG_QUESTION:
        return tr("{time} since your last question", time=clock(since))
    alone = level.get("monologue") or 0.0
    if alone >= LONG_MONOLOGUE:
        return tr("You have been talking for {time}", time=clock(alone))
    recent = level.get("rep_share_5min")
    if recent is not None and recent >= MUCH:
        return tr("You talked {share} of the last five minutes", share=percent(recent))
    return ""


def follow(now: Live, event: dict[str, Any], coach: Coach = quiet_nudge) -> Live:
    """The picture after an event; events that mean nothing to the bar leave it as it is."""
    kind = event["type"]
    if kind == "level":
        return _level(now, event, coach)
    if kind == "recording":
        tracks = event.get("tracks") or {}
        return replace(now, phase="recording", two_sided=len(tracks) != 1, sources=tuple(tracks.values()))
    if kind in {"lost", "back", "returned"}:
        return _device(now, event)
    if kind == "paused":
        return replace(now, phase="paused", nudge="")
    if kind in {"resumed", "going_on"}:
        return replace(now, phase="recording", quiet=False)
    if kind == "marked":
        return _say(replace(now, marks=now.marks + 1), tr("Marked at {time}", time=clock(event.get("t", now.seconds))))
    if kind == "low_disk":
        return replace(now, hours_left=event.get("hours_left", now.hours_left))
    if kind == "quiet":
        return replace(now, quiet=True)
    if kind == "stopping":
        return replace(now, phase="stopping", nudge="", quiet=False)
    if kind == "recorded":
        return replace(now, phase="saving", seconds=event.get("seconds", now.seconds), nudge="", quiet=False)
    return now


def _say(now: Live, text: str) -> Live:
    return replace(now, news=text, news_until=now.seconds + NEWS_S)


def _device(now: Live, event: dict[str, Any]) -> Live:
    track, text = str(event.get("track")), words.device_news(event)
    others = tuple(one for one in now.lost if one[0] != track)
    if event["type"] == "lost":
        return replace(now, lost=(*others, (track, text)))
    return _say(replace(now, lost=others), text)


def _level(now: Live, event: dict[str, Any], coach: Coach) -> Live:
    codes = [str(code) for code in event.get("warnings") or ()]
    if event.get("unheard") and not any("unheard" in code for code in codes):
        codes.append("unheard")
    gone = {track for track, _ in now.lost}
    # Of a source that is gone it is said that it is gone, and not that it is silent, too.
    codes = [code for code in codes if ("system" if "system" in code or code == "unheard" else "mic") not in gone]
    t = float(event["t"])
    return replace(
        now,
        phase="recording" if now.phase == "starting" else now.phase,
        seconds=t,
        mic_db=event.get("mic_db"),
        system_db=event.get("system_db"),
        share=event.get("rep_share"),
        share_5min=event.get("rep_share_5min"),
        monologue=event.get("monologue") or 0.0,
        since_question=event.get("since_question"),
        patience=event.get("patience"),
        interruptions=event.get("interruptions"),
        hours_left=event.get("hours_left", now.hours_left),
        warnings=tuple(dict.fromkeys(filter(None, map(words.warning, codes)))),
        news=now.news if t < now.news_until else "",
        nudge=coach(event) if now.phase == "recording" else "",
        quiet=now.quiet and not _speaks(event),
    )


def _speaks(event: dict[str, Any]) -> bool:
    """Whether anything like a voice is heard at this second."""
    levels = [event.get("mic_db"), event.get("system_db")]
    return any(level is not None and level > VOICE_DB for level in levels)
