"""A long recording in virtual time: dropped blocks, skew between the tracks over time, memory.

    recording_long.py [--hours 2] [--speed 16] [--ppm 200] [--plot FILE.png]

Two sources whose clocks run `--ppm` too slow and too fast hand a bump of 2 ms to each track every minute, in virtual
time that goes `--speed` times faster than the clock on the wall. The recorder writes, journals, measures and finalises
as always; then each bump is looked for in the finished file. --plot draws the skew over time, and what it would be
if the tracks were laid beside each other as they came.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import soundfile
from paced import BUMP, RATE, PacedDevices

from callcoach_desktop.audio.capture import Recorder
from callcoach_desktop.audio.devices import Device
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.workers.live import LiveFigures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=16.0)
    parser.add_argument("--ppm", type=float, default=200.0)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, skews = run(Path(folder), arguments.hours * 3600, arguments.speed, arguments.ppm)
    print(json.dumps(figures), flush=True)
    if arguments.plot:
        draw(skews, arguments.ppm, arguments.plot)


def run(folder: Path, seconds: float, speed: float, ppm: float) -> tuple[dict[str, object], np.ndarray]:
    devices = PacedDevices({"mic": ppm, "system": -ppm}, speed)
    sources = {name: Device(name, name, name) for name in ("mic", "system")}
    me, memory, told = psutil.Process(), [], []

    def tell(kind: str, fields: dict) -> None:
        if kind == "level":
            memory.append((fields["t"], me.memory_info().rss / 2**20))
        else:
            told.append(kind)

    begun, processor = time.monotonic(), time.process_time()
    recorder = Recorder(folder, sources, {}, devices, tell, LiveFigures(), 0, devices.clock)
    recorder.run(lambda: "time" if recorder.seconds >= seconds else None)
    devices.close()
    took, used = time.monotonic() - begun, time.process_time() - processor
    journal = read_journal(folder)
    made = finalise(folder)
    skews, off = skew(made.path, seconds)
    early = [mib for t, mib in memory if 60 < t < 600]
    late = [mib for t, mib in memory if t > seconds - 600]
    figures = {
        "seconds": round(made.seconds, 2),
        "times_real_time": round(made.seconds / took, 1),
        "processor_share_at_real_time": round(used / made.seconds, 4),
        "dropped_blocks": sum(entry["blocks"] for entry in journal if entry["k"] == "dropped"),
        "gaps": sum(entry["k"] == "gap" for entry in journal),
        "lost": told.count("lost"),
        "ppm_found": made.ppm,
        "bumps": len(skews),
        "skew_ms_worst": worst_ms(skews),
        "skew_ms_by_tenth": [
            round(1000 * float(np.abs(part).max()), 3) for part in np.array_split(skews, 10) if len(part)
        ],
        "off_the_clock_ms_worst": worst_ms(off),
        "memory_mib_first_10_min": round(float(np.mean(early)), 1) if early else None,
        "memory_mib_last_10_min": round(float(np.mean(late)), 1) if late else None,
        "journal_mib": round((folder / "journal.jsonl").stat().st_size / 2**20, 2),
    }
    return figures, skews


def draw(skews: np.ndarray, ppm: float, path: Path) -> None:
    """Two plots: the skew of the finished file, and the drift of the two clocks that was taken out."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QPointF, QRectF, Qt
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen

    app = QGuiApplication.instance() or QGuiApplication([])
    minutes = np.arange(1, len(skews) + 1) * BUMP / 60
    image = QImage(900, 520, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plots = (
        ("Skew between the two channels of the finished file, ms", 1000 * skews),
        (f"Drift of clocks {ppm:+.0f} and {-ppm:+.0f} ppm that was taken out, ms", 2 * ppm / 1000 * minutes * 60),
    )  # fmt: skip
    for row, (title, values) in enumerate(plots):
        area = QRectF(80, 40 + row * 250, 790, 170)
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max())) or 1.0
        painter.setPen(QColor("#222"))
        painter.drawText(QPointF(area.left(), area.top() - 12), title)
        for part in range(5):
            y = area.bottom() - part / 4 * area.height()
            painter.setPen(QPen(QColor("#ddd")))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor("#555"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 10, 72, 20), right, figure(low + part / 4 * (high - low)))
            minute = part / 4 * float(minutes[-1])
            x = area.left() + part / 4 * area.width()
            painter.drawText(
                QRectF(x - 50, area.bottom() + 6, 100, 20), Qt.AlignmentFlag.AlignHCenter, f"{minute:.0f} min"
            )
        line = [
            QPointF(
                area.left() + area.width() * float(m / minutes[-1]),
                area.bottom() - area.height() * float((v - low) / (high - low)),
            )
            for m, v in zip(minutes, values, strict=True)
        ]
        painter.setPen(QPen(QColor("#0b7285"), 2))
        painter.drawPolyline(line)
    painter.end()
    image.save(str(path))
    del app


def figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def worst_ms(seconds: np.ndarray) -> float:
    return round(1000 * float(np.abs(seconds).max()), 3)


def skew(path: Path, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """Seconds by which each bump lies apart on the two channels, and off where it was heard."""
    apart, off = [], []
    with soundfile.SoundFile(path) as file:
        at = BUMP
        while at < seconds - 1:
            file.seek(round((at - 0.5) * RATE))
            block = file.read(RATE).astype(float)
            block[block < 0.3] = 0.0
            places = [np.average(np.arange(len(block)), weights=block[:, n]) / RATE - 0.5 for n in (0, 1)]
            apart.append(places[0] - places[1])
            off.append(max(places, key=abs))
            at += BUMP
    return np.array(apart), np.array(off)


if __name__ == "__main__":
    main()
