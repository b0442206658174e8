from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.errors import Forbidden, NotFound
from rxchat.domain.prompts import Prompt, PromptContent, PromptQuery, PromptScope, PromptSort

Sql = Callable[..., list[tuple[object, ...]]]
NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
MINE, THEIRS = 1, 2
CONTENT = PromptContent(title="Haiku", text="A haiku about {topic}.", category="Poems", tags=("short", "für Gäste"))


async def pages_of(prompts: PromptRepository, user_id: int, query: PromptQuery) -> list[Prompt]:
    """All pages of a list, one after the other."""
    found = list[Prompt]()
    while True:
        page = await prompts.list_prompts(user_id, query)
        found += page.prompts
        if page.end is None:
            return found
        query = PromptQuery(limit=query.limit, after=page.end, sort=query.sort, scope=query.scope)


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
    for call in (
        prompts.change(2, 2, {"title": "Taken"}, NOW),
        prompts.change(2, 2, {}, NOW),
        prompts.delete(2, 2),
        prompts.use(2, 2),
    ):
        with pytest.raises(NotFound):
            await call
    assert (await prompts.list_prompts(2, PromptQuery())).prompts == ()
    assert await prompts.categories(2) == await prompts.tags(2) == []
    assert ((await prompts.get(1, 2)).title, (await prompts.get(1, 2)).usage_count) == ("Compare", 2)


async def test_a_prompt_without_anything_is_readable(library: Database, adopted: Path, sql: Sql) -> None:
    sql(adopted, "UPDATE prompt_library SET description = NULL, category = NULL, created_at = 'soon', usage_count = NULL")
    assert (await PromptRepository(library).get(1, 2)).usage_count == 0
    assert await PromptRepository(library).categories(1) == []
    assert (await PromptRepository(library).use(1, 2)).usage_count == 1


async def test_in_a_team_what_others_share_is_read_and_never_written(library: Database, adopted: Path, sql: Sql) -> None:
    prompts = PromptRepository(library, is_team=True)
    shared = await pages_of(prompts, THEIRS, PromptQuery())
    assert [(one.title, one.is_own, one.owner) for one in shared] == [
        ("Plain", False, "Person 1"),
        ("Compare", False, "Person 1"),
    ]
    sql(adopted, "UPDATE users SET name = '', email = 'ada@example.org' WHERE id = 1")
    for call in (prompts.change(THEIRS, 2, {"title": "Taken"}, NOW), prompts.delete(THEIRS, 2)):
        with pytest.raises(Forbidden, match=r"Only ada@example\.org can change this prompt"):
            await call
    assert (await prompts.use(THEIRS, 2)).usage_count == 2
    with pytest.raises(NotFound):  # the third one isn't shared
        await prompts.get(THEIRS, 1)
    added = await prompts.add(THEIRS, CONTENT, NOW)
    assert [one.id for one in await pages_of(prompts, THEIRS, PromptQuery(scope=PromptScope.MINE))] == [added.id]
    assert len(await pages_of(prompts, THEIRS, PromptQuery(scope=PromptScope.SHARED))) == 2
    assert added.id not in [one.id for one in await pages_of(prompts, MINE, PromptQuery())]
    assert await prompts.categories(THEIRS) == ["Engines", "Poems"]


async def test_what_is_added_is_what_the_older_program_reads(library: Database, adopted: Path, sql: Sql) -> None:
    prompts = PromptRepository(library)
    added = await prompts.add(THEIRS, CONTENT, NOW)
    row = (
        "SELECT user_id, description, prompt_template, tags, is_public, usage_count, created_at FROM prompt_library WHERE id = ?"
    )
    assert sql(adopted, row, added.id) == [
        (2, None, CONTENT.text, '["short", "für Gäste"]', 0, 0, "2026-11-29 09:30:00")
    ]  # fmt: skip
    changed = await prompts.change(THEIRS, added.id, {"tags": (), "category": "", "is_public": True, "text": "B"}, NOW)
    assert (changed.title, changed.text, changed.tags, changed.category, changed.is_public) == ("Haiku", "B", (), "", True)
    assert await prompts.change(THEIRS, added.id, {}, NOW) == changed
    await prompts.delete(THEIRS, added.id)
    with pytest.raises(NotFound):
        await prompts.delete(THEIRS, added.id)


@pytest.mark.parametrize("sort", PromptSort)
async def test_pages_of_each_order_have_each_prompt_once(library: Database, adopted: Path, sql: Sql, sort: PromptSort) -> None:
    prompts = PromptRepository(library)
    for number in range(9):
        await prompts.add(THEIRS, PromptContent(title=f"{'aAb'[number % 3]}{number}", text="x"), NOW, usage_count=number // 2)
    sql(adopted, "UPDATE prompt_library SET updated_at = NULL WHERE title LIKE '%4'")
    sql(adopted, "UPDATE prompt_library SET created_at = NULL, updated_at = NULL WHERE title LIKE '%5'")
    found = await pages_of(prompts, THEIRS, PromptQuery(limit=2, sort=sort))
    assert len({one.id for one in found}) == len(found) == 9
    titles = [one.title for one in found]
    expected = {
        PromptSort.RECENT: ["b8", "A7", "a6", "A4", "a3", "b2", "A1", "a0", "b5"],
        PromptSort.USED: ["b8", "A7", "a6", "b5", "A4", "a3", "b2", "A1", "a0"],
        PromptSort.TITLE: ["a0", "A1", "a3", "A4", "a6", "A7", "b2", "b5", "b8"],
    }
    assert titles == expected[sort]


async def test_dates_of_both_forms_are_in_one_order(library: Database, adopted: Path, sql: Sql) -> None:
    prompts = PromptRepository(library)
    dates = ("2025-03-02 10:00:00", "2025-03-02T09:00:00.123Z", "2025-03-02 08:00:00", "2025-03-02T07:00:00Z")
    for number, date in enumerate(dates):
        added = await prompts.add(THEIRS, PromptContent(title=str(number), text="x"), NOW)
        sql(adopted, "UPDATE prompt_library SET created_at = ?, updated_at = NULL WHERE id = ?", date, added.id)
    assert [one.title for one in await pages_of(prompts, THEIRS, PromptQuery(limit=1))] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (PromptQuery(text="haiku TOPIC"), ["Haiku"]),
        (PromptQuery(text="poems"), ["Haiku"]),
        (PromptQuery(text="100%"), []),
        (PromptQuery(category="Poems"), ["Haiku"]),
        (PromptQuery(category="poem"), []),
        (PromptQuery(category=""), ["Odd"]),
        (PromptQuery(tag="short"), ["Odd", "Haiku"]),
        (PromptQuery(tag="für Gäste"), ["Odd", "Haiku"]),
        (PromptQuery(tag="hort"), []),
        (PromptQuery(tag='"short'), []),
        (PromptQuery(tag="a_c"), ["Words"]),
        (PromptQuery(tag="abc"), ["Words"]),
        (PromptQuery(tag="adc"), []),
    ],
    ids=str,
)
async def test_a_list_is_narrowed(library: Database, adopted: Path, sql: Sql, query: PromptQuery, titles: list[str]) -> None:
    prompts = PromptRepository(library)
    await prompts.add(THEIRS, CONTENT, NOW)
    for title, category, tags in (("Odd", "", r'["f\u00fcr G\u00e4ste", "SHORT"]'), ("Words", "Other", "abc, a_c")):
        added = await prompts.add(THEIRS, PromptContent(title=title, text="x", category=category), NOW)
        sql(adopted, "UPDATE prompt_library SET tags = ? WHERE id = ?", tags, added.id)
    assert [one.title for one in await pages_of(prompts, THEIRS, query)] == titles


async def test_tags_that_differ_in_case_are_one(library: Database) -> None:
    prompts = PromptRepository(library)
    for tags in (("Zeta", "alpha"), ("ALPHA", "beta")):
        await prompts.add(THEIRS, PromptContent(title="T", text="x", tags=tags), NOW)
    assert [tag.lower() for tag in await prompts.tags(THEIRS)] == ["alpha", "beta", "zeta"]


async def test_a_brief_list_reads_the_opening_alone(library: Database) -> None:
    prompts = PromptRepository(library)
    await prompts.add(THEIRS, PromptContent(title="Long", text="é" * 5000), NOW)
    (brief,) = (await prompts.list_prompts(THEIRS, PromptQuery(), is_brief=True)).prompts
    assert brief.text == "é" * 200
