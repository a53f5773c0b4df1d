"""How something is said, on the map and in the list of moments: fillers, hedges, jargon, "you" and "we", pace.

Hundreds of marks that most people want to see only now and then: they are looked for when the legend asks for them.
"""

from __future__ import annotations

from dataclasses import replace

from callcoach_desktop.analysis.wording import KINDS, WordMark, word_marks
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.marks import Group, Mark, rows_of
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.wording import group_title, kind_word


def with_words(scene: CallScene, transcript: Transcript) -> CallScene:
    """The scene with these marks among the others; figures and the text stay as they are."""
    if not scene.timed:
        return scene
    sides = {lane.side: i for i, lane in reversed(list(enumerate(scene.lanes)))}
    lanes = {voice.id: sides.get(voice.side, 0) for voice in transcript.speakers}
    lanes |= {lane.key: i for i, lane in enumerate(scene.lanes)}
    names = {voice.id: voice.name for voice in transcript.speakers}
    made = [
        Mark(0, m.kind, "", _label(m), lanes.get(m.speaker, 0), m.side, m.speaker, names.get(m.speaker, ""), m.start,
             m.end, m.around, _why(m), 1.0)
        for m in word_marks(transcript)
    ]  # fmt: skip
    if not made:
        return scene
    every = sorted([*scene.marks, *made], key=lambda m: (m.start, m.end))
    marks = tuple(replace(mark, index=i) for i, mark in enumerate(every))
    groups = [Group(group_title(kind), kind, tuple(m for m in marks if m.kind == kind)) for kind in KINDS]
    return replace(
        scene,
        marks=marks,
        mark_rows=rows_of(marks, len(scene.lanes)),
        groups=(*scene.groups, *(group for group in groups if group.marks)),
    )


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
