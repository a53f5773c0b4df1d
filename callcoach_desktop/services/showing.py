"""A call as `callcoach show --json` prints it (DESIGN.md, section 4)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.analysis import Analysis
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.transcript import Transcript, Utterance

if TYPE_CHECKING:
    from callcoach_desktop.analysis.manner import Manner
    from callcoach_desktop.domain.coaching import CallOutlier
    from callcoach_desktop.services.library import Library

Json = dict[str, Any]


def outliers_of(library: Library, detail: CallDetail) -> Sequence[CallOutlier]:
    """What stands out in a call against the rep's own calls of its type."""
    from callcoach_desktop.services.coaching import Coach  # numpy: not for a call without an analysis

    if detail.analysis is None:
        return ()
    coach = Coach(library)
    try:
        return coach.outliers_of(detail.row.id, wait=True)
    finally:
        coach.close()


def show(detail: CallDetail, outliers: Sequence[CallOutlier] = ()) -> Json:
    """The call as plain JSON values. Lists are empty and figures null where nothing is known; NaN never occurs.

    `outliers` are those of `outliers_of`: they depend on other calls, so a call alone does not know them.
    """
    row, words, computed = detail.row, detail.transcript, detail.analysis
    return {
        "id": row.id,
        "title": row.title,
        "started_at": row.started_at,
        "duration": row.duration,
        "call_type": row.call_type,
        "language": row.language,
        "model": row.model,
        "source": row.source,
        "customer": row.customer,
        "deal": row.deal,
        "tags": list(row.tags),
        "binned_at": row.binned_at,
        "state": row.state,
        "error": row.error,
        "rep_channel": detail.rep_channel,
        "rep_channel_from": detail.rep_channel_from,
        "edited": detail.edited,
        "comments": [
            {
                "id": c.id,
                "kind": c.kind,
                "start": c.start,
                "end": c.end,
                "text": c.text,
                "created_at": c.created_at,
                "author": c.author,
                "reaction": c.reaction,
            }
            for c in detail.comments
        ],
        "speakers": [] if words is None else _speakers(words),
        "utterances": [] if words is None else _utterances(words, computed, _voices(detail)),
        "moments": [] if computed is None else _moments(computed),
        "stages": [] if computed is None else [_segment(s.name, s.start, s.end) for s in computed.stages],
        "turns": [] if computed is None else [
            {"side": t.side, "start": t.start, "end": t.end, "utterances": list(t.utterances)} for t in computed.turns
        ],
        "metrics": {} if computed is None else dict(computed.metrics),
        "places": {}
        if computed is None
        else {name: {"start": p.start, "end": p.end} for name, p in computed.places.items()},
        "outliers": [
            {"kind": o.kind, "why": o.why, "start": o.start, "value": o.value, "usual": o.usual} for o in outliers
        ],
        "summary": _summary(computed),
        "notes": list(detail.notes),
        "analysis_version": None if computed is None else computed.version,
    }  # fmt: skip


def _voices(detail: CallDetail) -> Mapping[str, Manner]:
    """How the voice of each utterance sounds beside how it usually does in the call, where that was measured."""
    if detail.sound is None or detail.transcript is None:
        return {}
    from callcoach_desktop.analysis.manner import manners  # numpy: not for a call of words alone
    from callcoach_desktop.audio.voicing import VOICING_NAME, load_voicing

    track = load_voicing(Path(detail.sound).with_name(VOICING_NAME))
    return {} if track is None else manners(detail.transcript, track)


def talk_seconds(transcript: Transcript) -> dict[str, float]:
    """Seconds of talk by speaker id: the sum of the speaker's utterances (DESIGN.md, section 3)."""
    total = {speaker.id: 0.0 for speaker in transcript.speakers}
    for utterance in transcript.utterances:
        if utterance.timed:
            total[utterance.speaker] = total.get(utterance.speaker, 0.0) + utterance.end - utterance.start
    return total


def _speakers(transcript: Transcript) -> list[Json]:
    seconds = talk_seconds(transcript)
    return [
        {"id": s.id, "name": s.name, "role": s.side, "talk_seconds": round(seconds[s.id], 3)}
        for s in transcript.speakers
    ]


def _utterances(transcript: Transcript, computed: Analysis | None, voices: Mapping[str, Manner]) -> list[Json]:
    stages = () if computed is None else computed.stages
    starts = [stage.start for stage in stages]
    tones = {} if computed is None else {tone.utterance: tone for tone in computed.tones}

    def stage_of(utterance: Utterance) -> str | None:
        # By its middle: an utterance that runs over a border belongs to where most of it is.
        place = bisect_right(starts, (utterance.start + utterance.end) / 2) - 1
        return stages[max(place, 0)].name if stages else None

    return [
        {
            "id": u.id,
            "speaker": u.speaker,
            "start": u.start,
            "end": u.end,
            "text": u.text,
            "stage": stage_of(u),
            "sentiment": tones[u.id].score if u.id in tones else None,
            "sentiment_label": tones[u.id].label if u.id in tones else None,
            "voice": {"level_db": voices[u.id].level, "pitch_semitones": voices[u.id].pitch}
            if u.id in voices
            else None,
            "words": [{"text": w.text, "start": w.start, "end": w.end, "probability": w.probability} for w in u.words],
        }
        for u in transcript.utterances
    ]


def _moments(computed: Analysis) -> list[Json]:
    return [
        {
            "id": m.id,
            "kind": m.kind,
            "type": m.type,
            "speaker": m.speaker,
            "start": m.start,
            "end": m.end,
            "quote": m.quote,
            "confidence": m.confidence,
            "why": m.why,
            "detail": dict(m.detail),
        }
        for m in computed.moments
    ]


def _segment(name: str, start: float, end: float) -> Json:
    return {"name": name, "start": start, "end": end}


def _summary(computed: Analysis | None) -> Json:
    if computed is None:
        return {"headline": "", "points": []}
    return {
        "headline": computed.summary.headline,
        "points": [
            {"text": p.text, "start": p.start, "kind": p.kind, "fields": p.fields} for p in computed.summary.points
        ],
    }
