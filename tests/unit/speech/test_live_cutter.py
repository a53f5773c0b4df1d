"""Sound that grows, cut into pieces: nothing that was said is lost, and nothing waits for long."""

import numpy as np
import pytest

from callcoach_desktop.speech.live import LONGEST, Cutter
from callcoach_desktop.speech.sound import RATE


def fed(samples, block):
    cutter, pieces = Cutter(), []
    for at in range(0, len(samples), block):
        pieces += [(piece, at + block) for piece in cutter.feed(samples[at : at + block])]
    return [*pieces, *((piece, len(samples)) for piece in cutter.end())]


@pytest.mark.parametrize("block", [1_000, 8_000])
def test_speech_is_cut_at_pauses_and_given_out_soon_after_them(speech, block):
    samples = speech.samples[:, 0]
    pieces = fed(samples, block)
    assert len(pieces) >= 2
    for piece, at in pieces:
        assert np.array_equal(piece.samples, samples[piece.first : piece.first + len(piece.samples)])
        end = piece.first + len(piece.samples)
        assert at - end <= block + 1.0 * RATE or at == len(samples)  # it waited for a pause and not for more
        assert len(piece.samples) <= (LONGEST + 1) * RATE


def test_loud_speech_lies_in_a_piece(speech):
    samples = speech.samples[:, 0]
    covered = np.zeros(len(samples), bool)
    for piece, _ in fed(samples, 4_000):
        covered[piece.first : piece.first + len(piece.samples)] = True
    loud = np.abs(samples) > 0.1
    assert loud.any()
    assert (covered & loud).sum() / loud.sum() > 0.98


def test_the_size_of_the_blocks_does_not_change_the_pieces(speech):
    samples = speech.samples[:, 1]
    first = [(p.first, len(p.samples)) for p, _ in fed(samples, 512 * 3)]
    assert first == [(p.first, len(p.samples)) for p, _ in fed(samples, 512)]


def test_a_long_turn_is_cut_without_a_pause(speech):
    samples = speech.samples[:, 0]
    loudest = samples[np.argmax(np.convolve(np.abs(samples), np.ones(RATE), mode="valid")) :][:RATE]
    pieces = fed(np.tile(loudest, 40), 8_000)
    assert len(pieces) >= 3
    assert max(len(p.samples) for p, _ in pieces) <= LONGEST * RATE


def test_noise_is_next_to_nothing(not_speech):
    # A note of music may sound like a voice for a moment; the recogniser then finds no words in it.
    heard = sum(len(piece.samples) for piece, _ in fed(not_speech.samples[:, 0], 8_000))
    assert heard < 1.0 * RATE
