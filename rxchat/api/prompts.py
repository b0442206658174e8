"""`/api/prompts`."""

from typing import Annotated

from fastapi import APIRouter, Query

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.errors import documented
from rxchat.api.library_pages import EntryId, Wanted, next_cursor, one_more
from rxchat.api.prompt_shapes import CategoryList, PromptBody, PromptPage

router = APIRouter(prefix="/api", tags=["library"], responses=documented(422))


@router.get("/prompts")
async def list_prompts(
    user_id: Person,
    library: Library,
    wanted: Wanted,
    category: Annotated[str | None, Query(description="Only prompts of this category.", max_length=200)] = None,
) -> PromptPage:
    """Your prompts, newest first."""
    found = await library.prompts.list_prompts(user_id, one_more(wanted), category=category)
    return PromptPage(prompts=[PromptBody.of(each) for each in found[: wanted.limit]], next_cursor=next_cursor(found, wanted))


@router.get("/prompts/categories")
async def list_categories(user_id: Person, library: Library) -> CategoryList:
    """The categories of your prompts."""
    return CategoryList(categories=await library.prompts.list_categories(user_id))


@router.get("/prompts/{prompt_id}", responses=documented(404))
async def get_prompt(prompt_id: EntryId, user_id: Person, library: Library) -> PromptBody:
    return PromptBody.of(await library.prompts.get(user_id, prompt_id))
