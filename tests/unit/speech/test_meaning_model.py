"""The language model that comes with the app."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.analysis.meaning import reading
from callcoach_desktop.analysis.meaning.reader import COLUMNS
from callcoach_desktop.speech import meaning
from callcoach_desktop.system import paths


@pytest.fixture(scope="module")
def model() -> meaning.OnnxMeaning:
    found = meaning.shipped()
    assert found is not None
    return found


def test_sentences_of_one_meaning_are_alike(model: meaning.OnnxMeaning) -> None:
    one, same, other = model.embed(
        ["How do you handle warm loads today?", "What happens when a load comes in warm?", "I sold the piano."]
    )
    assert np.linalg.norm(one) == pytest.approx(1.0, abs=1e-4)
    assert one @ same > 0.5
    assert one @ other < 0.3
    assert model.embed([]).shape == (0, 384)


def test_a_text_means_the_same_whatever_stands_beside_it(model: meaning.OnnxMeaning) -> None:
    texts = ["No.", "We would like to see it on a real site first, with our own people.", "Next Friday at ten?"]
    together = model.embed(texts)
    for text, direction in zip(texts, together, strict=True):
        assert np.array_equal(model.embed([text])[0], direction)


def test_every_word_is_read_and_a_question_is_told_from_its_answer(model: meaning.OnnxMeaning) -> None:
    turns = [
        (True, ["How", "do", "you", "keep", "track", "of", "the", "spare", "parts", "today?"]),
        (False, ["We", "write", "them", "on", "a", "sheet", "of", "paper", "by", "the", "door."]),
    ]
    answer = model.read(turns)
    assert answer.shape == (21, COLUMNS)
    chances = reading.inside(answer, "question")
    assert chances[:10].mean() > 0.8
    assert chances[10:].mean() < 0.5
    assert np.array_equal(answer, model.read(turns))  # from what is kept
    assert model.read([]).shape == (0, COLUMNS)


def test_the_page_beside_the_files_has_the_sums_of_those_that_are_read() -> None:
    page = (paths.resources() / "models" / "README.md").read_text(encoding="utf-8")
    assert [name for name, told in meaning.FILES.items() if f"{told}  {name}" not in page] == []


def test_a_file_that_is_not_the_one_shipped_is_not_read(tmp_path: Path) -> None:
    for name in meaning.FILES:
        shutil.copyfile(paths.resources() / "models" / name, tmp_path / name)
    with (tmp_path / "meaning-reader.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match=r"meaning-reader\.onnx"):
        meaning.OnnxMeaning(tmp_path)
    (tmp_path / "meaning-reader.onnx").unlink()
    with pytest.raises(OSError, match=r"meaning-reader\.onnx"):
        meaning.OnnxMeaning(tmp_path)


def test_without_the_model_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    meaning.shipped.cache_clear()
    try:
        assert meaning.shipped() is None
    finally:
        meaning.shipped.cache_clear()
