"""A text that grows at a linear cost."""

import random

from rxchat.state.chunked_text import PARTS, grow


def stream(pieces: list[str]) -> tuple[str, int]:
    """The text in the browser after all pieces, and how many characters travelled."""
    parts, sent = [""] * PARTS, 0
    for piece in pieces:
        for position, value in grow(parts, piece).items():
            parts[position] = value
            sent += len(value)
    return "".join(reversed(parts)), sent


def test_the_parts_are_the_text_whatever_the_pieces():
    source = random.Random(7)
    pieces = ["x" * source.choice([1, 5, 40, 400, 9_000]) + str(number) for number in range(400)]
    text, _ = stream(pieces)
    assert text == "".join(pieces)


def test_a_late_reader_gets_a_long_beginning_in_one_frame():
    text, sent = stream(["y" * 100_000])
    assert (text, sent) == ("y" * 100_000, 100_000)


def test_ten_times_the_text_costs_less_than_twelve_times_as_much():
    _, short = stream(["word 1 word 2 "] * 500)
    _, long = stream(["word 1 word 2 "] * 5_000)
    assert long < 14 * short  # the characters alone; the frames around them cost the same each
    assert long < 16 * len("word 1 word 2 ") * 5_000
