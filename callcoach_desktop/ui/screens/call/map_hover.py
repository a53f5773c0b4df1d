"""What is under the pointer on the map, in words: a heading, the words, and why it is there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.map_extras import tone_word, voice_word
from callcoach_desktop.ui.screens.call.map_layout import View, within
from callcoach_desktop.ui.screens.call.map_paint import Content, Painted
from callcoach_desktop.ui.screens.call.map_rows import Rows, mark_radius
from callcoach_desktop.ui.screens.call.mark_kinds import stage_word, word_of
from callcoach_desktop.ui.screens.call.notable import Fact
from callcoach_desktop.ui.screens.call.scene import CallScene, Mark
from callcoach_desktop.ui.screens.call.wording import span_words

Texts = tuple[str, str, str]


class Under:
    """Answers questions about points of a painted map."""

    def __init__(self, content: Content, view: View, rows: Rows, painted: Painted) -> None:
        self._scene = content.scene
        self._content = content
        self._view, self._rows, self._painted = view, rows, painted

    def marks(self, point: QPointF) -> list[Mark]:
        """The mark at a point, or those that are drawn as one there."""
        lane = self._rows.lane_at(point.y())
        if lane is None or lane >= len(self._painted.clusters):
            return []
        x = point.x() - self._rows.left
        near = [c for c in self._painted.clusters[lane] if abs(c.x - x) <= mark_radius() + 2]
        if not near:
            return []
        best = min(near, key=lambda c: abs(c.x - x))
        return [self._scene.marks[self._painted.marks[lane][i]] for i in best.members]

    def comment(self, point: QPointF) -> Comment | None:
        """The comment whose flag is at a point."""
        flags = self._rows.flags
        if flags is None or not flags[0] - 2 <= point.y() <= flags[1] + 3:
            return None
        near = [(abs(x - point.x()), i) for i, (x, _) in enumerate(self._painted.flags) if abs(x - point.x()) <= 9]
        return self._painted.flags[min(near)[1]][1] if near else None

    def fact(self, point: QPointF) -> Fact | None:
        """What stands out whose flag is at a point."""
        flags = self._rows.flags
        if flags is None or not flags[0] - 2 <= point.y() <= flags[1] + 3:
            return None
        return next((f for left, right, f in self._painted.facts if left <= point.x() <= right), None)

    def stage(self, point: QPointF) -> tuple[float, float, str] | None:
        """The stage at a point: start, end, name."""
        row = self._rows.stage
        if row is None or not row[0] <= point.y() <= row[1] or point.x() < self._rows.left:
            return None
        second = self._view.second(point.x() - self._rows.left, self._rows.width)
        found = next((s for s in self._scene.stages if s.start <= second < s.end), None)
        return (found.start, found.end, found.name) if found else None

    def turn(self, point: QPointF) -> tuple[float, float] | None:
        """The turn (or the talk, where nobody holds the floor) at a point of a lane."""
        lane = self._rows.lane_at(point.y())
        if lane is None or point.x() < self._rows.left:
            return None
        return self._talk(lane, self._view.second(point.x() - self._rows.left, self._rows.width))

    def texts(self, point: QPointF) -> Texts | None:
        """What to say of a point; None for nothing."""
        comment = self.comment(point)
        if comment is not None:
            return comment_texts(comment)
        fact = self.fact(point)
        if fact is not None:
            return f"{clock(fact.start)} · {fact.label}", "", fact.why
        marks = self.marks(point)
        if marks:
            return mark_texts(marks)
        if point.x() < self._rows.left or point.x() > self._rows.right:
            return None
        second = self._view.second(point.x() - self._rows.left, self._rows.width)
        stage = self.stage(point)
        if stage is not None:
            start, end, name = stage
            span = tr("{start} to {end}, {length}", start=clock(start), end=clock(end), length=span_words(end - start))
            return f"{stage_word(name)} · {span}", "", tr("A double click zooms to this stage.")
        if self._rows.share and self._rows.share[0] <= point.y() <= self._rows.share[1]:
            return self._share(second)
        if self._rows.tone and self._rows.tone[0] <= point.y() <= self._rows.tone[1]:
            return self._tone(second)
        lane = self._rows.lane_at(point.y())
        if lane is not None:
            return self.talk_texts(lane, second)
        return self._overlap(second, point.y())

    def _share(self, second: float) -> Texts | None:
        times = self._scene.share_times
        at = min(bisect_right(times, second), len(times) - 1)
        value = self._scene.share[at]
        if np.isnan(value) or self._scene.talk is None:
            return None
        left, right = self._scene.talk.left, self._scene.talk.right
        words = f"{left} {value * 100:.0f}%, {right} {100 - value * 100:.0f}%"
        why = tr("Talk in the minute around this second.")
        if self._content.usual_share is not None:
            low, high = (round(part * 100) for part in self._content.usual_share)
            why += " " + tr("The band is the usual talk ratio of whole calls: {low}% to {high}%.", low=low, high=high)
        return tr("{time} · talk share", time=clock(second)), words, why

    def _tone(self, second: float) -> Texts | None:
        words = []
        for curve in self._scene.tones:
            value = float(np.interp(second, curve.times, curve.values))
            if not np.isnan(value):
                words.append(f"{curve.name}: {tone_word(value)} ({value:+.1f})")
        if not words:
            return None
        why = tr("Tone of the words around this second, from -1 to 1. The dotted line is neutral.")
        voices = []
        for curve in self._scene.voices:
            lively = float(np.interp(second, curve.times, curve.values))
            if not np.isnan(lively):
                voices.append(f"{curve.name}: {voice_word(lively)}")
        if voices:
            why += " " + tr("Voice, the paler line, beside how it usually is here: {voices}.", voices=", ".join(voices))
        return tr("{time} · tone", time=clock(second)), ", ".join(words), why

    def _overlap(self, second: float, y: float) -> Texts | None:
        lanes, overlaps = self._rows.lanes, self._scene.overlaps
        if len(lanes) < 2 or not lanes[0][1] <= y <= lanes[1][0] or not len(overlaps):
            return None
        slack = self._slack()
        first, last = within(overlaps[:, 0], overlaps[:, 1], self._view)
        for a, b in overlaps[first:last]:
            if a - slack <= second <= b + slack:
                return (
                    tr("{time} · both talk at once", time=clock(a)),
                    "",
                    tr("For {length}.", length=span_words(b - a)),
                )
        return None

    def _slack(self) -> float:
        return self._view.length / self._rows.width * 1.5

    def _talk(self, index: int, second: float) -> tuple[float, float] | None:
        lane, slack = self._scene.lanes[index], self._slack()
        i = bisect_right(lane.talk_starts, second + slack) - 1
        if i < 0 or lane.talk_ends[i] < second - slack:
            return None
        t = bisect_right(lane.turn_starts, second + slack) - 1
        if t >= 0 and lane.turn_ends[t] >= second - slack:
            return float(lane.turn_starts[t]), float(lane.turn_ends[t])
        return float(lane.talk_starts[i]), float(lane.talk_ends[i])

    def talk_texts(self, index: int, second: float) -> Texts | None:
        """Who talks there, in what turn, with which words."""
        span = self._talk(index, second)
        if span is None:
            return None
        lane, slack = self._scene.lanes[index], self._slack()
        words = ""
        for row in range(max(0, self._scene.block_at(second + slack) - 3), len(self._scene.blocks)):
            block = self._scene.blocks[row]
            if block.start > second + slack:
                break
            if block.end >= second - slack and (block.speaker == lane.name or block.side == lane.side):
                words = block.text
                for first, last in reversed(block.chips):
                    words = words[: first - 1] + words[last:]
        held = bool(np.any(lane.turn_starts == span[0]))
        kind = tr("turn") if held else tr("while the other side holds the floor")
        length = span_words(span[1] - span[0])
        return f"{clock(span[0])} · {lane.name} · {kind}, {length}", short(words, 220), ""


def mark_texts(marks: list[Mark]) -> Texts:
    """One mark with its words and why it is there, or several in lines."""
    if len(marks) == 1:
        m = marks[0]
        sure = tr("{percent}% sure", percent=round(m.confidence * 100)) if m.confidence < 0.995 else ""
        said = {"right": tr("confirmed by you"), "changed": tr("corrected by you"), "added": tr("added by you")}
        why = " · ".join(part for part in (m.why, said.get(m.judged, sure)) if part)
        return f"{clock(m.start)} · {m.speaker} · {m.label}", f"“{m.quote}”" if m.quote else "", why
    lines = [f"{clock(m.start)}  {m.label}: {short(m.quote, 44)}" for m in marks[:6]]
    more = tr("and {n} more; |and {n} more; ", len(marks) - 6) if len(marks) > 6 else ""
    return (
        tr("{count} marks close together", count=len(marks)),
        "\n".join(lines),
        more + tr("a double click zooms in to see each"),
    )


def with_note(texts: Texts, marks: list[Mark], note_of: Callable[[Mark], str]) -> Texts:
    """The texts of a mark, with the entry of the playbook that fits it."""
    note = note_of(marks[0]) if len(marks) == 1 else ""
    if not note:
        return texts
    head, words, why = texts
    return head, words, "\n".join(part for part in (why, tr("Your playbook: {title}", title=note)) if part)


def comment_texts(comment: Comment) -> Texts:
    """A comment or a bookmark with its text."""
    end = f" - {clock(comment.end)}" if comment.end is not None else ""
    return f"{clock(comment.start)}{end} · {word_of(comment.kind).capitalize()}", short(comment.text, 300), ""


def describe(scene: CallScene) -> str:
    """The map in one sentence, for screen readers."""
    voices = ", ".join(lane.name for lane in scene.lanes)
    return tr(
        "{length} with {voices}. Arrows move the play head, up and down go from mark to mark, Shift with Ctrl and "
        "an arrow selects. The table button lists the same in words.",
        length=span_words(scene.duration),
        voices=voices,
    )


def short(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
