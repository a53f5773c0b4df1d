"""Scorecards in packages: the rep's answers to the manager, the manager's back, each once and side by side."""

from __future__ import annotations

import json
import zipfile

import pytest

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.scorecards import Field, Subject
from callcoach_desktop.exchange.package import Packing
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.scorecards import Scorecards

VTT = """WEBVTT

00:00:00.500 --> 00:00:01.500
<v Leonie Hart>What happens at Acme when a load comes in warm, Marcus?

00:00:01.600 --> 00:00:02.900
<v Marcus Weber>Nothing much, we weber it. MARCUS waits, Leonie.
"""
FIELDS = (
    Field("opened", "scale", "How did it open with Marcus?", low="flat", high="strong"),
    Field("plan", "yes_no", "Was there a plan?"),
    Field("next", "choice", "What next?", options=("Call Acme again", "Let go")),
    Field("why", "text", "Why?"),
    Field("talk", "figure", "Talk share", behaviour="talk_ratio"),
)
WITH = Packing(sound="none", scorecards=True)


class Side:
    """A library with its forms."""

    def __init__(self, folder):
        self.library = Library.open(folder)
        self.coach = Coach(self.library)
        self.cards = Scorecards(self.library, self.coach)

    def take(self, *paths):
        runner = make_runner(self.library)
        importer = Importer(self.library, runner)
        runner.start()
        try:
            return importer.wait(importer.submit(paths, ImportOptions(rep_name="Leonie Hart")))
        finally:
            runner.stop()

    def send(self, call, folder, packing=WITH):
        folder.mkdir(exist_ok=True)
        return Exporter(self.library).export([call], "package", folder, packing=packing)[0]

    def close(self):
        self.coach.close()
        self.library.close()


@pytest.fixture
def rep(tmp_path):
    made = Side(tmp_path / "rep")
    yield made
    made.close()


@pytest.fixture
def manager(tmp_path):
    made = Side(tmp_path / "manager")
    yield made
    made.close()


@pytest.fixture
def call(rep, tmp_path):
    path = tmp_path / "Demo Acme.vtt"
    path.write_text(VTT)
    (result,) = rep.take(path)
    Editor(rep.library).set_field([result.call], "customer", "Acme")
    return result.call


@pytest.fixture
def form(rep):
    made = rep.cards.add_form("Opening", "With Marcus", FIELDS)
    return rep.cards.publish(made.id).id


def answers(opened, next_="Call Acme again"):
    return {"opened": opened, "plan": True, "next": next_, "why": f"Leonie saw {opened}"}


@pytest.mark.parametrize("redacted", [False, True])
def test_both_sides_meet_once(rep, manager, call, form, tmp_path, redacted):
    rep.cards.hand_in(form, Subject(call=call), "rep", answers(4))
    packing = Packing(sound="none", scorecards=True, redacted=redacted)
    (theirs,) = manager.take(rep.send(call, tmp_path / "a", packing))
    assert theirs.status == "done"
    seen = manager.cards.round(form, Subject(call=theirs.call), "manager")
    assert (seen.rep.answers["opened"], seen.rep.state, seen.manager) == (4, "in", None)
    assert ("Marcus" in seen.form.fields[0].label) is not redacted
    ours = rep.cards.round(form, Subject(call=call), "rep").rep
    assert seen.rep.measured == ours.measured != {}  # what was measured when it was handed in came along
    third = seen.form.field("next").options[1]
    manager.cards.hand_in(form, Subject(call=theirs.call), "manager", answers(2, third))
    back = manager.send(theirs.call, tmp_path / "b")
    (home,) = rep.take(back)
    assert (home.status, home.call, home.note) == ("duplicate", call, "1 filled scorecard came with it.")
    both = rep.cards.round(form, Subject(call=call), "rep")
    assert both.both
    lines = {line.field.id: line for line in both.lines}
    assert (lines["opened"].rep, lines["opened"].manager, lines["opened"].gap) == (4, 2, -2)
    assert (lines["next"].rep, lines["next"].manager) == ("Call Acme again", "Let go")
    assert lines["opened"].field.label == "How did it open with Marcus?"  # ours, whatever was taken out of theirs
    (again,) = rep.take(manager.send(theirs.call, tmp_path / "c"))
    assert again.note is None
    assert len(rep.cards.history(form, "rep")) == 1
    assert len(rep.cards.forms(archived=True)) == 1
    Editor(rep.library).undo()
    assert rep.cards.round(form, Subject(call=call), "rep").manager is None
    Editor(rep.library).redo()
    assert rep.cards.round(form, Subject(call=call), "rep").both


def test_they_stay_at_home_unless_chosen_and_drafts_always_do(rep, call, form, tmp_path):
    def held(packing):
        with zipfile.ZipFile(rep.send(call, tmp_path / "a", packing)) as archive:
            return "scorecards.json" in archive.namelist()

    rep.cards.fill(form, Subject(call=call), "rep", answers(4))
    assert not held(WITH)
    rep.cards.hand_in(form, Subject(call=call), "rep", answers(4))
    assert not held(Packing(sound="none"))
    assert held(WITH)
    assert Exporter(rep.library).handed_in([call]) == (1, False)


def test_the_managers_answers_wait_until_the_reps_own_are_in(rep, manager, call, form, tmp_path):
    rep.cards.fill(form, Subject(call=call), "rep", answers(1))
    (theirs,) = manager.take(rep.send(call, tmp_path / "a"))
    other = manager.cards.add_form("Opening", "", FIELDS[:2])
    own = manager.cards.publish(other.id).id
    manager.cards.hand_in(own, Subject(call=theirs.call), "manager", {"opened": 3, "plan": False})
    assert Exporter(manager.library).handed_in([theirs.call]) == (1, True)
    rep.take(manager.send(theirs.call, tmp_path / "b"))
    seen = rep.cards.round(own, Subject(call=call), "rep")
    assert (seen.waiting, seen.manager, seen.lines) == (True, None, ())
    rep.cards.hand_in(own, Subject(call=call), "rep", {"opened": 3, "plan": True})
    assert rep.cards.round(own, Subject(call=call), "rep").both
    assert rep.cards.round(form, Subject(call=call), "rep").rep.answers["opened"] == 1  # the draft is as it was


def test_a_form_that_went_two_ways_comes_in_beside(rep, manager, call, form, tmp_path):
    rep.cards.hand_in(form, Subject(call=call), "rep", answers(4))
    (theirs,) = manager.take(rep.send(call, tmp_path / "a"))
    second = next(one for one in manager.library.calls() if one.id == theirs.call).id
    manager.cards.remove(form, Subject(call=second), "rep")
    for side, label in ((rep, "Did they talk?"), (manager, "Did we listen?")):
        side.cards.save_draft(form, "Opening", "", (Field("opened", "yes_no", label),))
        side.cards.publish(form)
    manager.cards.hand_in(form, Subject(call=second), "manager", {"opened": True})
    rep.take(manager.send(second, tmp_path / "b"))
    assert rep.cards.form(form).fields[0].label == "Did they talk?"
    assert rep.cards.round(form, Subject(call=call), "rep").rep.answers["opened"] == 4
    beside = next(one for one in rep.cards.forms(archived=True) if one.archived)
    assert beside.shown.fields[0].label == "Did we listen?"
    assert rep.cards.round(beside.id, Subject(call=call), "manager").manager.answers == {"opened": True}


@pytest.mark.parametrize(
    "harm",
    [
        lambda form: form["sheets"][0]["answers"].update(opened=9),
        lambda form: form["sheets"][0]["answers"].update(unknown=True),
        lambda form: form["sheets"][0].update(author="boss"),
        lambda form: form["sheets"].append(dict(form["sheets"][0], id="other")),
        lambda form: form.update(id="../../etc"),
        lambda form: form.update(version=-1),
        lambda form: form["fields"].append(form["fields"][0]),
        lambda form: form["sheets"][0]["measured"]["talk"].update(value=float("nan")),
    ],
)
def test_what_cannot_be_is_refused_whole(rep, manager, call, form, tmp_path, harm, rewritten):
    rep.cards.hand_in(form, Subject(call=call), "rep", answers(4))
    path = rep.send(call, tmp_path / "a")

    def change(data):
        harm(data[0])
        return data

    (result,) = manager.take(rewritten(path, "scorecards.json", change))
    assert result.status == "failed"
    assert "a scorecard is incomplete" in result.error
    assert manager.library.calls() == []
    assert manager.cards.forms(archived=True) == ()


@pytest.fixture
def rewritten(tmp_path):
    """A package with one part changed and its hash made right, as somebody would who wants to be believed."""
    import hashlib

    def make(path, name, change):
        made = tmp_path / "harmed.callcoach"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
            parts = {one: old.read(one) for one in old.namelist()}
            parts[name] = json.dumps(change(json.loads(parts[name]))).encode()
            manifest = json.loads(parts.pop("manifest.json"))
            manifest["files"][name] = {"size": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}
            for one, data in parts.items():
                new.writestr(one, data)
            new.writestr("manifest.json", json.dumps(manifest))
        return made

    return make
