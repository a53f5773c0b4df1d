"""Trackers of a library: kept, undone, tried on calls, and brought to the calls that there are."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.domain.codec import tracker_from_json
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Term, Tracker, Vocabulary, fingerprint
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.judging import Judge
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.trackers import Trackers
from callcoach_desktop.services.vocabulary import merged, read_vocabulary
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

IDS = ("abcdefghjkm2", "abcdefghjkm3")
SPEAKERS = (Speaker("left", "Rep", "rep", 0), Speaker("right", "Customer", "customer", 1))
PILOT = Tracker("Pilot", ("run a pilot",), (), "rep")


def words(text: str) -> Transcript:
    lines = (("left", 0.0, text), ("right", 20.0, "Why not."), ("left", 130.0, "Good."), ("right", 140.0, "Bye now."))
    return Transcript(
        150.0, "en", SPEAKERS,
        tuple(Utterance(f"u{n}", who, start, start + 8.0, said) for n, (who, start, said) in enumerate(lines)),
    )  # fmt: skip


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        for number, (call_id, text) in enumerate(zip(IDS, ("We could run a pilot.", "Nothing much."), strict=True)):
            opened.db.write(lambda conn, c=call_id, t=text, n=number: _fill(conn, c, t, n))
            opened.store_analysis(call_id)
        yield opened


def _fill(conn, call_id: str, text: str, number: int) -> None:
    made = NewCall(
        call_id, f"Call {number}", f"2026-09-0{number + 1}T10:00:00", "sound", f"calls/2026/{call_id}", state="ready"
    )
    calls.insert(conn, made)
    transcripts.set_transcript(conn, call_id, words(text), "base")


def found(library: Library, call_id: str = IDS[0]) -> list[str]:
    analysis = library.call(call_id).analysis
    assert analysis is not None
    return [m.type for m in analysis.moments if m.kind == "tracker"]


def test_a_tracker_reaches_the_calls_and_undo_takes_it_back(library):
    trackers, editor = Trackers(library), Editor(library)
    library.set_vocabulary(Vocabulary(competitors=(Term("Acme"),)))
    trackers.save(PILOT)
    assert trackers.every() == (PILOT,)
    assert library.vocabulary().competitors == (Term("Acme"),)
    assert found(library) == []
    assert trackers.fill() == 2
    assert found(library) == ["Pilot"]
    assert found(library, IDS[1]) == []
    assert trackers.fill() == 0
    assert editor.undo().label == "Add tracker"
    assert trackers.every() == ()
    assert library.vocabulary().competitors == (Term("Acme"),)
    assert trackers.fill() == 2
    assert found(library) == []


def test_counter_examples_are_kept_and_change_what_is_looked_for(library):
    trackers, editor = Trackers(library), Editor(library)
    trackers.save(PILOT)
    learnt = replace(PILOT, unlike=("The pilot of the plane was late",))
    assert trackers.save(replace(learnt, unlike=(" The pilot of the plane  was late ", "")), "Pilot") == learnt
    assert trackers.every() == (learnt,)
    assert fingerprint((learnt,)) != fingerprint((PILOT,))
    editor.undo()
    assert trackers.every() == (PILOT,)


def test_trackers_of_earlier_versions_have_no_counter_examples():
    kept = {"name": "Pilot", "phrases": ["run a pilot"], "examples": [], "side": "rep"}
    assert tracker_from_json(kept) == PILOT
    assert tracker_from_json(asdict(replace(PILOT, unlike=("a plane",)))).unlike == ("a plane",)


def test_only_trackers_are_looked_for_anew(library, monkeypatch):
    trackers = Trackers(library)
    trackers.save(PILOT)
    monkeypatch.setattr(Library, "analyse", lambda *_: pytest.fail("a whole analysis"))
    before = library.call(IDS[0]).analysis
    trackers.fill()
    after = library.call(IDS[0]).analysis
    assert after.metrics == before.metrics
    assert after.summary == before.summary


def test_a_verdict_on_a_tracker_holds(library):
    trackers, judge = Trackers(library), Judge(library)
    trackers.save(PILOT)
    trackers.fill()
    moment = next(m for m in library.call(IDS[0]).analysis.moments if m.kind == "tracker")
    judge.remove(IDS[0], moment.id)
    assert found(library) == []
    trackers.save(Tracker("Bye", ("bye now",)))
    trackers.fill()
    assert found(library) == ["Bye"]


def test_one_is_tried_without_being_kept(library):
    seen = []
    Trackers(library).try_on(PILOT, lambda hits, done, total: seen.append((hits, done, total)))
    assert [(len(hits), done, total) for hits, done, total in seen] == [(0, 1, 2), (1, 2, 2)]
    hit = seen[1][0][0]
    assert (hit.call, hit.who, hit.moment.quote) == (IDS[0], "Rep", "We could run a pilot.")
    assert Trackers(library).every() == ()


@pytest.mark.parametrize(
    ("tracker", "code"),
    [
        (Tracker(" ", ("pilot",)), "tracker_unclear"),
        (Tracker("Pilot", (" ", "-")), "tracker_unclear"),
        (Tracker("Pilot", (), ("a pilot",)), "tracker_unclear"),
        (Tracker("PILOT", ("trial",)), "name_taken"),
    ],
)
def test_what_is_no_tracker_is_refused(library, tracker, code):
    trackers = Trackers(library)
    trackers.save(PILOT)
    with pytest.raises(KnownError) as error:
        trackers.save(tracker)
    assert error.value.problem.code == code
    assert trackers.every() == (PILOT,)


def test_a_new_name_takes_its_behaviour_along(library):
    trackers, coach = Trackers(library), Coach(library)
    trackers.save(PILOT)
    made = coach.add_own("Offers a pilot", "Pilot", None, "yes_no")
    trackers.save(Tracker("Trial", ("run a pilot",)), "Pilot")
    own = coach.behaviour(made.id)
    assert isinstance(own, Behaviour)
    assert own.figure == "tracker:Trial"
    assert "Trial" in own.definition
    trackers.fill()
    assert coach.reading(IDS[0], own).value == 1.0
    assert coach.reading(IDS[1], own).value == 0.0
    Editor(library).undo()
    assert coach.behaviour(made.id).figure == "tracker:Pilot"
    with pytest.raises(KnownError):
        trackers.remove("Trial")


def test_trackers_come_from_a_file(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text(
        'competitors = ["Acme"]\n[[trackers]]\nname = "Pilot"\nphrases = ["run a pilot"]\nside = "rep"\n'
        '[[trackers]]\nname = "Boss"\nexamples = ["I will have to ask my boss"]\nunlike = ["I am my own boss"]\n',
        encoding="utf-8",
    )
    read = read_vocabulary(path)
    assert read.trackers == (PILOT, Tracker("Boss", (), ("I will have to ask my boss",), unlike=("I am my own boss",)))
    assert merged(Vocabulary(trackers=(Tracker("pilot", ("trial",)),)), read).trackers == read.trackers


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('trackers = ["Pilot"]', "[[trackers]]"),
        ('[[trackers]]\nphrases = ["a"]', "no name"),
        ('[[trackers]]\nname = "Pilot"', "nothing to look for"),
        ('[[trackers]]\nname = "Pilot"\nphrases = ["a"]\nside = "us"', "side"),
        ('[[trackers]]\nname = "Pilot"\nphrase = ["a"]', "'phrase'"),
        ('[[trackers]]\nname = "Pilot"\nphrases = "a"', "not a list"),
        ('[[trackers]]\nname = "P"\nphrases = ["a"]\n[[trackers]]\nname = "p"\nphrases = ["b"]', "one name"),
    ],
)
def test_a_file_with_a_mistake_says_where(tmp_path, text, word):
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError) as error:
        read_vocabulary(path)
    assert word in error.value.problem.what
