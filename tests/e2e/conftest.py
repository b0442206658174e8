"""The program as a person meets it: the real launcher, the production build, Chromium. `open_tab` is the one way in."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    ElementHandle,
    Locator,
    Page,
    Request,
    TimeoutError,  # noqa: A004 - Playwright's
    expect,
    sync_playwright,
)

from rxchat.security.cookies import PLAIN as COOKIE

DESKTOP = (1280, 900)
PHONE = (390, 844)
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)  # other tests run beside these, on machines of any speed

NO_TIPS = "if (location.protocol === 'http:') localStorage.setItem('rxchat_tips_dismissed', 'true')"
"""As in a browser in which they were dismissed: they come late, and would stand in the way of what a test looks at."""

OpenTab = Callable[..., "Tab"]

Kind = tuple[Rxchat, tuple[int, int], str, bool, bool]
"""Of a context: the program, the window's size, the scheme, whether it is touched, whether it shows tips."""

NAMED_MODEL = re.compile(r"^Model: \S")
LATE = re.compile(r"/api/conversations/\d+/context\b")
"""The gauge asks for its chat once the page is calm: a test may have deleted it by then, and Chromium logs the 404."""


class Tab:
    """A tab of a signed-in person. What the page logs, throws or asks of another host is kept in `faults`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        self.may_complain = False
        """Set before the program is ended under the page."""
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._asked)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def questions(self) -> Locator:
        return self.page.locator("article[data-role=user]")

    @property
    def answers(self) -> Locator:
        return self.page.locator("article[data-role=assistant]")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def go(self, path: str = "/") -> None:
        """Load a page and wait until it is alive."""
        self.page.goto(self.url + path)
        expect(self.page.locator(".skeleton")).to_have_count(0)
        self.page.get_by_role("button", name=NAMED_MODEL).wait_for(state="attached")

    def ask(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def ask_new(self, text: str) -> str:
        """Ask in a new chat and give the conversation's path. The chat is on the page it was asked on until its own is drawn."""
        self.go()
        left = self.composer.element_handle()
        self.ask(text)
        self.left(left)
        expect(self.composer).to_have_value("")
        return urlsplit(self.page.url).path

    def left(self, box: ElementHandle | None) -> None:
        """Wait until a new chat's own page has taken the place of the one with that composer."""
        self.page.wait_for_url("**/c/*")
        self.page.wait_for_function("(box) => !box.isConnected", arg=box)

    def new_chat(self) -> None:
        """Begin another chat without reloading the page, and wait until the server knows of it."""
        self.button("New chat").click()
        self.page.get_by_role("heading", name="What can I help with?").wait_for()

    def open_models(self) -> Locator:
        """Open the model selector, and wait until it lists what the server has just said."""
        with self.page.expect_response("**/api/models"), self.page.expect_response("**/api/preferences/models"):
            self.page.get_by_role("button", name="Model: ").click()
        selector = self.page.get_by_role("dialog", name="Models")
        expect(selector.get_by_role("option").first).to_be_visible()
        return selector

    def choose_model(self, provider: str, name: str) -> None:
        group = self.open_models().get_by_role("group", name=provider, exact=True)
        option = group.get_by_role("option", name=name, exact=True)
        option.scroll_into_view_if_needed()  # as a person does, who looks before they click
        option.click()
        expect(self.page.get_by_role("button", name=f"Model: {name}", exact=True)).to_be_focused()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location["url"]
            if not ("404" in message.text and LATE.search(where)):
                self.faults.append(f"{message.type}: {message.text} ({where})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"request: {request.url}")


def status(locator: Locator, value: str, *, within_ms: int = PATIENCE_MS) -> None:
    """Wait until a message has that status, and, once it is complete, until it is drawn.

    `expect` by itself describes the whole page at each look, for what it would say if it were the last one: that takes a tenth of
    a chat's time. `wait_for` does not.
    """
    try:
        locator.and_(locator.page.locator(f"[data-status={value}]")).wait_for(state="attached", timeout=within_ms)
    except TimeoutError:
        expect(locator).to_have_attribute("data-status", value, timeout=1)  # says which one it has
    if value == "complete":
        expect(locator.locator(".markdown")).not_to_have_count(0)


class Launch(Protocol):
    def __call__(self, *arguments: str) -> Browser: ...


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""In the order in which scripts/test looks for them."""


@pytest.fixture(scope="package")
def launch() -> Iterator[Launch]:
    """Starts Chromium, with arguments of its own if need be.

    For this folder: Playwright keeps an event loop in this thread, which the asynchronous tests of others need.
    """
    path = os.environ.get("RXCHAT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", *arguments]
        )


@pytest.fixture(scope="package")
def browser(launch: Launch) -> Iterator[Browser]:
    launched = launch("--process-per-site")  # see Contexts
    yield launched
    launched.close()


def sign_in(context: BrowserContext, program: Rxchat) -> None:
    """Give a browser the session that the printed link opened."""
    context.add_cookies([{"name": COOKIE, "value": program.cookie, "url": program.url, "sameSite": "Strict"}])


class Contexts:
    """Contexts of the browser, to be used again: as empty as new ones, but with what is in the browser's cache.

    With it a page loads in half the time. And each keeps its first page open, at an address that draws nothing: the pages of a
    test are drawn by its process, which has compiled the scripts before. That saves a fifth of what opening one takes.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[Kind, list[BrowserContext]] = {}
        self._used: list[tuple[Kind, BrowserContext]] = []

    def page(self, program: Rxchat, *, size: tuple[int, int], scheme: str, touch: bool, tips: bool) -> Page:
        """A page in a context of its own, signed in."""
        self._close_those_of_ended_programs()
        kind = (program, size, scheme, touch, tips)
        idle = self._idle.get(kind)
        context = idle.pop() if idle else self._new(program, size=size, scheme=scheme, touch=touch, tips=tips)
        self._used.append((kind, context))
        sign_in(context, program)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": program.url, "storageTypes": "local_storage,indexeddb"})
        session.detach()
        return page

    def give_back(self) -> None:
        """All of them: nothing is open but the first page, and nobody signed in."""
        for kind, context in self._used:
            for page in context.pages[1:]:
                page.close()
            context.clear_cookies()
            self._idle.setdefault(kind, []).append(context)
        self._used.clear()

    def _close_those_of_ended_programs(self) -> None:
        for kind in [kind for kind in self._idle if kind[0].running.poll() is not None]:
            for context in self._idle.pop(kind):
                context.close()

    def _new(self, program: Rxchat, *, size: tuple[int, int], scheme: str, touch: bool, tips: bool) -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            has_touch=touch,
            is_mobile=touch,
            permissions=["clipboard-read", "clipboard-write"],
        )
        if not tips:
            context.add_init_script(NO_TIPS)
        context.new_page().goto(program.url + "/api/health")
        return context


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


@pytest.fixture
def open_tab(contexts: Contexts) -> Iterator[OpenTab]:
    """Open a tab on a running program: one that logs an error or asks another host for anything fails the test."""
    tabs: list[Tab] = []

    def make(
        program: Rxchat, *, size: tuple[int, int] = DESKTOP, scheme: str = "light", touch: bool = False, tips: bool = False
    ) -> Tab:
        tabs.append(Tab(contexts.page(program, size=size, scheme=scheme, touch=touch, tips=tips), program.url))
        return tabs[-1]

    yield make
    contexts.give_back()
    assert [fault for tab in tabs if not tab.may_complain for fault in tab.faults] == []


@pytest.fixture(scope="session")
def session_vendor() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        yield fake


@pytest.fixture
def vendor(session_vendor: FakeAnthropic) -> FakeAnthropic:
    """Anthropic, as strict as it is, saying what the test wants; afresh for each test."""
    session_vendor.forget()
    session_vendor.cache = None
    return session_vendor


def with_vendor(fake: FakeAnthropic) -> dict[str, str]:
    return {"ANTHROPIC_API_KEY": fake.key, "ANTHROPIC_BASE_URL": fake.url}


def with_mistral(fake: FakeMistral) -> dict[str, str]:
    return {"MISTRAL_API_KEY": fake.key, "MISTRAL_BASE_URL": fake.url}


@pytest.fixture(scope="module")
def mistral() -> Iterator[FakeMistral]:
    with FakeMistral() as fake:
        yield fake


@pytest.fixture
def own_program(tmp_path: Path, vendor: FakeAnthropic) -> Iterator[Rxchat]:
    """An rxchat that a test may end. Ask for it before `open_tab`, so that the tabs are closed first."""
    with Rxchat(tmp_path / "data", environment=with_vendor(vendor)) as running:
        yield running


@pytest.fixture
def keyless_program(tmp_path: Path) -> Iterator[Rxchat]:
    """An rxchat that no vendor's key was given to."""
    with Rxchat(tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="session")
def program(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """One rxchat for all tests that do not end it."""
    data_dir: Path = tmp_path_factory.mktemp("data")
    with Rxchat(data_dir, environment=with_vendor(session_vendor)) as running:
        yield running
