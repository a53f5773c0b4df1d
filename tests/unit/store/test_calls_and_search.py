from __future__ import annotations

import math
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcoach_desktop.domain.analysis import Analysis, Moment, Place, Stage, Summary, SummaryPoint, Turn
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.sound import SoundCopy, SoundInfo
from callcoach_desktop.domain.transcript import UNNAMED, Speaker, Transcript, Utterance, Word
from callcoach_desktop.store import calls, jobs, listing, search, transcripts
from callcoach_desktop.store.listing import CallQuery
from callcoach_desktop.store.text import clean, fold, match_expression

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
seconds = st.integers(0, 10_000_000).map(lambda ms: ms / 1000)
shares = st.integers(0, 1000).map(lambda n: n / 1000)
spoken = st.builds(Word, texts, seconds, seconds, shares)
utterances = st.builds(
    Utterance, st.text("abc123", min_size=1), st.sampled_from(["left", "right", "x"]), seconds, seconds, texts,
    st.lists(spoken, max_size=5).map(tuple), st.booleans(),
)  # fmt: skip
speakers = st.lists(
    st.builds(Speaker, st.sampled_from(["left", "right", "s1"]), texts, st.sampled_from(["rep", "customer", "other"])),
    max_size=3,
    unique_by=lambda s: s.id,
)
whole = st.builds(Transcript, seconds, st.sampled_from(["en", "de", ""]), speakers.map(tuple),
                  st.lists(utterances, max_size=6).map(tuple))  # fmt: skip

ANALYSIS = Analysis(
    version=1,
    turns=(Turn("rep", 0.0, 1.0, ("u0",)),),
    moments=(
        Moment("m1", "question", "open", "left", 0.0, 1.0, "What?", 0.9, "what", {"words": 1.0, "end": None}),
        Moment("m2", "question", "rhetorical", "left", 0.0, 1.0, "Who knows?", 0.9, "who"),
        Moment("m3", "question", "closed", "right", 1.0, 2.0, "Is it?", 0.9, "is"),
    ),
    stages=(Stage("opening", 0.0, 2.0),),
    metrics={"talk_ratio": 0.25, "patience": None},
    places={"talk_ratio": Place(0.0, 2.0)},
    talk_share=((0.0, None), (1.0, 0.5)),
    summary=Summary("h", (SummaryPoint("p", 1.0, "pain"),)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole)
def test_a_transcript_comes_back_as_it_was(db, add, transcript):
    call_id = add()
    db.write(lambda conn: transcripts.set_transcript(conn, call_id, transcript, "base"))
    assert db.read(lambda conn: transcripts.transcript(conn, call_id)) == replace(
        transcript,
        started_at="2026-03-01T10:00:00",  # the call's own date comes with its words
        speakers=tuple(replace(s, name=s.name or UNNAMED[s.side]) for s in transcript.speakers),
    )


def test_voices_that_nobody_named_are_called_by_their_side_and_told_apart(db, add):
    call_id = add()
    voices = (("left", 0), ("right", 1), ("right2", 1))
    words = Transcript(1.0, "en", tuple(Speaker(voice, "", "other", side) for voice, side in voices), ())
    db.write(lambda conn: transcripts.set_transcript(conn, call_id, words, "base"))

    def names():
        return [s.name for s in db.read(lambda conn: transcripts.transcript(conn, call_id)).speakers]

    assert names() == ["Speaker", "Speaker 2", "Speaker 3"]
    db.write(lambda conn: calls.set_rep_channel(conn, call_id, "left", "guessed"))
    assert names() == ["Rep", "Customer", "Customer 2"]
    db.write(lambda conn: calls.set_override(conn, call_id, "rep_channel", "right"))
    assert names() == ["Customer", "Rep", "Rep 2"]
    db.write(lambda conn: calls.set_override(conn, call_id, "speaker:right2", "Customer 2"))  # as somebody typed it
    assert names() == ["Customer", "Rep", "Customer 2"]
    db.write(lambda conn: calls.set_override(conn, call_id, "speaker:right2", "Customer"))
    assert names() == ["Customer 2", "Rep", "Customer"]


def test_an_analysis_comes_back_and_feeds_the_list(db, folder, add):
    call_id = add("Call", "2026-01-01", "What?", "Is it?")
    db.write(lambda conn: calls.set_rep_channel(conn, call_id, "left", "guessed"))
    db.write(lambda conn: transcripts.set_analysis(conn, call_id, ANALYSIS))
    detail = db.read(lambda conn: transcripts.detail(conn, call_id, folder))
    assert detail.analysis == ANALYSIS
    assert (detail.row.talk_ratio, detail.row.questions) == (0.25, 1)
    assert [(s.id, s.side) for s in detail.transcript.speakers] == [("left", "rep"), ("right", "customer")]
    assert (detail.rep_channel, detail.rep_channel_from) == ("left", "guessed")
    assert db.read(lambda conn: transcripts.stale(conn, 1)) == []
    assert db.read(lambda conn: transcripts.stale(conn, 2)) == [call_id]


def test_new_words_drop_the_old_analysis(db, add, words_of):
    call_id = add("Call", "2026-01-01", "old")
    db.write(lambda conn: transcripts.set_analysis(conn, call_id, ANALYSIS))
    db.write(lambda conn: transcripts.set_transcript(conn, call_id, words_of("new"), "small", ("Note.", "Note.")))
    row = db.read(lambda conn: calls.row(conn, call_id))
    assert (row.talk_ratio, row.questions, row.model) == (None, None, "small")
    assert db.read(lambda conn: search.search(conn, "old")) == []
    assert db.read(lambda conn: transcripts.stale(conn, 1)) == [call_id]


def test_nan_in_an_analysis_is_refused(db, add):
    call_id = add("Call", "2026-01-01", "x")
    broken = Analysis(1, (), (), (), {"talk_ratio": math.nan}, {}, (), Summary(""))
    with pytest.raises(ValueError, match="JSON"):
        db.write(lambda conn: transcripts.set_analysis(conn, call_id, broken))


def test_what_a_person_typed_lies_over_and_can_be_taken_back(db, folder, add):
    call_id = add("Computed", "2026-01-01", "one", "two", customer="Computed Ltd")

    def read():
        return db.read(lambda conn: transcripts.detail(conn, call_id, folder))

    def typed(field, value):
        db.write(lambda conn: calls.set_override(conn, call_id, field, value))

    typed("title", "Typed")
    typed("customer", "")
    typed("speaker:right", "Mara")
    typed("rep_channel", "right")
    assert (read().row.title, read().row.customer) == ("Typed", None)
    assert read().transcript.speakers[1] == Speaker("right", "Mara", "rep", 1)
    assert read().rep_channel_from == "said"
    typed("side:right", "other")
    assert read().transcript.speakers[1].side == "other"
    for field in ("title", "customer", "speaker:right", "rep_channel", "side:right"):
        typed(field, None)
    assert (read().row.title, read().row.customer) == ("Computed", "Computed Ltd")
    assert read().transcript.speakers[1] == Speaker("right", "Right", "other", 1)
    with pytest.raises(ValueError, match="nobody types"):
        typed("sha256", "x")
    with pytest.raises(ValueError, match=r"[Ii]so"):
        typed("started_at", "yesterday")


def test_the_list_sorts_filters_and_pages(db, add):
    a = add("Alpha", "2026-01-01", "we talked about Müller", customer="Zeta")
    b = add("beta", "2026-01-03T10:00:00+00:00", customer="Ägir")
    c = add("Gamma", "2026-01-02", "the price")
    d = add("Delta", "2026-01-02")  # the same moment as Gamma

    def ids(**query):
        return [row.id for row in db.read(lambda conn: listing.rows(conn, CallQuery(**query)))]

    assert ids() == [b, d, c, a]
    assert ids(descending=False, limit=2, offset=1) == [c, d]
    assert ids(sort="title", descending=False) == [a, b, d, c]
    assert ids(sort="customer", descending=True)[2:] == [d, c]  # the unknown come last either way
    assert ids(text="MULLER") == [a]
    assert ids(text="ägir") == [b]
    assert ids(text="pri") == [c]
    assert ids(text="?!") == []
    assert ids(text="  ") == ids()
    assert db.read(lambda conn: (listing.count(conn), listing.count(conn, "zeta"))) == (4, 1)
    db.write(lambda conn: calls.set_override(conn, a, "started_at", "2027-05-05"))
    db.write(lambda conn: calls.set_override(conn, a, "deal", "Renewal"))
    assert ids()[0] == a
    assert ids(text="renew") == [a]
    assert [hit.call for hit in db.read(lambda conn: search.search(conn, "talked"))] == [a]


@pytest.mark.parametrize("when", ["0001-01-01", "1969-12-31T23:59:59", "9999-12-31T23:59:59", "2026-01-01T00:00:00Z"])
def test_odd_dates_can_be_kept(db, add, when):
    first, second = add("a", when, "hello"), add("b", when, "hello")
    assert {hit.call for hit in db.read(lambda conn: search.search(conn, "hello"))} == {first, second}


def test_ids_can_be_shortened(db, add):
    call_id = add()
    assert db.read(lambda conn: calls.resolve(conn, call_id[:5])) == call_id
    for name in ("", "%", "zzzzzzzzzzzz9", "é"):
        with pytest.raises(KnownError) as error:
            db.read(lambda conn, name=name: calls.resolve(conn, name))
        assert error.value.problem.code in {"no_such_call", "call_ambiguous"}


def test_the_same_content_is_one_call(db, add):
    call_id = add(sha256="ab")
    assert db.read(lambda conn: calls.by_hash(conn, "ab")) == call_id
    assert db.read(lambda conn: calls.by_hash(conn, "cd")) is None
    with pytest.raises(sqlite3.IntegrityError):
        add(sha256="ab")


def test_sound_tells_the_duration(db, folder, add):
    call_id = add()
    copy = SoundCopy(SoundInfo(2.0, 8000, 2, "pcm", "wav"), 2, 16000, 32000)
    db.write(lambda conn: calls.set_sound(conn, call_id, copy))
    detail = db.read(lambda conn: transcripts.detail(conn, call_id, folder))
    assert detail.row.duration == 2.0
    assert detail.sound == str(folder / "calls" / "2026" / call_id / "sound.flac")


def test_a_deleted_call_leaves_no_word_in_the_file(db, folder, add):
    kept = add("Kept", "2026-01-01", "shared words", "staying")
    gone = add("Gone", "2026-01-02", "shared words", "xylographquux secret")
    db.write(lambda conn: transcripts.set_analysis(conn, gone, ANALYSIS))
    assert db.write(lambda conn: calls.delete(conn, gone)) == f"calls/2026/{gone}"
    assert db.write(lambda conn: calls.delete(conn, gone)) is None
    assert [hit.call for hit in db.read(lambda conn: search.search(conn, "shared"))] == [kept]
    assert db.read(calls.deleted) == {gone: f"calls/2026/{gone}"}
    assert db.write(lambda conn: search.scrub(conn, first=True))
    while db.write(lambda conn: search.scrub(conn, first=False)):
        pass
    assert db.check(thorough=True) == []
    db.close()
    content = (folder / "library.db").read_bytes()
    assert b"xylograph" not in content
    assert b"staying" in content


def test_search_marks_hits_newest_call_first(db, add):
    old = add("Old", "2025-01-01", "The price is high", "a price, later")
    new = add("New", "2026-01-01", "No Price here")
    hits = db.read(lambda conn: search.search(conn, "price"))
    assert [(hit.call, hit.snippet) for hit in hits] == [
        (new, "No \x02Price\x03 here"),
        (old, "The \x02price\x03 is high"),
        (old, "a \x02price\x03, later"),
    ]
    assert [(hit.start, hit.second) for hit in hits[:2]] == [
        (0.0, 0.333), (0.0, 0.25),
    ], "where the word is said"  # fmt: skip
    assert len(db.read(lambda conn: search.search(conn, "price", 1))) == 1
    assert {h.call for h in db.read(lambda conn: search.search(conn, "price", order="relevance"))} == {old, new}
    assert [h.call for h in db.read(lambda conn: search.search(conn, "price", call_id=new))] == [new]
    assert db.read(lambda conn: search.search(conn, '"price is"'))[0].call == old
    assert db.read(lambda conn: search.search(conn, '"is price"')) == []
    assert db.read(lambda conn: search.search(conn, "pri ")) == []  # a blank ends the word


ODD = ['"', '""', "a AND", "NOT", "NEAR(a b)", "text:x", "a*b", "^x", "-x", "(", "x\x00y", "'; DROP TABLE calls; --",
       "\ud800", "日本語", "🙂", '"a', "a OR OR b", "{x}", "+", "a" * 5000, "\t\n", "%_"]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_no_error(db, add, text):
    add("Call", "2026-01-01", "a b x text")
    db.read(lambda conn: search.search(conn, text))
    db.read(lambda conn: listing.rows(conn, CallQuery(text)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=25))
def test_no_text_is_a_search_error(db, text):
    db.read(lambda conn: search.search(conn, text))


def test_text_is_folded_and_cleaned():
    assert fold("Müller ÉCOLE") == fold("muller école") == "muller ecole"
    assert fold(None) == ""
    assert clean("a\ud800\x00b") == "a?b"
    assert match_expression('say "the price" no') == '"say" "the price" "no" *'


def test_the_queue_keeps_order_plan_and_crashes(db, add):
    call_id = add()
    for name in ("j1", "j2", "j3"):
        db.write(lambda conn, name=name: jobs.add(conn, jobs.NewJob(name, "import", "/p", name, options={"a": 1})))
    db.write(lambda conn: jobs.move(conn, "j3", 0.5))
    assert [job.id for job in db.read(jobs.all_jobs)] == ["j3", "j1", "j2"]
    db.write(lambda conn: jobs.set_state(conn, "j3", "running"))
    db.write(lambda conn: jobs.set_call(conn, "j3", call_id))
    db.write(lambda conn: jobs.save_plan(conn, "j3", "{}", {0: 2.0, 1: 3.0}))
    db.write(lambda conn: jobs.save_batch(conn, "j3", 1, '["x"]'))
    assert [db.write(lambda conn: jobs.count_crash(conn, "j3", 0)) for _ in range(2)] == [1, 2]
    assert db.read(lambda conn: jobs.load_batches(conn, "j3")) == ("{}", {1: '["x"]'})
    assert db.write(jobs.requeue_running) == ["j3"]
    db.write(lambda conn: jobs.set_progress(conn, "j3", 1.0, 5.0, 9.0))
    db.write(lambda conn: jobs.set_state(conn, "j3", "done"))
    job = db.read(lambda conn: jobs.get(conn, "j3"))
    assert (job.state, job.step, job.seconds_left, job.call) == ("done", "finished", None, call_id)
    db.write(lambda conn: calls.delete(conn, call_id))
    assert db.read(lambda conn: jobs.get(conn, "j3")).call is None
    db.write(lambda conn: jobs.clear_batches(conn, "j3"))
    assert db.read(lambda conn: jobs.load_batches(conn, "j3")) == (None, {})
    assert [job.id for job in db.read(lambda conn: jobs.all_jobs(conn, "queued"))] == ["j1", "j2"]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "sort", ["started_at", "title", "customer", "duration", "talk_ratio", "questions", "call_type", "deal", "state"]
)
def test_a_whole_list_has_the_order_of_its_pages(db, add, sort, descending):
    names = ("Zoe", "zoe", "Émile", "emile", "ÉMILE", "ann", "", "Ann B", "_", "日本", "ann", "Zoe\u0301")
    for number, name in enumerate(names):
        call_id = add(name or "Call", f"2026-03-{1 + number % 5:02}T10:00:00", customer=name or None)
        typed = {"deal": name, "call_type": name} if number % 2 else {"customer": names[-number]}
        for field, value in typed.items():
            db.write(lambda conn, c=call_id, f=field, v=value: calls.set_override(conn, c, f, v or None))
        facts = (
            number % 3 * 10.0,
            None if number % 4 == 0 else number % 5 / 4,
            None if number % 4 == 0 else number % 2,
        )
        db.write(
            lambda conn, c=call_id, f=facts: conn.execute(
                "UPDATE calls SET duration = ?, talk_ratio = ?, questions = ? WHERE id = ?", (*f, c)
            )
        )
        if number % 3 == 0:
            db.write(lambda conn, c=call_id: calls.set_state(conn, c, "failed", "It broke."))
    query = CallQuery(sort=sort, descending=descending)
    whole = db.read(lambda conn: listing.rows(conn, query))
    pages = [
        row
        for offset in range(0, len(names), 4)
        for row in db.read(lambda conn, at=offset: listing.rows(conn, replace(query, limit=4, offset=at)))
    ]
    assert len(whole) == len(names)
    assert whole == pages
    with pytest.raises(AttributeError):
        whole[0].title = "x"  # a row is frozen, however it was made


def test_some_calls_are_read_by_their_ids(db, add):
    first, second, third = add(), add(), add()
    db.write(lambda conn: calls.set_binned(conn, third, "2026-09-01T00:00:00+00:00"))
    ids = (third, first, "no such call", "'")
    found = db.read(lambda conn: listing.rows(conn, CallQuery(ids=ids)))
    binned = db.read(lambda conn: listing.rows(conn, CallQuery(ids=ids, binned=True)))
    assert [row.id for row in found] == [first]
    assert [row.id for row in binned] == [third]
    assert db.read(lambda conn: listing.rows(conn, CallQuery(ids=()))) == []
    assert second not in {row.id for row in (*found, *binned)}
