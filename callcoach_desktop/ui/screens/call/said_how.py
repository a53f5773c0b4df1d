"""How something is said, on the map and in the list of moments: fillers, hedges, jargon, "you" and "we", pace, voice.

Hundreds of marks that most people want to see only now and then: they are looked for when the legend asks for them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from callcoach_desktop.analysis import manner
from callcoach_desktop.analysis.manner import Manner, VoiceMark, manners, voice_marks
from callcoach_desktop.analysis.wording import KINDS, WordMark, word_marks
from callcoach_desktop.audio.voicing import voicing_of
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.marks import Group, Mark, rows_of
from callcoach_desktop.ui.screens.call.notable import curves_of
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.wording import group_title, kind_word


def with_words(scene: CallScene, transcript: Transcript, sound: str | None = None) -> CallScene:
    """The scene with these marks among the others and, where there is a sound, a curve of each side's voice; figures
    and the text stay as they are."""
    if not scene.timed:
        return scene
    sides = {lane.side: i for i, lane in reversed(list(enumerate(scene.lanes)))}
    lanes = {voice.id: sides.get(voice.side, 0) for voice in transcript.speakers}
    lanes |= {lane.key: i for i, lane in enumerate(scene.lanes)}
    names = {voice.id: voice.name for voice in transcript.speakers}
    told = _manners(transcript, sound)
    made = [
        Mark(0, m.kind, "", _label(m), lanes.get(m.speaker, 0), m.side, m.speaker, names.get(m.speaker, ""), m.start,
             m.end, m.around, _why(m), 1.0)
        for m in word_marks(transcript)
    ]  # fmt: skip
    made += [
        Mark(0, v.kind, "", _voice_label(v), lanes.get(v.speaker, 0), v.side, v.speaker, names.get(v.speaker, ""),
             v.start, v.end, v.text, _voice_why(v), 1.0)
        for v in voice_marks(transcript, told)
    ]  # fmt: skip
    if not made and not told:
        return scene
    every = sorted([*scene.marks, *made], key=lambda m: (m.start, m.end))
    marks = tuple(replace(mark, index=i) for i, mark in enumerate(every))
    kinds = (*KINDS, *manner.KINDS)
    groups = [Group(group_title(kind), kind, tuple(m for m in marks if m.kind == kind)) for kind in kinds]
    return replace(
        scene,
        marks=marks,
        mark_rows=rows_of(marks, len(scene.lanes)),
        groups=(*scene.groups, *(group for group in groups if group.marks)),
        voices=curves_of(
            {utterance: m.lively for utterance, m in told.items()},
            transcript,
            {voice.id: (voice.side, voice.name) for voice in transcript.speakers},
            scene.duration,
        ),
    )


def _manners(transcript: Transcript, sound: str | None) -> dict[str, Manner]:
    try:
        return {} if sound is None else manners(transcript, voicing_of(Path(sound)))
    except KnownError:  # a sound that cannot be read: playing it says so
        return {}


def _label(mark: WordMark) -> str:
    word = kind_word(mark.kind).capitalize()
    if mark.value is not None:
        return tr("{word}: {pace} words a minute", word=word, pace=round(mark.value))
    return f"{word}: {mark.text}"


def _why(mark: WordMark) -> str:
    reasons = {
        "filler": tr("A recogniser writes down only some of them: there were more."),
        "hedge": tr("It takes back what is said."),
        "jargon": tr("The customer had not said it before."),
        "fast": tr("Much faster than this voice speaks in the rest of the call."),
        "slow": tr("Much slower than this voice speaks in the rest of the call."),
    }
    return reasons.get(mark.kind, "")


def _voice_label(mark: VoiceMark) -> str:
    level, pitch = round(mark.manner.level), round(mark.manner.pitch)
    parts = []
    if level:
        how = tr("{n} dB louder", level) if level > 0 else tr("{n} dB softer", -level)
        parts.append(how)
    if pitch:
        how = (
            tr("{n} semitone higher|{n} semitones higher", pitch)
            if pitch > 0
            else tr("{n} semitone lower|{n} semitones lower", -pitch)
        )
        parts.append(how)
    return tr("{word}: {how}", word=kind_word(mark.kind).capitalize(), how=", ".join(parts))


def _voice_why(mark: VoiceMark) -> str:
    if mark.kind == "lowered":
        return tr("Much softer than this voice usually is in this call: or further from its microphone.")
    return tr("Louder or higher than this voice usually is in this call: or nearer to its microphone.")
