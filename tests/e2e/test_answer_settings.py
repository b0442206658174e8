"""How answers are wanted, set in the browser. What the vendors were sent is the proof."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, status, with_mistral, with_vendor
from .test_page import has_sideways_scroll


@pytest.fixture(scope="module")
def both(session_vendor: FakeAnthropic, mistral: FakeMistral, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat with Claude and Mistral, in which Mistral Medium answers unless another model is chosen."""
    data_dir: Path = tmp_path_factory.mktemp("data")
    default = {"RXCHAT_DEFAULT_MODEL": "mistral:mistral-medium-latest"}
    environment = with_vendor(session_vendor) | with_mistral(mistral) | default
    with Rxchat(data_dir, environment=environment) as running:
        yield running


def opened(tab: Tab) -> Locator:
    tab.button("Response settings").click()
    return tab.page.get_by_role("dialog", name="Response settings")


@pytest.mark.parametrize(("size", "scheme"), [((1280, 900), "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_a_new_chat_is_asked_as_it_was_set(
    open_tab: OpenTab, both: Rxchat, mistral: FakeMistral, vendor: FakeAnthropic, size: tuple[int, int], scheme: str
):
    tab = open_tab(both, size=size, scheme=scheme)
    tab.go()
    panel = opened(tab)
    panel.get_by_label("System prompt").fill("Be brief.")
    panel.get_by_role("button", name="Precise").click()
    expect(panel.get_by_label("Temperature")).to_have_value("0.2")
    panel.get_by_label("Max output tokens").fill("300")
    panel.get_by_label("Reasoning effort").select_option("High")
    assert not has_sideways_scroll(tab)
    panel.get_by_label("Temperature").fill("9")
    panel.get_by_label("Temperature").press("Enter")
    expect(panel.get_by_text("Temperature must be between 0 and 1.5.")).to_be_visible()
    panel.get_by_label("Temperature").fill("1.2")
    tab.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(tab.button("Response settings")).to_be_focused()
    tab.ask("Hello")
    tab.page.wait_for_url("**/c/*")
    status(tab.answers, "complete")
    sent = mistral.requests[-1].json
    assert sent["messages"][0]["content"].startswith("Be brief.\n\n# Artifacts")
    assert (sent["messages"][0]["role"], sent["temperature"], sent["max_tokens"], sent["reasoning_effort"]) == (
        "system",
        1.2,
        300,
        "high",
    )
    assert "top_p" not in sent
    tab.page.reload()
    panel = opened(tab)
    expect(panel.get_by_label("Temperature")).to_have_value("1.2")


def test_a_model_is_offered_what_it_takes_and_the_rest_is_kept(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.go()
    panel = opened(tab)
    expect(panel.get_by_text("Claude Sonnet 5.5 sets temperature and top P itself.")).to_be_visible()
    expect(panel.get_by_label("Temperature")).to_have_count(0)
    panel.get_by_label("System prompt").fill("You are a pirate.")
    tab.page.keyboard.press("Escape")
    tab.ask("Hello")
    tab.page.wait_for_url("**/c/*")
    status(tab.answers, "complete")
    assert vendor.system.startswith("You are a pirate.\n\n")
    tab.answers.hover()
    tab.button("Regenerate").click()
    expect(tab.answers.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    assert vendor.system.startswith("You are a pirate.\n\n")
    assert len(vendor.messages) == 2
