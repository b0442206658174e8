from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("stored", "tags"),
    [
        ('["a", " b "]', ("a", "b")),
        ("[]", ()),
        ("", ()),
        (None, ()),
        ("{}", ()),
        ('"a"', ()),
        ("a, b", ("a", "b")),
        ('[1, null, "a"]', ("a",)),
        ("[" * 100_000, ("[" * 100_000,)),
    ],
)
async def test_tags_are_read_in_every_form(
    library: Database, adopted: Path, sql: Sql, stored: str | None, tags: tuple[str, ...]
) -> None:
    sql(adopted, "UPDATE prompt_library SET tags = ? WHERE id = 1", stored)
    assert (await PromptRepository(library).get(1, 1)).tags == tags


async def test_somebody_elses_prompt_does_not_exist(library: Database) -> None:
    prompts = PromptRepository(library)
    with pytest.raises(NotFound, match="Prompt not found"):
        await prompts.get(2, 1)
    assert await prompts.list_prompts(2, LibraryQuery()) == []
    assert await prompts.categories(2) == []


async def test_a_prompt_without_anything_is_readable(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE prompt_library SET description = NULL, category = NULL, created_at = 'soon', usage_count = NULL")
    assert (await PromptRepository(library).get(1, 2)).usage_count == 0
    assert await PromptRepository(library).categories(1) == []
