"""A CSV file as lines of cells, whatever its encoding and separator.

The csv module does the quoting; only what it must be told (encoding, separator) is found here, from the whole file and
not from its first kilobyte: a lone "ü" in line 4,000 decides the encoding.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError

LARGEST = 200 * 1024 * 1024  # bytes; a quarter of a million deals with 80 columns is far less
_SEPARATORS = ",;\t|"
_CELL_LIMIT = 1 << 20  # characters of one cell: notes fields are long, a lost quote is longer
_LOOKED_AT = 50  # lines that tell the separator


@dataclass(frozen=True, slots=True)
class Line:
    """One record: `number` is the line of the file on which it ends (a cell may hold line breaks), from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading and the lines below it. `encoding` and `separator` are what was found."""

    heading: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file. Raises KnownError: unreadable, too large, empty, without a heading, not a table."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise KnownError("csv_large", f"“{path.name}” is too large ({size >> 20} MB).", "Export fewer columns.")
        raw = path.read_bytes()
    except OSError as error:
        raise KnownError(
            "csv_unreadable", f"“{path.name}” could not be read ({error.strerror}).", "Check the file, and try again."
        ) from error
    return parse_sheet(raw, path.name)


def parse_sheet(raw: bytes, name: str) -> Sheet:
    """The same from bytes; `name` is used in errors."""
    text, encoding = _decode(raw)
    if not text.strip():
        raise KnownError("csv_empty", f"“{name}” is empty.", "Export the deals again, with all columns.")
    if "\0" in text[: 1 << 16]:
        raise KnownError("csv_not_text", f"“{name}” is not a CSV file.", "Export the deals as CSV, not as Excel.")
    separator, text = _declared(text)
    separator = separator or _separator(text)
    lines = _lines(text, separator, name)
    start = next((n for n, line in enumerate(lines) if sum(1 for c in line.cells if c) >= 2), None)
    if start is None:  # Salesforce reports may have a title line first; one column is never a table of deals
        raise KnownError(
            "csv_no_columns",
            f"“{name}” has no columns that could be deals.",
            "The first line must name the columns, separated by commas, semicolons or tabs.",
        )
    heading = tuple(" ".join(cell.split()) for cell in lines[start].cells)
    return Sheet(heading, tuple(line for line in lines[start + 1 :] if any(line.cells)), encoding, separator)


def _decode(raw: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), encoding
    zeros = raw[:4096].count(0)
    if zeros > len(raw[:4096]) // 4:  # UTF-16 without its mark
        encoding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return raw.decode(encoding, "replace"), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "cp1252"


def _declared(text: str) -> tuple[str | None, str]:
    """Excel's own first line `sep=;`."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    return (first[4], rest) if first.lower().startswith("sep=") and len(first) == 5 else (None, text)


def _separator(text: str) -> str:
    """The separator under which most of the first lines have the same number of cells, and more than one."""

    def agreement(separator: str) -> tuple[float, int]:
        counts = Counter[int]()
        reader = csv.reader(io.StringIO(text[: 1 << 18], newline=""), delimiter=separator)
        try:
            for cells in reader:
                if any(cells):
                    counts[len(cells)] += 1
                if counts.total() == _LOOKED_AT:
                    break
        except csv.Error:
            return 0.0, 0
        width, lines = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (lines / counts.total() if width > 1 else 0.0), width

    return max(_SEPARATORS, key=agreement)


def _lines(text: str, separator: str, name: str) -> list[Line]:
    before = csv.field_size_limit(_CELL_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [Line(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except csv.Error as error:
        raise KnownError(
            "csv_broken",
            f"“{name}” cannot be read as a table: a quotation mark is never closed.",
            "Export it again.",
        ) from error
    finally:
        csv.field_size_limit(before)
