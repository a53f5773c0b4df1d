"""Each check runs in a process of its own: what is taken away cannot be given back."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process give this right away")

_TAKEN = "from callcoach_desktop.system.sandbox import forbid_network\nassert forbid_network()\n"


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", _TAKEN + code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_no_network_socket_can_be_opened(family: str) -> None:
    done = _run(f"import socket\nsocket.socket(socket.{family}, socket.SOCK_DGRAM)")
    assert done.returncode == 1
    assert "PermissionError" in done.stderr


def test_names_cannot_be_looked_up() -> None:
    done = _run("import socket\nsocket.getaddrinfo('example.org', 443)")
    assert done.returncode == 1
    assert "gaierror" in done.stderr


def test_threads_and_children_inherit_it() -> None:
    code = """
import socket, subprocess, sys, threading
def opens():
    try:
        socket.socket()
    except PermissionError:
        print("denied")
thread = threading.Thread(target=opens)
thread.start(); thread.join()
opens_in_a_child = "import socket\\ntry:\\n    socket.socket()\\nexcept PermissionError:\\n    print('denied')"
subprocess.run([sys.executable, "-c", opens_in_a_child])
"""
    done = _run(code)
    assert done.stdout.split() == ["denied", "denied"], done.stderr


def test_what_stays_on_this_machine_goes_on() -> None:
    done = _run("import socket\nleft, right = socket.socketpair()\nleft.send(b'x')\nprint(right.recv(1))")
    assert done.stdout.strip() == "b'x'", done.stderr
