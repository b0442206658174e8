"""The gauge at the composer, and a chat that is compacted, read, edited and brought back."""

import re

from fakes._anthropic_cache import PromptCache
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, status

SUMMARY = "They asked what it is, twice."


def test_a_chat_is_gauged_compacted_and_brought_back(program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.cache = PromptCache()
    tab = open_tab(program)
    gauge = tab.page.locator(".context-gauge")
    tab.go()
    expect(gauge).to_have_count(0)
    tab.composer.fill("1" * 250_000)
    expect(gauge).to_have_text(re.compile("^\\d\\d+%"))
    tab.composer.fill("What is it? " * 400)
    expect(gauge).to_have_text(re.compile("^<?1%"))
    gauge.click()
    dialog = tab.page.get_by_role("dialog", name="Context")
    expect(dialog.get_by_role("row", name="Cached")).to_contain_text("0 tokens")
    expect(dialog.get_by_text("This chat so far")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    tab.composer.fill("")
    expect(gauge).to_have_count(0)
    tab.ask_new("What is it? " * 400)
    expect(tab.answers).to_have_count(1)
    expect(gauge).to_contain_text("%")
    before = gauge.inner_text()
    tab.composer.fill("And so it goes. " * 4_000)
    expect(gauge).not_to_have_text(before)
    tab.composer.fill("")
    expect(gauge).to_have_text(before)
    tab.ask("And again: what is it?")
    status(tab.answers.nth(1), "complete")
    expect(gauge).to_be_visible()
    gauge.click()
    expect(dialog.get_by_role("row", name="Cached")).to_contain_text("tokens")
    vendor.next(text=SUMMARY)
    dialog.get_by_role("button", name="Compact chat").click()
    expect(dialog.get_by_role("button", name="Compact chat")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(gauge).to_be_focused()
    line = tab.button("The model gets a summary of the messages above")
    line.click()
    summary = tab.page.get_by_role("dialog", name="Summary")
    expect(summary.get_by_role("textbox", name="Summary")).to_have_value(SUMMARY)
    summary.get_by_role("textbox", name="Summary").fill("In other words.")
    summary.get_by_role("button", name="Save").click()
    expect(summary).to_have_count(0)
    tab.ask("Go on.")
    status(tab.answers.nth(2), "complete")
    assert "In other words." in vendor.messages[-1].body.decode()
    line.click()
    summary.get_by_role("button", name="Undo").click()
    summary.get_by_role("button", name="Send all messages again?").click()
    expect(line).to_have_count(0)
    expect(tab.answers).to_have_count(3)
    tab.answers.last.get_by_role("button", name="Message options").click()
    with tab.page.expect_response("**/context?*"):
        tab.page.get_by_role("menuitem", name="Delete").click()
    expect(tab.answers).to_have_count(2)


def test_the_model_for_summaries_is_chosen_in_the_settings_with_the_keyboard(program: Rxchat, open_tab: OpenTab):
    tab = open_tab(program)
    tab.page.goto(tab.url + "/settings/chat")
    group = tab.page.get_by_role("group", name="When a chat is compacted, summarize it with")
    own = group.get_by_role("radio", name="The chat's own model")
    cheapest = group.get_by_role("radio", name="The cheapest model of the same provider")
    expect(own).to_be_checked()
    own.focus()
    with tab.page.expect_response("**/api/preferences/summaries"):
        tab.page.keyboard.press("ArrowDown")
    expect(cheapest).to_be_checked()
    expect(cheapest).to_be_focused()
    tab.page.reload()
    expect(cheapest).to_be_checked()
    tab.may_complain = True
    tab.page.route("**/api/preferences/summaries", lambda route: route.abort())
    own.click()
    expect(group.get_by_role("alert")).to_contain_text("Couldn't save.")
    expect(cheapest).to_be_checked()
    tab.page.unroute("**/api/preferences/summaries")
    with tab.page.expect_response("**/api/preferences/summaries"):
        own.click()
    expect(group.get_by_role("alert")).to_have_count(0)
    expect(own).to_be_checked()
