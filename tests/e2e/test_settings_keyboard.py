"""Models & providers by keyboard alone, and the other tabs. The focus is always seen, and never lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.openai import FakeOpenAI
from launch import Rxchat, run_command
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab
from .test_keys import card, connect, light, open_settings
from .test_providers_page import Silent

MOST_STOPS = 150

# Where the focus is: whether it shows, and lies within the window.
STOP = """() => {
    const at = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        what: at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent || at.tagName,
        card: at.closest("[data-provider]")?.dataset.provider,
        isNowhere: at === document.body || at === document.documentElement,
        isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
        isInside: box.width > 0 && box.left >= -1 && box.right <= innerWidth + 1 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


@pytest.fixture
def vendor() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        yield fake


@pytest.fixture
def lab() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        yield fake


@pytest.fixture
def silent() -> Iterator[Silent]:
    with Silent() as server:
        yield server
        server.may_answer.set()


@pytest.fixture
def program(tmp_path: Path, vendor: FakeAnthropic) -> Iterator[Rxchat]:
    with Rxchat(tmp_path / "data", environment={"ANTHROPIC_BASE_URL": vendor.url}) as running:
        yield running


class Keyboard:
    """Presses keys, and looks at each stop where the focus is."""

    def __init__(self, tab: Tab) -> None:
        self._page = tab.page
        self.stops: list[str] = []
        self.cards: dict[str, list[str]] = {}
        """What was stopped at in each card, the cards in the order they were come to."""

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)

    def go_to(self, goal: Locator, *, back: bool = False) -> None:
        """Tab until the focus is there."""
        expect(goal).to_be_attached()
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if back else "Tab")
            self.look()
            if goal.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{goal} is not among the stops: {self.stops[-MOST_STOPS:]}")

    def look(self) -> None:
        stop = self._page.evaluate(STOP)
        self.stops.append(stop["what"])
        if stop["card"]:
            self.cards.setdefault(stop["card"], []).append(stop["what"])
        assert not stop["isNowhere"], f"The focus is lost after {self.stops[-4:]}"
        assert stop["isSeen"], f"The focus does not show on {stop['what']}"
        assert stop["isInside"], f"{stop['what']} is out of the window"


def button(place: Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)


def word(place: Locator, text: str) -> None:
    expect(place.get_by_role("status")).to_contain_text(text)


def test_the_providers_tab_is_walked_by_keyboard_alone(
    program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic, lab: FakeOpenAI, silent: Silent
):
    link = run_command("link", "--port", str(program.port), "--data-dir", str(program.data_dir)).stdout.strip()
    assert program.sign_in(link)
    tab = open_tab(program)
    open_settings(tab)
    page, keys, claude = tab.page, Keyboard(tab), card(tab, "claude")

    # A provider is looked for and connected in the dialog, its row has the focus then.
    keys.go_to(page.get_by_role("tab", name="Models & providers"))
    keys.go_to(button(page.locator("main"), "Add provider"))
    keys.press("Enter")
    expect(page.get_by_role("searchbox", name="Search providers")).to_be_focused()
    keys.press("ArrowDown")
    keys.look()
    keys.go_to(page.get_by_role("searchbox", name="Search providers"), back=True)
    keys.type("anthropic")
    keys.press("Enter")
    expect(claude.get_by_label("API key")).to_be_focused()
    keys.type(vendor.key)
    keys.press("Enter")
    expect(button(page.locator("main"), "Done")).to_be_focused()
    keys.press("Enter")
    row = claude.locator("summary").first
    expect(row).to_be_focused()
    light(claude, "green")
    keys.look()

    # The key is saved again, the connection tested.
    keys.press("Enter")
    keys.go_to(claude.get_by_label("API key"))
    keys.type(vendor.key)
    keys.press("Enter")
    word(claude, "Key saved.")
    light(claude, "green")
    keys.look()
    keys.go_to(button(claude, "Test connection"))
    keys.press("Enter")
    word(claude, "Connected to Claude.")
    keys.look()

    # Another address: saved by Enter, the focus stays in its field. A key does not go along, and comes back with the address.
    keys.go_to(claude.get_by_text("Advanced"))
    keys.press("Enter")
    keys.go_to(claude.get_by_label("Base URL"))
    keys.type(silent.url)
    keys.press("Enter")
    word(claude, "Base URL saved.")
    expect(claude.get_by_label("Base URL")).to_be_focused()
    keys.go_to(claude.get_by_label("API key"), back=True)
    keys.type("sk-ant-for-the-silent-one")

    # A test of a server that does not answer is cancelled, and the server hears of it.
    keys.go_to(button(claude, "Test connection"))
    keys.press("Space")
    word(claude, "Testing…")
    keys.go_to(button(claude, "Cancel"))
    keys.press("Enter")
    word(claude, "Canceled.")
    expect(button(claude, "Test connection")).to_be_focused()
    expect(button(claude, "Cancel")).to_have_count(0)
    keys.go_to(claude.get_by_label("Base URL"))
    keys.type(vendor.url)
    keys.press("Enter")
    light(claude, "green")

    # Off and on.
    switch = claude.get_by_role("switch", name="Enabled")
    keys.go_to(switch)
    for state in ("false", "true"):
        keys.press("Space")
        expect(switch).to_have_attribute("aria-checked", state)
        expect(switch).to_be_focused()

    # The key is removed: its button goes, the focus stays in the card.
    keys.go_to(button(claude, "Remove key"), back=True)
    keys.press("Enter")
    expect(button(claude, "Remove? Click again to confirm")).to_be_focused()
    keys.press("Enter")
    word(claude, "Key removed.")
    expect(button(claude, "Remove key")).to_have_count(0)
    expect(claude).to_be_focused()
    keys.look()
    keys.press("Tab")
    expect(row).to_be_focused()

    # An endpoint is added and removed: the focus goes to the card before it.
    form = page.get_by_role("dialog")
    keys.go_to(button(page.locator("main"), "Add provider"), back=True)
    keys.press("Enter")
    keys.go_to(form.get_by_role("button", name="OpenAI-compatible server"))
    keys.press("Enter")
    expect(form.get_by_label("Name")).to_be_focused()
    keys.type("My lab")
    keys.go_to(form.get_by_label("Base URL"))
    keys.type(lab.url)
    keys.go_to(form.get_by_label("API key"))
    keys.type(lab.key)
    keys.go_to(button(form, "Add provider"))
    keys.press("Enter")
    word(form, "My lab added.")
    keys.look()
    keys.press("Enter")
    mine = card(tab, "custom-my-lab")
    expect(mine.locator("summary").first).to_be_focused()
    keys.press("Enter")
    keys.go_to(button(mine, "Remove provider"))
    keys.press("Enter")
    keys.press("Enter")
    expect(mine).to_have_count(0)
    keys.look()
    assert page.evaluate("document.activeElement.matches('section[data-provider]')")

    # Another browser's session is ended: its line goes, the focus stays in the list.
    page.goto(tab.url + "/settings/account")
    sessions = page.get_by_role("group", name="Active sessions")
    keys.go_to(sessions.get_by_role("button", name="Sign out A browser"))
    keys.press("Enter")
    expect(sessions.get_by_role("button", name="Sign out A browser")).to_have_count(0)
    expect(sessions).to_be_focused()
    keys.look()

    # The other tabs: arrows move along them, Enter follows.
    keys.go_to(page.get_by_role("tab", name="Account"), back=True)
    for name in ("Models & providers", "Chat", "Appearance", "Usage", "Data", "Account"):
        keys.press("ArrowRight" if name < "D" else "ArrowDown")
        keys.press("Enter")
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        keys.look()


def test_on_a_phone_every_stop_is_in_the_window_and_in_the_order_it_is_read(
    program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic, lab: FakeOpenAI
):
    tab = open_tab(program, size=PHONE)
    open_settings(tab)
    connect(tab, "claude", vendor.key)
    tab.page.evaluate("location.hash = 'vllm'")
    card(tab, "vllm").get_by_label("Base URL").fill(lab.url)
    card(tab, "vllm").get_by_label("Base URL").press("Enter")
    expect(card(tab, "vllm").get_by_role("status")).to_contain_text("rejected your API key")
    tab.page.keyboard.press("Escape")
    card(tab, "vllm").locator("summary").first.click()  # it opened by itself, as it failed
    keys = Keyboard(tab)
    keys.go_to(tab.page.get_by_role("tab", name="Models & providers"), back=True)
    keys.cards.clear()
    keys.go_to(card(tab, "vllm").get_by_role("switch"))
    assert [*keys.cards] == tab.page.locator("[data-provider]").evaluate_all("cards => cards.map(card => card.dataset.provider)")
    assert [len(stops) for stops in keys.cards.values()] == [2] * len(keys.cards)  # the row, and its switch
    for name in ("claude", "vllm"):
        card(tab, name).locator("summary").first.click()
        keys.cards.clear()
        keys.go_to(card(tab, name).get_by_role("switch"))
        link = ["Get a key from Claude (opens in a new tab)"] if name == "claude" else []
        remove = ["Remove key"] if name == "claude" else []
        assert keys.cards[name] == ["API key", "Save", "Test connection", *remove, *link, "Advanced", "Enabled"]
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
