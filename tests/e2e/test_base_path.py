"""Under a path of another site, behind a proxy that passes paths on: nothing that a browser asks for is outside of it."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from io import BufferedReader
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Self
from urllib.parse import urlsplit

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat, free_port, run_command
from playwright.sync_api import Browser, BrowserContext, expect

from .conftest import DESKTOP, NO_TIPS, Tab, status, with_vendor
from .test_accessibility import ANSWER
from .test_artifact_panel import frame, tag
from .test_palette import opened as open_palette
from .test_palette import options

BASE = "/chat"


class Proxy:
    """A site's proxy: what is below the path goes to rxchat as it is. `others` keeps the paths of all else, which gets a 404.

    Each request has a connection of its own, so that none is passed on unseen.
    """

    def __init__(self, port: int) -> None:
        self.others: list[str] = []
        proxy = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                head = list(iter(self.rfile.readline, b"\r\n"))
                path = head[0].split()[1].decode()
                if re.fullmatch(rf"{BASE}(?:[/?].*)?", path):
                    pass_on(head, self.rfile, self.connection, port)  # pyright: ignore[reportArgumentType] - it is buffered
                else:
                    proxy.others.append(path)
                    self.wfile.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

        class Server(ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def pass_on(head: list[bytes], body: BufferedReader, client: socket.socket, port: int) -> None:
    if not any(line.lower().startswith(b"upgrade:") for line in head):
        head = [line for line in head if not line.lower().startswith(b"connection:")] + [b"connection: close\r\n"]
    with socket.create_connection(("127.0.0.1", port)) as upstream, upstream.makefile("rb") as answer:
        upstream.sendall(b"".join([*head, b"\r\n"]))
        back = Thread(target=pour, args=(answer, client), daemon=True)
        back.start()
        pour(body, upstream)
        back.join()


def pour(source: BufferedReader, into: socket.socket) -> None:
    with suppress(OSError):  # one of the two has gone
        while piece := source.read1(65536):
            into.sendall(piece)
    with suppress(OSError):
        into.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def proxy(port: int) -> Iterator[Proxy]:
    with Proxy(port) as running:
        yield running


@pytest.fixture(scope="module")
def site(proxy: Proxy, port: int, session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    variables = with_vendor(session_vendor) | {"RXCHAT_BASE_PATH": f"{BASE}/", "RXCHAT_ORIGINS": proxy.origin}
    with Rxchat(tmp_path_factory.mktemp("site"), port=port, environment=variables) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    context.add_init_script(NO_TIPS)
    yield context
    context.close()


def tab_of(context: BrowserContext, proxy: Proxy) -> Tab:
    """A tab that finds fault with whatever is outside of the path, and with sockets elsewhere."""
    tab = Tab(context.new_page(), f"{proxy.origin}{BASE}/")
    inside = tab.url.replace("http", "ws", 1)
    tab.page.on("websocket", lambda opened: None if opened.url.startswith(inside) else tab.faults.append(opened.url))
    tab.url = tab.url.rstrip("/")
    return tab


def status_of(url: str, token: str) -> int:
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=60)
    connection.request("GET", address.path, headers={"authorization": f"Bearer {token}"})
    return connection.getresponse().status


def test_all_of_it_works_below_a_path(
    site: Rxchat, proxy: Proxy, context: BrowserContext, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    vendor.answer(ANSWER)
    tab, home = tab_of(context, proxy), f"{proxy.origin}{BASE}"
    with subtests.test("the printed link signs in"):
        link = re.findall(rf"{re.escape(home)}/sign-in/\S+", site.output())[-1]
        tab.page.goto(link)
        assert tab.page.url == f"{home}/"
        assert {(cookie.get("path"), cookie.get("name")) for cookie in context.cookies()} == {(f"{BASE}/", "rxchat_session")}
    with subtests.test("an answer streams into a new chat"):
        assert tab.ask_new("What is a valve?") == f"{BASE}/c/1"
        status(tab.answers, "complete")
        tab.page.wait_for_function("document.fonts.load('16px KaTeX_Main').then((fonts) => fonts.length > 0)")
        tab.page.reload()
        status(tab.answers, "complete")
        assert tab.page.url == f"{home}/c/1"
    with subtests.test("pages lead to each other, and their files are there"):
        tab.button("New chat").click()
        expect(tab.page).to_have_url(f"{home}/")
        tab.page.get_by_role("link", name="Settings").first.click()
        expect(tab.page).to_have_url(re.compile(f"^{re.escape(home)}/settings"))
        tab.page.goto(f"{home}/settings/usage")
        expect(tab.page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(f"^{BASE}/api/usage.csv"))
        tab.page.go_back()
    with subtests.test("the palette opens a chat in another tab"):
        tab.go()
        open_palette(tab, "valve")
        expect(options(tab).first).to_contain_text("valve")
        with context.expect_page() as opened:
            tab.page.keyboard.press("Control+Enter")
        expect(opened.value).to_have_url(re.compile(f"^{re.escape(home)}/c/1"))
        opened.value.close()
    with subtests.test("a program has its models"):
        tab.page.goto(f"{home}/settings/account")
        section = tab.page.get_by_role("region", name="Other programs")
        section.get_by_label("Name").fill("Editor")
        section.get_by_role("button", name="Create token").click()
        token = section.get_by_role("status").locator("code").inner_text()
        assert status_of(f"{home}/v1/models", token) == 200
        assert status_of(f"{proxy.origin}/v1/models", token) == 404
        assert proxy.others == ["/v1/models"]
        proxy.others.clear()
    with subtests.test("a stranger opens a shared chat"):
        tab.go("/c/1")
        tab.button("Chat options").click()
        tab.page.get_by_role("menuitem", name="Share").click()
        tab.button("Create link").click()
        link = tab.page.get_by_role("dialog", name="Share chat").get_by_label("Link").input_value()
        assert link.startswith(f"{home}/share/")
        stranger = tab_of(context, proxy)
        stranger.page.goto(link)
        expect(stranger.page.get_by_text("def add(a, b)")).to_be_visible()
        expect(stranger.page.locator("link[rel=icon]")).to_have_attribute("href", f"{BASE}/favicon.svg")
        stranger.page.close()
        tab.page.keyboard.press("Escape")
        assert stranger.faults == []
    with subtests.test("signing out leads to the sign-in page"):
        tab.page.goto(f"{home}/settings/account")
        tab.button("Sign out").first.click()
        expect(tab.page).to_have_url(f"{home}/sign-in")
    assert tab.faults == []
    assert proxy.others == []


def test_an_artifact_runs_and_the_interface_is_documented_below_a_path(
    site: Rxchat, proxy: Proxy, context: BrowserContext, vendor: FakeAnthropic
):
    vendor.answer("Here:\n\n" + tag("page", "text/html", "Page", "<h1>Inside</h1>"))
    tab = tab_of(context, proxy)
    tab.page.goto(run_command("link", "--data-dir", str(site.data_dir), environment=site.environment).stdout.strip())
    tab.ask_new("Make a page")
    tab.answers.get_by_role("button", name="Open Page").click()
    expect(frame(tab).get_by_role("heading", name="Inside")).to_be_visible()
    tab.page.goto(f"{tab.url}/api/docs")
    expect(tab.page.get_by_text("/api/models").first).to_be_visible()
    assert tab.page.request.get(f"{tab.url}/api/openapi.json").json()["servers"] == [{"url": BASE}]
    manifest = tab.page.request.get(f"{tab.url}/manifest.webmanifest").json()
    assert {manifest["start_url"], manifest["scope"]} == {f"{BASE}/"}
    assert [fault for fault in tab.faults if "'web-share'" not in fault and "allow-same-origin" not in fault] == []
    assert proxy.others == []


def test_a_wrong_path_is_one_line():
    """Which paths are wrong: tests/test_config.py."""
    done = run_command("run", "--no-browser", environment={"RXCHAT_BASE_PATH": "/ch at"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rxchat: RXCHAT_BASE_PATH: must be a path such as `/chat`. Change RXCHAT_BASE_PATH.\n"
