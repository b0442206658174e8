"""Long writes in pieces."""

import pytest

from rxchat.db import write_batches as module
from rxchat.db.write_batches import FIRST_ROWS, MAX_CHARACTERS, MAX_ROWS, WriteBatches


class Clock:
    """Goes on by so many seconds for each row that was written."""

    def __init__(self, seconds_a_row: float) -> None:
        self.now = 0.0
        self.seconds_a_row = seconds_a_row


def sizes(monkeypatch: pytest.MonkeyPatch, rows: int, seconds_a_row: float) -> list[int]:
    clock = Clock(seconds_a_row)
    monkeypatch.setattr(module, "monotonic", lambda: clock.now)
    found: list[int] = []
    for piece in WriteBatches(range(rows)):
        clock.now += len(piece) * clock.seconds_a_row
        found.append(len(piece))
    assert sum(found) == rows
    return found


def test_pieces_grow_as_long_as_they_are_quick(monkeypatch: pytest.MonkeyPatch):
    assert sizes(monkeypatch, 5_000, 0.0)[:5] == [FIRST_ROWS, 2 * FIRST_ROWS, 4 * FIRST_ROWS, 8 * FIRST_ROWS, 16 * FIRST_ROWS]
    assert max(sizes(monkeypatch, 20_000, 0.0)) == MAX_ROWS


def test_pieces_shrink_when_they_are_slow(monkeypatch: pytest.MonkeyPatch):
    assert sizes(monkeypatch, 200, 1.0)[:4] == [100, 50, 25, 12]
    assert min(sizes(monkeypatch, 200, 1.0)) == 1
    assert max(sizes(monkeypatch, 5_000, 0.0007)) == 100


def test_a_piece_has_a_size_and_at_least_one_row():
    assert [len(piece) for piece in WriteBatches("abcde", [1, MAX_CHARACTERS, 5, 5, 2 * MAX_CHARACTERS])] == [1, 1, 2, 1]
    assert [*WriteBatches("ab", [MAX_CHARACTERS + 1, MAX_CHARACTERS + 1])] == ["a", "b"]
    assert [*WriteBatches(())] == []
