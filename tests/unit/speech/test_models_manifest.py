import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.models import DEFAULT_MODEL
from callcoach_desktop.speech.models.manifest import HubSource, WheelSource, load_manifest

SHA = "ab" * 32
FILES = ", ".join(
    f'{{ name = "{n}", bytes = 1, sha256 = "{SHA}" }}'
    for n in ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin")
)
GOOD = f"""
format = 1
default = "a"
[[model]]
name = "a"
title = "A"
languages = "en"
licence = "MIT"
about = "A model."
[[model.source]]
kind = "hub"
repository = "o/a"
revision = "{"0" * 40}"
files = [{FILES}]
"""


def load(tmp_path, text):
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    return load_manifest(path)


def test_our_manifest_is_sound():
    manifest = load_manifest()
    assert manifest.default == DEFAULT_MODEL
    names = [m.name for m in manifest.models]
    assert names == ["base", "tiny.en", "small", "distil-small.en", "distil-large-v3", "large-v3-turbo"]
    for model in manifest.models:
        assert isinstance(model.sources[0], HubSource)
        assert model.licence == "MIT"
    base = manifest.model("base")
    assert len(base.builds) == 2  # two conversions
    assert base.bytes == 150_218_479
    wheels = base.sources[1]
    assert isinstance(wheels, WheelSource)
    assert [len(f.parts) for f in wheels.files if f.name == "model.bin"] == [2]
    assert len(manifest.model("tiny.en").builds) == 1  # the mirror's files are the hub's


def test_an_unknown_model_names_the_known_ones():
    with pytest.raises(KnownError, match=r"base, tiny\.en") as error:
        load_manifest().model("huge")
    assert error.value.problem.code == "model_unknown"


def test_a_good_manifest_loads(tmp_path):
    assert load(tmp_path, GOOD).model("a").bytes == 4


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("format = 1", "format = 2", "format is 2"),
        ("format = 1", "format =", "line 2"),
        ('default = "a"', 'default = "b"', "none of its models"),
        ('name = "a"', 'name = "../a"', "letters, digits"),
        ('licence = "MIT"', "", "no text 'licence'"),
        ('kind = "hub"', 'kind = "torrent"', "no source of kind 'torrent'"),
        ('kind = "hub"', 'kind = "wheels"\nwheels = [1]', "needs its parts"),
        ("0" * 40, "main", "could change"),
        (SHA, "ab", "SHA-256"),
        ("bytes = 1,", "bytes = -1,", "size in bytes"),
        ("bytes = 1,", "bytes = true,", "size in bytes"),
        ('"tokenizer.json"', '"other.json"', r"lacks tokenizer\.json"),
        ('"vocabulary.txt"', '"words.txt"', "lacks its vocabulary"),
        ('"vocabulary.txt"', '"model.bin"', "named twice"),
        ('"vocabulary.txt"', '"a/vocabulary.txt"', "plain file name"),
        ("[[model]]", "[model]", "a table is expected|no 'model'|line"),
    ],
)
def test_a_broken_manifest_says_where(tmp_path, old, new, why):
    assert old in GOOD
    with pytest.raises(KnownError, match=why) as error:
        load(tmp_path, GOOD.replace(old, new))
    assert error.value.problem.code == "models_manifest_broken"


def test_two_models_of_one_name_are_refused(tmp_path):
    with pytest.raises(KnownError, match="same name"):
        load(tmp_path, GOOD + GOOD[GOOD.index("[[model]]") :])


def test_a_missing_manifest_is_told(tmp_path):
    with pytest.raises(KnownError, match=r"none\.toml"):
        load_manifest(tmp_path / "none.toml")
