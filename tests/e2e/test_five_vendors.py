"""One program, five vendors and the model in the box: each is asked in its own words, whatever was said and set before."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral
from fakes.ollama import FakeOllama
from fakes.openai import FakeOpenAI
from fakes.script import FakeVendor
from launch import Rxchat
from playwright.sync_api import Locator, expect

from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS

from .conftest import OpenTab, Tab, status
from .test_page import COLOURS, findings

KINDS: dict[str, type[FakeVendor]] = {
    "Claude": FakeAnthropic,
    "Mistral AI": FakeMistral,
    "OpenAI": FakeOpenAI,
    "Gemini": FakeGemini,
    "Ollama": FakeOllama,
}
ADDRESSES = ("ANTHROPIC_BASE_URL", "MISTRAL_BASE_URL", "OPENAI_BASE_URL", "GEMINI_BASE_URL", "OLLAMA_HOST")
LOCAL = "On this computer"
ROUND = (
    ("Claude", "Claude Sonnet 5.5", "claude", "claude-sonnet-5-5"),
    ("Mistral AI", "Mistral Large", "mistral", "mistral-large-latest"),
    ("OpenAI", "GPT-6.1 Terra", "openai", "gpt-6.1-terra"),
    ("Gemini", "Gemini 3.8 Flash", "gemini", "gemini-3.8-flash"),
    (LOCAL, "SmolLM2 135M", "local", "smollm2-135m"),
)
CONVERSATION = ("messages", "contents", "prompt_cache_key")  # the last one names it

Vendors = dict[str, FakeVendor]


@pytest.fixture(scope="module")
def running() -> Iterator[Vendors]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(kind()) for name, kind in KINDS.items()}


@pytest.fixture
def vendors(running: Vendors) -> Vendors:
    """Afresh for each test."""
    for name, fake in running.items():
        fake.answer(f"It is {name}.", thinking="" if name in {"OpenAI", "Mistral AI"} else "Hm.")
        fake.requests.clear()
        fake.naming.clear()
    return running


@pytest.fixture(scope="module")
def program(running: Vendors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    environment = {}
    for address, fake in zip(ADDRESSES, running.values(), strict=True):
        environment |= {address: fake.url, f"{address.partition('_')[0]}_API_KEY": fake.key}
    with Rxchat(tmp_path_factory.mktemp("data"), environment=environment) as started:
        yield started


@pytest.fixture
def tab(vendors: Vendors, program: Rxchat, open_tab: OpenTab) -> Tab:
    opened = open_tab(program)
    opened.go()
    return opened


def panel_of(tab: Tab) -> Locator:
    """The panel, open and offering what the chosen model takes."""
    tab.button("Response settings").click()
    return tab.page.get_by_role("dialog", name="Response settings")


def close(tab: Tab, panel: Locator) -> None:
    tab.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def ask(tab: Tab, text: str, count: int) -> Locator:
    """The answer to it, whole; it is the conversation's `count`th."""
    tab.ask(text)
    expect(tab.answers).to_have_count(count)
    status(tab.answers.last, "complete", within_ms=60_000)  # the model in the box has no processor of its own
    return tab.answers.last


def calls(fake: FakeVendor) -> list[dict[str, Any]]:
    return [request.json for request in fake.requests if request.body and request.path != "/api/show"]


def set_beside_the_conversation(fake: FakeVendor) -> dict[str, Any]:
    """The last call, without what was said and the name of the chat."""
    return {name: value for name, value in calls(fake)[-1].items() if name not in CONVERSATION}


def test_ten_turns_go_round_and_each_answer_bears_its_badge(tab: Tab, program: Rxchat, vendors: Vendors):
    panel = panel_of(tab)
    panel.get_by_label("Max output tokens").fill("16")  # the model in the box takes its time
    close(tab, panel)
    for turn in range(10):
        label, name, provider, _ = ROUND[turn % 5]
        tab.choose_model(label, name)
        answer = ask(tab, f"Turn {turn}?", turn + 1)
        expect(answer).to_have_attribute("data-provider", provider)
        expect(answer.locator(".provider-badge")).to_have_text(f"{label}{name}")
    tab.page.reload()
    expect(tab.answers).to_have_count(10)
    badges = [f"{label}{name}" for label, name, _, _ in ROUND] * 2
    expect(tab.answers.locator(".provider-badge")).to_have_text(badges)
    expect(tab.answers.locator(".answered-by")).to_have_text([name for _, name, _, _ in ROUND] * 2)
    assert {name: len(calls(fake)) for name, fake in vendors.items()} == dict.fromkeys(KINDS, 2) | {"Ollama": 0}
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as database:
        here = tab.page.url.rpartition("/")[2]
        columns = "provider, model, status, input_tokens > 0 AND output_tokens > 0, provider = 'local' AND output_tokens > 16"
        rows = "message_id IN (SELECT id FROM messages WHERE conversation_id = ?)"
        counted = database.execute(f"SELECT {columns} FROM usage_tracking WHERE {rows} ORDER BY id", (here,)).fetchall()
    assert counted == [(provider, model, "complete", 1, 0) for _, _, provider, model in ROUND] * 2


INSTRUCTIONS = f"Be brief.\n\n{ARTIFACT_INSTRUCTIONS}"


def openai(model: str, **more: Any) -> dict[str, Any]:
    return {"model": model, "stream": True, "stream_options": {"include_usage": True}, "max_completion_tokens": 300} | more


def gemini(thinking: dict[str, Any], **more: Any) -> dict[str, Any]:
    config = {"maxOutputTokens": 300, "thinkingConfig": thinking} | more
    return {"systemInstruction": {"parts": [{"text": INSTRUCTIONS}]}, "generationConfig": config}


def ollama(model: str, **more: Any) -> dict[str, Any]:
    return {"model": model, "stream": True, "options": {"num_ctx": 8_192, "num_predict": 300} | SAMPLING} | more


@dataclass(frozen=True)
class Offer:
    """What the panel offers for a model, and what the vendor is sent once all of it is set to what stands here.

    `turn` is the role of the system prompt where it is a turn of the conversation.
    """

    provider: str
    model: str
    sent: dict[str, Any]
    efforts: tuple[str, ...] = ()
    effort: str = ""
    samples: bool = True
    turn: str = ""
    most: str = "300"


SAMPLING = {"temperature": 0.5, "top_p": 0.9}
EFFORTS = ("Off", "Low", "Medium", "High")
LEVELS = EFFORTS[1:]
TERRA, ASTRA = openai("gpt-6.1-terra", reasoning_effort="high"), openai("gpt-6-astra", reasoning_effort="low")
LUNA = openai("gpt-6-luna", reasoning_effort="none", **SAMPLING)  # which it takes once its reasoning is off
THOUGHTFUL = gemini({"thinkingLevel": "MEDIUM", "includeThoughts": True})
THOUGHTLESS = gemini({"thinkingBudget": 0}, temperature=0.5, topP=0.9)
OFFERS = (
    Offer("OpenAI", "GPT-6.1 Terra", TERRA, EFFORTS, "High", samples=False, turn="developer"),
    Offer("OpenAI", "GPT-6 Luna", LUNA, EFFORTS, "Off", turn="developer"),
    Offer("OpenAI", "GPT-6 Astra", ASTRA, LEVELS, "Low", samples=False, turn="developer"),
    Offer("OpenAI", "GPT-4.1", openai("gpt-4.1", **SAMPLING), turn="system"),
    Offer("Gemini", "Gemini 3.8 Flash", THOUGHTFUL, LEVELS, "Medium", samples=False),
    Offer("Gemini", "Gemini 2.5 Flash Lite", THOUGHTLESS, EFFORTS, "Off"),
    Offer("Ollama", "gpt-oss:20b", ollama("gpt-oss:20b", think="high"), LEVELS, "High", turn="system"),
    Offer("Ollama", "qwen3:8b", ollama("qwen3:8b", think=False), ("Off", "High"), "Off", turn="system"),
    Offer("Ollama", "llama3.2", ollama("llama3.2:latest"), turn="system"),
    Offer(LOCAL, "SmolLM2 135M", {}, most="16"),  # the model in the box takes its time
)


def test_each_vendor_is_sent_what_was_set_and_offered_nothing_that_it_refuses(
    tab: Tab, vendors: Vendors, subtests: pytest.Subtests
):
    for offer in OFFERS:
        with subtests.test(model=offer.model):
            tab.new_chat()
            tab.choose_model(offer.provider, offer.model)
            panel = panel_of(tab)
            set_all(panel, offer)
            close(tab, panel)
            ask(tab, "Hello", 1)
            if offer.sent:
                assert set_beside_the_conversation(vendors[offer.provider]) == offer.sent
            if offer.turn:
                first = calls(vendors[offer.provider])[-1]["messages"][0]
                assert first == {"role": offer.turn, "content": INSTRUCTIONS}


def set_all(panel: Locator, offer: Offer) -> None:
    """Set all that is offered, after a look at what that is."""
    expect(panel.get_by_label("Reasoning effort")).to_have_count(1 if offer.efforts else 0)
    if offer.efforts:
        effort = panel.get_by_label("Reasoning effort")
        expect(effort.locator("option")).to_have_text(["Default", *offer.efforts])
        effort.select_option(offer.effort)
    for label, value in (("Temperature", "0.5"), ("Top P", "0.9")):
        expect(panel.get_by_label(label)).to_have_count(1 if offer.samples else 0)
        if offer.samples:
            panel.get_by_label(label).fill(value)
    if not offer.samples:
        expect(panel.locator(".why-not")).to_contain_text(f"{offer.model} sets temperature and top P itself")
    panel.get_by_label("Max output tokens").fill(offer.most)
    panel.get_by_label("System prompt").fill("Be brief.")


def test_what_another_model_refuses_is_kept_not_sent_and_said(tab: Tab, vendors: Vendors):
    mistral = vendors["Mistral AI"]
    tab.choose_model("Mistral AI", "Mistral Medium")
    panel = panel_of(tab)
    for label, value in (("Temperature", "1.4"), ("Top P", "0.9"), ("Max output tokens", "100000")):
        panel.get_by_label(label).fill(value)
    panel.get_by_label("Reasoning effort").select_option("High")
    close(tab, panel)
    ask(tab, "One", 1)
    first = set_beside_the_conversation(mistral)
    wishes = {"temperature": 1.4, "top_p": 0.9, "max_tokens": 100_000, "reasoning_effort": "high"}
    assert first == {"model": "mistral-medium-latest", "stream": True} | wishes

    tab.choose_model("Claude", "Claude Sonnet 5.5")
    panel = panel_of(tab)
    expect(panel.get_by_label("Temperature")).to_have_count(0)
    expect(panel.locator(".why-not")).to_have_text(
        "Claude Sonnet 5.5 sets temperature and top P itself. Your values are kept but not sent."
    )
    close(tab, panel)
    ask(tab, "Two", 2)
    sent = set_beside_the_conversation(vendors["Claude"])
    assert sent.keys() == {"model", "stream", "system", "max_tokens", "thinking", "output_config"}
    assert (sent["max_tokens"], sent["output_config"]) == (100_000, {"effort": "high"})

    tab.choose_model("OpenAI", "GPT-4.1")
    panel = panel_of(tab)
    expect(panel.get_by_label("Reasoning effort")).to_have_count(0)
    expect(panel.locator(".why-not")).to_have_text("GPT-4.1 has no reasoning setting. “High” is kept but not sent.")
    expect(panel.get_by_label("Max output tokens")).to_have_accessible_description("This model's limit of 32,768 will be used")
    assert findings(tab) == []
    tab.page.emulate_media(color_scheme="dark")
    expect(tab.page.locator("html")).to_have_class("dark")
    assert findings(tab, COLOURS) == []
    close(tab, panel)
    ask(tab, "Three", 3)
    sent = {"temperature": 1.4, "top_p": 0.9, "max_completion_tokens": 32_768}
    assert set_beside_the_conversation(vendors["OpenAI"]) == openai("gpt-4.1") | sent

    tab.choose_model("Mistral AI", "Mistral Medium")
    panel = panel_of(tab)
    for label, value in (("Temperature", "1.4"), ("Top P", "0.9"), ("Max output tokens", "100000"), ("Reasoning effort", "high")):
        expect(panel.get_by_label(label)).to_have_value(value)
    expect(panel.locator(".why-not")).to_have_count(0)
    close(tab, panel)
    ask(tab, "Four", 4)
    assert set_beside_the_conversation(mistral) == first
