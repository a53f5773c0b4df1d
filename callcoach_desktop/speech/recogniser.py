"""Whisper through faster-whisper: a batch of chunks -> words with times. The model is always a verified folder.

Chunks are encoded at the length of the longest chunk of their batch and not padded to 30 s: the encoder's cost grows
with length, and half of a padded batch would be silence. Beam and length are chosen by measurement
(docs/measurements.md).
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Word
from callcoach_desktop.speech.plan import Chunk
from callcoach_desktop.speech.sound import RATE, Samples, Sound

FRAMES = 100  # mel frames a second
CONTEXT_FRAMES = 3000  # 30 s: the longest that Whisper sees
TAIL_FRAMES = 100  # frames of silence after the longest chunk, so that the decoder sees the end
BEAM = 2
CAREFUL_BEAM = 5
MAX_TOKENS = 224  # of text in a chunk: half of Whisper's context, as in OpenAI's decoder
FIGURES = frozenset("0123456789%$")
HYPHENS = ("-", "–")
SAMPLE_FOR_LANGUAGE = 15.0  # s of speech that the language is told from


@dataclass(frozen=True, slots=True)
class Heard:
    """What the recogniser made of one chunk. `loops` tells that it repeated itself (text that compresses over 2.4
    times is OpenAI's own sign of that); `log_probability` is the mean per token, `no_speech` in 0..1."""

    words: tuple[Word, ...]
    log_probability: float
    no_speech: float
    loops: bool


def usable_cores() -> int:
    """Cores that this process may use, at most eight: more gain little and heat the laptop."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(8, cores)


def loops(text: str) -> bool:
    """Whether a text repeats itself as a decoder does that has lost its way (OpenAI's compression ratio of 2.4)."""
    spoken = text.encode()
    return len(spoken) > 60 and len(spoken) / len(zlib.compress(spoken)) > 2.4


def words_of(alignment: list[dict[str, Any]], chunk: Chunk) -> list[Word]:
    """The words of a chunk at their times in the call, from the items of faster-whisper's alignment.

    "forty-six" comes as " forty" and "-six" and is one word; a dash between spaces is nothing that anybody says.
    """
    words: list[Word] = []
    for item in alignment:
        whole = str(item["word"])
        hyphened = bool(words) and whole.startswith(HYPHENS)
        text = whole.strip() if hyphened else whole.strip().lstrip("".join(HYPHENS)).lstrip()
        if not any(c.isalnum() for c in text):
            if words and not hyphened:
                words[-1] = replace(words[-1], text=words[-1].text + text)
            continue
        start = chunk.original_time(float(item["start"]))
        # An end that falls on a cut belongs to the piece where the word began.
        end = max(start, chunk.original_time(max(float(item["end"]) - 0.01, float(item["start"]))))
        word = Word(text, start, end, float(item["probability"]))
        if hyphened:
            before = words.pop()
            word = Word(before.text + text, before.start, end, min(before.probability, word.probability))
        words.append(word)
    return words


class Recogniser:
    """A loaded Whisper model.

    `workers` batches are worked on at the same time, each by its share of the cores: two batches on one core each
    are faster than one batch on two cores, because decoding is many small steps that two cores hardly share.
    """

    def __init__(self, folder: Path, device: str = "auto") -> None:
        """Load the model of a verified `folder`; `device` is auto, cpu or cuda. Raises KnownError."""
        import ctranslate2
        from faster_whisper import WhisperModel

        if not (folder / "tokenizer.json").is_file():
            # faster-whisper would fetch it from its hub: not from this program.
            raise KnownError("model_incomplete", f"The speech model in {folder} is incomplete.", "Get it again.")
        self.notes: list[str] = []
        cores = usable_cores()
        self.workers = 2 if cores >= 2 else 1
        wanted = ["cuda"] if device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0) else []
        for name in [*wanted, "cpu"]:
            try:
                self._model: Any = WhisperModel(
                    str(folder),
                    device=name,
                    compute_type="float16" if name == "cuda" else "int8",
                    cpu_threads=max(1, cores // self.workers),
                    num_workers=self.workers,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError) as error:
                if name == "cpu":
                    raise KnownError(
                        "model_unusable", f"The speech model could not be loaded: {error}.", "Get it again."
                    ) from error
                self.notes.append(f"The graphics card could not be used ({error}); the processor does the work.")
                continue
            self.device = name
            break
        self.multilingual = bool(self._model.model.is_multilingual)
        self._tokenizers: dict[str, Any] = {}
        self._spelled: list[int] | None = None

    @staticmethod
    def load(sound: Sound, chunks: tuple[Chunk, ...]) -> list[Samples]:
        """The samples of each chunk, its pieces joined. The sound is not shared between threads, samples are."""
        return [
            np.concatenate([sound.read(start, end - start, chunk.channel) for start, end in chunk.pieces])
            for chunk in chunks
        ]

    def detect_language(self, sound: Sound, chunks: list[Chunk]) -> str:
        """ISO 639-1 code of the language spoken in the longest chunks; 'en' when there is no speech."""
        if not self.multilingual or not chunks:
            return "en"
        longest = sorted(chunks, key=lambda c: (-c.seconds, c.channel, c.pieces[0][0]))
        votes: dict[str, float] = {}
        for chunk in longest[:3]:
            language, probability = self.language_of(self.load(sound, (chunk,))[0])
            votes[language] = votes.get(language, 0.0) + probability
            if probability > 0.8 and len(votes) == 1:
                break  # sure at once: each further look costs an encoder run
        return max(votes, key=lambda k: votes[k])

    def language_of(self, samples: Samples) -> tuple[str, float]:
        """ISO 639-1 code of the language that is spoken in a piece of sound, and how sure that is (0..1)."""
        if not self.multilingual:
            return "en", 1.0
        features = self._features([samples[: int(SAMPLE_FOR_LANGUAGE * RATE)]])
        ((token, probability), *_) = self._model.model.detect_language(self._model.encode(features))[0]
        return str(token[2:-2]), float(probability)

    def hear(
        self,
        samples: list[Samples],
        chunks: tuple[Chunk, ...],
        language: str,
        hotwords: list[str],
        *,
        careful: bool = False,
    ) -> list[Heard]:
        """Transcribe one batch; the result has one entry a chunk, word times on the call's clock.

        `samples` is what `load` gave for `chunks`. May be called from as many threads as the model has `workers`.
        `careful` takes the wide beam and the full 30 s of context: for what came out wrong the first time.
        """
        features = self._features(samples, full=careful)
        tokenizer = self._tokenizer(language)
        encoded = self._model.encode(features)
        prompt = self._model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=", ".join(hotwords) if hotwords else None
        )
        results = self._model.model.generate(
            encoded,
            [list(prompt) for _ in chunks],
            beam_size=CAREFUL_BEAM if careful else BEAM,
            max_length=min(self._model.max_length, len(prompt) + MAX_TOKENS),
            suppress_blank=True,
            suppress_tokens=self._suppressed(tokenizer),
            return_scores=True,
            return_no_speech_prob=True,
            no_repeat_ngram_size=5 if careful else 0,
        )
        tokens = [[t for t in r.sequences_ids[0] if t < tokenizer.eot] for r in results]
        frames = [min(len(s) // 160, features.shape[-1]) for s in samples]
        alignments = self._model.find_alignment(tokenizer, tokens, encoded, frames)
        return [
            self._heard(chunk, result, text, alignment, tokenizer)
            for chunk, result, text, alignment in zip(chunks, results, tokens, alignments, strict=True)
        ]

    def _heard(self, chunk: Chunk, result: Any, tokens: list[int], alignment: list[Any], tokenizer: Any) -> Heard:
        from faster_whisper.transcribe import merge_punctuations

        merge_punctuations(alignment, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
        spoken = str(tokenizer.decode(tokens)).strip()
        return Heard(
            words=tuple(words_of(alignment, chunk)),
            log_probability=float(result.scores[0]),
            no_speech=float(result.no_speech_prob),
            loops=loops(spoken),
        )

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, self.multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _suppressed(self, tokenizer: Any) -> list[int]:
        """Token ids that must not be written: -1 (Whisper's own list of non-speech) and digits.

        Words are wanted as they were spoken, each with its time: "eighteen thousand" and not "18,000", which has
        one time for two words and hides who said which number how. Figures are read from the words later.
        """
        if self._spelled is None:
            vocabulary = tokenizer.tokenizer.get_vocab()
            self._spelled = [-1, *sorted(i for t, i in vocabulary.items() if i < tokenizer.eot and set(t) & FIGURES)]
        return self._spelled

    def _features(self, samples: list[Samples], *, full: bool = False) -> NDArray[np.float32]:
        """Log-mel features (n, mels, frames), all at the length of the longest, padded as faster-whisper pads."""
        from faster_whisper.audio import pad_or_trim

        mels = [self._model.feature_extractor(s)[..., :-1] for s in samples]
        longest = max(m.shape[-1] for m in mels)
        # Even: the encoder's second convolution halves the frames.
        length = CONTEXT_FRAMES if full else min(CONTEXT_FRAMES, (longest + TAIL_FRAMES + 1) // 2 * 2)
        return np.stack([pad_or_trim(m, length) for m in mels])
