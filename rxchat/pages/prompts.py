"""Prompts: texts to send again."""

from rxchat.components.prompts.prompts_page import prompts_page
from rxchat.pages import Page
from rxchat.state.chat import ChatState

PAGE = Page(path="/prompts", title="Prompts · rxchat", content=prompts_page, on_load=[ChatState.load])
