"""Whether this machine runs on its battery."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

_LINUX = Path("/sys/class/power_supply")  # Documentation/ABI/testing/sysfs-class-power
_ASK_LIMIT = 2.0  # seconds that pmset may take


def on_battery(linux: Path = _LINUX) -> bool:
    """Whether no mains power feeds this machine; False where it has no battery or does not say."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _mac()
    return _of_linux(linux)


def _of_linux(folder: Path) -> bool:
    """A battery that is in the machine (not in a mouse), and no supply that is online."""
    battery = False
    try:
        supplies = sorted(folder.iterdir())
    except OSError:
        return False
    for supply in supplies:
        kind = _read(supply / "type")
        if kind in {"Mains", "USB", "Wireless"}:
            if _read(supply / "online") == "1":
                return False
        elif kind == "Battery" and _read(supply / "scope") != "Device":
            # Some machines have a battery and no file for their supply: what charges is fed.
            if _read(supply / "status") in {"Charging", "Full", "Not charging"}:
                return False
            battery = True
    return battery


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _mac() -> bool:
    try:
        done = subprocess.run(
            ["/usr/bin/pmset", "-g", "batt"], capture_output=True, text=True, timeout=_ASK_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "'Battery Power'" in done.stdout


def _windows() -> bool:
    """SYSTEM_POWER_STATUS.ACLineStatus (winbase.h): 0 offline, 1 online, 255 unknown."""
    status = (ctypes.c_ubyte * 12)()
    windll = getattr(ctypes, "windll")  # noqa: B009 - there on Windows alone
    return bool(windll.kernel32.GetSystemPowerStatus(status)) and status[0] == 0
