"""Models & providers: endpoints of one's own, providers that are dropped in, keys from the console, the address of a card."""

import asyncio
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fakes.openai import FakeOpenAI
from fakes.server import FakeReply, FakeRequest, FakeServer
from launch import ROOT, Rxchat, clean_environment, run_command
from playwright.sync_api import Locator, expect
from providers.certificates import Authority, secure_server

from .conftest import PATIENCE_MS, OpenTab, Tab, status
from .test_keys import card, choose_provider, connect, has_models, light, open_settings, press, unfold
from .test_page import findings

Start = Callable[..., Rxchat]

DROPPED_IN = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class BravoProvider(OpenAICompatibleProvider):
    name = "bravo"
    label = "Bravo"
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9" fill="#c75"/></svg>'
    env_key = "BRAVO_API_KEY"
    default_base_url = "%s"
"""


@pytest.fixture
def lab() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        fake.answer("Hello from the lab.")
        yield fake


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a program of the test's own, with files among its providers. Ask for it before `open_tab`."""
    with ExitStack() as running:

        def begin(*, files: dict[str, str] | None = None, environment: dict[str, str] | None = None) -> Rxchat:
            folder = tmp_path / "data" / "providers"
            folder.mkdir(parents=True)
            for name, source in (files or {}).items():
                (folder / name).write_text(source)
            return running.enter_context(Rxchat(tmp_path / "data", environment=environment))

        yield begin


@pytest.fixture
def program(start: Start) -> Rxchat:
    return start()


def test_an_endpoint_is_added_asked_and_removed_and_its_conversation_stays(program: Rxchat, open_tab: OpenTab, lab: FakeOpenAI):
    chat, tab = open_tab(program), open_tab(program)
    chat.go()
    open_settings(tab)
    tab.may_complain = True  # the browser logs each answer that refuses
    form = endpoint_form(tab)
    form.get_by_label("Name").fill("My lab")
    form.get_by_label("Base URL").fill("http://169.254.169.254/v1")
    form.get_by_label("API key").fill(lab.key)
    form.get_by_label("API key").press("Enter")
    expect(form.get_by_role("status")).to_contain_text("address that isn't allowed")
    form.get_by_label("Base URL").fill(lab.url)
    form.get_by_role("button", name="Add provider").click()
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"My lab added\. Connected in \d+ ms · \d+ models\."))
    tab.button("Done").click()
    mine = card(tab, "custom-my-lab")
    light(mine, "green")
    press(mine, "Test connection")
    expect(mine.get_by_role("status")).to_contain_text("Connected to My lab.")
    has_models(chat, "My lab", is_there=True)

    answer = program.request("GET", "/api/models?provider=custom-my-lab")
    (model, *_) = [one["id"] for one in json.loads(answer.body)["models"]]
    chat.page.evaluate("ref => rxchatStorage.local.setItem('rxchat_model', ref)", model)
    path = chat.ask_new("Hello")
    status(chat.answers.last, "complete")

    press(mine, "Remove provider")
    press(mine, "Remove? Click again to confirm")
    expect(mine).to_have_count(0)
    has_models(chat, "My lab", is_there=False)
    chat.go(path)
    expect(chat.answers.last).to_contain_text("Hello from the lab.")
    expect(chat.page.locator(".model-note")).to_contain_text("The custom provider custom-my-lab was removed.")


def endpoint_form(tab: Tab) -> Locator:
    """The dialog that adds a provider, at the fields of a server of one's own."""
    tab.button("Add provider").first.click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_role("button", name="OpenAI-compatible server").click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    return dialog


def test_a_private_certificate_authority_is_pasted_read_again_and_removed(program: Rxchat, open_tab: OpenTab, tmp_path: Path):
    authority, tab = Authority(tmp_path / "authority"), open_tab(program)
    tab.may_complain = True  # the browser logs each answer that refuses
    with secure_server(authority.certificate("127.0.0.1")) as port:
        open_settings(tab)
        form = endpoint_form(tab)
        form.get_by_label("Name").fill("Safe")
        form.get_by_label("Base URL").fill(f"https://127.0.0.1:{port}/v1")
        form.get_by_text("Advanced").click()
        pem = form.get_by_role("textbox", name="Certificate authority")
        pem.fill("no certificate")
        form.get_by_role("button", name="Add provider").click()
        expect(form.get_by_role("alert")).to_contain_text("isn't a certificate in PEM form")
        expect(pem).to_be_focused()
        expect(pem).to_have_attribute("aria-invalid", "true")
        assert findings(tab) == []
        pem.fill(authority.pem)
        form.get_by_role("button", name="Add provider").click()
        expect(form.get_by_role("status")).to_contain_text(re.compile(r"Safe added\. Connected in \d+ ms · 1 model\."))
        tab.button("Done").click()

        mine = card(tab, "custom-safe")
        light(mine, "green")
        fold = authority_fold(mine)
        pem = fold.get_by_role("textbox")
        expect(pem).to_have_value(authority.pem)
        assert findings(tab) == []
        press(fold, "Remove certificate")
        light(mine, "red")
        expect(fold.get_by_role("status")).to_have_text("Certificate authority removed.")
        expect(mine).to_contain_text("Safe > Advanced > Certificate authority in Settings")
        pem.fill(Authority(tmp_path / "old", name="Old authority", days=-2).pem)
        press(fold, "Save certificate")
        expect(fold.get_by_role("alert")).to_contain_text("The certificate of Old authority expired on")
        pem.fill(f"# ours\n{authority.pem}")
        press(fold, "Save certificate")
        light(mine, "green")
        expect(fold.get_by_role("status")).to_have_text("Certificate authority saved.")
        expect(pem).to_have_value(authority.pem)  # what is kept of it


def authority_fold(mine: Locator) -> Locator:
    """The part of an endpoint's card with its certificate authority, opened."""
    unfold(mine).get_by_text("Advanced", exact=True).click()
    fold = mine.locator("details").filter(has=mine.page.locator(".authority-field")).last
    fold.locator("summary").click()
    return fold


def test_a_file_that_is_dropped_in_gives_a_card_a_test_an_answer_and_usage(start: Start, open_tab: OpenTab, lab: FakeOpenAI):
    program = start(files={"bravo.py": DROPPED_IN % lab.url})
    tab = open_tab(program)
    open_settings(tab)
    bravo = card(tab, "bravo")
    connect(tab, "bravo", lab.key)
    expect(bravo.locator("h4 img")).to_be_visible()
    light(bravo, "green")
    press(bravo, "Test connection")
    expect(bravo.get_by_role("status")).to_contain_text("Connected to Bravo.")
    assert findings(tab) == []
    (model, *_) = [one["id"] for one in json.loads(program.request("GET", "/api/models?provider=bravo").body)["models"]]
    tab.page.evaluate("ref => rxchatStorage.local.setItem('rxchat_model', ref)", model)
    tab.ask_new("Hello")
    status(tab.answers.last, "complete")
    told = json.loads(program.request("GET", "/api/providers/bravo/status").body)
    assert told["usage"]["requests"] in (1, 2)  # the answer, and perhaps the name of the conversation already
    assert told["usage"]["input_tokens"] > 0


def test_a_key_that_is_set_on_the_console_reaches_the_open_tabs(start: Start, open_tab: OpenTab, lab: FakeOpenAI):
    environment = {"OPENAI_BASE_URL": lab.url}
    program = start(environment=environment)
    chat, tab = open_tab(program), open_tab(program)
    chat.go()
    open_settings(tab)
    expect(card(tab, "openai")).to_have_count(0)
    assert on_the_console(program, "set", environment, lab.key) == 0
    expect(card(tab, "openai").get_by_text("Connected")).to_be_visible(timeout=PATIENCE_MS)
    light(card(tab, "openai"), "green")
    has_models(chat, "OpenAI", is_there=True)
    right, lab.key = lab.key, "another key"
    assert on_the_console(program, "test", environment) == 1
    light(card(tab, "openai"), "red")
    lab.key = right
    assert on_the_console(program, "test", environment) == 0
    light(card(tab, "openai"), "green")
    added = run_command("endpoints", "add", "My lab", lab.url, "--data-dir", str(program.data_dir))
    assert added.returncode == 0, added.stderr
    expect(card(tab, "custom-my-lab")).to_be_visible(timeout=PATIENCE_MS)
    assert on_the_console(program, "remove", environment) == 0
    expect(card(tab, "openai").get_by_text("Not connected")).to_be_visible(timeout=PATIENCE_MS)
    has_models(chat, "OpenAI", is_there=False)


def on_the_console(program: Rxchat, action: str, environment: dict[str, str], key: str = "") -> int:
    """The exit code of `rxchat keys`."""
    command = [sys.executable, "-m", "rxchat", "keys", action, "openai", "--data-dir", str(program.data_dir)]
    given = clean_environment(environment)
    return subprocess.run(
        command, cwd=ROOT, env=given, input=key, text=True, check=False, capture_output=True, timeout=60
    ).returncode


def test_an_address_leads_to_a_row_or_to_the_dialog(program: Rxchat, open_tab: OpenTab, lab: FakeOpenAI):
    tab = open_tab(program)
    tab.page.goto(f"{tab.url}/settings#openrouter")
    expect(card(tab, "openrouter").get_by_label("API key")).to_be_focused()
    expect(card(tab, "openrouter")).to_be_in_viewport(ratio=1)
    tab.page.evaluate("location.hash = 'vllm'")
    expect(card(tab, "vllm").get_by_label("Base URL")).to_be_focused()
    card(tab, "vllm").get_by_label("Base URL").fill(lab.url)
    card(tab, "vllm").get_by_text("Advanced").click()
    card(tab, "vllm").get_by_label("API key").fill(lab.key)
    card(tab, "vllm").get_by_label("API key").press("Enter")
    tab.button("Done").click()
    expect(card(tab, "vllm").locator("summary").first).to_be_focused()
    assert tab.page.evaluate("location.hash") == ""
    tab.page.evaluate("location.hash = 'vllm'")
    expect(card(tab, "vllm").get_by_label("API key")).to_be_focused()
    tab.page.goto(f"{tab.url}/settings#%E0%A4%A")
    expect(card(tab, "vllm")).to_be_visible()
    tab.page.goto("about:blank")
    tab.page.goto(f"{tab.url}/settings#add")
    expect(tab.page.get_by_role("searchbox", name="Search providers")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(tab.button("Add provider")).to_be_focused()


def test_a_provider_that_was_turned_off_is_on_once_it_is_connected(program: Rxchat, open_tab: OpenTab, lab: FakeOpenAI):
    """And a server that isn't there is said where its address was entered."""
    program.request("PATCH", "/api/providers/vllm", b'{"is_enabled": false}')
    tab = open_tab(program)
    open_settings(tab)
    vllm = choose_provider(tab, "vllm")
    expect(vllm.get_by_role("switch")).to_have_count(0)
    vllm.get_by_label("Base URL").fill("http://localhost:9/v1")
    vllm.get_by_role("button", name="Connect").click()
    expect(vllm.get_by_role("status")).to_contain_text("vLLM isn't running on this computer.")
    vllm.get_by_label("Base URL").fill(lab.url)
    vllm.get_by_text("Advanced").click()
    vllm.get_by_label("API key").fill(lab.key)
    vllm.get_by_role("button", name="Connect").click()
    expect(vllm.get_by_role("status")).to_contain_text("Connected in")
    tab.button("Done").click()
    expect(card(tab, "vllm").get_by_role("switch", name="Enabled")).to_have_text("On")


class Silent(FakeServer):
    """Lets everybody wait until it may answer."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        await asyncio.to_thread(self.may_answer.wait, 30)
        await reply.send_json(200, {"data": []})


def test_opening_the_tab_waits_for_no_vendor(start: Start, open_tab: OpenTab, lab: FakeOpenAI):
    with Silent() as silent:
        files = {}
        for number in range(20):
            url = f"{silent.url}/v1" if number < 5 else lab.url
            source = (DROPPED_IN % url).replace("bravo", f"bravo{number}").replace("BRAVO_API_KEY", "OWN_API_KEY")
            files[f"bravo{number}.py"] = source
        tab = open_tab(start(files=files, environment={"OWN_API_KEY": lab.key}))
        open_settings(tab)
        expect(tab.page.locator("section[data-provider^=bravo]")).to_have_count(20)
        light(card(tab, "bravo7"), "green")
        assert silent.requests
        silent.may_answer.set()


def test_what_is_preferred_takes_effect_and_is_remembered(program: Rxchat, open_tab: OpenTab):
    tab = open_tab(program)
    page = tab.page
    page.goto(tab.url + "/settings/appearance")
    page.get_by_role("radio", name="Large").check()
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("tab", name="Chat").click()
    page.get_by_role("radio", name="Start a new line").check()
    page.reload()
    expect(page.get_by_role("radio", name="Start a new line")).to_be_checked()
    page.get_by_role("tab", name="Models & providers").click()
    page.get_by_label("Default model for new chats").select_option("local:smollm2-135m")
    page.reload()
    expect(page.get_by_label("Default model for new chats")).to_have_value("local:smollm2-135m")
    expect(page.locator("html")).to_have_class("dark")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19px"
    tab.go()
    tab.composer.press_sequentially("one")
    tab.composer.press("Enter")
    tab.composer.press_sequentially("two")
    expect(tab.composer).to_have_value("one\ntwo")
    tab.composer.press("Control+Enter")
    page.wait_for_url("**/c/*")
    expect(tab.questions.last).to_contain_text("two")


class Listless(FakeServer):
    """Chats, and has no model list."""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        if request.method == "GET":
            await reply.send_json(404, {"detail": "Not Found"})
            return
        chunk = {"choices": [{"index": 0, "delta": {"content": f"I am {request.json['model']}."}, "finish_reason": "stop"}]}
        await reply.begin(200, {"content-type": "text/event-stream"})
        await reply.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())
        await reply.end()


def test_a_server_without_a_list_takes_the_id_of_a_model(program: Rxchat, open_tab: OpenTab):
    chat, tab = open_tab(program), open_tab(program)
    tab.may_complain = True
    with Listless() as server:
        open_settings(tab)
        form = endpoint_form(tab)
        form.get_by_label("Name").fill("Silent")
        form.get_by_label("Base URL").fill(f"{server.url}/v1/chat/completions")
        form.get_by_role("button", name="Add provider").click()
        expect(form.get_by_role("status")).to_contain_text("has no model list")
        tab.button("Done").click()
        mine = card(tab, "custom-silent")
        unfold(mine).get_by_label("Model ID").fill("maker/first:7b")
        press(mine, "Add model")
        expect(mine.get_by_role("listitem")).to_contain_text("maker/first:7b")

        chat.go()
        selector = chat.open_models()
        field = chat.page.get_by_role("combobox", name="Search models")
        field.fill("maker/second")
        expect(selector.get_by_role("group", name="Use a model by its ID")).to_be_visible()
        field.press("Enter")
        expect(chat.page.get_by_role("button", name="Model: ")).to_have_accessible_name("Model: maker/second")
        chat.ask_new("Who?")
        expect(chat.answers.last).to_contain_text("I am maker/second.")
        expect(mine.get_by_role("listitem")).to_have_count(2)
        press(mine, "Remove maker/first:7b")
        expect(mine.get_by_role("listitem")).to_have_text(["maker/secondRemove"])
