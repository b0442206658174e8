"""How long the Providers tab takes to open where some vendors do not answer."""

import socket
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx

from bench import stopwatch
from bench.program import Program
from bench.rig import Figures, Rig
from bench.tab import Tab

REPEATS = 3
PROVIDERS = 20
UNREACHABLE = 5
CARDS = "section[data-provider^=custom-]"


def providers(rig: Rig) -> Figures:
    """From the click to the cards of 20 endpoints, 5 of which let everybody wait. The slowest of three."""
    opened: list[float] = []
    with rig.program() as program, rig.tab() as tab, silence() as silent:
        urls = [silent if number < UNREACHABLE else rig.upstream.url for number in range(PROVIDERS)]
        with ThreadPoolExecutor(PROVIDERS) as pool:
            list(pool.map(lambda url: add_endpoint(program, url), urls))
        tab.open(program)
        for _ in range(REPEATS):
            opened.append(_open(tab))
            tab.page.get_by_role("button", name="New chat", exact=True).click()
            tab.page.wait_for_url(f"{program.url}/")
    return {"open_providers_ms": max(opened)}


def _open(tab: Tab) -> float:
    stopwatch.arm(tab, "click", CARDS)
    tab.page.locator(".settings-button").click()
    return stopwatch.milliseconds(tab, "The cards of the providers were not shown", 30)


def add_endpoint(program: Program, url: str) -> None:
    """Add an endpoint. What it says, or does not, is no matter here."""
    headers = {"origin": program.url, "cookie": f"rxchat_session={program.cookie}"}
    with httpx.Client(trust_env=False, timeout=60) as client:
        body = {"label": "Server", "base_url": f"{url}/v1"}
        client.post(f"{program.url}/api/providers", json=body, headers=headers).raise_for_status()


@contextmanager
def silence() -> Generator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
