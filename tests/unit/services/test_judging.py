"""A person's verdicts on moments: kept, undone, counted, laid over every analysis of the call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.judging import Judge
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.showing import show
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall

CALL = "abcdefghjkm2"
LINES = (
    ("rep", 0.0, "What slows your drivers down today?"),
    ("customer", 4.0, "The waiting at the gate, mostly."),
    ("rep", 10.0, "Do you track how long that takes?"),
    ("customer", 14.0, "No. We looked at Samsara once."),
    ("rep", 20.0, "Let us talk about the next step."),
)
SPEAKERS = (Speaker("left", "Rep", "rep", 0), Speaker("right", "Customer", "customer", 1))


def spoken(shift: float = 0.0) -> Transcript:
    utterances = []
    for number, (side, start, text) in enumerate(LINES):
        pieces = text.split()
        words = tuple(
            Word(piece, start + shift + 0.3 * n, start + shift + 0.3 * n + 0.25) for n, piece in enumerate(pieces)
        )
        voice = "left" if side == "rep" else "right"
        utterances.append(Utterance(f"u{number}", voice, words[0].start, words[-1].end, text, words))
    return Transcript(30.0 + shift, "en", SPEAKERS, tuple(utterances))


def question(number: int, type_: str, start: float, end: float, quote: str) -> Moment:
    return Moment(f"question-{number}", "question", type_, "left", start, end, quote, 0.8, "a question word")


FOUND = (
    question(1, "open", 0.0, 1.75, "What slows your drivers down today?"),
    question(2, "closed", 10.0, 12.05, "Do you track how long that takes?"),
    Moment("competitor-1", "competitor", "Samsara", "right", 14.3, 15.85, "We looked at Samsara once.", 0.9, "said"),
)


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        opened.db.write(_fill)
        analyse(opened)
        yield opened


def _fill(conn):
    calls.insert(
        conn,
        NewCall(CALL, "Demo", "2026-01-02T10:00:00", "sound", f"calls/2026/{CALL}", origin="/x.wav", state="ready"),
    )
    calls.set_rep_channel(conn, CALL, "left", "guessed")
    transcripts.set_transcript(conn, CALL, spoken(), "base")


def analyse(library: Library, moments=FOUND) -> None:
    """Store an analysis of the call's words with exactly these moments."""
    words = library.db.read(lambda conn: transcripts.transcript(conn, CALL))
    made = library.analyse(words, library.vocabulary())
    # The figures of questions follow from the moments, so they are measured once more.
    from callcoach_desktop.analysis.metrics import Figures, measure_questions

    figures = Figures(dict(made.metrics), dict(made.places))
    asked = [m for m in moments if m.kind == "question"]
    measure_questions(figures, words, words.utterances, asked)
    result = replace(made, moments=tuple(moments), metrics=figures.metrics)
    library.db.write(lambda conn: transcripts.set_analysis(conn, CALL, result))


def moments(library, kind="question"):
    return [m for m in library.call(CALL).analysis.moments if m.kind == kind]


def test_a_confirmed_moment_says_so_and_is_sure(library):
    Judge(library).confirm(CALL, "question-1")
    first = moments(library)[0]
    assert (first.id, first.type, first.confidence, first.detail["judged"]) == ("question-1", "open", 1.0, "right")
    assert "you confirmed it" in first.why
    assert Judge(library).record() == {"question": (1, 1)}


def test_a_changed_type_reaches_figures_lists_and_exports(library):
    assert library.call(CALL).analysis.metrics["questions_open"] == 1
    Judge(library).change(CALL, "question-2", "open")
    changed = library.call(CALL)
    assert changed.analysis.metrics["questions_open"] == 2
    assert changed.analysis.metrics["open_question_share"] == 1.0
    second = show(changed)["moments"][1]
    assert (second["type"], second["detail"]["judged"], second["detail"]["guess"]) == ("open", "changed", "closed")
    written = [line for line in Exporter(library).text(CALL, "md").splitlines() if "Do you track" in line]
    assert any(", open" in line for line in written)
    assert not any("closed" in line for line in written)
    assert Judge(library).record() == {"question": (0, 1)}


def test_a_removed_question_leaves_every_count_and_stays_removed(library):
    before = library.call(CALL)
    assert (before.row.questions, before.analysis.metrics["questions"]) == (2, 2.0)
    Judge(library).remove(CALL, "question-2")
    after = library.call(CALL)
    assert (after.row.questions, after.analysis.metrics["questions"]) == (1, 1.0)
    assert after.analysis.metrics["questions_per_hour"] == pytest.approx(
        before.analysis.metrics["questions_per_hour"] / 2
    )
    stored = library.db.read(
        lambda conn: conn.execute("SELECT value FROM metrics WHERE call_id = ? AND name = 'questions'", (CALL,))
    )
    assert stored.fetchone()[0] == 1.0
    assert "Do you track" not in after.analysis.summary.headline + " ".join(
        p.text for p in after.analysis.summary.points
    )
    analyse(library)  # the same words again
    assert [m.id for m in moments(library)] == ["question-1"]
    assert [one.verdict for one in Judge(library).judgements(CALL)] == ["wrong"]


WORRY = Moment("objection-1", "objection", "trust", "right", 4.0, 6.0, "The waiting at the gate, mostly.", 0.8, "how")
ANSWER = Moment(
    "objection_response-1", "objection_response", "ignore", "left", 10.0, 12.05, "Do you track how long that takes?",
    0.8, "what the rep says", {"objection": "objection-1"},
)  # fmt: skip


def test_how_an_objection_ended_is_corrected_kept_and_undone(library):
    judge = Judge(library)
    analyse(library, (WORRY, ANSWER))
    judge.settle(CALL, ANSWER.id, "lost")
    [answer] = moments(library, "objection_response")
    assert (answer.type, answer.detail["outcome"]) == ("ignore", "lost")
    assert answer.detail["outcome_why"] == "you said so"
    judge.change(CALL, answer.id, "reframe_value")  # says nothing of the end: what was said of it stays
    [answer] = moments(library, "objection_response")
    assert (answer.type, answer.detail["outcome"]) == ("reframe_value", "lost")
    analyse(library, (WORRY, replace(ANSWER, id="objection_response-9", detail={"outcome": "parked"})))
    [answer] = moments(library, "objection_response")
    assert (answer.type, answer.detail["outcome"]) == ("reframe_value", "lost")
    assert show(library.call(CALL))["moments"][-1]["detail"]["outcome"] == "lost"
    assert judge.record()["objection_response"] == (0, 1)
    Editor(library).undo()
    Editor(library).undo()
    assert judge.judgements(CALL) == ()


def test_an_end_can_only_be_said_of_a_response_and_is_one_of_three(library):
    analyse(library, (WORRY, ANSWER))
    for moment, outcome in ((WORRY.id, "lost"), (ANSWER.id, "won")):
        with pytest.raises(KnownError, match="no end of"):
            Judge(library).settle(CALL, moment, outcome)


def test_verdicts_hold_after_the_words_were_heard_anew_a_little_elsewhere(library):
    judge = Judge(library)
    judge.change(CALL, "question-1", "clarifying")
    judge.remove(CALL, "question-2")
    judge.confirm(CALL, "competitor-1")
    library.db.write(lambda conn: transcripts.set_transcript(conn, CALL, spoken(0.4), "small"))
    assert library.call(CALL).analysis is None
    moved = [replace(m, id=f"{m.id}x", start=m.start + 0.4, end=m.end + 0.7) for m in FOUND]
    analyse(library, moved)
    assert [(m.id, m.type, m.detail["judged"]) for m in moments(library)] == [("question-1x", "clarifying", "changed")]
    assert moments(library, "competitor")[0].detail["judged"] == "right"


def test_a_confirmed_moment_that_a_new_analysis_misses_comes_back(library):
    Judge(library).confirm(CALL, "question-2")
    analyse(library, FOUND[:1])
    found = moments(library)
    assert [m.quote for m in found] == [FOUND[0].quote, FOUND[1].quote]
    assert found[1].detail["judged"] == "right"
    assert library.call(CALL).row.questions == 2


def test_a_missed_moment_is_added_with_the_words_of_its_seconds(library):
    judge = Judge(library)
    made = judge.add(CALL, "next_step", "vague", 19.9, 22.2, "left")
    [step] = moments(library, "next_step")
    assert (step.id, step.quote, step.type) == (made, "Let us talk about the next step.", "vague")
    assert step.detail["judged"] == "added"
    assert judge.record() == {"next_step": (0, 1)}
    assert any(p.kind == "next_step" for p in library.call(CALL).analysis.summary.points)
    judge.change(CALL, made, "specific")
    assert moments(library, "next_step")[0].detail["judged"] == "added"
    judge.remove(CALL, made)
    assert moments(library, "next_step") == []
    assert judge.record() == {}


def test_an_added_question_counts_for_the_one_who_asks(library):
    Judge(library).add(CALL, "question", "open", 19.9, 22.2, "left")
    assert library.call(CALL).row.questions == 3
    assert library.call(CALL).analysis.metrics["questions_per_hour"] == pytest.approx(3 * 3600 / 30)


def test_every_step_is_undone_and_redone(library):
    judge, editor = Judge(library), Editor(library)
    judge.remove(CALL, "question-2")
    assert editor.undo_state().undo.label == "Remove moment"
    assert editor.undo_state().undo.call == CALL
    editor.undo()
    assert [m.id for m in moments(library)] == ["question-1", "question-2"]
    assert library.call(CALL).row.questions == 2
    editor.redo()
    assert [m.id for m in moments(library)] == ["question-1"]
    editor.undo()
    assert all("judged" not in m.detail for m in moments(library))


def test_a_verdict_is_withdrawn_by_its_moment_or_by_itself(library):
    judge = Judge(library)
    judge.change(CALL, "question-1", "check")
    judge.withdraw(CALL, "question-1")
    assert moments(library)[0].type == "open"
    judge.remove(CALL, "question-1")
    [gone] = judge.judgements(CALL)
    judge.withdraw(CALL, gone.id)
    assert len(moments(library)) == 2
    assert judge.judgements(CALL) == ()


def test_a_second_verdict_takes_the_place_of_the_first(library):
    judge = Judge(library)
    judge.confirm(CALL, "question-1")
    judge.change(CALL, "question-1", "check")
    assert [(j.verdict, j.guess, j.type) for j in judge.judgements(CALL)] == [("changed", "open", "check")]
    judge.confirm(CALL, "question-1")  # what a person said need not be confirmed
    assert moments(library)[0].detail["judged"] == "changed"
    judge.change(CALL, "question-1", "open")
    assert [(j.verdict, j.type) for j in judge.judgements(CALL)] == [("right", "open")]
    judge.remove(CALL, "question-1")
    assert [(j.verdict, j.guess) for j in judge.judgements(CALL)] == [("wrong", "open")]


def test_what_makes_no_sense_is_refused(library):
    judge = Judge(library)
    for wrong in (
        lambda: judge.change(CALL, "question-1", "friendly"),
        lambda: judge.confirm(CALL, "question-99"),
        lambda: judge.confirm("nosuchcall22", "question-1"),
        lambda: judge.add(CALL, "competitor", " ", 1.0, 2.0, "left"),
        lambda: judge.add(CALL, "question", "open", 1.0, 2.0, "nobody"),
        lambda: judge.add(CALL, "question", "open", 26.0, 27.0, "left"),
    ):
        with pytest.raises(KnownError):
            wrong()
    assert judge.judgements(CALL) == ()
    assert Editor(library).undo_state().undo is None


def test_a_record_of_the_latest_verdicts_is_said_in_words(library):
    judge = Judge(library)
    judge.confirm(CALL, "question-1")
    judge.remove(CALL, "question-2")
    assert judge.sentence("question") == "The app was right in 50% of the last 2 questions that you judged."
    assert judge.sentence("pain") is None


def test_verdicts_teach_the_confidence_of_other_moments(library):
    many = tuple(
        Moment(f"pricing-{n}", "pricing", "", "left", n * 2.0, n * 2.0 + 1, f"price {n}", 0.7, "") for n in range(12)
    )
    analyse(library, many)
    judge = Judge(library)
    for n in range(8):
        judge.remove(CALL, f"pricing-{n}")
    rest = moments(library, "pricing")
    assert [m.id for m in rest] == [f"pricing-{n}" for n in range(8, 12)]  # doubted, and still there
    assert all(0.3 < m.confidence < 0.6 for m in rest)
    for _ in range(8):
        Editor(library).undo()
    assert {m.confidence for m in moments(library, "pricing")} == {0.7}


def test_a_deleted_call_takes_its_verdicts_along(library):
    Judge(library).confirm(CALL, "question-1")
    library.delete_call(CALL)
    assert Judge(library).record() == {}
