"""The Scorecards page: forms, what was filled in over time, filling in, and the editor of a form."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import CallFact
from callcoach_desktop.domain.scorecards import SENTENCE, KeptForm, Round, Subject
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.scorecards.choosing import CallChooser
from callcoach_desktop.ui.screens.scorecards.compare import summary
from callcoach_desktop.ui.screens.scorecards.editor import FormEditor
from callcoach_desktop.ui.screens.scorecards.fields import kind_name
from callcoach_desktop.ui.screens.scorecards.filling import FillPage
from callcoach_desktop.ui.screens.scorecards.forms_list import FormsList, state_words
from callcoach_desktop.ui.screens.scorecards.menus import FormMenus
from callcoach_desktop.ui.screens.scorecards.table import AnswersTable
from callcoach_desktop.ui.screens.scorecards.tracks import TrackRow
from callcoach_desktop.ui.screens.scorecards.view_model import Filling, ScorecardsViewModel, Shown
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.halves import halves
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, Waiting
from callcoach_desktop.ui.widgets.words import day

_VIEWER = "scorecards/viewer"
_ROUNDS = 6  # in the card, until all are wanted


class ScorecardsScreen(PageScreen):
    """No form yet, the forms, one that is filled in, or one that is edited."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # Undo takes it back
    told = Signal(str, str)  # a sentence, and a file to show
    tab_wanted = Signal(str)
    visited = Signal()  # a form that was opened from another screen is closed

    def __init__(self, model: ScorecardsViewModel) -> None:
        super().__init__(tr("Scorecards"), model)
        model.viewer = "manager" if window_settings().value(_VIEWER) == "manager" else "rep"
        self.menus = FormMenus(self, model)
        self._all_of = ""  # the form of which all rounds are listed
        self._visiting = False
        self._edit_next = ""  # a form that was just made: it is opened once it was read
        self.chooser: CallChooser | None = None
        self.halves = halves("scorecards")
        self.halves.chosen.connect(self._tab)
        self.empty = EmptyState(
            "file-text", tr("A form of your own"),
            tr("Write down what a good call looks at: a scale, yes or no, a choice, a text. Rep and manager fill it "
               "in for the same call, oneself first, and see where they differ. What can be measured fills itself."),
            (button(tr("Choose a form to begin with"), lambda: self.menus.new_here(self.empty), "primary"),
             button(tr("Begin an empty form"), self.menus.ask_form),
             button(tr("Clips"), lambda: self.tab_wanted.emit("clips"))),
        )  # fmt: skip
        self.page = self._make_page()
        self.fill = FillPage()
        self.editor = FormEditor()
        for one in (Waiting(), self.empty, self.page, self.fill, self.editor):
            self.addWidget(one)
        self._connect()

    def _make_page(self) -> Page:
        page = Page(tr("Scorecards"))
        self.fill_button = button(tr("Fill in for a call…"), self.ask_call, "primary")
        for one in (self.fill_button, self.halves):
            page.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.forms = FormsList()
        self.forms.setMinimumHeight(theme.px(200))
        at_left = CardBox()
        at_left.box.setContentsMargins(1, 8, 1, 8)
        at_left.box.addWidget(self.forms, 1)
        self.new_button = button(tr("New form…"), lambda: self.menus.new_here(self.new_button), "quiet", "file-plus")
        at_left.box.addWidget(self.new_button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.about = CardBox()
        self.results = CardBox(tr("What was filled in"))
        self.course = CardBox(tr("Over time"))
        for one in (self.about, self.results, self.course):
            column.addWidget(one)
        column.addStretch(1)
        page.column.addWidget(Columns([at_left, right], (2, 7), 620), 1)
        return page

    def _connect(self) -> None:
        model, fill, editor = self.model, self.fill, self.editor
        model.loaded.connect(self.show_all)
        model.filling.connect(self._show_filling)
        model.left.connect(self.close_page)
        model.problem.connect(self.problem)
        model.did.connect(self.did)
        model.made.connect(self._made)
        model.written.connect(lambda path: self.told.emit(tr("Wrote “{name}”", name=Path(path).name), path))
        self.forms.chosen.connect(model.choose)
        fill.left.connect(self.close_page)
        fill.filled.connect(model.fill)
        fill.handed_in.connect(model.hand_in)
        fill.reopened.connect(model.reopen)
        fill.viewer_chosen.connect(self._choose_viewer)
        fill.form_chosen.connect(self._choose_form)
        fill.open_call.connect(self.open_call)
        editor.kept.connect(lambda form, name, about, fields, out: model.save(form, name, about, fields, publish=out))
        editor.left.connect(self.close_page)

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read; a page that is filled in or edited stays open."""
        if self._edit_next and shown.chosen == self._edit_next:
            self._edit_next = ""
            self.edit()
            return
        if self.currentWidget() is self.editor and self.editor.form is not None:
            self._refresh_editor(shown)
            return
        if self.currentWidget() is self.fill and self.model.subject is not None:
            return
        if not shown.forms and not self.model.archived:
            self.setCurrentWidget(self.empty)
            return
        self.forms.set_forms(shown.forms, shown.chosen)
        filled = sum(one.filled for one in shown.forms)
        self.page.line.setText(
            tr("{n} form|{n} forms", len(shown.forms)) + tr(", {n} answer in|, {n} answers in", filled)
        )
        form = shown.form
        self.fill_button.setEnabled(any(one.current is not None and not one.archived for one in shown.forms))
        self.page.rebuild(shown, lambda: self._fill_cards(shown, form))
        self.setCurrentWidget(self.page)

    def _fill_cards(self, shown: Shown, form: KeptForm | None) -> None:
        for card in (self.about, self.results, self.course):
            card.clear()
            card.setVisible(form is not None)
        if form is None:
            return
        self._fill_about(shown, form)
        self._fill_results(shown)
        self.course.setVisible(bool(shown.tracks))
        for number, track in enumerate(shown.tracks):
            if number:
                self.course.box.addWidget(line())
            self.course.box.addWidget(TrackRow(track))
        if shown.tracks:
            table = partial(self.show_table, form.shown.name, shown)
            as_table = button(tr("Show as table"), table, "link", "table")
            self.course.box.addWidget(as_table, 0, Qt.AlignmentFlag.AlignLeft)
            words = tr("Filled dots: rep. Rings: manager. Thin line: measured. ") + tr(SENTENCE)
            self.course.box.addWidget(label(words, "small", "muted", wrap=True))

    def show_table(self, name: str, shown: Shown) -> None:
        """All answers in words."""
        table = AnswersTable(name, shown.rounds, self)
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.go.connect(lambda subject: self.begin(shown.chosen, subject))
        table.open()

    def _fill_about(self, shown: Shown, form: KeptForm) -> None:
        box = self.about.box
        box.addWidget(label(form.shown.name, bold=True, wrap=True))
        kinds = tr("{n} question|{n} questions", len(form.shown.fields))
        words = " · ".join(part for part in (state_words(form), kinds) if part)
        box.addWidget(label(words, "small", "muted"))
        if form.shown.about:
            box.addWidget(label(form.shown.about, "body", wrap=True))
        if form.filled == 0:
            for number, one in enumerate(form.shown.fields, 1):
                bound = next((name for id_, name, _ in shown.behaviours if id_ == one.behaviour), "")
                about = kind_name(one.kind) + (tr(", measured: {name}", name=bound) if bound else "")
                box.addWidget(Line(f"{number}.  {one.label}", about))
        row = QHBoxLayout()
        row.setSpacing(8)
        draft = form.draft is not None
        if form.archived:
            row.addWidget(button(tr("Bring back"), lambda: self.model.bring_back(form.id)))
        else:
            row.addWidget(button(tr("Go on editing") if draft else tr("Edit"), self.edit, "", "pencil"))
            if draft:
                row.addWidget(button(tr("Publish"), lambda: self.model.publish(form.id)))
        self.more_button = button(
            tr("More"),
            lambda: self.menus.more_here(self.more_button),
            "",
            "ellipsis",
            describe=tr("More about this form"),
        )
        row.addWidget(self.more_button)
        row.addStretch(1)
        box.addLayout(row)

    def _fill_results(self, shown: Shown) -> None:
        box = self.results.box
        if not shown.rounds:
            words = tr("Nothing yet. Choose “Fill in for a call…”, or open it from the menu of a call or a 1-on-1.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        seen = shown.rounds if self._all_of == shown.chosen else shown.rounds[:_ROUNDS]
        for number, one in enumerate(seen):
            if number:
                box.addWidget(line())
            about = " · ".join((day(one.date), self._standing(one)))
            opened = partial(self.begin, one.form.id, one.subject)
            box.addWidget(Line(one.title, about, tr("Open"), opened, describe=tr("Open {title}", title=one.title)))
        if len(shown.rounds) > len(seen):
            words = tr("Show {n} more|Show {n} more", len(shown.rounds) - len(seen))
            box.addWidget(button(words, lambda: self._show_all_of(shown), "link"), 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all_of(self, shown: Shown) -> None:
        self._all_of = shown.chosen
        self.results.clear()
        self._fill_results(shown)

    def _standing(self, one: Round) -> str:
        if one.both:
            return summary(one)
        if one.waiting:
            return tr("your manager's answers wait for yours")
        rep = one.rep is not None and one.rep.state == "in"
        manager = one.manager is not None and one.manager.state == "in"
        if rep:
            return tr("the rep's answers are in")
        return tr("the manager's answers are in") if manager else tr("begun")

    # Filling in

    def begin(self, form_id: str, subject: Subject, *, visiting: bool = False) -> None:
        """Open a form for a call or a 1-on-1; without a form the first that is published. `visiting`: from another
        screen, which is gone back to when the form is closed."""
        self._visiting = visiting
        self.model.begin(form_id, subject)

    def ask_call(self) -> None:
        """Ask for which call the chosen form is filled in."""
        self.model.calls(self._ask_call)

    def _ask_call(self, calls: list[CallFact]) -> None:
        form = self.model.shown.form if self.model.shown is not None else None
        if self.chooser is not None:
            return
        self.chooser = chooser = CallChooser(calls, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = form.id if form is not None and form.current is not None and not form.archived else ""
        chooser.wanted.connect(lambda call: self.begin(name, Subject(call=call)))
        chooser.finished.connect(self._chosen)
        chooser.open()
        chooser.search.setFocus()

    def _chosen(self) -> None:
        self.chooser = None

    def _show_filling(self, filling: Filling) -> None:
        self.fill.show_filling(filling, self.model.viewer, settled=self.model.pending == 0)
        if self.currentWidget() is not self.fill:
            self.setCurrentWidget(self.fill)
            self.fill.verticalScrollBar().setValue(0)

    def _choose_viewer(self, viewer: str) -> None:
        window_settings().setValue(_VIEWER, viewer)
        self.model.set_viewer("manager" if viewer == "manager" else "rep")

    def _choose_form(self, form_id: str) -> None:
        subject = self.model.subject
        if subject is not None:
            self.model.begin(form_id, subject)

    # Forms

    def edit(self) -> None:
        """Open the editor with the chosen form's draft, or what is in force."""
        shown = self.model.shown
        form = shown.form if shown is not None else None
        if shown is not None and form is not None:
            self.editor.open_form(form.draft or form.shown, shown.behaviours)
            self.setCurrentWidget(self.editor)
            self.editor.name.setFocus()

    def _refresh_editor(self, shown: Shown) -> None:
        """Undo, or a publication, has changed what is edited."""
        now, form = self.editor.form, shown.form
        if now is None or form is None or form.id != now.id:
            self.close_page()
        elif not self.editor.dirty:
            kept = form.draft or form.shown
            if kept != now:
                self.editor.open_form(kept, shown.behaviours)

    def _made(self, form_id: str) -> None:
        self._edit_next = form_id

    def close_page(self) -> None:
        """Back to the forms."""
        self.model.leave()
        self.editor.form = None
        self.setCurrentWidget(self.page)
        self.model.refresh()
        if self._visiting:
            self._visiting = False
            self.visited.emit()

    def leave(self) -> bool:
        """Alt+Left and Ctrl+W: from a form that is open to the forms; False where none is."""
        if self.currentWidget() is self.fill:
            self.fill.close_page()
        elif self.currentWidget() is self.editor:
            self.editor.close_form()
        else:
            return False
        return True

    def _tab(self, key: str) -> None:
        self.halves.set_value("scorecards")  # it is the other page that shows the other one
        self.tab_wanted.emit(key)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.currentWidget() is self.editor and self.editor.dirty and self.editor.name.text().strip():
            self.editor.keep(publish=False)
        self.fill.flush()
        super().hideEvent(event)
