"""What tests of recording get: a sound server of their own with the devices `room` and `speakers`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "e2e"))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import sound_server


@pytest.fixture(scope="module")
def _server():
    why = sound_server.missing()
    if why is not None:
        pytest.skip(why)
    with sound_server.SoundServer() as server:
        yield server


@pytest.fixture
def sounds(_server, monkeypatch):
    """The server, as this test and its children find it."""
    for key, value in _server.environment.items():
        monkeypatch.setenv(key, value)
    return _server
