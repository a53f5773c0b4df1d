"""The sample call that comes with the program, for a look before the first call of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.system.paths import resources

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import ImportOptions

_FILE = "discovery-dental-group.opus"


def sample_call() -> Path:
    """Its recording: two channels, the rep on the left."""
    return resources() / "samples" / _FILE


def as_sample(options: ImportOptions) -> ImportOptions:
    """`options` with what is known of the sample; copied, so that it stays when the program is updated."""
    return replace(
        options, rep_name="Leonie", rep_channel="left", customer="Marcus", call_type="discovery", language="en",
        link=False,
    )  # fmt: skip
