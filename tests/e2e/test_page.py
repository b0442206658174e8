"""The page itself: layout, keyboard, drafts. What axe says of it is in test_accessibility.py."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from axe_playwright_python.base import AXE_SCRIPT
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Route, expect

from .conftest import DESKTOP, PHONE, OpenTab, Tab, status

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that another scheme can break."""

MOST_FIRST_PAGE = 325_000  # bytes
MOST_FILES = 40  # each takes 0.8 kB for its response's head, more than many of them have to say


def findings(tab: Tab, rules: Sequence[str] = ()) -> list[str]:
    """What axe objects to, by these rules or by all of them. To describe what passes, too, takes it three times as long."""
    if not tab.page.evaluate("'axe' in window"):
        tab.page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    violations = tab.page.evaluate("options => axe.run(document, options).then(results => results.violations)", options)
    return [f"{found['id']}: {[node['html'][:90] for node in found['nodes']]}" for found in violations]


def has_sideways_scroll(tab: Tab) -> bool:
    return tab.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_every_width_fits(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("x" * 300 + "\n\n```\n" + "y" * 400 + "\n```\n\n| a | b |\n|---|---|\n| " + "z " * 100 + "| 2 |")
    tab = open_tab(program)
    tab.ask_new("Something very wide: " + "w" * 300)
    status(tab.answers, "complete")
    for width in (360, 390, 768, 2560):
        tab.page.set_viewport_size({"width": width, "height": 800})
        assert not has_sideways_scroll(tab), width
        box = tab.composer.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, width


def test_a_conversations_address_asks_for_all_that_draws_it_at_once_and_for_the_list_once(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic
):
    tab = open_tab(program)
    path = tab.ask_new("Something to come back to")
    status(tab.answers, "complete")
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    early = set(re.findall(r'rel="modulepreload" href="([^"]+)"', tab.page.request.get(tab.url + path).text()))
    tab.go(path)
    status(tab.answers, "complete")
    expect(tab.page.get_by_role("navigation").get_by_role("link", name="Something to come back to")).to_be_visible()
    drawing = [url.removeprefix(tab.url) for url in asked if "/assets/" in url and url.endswith(".js")]
    lazy = [url for url in drawing if re.search(r"/(model_panel|project_section|context_gauge)", url)]
    for url in lazy:  # with what each brings, which may bring more
        names = re.findall(r'"\./([\w.-]+\.js)"', tab.page.request.get(tab.url + url).text())
        lazy += [f"/assets/{name}" for name in names if f"/assets/{name}" not in lazy]
    late = [url for url in drawing if url not in early and url not in lazy]
    assert late == []
    assert len([url for url in asked if "/api/conversations?pinned=false" in url]) == 1


def test_the_first_page_loads_only_what_draws_it(open_tab: OpenTab, program: Rxchat):
    """Compressed, and nothing of other pages, such as the usage page's charts (100 kB)."""
    tab = open_tab(program)
    loaded = dict[str, int]()
    tab.page.on("response", lambda response: loaded.update({response.url: int(response.headers.get("content-length", 0))}))
    tab.go("/")
    tab.page.wait_for_load_state("networkidle")
    assert len([url for url in loaded if url.endswith(".js")]) > 10
    assert len(loaded) <= MOST_FILES, sorted(loaded)
    assert sum(loaded.values()) < MOST_FIRST_PAGE, sorted(loaded.items(), key=lambda pair: -pair[1])[:10]


def test_an_answer_can_be_read_before_what_draws_it_has_come(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Words *to* read.")
    tab = open_tab(program)
    path = tab.ask_new("What is there to read?")
    status(tab.answers, "complete")
    held: list[Route] = []
    tab.page.route("**/assets/markdown_view-*.js", lambda route: held.append(route))
    tab.go(path)
    expect(tab.answers).to_contain_text("Words *to* read.")
    assert len(held) == 1
    held[0].continue_()
    expect(tab.answers).to_contain_text("Words to read.")


def test_on_a_phone_the_sidebar_is_a_drawer(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program, size=PHONE)
    tab.ask_new("A conversation to find")
    expect(tab.button("New chat")).to_be_hidden()
    tab.button("Open sidebar").click()
    expect(tab.button("New chat")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.button("New chat")).to_be_hidden()
    expect(tab.button("Open sidebar")).to_be_focused()
    tab.button("Open sidebar").click()
    tab.button("New chat").click()
    tab.page.wait_for_url(tab.url + "/")
    expect(tab.button("New chat")).to_be_hidden()


def test_the_sidebar_can_be_put_away_and_stays_so(open_tab: OpenTab, program: Rxchat):
    tab = open_tab(program)
    tab.go()
    tab.button("Close sidebar").click()
    expect(tab.button("New chat")).to_be_hidden()
    tab.go()
    expect(tab.button("New chat")).to_be_hidden()
    tab.button("Open sidebar").click()
    expect(tab.button("New chat")).to_be_visible()


def test_drafts_survive_reload_and_switching(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    path = tab.ask_new("A first message")
    status(tab.answers, "complete")
    tab.composer.fill("half a thought")
    tab.go()
    expect(tab.composer).to_have_value("")
    tab.composer.fill("another one")
    tab.go(path)
    expect(tab.composer).to_have_value("half a thought")
    tab.button("New chat").click()
    tab.page.wait_for_url(tab.url + "/")
    expect(tab.composer).to_have_value("another one")
    tab.composer.fill("")


def test_shift_enter_breaks_the_line_and_the_field_grows(open_tab: OpenTab, program: Rxchat):
    tab = open_tab(program)
    tab.go()
    before = tab.composer.bounding_box()
    tab.composer.press_sequentially("one")
    for _ in range(60):
        tab.composer.press("Shift+Enter")
    after = tab.composer.bounding_box()
    assert before is not None
    assert after is not None
    assert before["height"] < after["height"] <= DESKTOP[1] * 0.4
    expect(tab.composer).to_have_value("one" + "\n" * 60)
    tab.composer.fill("")


def test_the_keyboard_does_it_all(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("one two", ending="stall", after=1)
    tab = open_tab(program)
    tab.go()
    expect(tab.composer).to_be_focused()
    tab.page.keyboard.type("Never end")
    tab.page.keyboard.press("Enter")
    status(tab.answers, "streaming")
    expect(tab.answers.locator(".markdown")).to_be_visible()
    tab.page.keyboard.press("Escape")
    status(tab.answers, "cancelled")
    tab.page.keyboard.press("Control+Shift+O")
    tab.page.wait_for_url(tab.url + "/")
    tab.button("Theme").focus()
    tab.page.keyboard.press("/")
    expect(tab.composer).to_be_focused()


def test_the_theme_is_chosen_and_remembered(open_tab: OpenTab, program: Rxchat):
    tab = open_tab(program)
    tab.go()
    expect(tab.page.locator("html")).to_have_class("light")
    tab.button("Theme").click()
    tab.page.get_by_role("menuitemradio", name="Dark").click()
    expect(tab.page.locator("html")).to_have_class("dark")
    tab.go()
    expect(tab.page.locator("html")).to_have_class("dark")


def test_an_idea_fills_the_composer_and_is_asked_with_enter(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Here is a plan.")
    tab = open_tab(program, size=PHONE)
    tab.go()
    tab.page.get_by_role("button", name="Make a plan").click()
    expect(tab.composer).to_be_focused()
    expect(tab.composer).to_have_value(re.compile("learning SQL basics"))
    assert vendor.requests == []
    tab.page.keyboard.press("Enter")
    status(tab.answers, "complete")
    expect(tab.questions).to_contain_text("learning SQL basics")


def test_the_header_has_the_menu_of_the_chat_and_the_tab_its_name(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program, size=PHONE)
    path = tab.ask_new("Walks along the river")
    status(tab.answers, "complete")
    expect(tab.page).to_have_title("Walks along the river · rxchat")
    tab.button("Chat options").click()
    tab.page.get_by_role("menuitem", name="Rename").click()
    tab.page.get_by_role("textbox", name="Chat name").fill("Walks along the sea")
    tab.page.keyboard.press("Enter")
    expect(tab.page).to_have_title("Walks along the sea · rxchat")
    expect(tab.page.get_by_role("heading", name="Walks along the sea")).to_be_visible()
    tab.button("Start a chat").click()
    tab.page.wait_for_url(tab.url + "/")
    expect(tab.page).to_have_title("rxchat")
    expect(tab.button("Chat options")).to_have_count(0)
    tab.go(path)
    expect(tab.page).to_have_title("Walks along the sea · rxchat")
    tab.button("Chat options").press("Enter")
    expect(tab.page.get_by_role("menuitem", name="Rename")).to_be_focused()
    tab.page.keyboard.press("d")  # Duplicate
    tab.page.keyboard.press("d")
    expect(tab.page.get_by_role("menuitem", name="Delete")).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(tab.url + "/")
    expect(tab.page.get_by_text("Chat deleted")).to_be_visible()


def test_a_message_tells_when_it_was_sent(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.ask_new("What time is it?")
    status(tab.answers, "complete")
    for message in (tab.questions, tab.answers):
        message.hover()
        time = message.locator("time")
        expect(time).to_be_visible()
        assert re.search(r"\d{4} at \d+:\d\d", message.aria_snapshot())  # the whole date
        assert datetime.now(UTC) - datetime.fromisoformat(time.get_attribute("datetime") or "") < timedelta(minutes=2)


def test_a_chat_is_printed_without_what_surrounds_it(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    address = "https://example.org/a/page"
    vendor.answer(f"Read [this]({address}).\n\n```python\n{'x = 1; ' * 200}\n```\n\n" + "A line.\n\n" * 60)
    tab = open_tab(program)
    tab.ask_new("Something to print")
    status(tab.answers, "complete")
    expect(tab.answers.locator("[data-streamdown=code-block]")).to_be_visible()
    tab.page.emulate_media(media="print", color_scheme="dark")
    for hidden in (tab.page.locator(".sidebar"), tab.composer, tab.answers.get_by_role("button", name="Copy", exact=True)):
        expect(hidden).to_be_hidden()
    expect(tab.page.locator("h1")).to_be_visible()
    after = tab.answers.get_by_role("link").evaluate("link => getComputedStyle(link, '::after').content")
    assert after == f'" ({address})"'
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not has_sideways_scroll(tab)
    assert tab.page.evaluate("document.documentElement.scrollHeight > 2 * innerHeight")  # all of it, not what is in sight
    code = tab.answers.locator("[data-streamdown=code-block-body]")
    assert code.evaluate("code => code.scrollWidth <= code.clientWidth")  # wrapped


def test_an_address_that_names_nothing_says_so(open_tab: OpenTab, program: Rxchat):
    tab = open_tab(program)
    tab.go("/c/987654")
    expect(tab.page.get_by_role("heading", name="Chat not found")).to_be_visible()


def test_another_conversation_opens_while_one_streams(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Calm.")
    tab = open_tab(program)
    tab.ask_new("The quiet one")
    status(tab.answers, "complete")
    vendor.answer("word " * 400, pace=0.01, ending="stall")
    tab.ask_new("The busy one")
    expect(tab.answers.locator(".markdown")).to_be_visible()
    tab.page.get_by_role("link", name="The quiet one").first.click()
    expect(tab.answers.locator(".markdown")).to_have_text("Calm.")  # at once: the busy one never ends. The bench has the time
    tab.page.get_by_role("link", name="The busy one").first.click()
    tab.button("Stop").click()
    status(tab.answers, "cancelled")
