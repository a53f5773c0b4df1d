"""A call whose text is still being made: the words so far as a scene. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene, build_scene

PartialWord = Sequence[object]  # text, start, end, probability, channel: as the transcribing child sends them
_PAUSE_S = 0.7  # a longer pause ends an utterance (DESIGN.md, section 3)


def partial_scene(detail: CallDetail, words: Sequence[PartialWord]) -> CallScene:
    """The scene of a call with the words there are; no figures and no moments, which need all of them."""
    spoken: dict[int, list[Word]] = {}
    for text, start, end, probability, channel, *_ in words:
        spoken.setdefault(int(str(channel)), []).append(
            Word(str(text), float(str(start)), float(str(end)), float(str(probability)))
        )
    channels = sorted(spoken)
    names = {c: tr("Voice") if len(channels) == 1 else (tr("Left"), tr("Right"))[c % 2] for c in channels}
    if detail.transcript is not None:
        names |= {s.channel: s.name for s in detail.transcript.speakers if s.channel in names}
    utterances = []
    for channel in channels:
        run: list[Word] = []
        for word in sorted(spoken[channel], key=lambda w: w.start):
            if run and word.start - run[-1].end > _PAUSE_S:
                utterances.append(_utterance(channel, len(utterances), run))
                run = []
            run.append(word)
        if run:
            utterances.append(_utterance(channel, len(utterances), run))
    speakers = tuple(Speaker(str(c), names[c], "other", c) for c in channels)
    transcript = Transcript(
        duration=detail.row.duration,
        language=detail.row.language or "en",
        speakers=speakers,
        utterances=tuple(sorted(utterances, key=lambda u: u.start)),
    )
    row = replace(detail.row, state="working")
    scene = build_scene(replace(detail, row=row, transcript=transcript, analysis=None))
    return replace(scene, notices=())


def _utterance(channel: int, number: int, words: list[Word]) -> Utterance:
    text = " ".join(w.text for w in words)
    return Utterance(f"p{channel}-{number}", str(channel), words[0].start, words[-1].end, text, tuple(words))
