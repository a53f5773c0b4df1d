"""The hub is played by a local server: ranges, cuts, refusals, redirects, slowness."""

import hashlib
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models import hub, staging
from callcoach_desktop.speech.models.get import get_model_into, remove_from
from callcoach_desktop.speech.models.manifest import HubSource, Model, ModelFile
from callcoach_desktop.speech.models.verify import verify_folder

LADEN_S = 2.0  # what a machine adds that does much else at the same time
REVISION = "0123456789abcdef0123456789abcdef01234567"
CONTENT = {
    "config.json": b'{"a": 1}',
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.txt": b"<|endoftext|>\n",
    "model.bin": bytes(range(256)) * 4000,
}


@dataclass
class Play:
    """What the hub does, and what was asked of it."""

    content: dict[str, bytes] = field(default_factory=lambda: dict(CONTENT))
    cuts: list[int] = field(default_factory=list)  # after so many bytes of model.bin, one request each
    statuses: list[int] = field(default_factory=list)  # answers to the next requests for model.bin
    redirect: bool = False
    ranges: bool = True
    stall: threading.Event | None = None  # half of model.bin, then nothing until this is set
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def play(monkeypatch, tmp_path):
    plan = Play()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            asked = self.headers.get("Range")
            plan.requests.append((self.path, asked))
            name = self.path.rpartition("/")[2]
            if plan.redirect and self.path.startswith("/org/"):
                self.send_response(302)
                self.send_header("Location", f"/cdn/{name}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if name == "model.bin" and plan.statuses:
                status = plan.statuses.pop(0)
                if status != 200:
                    self.send_error(status)
                    return
            if name not in plan.content:
                self.send_error(404)
                return
            self.serve(name, asked if plan.ranges else None)

        def serve(self, name, asked):
            body = plan.content[name]
            start = int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) if asked else 0
            self.send_response(206 if asked else 200)
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            rest = body[start:]
            if name == "model.bin" and plan.cuts:
                rest = rest[: plan.cuts.pop(0)]
                self.close_connection = True
            if name == "model.bin" and plan.stall is not None:
                self.wfile.write(rest[: len(rest) // 2])
                self.wfile.flush()
                plan.stalled.set()
                plan.stall.wait(120)
                self.close_connection = True
                return
            self.wfile.write(rest)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # a client that went away is part of the play

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("CALLCOACH_HUB", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    monkeypatch.setattr(hub, "RETRY_WAITS", (0.1, 0.1, 0.1))
    yield plan
    if plan.stall is not None:
        plan.stall.set()
    server.shutdown()
    server.server_close()
    thread.join()


def model(content=CONTENT):
    files = tuple(ModelFile(n, len(c), hashlib.sha256(c).hexdigest()) for n, c in content.items())
    return Model("toy", "Toy", "en", "MIT", "A toy.", (HubSource("org/toy", REVISION, files),))


def model_requests(play):
    return [r for path, r in play.requests if path.endswith("model.bin")]


def test_a_model_is_fetched_from_its_pinned_revision_verified_and_put_in_place(play, tmp_path):
    seen = []
    folder = get_model_into(tmp_path, model(), progress=lambda *p: seen.append(p))
    assert folder == tmp_path / "toy"
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name in CONTENT} == CONTENT
    assert {path for path, _ in play.requests} == {f"/org/toy/resolve/{REVISION}/{n}" for n in CONTENT}
    total = sum(map(len, CONTENT.values()))
    fetched = [p for p in seen if p[2].startswith("fetching")]
    assert fetched[-1][:2] == (total, total)
    assert [p[0] for p in fetched] == sorted(p[0] for p in fetched)


def test_a_model_that_is_there_costs_no_request(play, tmp_path):
    get_model_into(tmp_path, model())
    play.requests.clear()
    assert get_model_into(tmp_path, model()) == tmp_path / "toy"
    assert play.requests == []


def test_a_cut_connection_is_resumed_where_it_broke(play, tmp_path):
    play.cuts = [100_000, 50_000]
    folder = get_model_into(tmp_path, model())
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert model_requests(play) == [None, "bytes=100000-", "bytes=150000-"]


def test_a_connection_that_breaks_again_and_again_fails_and_the_next_try_goes_on(play, tmp_path):
    play.cuts = [100_000, 0, 0, 0, 0]
    with pytest.raises(KnownError, match="again and again") as error:
        get_model_into(tmp_path, model())
    assert error.value.problem.code == "model_not_fetched"
    assert not (tmp_path / "toy").exists()
    play.cuts, play.requests = [], []
    get_model_into(tmp_path, model())
    assert play.requests == [(f"/org/toy/resolve/{REVISION}/model.bin", "bytes=100000-")]


def test_a_server_without_ranges_sends_the_file_again(play, tmp_path):
    play.cuts, play.ranges = [100_000], False
    folder = get_model_into(tmp_path, model())
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]


def test_a_wrong_checksum_is_refused_and_nothing_stays(play, tmp_path):
    play.content["model.bin"] = CONTENT["model.bin"][:-1] + b"\0"
    with pytest.raises(KnownError, match=r"model\.bin with a wrong checksum"):
        get_model_into(tmp_path, model())
    assert not (tmp_path / "toy").exists()
    assert not list(tmp_path.rglob("model.bin*"))


def test_a_bad_half_from_before_is_fetched_again_from_the_start(play, tmp_path):
    play.cuts = [100_000, 0, 0, 0, 0]
    with pytest.raises(KnownError):
        get_model_into(tmp_path, model())
    part = next(tmp_path.rglob("model.bin.part"))
    part.write_bytes(b"\0" * 100_000)
    play.cuts, play.requests = [], []
    folder = get_model_into(tmp_path, model())
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert model_requests(play) == ["bytes=100000-", None]


def test_a_half_that_is_too_long_is_thrown_away(play, tmp_path):
    play.cuts = [100_000, 0, 0, 0, 0]
    with pytest.raises(KnownError):
        get_model_into(tmp_path, model())
    next(tmp_path.rglob("model.bin.part")).write_bytes(CONTENT["model.bin"] + b"more")
    play.cuts, play.requests = [], []
    get_model_into(tmp_path, model())
    assert model_requests(play) == [None]


def test_a_file_that_the_hub_lacks_is_told_at_once(play, tmp_path):
    del play.content["model.bin"]
    with pytest.raises(KnownError, match=r"does not have model\.bin \(404\)"):
        get_model_into(tmp_path, model())
    assert len(model_requests(play)) == 1
    assert not (tmp_path / "toy").exists()


def test_a_refusal_is_told_at_once(play, tmp_path):
    play.statuses = [403]
    with pytest.raises(KnownError, match=r"refuses model\.bin \(403\)"):
        get_model_into(tmp_path, model())


def test_a_server_that_is_busy_for_a_moment_is_asked_again(play, tmp_path):
    play.statuses = [503, 429]
    get_model_into(tmp_path, model())
    assert len(model_requests(play)) == 3


def test_a_redirect_to_another_address_keeps_the_range(play, tmp_path):
    play.redirect, play.cuts = True, [100_000]
    folder = get_model_into(tmp_path, model())
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert ("/cdn/model.bin", "bytes=100000-") in play.requests


def test_a_sign_in_page_is_not_taken_for_a_model(play, tmp_path):
    play.content = dict.fromkeys(CONTENT, b"<html>Sign in to the hotel's network</html>")
    with pytest.raises(KnownError, match="sign-in page"):
        get_model_into(tmp_path, model())
    assert not (tmp_path / "toy").exists()


def test_cancel_is_answered_within_a_second_and_the_half_is_kept(play, tmp_path):
    play.stall = threading.Event()
    asked: list[float] = []

    def cancelled():
        if play.stalled.is_set() and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(Cancelled):
        get_model_into(tmp_path, model(), cancelled=cancelled)
    assert time.monotonic() - asked[0] < 1.0 + LADEN_S
    assert not [t for t in threading.enumerate() if t.name == "model-download"]
    half = next(tmp_path.rglob("model.bin.part")).stat().st_size
    assert 0 < half < len(CONTENT["model.bin"])
    play.stall.set()
    play.stall, play.requests = None, []
    get_model_into(tmp_path, model())
    assert model_requests(play) == [f"bytes={half}-"]


def test_a_hub_that_is_not_there_fails_fast(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLCOACH_HUB", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    start = time.monotonic()
    with pytest.raises(KnownError, match="cannot be reached") as error:
        get_model_into(tmp_path / "models", model())
    assert time.monotonic() - start < 2 + LADEN_S
    assert "--from PATH" in error.value.problem.do


def test_a_name_look_up_that_hangs_is_left_behind(monkeypatch, tmp_path):
    release = threading.Event()

    def hang(*_args, **_kwargs):
        release.wait(120)
        raise OSError("too late")

    monkeypatch.setattr("socket.getaddrinfo", hang)
    monkeypatch.setattr(hub, "RESOLVE_SECONDS", 0.3)
    monkeypatch.setenv("CALLCOACH_HUB", "http://hub.invalid")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    start = time.monotonic()
    try:
        with pytest.raises(KnownError, match="no answer in time"):
            get_model_into(tmp_path / "models", model())
        assert time.monotonic() - start < 3 + LADEN_S
    finally:
        release.set()
        for thread in threading.enumerate():
            if thread.name == "model-download":
                thread.join()


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1:1"])
def test_only_http_and_https_are_spoken(monkeypatch, tmp_path, address):
    monkeypatch.setenv("CALLCOACH_HUB", address)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    with pytest.raises(KnownError, match="unknown url type"):
        get_model_into(tmp_path / "models", model())


def test_no_room_on_the_disk_is_told_before_the_fetch(play, monkeypatch, tmp_path):
    monkeypatch.setattr("callcoach_desktop.speech.models.staging.free_bytes", lambda _path: 1_000_000)
    with pytest.raises(KnownError) as error:
        get_model_into(tmp_path, model())
    assert error.value.problem.code == "disk_full"
    assert play.requests == []


def test_a_damaged_model_is_fetched_again(play, tmp_path):
    folder = get_model_into(tmp_path, model())
    (folder / "config.json").write_bytes(b"{rubbish")
    play.requests.clear()
    get_model_into(tmp_path, model())
    verify_folder(folder, model(), again=True)
    assert [path.rpartition("/")[2] for path, _ in play.requests] == ["config.json"]  # the rest was whole
    assert not (tmp_path / ".removed").exists()


def test_two_getters_of_one_model_do_not_fight(play, tmp_path):
    results, notes = [], []
    play.stall = threading.Event()
    gates = [threading.Event(), threading.Event()]

    def get(gate):
        def progress(_done, _total, note):
            notes.append(note)
            if note.startswith("waiting"):
                gate.set()

        results.append(get_model_into(tmp_path, model(), progress=progress))

    threads = [threading.Thread(target=get, args=(gate,)) for gate in gates]
    threads[0].start()
    assert play.stalled.wait(120)
    threads[1].start()
    assert gates[1].wait(120)
    stall, play.stall = play.stall, None
    stall.set()
    for thread in threads:
        thread.join(120)
    assert results == [tmp_path / "toy"] * 2
    assert sum(path.endswith("config.json") for path, _ in play.requests) == 1


def test_remove_frees_the_model_and_its_halves(play, tmp_path):
    get_model_into(tmp_path, model())
    assert remove_from(tmp_path, model()) >= len(CONTENT["model.bin"])
    assert not (tmp_path / "toy").exists()
    play.cuts = [100_000, 0, 0, 0, 0]
    with pytest.raises(KnownError):
        get_model_into(tmp_path, model())
    assert remove_from(tmp_path, model()) >= 100_000
    assert not list(tmp_path.rglob("*.part"))
    with pytest.raises(KnownError) as error:
        remove_from(tmp_path, model())
    assert error.value.problem.code == "model_missing"


@pytest.mark.parametrize("step", range(8))
def test_a_crash_while_the_folder_is_put_in_place_loses_nothing(play, monkeypatch, tmp_path, step):
    """A crash (here: an error) at each step leaves no half model, and the next try needs no byte from the hub."""
    calls = []

    def crash_at(real):
        def wrapped(*args, **kwargs):
            calls.append(real)
            if len(calls) == step + 1:
                raise OSError(5, "Input/output error")
            return real(*args, **kwargs)

        return wrapped

    with monkeypatch.context() as patch:
        for name in ("fsync_file", "fsync_folder"):
            patch.setattr(staging, name, crash_at(getattr(staging, name)))
        patch.setattr(staging.Path, "rename", crash_at(staging.Path.rename))
        code = None
        try:
            get_model_into(tmp_path, model())
        except KnownError as error:
            code = error.problem.code
    assert code == ("models_folder" if step < len(calls) else None)
    if (tmp_path / "toy").exists():
        verify_folder(tmp_path / "toy", model(), again=True)
    play.requests.clear()
    folder = get_model_into(tmp_path, model())
    verify_folder(folder, model(), again=True)
    assert play.requests == []
    assert not list(tmp_path.rglob("*.part"))
