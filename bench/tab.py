"""A tab of headless Chromium, and what it costs."""

import os
import re
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Locator, Page, Playwright

from bench.failure import MeasurementFailed
from bench.program import Program

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VIEWPORT: Any = {"width": 1280, "height": 900}
POLL_MS = 250
SETTLE_MS = 3000


@dataclass(slots=True)
class Traffic:
    """What the tab has received. Socket bytes are counted before compression, HTTP bytes as they came."""

    socket_bytes: int = 0
    socket_frames: int = 0
    http_bytes: int = 0


class Loaded(NamedTuple):
    """Seconds until the composer was shown, and until a message typed into it could be sent."""

    shown: float
    usable: float


class Tab:
    """One page of rxchat, driven by the names that screen readers see.

    Waits poll from outside: `page.wait_for_function` needs `eval`, which a content security policy may forbid.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.traffic = Traffic()
        self._devtools: Any = page.context.new_cdp_session(page)
        self._devtools.send("Network.enable")
        self._devtools.send("Performance.enable")
        self._devtools.on("Network.webSocketFrameReceived", self._count_frame)
        self._devtools.on("Network.loadingFinished", self._count_load)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    def sign_in(self, program: Program) -> None:
        self.page.context.add_cookies([{"name": "rxchat_session", "value": program.cookie, "url": program.url}])

    def open(self, program: Program) -> Loaded:
        """Load the page, signed in, and wait until all is quiet."""
        self.sign_in(program)
        started = time.perf_counter()
        self.page.goto(program.url, wait_until="domcontentloaded")
        self.composer.wait_for()
        shown = time.perf_counter() - started
        self.type("?")
        usable = time.perf_counter() - started
        self.page.wait_for_timeout(SETTLE_MS)
        return Loaded(shown, usable)

    def type(self, message: str) -> None:
        """Put a message into the composer, in the place of what is there, and wait until it can be sent."""
        box = self.composer
        box.click()
        box.fill(message)
        self.page.locator('button[aria-label="Send"]:enabled').wait_for()

    def send(self) -> None:
        self.page.keyboard.press("Enter")

    def wait_for(self, javascript: str, what: str, seconds: float) -> None:
        """Wait until the expression is true. Raises MeasurementFailed when it never is, or when an answer shows an error."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(javascript):
            failure = self.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))
            if failure.count():
                raise MeasurementFailed(f"rxchat said: {failure.first.inner_text()}")
            if time.monotonic() > deadline:
                raise MeasurementFailed(f"{what} within {seconds:.0f} s.")
            self.page.wait_for_timeout(POLL_MS)

    def main_thread_seconds(self) -> float:
        """How long the page's main thread has been busy since it was opened."""
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def _count_frame(self, event: dict[str, Any]) -> None:
        self.traffic.socket_bytes += len(event["response"]["payloadData"].encode())
        self.traffic.socket_frames += 1

    def _count_load(self, event: dict[str, Any]) -> None:
        self.traffic.http_bytes += int(event["encodedDataLength"])


@contextmanager
def new_tab(playwright: Playwright) -> Generator[Tab]:
    """A tab of a browser of its own, with nothing in its cache."""
    browser = _launch(playwright)
    try:
        yield Tab(browser.new_page(viewport=VIEWPORT))
    finally:
        browser.close()


def _launch(playwright: Playwright) -> Browser:
    found = os.environ.get("RXCHAT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
        raise MeasurementFailed("There is no Chromium: install one, or name it with RXCHAT_CHROMIUM.")
    return playwright.chromium.launch(executable_path=found, args=FLAGS)
