"""With no key and no network: the model in the box."""

from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, status
from .test_keys import choose_provider


def test_a_question_is_answered_without_any_key(keyless_program: Rxchat, open_tab: OpenTab):
    tab = open_tab(keyless_program)
    tab.go()
    expect(tab.page.get_by_role("link", name="Add an API key to use a larger one")).to_be_visible()
    tab.ask("Say hello.")
    status(tab.answers, "complete")
    assert tab.answers.locator(".markdown").inner_text().strip() != ""
    expect(tab.answers).to_have_attribute("data-provider", "local")
    tab.page.get_by_role("link", name="Settings").click()
    expect(tab.page.locator("section[data-provider=local]")).to_contain_text("Connected")
    expect(choose_provider(tab, "claude")).to_contain_text("ANTHROPIC_API_KEY")
