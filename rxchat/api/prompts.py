"""`/api/prompts`: the prompt library."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, UploadFile
from fastapi.responses import StreamingResponse

from rxchat.api.current_user import Person
from rxchat.api.cursors import after_prompt, prompt_position_of
from rxchat.api.dependencies import Library, Transfer
from rxchat.api.errors import documented
from rxchat.api.library_pages import EntryId
from rxchat.api.prompt_shapes import (
    CategoryList,
    ImportedPrompts,
    NewPrompt,
    PromptBody,
    PromptChange,
    PromptPage,
    PromptSummary,
    PromptSummaryPage,
    PromptUse,
    TagList,
    UsedPromptBody,
)
from rxchat.domain.prompts import LONGEST_CATEGORY, LONGEST_TAG, PromptList, PromptQuery, PromptScope, PromptSort

router = APIRouter(prefix="/api/prompts", tags=["library"], responses=documented(422))

MOST_SUMMARIES: Final = 1000
# Ids are matched as numbers, so that `DELETE /api/prompts/tags` is a method that isn't allowed rather than a wrong id.


async def _wanted(
    q: Annotated[str, Query(description="Words that it contains.", max_length=500)] = "",
    category: Annotated[str | None, Query(description="Only prompts of this category.", max_length=2 * LONGEST_CATEGORY)] = None,
    tag: Annotated[str | None, Query(description="Only prompts with this tag.", max_length=2 * LONGEST_TAG)] = None,
    sort: Annotated[PromptSort, Query(description="Last changed first, most used first, or by title.")] = PromptSort.RECENT,
    scope: Annotated[PromptScope, Query(description="All you can see, yours, or what others share.")] = PromptScope.ALL,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=2000)] = None,
) -> PromptQuery:
    after = None if cursor is None else prompt_position_of(cursor, sort)
    return PromptQuery(after=after, text=q, category=category, tag=tag, sort=sort, scope=scope)


Wanted = Annotated[PromptQuery, Depends(_wanted)]


def _cursor(found: PromptList, wanted: PromptQuery) -> str | None:
    return None if found.end is None else after_prompt(found.end, wanted.sort)


@router.get("")
async def list_prompts(
    user_id: Person, library: Library, wanted: Wanted, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> PromptPage:
    """Your prompts and, in a team, those that others share."""
    found = await library.prompts.list_prompts(user_id, replace(wanted, limit=limit))
    return PromptPage(prompts=[PromptBody.of(each) for each in found.prompts], next_cursor=_cursor(found, wanted))


@router.get("/summaries")
async def list_summaries(
    user_id: Person, library: Library, wanted: Wanted, limit: Annotated[int, Query(ge=1, le=MOST_SUMMARIES)] = 50
) -> PromptSummaryPage:
    """The same without their texts, for lists."""
    found = await library.prompts.list_prompts(user_id, replace(wanted, limit=limit), is_brief=True)
    return PromptSummaryPage(prompts=[PromptSummary.of(each) for each in found.prompts], next_cursor=_cursor(found, wanted))


@router.post("", status_code=201, responses=documented(400, 413))
async def add_prompt(new: NewPrompt, user_id: Person, library: Library) -> PromptBody:
    """Add a prompt."""
    added = await library.prompts.add(user_id, new.content(), usage_count=new.usage_count, created_at=new.created_at)
    return PromptBody.of(added)


@router.get("/categories")
async def list_categories(user_id: Person, library: Library) -> CategoryList:
    """The categories of the prompts that you can see."""
    return CategoryList(categories=await library.prompts.list_categories(user_id))


@router.get("/tags")
async def list_tags(user_id: Person, library: Library) -> TagList:
    """The tags of the prompts that you can see."""
    return TagList(tags=await library.prompts.list_tags(user_id))


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "A Markdown file for each of your prompts."}},
)
async def export_prompts(user_id: Person, transfer: Transfer) -> StreamingResponse:
    """Your own prompts as a zip with a Markdown file for each, which can be imported again."""
    name = f"rxchat-prompts-{datetime.now(UTC):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(transfer.prompts.export(user_id), media_type="application/zip", headers=headers)


@router.post("/import", responses=documented(400, 413))
async def import_prompts(files: list[UploadFile], user_id: Person, transfer: Transfer) -> ImportedPrompts:
    """Add the prompts of Markdown files, or of zips of them, that aren't here yet."""
    given = [(file.filename or "", await file.read()) for file in files]
    return ImportedPrompts.of(await transfer.prompts.add(user_id, given))


@router.get("/{prompt_id:int}", responses=documented(404))
async def get_prompt(prompt_id: EntryId, user_id: Person, library: Library) -> PromptBody:
    return PromptBody.of(await library.prompts.get(user_id, prompt_id))


@router.patch("/{prompt_id:int}", responses=documented(400, 404, 413))
async def change_prompt(prompt_id: EntryId, change: PromptChange, user_id: Person, library: Library) -> PromptBody:
    """Change the given members of one of your prompts."""
    return PromptBody.of(await library.prompts.change(user_id, prompt_id, change.changes()))


@router.put("/{prompt_id:int}", responses=documented(400, 404, 413))
async def put_prompt(prompt_id: EntryId, change: PromptChange, user_id: Person, library: Library) -> PromptBody:
    """The same with the older program's method."""
    return PromptBody.of(await library.prompts.change(user_id, prompt_id, change.changes()))


@router.delete("/{prompt_id:int}", status_code=204, responses=documented(404))
async def delete_prompt(prompt_id: EntryId, user_id: Person, library: Library) -> None:
    """Delete one of your prompts. What GET returned before can be added again with POST."""
    await library.prompts.delete(user_id, prompt_id)


@router.post("/{prompt_id:int}/use", responses=documented(400, 404, 413))
async def use_prompt(prompt_id: EntryId, user_id: Person, library: Library, use: PromptUse | None = None) -> UsedPromptBody:
    """Fill in the variables, and count the use of a prompt of your own."""
    return UsedPromptBody.of(await library.prompts.use(user_id, prompt_id, use.values if use else {}))
