"""A conversation of a thousand messages among ten thousand others: opened, typed into, and answered in."""

from dataclasses import replace
from itertools import chain, cycle, islice

import httpx

from bench import drawn, painted, stopwatch
from bench.answer import Answer
from bench.drawn import p95
from bench.library import Words, make_library
from bench.program import Program
from bench.rig import Figures, Rig
from bench.sidebar import OWNER
from bench.tab import Tab

CONVERSATIONS = 10_000
MESSAGES = 60_000
REPEATS = 3
PATH = "/c/1"
NEWEST = "article"
EARLIER = ".earlier"  # by a selector: looking for a role takes longer, among as many messages, than showing them
KEYS = 100
KEY_MS = 50  # twenty keys a second is faster than anybody types
TYPED = "the quick brown fox jumps over "
ANSWER = Answer(words=1_000, rate=100)


def measure(rig: Rig, conversations: int = CONVERSATIONS, messages: int = MESSAGES, answer: Answer = ANSWER) -> Figures:
    """The slowest of three openings each; then keys in peace, while an answer streams, and with all messages drawn."""
    words = Words()
    with rig.program(
        OWNER, fill=lambda path: make_library(path, words, conversations=conversations, messages=messages)
    ) as program:
        end = _prepare(program)
        cold: list[float] = []
        for _ in range(REPEATS):
            with rig.tab() as tab:
                cold.append(_load(tab, program, end))
        with rig.tab() as tab:
            tab.open(program)
            warm = [_come_from_another(tab, program, end) for _ in range(REPEATS)]
            figures = {"open_cold_s": max(cold), "open_ms": max(warm)} | _typing(tab)
            return figures | _answering(rig, tab, answer) | _everything(tab)


def _prepare(program: Program) -> str:
    """Pin the conversation, so that the sidebar has a link to it however many are newer, and give the end of its last message."""
    headers = {"origin": program.url, "cookie": f"rxchat_session={program.cookie}"}
    with httpx.Client(base_url=program.url, headers=headers, trust_env=False, timeout=30) as client:
        client.patch("/api/conversations/1", json={"is_pinned": True}).raise_for_status()
        messages = client.get("/api/conversations/1/messages").raise_for_status().json()["messages"]
        return messages[-1]["content"][-60:]


def _load(tab: Tab, program: Program, end: str) -> float:
    """Seconds from the address to the newest message, in a browser that has nothing of the page."""
    tab.sign_in(program)
    return stopwatch.load(tab, program.url + PATH, NEWEST, end) / 1000


def _come_from_another(tab: Tab, program: Program, end: str) -> float:
    """Milliseconds from the click to the newest message."""
    tab.page.locator(f'nav a:not([href^="{PATH}"])').first.click()
    tab.page.wait_for_url(lambda url: url.startswith(f"{program.url}/c/") and not url.rstrip("/").endswith(PATH))
    tab.page.get_by_text(end).wait_for(state="detached")
    tab.page.locator(NEWEST).first.wait_for()
    stopwatch.arm(tab, "click", NEWEST, end)
    tab.page.locator(f'nav a[href^="{PATH}"]').first.click()
    return stopwatch.milliseconds(tab, "The long conversation was not shown", 30)


def _typing(tab: Tab) -> Figures:
    """`key` is the wait for what a key does, `key_main_thread` all that the page did from one key to the next, by key."""
    before = tab.main_thread_seconds()
    keys = _type(tab)
    busy = (tab.main_thread_seconds() - before) * 1000 / len(keys)
    return {"key_p95_ms": p95(keys), "key_max_ms": max(keys), "key_main_thread_ms": busy}


def _answering(rig: Rig, tab: Tab, answer: Answer) -> Figures:
    """Of an answer what is measured of one in a new conversation; then of another one, while a person types the next question."""
    before = replace(tab.traffic)
    lags, _ = _streamed(rig, tab, answer)
    payload = tab.traffic.socket_bytes - before.socket_bytes
    typing_lags, keys = _streamed(rig, tab, answer, is_typing=True)
    return {
        "streaming_lag_p95_ms": p95(lags),
        "streaming_payload_kB": payload / 1024,
        "typing_lag_p95_ms": p95(typing_lags),
        "streaming_key_p95_ms": p95(keys),
        "streaming_key_max_ms": max(keys),
    }


def _streamed(rig: Rig, tab: Tab, answer: Answer, *, is_typing: bool = False) -> tuple[list[float], list[float]]:
    """How late each word came, and how long each key took. The keys begin with a fifth of the answer."""
    tag = rig.new_tag()
    tab.type(answer.question(tag))
    painted.watch(tab, tag)
    tab.send()
    limit = answer.words / answer.rate + painted.GRACE_SECONDS
    painted.wait_for_words(tab, answer.words // 5, limit)
    keys = _type(tab) if is_typing else []
    painted.wait_for_words(tab, answer.words, limit)
    tab.page.wait_for_timeout(painted.AFTERMATH_MS)
    return painted.lags_of(tab.page.evaluate("window.__painted.seen"), rig.upstream.written(tag)), keys


def _everything(tab: Tab) -> Figures:
    """With every message there is on the page, as far as one can scroll back; each click shows earlier ones."""
    before, taken = replace(tab.traffic), list[float]()
    while tab.page.locator(EARLIER).count():
        shown = tab.page.locator(NEWEST).count()
        stopwatch.arm(tab, "click", f"{NEWEST}:nth-of-type({shown + 1})")
        tab.page.locator(EARLIER).click()
        taken.append(stopwatch.milliseconds(tab, "No earlier messages came", 30))
    keys = _type(tab)
    return {
        "all_messages": tab.page.locator(NEWEST).count(),
        "earlier_max_ms": max(taken),
        "earlier_payload_kB": (tab.traffic.socket_bytes - before.socket_bytes) / 1024,
        "all_key_p95_ms": p95(keys),
        "all_key_max_ms": max(keys),
    }


def _type(tab: Tab) -> list[float]:
    """Put some text into the composer by keys, and give how long each kept the page, in milliseconds."""
    tab.composer.fill("")
    tab.composer.focus()
    tab.page.wait_for_timeout(500)
    drawn.watch(tab, "input", cause="keydown")
    for key in islice(chain.from_iterable(cycle([TYPED])), KEYS):
        tab.page.keyboard.press("Space" if key == " " else key)
        tab.page.wait_for_timeout(KEY_MS)
    return drawn.handled(tab, KEYS)
