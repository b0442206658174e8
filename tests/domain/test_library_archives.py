"""What a user keeps beside conversations, on its way between files and databases."""

from datetime import UTC, datetime, timedelta

import pytest

from rxchat.domain.library_archives import ArchivedFolder, ArchivedPrompt, entry_key, parents_first

AT = datetime(2026, 1, 2, tzinfo=UTC)


def folder(id_: int, parent_id: int | None = None) -> ArchivedFolder:
    return ArchivedFolder(id=id_, name=f"F{id_}", parent_id=parent_id, created_at=AT)


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        ([(1, None), (2, 1), (3, 2)], [(1, None), (2, 1), (3, 2)]),
        ([(1, 2), (2, 3), (3, None)], [(3, None), (2, 3), (1, 2)]),
        ([(1, 1)], [(1, None)]),
        ([(1, 2), (2, 1), (3, 2)], [(2, None), (1, 2), (3, 2)]),
        ([(1, 9)], [(1, None)]),
        ([], []),
    ],
)
def test_folders_come_after_the_one_they_are_in(given: list[tuple[int, int | None]], ordered: list[tuple[int, int | None]]):
    assert [(each.id, each.parent_id) for each in parents_first(folder(*one) for one in given)] == ordered


def test_deep_folders_are_no_recursion():
    deep = [folder(number, number + 1) for number in range(20_000)]
    assert [each.id for each in parents_first(deep)] == list(reversed(range(20_000)))


def test_an_entry_is_known_by_its_name_its_time_and_its_place():
    prompt = ArchivedPrompt(id=1, title="T", text="A", created_at=AT, updated_at=AT)
    same = ArchivedPrompt(id=2, title="T", text="B", created_at=AT + timedelta(milliseconds=5), updated_at=AT)
    later = ArchivedPrompt(id=1, title="T", text="A", created_at=AT + timedelta(seconds=1), updated_at=AT)
    assert entry_key(prompt) == entry_key(same) != entry_key(later)
    assert entry_key(folder(1)) != entry_key(ArchivedFolder(id=1, name="F1", parent_id=3, created_at=AT))
