"""The playbook of one library: its entries, what the calls propose, what came since, what to read again.

Each change is one step that can be undone, also after a restart; what an entry said before stays in its history. All
methods run on worker threads and raise KnownError.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from callcoach_desktop.coaching import playbook as rules
from callcoach_desktop.coaching.counting import STAGES
from callcoach_desktop.coaching.playbook import Ledger, Next
from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.coaching import Insights
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.judging import TYPES
from callcoach_desktop.domain.playbook import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Content,
    Entry,
    Example,
    Origin,
    OriginKind,
    Proposal,
    Reminder,
    Side,
    Since,
    Situation,
    SituationKind,
    Version,
    mark_of,
)
from callcoach_desktop.services.answered import Answered
from callcoach_desktop.store import calls, journal, playbook, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change
from callcoach_desktop.store.text import fold

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

DECLINED = "playbook_declined"
"""Setting: the keys of proposals that the rep does not want."""
WAYS = TYPES["objection_response"]
OBJECTIONS = TYPES["objection"]
WORDS = {
    "acknowledge_explore_respond": "acknowledge, explore, then answer",
    "feel_felt_found": "feel, felt, found",
    "reframe_value": "reframe to value",
    "trade_concession": "trade, never give",
    "discount_immediately": "discount at once",
    "ignore": "pass over it",
}
"""Ways of answering as they are written in a title."""
Plan = Callable[[Connection], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page needs. `since` is by entry; `here` are the calls of examples that are in the library."""

    entries: tuple[Entry, ...]
    proposals: tuple[Proposal, ...]
    since: dict[str, Since]
    here: dict[str, str]
    met: int  # objections that were answered in all calls


class Playbook:
    """Reads and changes the playbook. One a library; safe for threads."""

    def __init__(self, library: Library, coach: Coach) -> None:
        self.library = library
        self._db = library.db
        self._coach = coach
        self._answered = Answered(library, coach)

    # Reading

    def entries(self, text: str = "", kind: SituationKind | None = None) -> list[Entry]:
        """The entries in force by title, those that hold every word of `text`."""
        wanted = wanted_words(text)
        found = self._db.read(playbook.every)
        return [e for e in found if kind in (None, e.content.situation.kind) and matches(e.content, wanted)]

    def entry(self, name: str) -> Entry:
        """An entry by its id, the beginning of it, or its title. Raises KnownError `no_such_entry`."""
        every = self._db.read(playbook.every)
        found = [e for e in every if e.id == name] or [e for e in every if fold(e.content.title) == fold(name)]
        found = found or [e for e in every if len(name) >= 4 and e.id.startswith(name)]
        if len(found) != 1:
            what = f"There is no entry {name!r} in the playbook."
            if found:
                what = f"{len(found)} entries of the playbook are meant by {name!r}."
            raise KnownError("no_such_entry", what, "`callcoach playbook list` shows all with their ids.")
        return found[0]

    def history(self, entry: str) -> list[Version]:
        """All versions of an entry, newest first. Raises KnownError."""
        return self._db.read(lambda conn: playbook.history(conn, self.entry(entry).id))

    def shown(self, today: date) -> Shown:
        """The whole page."""
        entries = self.entries()
        ledger = self._answered.ledger()
        asked = {e.call for entry in entries for e in entry.content.examples if e.call}
        return Shown(
            tuple(entries),
            tuple(self._proposals(entries, ledger, today)),
            {e.id: told for e in entries if (told := rules.since(e.content, _local(e.began_at), ledger)) is not None},
            self._db.read(lambda conn: playbook.where_calls_are(conn, asked)) if asked else {},
            len(ledger.met),
        )

    def since(self, entry: Entry) -> Since | None:
        """Whether objections met with it since then went better; None where the situation is no objection."""
        return rules.since(entry.content, _local(entry.began_at), self._answered.ledger())

    def proposals(self, today: date) -> list[Proposal]:
        """Entries that the calls suggest and that were neither taken nor declined."""
        return self._proposals(self.entries(), self._answered.ledger(), today)

    def _proposals(self, entries: Sequence[Entry], ledger: Ledger, today: date) -> list[Proposal]:
        taken = {(e.content.situation, e.content.way) for e in entries}
        declined = frozenset(self.library.setting(DECLINED, []))
        known = self._coach.known("insights")  # who wants to see the page does not wait for all comparisons
        findings = [i for i in known.insights if i.finding] if isinstance(known, Insights) else []
        return rules.proposals(ledger, findings, taken, declined, today, WORDS, self._answered.quoted)

    def reminder(self, coming: Sequence[Next], today: date) -> Reminder | None:
        """The entry to read again before the next call, and why; None without entries, or when all were read today."""
        entries = [replace(e, read_at=_local(e.read_at)) if e.read_at else e for e in self.entries()]
        return rules.reminder(entries, coming, self._answered.ledger(), today) if entries else None

    def was_read(self, entry: str) -> None:
        """Note that the rep has read an entry."""
        at = calls.now()
        self._db.write(lambda conn: playbook.mark_read(conn, entry, at))

    # Changing

    def add(self, content: Content, today: date, kind: OriginKind = "own") -> str:
        """Keep a new entry; returns its id. A way without figures gets those of today. Raises KnownError."""
        made = self._checked(content, today)
        entry = new_id()
        origin = Origin(kind, calls.now(), self.author())

        def plan(conn: Connection) -> list[Change]:
            return [adopt(conn, entry, _completed(conn, made), origin)]

        self.step("Add playbook entry", plan)
        return entry

    def edit(self, entry: str, content: Content, today: date) -> None:
        """Give an entry other words: a new version; the same words are none. Raises KnownError."""
        before = self.entry(entry)
        made = self._checked(content, today)
        if made == before.content:
            return
        origin = Origin("own", calls.now(), self.author())

        def plan(conn: Connection) -> list[Change]:
            return [adopt(conn, before.id, _completed(conn, made), origin)]

        self.step("Edit playbook entry", plan)

    def add_example(self, entry: str, example: Example) -> None:
        """Add where an entry is heard; one that it has already changes nothing. Raises KnownError."""
        found = self.entry(entry)
        content = found.content
        if any((e.call, e.start) == (example.call, example.start) for e in content.examples):
            return
        origin = Origin("own", calls.now(), self.author())

        def plan(conn: Connection) -> list[Change]:
            made = replace(content, examples=(*content.examples, example))
            return [adopt(conn, found.id, _completed(conn, made), origin)]

        self.step("Add example", plan)

    def delete(self, entry: str) -> None:
        """Take an entry out."""
        gone = self.entry(entry).id
        self.step("Delete playbook entry", lambda _: [Change(None, f"playbook:{gone}", None)])

    def restore(self, entry: str, number: int) -> None:
        """Put an earlier version in force again. Raises KnownError `no_such_version`."""
        found = self.entry(entry)
        if all(version.number != number for version in self.history(found.id)):
            raise KnownError(
                "no_such_version",
                f"“{found.content.title}” has no version {number}.",
                "`callcoach playbook history` shows those that there are.",
            )
        self.step("Restore playbook entry", lambda conn: [pointed(conn, found.id, version=number)])

    def choose(self, entry: str, number: int, side: Side) -> None:
        """Settle a conflict with an offered version: keep `mine`, take `theirs`, or keep `both` as two entries.

        Whatever is not taken stays in the entry's history. Raises KnownError `no_such_version`.
        """
        found = self.entry(entry)
        offer = next((version for version in found.offered if version.number == number), None)
        if offer is None:
            what = f"Nothing is offered for “{found.content.title}” under this number."
            raise KnownError("no_such_version", what, "Look at the entry again.")

        def plan(conn: Connection) -> list[Change]:
            if side == "theirs":
                return [pointed(conn, found.id, version=number, settled=number)]
            settled = pointed(conn, found.id, settled=number)
            if side == "mine":
                return [settled]
            twin = replace(offer.content, title=_twin_title(offer.content.title, offer.origin.who))
            return [settled, adopt(conn, new_id(), twin, offer.origin)]

        self.step("Choose a version", plan)

    def take_proposal(self, key: str, today: date) -> str:
        """Make an entry of a proposal; returns its id. Raises KnownError `no_such_proposal`."""
        found = next((one for one in self.proposals(today) if one.key == key), None)
        if found is None:
            raise KnownError(
                "no_such_proposal",
                f"{key!r} is not proposed (any more).",
                "`callcoach playbook proposals` shows what your calls suggest.",
            )
        return self.add(found.content, today, "proposed")

    def decline(self, key: str) -> None:
        """Do not propose this again (Undo takes that back)."""
        kept = list(self.library.setting(DECLINED, []))
        if key not in kept:
            self.step("Decline proposal", lambda _: [Change(None, f"setting:{DECLINED}", [*kept, key])])

    def insights(self) -> Insights:
        """All comparisons: what is a finding among them is proposed from then on."""
        return self._coach.insights()

    def author(self) -> str:
        """The rep's name in this library, "" where nobody gave one."""
        return str(self.library.setting(transcripts.REP_NAME, "") or "")

    def step(self, label: str, plan: Plan) -> None:
        """One step that can be undone."""
        self._db.write(lambda conn: journal.do(conn, label, plan(conn)))

    def _checked(self, content: Content, today: date) -> Content:
        """The content as it is kept. Raises KnownError `entry_unclear`."""
        situation = checked_situation(content.situation)
        title, say = " ".join(content.title.split()), content.say.strip()
        for text, what in ((title, "a title"), (say, "what to say")):
            if not text:
                raise KnownError("entry_unclear", f"The entry has not {what} yet.", f"Give it {what}.")
        if len(title) > LONGEST_TITLE or len(say) > LONGEST_TEXT or len(content.why) > LONGEST_TEXT:
            what = f"A title has at most {LONGEST_TITLE} characters, a text {LONGEST_TEXT:,}."
            raise KnownError("entry_unclear", "The entry is too long.", what)
        way = content.way.strip()
        if situation.kind == "objection" and way and way not in WAYS:
            raise KnownError("entry_unclear", f"{way!r} is no way of answering.", f"Use one of {', '.join(WAYS)}.")
        figures = content.figures
        if situation.kind == "objection" and way and figures is None:
            figures = rules.figures_of(self._answered.ledger(), situation.about, way, today)
        return replace(
            content, situation=situation, title=title, say=say, why=content.why.strip(), way=way, figures=figures
        )


def checked_situation(situation: Situation) -> Situation:
    """The situation as it is kept. Raises KnownError `entry_unclear`."""
    about = " ".join(situation.about.split())
    known = {"objection": OBJECTIONS, "stage": ("", *STAGES)}.get(situation.kind)
    if known is not None and about not in known:
        said = ", ".join(name for name in known if name)
        raise KnownError("entry_unclear", f"{about!r} is no {situation.kind}.", f"Use one of {said}.")
    if known is None and not about:
        what = "the competitor's name" if situation.kind == "competitor" else "what the customer asks"
        raise KnownError("entry_unclear", "It is not said when the entry is wanted.", f"Give {what}.")
    return Situation(situation.kind, about)


def example_of(library: Library, call: str, start: float, end: float, quote: str = "") -> Example:
    """Seconds of a call as an example; without a `quote` it is what is said there. Raises KnownError."""
    from callcoach_desktop.exchange.writers.report import words_of

    detail = library.call(call)
    if not quote:
        said = [
            u.text for u in words_of(detail).utterances if u.timed and u.end > start and u.start < max(end, start + 0.1)
        ]
        quote = " ".join(" ".join(said).split())
    if not quote:
        raise KnownError("empty_moment", "Nothing was said in this stretch.", "Name other seconds.")
    return Example(quote, start, end, detail.row.id, detail.row.title, detail.row.started_at)


def example_of_clip(shown: ShownClip) -> Example:
    """A clip as an example, with what is said in it."""
    clip = shown.clip
    return Example(shown.quote or clip.name, clip.start, clip.end, clip.call, shown.title, shown.date, clip.id)


def adopt(conn: Connection, entry: str, content: Content, origin: Origin, mark: str = "") -> Change:
    """Keep another version and put it in force; offers that wait go on waiting."""
    number = playbook.append(conn, entry, content, origin, mark or mark_of(content))
    return pointed(conn, entry, version=number)


def pointed(
    conn: Connection, entry: str, *, version: int | None = None, settled: int | None = None, offer: int | None = None
) -> Change:
    """Which versions are in force and offered after a change: `settled` waits no more, `offer` waits from now on."""
    now = playbook.get(conn, None, entry) or {"version": None, "offered": []}
    offered = [n for n in now["offered"] if n not in (settled, version)] + ([offer] if offer is not None else [])
    return Change(
        None,
        f"playbook:{entry}",
        {"version": now["version"] if version is None else version, "offered": sorted(offered)},
    )


def wanted_words(text: str) -> list[str]:
    """What a person typed into a search, as `matches` looks for it."""
    return fold(text).split()


def matches(content: Content, wanted: Sequence[str]) -> bool:
    """Whether all (folded) words occur in an entry."""
    if not wanted:
        return True
    told = (content.title, content.say, content.why, content.situation.kind, content.situation.about,
            content.way.replace("_", " "), *(e.quote for e in content.examples))  # fmt: skip
    text = fold("\n".join(told))
    return all(word in text for word in wanted)


def _local(at: str) -> str:
    """A moment as calls are dated: local time, without a zone."""
    return datetime.fromisoformat(at).astimezone().replace(tzinfo=None).isoformat(timespec="seconds")


def _completed(conn: Connection, content: Content) -> Content:
    """Examples with what the library knows of them: the end of their moment, their call's title and day."""
    return replace(content, examples=tuple(_known(conn, e) if e.call else e for e in content.examples))


def _known(conn: Connection, example: Example) -> Example:
    if example.end > example.start and example.title and example.date:
        return example
    computed = transcripts.analysis(conn, example.call) if example.end <= example.start else None
    ends = [m.end for m in computed.moments if abs(m.start - example.start) < 0.05] if computed is not None else []
    row = calls.row(conn, example.call) if calls.exists(conn, example.call) else None
    return replace(
        example,
        end=max(ends, default=max(example.end, example.start)),
        title=example.title or (row.title if row is not None else ""),
        date=example.date or (row.started_at if row is not None else ""),
    )


def _twin_title(title: str, who: str) -> str:
    return f"{title} ({who})"[:LONGEST_TITLE] if who else f"{title} (2)"[:LONGEST_TITLE]
