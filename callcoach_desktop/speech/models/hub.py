"""The publisher's hub: files of a pinned revision by HTTPS, resumed after a broken transfer.

The only module of the program that opens a connection (the mirror's connections are pip's, in a child). A thread
reads the network and may block; the caller waits beside it, so a cancel is answered at once by shutting the socket.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.manifest import HubSource, ModelFile
from callcoach_desktop.speech.models.staging import SourceFailed, Staging, disk_errors
from callcoach_desktop.speech.models.verify import Cancel, Progress

DEFAULT_HUB = "https://huggingface.co"
CONNECT_SECONDS = 5.0  # to an answering machine; a closed network falls through to the mirror fast
RESOLVE_SECONDS = 10.0  # name look-up and connect together: a look-up knows no time limit of its own
READ_SECONDS = 30.0  # without a single byte
RETRY_WAITS = (0.5, 2.0, 5.0)  # seconds before each new try of a transfer that had begun
_TICK = 0.1  # how often a cancel is looked for
_BLOCK = 1 << 18


def hub_address() -> str:
    """The hub's address: `CALLCOACH_HUB`, else `HF_ENDPOINT` (the hub's own variable), else the public hub."""
    return (os.environ.get("CALLCOACH_HUB") or os.environ.get("HF_ENDPOINT") or DEFAULT_HUB).rstrip("/")


def fetch_from_hub(source: HubSource, staging: Staging, progress: Progress, cancelled: Cancel) -> None:
    """Fetch the files that staging lacks. Raises SourceFailed, Cancelled, KnownError (`disk_full`)."""
    host = urllib.parse.urlsplit(hub_address()).hostname or hub_address()
    total = sum(f.bytes for f in source.files)
    lacking = [f for f in source.files if not staging.has(f, cancelled)]
    staging.room(sum(f.bytes - _size(staging.part(f)) for f in lacking))
    done = total - sum(f.bytes for f in lacking)
    for file in lacking:
        url = f"{hub_address()}/{source.repository}/resolve/{source.revision}/{urllib.parse.quote(file.name)}"

        def report(count: int, before: int = done) -> None:
            progress(before + count, total, f"fetching from {host}")

        _fetch(url, host, file, staging, report, cancelled)
        done += file.bytes


def _fetch(url: str, host: str, file: ModelFile, staging: Staging, report: Any, cancelled: Cancel) -> None:
    part = staging.part(file)
    tries_left = list(RETRY_WAITS)
    while True:
        before = _size(part)
        if before > file.bytes:
            part.unlink()
            before = 0
        resumed = before > 0
        if before < file.bytes:
            transfer = _Transfer(url, part, file.bytes)
            transfer.run(report, cancelled)
            if transfer.fatal is not None:
                raise transfer.fatal
            if _size(part) < file.bytes:
                if _size(part) > before:
                    tries_left = list(RETRY_WAITS)  # it moves: patience again
                elif not transfer.answered and not resumed:
                    raise SourceFailed(f"{host} cannot be reached ({transfer.reason}).")
                if not tries_left:
                    raise SourceFailed(f"The connection to {host} broke again and again ({transfer.reason}).")
                _wait(tries_left.pop(0), cancelled)
                continue
        report(file.bytes)
        if staging.keep(file, cancelled=cancelled):
            return
        if not resumed:
            raise SourceFailed(f"{host} sent {file.name} with a wrong checksum; it was thrown away.")
        # The half from before may have been the bad one: once more from the start.


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _wait(seconds: float, cancelled: Cancel) -> None:
    pause = threading.Event()
    for _ in range(round(seconds / _TICK)):
        if cancelled():
            raise Cancelled
        pause.wait(_TICK)


class _Transfer:
    """One request for the rest of a file, in a thread of its own, appended to the part."""

    def __init__(self, url: str, part: Path, size: int) -> None:
        self.fatal: SourceFailed | KnownError | OSError | None = None
        self.reason = "no answer"
        self.answered = False  # the hub has said something: a broken line is then worth another try
        self._url, self._part, self._size = url, part, size
        self._done = _size(part)
        self._stopped = threading.Event()
        self._connected = threading.Event()
        self._sockets: list[socket.socket] = []

    def run(self, report: Any, cancelled: Cancel) -> None:
        """Transfer until the end, a break (see `reason`) or a fault (`fatal`). Raises Cancelled."""
        thread = threading.Thread(target=self._work, name="model-download", daemon=True)
        thread.start()
        waited = 0.0
        while thread.is_alive():
            thread.join(_TICK)
            waited += _TICK
            if cancelled():
                self._stop(thread)
                raise Cancelled
            if not self._connected.is_set() and waited > RESOLVE_SECONDS:
                self._stop(thread)
                self.reason = "no answer in time"
                return
            report(self._done)

    def _stop(self, thread: threading.Thread) -> None:
        self._stopped.set()
        for sock in self._sockets:
            # The plain socket's method: an SSL socket's own would first forget its layer under the reader.
            with contextlib.suppress(OSError):  # already closed
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        thread.join(1.0)  # a look-up that hangs is left behind; it writes nothing any more

    def connected(self, sock: socket.socket) -> None:
        """Called by the connection when it stands."""
        self._sockets.append(sock)
        sock.settimeout(READ_SECONDS)
        self._connected.set()
        if self._stopped.is_set():
            raise ConnectionAbortedError("stopped")

    def _work(self) -> None:
        try:
            with _opener(self).open(self._request(), timeout=CONNECT_SECONDS) as response:
                self._connected.set()  # also where a proxy or a cached answer came first
                self.answered = True
                self._receive(response)
        except urllib.error.HTTPError as error:
            self.answered = True
            self._refused(error)
            error.close()
        except urllib.error.URLError as error:
            self.reason = _words(error.reason)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.reason = _words(error)

    def _request(self) -> urllib.request.Request:
        headers = {"User-Agent": "callcoach-desktop", "Accept-Encoding": "identity"}
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
        return urllib.request.Request(self._url, headers=headers)  # noqa: S310 - the opener knows http and https only

    def _refused(self, error: urllib.error.HTTPError) -> None:
        host = urllib.parse.urlsplit(self._url).hostname
        self.reason = f"answer {error.code}"
        if error.code == 416:  # our half is not a beginning of their file: start again
            self._part.unlink(missing_ok=True)
        elif error.code == 404:
            self.fatal = SourceFailed(f"{host} does not have {self._part.stem} (404).")
        elif error.code < 500 and error.code not in (408, 429):
            self.fatal = SourceFailed(f"{host} refuses {self._part.stem} ({error.code}).")

    def _receive(self, response: http.client.HTTPResponse) -> None:
        length = response.headers.get("Content-Length")
        mode = "ab"
        if response.status != 206:
            self._done, mode = 0, "wb"  # a server without ranges sends the whole file again
        elif not (response.headers.get("Content-Range") or "").startswith(f"bytes {self._done}-"):
            self.reason = "another range than asked for"
            self._part.unlink(missing_ok=True)
            return
        if length is not None and length.isdigit() and int(length) != self._size - self._done:
            host = urllib.parse.urlsplit(self._url).hostname
            self.fatal = SourceFailed(f"{host} sent something else than {self._part.stem} (a sign-in page, perhaps).")
            return
        try:
            with disk_errors(), self._part.open(mode) as out:
                self._copy(response, out)
        except KnownError as error:
            self.fatal = error

    def _copy(self, response: http.client.HTTPResponse, out: Any) -> None:
        while not self._stopped.is_set():
            block = response.read1(_BLOCK)
            if not block:
                self.reason = "the connection was cut"
                return
            if self._done + len(block) > self._size:
                self.fatal = SourceFailed(f"The hub sent more than the size of {self._part.stem}.")
                return
            out.write(block)
            self._done += len(block)
            if self._done == self._size:
                return


def _words(error: Any) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "its name is not known here: is this machine online?"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not trusted here: does a proxy read the traffic?"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _opener(transfer: _Transfer) -> urllib.request.OpenerDirector:
    """http and https with the system's proxies and redirects; no ftp, file or data addresses."""

    class Connection(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            transfer.connected(self.sock)

    class SafeConnection(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            transfer.connected(self.sock)

    class Plain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Connection, req)

    class Safe(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(SafeConnection, req)

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        Plain(),
        Safe(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
