import pytest
from sqlalchemy import select
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.library.paging import contains, page
from rxchat.db.schema.legacy_tables import PromptRow
from rxchat.domain.library import LibraryQuery


@pytest.mark.parametrize(
    ("text", "found"),
    [("", 3), ("compare", 1), ("COMPARE with", 1), ("Compare nothing", 0), ("%", 0), ("_", 0), ("be kind.", 1), ("{a}", 1)],
)
async def test_every_word_has_to_be_there_as_it_is_written(library: Database, text: str, found: int) -> None:
    columns = (col(PromptRow.title), col(PromptRow.prompt_template))
    async with library.session() as session:
        assert len((await session.scalars(select(col(PromptRow.id)).where(*contains(text, *columns)))).all()) == found


async def test_a_page_begins_below_the_one_before(library: Database) -> None:
    async def ids(query: LibraryQuery) -> list[int]:
        async with library.session() as session:
            return list(await session.scalars(page(select(col(PromptRow.id)), col(PromptRow.id), query)))

    assert await ids(LibraryQuery(limit=2)) == [3, 2]
    assert await ids(LibraryQuery(limit=2, before=2)) == [1]
    assert await ids(LibraryQuery(before=1)) == []
