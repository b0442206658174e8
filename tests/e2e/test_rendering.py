"""Nothing that a model or a person writes runs, or fetches anything. Control: chat/reply/markdown_view.jsx and link_policy.js.

The browser ignores any content security policy, so that what holds here holds by the renderer alone.
The last test leaves the renderer out: its control is rxchat/security/csp.py.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from corpora.markup import HTML, LINKS, PAYLOADS, SCRIPTS
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Request, expect

from rxchat.db.maintenance.migrations import migrate

from .conftest import DESKTOP, Tab, sign_in, status, with_vendor

TURNS = 20  # less than a page shows after a click on "Show earlier"
AT_FIRST = 10
DOT = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="  # a GIF of one pixel
CHAPTERS = [PAYLOADS[begin : begin + TURNS] for begin in range(0, len(PAYLOADS), TURNS)]

# What none of the payloads may become inside a message.
LIVE_PARTS = """messages => messages.flatMap(message => [...message.querySelectorAll("*")]).filter(element => {
    const name = element.localName;
    if (name === "use" && /^#icon-[a-z-]+$/.test(element.getAttribute("href")) && element.closest(".tools")) return false;
    const live = ["script", "iframe", "frame", "object", "embed", "form", "style", "link", "meta", "base", "video", "audio",
        "source", "template", "foreignobject", "animate", "set", "use", "image", "maction", "dialog", "marquee"];
    if (live.includes(name)) return true;
    if (name === "img" && !/^data:image\\/(png|jpeg|gif|webp);base64,/.test(element.getAttribute("src"))) return true;
    if (name.includes("-") || /^h[7-9]$/.test(name)) return true;
    if ([...element.attributes].some(attribute => /^on/i.test(attribute.name))) return true;
    if (/url\\(|fixed/i.test(element.getAttribute("style") ?? "")) return true;
    const href = element.getAttribute("href") ?? element.getAttribute("xlink:href");
    if (href === null) return false;
    if (/^#user-content-[\\w-]+$/.test(href)) return false;
    return !/^(https?:\\/\\/|mailto:)/.test(href) || new URL(href).origin === location.origin || new URL(href).username !== ""
        || element.target !== "_blank" || element.rel !== "noopener noreferrer nofollow";
}).map(element => element.outerHTML.slice(0, 200))"""


class WatchedTab(Tab):
    """A tab that also keeps dialogs, in any frame, and the flag that a script of the corpus sets."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        page.on("dialog", self._was_asked)

    def _was_asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        with suppress(Error):  # its frame is gone
            dialog.dismiss()

    def harm(self) -> list[str]:
        """What ran or was fetched so far."""
        return [*self.faults, *(["owned"] if self.page.evaluate("window.owned !== undefined") else [])]

    def inject(self, payloads: Sequence[str]) -> None:
        """Put payloads into the page as the HTML they are, past the renderer: for what guards the page besides it."""
        self.page.evaluate(
            """payloads => {
                for (const payload of payloads) document.body.appendChild(document.createElement("div")).innerHTML = payload;
            }""",
            list(payloads),
        )


def live_parts(tab: Tab) -> list[str]:
    return tab.page.locator("article").evaluate_all(LIVE_PARTS)


def _seed(path: Path) -> None:
    """Conversations in which each payload is a question, its answer, its reasoning, and a part of the title."""
    migrate(path, on_step=lambda _: None)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO users (id, email, name) VALUES (1, 'ada@example.org', 'Ada')")
        for number, payloads in enumerate(CHAPTERS, start=1):
            database.execute(
                "INSERT INTO conversations (id, user_id, title, model, provider, last_message_at)"
                " VALUES (?, 1, ?, 'claude-sonnet-5-5', 'claude', datetime('2025-01-01', ? || ' minutes'))",
                (number, " ".join(payloads), number),
            )
            database.executemany(
                "INSERT INTO messages (conversation_id, role, content, thinking, status) VALUES (?, ?, ?, ?, 'complete')",
                (row for text in payloads for row in ((number, "user", text, None), (number, "assistant", text, text))),
            )


@pytest.fixture(scope="module")
def hostile_vendor() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        for card, payload in zip(fake.models, HTML, strict=False):
            card["display_name"] = payload
        yield fake


@pytest.fixture(scope="module")
def hostile_program(hostile_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat full of payloads."""
    data_dir: Path = tmp_path_factory.mktemp("hostile")
    _seed(data_dir / "rxchat.db")
    with Rxchat(data_dir, environment=with_vendor(hostile_vendor)) as running:
        yield running


@pytest.fixture
def context(browser: Browser, hostile_program: Rxchat) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, bypass_csp=True)
    sign_in(made, hostile_program)
    yield made
    made.close()


@pytest.fixture
def tab(context: BrowserContext, hostile_program: Rxchat) -> WatchedTab:
    opened = WatchedTab(context.new_page(), hostile_program.url)
    opened.go()
    return opened


def test_the_corpus_is_as_large_as_promised():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 300


def test_a_script_that_runs_is_seen_in_each_way_the_corpus_has(tab: WatchedTab):
    """So that the silence of the other tests means something."""
    page = tab.page
    with (
        page.expect_request("http://evil.test/i.png"),
        page.expect_request("http://evil.test/f*"),
        page.expect_event("dialog"),
        page.expect_console_message(lambda message: message.text == "owned"),
    ):
        tab.inject([*(f"<img src=x onerror={script}>" for script in SCRIPTS), "<img src=//evil.test/i.png>"])
    page.wait_for_function("window.owned !== undefined")
    harm = tab.harm()
    for kind in ("dialog: 1", "request: http://evil.test/i.png", "request: http://evil.test/f", "error: owned", "owned"):
        assert any(fault.startswith(kind) for fault in harm), kind


def test_nothing_runs_as_an_answer_a_question_or_a_title(tab: WatchedTab):
    links = tab.page.get_by_role("navigation", name="Conversations").get_by_role("link")
    expect(links).to_have_count(len(CHAPTERS))
    expect(links.locator(".link-title *")).to_have_count(0)
    seen = 0
    for number in range(len(CHAPTERS)):
        links.nth(number).click()
        expect(links.nth(number)).to_have_attribute("aria-current", "page")
        payloads = CHAPTERS[len(CHAPTERS) - 1 - number]
        expect(tab.questions.last).to_contain_text(payloads[-1][:8])
        if len(payloads) > AT_FIRST:
            tab.button("Load older messages").click()
        expect(tab.questions).to_have_count(len(payloads))
        expect(tab.answers.locator(".markdown")).to_have_count(len(payloads))
        expect(tab.page.locator(".question *")).to_have_count(0)
        assert live_parts(tab) == []
        seen += len(payloads)
    assert seen == len(PAYLOADS)
    assert tab.harm() == []


def test_nothing_runs_while_an_answer_grows(tab: WatchedTab, hostile_vendor: FakeAnthropic):
    """Half a tag, half a link and half a formula are drawn too."""
    hostile_vendor.answer("Ready.")
    tab.ask_new("Are you ready?")
    status(tab.answers, "complete")  # what draws an answer is there from here on
    text = "\n\n".join(payload for payload in PAYLOADS if "```" not in payload and "\n" not in payload)
    hostile_vendor.answer(text, thinking="\n".join(HTML), pace=0.0005)
    tab.ask("Everything at once")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    assert live_parts(tab) == []
    assert tab.harm() == []


def test_nothing_runs_in_names_and_errors(tab: WatchedTab, hostile_vendor: FakeAnthropic):
    tab.page.get_by_role("button", name="Model").click()
    expect(tab.page.get_by_role("dialog", name="Models")).to_contain_text(HTML[0])
    tab.page.keyboard.press("Escape")
    hostile_vendor.next(status=400, message=" ".join((*HTML, *LINKS)))
    tab.ask_new("Refuse me")
    expect(tab.answers.get_by_role("alert")).to_contain_text(HTML[0])
    assert live_parts(tab) == []
    assert tab.harm() == []


def test_honest_links_lead_out_of_the_page_and_tell_nothing(tab: WatchedTab, hostile_vendor: FakeAnthropic):
    hostile_vendor.answer(
        "[x](https://example.org/a?b=c) <https://example.org> [x](mailto:a@example.org) ![chart](https://pictures.example/c.png)\n\n"
        f"![dot](data:image/gif;base64,{DOT}) and a note[^1]\n\n[^1]: Here."
    )
    tab.ask_new("Links, please")
    status(tab.answers, "complete")
    links = tab.answers.locator(".markdown a[target=_blank][rel='noopener noreferrer nofollow']")
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://example.org/a?b=c",
        "https://example.org/",
        "mailto:a@example.org",
        "https://pictures.example/c.png",
    ]
    expect(tab.answers.get_by_role("link", name="Image: chart (from pictures.example)")).to_be_visible()
    expect(tab.answers.get_by_role("img", name="dot")).to_have_js_property("naturalWidth", 1)
    expect(tab.answers.locator("a[href^='#user-content-fn']")).to_have_count(2)  # there and back
    assert tab.harm() == []


def test_the_policy_alone_lets_no_script_run_and_nothing_out(browser: Browser, hostile_program: Rxchat):
    """Payloads as the HTML they are. A refresh by `meta` is left out: it leads a page away, and no policy can forbid that."""
    context = browser.new_context()
    sign_in(context, hostile_program)
    tab = WatchedTab(context.new_page(), hostile_program.url)
    refused: set[str] = set()

    def note(request: Request) -> None:
        if request.failure in ("csp", "origin"):  # the browser asked nobody
            refused.add(f"request: {request.url}")

    tab.page.on("requestfailed", note)
    tab.go()
    tab.inject([payload for payload in HTML if "http-equiv" not in payload])
    tab.page.wait_for_load_state("networkidle")
    assert len(refused) > 10
    # What the policy refuses is said in the console, and so is an address that leads nowhere.
    assert [harm for harm in tab.harm() if not harm.startswith("error: ") and harm not in refused] == []
    context.close()


def test_nothing_runs_on_a_page_that_is_shared(browser: Browser, context: BrowserContext, hostile_program: Rxchat):
    """For a stranger, with no content security policy to help."""
    made = browser.new_context(bypass_csp=True)
    tab = WatchedTab(made.new_page(), hostile_program.url)
    for number in range(1, len(CHAPTERS) + 1):
        answered = context.request.post(
            f"{hostile_program.url}/api/conversations/{number}/share",
            data={"include_reasoning": True},
            headers={"origin": hostile_program.url},
        )
        tab.page.goto(hostile_program.url + answered.json()["path"])
        expect(tab.page.locator("article")).to_have_count(2 * len(CHAPTERS[number - 1]))
        assert [part for part in live_parts(tab) if not part.startswith("<details><summary>Reasoning</summary>")] == []
        for opened in tab.page.get_by_text("Reasoning", exact=True).all()[:2]:
            opened.click()
    assert tab.harm() == []
    assert made.cookies() == []
    made.close()
