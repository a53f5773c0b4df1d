"""A library, a queue and an importer in memory, for the tests of the window only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import CallDetail, CallRow, ChangeSet, ImportOptions, SearchHit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.ui.imports.flow import ModelServices
from callcoach_desktop.ui.services import Services

TITLES = (
    ("Scheduling for five clinics", "Brightwater Dental", "discovery"),
    ("Pricing call", "Harrow Ridge", "negotiation"),
    ("Second demo", "Lindenhof", "demo"),
    ("Renewal and inspection", "Meadowbank", "renewal"),
    ("First call about the cold chain", "Ridgeway Foods", "discovery"),
    ("Board wants three things", "Copper Kettle", "negotiation"),
    ("Discovery with the workshop lead", "Ashby Joinery", "discovery"),
)


def make_rows(number: int) -> list[CallRow]:
    """`number` calls, newest first."""
    rows = []
    for n in range(number):
        title, customer, kind = TITLES[n % len(TITLES)]
        rows.append(
            CallRow(
                id=f"call{n:08}",
                title=title if n < len(TITLES) else f"{title} {n}",
                customer=customer,
                deal=None,
                call_type=kind,
                started_at=f"2026-{11 - (n // 28) % 11:02}-{28 - n % 28:02}T{9 + n % 8:02}:{(n * 7) % 60:02}:00",
                duration=240.0 + (n * 397) % 3300,
                language="en",
                model="base",
                source="sound",
                state="ready",
                talk_ratio=None if n % 11 == 5 else 0.28 + (n * 37 % 50) / 100,
                questions=None if n % 11 == 5 else (n * 13) % 31,
            )
        )
    return rows


def make_job(job_id: str, **changes: Any) -> Job:
    """A running job."""
    job = Job(
        job_id, "import", None, f"/calls/{job_id}.mp3", f"{job_id}.mp3", "running", "transcribing", 1.0, 120.0, 600.0,
        220.0, None, "2026-11-24T10:00:00",
    )  # fmt: skip
    return replace(job, **changes)


class FakeLibrary:
    """Keeps rows in a list; counts on which threads it was asked."""

    def __init__(self, rows: Sequence[CallRow] = (), hits: Sequence[SearchHit] = ()) -> None:
        self.rows = list(rows)
        self.hits = list(hits)
        self.settings: dict[str, Any] = {}
        self.asked_on: set[str] = set()
        self.deleted: list[str] = []
        self.swapped: list[str] = []
        self.reanalysed: list[str] = []
        self.failing: KnownError | None = None
        self.folder = Path("/no/such/library")
        self.words = Vocabulary()
        self._subscribers: list[Callable[[ChangeSet], None]] = []
        self.asked: list[Any] = []

    def _note(self) -> None:
        self.asked_on.add(threading.current_thread().name)
        if self.failing is not None:
            raise self.failing

    def calls(self, query: Any = None) -> list[CallRow]:
        self._note()
        if query is not None:
            self.asked.append(query)
        binned = bool(query is not None and query.binned)
        return [row for row in self.rows if (row.binned_at is not None) == binned]

    def call(self, name: str) -> CallDetail:
        self._note()
        row = next(row for row in self.rows if row.id == name)
        return CallDetail(row, None, None, None, None, None, None, extra={"original": str(self.folder / f"{name}.mp3")})

    def reanalyse(self, call_id: str) -> None:
        self._note()
        self.reanalysed.append(call_id)

    def search(self, text: str, limit: int = 50) -> list[SearchHit]:
        self._note()
        return [hit for hit in self.hits if text.lower() in hit.snippet.lower()][:limit]

    def edit(self, call_id: str, field: str, value: Any) -> None:
        self._note()
        self.rows = [replace(row, **{field: value}) if row.id == call_id else row for row in self.rows]
        self.publish(ChangeSet(calls=frozenset({call_id})))

    def swap_sides(self, call_id: str) -> None:
        self._note()
        self.swapped.append(call_id)

    def delete_call(self, call_id: str) -> None:
        self._note()
        self.deleted.append(call_id)
        self.rows = [row for row in self.rows if row.id != call_id]

    def setting(self, key: str, default: Any = None) -> Any:
        self._note()
        return self.settings.get(key, default)

    def set_setting(self, key: str, value: Any) -> None:
        self._note()
        self.settings[key] = value

    def remember(self, key: str, value: Any) -> None:
        self.set_setting(key, value)

    def vocabulary(self) -> Vocabulary:
        self._note()
        return self.words

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        self._note()
        self.words = vocabulary

    def count(self) -> int:
        self._note()
        return len(self.rows)

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self._subscribers.append(fn)
        return lambda: self._subscribers.remove(fn)

    def publish(self, changes: ChangeSet) -> None:
        for fn in list(self._subscribers):
            fn(changes)


class FakeEditor:
    """Changes the rows of a FakeLibrary; `steps` names what was done."""

    def __init__(self, library: FakeLibrary) -> None:
        self.library = library
        self.steps: list[tuple[str, tuple[str, ...]]] = []
        self.purged: list[str] = []

    def _change(self, name: str, ids: Sequence[str], change: Callable[[CallRow], CallRow]) -> None:
        self.library._note()
        self.steps.append((name, tuple(ids)))
        self.library.rows = [change(row) if row.id in ids else row for row in self.library.rows]
        self.library.publish(ChangeSet(calls=frozenset(ids), journal=True))

    def set_field(self, ids: Sequence[str], field: str, value: str | None) -> None:
        self._change(field, ids, lambda row: replace(row, **{field: value}))

    def tag(self, ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        self._change("tag", ids, lambda row: replace(row, tags=tuple(sorted({*row.tags, *add} - set(remove)))))

    def swap_sides(self, call_id: str) -> None:
        self.library.swap_sides(call_id)

    def bin(self, ids: Sequence[str]) -> None:
        now = datetime.now(UTC).isoformat()
        self._change("bin", ids, lambda row: replace(row, binned_at=now))

    def restore(self, ids: Sequence[str]) -> None:
        self._change("restore", ids, lambda row: replace(row, binned_at=None))

    def purge(self, ids: Sequence[str]) -> None:
        self.purged.extend(ids)
        self.library.rows = [row for row in self.library.rows if row.id not in ids]
        self.library.publish(ChangeSet(calls=frozenset(ids)))


class FakeRunner:
    """A queue that only remembers what it was asked."""

    def __init__(self, jobs: Sequence[Job] = ()) -> None:
        self.all = list(jobs)
        self.asked: list[tuple[str, str]] = []
        self.partial: Callable[[str, Any], None] | None = None
        self.words: list[Any] = []
        self.known: dict[str, bool] = {}
        self.restored: set[str] = set()
        self.trouble: str | None = None

    def jobs(self) -> list[Job]:
        return list(self.all)

    def wake(self) -> None:
        self.asked.append(("wake", ""))

    def pause(self, job_id: str) -> None:
        self.asked.append(("pause", job_id))

    def resume(self, job_id: str) -> None:
        self.asked.append(("resume", job_id))

    def cancel(self, job_id: str) -> None:
        self.asked.append(("cancel", job_id))

    def retry(self, job_id: str) -> None:
        self.asked.append(("retry", job_id))

    def on_partial(self, listener: Callable[[str, Any], None]) -> Callable[[], None]:
        self.partial = listener
        return lambda: None

    def words_so_far(self, job_id: str) -> list[Any]:
        return self.words

    def options(self, job_id: str) -> dict[str, Any]:
        return {"duplicate": self.known.get(job_id, False), "restored": job_id in self.restored}


@dataclass(frozen=True)
class FakeTicket:
    """A file that was taken."""

    error: str | None = None


class FakeImporter:
    """Remembers what was submitted."""

    def __init__(self) -> None:
        self.submitted: list[tuple[list[Path], ImportOptions]] = []
        self.again: list[tuple[list[str], str | None]] = []

    def submit(self, paths: Sequence[Path], options: ImportOptions) -> list[object]:
        self.submitted.append((list(paths), options))
        return [FakeTicket() for _ in paths]

    def transcribe_again(self, ids: Sequence[str], model: str | None = None) -> list[str]:
        self.again.append((list(ids), model))
        return list(ids)


@dataclass(frozen=True)
class FakeModelState:
    """What `services.models.list_models` gives of one model."""

    name: str = "base"
    title: str = "Base"
    bytes: int = 145_000_000
    default: bool = True
    state: str = "ready"
    languages: str = "many"
    about: str = "The default."
    problem: str | None = None


class FakeModels:
    """A model that is there, or comes with `get`."""

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.release = threading.Event()
        self.release.set()
        self.error: KnownError | None = None
        self.sources: list[Path | None] = []

    def ensure(self, name: str | None = None) -> Path:
        if not self.there:
            raise KnownError("model_missing", "The speech model is not here.", "Get it.")
        return Path("/models/base")

    def get(
        self,
        name: str | None = None,
        *,
        source: Path | None = None,
        progress: Callable[[int, int, str], None] = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Path:
        from callcoach_desktop.domain.errors import Cancelled

        self.sources.append(source)
        progress(50_000_000, 145_000_000, "fetching")
        while not self.release.wait(0.02):
            if cancelled():
                raise Cancelled
        if self.error is not None:
            raise self.error
        self.there = True
        return Path("/models/base")

    def states(self) -> list[FakeModelState]:
        return [
            FakeModelState(state="ready" if self.there else "absent"),
            FakeModelState("small", "Small", 484_000_000, False, "absent"),
        ]

    def services(self) -> ModelServices:
        return ModelServices(self.ensure, self.get, self.states, self.remove, self.calibrate)

    def remove(self, name: str) -> int:
        self.there = False
        return 145_000_000

    def calibrate(self, name: str, *, device: str = "auto", cancelled: Callable[[], bool] = lambda: False) -> float:
        return 5.0


def make_services(
    library: FakeLibrary | None = None, runner: FakeRunner | None = None, models: FakeModels | None = None
) -> Services:
    """All of them as the window takes them."""
    return Services(
        library or FakeLibrary(), runner or FakeRunner(), FakeImporter(), (models or FakeModels()).services()
    )
