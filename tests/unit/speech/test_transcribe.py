"""The real base model over real speech."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.offline import offline_environment
from callcoach_desktop.speech.plan import plan_from_json
from callcoach_desktop.speech.recogniser import Recogniser, loops
from callcoach_desktop.speech.transcribe import Wanted, transcribe

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]


class Sink:
    def __init__(self, stop_after: int | None = None) -> None:
        self.plans, self.batches, self.stop_after = [], {}, stop_after

    def listened(self, seconds: float, total: float) -> None:
        assert 0 <= seconds <= total

    def planned(self, plan) -> None:
        self.plans.append(plan)

    def finished(self, index: int, rows) -> None:
        self.batches[index] = rows

    def check(self) -> None:
        if self.stop_after is not None and len(self.batches) >= self.stop_after:
            raise Cancelled


@pytest.fixture(scope="module")
def recogniser(base_model):
    offline_environment()
    return Recogniser(base_model, "cpu")


def test_two_channels_become_two_speakers(recogniser, speech):
    transcript = transcribe(speech, lambda: recogniser, Wanted("en"), Sink())
    assert [(s.id, s.channel) for s in transcript.speakers] == [("left", 0), ("right", 1)]
    assert {u.speaker for u in transcript.utterances} == {"left", "right"}
    assert [u.id for u in transcript.utterances] == [f"u{i}" for i in range(len(transcript.utterances))]
    text = " ".join(u.text for u in transcript.utterances).casefold()
    assert "slotwise" in text or "marcus" in text
    for u in transcript.utterances:
        assert u.start <= u.words[0].start
        assert u.words[-1].end <= u.end


def test_no_words_are_invented_on_noise(recogniser, not_speech):
    assert transcribe(not_speech, lambda: recogniser, Wanted("en"), Sink()).utterances == ()


def test_a_silent_file_loads_no_model(make_sound):
    def never():
        raise AssertionError("the model was loaded")

    transcript = transcribe(make_sound(np.zeros((16_000 * 5, 2))), never, Wanted(), Sink())
    assert transcript.utterances == ()
    assert transcript.duration == 5.0


def test_a_resumed_transcription_gives_the_same_text(recogniser, speech, make_sound):
    long = make_sound(np.concatenate([speech.samples] * 6))  # enough chunks for several batches
    whole_sink = Sink()
    whole = transcribe(long, lambda: recogniser, Wanted("en"), whole_sink)
    assert len(whole_sink.batches) > 1
    broken = Sink(stop_after=1)
    with pytest.raises(Cancelled):
        transcribe(long, lambda: recogniser, Wanted("en"), broken)
    plan = plan_from_json(broken.plans[-1].to_json())
    rest = Sink()
    resumed = transcribe(long, lambda: recogniser, Wanted("en"), rest, plan, dict(broken.batches))
    assert resumed == whole
    assert not set(rest.batches) & set(broken.batches)


def test_speech_that_no_word_covers_is_heard_again(recogniser, speech):
    """A first pass that dropped everything (as base does with a sentence now and then) is made good by the second."""
    first = Sink()
    whole = transcribe(speech, lambda: recogniser, Wanted("en"), first)
    plan = plan_from_json({**first.plans[0].to_json(), "first_rescue": None})
    dropped = {index: [] for index in range(len(plan.batches))}
    rescued = transcribe(speech, lambda: recogniser, Wanted("en"), Sink(), plan, dropped)
    words = [sum(len(u.words) for u in t.utterances) for t in (rescued, whole)]
    assert words[0] > 0.8 * words[1]


def test_the_language_is_detected(recogniser, speech):
    assert transcribe(speech, lambda: recogniser, Wanted(), Sink()).language == "en"


def test_names_are_told_to_the_decoder(recogniser, speech):
    transcript = transcribe(speech, lambda: recogniser, Wanted("en", ("Slotwise", "Leonie")), Sink())
    assert "slotwise" in " ".join(u.text for u in transcript.utterances).casefold()


def test_a_folder_without_tokenizer_is_refused(base_model, tmp_path):
    for name in ("model.bin", "config.json", "vocabulary.json"):
        (tmp_path / name).symlink_to(base_model / name)
    with pytest.raises(KnownError) as refused:
        Recogniser(tmp_path, "cpu")
    assert refused.value.problem.code == "model_incomplete"


def test_a_decoder_that_lost_its_way_is_noticed():
    assert loops("and then we go to the shop " * 12)
    assert not loops("How do you find the right person when a line is down at four in the morning on a Sunday?")
