"""`/api/projects`."""

from fastapi import APIRouter

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.errors import documented
from rxchat.api.library_pages import EntryId, Wanted, next_cursor, one_more
from rxchat.api.project_shapes import ProjectBody, ProjectPage

router = APIRouter(prefix="/api", tags=["library"], responses=documented(422))


@router.get("/projects")
async def list_projects(user_id: Person, library: Library, wanted: Wanted) -> ProjectPage:
    """Your projects, newest first."""
    found = await library.projects.list_projects(user_id, one_more(wanted))
    return ProjectPage(projects=[ProjectBody.of(each) for each in found[: wanted.limit]], next_cursor=next_cursor(found, wanted))


@router.get("/projects/{project_id}", responses=documented(404))
async def get_project(project_id: EntryId, user_id: Person, library: Library) -> ProjectBody:
    return ProjectBody.of(await library.projects.get(user_id, project_id))
