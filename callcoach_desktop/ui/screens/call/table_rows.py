"""The plots of a call as rows of a table: turns and moments, talk share, figures. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.usual import Usual
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.figure_texts import Figure, usual_words
from callcoach_desktop.ui.screens.call.mark_kinds import stage_word, word_of
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.wording import span_words

Row = tuple[float, float, str, str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A plot in words. `seconds` says for each row where it is in the call (None: nowhere); the last column is the
    one that gets the room."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    seconds: tuple[float | None, ...]


def table_rows(scene: CallScene, comments: tuple[Comment, ...] = ()) -> list[Row]:
    """Turns, moments, overlaps and comments in order of time: start, length, who, what, words."""
    rows: list[Row] = []
    for lane in scene.lanes:
        turns = lane.turn_starts, lane.turn_ends
        starts, ends = turns if len(turns[0]) else (lane.talk_starts, lane.talk_ends)
        rows += [(a, b - a, lane.name, tr("turn"), "") for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    rows += [(m.start, m.end - m.start, m.speaker, m.label, m.quote) for m in scene.marks]
    rows += [(a, b - a, tr("both"), tr("overlap"), "") for a, b in scene.overlaps.tolist()]
    rows += [(s.start, s.end - s.start, "", tr("stage"), stage_word(s.name)) for s in scene.stages]
    rows += [(f.start, f.end - f.start, "", tr("stands out"), f"{f.label}: {f.why}") for f in scene.facts]
    rows += [(c.start, (c.end or c.start) - c.start, "", word_of(c.kind), c.text) for c in comments]
    return sorted(rows, key=lambda r: (r[0], -r[1]))


def map_table(scene: CallScene, comments: tuple[Comment, ...] = ()) -> Table:
    """The lanes with all that is marked on them."""
    rows = table_rows(scene, comments)
    return Table(
        "map",
        tr("Turns and moments"),
        (tr("Start"), tr("Length"), tr("Who"), tr("What"), tr("Words")),
        tuple((clock(a), span_words(length), who, what, words) for a, length, who, what, words in rows),
        tuple(a for a, *_ in rows),
    )


def share_table(scene: CallScene) -> Table:
    """The talk share, a row for each ten seconds; where nobody talked a dash."""
    left, right = (scene.talk.left, scene.talk.right) if scene.talk else (tr("Rep"), tr("Customer"))
    rows, seconds = [], []
    last = -np.inf
    for second, share in zip(scene.share_times.tolist(), scene.share.tolist(), strict=True):
        if second - last < 10.0 - 1e-6:
            continue
        last = second
        known = not np.isnan(share)
        rows.append((clock(second), f"{share:.0%}" if known else "–", f"{1 - share:.0%}" if known else "–"))
        seconds.append(second)
    return Table("share", tr("Talk share"), (tr("Time"), left, right), tuple(rows), tuple(seconds))


def tone_table(scene: CallScene) -> Table:
    """The tone of both sides, and of their voices where they were asked for, a row for each half minute."""
    curves = (*scene.tones, *scene.voices)
    seconds = list(np.arange(0.0, scene.duration, 30.0).tolist())
    rows = []
    for second in seconds:
        values = [float(np.interp(second, c.times, c.values)) for c in curves]
        rows.append((clock(second), *("–" if np.isnan(v) else f"{v:+.2f}" for v in values)))
    names = [c.name for c in scene.tones] + [tr("{name}, voice", name=c.name) for c in scene.voices]
    return Table("tone", tr("Tone"), (tr("Time"), *names), tuple(rows), tuple(seconds))


def figures_table(figures: tuple[Figure, ...], usual: Mapping[str, Usual]) -> Table:
    """The figures with their ranges and definitions."""
    rows = tuple((f.label, f.value, f.note, usual_words(f, usual.get(f.key)), f.definition) for f in figures)
    columns = (tr("Figure"), tr("Value"), tr("Beside it"), tr("Usual range"), tr("Definition"))
    return Table("figures", tr("Figures"), columns, rows, tuple(f.place for f in figures))


def all_tables(
    scene: CallScene, comments: tuple[Comment, ...] = (), usual: Mapping[str, Usual] | None = None
) -> tuple[Table, ...]:
    """A table for every plot that this call has."""
    tables = [map_table(scene, comments)]
    if np.isfinite(scene.share).any():
        tables.append(share_table(scene))
    if scene.tones:
        tables.append(tone_table(scene))
    if scene.figures:
        tables.append(figures_table(scene.figures, usual or {}))
    return tuple(tables)
