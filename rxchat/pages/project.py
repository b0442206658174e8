"""A project, at `/p/<id>`."""

from rxchat.components.projects.project_page import project_page
from rxchat.pages import Page
from rxchat.state.chat import ChatState
from rxchat.state.spending import SpendState

PAGE = Page(path="/p/[project_id]", title="Project · rxchat", content=project_page, on_load=[ChatState.load, SpendState.notice])
