import hashlib
import subprocess
import sys

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services import models
from callcoach_desktop.speech.models.manifest import HubSource, Manifest, Model, ModelFile

CONTENT = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a\n", "model.bin": b"w" * 5000}


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """A manifest of one small model, and a folder that holds it."""
    files = tuple(ModelFile(n, len(c), hashlib.sha256(c).hexdigest()) for n, c in CONTENT.items())
    model = Model("base", "Toy", "en", "MIT", "A toy.", (HubSource("org/toy", "0" * 40, files),))
    monkeypatch.setattr(models, "load_manifest", lambda: Manifest("base", (model,)))
    monkeypatch.setenv("CALLCOACH_HUB", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder


def test_a_missing_model_says_what_to_run(toy):
    for name in (None, "base"):
        with pytest.raises(KnownError, match="callcoach models get base"):
            models.ensure_model(name)
    assert [s.state for s in models.list_models()] == ["absent"]


def test_a_model_lives_in_the_models_folder(toy):
    folder = models.get_model(source=toy)
    assert folder == models.models_folder() / "base"
    assert models.ensure_model() == folder == models.ensure_model("base") == models.verify_model()
    [state] = models.list_models()
    assert (state.state, state.default, state.bytes, state.problem) == ("ready", True, 5006, None)
    assert models.remove_model("base") >= 5006
    assert not folder.exists()


def test_a_half_model_is_never_given(toy):
    folder = models.get_model(source=toy)
    with (folder / "model.bin").open("ab") as file:
        file.truncate(4000)
    with pytest.raises(KnownError) as error:
        models.ensure_model()
    assert error.value.problem.code == "model_broken"
    [state] = models.list_models()
    assert state.state == "broken"
    assert "4,000 bytes" in (state.problem or "")


def test_an_own_folder_must_be_whole(toy):
    with pytest.raises(KnownError, match=r"model\.bin"):
        models.ensure_model(str(toy))
    with pytest.raises(KnownError, match="is missing"):
        models.ensure_model("~/nowhere-at-all")


def test_an_unknown_name_is_told(toy):
    with pytest.raises(KnownError) as error:
        models.ensure_model("huge")
    assert error.value.problem.code == "model_unknown"


def test_asking_for_a_model_loads_no_network_module():
    script = (
        "import sys; from callcoach_desktop.services import models; models.list_models();"
        "print([m for m in ('socket', 'ssl', 'http.client', 'urllib.request') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
