"""Artifacts run, and reach nothing: no server, nothing of ours, and not the page's patience.

Controls: api/artifact_frame.py, its shell, `frame-src` in security/csp.py, and chat/artifacts/frame_host.js.

Each arrangement leaves one of the controls out: the header's policy, or the frame's `sandbox` attribute. Chromium runs with a
process for each site, as it does on a desktop; the headless one wouldn't.
"""

import json
import re
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from statistics import median
from time import perf_counter
from typing import Self

import pytest
from corpora.artifacts import (
    DRAWING_AGAIN,
    FLOODING,
    FLOODING_BY_EFFECT,
    GROWING,
    LINKING,
    SPINNING,
    SPINNING_COMPONENT,
    STEALING,
    USING,
    hostile,
    hostile_components,
    hostile_diagram,
)
from launch import Rxchat
from playwright.sync_api import Browser, BrowserContext, Dialog, FrameLocator, Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as TooLate

from .conftest import DESKTOP, Launch, sign_in

HEARD = """window.heard = {}; window.leaks = [];
addEventListener("message", ({ data }) => {
    if (typeof data?.artifact === "string") window.heard[data.artifact] = data.leak;
    else if (data?.leak !== undefined) window.leaks.push(String(data.leak));
});"""
WITHOUT_ATTRIBUTE = """const set = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) { if (name !== "sandbox") set.call(this, name, value) };"""
OPEN = """names => names.forEach(name =>
    document.querySelector(`[aria-label="Artifact: ${name}"] summary`).click())"""
ALL_HEARD = "names => names.every(name => name in window.heard)"
HARMFUL = {
    "spinning": SPINNING,
    "flooding": FLOODING,
    "growing": GROWING,
    "stealing": STEALING,
    "linking": LINKING,
    "using": USING,
}
HARMFUL_COMPONENTS = {
    "react-drawing-again": (DRAWING_AGAIN, None),
    "react-flooding": (FLOODING_BY_EFFECT, "Stopped: the artifact sent too many messages."),
    "react-spinning": (SPINNING_COMPONENT, "Stopped: the artifact didn't respond for 5 seconds."),
}
"""With what the page says of each."""
ARRANGEMENTS = ("both", "header alone", "attribute alone")


class Trap:
    """Counts who comes: TCP connections and UDP packets."""

    def __init__(self) -> None:
        self.hits: list[bytes] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._tcp.getsockname()[1]}"
        self.stun = f"127.0.0.1:{self._udp.getsockname()[1]}"

    def __enter__(self) -> Self:
        for wait in (self._accept, self._receive):
            threading.Thread(target=wait, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tcp.close()
        self._udp.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._tcp.accept()
                with closing(connection):
                    self.hits.append(b"tcp")

    def _receive(self) -> None:
        with suppress(OSError):
            while True:
                self.hits.append(self._udp.recv(2000)[:20])


@pytest.fixture(scope="module")
def browser(launch: Launch) -> Iterator[Browser]:
    launched = launch("--site-per-process")
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with Trap() as trap:
        yield trap


@pytest.fixture(scope="module")
def chat(program: Rxchat, trap: Trap) -> str:
    """The path of a conversation whose answer holds all artifacts. No test changes it."""
    places = trap.url, trap.stun, program.url
    documents = [(name, "text/html", html) for name, html in (hostile(*places)[0] | HARMFUL).items()]
    documents.append(("diagram", "application/vnd.ant.mermaid", hostile_diagram(*places)))
    components = hostile_components(*places)[0] | {name: code for name, (code, _) in HARMFUL_COMPONENTS.items()}
    documents += [(name, "application/vnd.ant.react", code) for name, code in components.items()]
    text = "\n\n".join(
        f'<antArtifact identifier="{name}" type="{kind}" title="{name}">\n{content}\n</antArtifact>'
        for name, kind, content in documents
    )
    new = json.dumps({"title": "Artifacts", "model": "claude:claude-sonnet-5-5"}).encode()
    created = program.request("POST", "/api/conversations", new, content_type="application/json")
    number = json.loads(created.body)["id"]
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as database, database:
        database.executemany(
            "INSERT INTO messages (conversation_id, role, content, status) VALUES (?, ?, ?, 'complete')",
            ((number, "user", "Make artifacts"), (number, "assistant", text)),
        )
    return f"/c/{number}"


def without_header(route: Route) -> None:
    reply = route.fetch()
    headers = {
        name: value for name, value in reply.headers.items() if name not in ("content-security-policy", "permissions-policy")
    }
    route.fulfill(response=reply, headers=headers)


def opened(browser: Browser, program: Rxchat, path: str, arrangement: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    sign_in(context, program)
    context.add_init_script(HEARD)
    if arrangement == "header alone":
        context.add_init_script(WITHOUT_ATTRIBUTE)
    page = context.new_page()
    if arrangement == "attribute alone":
        page.route("**/artifact-frame", without_header)
    page.goto(program.url + path)
    expect(card(page, "refresh")).to_be_visible()
    return context, page


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=f"Artifact: {name}", exact=True)


def opener(page: Page, name: str) -> Locator:
    """What opens an artifact in the panel."""
    return card(page, name).get_by_role("button", name=f"Open {name}")


def preview(page: Page, name: str) -> FrameLocator:
    """Open an artifact, or close it again."""
    card(page, name).get_by_text("Preview", exact=True).click()
    return card(page, name).frame_locator("iframe")


def milliseconds_a_key(page: Page) -> float:
    composer = page.get_by_role("textbox", name="Message")
    composer.click()
    taken: list[float] = []
    for key in "typing on":
        begin = perf_counter()
        page.keyboard.press("Space" if key == " " else key)
        taken.append((perf_counter() - begin) * 1000)
    expect(composer).to_have_value("typing on")
    composer.fill("")
    return median(taken)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_nothing_leaves_and_nothing_is_read(browser: Browser, program: Rxchat, chat: str, trap: Trap, arrangement: str):
    context, page = opened(browser, program, chat, arrangement)
    events: list[str] = []

    def asked(dialog: Dialog) -> None:
        events.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", asked)
    page.on("download", lambda download: events.append(download.url))
    context.on("page", lambda opened: events.append(opened.url))
    context.on("serviceworker", lambda worker: events.append(worker.url))
    documents, names = hostile(trap.url, trap.stun, program.url)
    page.evaluate(OPEN, list(documents))
    with suppress(TooLate):  # those that weren't heard of are named below
        page.wait_for_function(ALL_HEARD, arg=names, timeout=10_000)
    panel = page.locator(".artifact-panel")
    opener(page, "diagram").click()
    expect(panel.frame_locator("iframe").locator("svg").first).to_contain_text("Go")
    for component, tries in hostile_components(trap.url, trap.stun, program.url)[1].items():
        opener(page, component).click()
        names += tries
        with suppress(TooLate):
            page.wait_for_function(ALL_HEARD, arg=tries, timeout=15_000)
    expect(panel).to_contain_text("Stopped: the artifact tried to open another page.")
    heard: dict[str, str] = page.evaluate("window.heard")
    assert {name: heard.get(name) for name in names if heard.get(name) != ""} == {}
    assert page.evaluate("window.leaks") == []
    assert trap.hits == []
    assert events == []
    assert page.url == program.url + chat
    context.close()


def test_the_page_stays_quick_while_an_artifact_does_its_worst(browser: Browser, program: Rxchat, chat: str):
    """As it is for people. With the header or the attribute alone a frame has a process of its own, too."""
    context, page = opened(browser, program, chat, "both")
    most = milliseconds_a_key(page) + 500  # alone it is 10 to 20; one that held the page up would take seconds
    preview(page, "growing")
    page.mouse.move(1, 1)  # what lies under the pointer may move as the one above is stopped
    card(page, "stealing").get_by_text("Preview", exact=True).press("Enter")
    expect(card(page, "stealing")).to_contain_text("Stopped: the artifact took the keyboard.")
    assert milliseconds_a_key(page) < most
    preview(page, "flooding")
    expect(card(page, "flooding")).to_contain_text("Stopped: the artifact sent too many messages.")
    preview(page, "spinning")
    assert milliseconds_a_key(page) < most
    expect(card(page, "spinning")).to_contain_text("Stopped: the artifact didn't respond for 5 seconds.")
    expect(page.locator("iframe")).to_have_count(0)
    for name, (_, said) in HARMFUL_COMPONENTS.items():
        opener(page, name).click()
        panel = page.locator(".artifact-panel")
        if said:
            expect(panel).to_contain_text(said)
        else:
            expect(panel.frame_locator("iframe").locator("pre")).to_contain_text("The component couldn't be run.")
        assert milliseconds_a_key(page) < most
    assert page.evaluate("window.leaks") == []
    context.close()


def test_an_artifact_is_alive_and_asks_before_a_link(browser: Browser, program: Rxchat, chat: str, trap: Trap):
    context, page = opened(browser, program, chat, "both")
    frame = preview(page, "using")
    expect(frame.locator("#ready")).to_have_text("loaded")
    frame.get_by_role("button", name="Add").click()
    expect(frame.locator("#count")).to_have_text("2")
    frame.get_by_role("button", name="Send").click()
    expect(frame.locator("#count")).to_have_text("sent")
    preview(page, "linking").get_by_role("link", name="Read").click()
    question = card(page, "linking").get_by_role("alertdialog", name="Open a link?")
    expect(question).to_contain_text("https://example.com/?data=1")
    opens = question.get_by_role("link", name="Open link")
    expect(opens).to_have_attribute("rel", "noopener noreferrer nofollow")
    question.get_by_role("button", name="Cancel").click()
    card(page, "linking").get_by_role("button", name="Allow network").click()
    card(page, "linking").get_by_role("button", name="Allow until reload").click()
    expect(card(page, "linking").locator("iframe")).to_have_attribute("src", re.compile("^/artifact-frame/network#"))
    page.reload()
    preview(page, "linking")
    expect(card(page, "linking").locator("iframe")).to_have_attribute("src", re.compile("^/artifact-frame#"))
    context.close()


def test_the_shell_shows_nothing_of_its_address_and_has_no_origin(browser: Browser, program: Rxchat):
    context = browser.new_context()
    sign_in(context, program)
    page = context.new_page()
    for address in ("/artifact-frame?html=<b>x</b>#key", "/artifact-frame#<b>x</b>", "/artifact-frame/network?id=1#1"):
        page.goto(program.url + address)
        assert page.evaluate("[origin, document.body.innerText.trim()]") == ["null", ""]
    assert page.request.get(f"{program.url}/artifact-frame/1").status == 404
    context.close()
