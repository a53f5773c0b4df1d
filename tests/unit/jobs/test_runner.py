"""The queue: order, pause, cancel, retry, crashes, duplicates, another process. The child is a fake that misbehaves."""

import json
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.child import Child
from callcoach_desktop.jobs.intake import INCOMING
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.jobs.wishes import Wish, wish_from_json
from callcoach_desktop.store import calls, jobs, listing, settings, transcripts
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.jobs import NewJob
from callcoach_desktop.system.locks import FileLock

WORKER = Path(__file__).parents[2] / "data" / "fake_worker.py"
LADEN_S = 2.0  # what a machine adds that does much else at the same time


class Bench:
    """A library with a runner whose children are fakes."""

    def __init__(self, folder):
        self.folder = folder
        self.library = folder / "library"
        self.db = Database(self.library)
        self.changed = threading.Condition()
        self.db.subscribe(self.notify)
        self.published = []
        self.analysed = []
        self.model_problem = None
        self.held = None
        self.runner = self.make()

    def make(self):
        command = [sys.executable, str(WORKER)]
        environment = {"CALLCOACH_FAKE": str(self.folder)}
        return JobRunner(
            self.library, self.db, self.published.append, self.model, analyse=self.analysed.append,
            decoder=Child("fake", command, environment=environment),
            transcriber=Child("fake", command, environment=environment), hold=lambda: self.held,
        )  # fmt: skip

    def model(self, name):
        if self.model_problem:
            raise self.model_problem
        return self.folder / (name or "base")

    def notify(self, _changes):
        with self.changed:
            self.changed.notify_all()

    def faults(self, **places):
        (self.folder / "faults.json").write_text(json.dumps({k.replace("_", ":"): v for k, v in places.items()}))

    def visits(self, place):
        log = self.folder / "log.txt"
        return [line for line in log.read_text().splitlines() if line.split()[0] == place] if log.exists() else []

    def file(self, name="call.wav", content=b"sound"):
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def submit(self, path, transcript=None, **options):
        job = new_id()
        wish = Wish(ImportOptions(**options), transcript)
        self.runner.submit([NewJob(job, "import", str(path), path.stem, options=wish.to_json())])
        return job

    def until(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        with self.changed:
            while not condition():
                assert time.monotonic() < deadline, [(j.id, j.state, j.step, j.error) for j in self.runner.jobs()]
                self.changed.wait(0.05)

    def state(self, job):
        return self.runner.job(job).state

    def over(self, *names):
        self.until(lambda: all(self.state(j) in {"done", "failed", "cancelled"} for j in names))
        return [self.runner.job(j) for j in names]

    def text(self, call):
        return [u.text for u in self.db.read(lambda c: transcripts.transcript(c, call)).utterances]

    def row(self, call):
        return self.db.read(lambda c: calls.row(c, call))

    def detail(self, call):
        return self.db.read(lambda c: transcripts.detail(c, call, self.library))

    def call_folders(self):
        return sorted(p.name for p in self.library.glob("calls/2*/*"))

    def incoming(self):
        folder = self.library / "calls" / INCOMING
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    yield made
    made.runner.stop()
    assert made.db.check(thorough=True) == []
    made.db.close()


TEXT = ["Batch0 here.", "Batch1 here.", "Batch2 here.", "Batch3 here."]


def test_a_job_from_path_to_ready(bench):
    path = bench.file("2026-03-04 10.20.30 acme.wav")
    heard = []
    bench.runner.on_partial(lambda job, words: heard.append((job, words[0][0])))
    job = bench.submit(path, customer="Acme", rep_channel="right", rep_name="Leonie", call_type="demo")
    bench.runner.start()
    (done,) = bench.over(job)
    assert (done.state, done.step, done.error) == ("done", "finished", None)
    detail = bench.detail(done.call)
    assert bench.text(done.call) == TEXT
    assert detail.row.state == "ready"
    assert detail.row.duration == 30.0
    assert detail.row.started_at == "2026-03-04T10:20:30"
    assert (detail.row.customer, detail.row.call_type, detail.row.model) == ("Acme", "demo", "base")
    assert (detail.rep_channel, detail.rep_channel_from) == ("right", "said")
    assert [(s.name, s.side) for s in detail.transcript.speakers] == [("Acme", "customer"), ("Leonie", "rep")]
    assert bench.analysed == [done.call]
    assert heard == [(job, f"Batch{i}") for i in range(4)]
    assert Path(detail.extra["original"]).read_bytes() == path.read_bytes() == b"sound"
    assert Path(detail.sound).exists()
    assert bench.incoming() == []
    assert bench.db.read(lambda c: settings.get(c, "speed.base")) > 0
    assert bench.db.read(lambda c: jobs.load_batches(c, job)) == (None, {})


def test_channel_is_guessed_then_remembered_for_the_folder(bench):
    bench.runner.start()
    (first,) = bench.over(bench.submit(bench.file("a.wav", b"a")))
    (second,) = bench.over(bench.submit(bench.file("b.wav", b"b"), rep_channel="right"))
    (third,) = bench.over(bench.submit(bench.file("c.wav", b"c")))
    (mono,) = bench.over(bench.submit(bench.file("d.wav", b"MONO")))
    how = [(bench.detail(j.call).rep_channel, bench.detail(j.call).rep_channel_from) for j in (first, second, third)]
    assert how == [("left", "guessed"), ("right", "said"), ("right", "remembered")]
    assert not any("guess" in note for note in bench.detail(first.call).notes)  # a stored one would outlive a swap
    assert bench.detail(third.call).notes == ()
    assert bench.detail(mono.call).rep_channel is None


def test_the_channel_of_the_settings_holds_where_nothing_else_is_known(bench):
    bench.db.write(lambda conn: settings.put(conn, "rep_channel", "right"))
    bench.runner.start()
    (first,) = bench.over(bench.submit(bench.file("a.wav", b"a")))
    (second,) = bench.over(bench.submit(bench.file("b.wav", b"b"), rep_channel="left"))
    (third,) = bench.over(bench.submit(bench.file("c.wav", b"c")))
    how = [(bench.detail(j.call).rep_channel, bench.detail(j.call).rep_channel_from) for j in (first, second, third)]
    assert how == [("right", "remembered"), ("left", "said"), ("left", "remembered")]


def test_metadata_beats_the_name_and_a_person_beats_both(bench):
    bench.runner.start()
    (by_tag,) = bench.over(bench.submit(bench.file("2020-01-01.wav", b"DATED")))
    (said,) = bench.over(bench.submit(bench.file("x.wav", b"DATED too"), date="2025-05-05T05:05:05"))
    assert bench.row(by_tag.call).started_at == "2026-03-04T05:06:07"
    assert bench.row(said.call).started_at == "2025-05-05T05:05:05"


def test_a_bad_file_leaves_nothing_and_the_queue_goes_on(bench):
    bad = bench.submit(bench.file("bad.wav", b"BAD"))
    gone = bench.submit(bench.folder / "gone.wav")
    empty = bench.submit(bench.file("empty.wav", b""))
    good = bench.submit(bench.file("good.wav"))
    bench.runner.start()
    states = bench.over(bad, gone, empty, good)
    assert [j.state for j in states] == ["failed", "failed", "failed", "done"]
    assert "holds no sound" in states[0].error
    assert "not there" in states[1].error
    assert "empty" in states[2].error
    assert [j.call for j in states[:3]] == [None] * 3
    assert bench.runner.cancel(bad)
    assert bench.state(bad) == "cancelled", "a person read its sentence; it does not come back"
    bench.until(lambda: bench.call_folders() == [states[3].call])
    assert bench.db.read(listing.count) == 1
    assert bench.incoming() == []


@pytest.mark.allow_log("The child fake ended")
@pytest.mark.parametrize("kind", ["abort", "segv", "kill", "garbage"])
@pytest.mark.allow_log("broke the protocol")
def test_one_crash_and_the_job_goes_on_from_its_last_batch(bench, kind):
    bench.faults(batch_2=[kind])
    job = bench.submit(bench.file())
    bench.runner.start()
    (done,) = bench.over(job)
    assert done.state == "done"
    assert bench.text(done.call) == TEXT
    visits = [len(bench.visits(f"batch:{i}")) for i in range(4)]
    assert visits[:3] == [1, 1, 2]
    # A child that talks nonsense is still alive and may begin the next batch before it is killed.
    assert visits[3] == 1 or (kind == "garbage" and visits[3] == 2)


@pytest.mark.allow_log("The child fake ended")
def test_two_crashes_on_one_batch_fail_the_job_and_retry_finishes_it(bench):
    bench.faults(batch_2=["abort", "abort"])
    job = bench.submit(bench.file())
    bench.runner.start()
    (failed,) = bench.over(job)
    assert failed.state == "failed"
    assert "crashed (signal 6) twice while transcribing part 3 of 4" in failed.error
    assert bench.row(failed.call).state == "failed"
    assert bench.row(failed.call).error == failed.error
    assert not bench.runner.cancel(job), "its call has words already"
    assert bench.runner.retry(job)
    (done,) = bench.over(job)
    assert done.state == "done"
    assert done.error is None
    assert bench.text(done.call) == TEXT
    assert len(bench.visits("batch:0")) == 1


@pytest.mark.allow_log("The child fake ended")
def test_out_of_memory_says_so(bench):
    bench.faults(batch_0=["kill", "memory"])
    bench.runner.start()
    (failed,) = bench.over(bench.submit(bench.file()))
    assert "memory" in failed.error


@pytest.mark.allow_log("The child fake ended")
def test_crashes_while_decoding(bench):
    bench.faults(decode=["segv"])
    bench.runner.start()
    (done,) = bench.over(bench.submit(bench.file()))
    assert done.state == "done"
    bench.faults(decode=["segv", "segv"])
    (failed,) = bench.over(bench.submit(bench.file("other.wav", b"other")))
    assert failed.state == "failed"
    assert "crashed" in failed.error
    bench.until(lambda: bench.call_folders() == [done.call])


def test_a_missing_model_keeps_the_sound(bench):
    bench.model_problem = KnownError("model_missing", "The model is not there.", "Run `callcoach models get base`.")
    path = bench.file()
    job = bench.submit(path)
    bench.runner.start()
    (failed,) = bench.over(job)
    assert "callcoach models get base" in failed.error
    assert bench.row(failed.call).state == "failed"
    assert (bench.library / "calls").glob("*/*/sound.flac")
    bench.model_problem = None
    again = bench.submit(path)  # importing the same file goes on with the first job
    bench.over(job, again)
    assert bench.state(job) == "done"
    assert wish_from_json(bench.runner.options(again)).follows == job
    assert bench.text(failed.call) == TEXT
    assert len(bench.visits("decode")) == 1


def test_the_same_content_twice(bench):
    first = bench.submit(bench.file("a.wav"))
    second = bench.submit(bench.file("b.wav"))
    bench.runner.start()
    one, two = bench.over(first, second)
    assert one.call == two.call
    assert wish_from_json(bench.runner.options(second)).follows == first
    (third,) = bench.over(bench.submit(bench.file("c.wav")))
    assert third.call == one.call
    assert wish_from_json(bench.runner.options(third.id)).duplicate
    assert bench.db.read(listing.count) == 1


def test_files_are_taken_in_before_the_first_long_work(bench):
    bench.faults(batch_0=["wait"])
    first, second = bench.submit(bench.file("a.wav", b"a")), bench.submit(bench.file("b.wav", b"b"))
    bench.runner.start()
    bench.until(lambda: bench.runner.job(first).step == "transcribing")
    assert bench.runner.job(second).call is not None
    shutil.rmtree(bench.folder / "in")  # the recorder is unplugged
    bench.runner.pause(first)
    bench.until(lambda: bench.state(second) == "done")
    assert bench.runner.resume(first)
    bench.over(first)
    assert bench.state(first) == "done"


@pytest.mark.parametrize("kind", ["wait", "hang"])
def test_pause_within_a_second_and_resume(bench, kind):
    bench.faults(batch_2=[kind])
    job = bench.submit(bench.file())
    bench.runner.start()
    bench.until(lambda: len(bench.visits("batch:2")) == 1)
    asked = time.monotonic()
    assert bench.runner.pause(job)
    call = bench.runner.job(job).call
    bench.until(lambda: bench.row(call).state == "queued")
    assert time.monotonic() - asked < 1.0 + LADEN_S
    assert bench.state(job) == "paused"
    assert [w[0] for w in bench.runner.words_so_far(job)] == ["Batch0", "here.", "Batch1", "here."]
    assert bench.runner.resume(job)
    bench.over(job)
    assert bench.text(call) == TEXT
    assert len(bench.visits("batch:0")) == 1


def test_cancel_takes_the_call_out(bench):
    bench.faults(batch_1=["wait"])
    job = bench.submit(bench.file())
    waiting = bench.submit(bench.file("w.wav", b"w"))
    bench.runner.start()
    bench.until(lambda: len(bench.visits("batch:1")) == 1)
    assert bench.runner.cancel(waiting)
    assert bench.runner.cancel(job)
    bench.until(lambda: bench.db.read(listing.count) == 0)
    bench.until(lambda: bench.call_folders() == [])
    assert (bench.state(job), bench.state(waiting)) == ("cancelled", "cancelled")
    assert not bench.runner.cancel(job)
    assert bench.runner.retry(job)
    (done,) = bench.over(job)
    assert done.state == "done"
    assert bench.text(done.call) == TEXT


def test_a_call_that_is_deleted_meanwhile_ends_its_job(bench):
    bench.faults(batch_1=["wait"])
    job = bench.submit(bench.file())
    bench.runner.start()
    bench.until(lambda: len(bench.visits("batch:1")) == 1)
    call = bench.runner.job(job).call

    def delete(conn):
        jobs.delete_of_call(conn, call)
        calls.delete(conn, call)

    bench.db.write(delete)
    (after,) = bench.over(bench.submit(bench.file("next.wav", b"next")))
    assert after.state == "done"
    assert bench.runner.job(job) is None


def test_move(bench):
    names = [bench.submit(bench.file(f"{i}.wav", str(i).encode())) for i in range(4)]
    assert bench.runner.move(names[3], 0)
    assert bench.runner.move(names[0], 2)
    assert bench.runner.move(names[1], 99)
    assert [names.index(j.id) for j in bench.runner.jobs()] == [3, 0, 2, 1]
    assert not bench.runner.move("nothere", 0)


def test_stop_requeues_and_another_runner_goes_on(bench):
    bench.faults(batch_2=["wait"])
    job = bench.submit(bench.file())
    bench.runner.start()
    bench.until(lambda: len(bench.visits("batch:2")) == 1)
    bench.runner.stop()
    assert bench.state(job) == "queued"
    bench.runner = bench.make()
    bench.runner.start()
    bench.over(job)
    assert len(bench.visits("batch:0")) == 1
    assert bench.text(bench.runner.job(job).call) == TEXT


def test_only_one_process_runs_jobs(bench):
    other = FileLock(bench.library / "runner.lock")
    assert other.acquire(blocking=False)
    job = bench.submit(bench.file())
    # What the other process left behind when it died: a job that says it is running.
    bench.db.write(lambda c: jobs.set_state(c, job, "running"))
    bench.runner.start()
    rested = threading.Event()
    bench.runner._look_around = rested.set
    assert rested.wait(60)
    assert bench.visits("load") == []  # it leaves the work to the other
    other.release()
    bench.over(job)
    assert bench.state(job) == "done"


@pytest.mark.allow_log("met a bug")
def test_a_bug_in_one_job_does_not_stop_the_queue(bench):
    def boom(_call):
        raise ZeroDivisionError("ours")

    bench.runner._work._analyse = boom
    bench.runner.start()
    (failed,) = bench.over(bench.submit(bench.file()))
    assert failed.error.startswith("An error inside CallCoach")
    bench.runner._work._analyse = bench.analysed.append
    bench.runner.retry(failed.id)
    (done,) = bench.over(failed.id)
    assert done.state == "done"


def test_sweep_finishes_or_removes_what_a_kill_left(bench):
    path = bench.file()
    incoming = bench.library / "calls" / INCOMING
    (incoming / "abandoned").mkdir(parents=True)
    (incoming / "abandoned" / "original.wav").write_bytes(b"half")
    job = bench.submit(path)
    call = new_id()
    # Killed between the transaction and the rename.
    (incoming / call).mkdir()
    shutil.copy(path, incoming / call / "original.wav")

    def keep(conn):
        new = calls.NewCall(id=call, title="t", started_at="2026-01-01", source="sound", folder=f"calls/2026/{call}",
                            original="original.wav", sha256="x")  # fmt: skip
        calls.insert(conn, new)
        jobs.set_call(conn, job, call)

    bench.db.write(keep)
    bench.runner.start()
    (done,) = bench.over(job)
    assert (done.state, done.call) == ("done", call)
    assert bench.incoming() == []
    assert bench.call_folders() == [call]


def test_transcript_alone_and_with_sound(bench):
    vtt = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Leonie Hart>What happens then?\n\n"
        "00:00:04.000 --> 00:00:06.000\n<v Marcus>Nothing much.\n"
    )
    alone = bench.submit(bench.file("alone.vtt", vtt.encode()), rep_name="leonie")
    sound = bench.submit(
        bench.file("both.wav", b"MONO both"), bench.file("both.vtt", vtt.encode()), rep_name="Leonie Hart"
    )
    bad = bench.submit(bench.file("bad.vtt", b"WEBVTT\n"))
    bench.runner.start()
    one, two, three = bench.over(alone, sound, bad)
    assert (one.state, two.state, three.state) == ("done", "done", "failed")
    first, second = bench.detail(one.call), bench.detail(two.call)
    assert (first.row.source, second.row.source) == ("transcript", "sound+transcript")
    assert first.sound is None
    assert Path(second.sound).exists()
    assert second.row.duration == 30.0
    for detail in (first, second):
        assert [s.side for s in detail.transcript.speakers] == ["rep", "customer"]
        assert [u.text for u in detail.transcript.utterances] == ["What happens then?", "Nothing much."]
    assert bench.visits("load") == []


TOLD = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Kit>How do you sort your oysters today, and what do you do with "
    "the ones that you send back to the sea for your next season?\n\n00:00:06.000 --> 00:00:12.000\n<v Lou>I do it by "
    "hand. I take my knife and I look at each of my own shells, and I put it where I think it goes, with my aunt.\n"
)


@pytest.mark.parametrize(
    ("options", "sides", "how"),
    [
        ({}, ["rep", "customer"], "guessed"),  # "you" and questions sound like a rep
        ({"rep_name": "Somebody Else"}, ["rep", "customer"], "guessed"),
        ({"rep_name": "Lou"}, ["customer", "rep"], None),  # a name is surer
        ({"customer": "Kit"}, ["customer", "rep"], "guessed"),
    ],
)
def test_the_rep_of_a_transcript_is_guessed_where_no_name_tells(bench, options, sides, how):
    job = bench.submit(bench.file("told.vtt", TOLD.encode()), **options)
    bench.runner.start()
    (done,) = bench.over(job)
    detail = bench.detail(done.call)
    assert [s.side for s in detail.transcript.speakers] == sides
    assert (detail.rep_channel, detail.rep_channel_from) == (None, how)
    assert detail.analysis is None or detail.analysis.metrics["talk_ratio"] is not None


def test_of_several_others_at_a_transcript_the_one_who_talks_most_is_the_customer(bench):
    third = "\n00:00:12.500 --> 00:00:13.500\n<v Ann>That is true.\n"
    job = bench.submit(bench.file("three.vtt", (TOLD + third).encode()), rep_name="Kit")
    bench.runner.start()
    (done,) = bench.over(job)
    detail = bench.detail(done.call)
    assert [(s.name, s.side) for s in detail.transcript.speakers] == [
        ("Kit", "rep"), ("Lou", "customer"), ("Ann", "other"),
    ]  # fmt: skip


def test_a_linked_original_stays_where_it_is(bench):
    path = bench.file()
    bench.runner.start()
    (done,) = bench.over(bench.submit(path, link=True))
    detail = bench.detail(done.call)
    assert detail.extra["original"] == str(path)
    assert list((bench.library / "calls").glob("*/*/original*")) == []


def test_changes_of_another_process_are_published(bench):
    other = Database(bench.library)
    try:
        bench.runner.start()
        job = new_id()
        path = bench.file()
        other.write(
            lambda c: jobs.add(c, NewJob(job, "import", str(path), "t", options=Wish(ImportOptions()).to_json()))
        )
        bench.over(job)
        bench.until(lambda: any(job in change.jobs for change in bench.published))
    finally:
        other.close()


def test_a_queue_that_is_held_says_why_and_goes_on_by_itself(bench, monkeypatch):
    from callcoach_desktop.jobs import runner

    monkeypatch.setattr(runner, "HELD", 0.05)
    bench.held = "Waits for mains power."
    job = bench.submit(bench.file())
    bench.runner.start()
    bench.until(lambda: bench.runner.trouble == "Waits for mains power.")
    assert bench.state(job) == "queued"
    bench.held = None
    (done,) = bench.over(job)
    assert done.state == "done"
    bench.until(lambda: bench.runner.trouble is None)
