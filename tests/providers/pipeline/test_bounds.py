import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.usage import Usage
from rxchat.providers.pipeline.bounds import AnswerMeter, Bounds, bounds_of

END = Finished(reason=FinishReason.STOP)
SMALL = Bounds(text=2**20, thinking=2**19, seconds=120)


def _bounded(*chunks: Chunk, clock: list[float] | None = None, bounds: Bounds = SMALL) -> tuple[list[Chunk], bool]:
    """The chunks, and whether there was an end to them."""
    times = clock or [0.0]
    meter = AnswerMeter(bounds, lambda: times.pop(0) if len(times) > 1 else times[0])
    return [one for chunk in chunks for one in meter.take(chunk)], meter.is_full


def test_what_is_within_bounds_passes():
    chunks = [Started(), ThinkingDelta(text="x" * 2**19), TextDelta(text="x" * 2**20), UsageUpdate(usage=Usage()), END]
    assert _bounded(*chunks) == (chunks, False)


@pytest.mark.parametrize(
    ("piece", "kept", "told"),
    [
        (TextDelta(text="x" * 2**18), 2**20, "1 MiB"),
        (TextDelta(text="ü" * (2**17 + 1)), 2**20, "1 MiB"),
        (ThinkingDelta(text="x" * (2**19 + 7)), 2**19, "0.5 MiB"),
    ],
)
def test_what_goes_beyond_is_cut_and_the_vendor_left(piece: TextDelta | ThinkingDelta, kept: int, told: str):
    usage = UsageUpdate(usage=Usage(input_tokens=9))
    chunks, is_full = _bounded(usage, *[piece] * 9, END)
    said = "".join(chunk.text for chunk in chunks if isinstance(chunk, type(piece)))
    assert kept - 1 <= len(said.encode()) <= kept
    assert set(said) == set(piece.text)
    assert chunks[-1] == Finished(reason=FinishReason.CUT, raw_reason=told, usage=usage.usage)
    assert is_full


def test_an_answer_without_end_is_cut_by_time():
    text = TextDelta(text="a")
    chunks, is_full = _bounded(text, text, text, text, END, clock=[0.0, 1.0, 119.0, 121.0])
    assert chunks == [text, text, text, Finished(reason=FinishReason.CUT, raw_reason="2 minutes")]
    assert is_full


def test_a_person_sets_them_in_mib_and_minutes():
    assert bounds_of(4, 60) == Bounds()
    assert bounds_of(1, 2) == Bounds(text=2**20, thinking=2**20, seconds=120)
