"""Whose voice it is: the rep's own, learned from several calls, and found among the voices of another call.

CAM++ voices of one person from different calls have a cosine of 0.7 and more over one kind of line and somewhat less
over another; of two people mostly under 0.55 (see `clusters.SAME`). So a voice is only taken for the rep's when it is
near enough and clearly nearer than every other voice of the call. Where that does not hold, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.voices import Voiceprint

NEAR = 0.62
"""Cosine from which a voice may be the rep's."""
LEAD = 0.12
"""By how much it must be nearer than the next voice of the same call."""
HEARD_S = 5.0
"""A voice that was heard for less is not compared."""
LEARNED_S = 30.0
"""Seconds, over all calls, under which nothing is learned."""
_STRAY = 0.5  # a call whose voice is further than this from the middle of all has somebody else in it


def recognised(own: Sequence[Sequence[float]], voices: Sequence[Voiceprint]) -> str | None:
    """The speaker who is the rep, by voice; None where that is not clear. `own` are the rep's known voices."""
    heard = [voice for voice in voices if voice.seconds >= HEARD_S]
    if not own or not heard:
        return None
    known = _unit(np.asarray(own, dtype=np.float32))
    near = (_unit(np.asarray([v.numbers for v in heard], dtype=np.float32)) @ known.T).max(axis=1)
    order = np.argsort(-near)
    best = int(order[0])
    if near[best] < NEAR or (len(order) > 1 and near[best] - near[int(order[1])] < LEAD):
        return None
    return heard[best].speaker


def learned(voices: Sequence[Voiceprint]) -> Voiceprint | None:
    """One voice out of those of several calls; calls with somebody else on the rep's channel are left out.

    None under LEARNED_S seconds.
    """
    used = [voice for voice in voices if voice.seconds >= HEARD_S]
    if not used:
        return None
    rows = _unit(np.asarray([v.numbers for v in used], dtype=np.float32))
    seconds = np.asarray([v.seconds for v in used])
    # The call that is nearest to all others is the middle: a mean would be pulled by strays.
    middle = rows[int(np.argmax(np.median(rows @ rows.T, axis=1)))]
    kept = rows @ middle >= _STRAY
    if kept.sum() <= len(used) / 2 or seconds[kept].sum() < LEARNED_S:
        return None  # no voice is in most of the calls: several people use this library
    weights = np.minimum(seconds[kept], 60.0)  # one long call does not outvote five
    mean = _unit((rows[kept] * weights[:, np.newaxis]).sum(axis=0, keepdims=True))[0]
    return Voiceprint("", float(seconds[kept].sum()), tuple(float(v) for v in mean))


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(
        np.float32
    )
    return scaled
