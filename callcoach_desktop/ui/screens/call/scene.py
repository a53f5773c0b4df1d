"""What the call screen shows, computed beforehand: plain immutable data, no Qt.

`build_scene` turns a CallDetail into lanes, marks, transcript blocks and figures. It runs in a background
task; the widgets only draw what they are handed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.analysis import Stage, Summary
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Side, Speaker, Utterance
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.blocks import Block, build_blocks
from callcoach_desktop.ui.screens.call.figure_texts import Figure, build_figures
from callcoach_desktop.ui.screens.call.marks import Group, Mark, MarkRow, groups_of, marks_of, rows_of
from callcoach_desktop.ui.screens.call.notable import Fact, ToneCurve, facts_of_analysis, tone_curves
from callcoach_desktop.ui.screens.call.wording import day_and_time

Times = NDArray[np.float64]
MOST_OTHER_LANES = 3

State = Literal["ready", "recording", "working", "failed", "empty"]


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """One row of the map. `talk_*` are its utterances, `turn_*` its turns (sorted, seconds).

    `channel` is the channel of the sound that carries this voice, None for all of them.
    """

    key: str
    name: str
    caption: str
    side: Side
    channel: int | None
    talk_starts: Times
    talk_ends: Times
    turn_starts: Times
    turn_ends: Times


@dataclass(frozen=True, slots=True)
class TalkBar:
    """Who talked how much: `share` is the first side's part, 0..1."""

    left: str
    right: str
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class CallScene:
    """All that the call screen shows of one call."""

    call_id: str
    title: str
    meta: str
    duration: float
    state: State
    error: str | None
    sound: str | None
    peaks: str | None
    lanes: tuple[Lane, ...]
    overlaps: NDArray[np.float64]  # (n, 2): seconds in which two lanes talk at once
    marks: tuple[Mark, ...]
    stages: tuple[Stage, ...]
    share_times: Times
    share: Times  # NaN where nobody talked
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    talk: TalkBar | None
    two_sided: bool
    swappable: bool
    guessed: bool
    by_voice: bool  # one channel: the sides are those of voices, not of channels
    timed: bool
    notices: tuple[str, ...]
    question_starts: tuple[float, ...] = field(default=())
    borders: Times = field(default_factory=lambda: np.zeros(0))  # sorted starts and ends of utterances
    speech: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))  # (n, 2): when anybody talks
    mark_rows: tuple[MarkRow, ...] = ()  # one a lane
    wordable: bool = False  # whether it can be told how something is said, see `said_how`
    facts: tuple[Fact, ...] = ()
    tones: tuple[ToneCurve, ...] = ()
    voices: tuple[ToneCurve, ...] = ()  # how lively each side sounds, see `said_how`
    summary: Summary = Summary("")  # noqa: RUF009 - frozen

    def block_at(self, second: float) -> int:
        """The index of the block that is being said, or was said last, at a second; 0 before the first."""
        return max(0, bisect_right(self.blocks, second + 1e-6, key=lambda b: b.start) - 1)


def build_scene(detail: CallDetail) -> CallScene:
    """Everything the screen shows of a call; pure, about 60 ms for 20,000 words."""
    row, transcript, analysis = detail.row, detail.transcript, detail.analysis
    speakers = transcript.speakers if transcript else ()
    lanes, lane_of = _lanes(detail)
    marks = marks_of(analysis.moments if analysis else (), speakers, lane_of)
    share = analysis.talk_share if analysis else ()
    two_sided = {"rep", "customer"} <= {lane.side for lane in lanes}
    by_voice = detail.rep_channel is None and detail.rep_channel_from is not None
    timed = all(u.timed for u in transcript.utterances) if transcript else True
    return CallScene(
        call_id=row.id,
        title=row.title,
        meta=_meta(detail),
        duration=max(row.duration, transcript.duration if transcript else 0.0, 0.1),
        state=_state(detail),
        error=row.error,
        sound=detail.sound,
        peaks=detail.peaks,
        lanes=lanes,
        overlaps=_overlaps(lanes),
        marks=marks,
        stages=analysis.stages if analysis else (),
        share_times=np.array([t for t, _ in share], dtype=np.float64),
        share=np.array([np.nan if s is None else s for _, s in share], dtype=np.float64),
        blocks=build_blocks(transcript, marks) if transcript else (),
        figures=build_figures(detail, two_sided),
        groups=groups_of(marks),
        talk=_talk_bar(lanes),
        two_sided=two_sided,
        swappable=two_sided and (by_voice or len({s.channel for s in speakers if s.channel is not None}) == 2),
        guessed=two_sided and detail.rep_channel_from == "guessed",
        by_voice=by_voice,
        timed=timed,
        notices=_notices(detail, timed, two_sided),
        question_starts=tuple(m.start for m in marks if m.kind == "question" and m.type != "rhetorical"),
        # np.unique would load numpy's masked arrays, for 35 ms in which nothing else runs
        borders=np.array(
            sorted({t for la in lanes for ts in (la.talk_starts, la.talk_ends) for t in ts.tolist()}), float
        ),
        speech=_speech(lanes),
        mark_rows=rows_of(marks, len(lanes)),
        wordable=timed and analysis is not None and transcript is not None and transcript.language == "en",
        facts=facts_of_analysis(analysis, frozenset(s.id for s in speakers if s.side == "rep")) if timed else (),
        tones=tone_curves(analysis, transcript, {s.id: (s.side, s.name) for s in speakers}, row.duration),
        summary=analysis.summary if analysis else Summary(""),
    )


def _state(detail: CallDetail) -> State:
    if detail.row.state == "failed":
        return "failed"
    if detail.row.recording:
        return "recording"
    if detail.row.state in ("queued", "working"):
        return "working"
    return "ready" if detail.transcript and detail.transcript.utterances else "empty"


def _meta(detail: CallDetail) -> str:
    row = detail.row
    parts = [row.customer, row.call_type, day_and_time(row.started_at), clock(row.duration), row.deal]
    return " · ".join(p for p in parts if p)


def _notices(detail: CallDetail, timed: bool, two_sided: bool) -> tuple[str, ...]:
    notices = list(detail.notes)
    transcript = detail.transcript
    if transcript and transcript.utterances:
        if transcript.language and transcript.language.split("-")[0] != "en":
            notices.append(
                tr(
                    "This call is in another language than English ({language}): only figures that need no language "
                    "rules are shown.",
                    language=transcript.language,
                )
            )
        if not two_sided:
            notices.append(tr("The voices are not told apart here, so figures of one side are left out."))
        if not timed:
            notices.append(tr("This transcript came without times: its order is right, its map is not to scale."))
        elif detail.sound and not any(u.words for u in transcript.utterances):
            notices.append(tr("No word times: clicking the text jumps to the start of its line."))
        if detail.sound is None:
            notices.append(tr("Imported as text only, so there is nothing to play."))
    return tuple(notices)


def _lanes(detail: CallDetail) -> tuple[tuple[Lane, ...], dict[str, int]]:
    """Rep on top, customer below, other voices after them; and the lane of each speaker."""
    transcript = detail.transcript
    if transcript is None:
        return (), {}
    talking = {u.speaker for u in transcript.utterances}
    voices = [s for s in transcript.speakers if s.id in talking]
    known = {s.id for s in transcript.speakers}
    voices += [Speaker(s, s, "other") for s in sorted(talking - known)]
    rows: list[tuple[str, str, Side, list[Speaker]]] = []
    for side, caption in (("rep", tr("rep")), ("customer", tr("customer"))):
        members = [s for s in voices if s.side == side]
        if members:
            name = ", ".join(dict.fromkeys(s.name for s in members))
            rows.append((name, "" if name.casefold() == caption else caption, members[0].side, members))
    others = [s for s in voices if s.side == "other"]
    if len(others) == 1 and not rows:
        rows.append((others[0].name or "Voice", tr("all voices"), "other", others))
    elif len(others) > MOST_OTHER_LANES:
        rows.append((tr("Other voices"), tr("{n} person|{n} people", len(others)), "other", others))
    else:
        rows += [(s.name, "other", "other", [s]) for s in others]
    lane_of = {s.id: i for i, (_, _, _, members) in enumerate(rows) for s in members}
    spoken: list[list[Utterance]] = [[] for _ in rows]
    where: dict[str, int] = {}
    for u in transcript.utterances:
        spoken[lane_of[u.speaker]].append(u)
        where[u.id] = lane_of[u.speaker]
    turns: list[list[tuple[float, float]]] = [[] for _ in rows]
    for turn in detail.analysis.turns if detail.analysis else ():
        if turn.utterances and turn.utterances[0] in where:
            turns[where[turn.utterances[0]]].append((turn.start, turn.end))
    channels = {s.channel for s in transcript.speakers if s.channel is not None}
    lanes = []
    for i, (name, caption, side, members) in enumerate(rows):
        talk = np.array([(u.start, u.end) for u in spoken[i]], dtype=np.float64).reshape(-1, 2)
        held = np.array(turns[i], dtype=np.float64).reshape(-1, 2)
        lanes.append(
            Lane(
                key=members[0].id,
                name=name,
                caption=caption,
                side=side,
                channel=members[0].channel if len(channels) > 1 else None,
                talk_starts=talk[:, 0],
                talk_ends=talk[:, 1],
                turn_starts=held[:, 0],
                turn_ends=held[:, 1],
            )
        )
    return tuple(lanes), lane_of


def _overlaps(lanes: tuple[Lane, ...]) -> NDArray[np.float64]:
    """The stretches in which at least two lanes talk at once, by one sweep over all edges."""
    if len(lanes) < 2:
        return np.zeros((0, 2))
    starts = np.concatenate([lane.talk_starts for lane in lanes])
    ends = np.concatenate([lane.talk_ends for lane in lanes])
    edges = np.concatenate((starts, ends))
    steps = np.concatenate((np.ones(len(starts)), -np.ones(len(ends))))
    order = np.lexsort((steps, edges))  # at the same second an end comes before a start
    edges, level = edges[order], np.cumsum(steps[order])
    both = level[:-1] >= 2 if len(level) else np.zeros(0, dtype=bool)
    found = np.stack((edges[:-1][both], edges[1:][both]), axis=1) if len(edges) else np.zeros((0, 2))
    return found[found[:, 1] - found[:, 0] > 0.02]


def _speech(lanes: tuple[Lane, ...]) -> NDArray[np.float64]:
    """The stretches in which anybody talks, merged and sorted."""
    if not lanes:
        return np.zeros((0, 2))
    spans = np.concatenate([np.stack((lane.talk_starts, lane.talk_ends), axis=1) for lane in lanes])
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reach = np.maximum.accumulate(spans[:, 1])
    begins = np.flatnonzero(np.concatenate(([True], spans[1:, 0] > reach[:-1])))
    return np.stack((spans[begins, 0], np.maximum.reduceat(spans[:, 1], begins)), axis=1)


def _talk_bar(lanes: tuple[Lane, ...]) -> TalkBar | None:
    talk: dict[str, float] = {}
    names: dict[str, str] = {}
    for lane in lanes:
        talk[lane.side] = talk.get(lane.side, 0.0) + float(np.sum(lane.talk_ends - lane.talk_starts))
        names.setdefault(lane.side, lane.name)
    total = talk.get("rep", 0.0) + talk.get("customer", 0.0)
    if "rep" not in talk or "customer" not in talk or total <= 0:
        return None
    return TalkBar(names["rep"], names["customer"], talk["rep"] / total)
