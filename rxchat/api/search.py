"""`/api/search`: a quick search of everything by words, as the command palette makes it."""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from rxchat.api.conversation_shapes import ConversationBody
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.domain.search import Named, NamedKind
from rxchat.services.library.quick_search import QuickSearchService

router = APIRouter(prefix="/api/search", tags=["search"], responses=documented(422, 503))


class NamedBody(BaseModel):
    """A project, folder or prompt. `parent_id` is the folder that a folder is in."""

    kind: NamedKind
    id: int
    name: str
    parent_id: int | None

    @classmethod
    def of(cls, named: Named) -> Self:
        return cls(kind=named.kind, id=named.id, name=named.name, parent_id=named.parent_id)


class QuickHitsBody(BaseModel):
    """`titles`, `artifacts` and `messages` are conversations, newest first, with the `match`.

    `names` are projects, folders and prompts.
    """

    titles: list[ConversationBody]
    artifacts: list[ConversationBody]
    messages: list[ConversationBody]
    names: list[NamedBody]


class FilterOptionsBody(BaseModel):
    """`models` (`provider:model`) are those that your conversations were last answered by; `names` are projects and folders."""

    models: list[str]
    names: list[NamedBody]


@router.get("")
async def search(
    request: Request,
    user_id: Person,
    library: Library,
    q: Annotated[str, Query(description="Words in titles, artifacts, messages and names.", max_length=500)] = "",
    limit: Annotated[int, Query(description="Hits of each kind.", ge=1, le=50)] = 8,
) -> QuickHitsBody:
    """What all your chats, archived ones included, projects, folders and prompts have of these words.

    The last word may be the beginning of one. `GET /api/conversations` finds more, page by page, with filters.
    """
    return await unless_gone(request, _found(library.quick_search, user_id, q, limit))


async def _found(searches: QuickSearchService, user_id: int, text: str, limit: int) -> QuickHitsBody:
    found, conversations = await searches.find(user_id, text, limit=limit)

    def bodies(kind: str) -> list[ConversationBody]:
        hits = getattr(found, kind)
        return [
            ConversationBody.of(conversations[hit.conversation_id], hit) for hit in hits if hit.conversation_id in conversations
        ]

    return QuickHitsBody(
        titles=bodies("titles"),
        artifacts=bodies("artifacts"),
        messages=bodies("messages"),
        names=[NamedBody.of(named) for named in found.names],
    )


@router.get("/filters")
async def filter_options(user_id: Person, library: Library) -> FilterOptionsBody:
    """What `GET /api/conversations` can be filtered by: your models, projects and folders."""
    options = await library.quick_search.filter_options(user_id)
    return FilterOptionsBody(models=list(options.models), names=[NamedBody.of(named) for named in options.names])
