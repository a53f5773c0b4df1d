"""Recordings to decode; they are encoded by the helper of the fuzz tests."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def sounds():
    """The module that encodes recordings."""
    name = "callcoach_test_sounds"
    if name not in sys.modules:
        path = Path(__file__).parents[2] / "fuzz" / "sounds.py"
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
