"""A package from the rep to the manager and back: comments merge once, names can be left out, a seal keeps it shut."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import Term, Vocabulary
from callcoach_desktop.exchange import package
from callcoach_desktop.exchange.package import Packing
from callcoach_desktop.exchange.redacting import Redactor
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.judging import Judge
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.unsealing import unsealed
from callcoach_desktop.store import judgements, typed

VTT = """WEBVTT

00:00:00.500 --> 00:00:01.500
<v Leonie Hart>What happens at Acme when a load comes in warm, Marcus?

00:00:01.600 --> 00:00:02.900
<v Marcus Weber>Nothing much, we weber it. MARCUS waits, Leonie.
"""
SECRET = "three quiet walnuts"


def imported(library, *paths):
    runner = make_runner(library)
    importer = Importer(library, runner)
    runner.start()
    try:
        return importer.wait(importer.submit(paths))
    finally:
        runner.stop()


@pytest.fixture
def rep(tmp_path):
    with Library.open(tmp_path / "rep") as made:
        yield made


@pytest.fixture
def manager(tmp_path):
    with Library.open(tmp_path / "manager") as made:
        yield made


@pytest.fixture
def call(rep, tmp_path):
    path = tmp_path / "Demo Acme.vtt"
    path.write_text(VTT)
    (result,) = imported(rep, path)
    Editor(rep).set_field([result.call], "customer", "Acme")
    return result.call


def sent(library, call, folder, **more):
    folder.mkdir(exist_ok=True)
    return Exporter(library).export([call], "package", folder, **more)[0]


def texts(library, call):
    return [c.text for c in library.call(call).comments]


@pytest.mark.parametrize("redacted", [False, True])
def test_comments_come_back_once(rep, manager, call, tmp_path, redacted):
    Editor(rep).add_comment(call, 1.0, None, "Was that right?")
    (theirs,) = imported(manager, sent(rep, call, tmp_path / "a", packing=Packing(redacted=redacted)))
    assert theirs.status == "done"
    Editor(manager).add_comment(theirs.call, 1.2, 2.0, "Why did you wait?")
    back = sent(manager, theirs.call, tmp_path / "b")
    (home,) = imported(rep, back)
    assert (home.status, home.call) == ("duplicate", call)
    assert texts(rep, call) == ["Was that right?", "Why did you wait?"]
    imported(rep, back)
    assert len(texts(rep, call)) == 2
    assert len(rep.calls()) == 1
    Editor(rep).undo()
    assert texts(rep, call) == ["Was that right?"]
    # and the rep's answer finds the manager's copy
    Editor(rep).redo()
    Editor(rep).add_comment(call, 1.3, None, "I was looking it up.")
    (again,) = imported(manager, sent(rep, call, tmp_path / "c"))
    assert (again.status, again.call) == ("duplicate", theirs.call)
    assert texts(manager, theirs.call)[-1] == "I was looking it up."


def test_a_redacted_package_holds_no_known_name(rep, call, tmp_path):
    editor = Editor(rep)
    editor.add_comment(call, 1.0, None, "Ask Leonie about Acme")
    editor.tag([call], add=["acme"])
    path = sent(rep, call, tmp_path / "a", packing=Packing(redacted=True))
    with zipfile.ZipFile(path) as archive:
        whole = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for name in ("Leonie", "Hart", "Marcus", "MARCUS", "Weber", "Acme", "acme", "Demo"):
        assert name not in whole, name
    assert "we weber it" in whole  # not a name where it stands small
    assert "load comes in warm" in whole


def test_what_else_the_library_knows_leaves_a_redacted_package(rep, tmp_path):
    said = "Write to bo.li@frost.example, or say marcus at frost dot example. Jo and Otto know. So do we."
    path = tmp_path / "Talk with Frost.vtt"
    path.write_text(f"WEBVTT\n\n00:00:00.500 --> 00:00:09.500\n<v Jo>{said}\n")
    (result,) = imported(rep, path)
    rep.set_vocabulary(Vocabulary(people=(Term("Otto Brandt"),)))
    made = sent(rep, result.call, tmp_path / "a", packing=Packing(redacted=True))
    assert "Frost" not in made.name
    with zipfile.ZipFile(made) as archive:
        whole = {name: archive.read(name).decode() for name in archive.namelist()}
    for name in ("frost", "marcus", "bo.li", "Otto", "Jo"):
        assert [part for part, text in whole.items() if re.search(rf"\b{name}\b", text)] == [], name
    assert "So do we." in whole["transcript.json"]


def test_a_sealed_package(rep, manager, call, tmp_path):
    path = sent(rep, call, tmp_path / "a", passphrase=SECRET)
    assert not zipfile.is_zipfile(path)
    (shut,) = imported(manager, path)
    assert shut.status == "failed"
    assert "sealed with a passphrase" in shut.error
    with pytest.raises(KnownError, match="does not open"), unsealed(manager, [path], "three loud walnuts"):
        pass
    with unsealed(manager, [path], SECRET) as paths:
        assert paths[0].name == path.name
        (opened,) = imported(manager, *paths)
    assert opened.status == "done"
    assert not paths[0].exists()
    assert [u.text for u in manager.call(opened.call).transcript.utterances] == [
        u.text for u in rep.call(call).transcript.utterances
    ]
    assert not list(manager.folder.rglob("*.part"))


def test_a_short_passphrase_writes_nothing(rep, call, tmp_path):
    with pytest.raises(KnownError, match="shorter"):
        sent(rep, call, tmp_path / "a", passphrase="short")
    assert list((tmp_path / "a").iterdir()) == []


def test_paths_that_are_not_sealed_are_left_as_they_are(manager, tmp_path):
    path = tmp_path / "x.vtt"
    path.write_text(VTT)
    with unsealed(manager, [path], SECRET) as paths:
        assert paths == [path]


def test_redaction_keeps_ids_and_kinds():
    value = {"id": "Mara", "text": "Mara Lind and Gate House; we open the gate", "n": 3, "type": "Mara"}
    redact = Redactor(["Mara Lind", "Gate House Ltd", None, "Al"])
    assert redact(value) == {"id": "Mara", "text": "[name] and [name]; we open the gate", "n": 3, "type": "Mara"}
    assert json.dumps(Redactor([])({"a": ["b", None]})) == '{"a": ["b", null]}'


def asked(library, call):
    return [(m.type, str(m.detail.get("judged") or "")) for m in library.call(call).analysis.moments
            if m.kind == "question"]  # fmt: skip


def question(library, call):
    return next(m for m in library.call(call).analysis.moments if m.kind == "question")


def test_verdicts_travel_and_come_back_once(rep, manager, call, tmp_path):
    Judge(rep).confirm(call, question(rep, call).id)
    before = asked(rep, call)
    assert "right" in dict(before).values()
    (theirs,) = imported(manager, sent(rep, call, tmp_path / "a"))
    assert asked(manager, theirs.call) == before
    Judge(manager).change(theirs.call, question(manager, theirs.call).id, "check")
    back = sent(manager, theirs.call, tmp_path / "b")
    older = [replace(j, created_at="2020-01-01T00:00:00+00:00") for j in Judge(rep).judgements(call)]
    rep.db.write(lambda conn: [typed.put(conn, call, f"judgement:{j.id}", judgements.value_of(j)) for j in older])
    imported(rep, back)
    assert ("check", "changed") in asked(rep, call)
    assert len(Judge(rep).judgements(call)) == 1
    imported(rep, back)
    assert len(Judge(rep).judgements(call)) == 1
    Editor(rep).undo()
    assert asked(rep, call) == before


def test_how_an_objection_ended_travels_too(rep, manager, call, tmp_path):
    answer = Judge(rep).add(call, "objection_response", "ignore", 0.5, 1.5, question(rep, call).speaker)
    Judge(rep).settle(call, answer, "lost")
    (theirs,) = imported(manager, sent(rep, call, tmp_path / "a"))
    (there,) = [m for m in manager.call(theirs.call).analysis.moments if m.kind == "objection_response"]
    assert (there.type, there.detail["outcome"], there.detail["judged"]) == ("ignore", "lost", "added")


def test_of_two_verdicts_on_one_moment_the_later_holds(rep, manager, call, tmp_path):
    (theirs,) = imported(manager, sent(rep, call, tmp_path / "a"))
    Judge(manager).remove(theirs.call, question(manager, theirs.call).id)
    back = sent(manager, theirs.call, tmp_path / "b")
    Judge(rep).confirm(call, question(rep, call).id)
    (own,) = Judge(rep).judgements(call)
    later = replace(own, created_at="2999-01-01T00:00:00+00:00")
    rep.db.write(lambda conn: typed.put(conn, call, f"judgement:{own.id}", judgements.value_of(later)))
    imported(rep, back)
    assert Judge(rep).judgements(call) == (later,)


@pytest.mark.parametrize(
    "change", [{"verdict": "maybe"}, {"kind": "mood"}, {"start": -1}, {"id": "../x"}, {"end": "x"}, {"outcome": "won"}]
)
def test_a_verdict_that_cannot_be_is_refused(rep, manager, call, tmp_path, change):
    Judge(rep).confirm(call, question(rep, call).id)
    with zipfile.ZipFile(sent(rep, call, tmp_path / "a")) as whole:
        data = json.loads(whole.read("judgements.json"))
    with pytest.raises(KnownError, match="verdict"):
        package._judgements([{**data[0], **change}], tmp_path)


@pytest.mark.parametrize("part", [package.SHOW, package.COMMENTS, package.TRANSCRIPT, package.CALL])
def test_a_package_that_was_changed_anywhere_is_refused_by_who_has_the_call_too(rep, manager, call, tmp_path, part):
    path = sent(rep, call, tmp_path / "a")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] += b" "  # still JSON
    changed = tmp_path / "changed.callcoach"
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    for library in (rep, manager):
        (refused,) = imported(library, changed)
        assert refused.status == "failed"
        assert "bigger than it says" in refused.error or "was changed or is damaged" in refused.error
    assert manager.calls() == []
