"""The children start without the right to open a network socket."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process give this right away")
@pytest.mark.parametrize("name", ["analyse", "decode", "transcribe"])
def test_a_child_is_under_the_filter_when_it_says_ready(name: str) -> None:
    command = [sys.executable, "-P", "-m", "callcoach_desktop", "--worker", name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert '"ready"' in child.stdout.readline()
        status = Path(f"/proc/{child.pid}/status").read_text()
        assert "Seccomp:\t2" in status  # SECCOMP_MODE_FILTER
        child.communicate()  # the end of its input: it leaves
    assert child.returncode == 0


def test_no_library_that_reports_is_installed() -> None:
    """From 1.29 on onnxruntime names its maker's collector in the binary; the lock file keeps us below."""
    import onnxruntime

    folder = Path(onnxruntime.__file__).parent / "capi"
    binaries = [path for path in folder.iterdir() if path.suffix in {".so", ".pyd", ".dll", ".dylib"}]
    assert binaries
    for binary in binaries:
        assert b"events.data.microsoft.com" not in binary.read_bytes(), binary.name
