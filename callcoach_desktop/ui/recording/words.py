"""Everything that recording says, in words that a person would use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callcoach_desktop.ui.i18n import tr

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.consent import Consent, How

MANY_HOURS = 100.0
LOW_HOURS = 2.0
"""From here on the bar says how long the disk lasts."""


def warning(code: str) -> str:
    """A warning of the recorder's (`muted`, `silent`, `clipping`, `echo`, `unheard`, each also as `mic:silent` or
    `system_silent`) as a sentence; "" for one that we do not know."""
    kind = next((one for one in ("muted", "silent", "clipping", "echo", "unheard") if one in code), "")
    theirs = "system" in code
    sentences = {
        ("muted", False): tr("Your microphone is muted."),
        ("muted", True): tr("The computer's sound is muted."),
        ("silent", False): tr("Your microphone gives no sound. Is it the right one?"),
        ("silent", True): tr("Nothing is heard of the other side. Is the call on this device?"),
        ("clipping", False): tr("Your microphone is too loud: turn it down a little."),
        ("clipping", True): tr("The other side is too loud: turn the volume down a little."),
        ("echo", False): tr("The microphone hears the loudspeaker. A headset would keep both sides apart."),
        ("echo", True): tr("The microphone hears the loudspeaker. A headset would keep both sides apart."),
        ("unheard", False): tr("Nothing is heard of the other side. Is the call on this device?"),
        ("unheard", True): tr("Nothing is heard of the other side. Is the call on this device?"),
    }
    return sentences.get((kind, theirs), "")


def device_news(event: dict[str, Any]) -> str:
    """What the bar says when a source went or came back, or the chosen one is there again."""
    mine = event.get("track") != "system"
    device = str(event.get("device", ""))
    if event["type"] == "lost":
        if mine:
            return tr("“{device}” is gone. Another microphone is looked for.", device=device)
        return tr("“{device}” is gone. The other side is looked for elsewhere.", device=device)
    if event["type"] == "returned":
        if mine:
            return tr("“{device}” is back, and your side is recorded from it again.", device=device)
        return tr("“{device}” is back, and the other side is recorded from it again.", device=device)
    if mine:
        return tr("Your side is recorded again, from “{device}”.", device=device)
    return tr("The other side is recorded again, from “{device}”.", device=device)


def hours(left: float) -> str:
    """How long the disk lasts, coarse: `50 min`, `1.5 h`."""
    if left < 1:
        return tr("{minutes} min", minutes=max(1, round(left * 60)))
    return tr("{hours} h", hours=f"{left:.1f}".removesuffix(".0"))


def room(left: float | None) -> str:
    """How much can be recorded, before it is begun; "" when that is not known."""
    if left is None:
        return ""
    if left >= MANY_HOURS:
        return tr("Room on the disk for more than {hours} hours", hours=round(MANY_HOURS))
    return tr("Room on the disk for {time}", time=hours(left))


def disk(left: float | None) -> str:
    """A warning when the disk fills up, "" while there is room."""
    if left is None or left >= LOW_HOURS:
        return ""
    return tr("The disk is nearly full: room for {time} more.", time=hours(left))


def ended(why: str) -> str:
    """Why the recorder stopped by itself, "" when a person stopped it."""
    if why == "disk_full":
        return tr("The disk was full. The recording was closed with all that was said until then.")
    if why.startswith("disk_error"):
        return tr("The disk could not be written to. The recording was closed with all that was said until then.")
    return ""


def how_texts() -> tuple[tuple[How, str], ...]:
    """The ways to agree, as the dialog offers them."""
    return (
        ("said", tr("They say yes on the call")),
        ("written", tr("In writing, before the call")),
        ("one_party", tr("My own consent is enough here")),
        ("other", tr("Another way")),
    )


def sentence(how: str) -> str:
    """What a person can read out, or paste into the invitation; "" where nothing has to be said."""
    if how == "said":
        return tr(
            "“Before we start: I would like to record this call, so that I can listen again to what you told me. "
            "The recording stays on my own computer. Is that all right with you?”"
        )
    if how == "written":
        return tr(
            "“I would like to record our call, so that I can listen again to what you told me. The recording stays on "
            "my own computer, and I delete it when you ask me to. If you would rather not, just reply to this mail.”"
        )
    return ""


def told(consent: Consent | None) -> str:
    """The record of a call in one line; "" for a call that was not recorded here."""
    if consent is None:
        return ""
    text = {
        "said": tr("Consent: said on the call"),
        "written": tr("Consent: in writing"),
        "one_party": tr("Consent: the rep's own, in a one-party place"),
        "other": tr("Consent: given another way"),
    }.get(consent.how, tr("Consent: none was noted"))
    if consent.note:
        text = f"{text} ({consent.note})"
    return tr("{consent}, with a beep", consent=text) if consent.beep else text


def law() -> tuple[tuple[str, str], ...]:
    """What a rep should know before the first recording: headings and paragraphs."""
    return (
        (
            tr("In some places everybody has to agree."),
            tr(
                "Germany, France, Switzerland, California, Florida, Pennsylvania and others want a yes from all who "
                "are on the call, before it is recorded. To record without it can be a crime there."
            ),
        ),
        (
            tr("In others one of the people on the call is enough."),
            tr(
                "Most states of the USA and the United Kingdom let you record your own call for yourself. To pass it "
                "on, or to use it at work, can still need a yes."
            ),
        ),
        (
            tr("What counts is where each of you is, not where your company is."),
            tr(
                "When you do not know, ask. One sentence at the start is enough, and hardly anybody minds. When "
                "somebody says no, stop the recording; you can delete it at once."
            ),
        ),
    )


def not_advice() -> str:
    """The line under it."""
    return tr("These are plain words and not legal advice. Ask the people of your company who know.")


def blackhole() -> str:
    """How macOS gives us what it plays."""
    return tr(
        "macOS gives no app what the computer plays: install the free driver BlackHole (existential.audio/blackhole), "
        "and in “Audio MIDI Setup” make a “Multi-Output Device” of your headset and BlackHole. Choose that as the "
        "output in your call app, and BlackHole here as the computer's sound."
    )
