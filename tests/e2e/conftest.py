"""What tests of whole commands share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from sound_server import _server, sounds  # noqa: F401 - fixtures
from x_server import x_server  # noqa: F401 - a fixture
