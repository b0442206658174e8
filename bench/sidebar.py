"""The sidebar over ten thousand conversations: listed and searched as the page does it, over HTTP."""

import statistics
import time
from itertools import cycle

import httpx

from bench.library import Words, make_library
from bench.program import Program
from bench.rig import Figures, Rig

CONVERSATIONS = 10_000
MESSAGES = 100_000
PAGES = 40
SEARCHES = 200
OWNER = {"RXCHAT_LOCAL_USER": "ada@example.org"}


def measure(rig: Rig, conversations: int = CONVERSATIONS, messages: int = MESSAGES) -> Figures:
    """One question after the other, as a person's keys come: each is answered before the next is asked."""
    words = Words()
    with rig.program(
        OWNER, fill=lambda path: make_library(path, words, conversations=conversations, messages=messages)
    ) as program:
        return questions(program, words)


def questions(program: Program, words: Words) -> Figures:
    with httpx.Client(base_url=program.url, cookies={"rxchat_session": program.cookie}, trust_env=False, timeout=30) as client:
        _ask(client, {"q": words.text(1)})  # the first one opens the database's connection
        searches = sorted(
            _ask(client, {"q": words.text(count)})[0] for count, _ in zip(cycle((1, 2)), range(SEARCHES), strict=False)
        )
        pages: list[float] = []
        cursor: str | None = ""
        while cursor is not None and len(pages) < PAGES:
            took, cursor = _ask(client, {"pinned": "false", "cursor": cursor} if cursor else {"pinned": "false"})
            pages.append(took)
    return {
        "page_p50_ms": statistics.median(pages),
        "page_max_ms": max(pages),
        "search_p50_ms": statistics.median(searches),
        "search_p95_ms": searches[int(0.95 * len(searches))],
    }


def _ask(client: httpx.Client, parameters: dict[str, str]) -> tuple[float, str | None]:
    """Milliseconds, and the cursor of the next page."""
    started = time.perf_counter()
    answer = client.get("/api/conversations", params={"limit": "50"} | parameters).raise_for_status()
    return (time.perf_counter() - started) * 1000, answer.json()["next_cursor"]
