"""nginx, Caddy and haproxy with the very files of `deploy/`, before an rxchat at the root of a site and one under a path.

Only addresses, ports and the certificate are replaced. Skipped where the program in question isn't installed.
"""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from fakes.anthropic import FakeAnthropic
from launch import ROOT, Rxchat, free_port
from playwright.sync_api import Browser, expect
from providers.certificates import Authority

from rxchat.security.cookies import HOST_ONLY

from .conftest import DESKTOP, NO_TIPS, Launch, Tab, status, with_vendor

DEPLOY = ROOT / "deploy"
TOKEN = "a token of the settings"
SECONDS = 30.0
"""That anything may take here before it counts as stuck."""
TEXT = "One two three four five six seven eight."


class Site:
    """Where a proxy listens, what it passes on to, and its certificate, which holds its key too."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.base = base
        self.port, self.rxchat = free_port(), free_port()
        self.authority = Authority(folder / "authority")
        self.certificate = self.authority.certificate("127.0.0.1")
        self.origin = f"https://127.0.0.1:{self.port}"


def adapted(text: str, values: dict[str, str]) -> str:
    for old, new in values.items():
        assert old in text, f"{old} isn't in the file anymore"
        text = text.replace(old, new)
    return text


def nginx(site: Site) -> list[str]:
    text = (DEPLOY / "nginx.conf").read_text()
    if site.base:
        [location] = re.findall(r"`(location ~ .+ \{)`", text)
        text = adapted(text, {"location / {": location})
    text = adapted(text, {
        "listen 443 ssl": f"listen 127.0.0.1:{site.port} ssl",
        "/etc/ssl/chat.example.org.pem": str(site.certificate),
        "/etc/ssl/chat.example.org.key": str(site.certificate),
        "127.0.0.1:8000": f"127.0.0.1:{site.rxchat}",
    })  # fmt: skip
    (site.folder / "site.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {site.folder / kind};" for kind in kinds)
    account = "user root;" if os.geteuid() == 0 else ""  # the folder is this account's
    main = f"{account} daemon off; pid {site.folder / 'pid'}; events {{}} http {{ access_log off; {paths} include site.conf; }}"
    (site.folder / "main.conf").write_text(main)
    return ["nginx", "-p", str(site.folder), "-c", "main.conf", "-e", "stderr"]


def caddy(site: Site) -> list[str]:
    text = (DEPLOY / "Caddyfile").read_text()
    name = "chat.example.org {"
    if site.base:
        name = "www.example.org {"
        text = re.sub(r"^# ?", "", text[text.index(f"# {name}") :], flags=re.MULTILINE)
    text = adapted(text, {
        name: f"{site.origin} {{\n\ttls {site.certificate} {site.certificate}",
        "127.0.0.1:8000": f"127.0.0.1:{site.rxchat}",
    })  # fmt: skip
    (site.folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
    return ["caddy", "run", "--config", str(site.folder / "Caddyfile"), "--adapter", "caddyfile"]


def haproxy(site: Site) -> list[str]:
    text = adapted((DEPLOY / "haproxy.cfg").read_text(), {
        "bind :443 ssl crt /etc/ssl/chat.example.org.pem": f"bind 127.0.0.1:{site.port} ssl crt {site.certificate}",
        "hdr Host chat.example.org": f"hdr Host 127.0.0.1:{site.port}",
        "/api/ready": f"{site.base}/api/ready",
        "10.0.0.11:8000": f"127.0.0.1:{site.rxchat}",
        "10.0.0.12:8000": f"127.0.0.1:{site.rxchat}",  # the same program again
    })  # fmt: skip
    (site.folder / "haproxy.cfg").write_text(text)
    return ["haproxy", "-db", "-f", str(site.folder / "haproxy.cfg")]


@contextmanager
def running(command: list[str], site: Site) -> Iterator[None]:
    places = {"HOME": str(site.folder), "XDG_DATA_HOME": str(site.folder), "XDG_CONFIG_HOME": str(site.folder)}
    with (
        (site.folder / "log").open("w+") as log,
        subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until_open(process, site)
            yield
        finally:
            process.terminate()


def wait_until_open(process: subprocess.Popen[bytes], site: Site) -> None:
    deadline = monotonic() + SECONDS
    while monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", site.port)):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError((site.folder / "log").read_text())


@contextmanager
def asked(site: Site, method: str, path: str, body: bytes | None = None) -> Iterator[HTTPResponse]:
    trusting = ssl.create_default_context(cafile=str(site.authority.file))
    with closing(HTTPSConnection("127.0.0.1", site.port, timeout=SECONDS, context=trusting)) as connection:
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"} if body else {}
        connection.request(method, f"{site.base}{path}", body, headers)
        with connection.getresponse() as response:
            yield response


@pytest.fixture(scope="module")
def browser(launch: Launch) -> Iterator[Browser]:
    """One that minds no certificate. A context that ignores them repeats each request, and Chromium gives up on some."""
    with closing(launch("--ignore-certificate-errors")) as launched:
        yield launched


@pytest.mark.parametrize("base", ["", "/chat"])
@pytest.mark.parametrize("proxy", [nginx, caddy, haproxy])
def test_a_proxys_file_does_what_it_says(
    proxy: Callable[[Site], list[str]],
    base: str,
    browser: Browser,
    vendor: FakeAnthropic,
    tmp_path: Path,
    subtests: pytest.Subtests,
):
    if shutil.which(proxy.__name__) is None:
        pytest.skip(f"{proxy.__name__} isn't installed, so its file in deploy/ can't be run")
    site = Site(tmp_path, base)
    variables = {"RXCHAT_ORIGINS": site.origin, "RXCHAT_BASE_PATH": base, "RXCHAT_TOKEN": TOKEN} | with_vendor(vendor)
    go_on, went_on = Event(), list[bool]()

    def halfway() -> None:
        went_on.append(go_on.wait(SECONDS))
        go_on.clear()

    vendor.answer(TEXT, halfway=halfway)
    with Rxchat(tmp_path / "data", port=site.rxchat, environment=variables) as program, running(proxy(site), site):
        with subtests.test("a response over HTTP arrives as it is written"):
            question = {"model": "claude:claude-haiku-5-5", "messages": [{"role": "user", "content": "Count."}]}
            with asked(site, "POST", "/api/chat/stream", json.dumps(question).encode()) as response:
                assert response.status == 200
                while b"two" not in (piece := response.read1()):
                    assert piece
                go_on.set()
                assert b"eight" in response.read()
        with (
            subtests.test("a large request is passed on"),
            asked(site, "POST", "/api/chat", b'{"x": "' + b"x" * 3_000_000 + b'"}') as response,
        ):
            assert response.status == 422
        with subtests.test("the page signs in and shows a response while it is written"):
            show_an_answer(site, program, browser, go_on)
        with subtests.test("the metrics stay closed"), asked(site, "GET", "/metrics") as response:
            assert response.status == 401
    assert went_on == [True, True]


def show_an_answer(site: Site, program: Rxchat, browser: Browser, go_on: Event) -> None:
    """The answer comes by the page's websocket."""
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    context.add_init_script(NO_TIPS.replace("'http:'", "'https:'"))
    tab = Tab(context.new_page(), f"{site.origin}{site.base}")
    sockets = list[str]()
    tab.page.on("websocket", lambda opened: sockets.append(opened.url))
    [link, *_] = re.findall(rf"{re.escape(tab.url)}/sign-in/\S+", program.output())
    tab.page.goto(link)
    assert {cookie.get("name") for cookie in context.cookies()} == {HOST_ONLY}
    assert tab.ask_new("Count.") == f"{site.base}/c/1"
    expect(tab.answers).to_contain_text("two")
    expect(tab.answers).to_have_attribute("data-status", "streaming")
    go_on.set()
    status(tab.answers, "complete")
    expect(tab.answers).to_contain_text("eight")
    assert sockets
    assert all(url.startswith(f"wss://127.0.0.1:{site.port}{site.base}/") for url in sockets)
    context.close()
    assert tab.faults == []
