"""Domain types to and from plain JSON values: one way of writing them for the store, the children and the files."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.analysis import (
    Analysis,
    Moment,
    Outlier,
    Place,
    Stage,
    Summary,
    SummaryPoint,
    Tone,
    Turn,
)
from callcoach_desktop.domain.sound import SoundCopy, SoundInfo
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Term, Tracker, Vocabulary

if TYPE_CHECKING:
    from msgspec.json import Decoder

Json = dict[str, Any]

_making = threading.Lock()


def words_to_json(words: tuple[Word, ...]) -> list[list[Any]]:
    """Words as `[text, start, end, probability]` rows, times to the millisecond."""
    return [[w.text, round(w.start, 3), round(w.end, 3), round(w.probability, 3)] for w in words]


def words_from_json(rows: list[list[Any]]) -> tuple[Word, ...]:
    """The inverse of `words_to_json`; raises ValueError on a malformed row."""
    return tuple(Word(str(text), float(start), float(end), float(p)) for text, start, end, p in rows)


def transcript_to_json(transcript: Transcript) -> Json:
    """A transcript as plain JSON values."""
    return {
        "duration": transcript.duration,
        "language": transcript.language,
        "speakers": [asdict(s) for s in transcript.speakers],
        "utterances": [
            {
                "id": u.id,
                "speaker": u.speaker,
                "start": round(u.start, 3),
                "end": round(u.end, 3),
                "text": u.text,
                "words": words_to_json(u.words),
                "timed": u.timed,
            }
            for u in transcript.utterances
        ],
    }


def transcript_from_json(data: Json) -> Transcript:
    """The inverse of `transcript_to_json`; raises KeyError, TypeError or ValueError on malformed data."""
    return Transcript(
        duration=float(data["duration"]),
        language=str(data["language"]),
        speakers=tuple(Speaker(**s) for s in data["speakers"]),
        utterances=utterances_from_json(data["utterances"]),
    )


def utterances_from_json(rows: list[Json]) -> tuple[Utterance, ...]:
    """The utterances of a transcript's JSON; raises KeyError, TypeError or ValueError on malformed data."""
    return tuple(
        Utterance(
            id=str(u["id"]),
            speaker=str(u["speaker"]),
            start=float(u["start"]),
            end=float(u["end"]),
            text=str(u["text"]),
            words=words_from_json(u["words"]),
            timed=bool(u["timed"]),
        )
        for u in rows
    )


def analysis_to_json(analysis: Analysis) -> Json:
    """An analysis as plain JSON values (tuples become lists)."""
    return asdict(analysis)


def analysis_from_json(data: Json) -> Analysis:
    """The inverse of `analysis_to_json`; raises KeyError, TypeError or ValueError on malformed data."""
    summary = data["summary"]
    return Analysis(
        version=int(data["version"]),
        turns=tuple(Turn(t["side"], t["start"], t["end"], tuple(t["utterances"])) for t in data["turns"]),
        moments=tuple(Moment(**m) for m in data["moments"]),
        stages=tuple(Stage(**s) for s in data["stages"]),
        metrics={str(k): None if v is None else float(v) for k, v in data["metrics"].items()},
        places={str(k): Place(**v) for k, v in data["places"].items()},
        talk_share=tuple((float(t), None if s is None else float(s)) for t, s in data["talk_share"]),
        summary=Summary(summary["headline"], tuple(SummaryPoint(**p) for p in summary["points"])),
        outliers=tuple(Outlier(**o) for o in data["outliers"]),
        tones=tuple(Tone(**t) for t in data.get("tones", ())),
        tracked=str(data.get("tracked", "")),
    )


def analysis_from_text(text: str) -> Analysis:
    """`analysis_from_json` of the JSON text itself, in a sixth of the time: a call of two hours has half a megabyte of
    it and a thousand moments, and a window waits for it. Raises KeyError, TypeError or ValueError on malformed data.
    """
    from msgspec import DecodeError

    try:
        return _analyses().decode(text)
    except DecodeError:  # another version's kinds of moments are no error, and what is one is said as ever
        return analysis_from_json(json.loads(text))


def _analyses() -> Decoder[Analysis]:
    # Two threads that both look at a class for the first time end the process: one finds what the other has half made.
    with _making:
        return _decoder()


@cache
def _decoder() -> Decoder[Analysis]:
    from msgspec.json import Decoder  # not before somebody reads a call: lists do without

    return Decoder(Analysis)


def vocabulary_from_json(data: Json) -> Vocabulary:
    """The inverse of `dataclasses.asdict`; kinds that are not there are empty. Raises KeyError, TypeError."""
    kinds = {kind: terms for kind, terms in data.items() if kind != "trackers"}
    return Vocabulary(
        **{kind: tuple(Term(t["name"], tuple(t["aliases"])) for t in terms) for kind, terms in kinds.items()},
        trackers=tuple(tracker_from_json(t) for t in data.get("trackers", ())),
    )


def tracker_from_json(data: Json) -> Tracker:
    """The inverse of `dataclasses.asdict`; earlier versions kept no `unlike`. Raises KeyError, TypeError."""
    lists = (tuple(data["phrases"]), tuple(data["examples"]))
    return Tracker(data["name"], *lists, data["side"], tuple(data.get("unlike", ())))


def sound_copy_to_json(copy: SoundCopy) -> Json:
    """A sound copy as plain JSON values."""
    data = asdict(copy)
    recorded = copy.info.recorded_at
    data["info"]["recorded_at"] = recorded.isoformat() if recorded else None
    return data


def sound_copy_from_json(data: Json) -> SoundCopy:
    """The inverse of `sound_copy_to_json`; raises KeyError, TypeError or ValueError on malformed data."""
    info = dict(data["info"])
    recorded = info.pop("recorded_at")
    return SoundCopy(
        info=SoundInfo(**info, recorded_at=datetime.fromisoformat(recorded) if recorded else None),
        channels=int(data["channels"]),
        rate=int(data["rate"]),
        frames=int(data["frames"]),
        identical=bool(data["identical"]),
    )
