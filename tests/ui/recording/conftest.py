"""What tests of recording get: a sound server of their own with the devices `room` and `speakers`, an X server."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "e2e"))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
from sound_server import _server, sounds  # noqa: F401 - fixtures
from x_server import x_server  # noqa: F401 - a fixture
