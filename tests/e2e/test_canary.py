"""A key that is used, refused, echoed and raised is found nowhere afterwards; nor are a person's words in the log.

Controls: rxchat/security/logs.py and redaction.py, rxchat/state/exception_handlers.py, `fault` in rxchat/providers/base.py.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest
from fakes.anthropic import FakeAnthropic
from launch import ROOT, Rxchat
from playwright.sync_api import Browser, Page, WebSocket, expect

from .conftest import Tab, sign_in, status, with_vendor

KEY = "canary/7f3a+9c2b-e41d"  # like no vendor's: only its value gives it away
TOKEN = "canary-token-5d0c11"
ASKED = "violet-elephant-question"
SAID = "amber-giraffe-answer"
NAMES = [name for secret in (KEY, TOKEN) for name in (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode())]

# What a hostile or broken page may send: none of it reaches Reflex, which by itself logs it whole.
EVENTS = [
    ["event", {"name": "no.such.handler", "payload": {"text": f"{ASKED} {KEY}"}}],
    ["event", f"{ASKED} {KEY}"],
    ["event", json.dumps({"name": "no.such.handler", "payload": {"text": f"{ASKED} {KEY}"}})],
    ["event", [ASKED, KEY]],
    ["event", {"payload": ASKED, "router_data": KEY}],
    ["client_error", {"error_type": ASKED, "message": KEY}],
    [ASKED, KEY],
]

REFUSALS = ("An event that no page has was refused.", "A websocket was closed: it sent what no page sends.")

SEND = """events => Promise.all(events.map(event => new Promise(resolve => {
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/_event/?EIO=4&transport=websocket&token=stranger");
    socket.onclose = resolve;
    socket.onmessage = ({ data }) => {
        if (data.startsWith("0")) socket.send("40/_event,{}");
        if (data.startsWith("40/_event")) {
            socket.send("42/_event," + JSON.stringify(event));
            socket.send('42/_event,["ping"]');
        }
        if (data.includes("pong")) socket.close();
    };
})))"""

LEAKY = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class LeakyProvider(OpenAICompatibleProvider):
    name = "leaky"
    label = "Leaky"
    env_key = "ANTHROPIC_API_KEY"
    default_base_url = "http://127.0.0.1:9"
    default_model = "drip"

    async def get_models(self):
        raise RuntimeError(f"could not list with {self.key}")
"""

FAULTY = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class FaultyProvider(OpenAICompatibleProvider):
    name = "faulty"
    label = "Faulty"
    env_key = "ANTHROPIC_API_KEY"
    default_base_url = "http://127.0.0.1:9"
    default_model = "none"

    def get_default_model(self):
        raise RuntimeError(f"no model for {self.key} or anybody")
"""


# The name of a conversation is looked at where it is drawn, outside of all messages.
BREAK = """name => {
    const test = RegExp.prototype.test;
    RegExp.prototype.test = function (text) {
        if (location.pathname.startsWith("/c/") && String(text).includes(name)) throw new Error("cannot test");
        return test.call(this, text);
    };
}"""


def until(is_so: Callable[[], bool], page: Page, seconds: float = 60.0) -> None:
    """Wait for what the program writes; the page lives on meanwhile."""
    deadline = monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline
        page.wait_for_timeout(50)


@pytest.fixture
def canary_vendor() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        fake.key = KEY
        yield fake


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def start(data_dir: Path, vendor: FakeAnthropic, provider: str) -> Rxchat:
    (data_dir / "providers").mkdir(parents=True)
    (data_dir / "providers" / "dropped_in.py").write_text(provider)
    return Rxchat(data_dir, environment=with_vendor(vendor) | {"RXCHAT_LOG_LEVEL": "debug", "RXCHAT_TOKEN": TOKEN})


def found(where: str, content: bytes) -> list[str]:
    return [f"{name} in {where}" for name in NAMES if name.encode() in content]


def test_the_key_is_nowhere_and_a_persons_words_are_in_no_log(tmp_path: Path, canary_vendor: FakeAnthropic, page: Page):
    frames: list[bytes] = []

    def keep(payload: str | bytes) -> None:
        frames.append(payload.encode() if isinstance(payload, str) else payload)

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", keep)
        socket.on("framesent", keep)

    page.on("websocket", listen)
    with start(tmp_path / "data", canary_vendor, LEAKY) as program:
        sign_in(page.context, program)
        tab = Tab(page, program.url)
        canary_vendor.answer(SAID, thinking=SAID)
        tab.ask_new(ASKED)
        status(tab.answers.last, "complete")
        misbehave(tab, canary_vendor)
        sent = len(frames)
        page.evaluate(SEND, EVENTS)
        until(lambda: all(line in program.output() for line in REFUSALS), page)
        bodies = [
            page.request.get(program.url + path).body() for path in ("/api/health", "/api/openapi.json", "/api/no", "/no", "/c/9")
        ]
        content = page.content().encode()
        leaks = [leak for frame in frames[:sent] for leak in found("a frame", frame)]
        leaks += [leak for body in [*bodies, content] for leak in found("a page", body)]
        leaks += kept(tmp_path)  # the write-ahead log is there while it runs
        assert program.terminate() == 0
        output = program.output()
    assert [*leaks, *kept(tmp_path), *found("the log", output.encode())] == []
    assert not (ROOT / ".states").exists()
    assert ASKED not in output
    assert SAID not in output
    assert (tmp_path / "data" / "secret.key").read_text().strip() not in output
    assert re.search(
        r"WARNING rxchat\.providers\.claude: The call failed\..* status=401 code=authentication_failed .*latency_ms=", output
    )
    assert re.search(
        r"INFO rxchat\.providers\.claude: The call ended\. provider=claude model=claude-sonnet-5-5 latency_ms=\d+", output
    )
    assert "RuntimeError: could not list with…" in output


def misbehave(tab: Tab, vendor: FakeAnthropic) -> None:
    """Have the vendor fail in every way that could make somebody repeat the key."""
    scripts: tuple[dict[str, Any], ...] = (
        {"status": 401, "message": f"invalid x-api-key: {KEY}"},
        {"status": 400, "message": f"no: {KEY} {ASKED}", "error_code": KEY, "headers": {"request-id": KEY}},
        {"status": 404, "body": f"<h1>{KEY}</h1>".encode()},
        {"ending": "cut", "after": 1},
        {"ending": "garbage", "after": 1},
        {"ending": "error", "after": 1, "error_type": "invalid_request_error", "message": KEY},
        {"raw": f"data: {KEY}\n\n".encode()},
    )
    before = tab.answers.count()
    for count, script in enumerate(scripts, before + 1):
        vendor.next(**script)
        tab.ask(ASKED)
        expect(tab.answers).to_have_count(count)
        expect(tab.answers.last.get_by_role("alert")).to_be_visible()
    tab.answers.last.get_by_role("button", name="Retry", exact=True).click()
    status(tab.answers.last, "complete")
    expect(tab.answers).to_have_count(before + len(scripts))


def kept(folder: Path) -> list[str]:
    """Where a secret is in what the program has written."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "rxchat.db" for path in files)
    return [leak for path in files for leak in found(path.name, path.read_bytes())]


def test_a_person_sees_a_number_that_the_log_explains(tmp_path: Path, canary_vendor: FakeAnthropic, page: Page):
    with start(tmp_path / "data", canary_vendor, FAULTY) as program:
        sign_in(page.context, program)
        page.goto(program.url)
        notice = page.locator(".notice")
        expect(notice).to_contain_text("Something went wrong (error ")
        expect(notice.locator(".hint")).to_contain_text("Reload and try again")
        number = re.search(r"error ([0-9a-f]{8})", notice.inner_text())
        assert number is not None
        line = next(line for line in program.output().splitlines() if f"error_id={number[1]}" in line)
        assert "ERROR rxchat.state.exception_handlers: A handler failed." in line
        assert "get_default_model" in program.output()
        assert found("the log", program.output().encode()) == []
        assert KEY not in page.content()


def test_a_page_that_fails_in_the_browser_has_a_number_too(tmp_path: Path, canary_vendor: FakeAnthropic, page: Page):
    with start(tmp_path / "data", canary_vendor, LEAKY) as program:
        sign_in(page.context, program)
        tab = Tab(page, program.url)
        tab.go()
        page.evaluate(BREAK, ASKED)
        canary_vendor.answer(f"{SAID} {KEY}")
        tab.ask(ASKED)
        expect(page.get_by_role("heading", name="Something went wrong on this page")).to_be_visible()
        number = re.search(r"error ([0-9a-f]{8})", page.locator(".notice").inner_text())
        assert number is not None
        line = next(line for line in program.output().splitlines() if f"error_id={number[1]}" in line)
        assert "ERROR rxchat.state.exception_handlers: A page could not be drawn." in line
        assert "code=Error" in line
        assert found("the log", program.output().encode()) == []
        assert SAID not in program.output()
        page.wait_for_url("**/c/*")
        page.reload()
        expect(tab.answers.locator(".markdown")).to_contain_text(SAID)
