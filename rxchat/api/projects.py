"""`/api/projects`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from rxchat.api.conversation_shapes import ConversationPage
from rxchat.api.conversations import Limit, conversation_page
from rxchat.api.current_user import Person
from rxchat.api.cursors import after_project, project_of
from rxchat.api.dependencies import Chat, Library, Models, Providers, Usage
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.api.library_pages import EntryId
from rxchat.api.project_shapes import DeletedProject, NewProject, ProjectBody, ProjectChange, ProjectPage
from rxchat.api.usage import AskedPeriod, Group
from rxchat.api.usage_shapes import UsageBody
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.projects import ProjectFields, ProjectQuery
from rxchat.domain.usage_reports import Grouping

router = APIRouter(prefix="/api/projects", tags=["library"], responses=documented(422))

Cursor = Annotated[str | None, Query(description="`next_cursor` of the previous page.", max_length=500)]


async def _wanted(
    q: Annotated[str, Query(description="Words that it contains.", max_length=500)] = "",
    archived: Annotated[bool, Query(description="Archived projects instead of the others.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ProjectQuery:
    return ProjectQuery(limit=limit, after=None if cursor is None else project_of(cursor), text=q, is_archived=archived)


async def _known(model: str | None, models: Models, providers: Providers) -> str:
    """The default model as `provider:model`. Raises where no provider has it."""
    if model is None:
        return ""
    provider, name = providers.factory.for_model(model, models.catalog.models())
    return f"{provider.name}:{name}"


async def _its_conversations(
    project_id: EntryId,
    user_id: Person,
    library: Library,
    archived: Annotated[bool | None, Query(description="Only archived conversations, or only the others.")] = None,
) -> ConversationFilter:
    await library.projects.get(user_id, project_id)
    return ConversationFilter(project_id=project_id, is_archived=archived)


@router.get("")
async def list_projects(user_id: Person, library: Library, wanted: Annotated[ProjectQuery, Depends(_wanted)]) -> ProjectPage:
    """Your projects: pinned ones first, then those edited or used last."""
    asked = ProjectQuery(limit=wanted.limit + 1, after=wanted.after, text=wanted.text, is_archived=wanted.is_archived)
    found = await library.projects.list_projects(user_id, asked)
    page = found[: wanted.limit]
    return ProjectPage(
        projects=[ProjectBody.of(project) for project in page],
        next_cursor=after_project(page[-1]) if len(found) > wanted.limit else None,
    )


@router.post("", status_code=201, responses=documented(400, 404, 409, 413))
async def create_project(new: NewProject, user_id: Person, library: Library, models: Models, providers: Providers) -> ProjectBody:
    """Create a project."""
    members: dict[str, Any] = new.model_dump() | {"default_model": await _known(new.default_model, models, providers)}
    return ProjectBody.of(await library.projects.create(user_id, ProjectFields(**members)))


@router.get("/{project_id}", responses=documented(404))
async def get_project(project_id: EntryId, user_id: Person, library: Library) -> ProjectBody:
    return ProjectBody.of(await library.projects.get(user_id, project_id))


@router.patch("/{project_id}", responses=documented(400, 404, 409, 413))
async def change_project(
    project_id: EntryId, change: ProjectChange, user_id: Person, library: Library, models: Models, providers: Providers
) -> ProjectBody:
    """Change the given members."""
    members = change.given()
    if "default_model" in members:
        members["default_model"] = await _known(change.default_model, models, providers)
    return ProjectBody.of(await library.projects.change(user_id, project_id, members))


@router.delete("/{project_id}", responses=documented(404))
async def delete_project(project_id: EntryId, user_id: Person, library: Library) -> DeletedProject:
    """Delete it for good. Its conversations and folders stay, without a project."""
    return DeletedProject(conversations=await library.projects.delete(user_id, project_id))


@router.get("/{project_id}/conversations", responses=documented(404, 503))
async def list_project_conversations(
    request: Request,
    user_id: Person,
    chat: Chat,
    wanted: Annotated[ConversationFilter, Depends(_its_conversations)],
    q: Annotated[str | None, Query(description="Words in titles and messages.", max_length=500)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ConversationPage:
    """Its conversations, latest activity first. With `q` the search hits: titles, then messages, each with its snippet."""
    return await unless_gone(request, conversation_page(chat.conversations, user_id, wanted, q or "", limit, cursor))


@router.get("/{project_id}/usage", responses=documented(404, 503))
async def project_usage(
    request: Request,
    project_id: EntryId,
    user_id: Person,
    library: Library,
    usage: Usage,
    period: AskedPeriod,
    group_by: Group = Grouping.MODEL,
) -> UsageBody:
    """Requests, tokens, cost and latencies of the conversations that are in it now."""
    await library.projects.get(user_id, project_id)
    report = usage.summaries.report(user_id, group_by, period, project_id)
    return UsageBody.of(await unless_gone(request, report), period)
