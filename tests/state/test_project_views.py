"""The project of the page, and of the open conversation."""

from fakes.acme import DONE, AcmeProvider

from rxchat.domain.projects import ProjectFields
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.project_views import NO_PROJECT, project_view
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

from .conftest import Tab

FIELDS = ProjectFields(name="Engines", color="#d97757", default_model="acme:known")


async def test_a_chat_on_a_projects_page_starts_in_the_project(tab: Tab, services: Services, acme: AcmeProvider):
    user_id = services.auth.local_user_id
    project = await services.library.projects.create(user_id, FIELDS)
    await tab.open(f"/p/{project.id}")
    await tab.until(ChatState, lambda state: state.project.name == "Engines")
    await tab.until(ModelState, lambda state: state.chosen == "acme:known")
    await tab.fire(ModelState.choose("acme:known"))
    assert await tab.read(ModelState, "remembered") == ""  # it applied to the project's chat only
    await tab.fire(SendingState.send("Hi", "token-1"))
    acme.say("Hello!", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: state.shown_id == 1 and state.project.id == project.id)
    assert (await services.chat.conversations.get(user_id, 1)).project_id == project.id
    await tab.open("/")
    await tab.until(ChatState, lambda state: state.project.id == 0)


async def test_a_missing_project_is_said_to_be_missing(tab: Tab, services: Services):
    for path in ("/p/99", "/p/x", "/p/0"):
        await tab.open(path)
        await tab.until(ChatState, lambda state: state.is_missing)
    user_id = services.auth.local_user_id
    project = await services.library.projects.create(user_id, FIELDS)
    assert (await project_view(user_id, project.id)).default_model == "acme:known"
    for user, wanted in ((user_id + 1, project.id), (user_id, None), (user_id, -1), (user_id, project.id + 1)):
        assert await project_view(user, wanted) == NO_PROJECT
