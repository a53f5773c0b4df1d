"""A vocabulary file says what it holds, or where it is wrong."""

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import Term, Vocabulary
from callcoach_desktop.services.vocabulary import merged, read_vocabulary


def read(tmp_path, text):
    path = tmp_path / "v.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_vocabulary(path)


def test_names_and_aliases(tmp_path):
    found = read(
        tmp_path,
        '\ufeffcompetitors = ["Acme", {name = " Globex ", aliases = ["Globe X", ""]}]\npeople = [{name = "Zoë"}]\n',
    )
    assert found == Vocabulary(competitors=(Term("Acme"), Term("Globex", ("Globe X",))), people=(Term("Zoë"),))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("competitors = 'Acme'", "not a list"),
        ("rivals = ['Acme']", "rivals"),
        ("terms = [1]", "no name"),
        ("terms = [{name = 'A', aliases = 'B'}]", "aliases"),
        ("terms = [", "understood"),
        (b"terms = ['\xff']", "understood"),
        (b"#" * 1_000_001, "larger"),
    ],
)
def test_wrong_files_say_why(tmp_path, text, why):
    with pytest.raises(KnownError, match=why):
        read(tmp_path, text)


def test_missing_file(tmp_path):
    with pytest.raises(KnownError, match="could not be read"):
        read_vocabulary(tmp_path / "none.toml")


def test_merging_keeps_the_first_spelling_and_all_aliases():
    first = Vocabulary(terms=(Term("Slotwise", ("Slot Wise",)),))
    second = Vocabulary(terms=(Term("slotwise", ("Slotwhys", "Slot Wise")), Term("Other")), people=(Term("Ann"),))
    assert merged(first, second) == Vocabulary(
        terms=(Term("Slotwise", ("Slot Wise", "Slotwhys")), Term("Other")), people=(Term("Ann"),)
    )
