"""A deal on one line, days to scale: its stages, its calls with who spoke how much, coaching, what is due."""

from __future__ import annotations

import math
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from callcoach_desktop.coaching.deal_story import DealStory
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.deals.words import call_type_words, outcome_words
from callcoach_desktop.ui.theme import current, font, mix, px
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.spot_chart import SpotChart
from callcoach_desktop.ui.widgets.time_axis import TimeAxis, day_of


class DealTimeline(SpotChart):
    """A spot is the bar of a call; to choose one opens the call."""

    chosen = Signal(str)  # a call
    near = 10.0

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("The deal on a line of time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.story: DealStory | None = None
        self.today = date(2000, 1, 1)

    def show_story(self, story: DealStory, today: date) -> None:
        """Show a deal."""
        if self.story is None or self.story.deal.id != story.deal.id:
            self.at = -1
        self.story, self.today = story, today
        self.at = min(self.at, len(story.calls) - 1)
        told = tr("{n} call|{n} calls", len(story.calls))
        if story.interventions:
            told += ", " + tr("{n} piece of coaching|{n} pieces of coaching", len(story.interventions))
        self.setAccessibleDescription(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(640), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), self._height())

    def _height(self) -> int:
        coached = px(20) * min(2, len(self.story.interventions)) if self.story is not None else 0
        return px(172) + coached

    # Where things lie

    def _axis(self) -> TimeAxis:
        story = self.story
        assert story is not None  # noqa: S101 - painted only with one
        deal = story.deal
        known = [day_of(c.date) for c in story.calls] + [day_of(i.held_on) for i in story.interventions]
        known += [day_of(deal.opened_on), day_of(deal.closed_on), day_of(deal.expected_on)]
        known += [day_of(s.seen_at) for s in story.stages] + [day_of(s.due) for s in story.steps if not s.done]
        days = [d for d in known if d is not None]
        if deal.outcome == "open":
            days.append(self.today)
        first, last = (min(days), max(days)) if days else (self.today, self.today)
        if (last - first).days < 14:
            first, last = first - timedelta(days=7), last + timedelta(days=7)
        left = (
            max(QFontMetricsF(font("small")).horizontalAdvance(w) for w in (tr("stage"), tr("calls"), tr("due"))) + 20
        )
        return TimeAxis(first, last, left, self.width() - 10.0)

    def _rows(self) -> tuple[float, float, float, float]:
        """Upper edges: stages, calls, what is due, the axis."""
        coached = px(20) * min(2, len(self.story.interventions)) if self.story is not None else 0
        top = float(coached + 4)
        return top, top + px(32), top + px(32) + px(84), self.height() - float(px(18))

    def places(self) -> list[QPointF]:
        """The middle of each call's bar; calls of one day stand side by side."""
        story = self.story
        if story is None:
            return []
        axis, (_, top, _, _) = self._axis(), self._rows()
        made: list[QPointF] = []
        for call in story.calls:
            x = axis.x(day_of(call.date) or self.today)
            if made and x - made[-1].x() < px(14):
                x = made[-1].x() + px(14)
            made.append(QPointF(x, top + px(28)))
        over = made[-1].x() - axis.right if made else 0.0
        if over > 0:  # the last ones of a crowded day must stay inside
            for n in range(len(made) - 1, -1, -1):
                limit = axis.right - px(14) * (len(made) - 1 - n)
                made[n].setX(min(made[n].x(), limit))
        return made

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        if self.story is None:
            return
        painter.setFont(font("small"))
        axis = self._axis()
        self._paint_axis(painter, axis)
        self._paint_coaching(painter, axis)
        self._paint_stages(painter, axis)
        self._paint_calls(painter)
        self._paint_due(painter, axis)
        self.paint_focus(painter)

    def _paint_axis(self, painter: QPainter, axis: TimeAxis) -> None:
        theme, metrics = current(), QFontMetricsF(painter.font())
        stages, calls, due, bottom = self._rows()
        painter.setPen(theme.muted)
        for y, high, words in ((stages, px(24), tr("stage")), (calls, px(56), tr("calls")), (due, px(18), tr("due"))):
            if words == tr("due") and not self._due():
                continue
            painter.drawText(QRectF(8, y, axis.left - 10, high), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(mix(theme.line, theme.surface, 0.8))
        painter.drawLine(QPointF(axis.left, bottom), QPointF(axis.right, bottom))
        for x, words in axis.ticks(metrics):
            painter.setPen(mix(theme.line, theme.surface, 0.45))
            painter.drawLine(QPointF(x, stages), QPointF(x, bottom))
            painter.setPen(theme.muted)
            painter.drawText(
                QPointF(min(x + 3, self.width() - metrics.horizontalAdvance(words)), bottom + px(14)), words
            )
        if self.story is not None and self.story.deal.outcome == "open":
            x = axis.x(self.today)
            painter.setPen(QPen(theme.accent, 1.4))
            painter.drawLine(QPointF(x, stages - 2), QPointF(x, bottom))
            painter.setPen(theme.accent)
            words = tr("today")
            wide = metrics.horizontalAdvance(words)
            painter.drawText(QPointF(x - wide - 4 if x + wide + 6 > self.width() else x + 4, bottom - 3), words)

    def _paint_coaching(self, painter: QPainter, axis: TimeAxis) -> None:
        theme, metrics = current(), QFontMetricsF(painter.font())
        items = self.story.interventions if self.story is not None else ()
        ends = [0.0, 0.0]
        for item in items:
            day = day_of(item.held_on)
            if day is None:
                continue
            x = axis.x(day)
            words = metrics.elidedText(item.title, Qt.TextElideMode.ElideRight, px(230))
            wide = metrics.horizontalAdvance(words)
            begin = max(0.0, min(x + 6, self.width() - wide - 4))
            row = 0 if begin > ends[0] or len(items) == 1 else 1
            painter.setPen(QPen(mix(theme.accent, theme.surface, 0.7), 1.3, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, px(20) * row + 4), QPointF(x, self._rows()[3]))
            if begin > ends[row]:
                ends[row] = begin + wide + 8
                painter.setPen(theme.accent)
                painter.drawText(QPointF(begin, px(20) * row + metrics.ascent() + 1), words)

    def _paint_stages(self, painter: QPainter, axis: TimeAxis) -> None:
        story, theme, metrics = self.story, current(), QFontMetricsF(painter.font())
        if story is None:
            return
        y, high = self._rows()[0], float(px(24))
        for begin, end, words, kind in stage_spans(story, self.today):
            left, right = axis.x(begin), axis.x(end)
            box = QRectF(left, y, max(3.0, right - left), high)
            ground = {"before": theme.raised, "won": theme.good_soft, "lost": theme.warn_soft}.get(kind, theme.rep_soft)
            painter.setPen(QPen(theme.surface, 1.5))
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 5, 5)
            ink = {"before": theme.muted, "won": theme.good, "lost": theme.warn}.get(kind, theme.rep_text)
            painter.setPen(ink)
            room = box.width() - 12
            if room > px(18):
                text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
                painter.drawText(box.adjusted(6, 0, -4, 0), int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_calls(self, painter: QPainter) -> None:
        story, theme, metrics = self.story, current(), QFontMetricsF(painter.font())
        if story is None:
            return
        high, wide = float(px(52)), float(px(10))
        places = self.places()
        label_end = 0.0
        for n, (call, spot) in enumerate(zip(story.calls, places, strict=True)):
            box = QRectF(spot.x() - wide / 2, spot.y() - high / 2, wide, high)
            share = story.talk.get(call.id)
            painter.setPen(Qt.PenStyle.NoPen)
            if share is None:
                painter.setBrush(theme.track)
                painter.drawRoundedRect(box, 3, 3)
            else:
                cut = box.top() + box.height() * (1 - share)
                painter.setBrush(mix(theme.customer, theme.surface, 0.55))
                painter.drawRoundedRect(QRectF(box.left(), box.top(), wide, cut - box.top()), 3, 3)
                painter.setBrush(theme.rep)
                painter.drawRoundedRect(QRectF(box.left(), cut + 1, wide, box.bottom() - cut - 1), 3, 3)
            if n == self.marked:
                painter.setPen(QPen(theme.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 5, 5)
            words = call_type_words(call.call_type)
            length = metrics.horizontalAdvance(words)
            begin = min(max(0.0, spot.x() - length / 2), self.width() - length)
            if words and begin > label_end:
                label_end = begin + length + 6
                painter.setPen(theme.muted)
                painter.drawText(QPointF(begin, box.bottom() + metrics.ascent() + 5), words)

    def _due(self) -> list[tuple[date, bool, str]]:
        """What is due: the day, whether that is past, what it is."""
        if self.story is None:
            return []
        found = [(day_of(s.due), s.state == "late", s.what) for s in self.story.steps if not s.done]
        made = [(day, late, what) for day, late, what in found if day is not None]
        expected = day_of(self.story.deal.expected_on)
        if expected is not None and self.story.deal.outcome == "open":
            made.append((expected, expected < self.today, tr("planned close")))
        return made

    def _paint_due(self, painter: QPainter, axis: TimeAxis) -> None:
        theme, y = current(), self._rows()[2] + px(9)
        for day, late, _ in self._due():
            x, size = axis.x(day), float(px(5))
            tint = theme.warn if late else theme.good
            painter.setPen(QPen(tint, 1.6))
            painter.setBrush(theme.surface if late else tint)
            corners = [QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)]
            painter.drawPolygon(corners)

    # Mouse and keys

    def words_of(self, at: int) -> str:
        story = self.story
        if story is None:
            return ""
        call = story.calls[at]
        told = [
            call.title,
            " · ".join(part for part in (day_words(call.date), call_type_words(call.call_type)) if part),
        ]
        share = story.talk.get(call.id)
        if share is not None:
            told.append(tr("you spoke {share}", share=f"{100 * share:.0f}%"))
        met = sum(h.call == call.id for o in story.objections for h in o.heard)
        if met:
            told.append(tr("{n} objection|{n} objections", met))
        return "\n".join(told)

    def choose(self, at: int) -> None:
        if self.story is not None:
            self.chosen.emit(self.story.calls[at].id)

    def spot_at(self, point: QPointF) -> int:
        half = px(30)
        best, found = self.near, -1
        for n, spot in enumerate(self.places()):
            away = abs(spot.x() - point.x())
            if abs(spot.y() - point.y()) <= half and away < best:
                best, found = away, n
        return found

    def words_beside(self, point: QPointF) -> str:
        """What a stage, a piece of coaching or what is due under the pointer says."""
        story = self.story
        if story is None:
            return ""
        axis = self._axis()
        stages, calls, due, bottom = self._rows()
        if due <= point.y() <= bottom:
            for day, late, what in self._due():
                if math.isclose(axis.x(day), point.x(), abs_tol=7):
                    when = tr("was due on {day}", day=day_words(day.isoformat())) if late else tr(
                        "due on {day}", day=day_words(day.isoformat()))  # fmt: skip
                    return f"{what}\n{when}"
        if stages <= point.y() <= calls:
            for begin, end, words, _ in stage_spans(story, self.today):
                if axis.x(begin) <= point.x() <= axis.x(end):
                    return f"{words}\n" + tr("{begin} to {end}", begin=day_words(begin.isoformat()),
                                             end=day_words(end.isoformat()))  # fmt: skip
        for item in story.interventions:
            day_held = day_of(item.held_on)
            if day_held is not None and math.isclose(axis.x(day_held), point.x(), abs_tol=5):
                return f"{item.title}\n{day_words(item.held_on)}"
        return ""


def stage_spans(story: DealStory, today: date) -> list[tuple[date, date, str, str]]:
    """The stages as begin, end, words and kind: `before` (not known), `open`, `won`, `lost`.

    An import tells the stage on its day; when it was entered lies somewhere between that import and the one before.
    """
    deal = story.deal
    days = [d for d in (day_of(c.date) for c in story.calls) if d is not None]
    opened = day_of(deal.opened_on) or min(days, default=None)
    closed = day_of(deal.closed_on) if deal.outcome != "open" else None
    last = closed or max([today, *days]) if deal.outcome == "open" or closed is None else closed
    made: list[tuple[date, date, str, str]] = []
    seen = [(day, s) for s in story.stages if (day := day_of(s.seen_at)) is not None and s.outcome == "open"]
    seen = [(min(day, last), s) for day, s in seen]
    begin = min([d for d in (opened, seen[0][0] if seen else None) if d is not None], default=last)
    if seen and begin < seen[0][0]:
        made.append((begin, seen[0][0], tr("not known yet"), "before"))
    for n, (day, stage) in enumerate(seen):
        end = seen[n + 1][0] if n + 1 < len(seen) else last
        if end > day or n + 1 == len(seen):
            made.append((day, max(end, day), stage.stage or outcome_words("open"), "open"))
    if not seen and begin < last:
        made.append((begin, last, tr("stages come with imports"), "before"))
    if deal.outcome != "open":
        end = closed or last
        made.append(
            (end, end + timedelta(days=max(3, (last - begin).days // 9)), outcome_words(deal.outcome), deal.outcome)
        )
    return made
