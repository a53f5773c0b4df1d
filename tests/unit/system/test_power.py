import sys

import pytest

from callcoach_desktop.system.power import on_battery

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="reads the files of Linux")


@pytest.fixture
def supplies(tmp_path):
    def make(**named):
        for name, files in named.items():
            (tmp_path / name).mkdir()
            for key, value in files.items():
                (tmp_path / name / key).write_text(value + "\n")
        return tmp_path

    return make


BATTERY = {"type": "Battery", "status": "Discharging"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, False),
        ({"AC": {"type": "Mains", "online": "0"}, "BAT0": BATTERY}, True),
        ({"AC": {"type": "Mains", "online": "1"}, "BAT0": BATTERY}, False),
        ({"BAT0": BATTERY, "ucsi": {"type": "USB", "online": "1"}}, False),
        ({"BAT0": BATTERY}, True),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, False),
        ({"mouse": {**BATTERY, "scope": "Device"}}, False),
        ({"AC": {"type": "Mains", "online": "0"}}, False),
    ],
)
def test_what_the_system_says_of_its_supplies(supplies, named, expected):
    assert on_battery(supplies(**named)) is expected


def test_a_machine_without_the_folder_is_on_mains(tmp_path):
    assert on_battery(tmp_path / "none") is False
