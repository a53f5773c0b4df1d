import threading
from pathlib import Path

import fake_services as fakes
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.package import SUFFIX
from callcoach_desktop.speech.models.manifest import load_manifest
from callcoach_desktop.ui.choosing import SOUND_KINDS
from callcoach_desktop.ui.imports.flow import PACKAGE, ImportFlow, needs_model
from callcoach_desktop.ui.imports.job_row import share_done
from callcoach_desktop.ui.imports.model_dialog import ModelDialog
from callcoach_desktop.ui.imports.models_dialog import ModelsDialog, accuracy_of
from callcoach_desktop.ui.imports.panel import ROWS, JobsPanel
from callcoach_desktop.ui.imports.view_model import JobsViewModel

SENTENCE = "The file is empty. Record it again."


@pytest.fixture
def queue(qtbot):
    library, runner = fakes.FakeLibrary(), fakes.FakeRunner()
    view_model = JobsViewModel()
    panel = JobsPanel(view_model)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    view_model.attach(runner, library)
    qtbot.waitUntil(lambda: not view_model._first)

    def tell(*jobs):
        runner.all = list(jobs)
        library.publish(ChangeSet(jobs=frozenset(job.id for job in jobs)))

    panel.tell, panel.runner, panel.model = tell, runner, view_model
    yield panel
    view_model.detach()


def test_nothing_to_tell_takes_no_room(queue):
    assert queue.isHidden()


def test_a_job_shows_step_share_and_time_left(queue, qtbot):
    queue.tell(fakes.make_job("a"))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    row = queue.rows["a"]
    assert row.status.text() == "Transcribing 20% · about 4 min left"
    assert row.bar.value() == 200
    assert not queue.isHidden()
    queue.grab()


def test_a_queue_that_waits_says_why(queue, qtbot):
    queue.tell(fakes.make_job("a", state="queued"))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    assert queue.safe.text().startswith("You may close CallCoach")
    queue.runner.trouble = "Waits for mains power, as you chose in the settings."
    qtbot.waitUntil(lambda: queue.safe.text() == queue.runner.trouble, timeout=5000)
    queue.runner.trouble = None
    qtbot.waitUntil(lambda: queue.safe.text().startswith("You may close CallCoach"), timeout=5000)


@pytest.mark.parametrize(
    ("state", "visible", "asked"),
    [
        ("running", "pause", "pause"),
        ("paused", "resume", "resume"),
        ("running", "cancel", "cancel"),
        ("failed", "retry", "retry"),
    ],
)
def test_the_buttons_of_a_state(queue, qtbot, state, visible, asked):
    queue.show()
    queue.tell(fakes.make_job("a", state=state, error=SENTENCE if state == "failed" else None))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    button = getattr(queue.rows["a"], visible)
    assert not button.isHidden()
    button.click()
    qtbot.waitUntil(lambda: queue.runner.asked == [(asked, "a")])


def test_a_failure_shows_its_sentence_and_can_be_dismissed(queue, qtbot):
    queue.tell(fakes.make_job("a", state="failed", error=SENTENCE, call="c"))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    assert queue.rows["a"].error.text() == SENTENCE
    queue.rows["a"].dismiss.click()
    qtbot.waitUntil(lambda: "a" not in queue.rows)
    assert queue.isHidden()
    assert queue.runner.asked == [], "its call keeps the sentence"


def test_a_dismissed_failure_without_a_call_does_not_come_back(queue, qtbot):
    queue.tell(fakes.make_job("a", state="failed", error=SENTENCE))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    queue.rows["a"].dismiss.click()
    qtbot.waitUntil(lambda: queue.runner.asked == [("cancel", "a")])
    qtbot.waitUntil(lambda: "a" not in queue.rows)


def test_text_appears_while_it_is_made(queue, qtbot):
    queue.tell(fakes.make_job("a"))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    row = queue.rows["a"]
    assert row.more.isHidden()
    words = [["So", 61.0, 61.2, 0.9, 0], ["the", 61.3, 61.4, 0.9, 0], ["inspection.", 61.5, 62.0, 0.9, 0]]
    thread = threading.Thread(target=lambda: queue.runner.partial("a", words))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: not row.more.isHidden())
    row.more.click()
    assert row.text.text() == "1:01  So the inspection."


def test_a_long_queue_is_counted(queue, qtbot):
    queue.tell(*(fakes.make_job(f"j{n:04}", state="queued", position=float(n)) for n in range(500)))
    qtbot.waitUntil(lambda: len(queue.rows) == ROWS)
    assert queue.rest.text() == f"and {500 - ROWS} more"
    assert "500 calls" in queue.heading.text()


def test_what_ends_is_told_once(queue, qtbot):
    queue.runner.known, queue.runner.restored = {"b": True, "c": True}, {"c"}
    queue.tell(fakes.make_job("a"))
    qtbot.waitUntil(lambda: "a" in queue.rows)
    with qtbot.waitSignal(queue.model.finished) as got:
        queue.tell(
            fakes.make_job("a", state="done"), fakes.make_job("b", state="done"), fakes.make_job("c", state="done")
        )
    assert ([job.id for job in got.args[0]], *got.args[1:]) == (["a", "b", "c"], 1, 1)
    with qtbot.assertNotEmitted(queue.model.finished, wait=400):
        queue.tell(fakes.make_job("a", state="done"), fakes.make_job("b", state="done"))


def test_old_failures_with_a_call_stay_with_their_call(qtbot):
    runner = fakes.FakeRunner(
        [fakes.make_job("a", state="failed", call="c1"), fakes.make_job("b", state="failed", call=None)]
    )
    view_model = JobsViewModel()
    view_model.attach(runner, fakes.FakeLibrary())
    qtbot.waitUntil(lambda: not view_model._first)
    assert [job.id for job in view_model.shown] == ["b"]
    view_model.detach()


def test_share_done():
    assert share_done(fakes.make_job("a")) == 0.2
    assert share_done(fakes.make_job("a", total_seconds=0.0)) is None
    assert share_done(fakes.make_job("a", done_seconds=700.0)) == 1.0


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _flow(window, models):
    flow, importer, library = ImportFlow(window), fakes.FakeImporter(), fakes.FakeLibrary()
    flow.attach(importer, library, models.services())
    return flow, importer, library


def test_files_go_to_the_importer_with_the_settings(window, qtbot):
    flow, importer, library = _flow(window, fakes.FakeModels())
    library.settings = {"language": "de", "link": True}
    with qtbot.waitSignal(flow.submitted) as got:
        flow.bring_in([Path("/a.mp3"), Path("/b.wav")])
    assert got.args == [2]
    paths, options = importer.submitted[0]
    assert paths == [Path("/a.mp3"), Path("/b.wav")]
    assert (options.language, options.link, options.model) == ("de", True, None)


def test_what_is_dropped_before_the_library_is_open_waits(window, qtbot):
    flow, importer = ImportFlow(window), fakes.FakeImporter()
    flow.bring_in([Path("/a.mp3")])
    flow.attach(importer, fakes.FakeLibrary(), fakes.FakeModels().services())
    qtbot.waitUntil(lambda: len(importer.submitted) == 1)


@pytest.mark.parametrize("name", ["/a.vtt", "/a.callcoach", "/A.CALLCOACH"])
def test_what_brings_its_words_needs_no_model(window, qtbot, name):
    flow, importer, _ = _flow(window, fakes.FakeModels(there=False))
    flow.bring_in([Path(name)])
    qtbot.waitUntil(lambda: len(importer.submitted) == 1)
    assert flow.dialog is None


def test_a_package_is_no_transcript_of_the_sound_beside_it():
    assert needs_model([Path("/a.callcoach"), Path("/a.wav")])
    assert not needs_model([Path("/a.vtt"), Path("/a.wav")])


def test_packages_can_be_chosen_in_the_file_dialog():
    assert f"*{SUFFIX}" in SOUND_KINDS.split()
    assert PACKAGE == SUFFIX


def test_without_a_model_the_flow_offers_it_and_goes_on(window, qtbot):
    flow, importer, _ = _flow(window, fakes.FakeModels(there=False))
    flow.bring_in([Path("/a.mp3")])
    qtbot.waitUntil(lambda: flow.dialog is not None)
    flow.dialog.get_button.click()
    qtbot.waitUntil(lambda: len(importer.submitted) == 1)
    assert flow.dialog is None


def test_not_now_imports_nothing_and_says_so(window, qtbot):
    flow, importer, _ = _flow(window, fakes.FakeModels(there=False))
    flow.bring_in([Path("/a.mp3")])
    qtbot.waitUntil(lambda: flow.dialog is not None)
    with qtbot.waitSignal(flow.problem):
        flow.dialog.cancel_button.click()
    assert importer.submitted == []


def test_getting_the_model_can_be_stopped(window, qtbot):
    models = fakes.FakeModels(there=False)
    models.release.clear()
    dialog = ModelDialog(window, models.get, "base", 145_000_000)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.start(None)
    qtbot.waitUntil(lambda: "50 MB of 145 MB" in dialog.status.text())
    dialog.cancel_button.click()
    qtbot.waitUntil(dialog.get_button.isEnabled)
    assert "kept" in dialog.status.text()
    assert dialog.isVisible()


def test_a_failed_model_says_why_and_a_folder_is_the_second_way(window, qtbot):
    models = fakes.FakeModels(there=False)
    models.error = KnownError("model_not_fetched", "The hub could not be reached.", "Try again later.")
    dialog = ModelDialog(window, models.get, "base", 145_000_000)
    qtbot.addWidget(dialog)
    dialog.start(None)
    qtbot.waitUntil(lambda: dialog.status.text() == "The hub could not be reached. Try again later.")
    models.error = None
    with qtbot.waitSignal(dialog.accepted):
        dialog.start(Path("/mnt/base"))
    assert models.sources == [None, Path("/mnt/base")]


def test_the_models_are_listed_with_what_is_known_of_them(window, qtbot):
    models, settings = fakes.FakeModels(), fakes.FakeLibrary()
    dialog = ModelsDialog(window, models.services(), settings)
    qtbot.addWidget(dialog)
    dialog.show()
    texts = lambda: [one.text() for one in dialog.findChildren(QLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: "Base · in use" in texts())
    assert any("7.6 % wrong words" in text for text in texts())
    next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Measure Base").click()
    qtbot.waitUntil(lambda: settings.settings.get("speed.base") == 5.0)
    qtbot.waitUntil(lambda: dialog.advice.text().startswith("For this computer: Base; 30 minutes of talk take about 6"))
    dialog.grab()
    dialog.accept()


def test_every_accuracy_says_where_it_comes_from():
    for model in load_manifest().models:
        figure, source = accuracy_of(model.name)
        assert bool(figure) == bool(source)
    assert accuracy_of("small")[1].startswith("LibriSpeech test-clean")
    assert accuracy_of("no such model") == ("", "")


def test_calls_are_transcribed_again_with_the_model_that_is_chosen(window, qtbot):
    models = fakes.FakeModels()
    here = [
        fakes.FakeModelState(),
        fakes.FakeModelState("small", "Small", default=False),
        fakes.FakeModelState("tiny.en", "Tiny", default=False, state="absent"),
    ]
    models.states = lambda: here
    flow, importer, library = _flow(window, models)
    library.settings = {"model": "small"}
    flow.transcribe_again(["a", "b"])
    qtbot.waitUntil(lambda: flow.again is not None)
    assert list(flow.again.choices) == ["base", "small"]
    assert flow.again.model() == "small"
    flow.again.choices["base"].click()
    with qtbot.waitSignal(flow.queued_again) as got:
        flow.again.start_button.click()
    assert got.args == [2]
    assert importer.again == [(["a", "b"], "base")]


def test_nothing_is_transcribed_again_after_cancel(window, qtbot):
    flow, importer, _ = _flow(window, fakes.FakeModels())
    flow.transcribe_again(["a"])
    qtbot.waitUntil(lambda: flow.again is not None)
    flow.again.reject()
    qtbot.waitUntil(lambda: flow.again is None)
    assert importer.again == []


def test_without_a_model_transcribing_again_gets_one_first(window, qtbot):
    flow, importer, _ = _flow(window, fakes.FakeModels(there=False))
    flow.transcribe_again(["a"])
    qtbot.waitUntil(lambda: flow.dialog is not None)
    flow.dialog.get_button.click()
    qtbot.waitUntil(lambda: importer.again == [(["a"], None)])
