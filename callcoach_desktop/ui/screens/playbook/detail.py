"""One entry: when it is wanted, what to say, why in numbers, where to hear it, and what came since."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from callcoach_desktop.domain.playbook import Entry, Example, Since, Version
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.playbook import Shown
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.playbook.interval_bars import IntervalBars
from callcoach_desktop.ui.screens.playbook.words import figures_rows, origin_words, situation_words, way_word
from callcoach_desktop.ui.theme import icon
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.page import CardBox, Line, Quote
from callcoach_desktop.ui.widgets.words import day

READ_MS = 4000
"""An entry that stands here as long was read."""


class EntryDetail(CardBox):
    """The card of one entry. Signals carry an Entry, or what a button is about."""

    open_call = Signal(str, float)
    hear = Signal(str)  # the hash of a sound that came with a file
    edit = Signal(object)
    delete = Signal(object)
    share = Signal(object)
    history = Signal(object)
    choose = Signal(object, int, str)  # entry, version, side
    was_read = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("This entry"))
        self.entry: Entry | None = None
        self._shown: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_MS)
        self._timer.timeout.connect(self._read)
        self.menu: QMenu | None = None

    def show_entry(self, entry: Entry | None, shown: Shown, sounds: Callable[[str], bool]) -> None:
        """Show an entry, None for none; `sounds` says whether a sound that came with a file is here."""
        since = shown.since.get(entry.id) if entry is not None else None
        now = (entry and (entry.version, entry.offered, entry.versions), since, shown.here)
        if now == self._shown:  # read anew and unchanged: a button under the pointer stays that button
            self.entry = entry
            return
        self._shown = now
        if entry is None or self.entry is None or entry.id != self.entry.id:
            self._timer.stop()
            if entry is not None and self.isVisible():
                self._timer.start()
        self.entry = entry
        self.clear()
        if entry is None:
            self.box.addWidget(label(tr("No entry holds these words."), "body", "muted", wrap=True))
            self.box.addStretch(1)
            return
        self._head(entry)
        for version in entry.offered:
            self._offer(entry, version)
        content = entry.content
        self.box.addWidget(Quote(content.say))
        if content.why or content.figures is not None:
            self._heading(tr("Why"))
        if content.why:
            self.box.addWidget(label(content.why, wrap=True))
        if content.figures is not None:
            self.box.addWidget(IntervalBars(tr("Figures at the time"), figures_rows(content, content.figures)))
            told = tr("In your calls up to {day}, with 95% intervals. What goes together need not be a cause.",
                      day=day(content.figures.day))  # fmt: skip
            self.box.addWidget(label(told, "small", "muted", wrap=True))
        if since is not None:
            self._since(entry, since)
        if content.examples:
            self._heading(tr("Where it is heard"))
            for example in content.examples:
                self.box.addWidget(self._example(example, shown, sounds))
        self._foot(entry)
        self.box.addStretch(1)

    def _heading(self, text: str) -> None:
        self.box.addWidget(line())
        self.box.addWidget(label(text, bold=True))

    def _head(self, entry: Entry) -> None:
        content = entry.content
        over = situation_words(content.situation)
        if content.situation.kind == "objection" and content.way:
            over = tr("{situation} · {way}", situation=over, way=way_word(content.way))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(over, "small", "muted", wrap=True), 1)
        row.addWidget(button(tr("Edit"), lambda: self.edit.emit(entry), "", "pencil",
                             describe=tr("Edit “{title}”", title=content.title)))  # fmt: skip
        more = tool("ellipsis", tr("More for this entry"), lambda: self._open_menu(entry, more))
        row.addWidget(more)
        self.box.addLayout(row)
        self.box.addWidget(label(content.title, "title", bold=True, wrap=True))

    def _open_menu(self, entry: Entry, where: QWidget) -> None:
        self.menu = menu = self.make_menu(entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where.mapToGlobal(QPoint(0, where.height())))

    def make_menu(self, entry: Entry) -> QMenu:
        """What else can be done with an entry."""
        menu = QMenu(self)
        for name, text, act in (
            ("clock", tr("Versions…"), self.history), ("share-2", tr("Share this entry…"), self.share),
            ("trash-2", tr("Delete") + "\tDel", self.delete),
        ):  # fmt: skip
            action = menu.addAction(icon(name), text)
            action.triggered.connect(lambda _=False, act=act: act.emit(entry))
        return menu

    def _offer(self, entry: Entry, version: Version) -> None:
        by = version.origin.who or tr("Somebody")
        text = tr("{who} has other words for this, from the file “{file}” of {day}. Which shall stand?", who=by,
                  file=version.origin.file, day=day(version.origin.at))  # fmt: skip
        self.box.addWidget(label(text, "body", "warn", wrap=True))
        self.box.addWidget(Quote(version.content.say, _differs(entry, version)))
        row = QHBoxLayout()
        row.setSpacing(6)
        for side, words in (("mine", tr("Keep mine")), ("theirs", tr("Take theirs")), ("both", tr("Keep both"))):
            row.addWidget(button(words, lambda side=side: self.choose.emit(entry, version.number, side),
                                 describe=f"{words}: {entry.content.title}"))  # fmt: skip
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(line())
        self.box.addWidget(label(tr("Mine"), "small", "muted"))

    def _since(self, entry: Entry, since: Since) -> None:
        self._heading(tr("How often it was resolved"))
        rows = [(tr("Before"), since.before)]
        this = tr("Since, this way") if entry.content.way else tr("Since")
        rows.insert(0, (this, since.this))
        if entry.content.way and since.otherwise.n:
            rows.append((tr("Since, other ways"), since.otherwise))
        self.box.addWidget(IntervalBars(tr("Resolved before this entry and since"), rows))
        kind = {"better": "good", "worse": "warn"}.get(since.state, "muted")
        self.box.addWidget(label(since.sentence, "small", kind, wrap=True))

    def _example(self, example: Example, shown: Shown, sounds: Callable[[str], bool]) -> Line:
        quote = f"“{example.quote}”" if example.quote else example.title
        title = shown.here.get(example.call, example.title)
        about = ", ".join(part for part in (title, day(example.date) if example.date else "") if part)
        if example.call in shown.here:
            at = clock(example.start)
            return Line(quote, about, at, lambda: self.open_call.emit(example.call, example.start), icon_name="play",
                        describe=tr("Hear it in {title} at {time}", title=title, time=at))  # fmt: skip
        if example.sound and sounds(example.sound):
            return Line(quote, about, tr("Hear"), lambda: self.hear.emit(example.sound), icon_name="play",
                        describe=tr("Hear: {quote}", quote=example.quote))  # fmt: skip
        return Line(quote, about)

    def _foot(self, entry: Entry) -> None:
        self.box.addWidget(line())
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(origin_words(entry.version.origin), "small", "muted", wrap=True), 1)
        if entry.versions > 1:
            words = tr("{n} version|{n} versions", entry.versions)
            row.addWidget(button(words, lambda: self.history.emit(entry), "link"))
        self.box.addLayout(row)

    def hold(self, *, seen: bool) -> None:
        """The page is shown or hidden: what is not seen is not read."""
        if not seen:
            self._timer.stop()
        elif self.entry is not None:
            self._timer.start()

    def _read(self) -> None:
        if self.entry is not None and self.isVisible():
            self.was_read.emit(self.entry.id)


def _differs(entry: Entry, version: Version) -> str:
    """What else is different in the other version."""
    mine, theirs = entry.content, version.content
    pairs = ((tr("title"), mine.title, theirs.title), (tr("why"), mine.why, theirs.why),
             (tr("situation"), mine.situation.key, theirs.situation.key),
             (tr("examples"), [e.quote for e in mine.examples], [e.quote for e in theirs.examples]))  # fmt: skip
    other = [name for name, one, two in pairs if one != two]
    said = [] if mine.say != theirs.say else [tr("the same words")]
    return ", ".join([*said, tr("also another {what}", what=", ".join(other))] if other else said)
