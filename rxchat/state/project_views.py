"""Project views: the project of the page, or of the open conversation."""

from dataclasses import dataclass

from rxchat.domain.errors import NotFound
from rxchat.wiring import services


@dataclass(frozen=True)
class ProjectView:
    """`id` is 0 for none. `default_model` is `provider:model`, empty for none."""

    id: int = 0
    name: str = ""
    color: str = ""
    default_model: str = ""


NO_PROJECT = ProjectView()


async def project_view(user_id: int, project_id: int | None) -> ProjectView:
    """The user's project; NO_PROJECT where there is none."""
    if not project_id or project_id < 1:
        return NO_PROJECT
    try:
        project = await services().library.projects.get(user_id, project_id)
    except NotFound:
        return NO_PROJECT
    return ProjectView(project.id, project.name or "Untitled", project.color, project.default_model)
