"""The artifact panel: what a model made, beside the chat, by pointer and by keys, on a wide screen and on a phone."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import FrameLocator, Locator, expect

from .conftest import PHONE, OpenTab, Tab, status, with_vendor
from .test_page import findings, has_sideways_scroll


def tag(identifier: str, type_: str, title: str, content: str) -> str:
    return f'<antArtifact identifier="{identifier}" type="{type_}" title="{title}">\n{content}\n</antArtifact>'


PAGE = "<h1>First</h1>\n<script>document.body.append('ran')</script>\n" + "\n".join(
    f"<p>This is line {n} of the page.</p>" for n in range(20)
)
CHANGED = PAGE.replace("First", "Second")
OTHERS = "\n\n".join(
    (
        tag("page", "text/html", "Page", CHANGED),
        tag("flow", "application/vnd.ant.mermaid", "Flow", "graph LR\n  A[Start] --> B[Done]"),
        tag(
            "counter",
            "application/vnd.ant.react",
            "Counter",
            "export default function Counter() {\n"
            "  const [count, setCount] = useState(0);\n"
            "  return <button onClick={() => setCount(count + 1)}>Clicked {count}</button>;\n}",
        ),
        tag("notes", "text/markdown", "Notes", "# Notes\n\n- one\n- two"),
    )
)


COUNT_FRAMES = """() => {
    window.framesDrawn = 0;
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) {
            if (node.nodeType === 1) window.framesDrawn += node.matches("iframe") + node.querySelectorAll("iframe").length;
        }
    }).observe(document.body, { subtree: true, childList: true });
}"""


@pytest.fixture(scope="module")
def program(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("artifacts"), environment=with_vendor(session_vendor)) as running:
        yield running


def panel(tab: Tab) -> Locator:
    return tab.page.locator("dialog.artifact-panel")


def frame(tab: Tab) -> FrameLocator:
    return panel(tab).frame_locator("iframe")


def choose(tab: Tab, title: str) -> None:
    panel(tab).get_by_role("combobox", name="Artifact").select_option(title)


def opened(tab: Tab, name: str) -> Locator:
    return panel(tab).get_by_role("tab", name=name, exact=True)


def selected(tab: Tab, name: str) -> None:
    expect(opened(tab, name)).to_have_attribute("aria-selected", "true")


@pytest.fixture
def open_tab(open_tab: OpenTab) -> Iterator[OpenTab]:
    """Without what the browser says of the frame: it has no `web-share` to forbid, and no storage for `open_tab`'s own script."""
    tabs: list[Tab] = []

    def make(*given: Any, **options: Any) -> Tab:
        tabs.append(open_tab(*given, **options))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.faults[:] = [each for each in tab.faults if "'web-share'" not in each and "lacks the 'allow-same-origin'" not in each]


@pytest.fixture(scope="module")
def shared() -> dict[str, str]:
    return {}


def test_it_opens_beside_the_chat_while_an_artifact_is_written(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, shared: dict[str, str]
):
    tab = open_tab(program)
    going = threading.Event()
    vendor.answer("Here it is:\n\n" + tag("page", "text/html", "Page", PAGE), halfway=lambda: going.wait(20))
    tab.go()
    tab.composer.fill("Make a page")
    tab.composer.press("Enter")
    expect(panel(tab)).to_be_visible()
    selected(tab, "Code")
    expect(panel(tab)).to_contain_text("<h1>First</h1>")
    expect(tab.composer).to_be_focused()
    tab.page.evaluate(COUNT_FRAMES)
    going.set()
    status(tab.answers, "complete")
    selected(tab, "Preview")
    expect(frame(tab).locator("body")).to_contain_text("ran")
    expect(panel(tab).get_by_role("button", name="Edit")).to_be_enabled()  # its row is known
    assert tab.page.evaluate("window.framesDrawn") == 1
    tab.page.wait_for_url("**/c/*")
    shared["path"] = tab.page.url.removeprefix(program.url)

    vendor.answer("More of them:\n\n" + OTHERS, halfway=None)
    tab.ask("More")
    status(tab.answers.nth(1), "complete")
    expect(panel(tab).get_by_role("combobox", name="Artifact").get_by_role("option")).to_have_text(
        ["Page", "Flow", "Counter", "Notes"]
    )
    choose(tab, "Notes")
    expect(panel(tab).locator(".markdown h1")).to_have_text("Notes")
    choose(tab, "Flow")
    expect(frame(tab).locator("svg")).to_contain_text("Start")
    choose(tab, "Counter")
    button = frame(tab).get_by_role("button", name="Clicked 0")
    button.click()
    expect(frame(tab).get_by_role("button", name="Clicked 1")).to_be_visible()
    opened(tab, "Code").click()
    expect(panel(tab).locator("pre")).to_contain_text("export default function Counter")


def test_keys_do_everything(open_tab: OpenTab, program: Rxchat, shared: dict[str, str]):
    tab = open_tab(program)
    tab.go(shared["path"])
    expect(panel(tab)).to_have_count(0)
    press = tab.page.keyboard.press
    card = tab.answers.first.get_by_role("button", name="Open Page")
    card.focus()
    press("Enter")
    expect(panel(tab)).to_be_focused()
    expect(frame(tab).locator("h1")).to_have_text("First")
    expect(panel(tab)).to_contain_text("Version 1 of 2")
    opened(tab, "Preview").focus()
    press("End")
    press("Enter")
    selected(tab, "Versions")
    expect(panel(tab).get_by_role("group", name="Differences").locator("ins")).to_have_text(["Added: + <h1>Second</h1>"])
    expect(panel(tab)).to_contain_text("1 line added, 1 line removed.")
    assert findings(tab) == []
    separator = tab.page.get_by_role("separator", name="Resize artifacts")
    separator.focus()
    before = int(separator.get_attribute("aria-valuenow") or 0)
    press("ArrowLeft")
    expect(separator).to_have_attribute("aria-valuenow", str(before + 24))
    press("Home")
    expect(separator).to_have_attribute("aria-valuenow", "340")
    box = panel(tab).bounding_box()
    assert box is not None
    assert box["width"] == 340
    press("Escape")
    expect(panel(tab)).to_have_count(0)
    expect(card).to_be_focused()


def test_the_choice_is_kept_and_the_separator_is_dragged(open_tab: OpenTab, program: Rxchat, shared: dict[str, str]):
    tab = open_tab(program)
    tab.go(shared["path"])
    tab.answers.nth(1).get_by_role("button", name="Open Notes").click()
    separator = tab.page.get_by_role("separator", name="Resize artifacts")
    box = separator.bounding_box()
    assert box is not None
    mouse = tab.page.mouse
    mouse.move(box["x"], 400)
    mouse.down()
    mouse.move(800, 400, steps=3)
    mouse.up()
    expect(separator).to_have_attribute("aria-valuenow", "480")
    tab.page.reload()
    expect(panel(tab)).to_be_visible()
    expect(separator).to_have_attribute("aria-valuenow", "480")
    tab.button("New chat").click()
    expect(panel(tab)).to_have_count(0)
    expect(tab.page.locator("h1")).to_have_text("New chat")  # what went before is over
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url.split("/artifacts?")[0]))
    tab.page.go_back()
    expect(panel(tab).get_by_role("button", name="Edit")).to_be_enabled()
    assert len([url for url in asked if re.search(r"/conversations/\d+$", url)]) == 1, asked  # not one for each artifact
    tab.button("Full screen").click()
    expect(separator).to_have_count(0)
    tab.page.keyboard.press("Escape")
    expect(panel(tab)).to_have_count(0)
    tab.page.reload()
    expect(tab.answers.nth(1)).to_be_visible()
    expect(panel(tab)).to_have_count(0)


def editor(tab: Tab) -> Locator:
    return panel(tab).get_by_role("textbox", name="Code of")


def chosen_from_menu(tab: Tab, name: str) -> None:
    panel(tab).get_by_role("button", name="More artifact options").click()
    tab.page.get_by_role("menuitem", name=name, exact=True).click()


def test_what_is_typed_into_an_artifact_outlives_the_page_and_becomes_a_version(
    open_tab: OpenTab, program: Rxchat, shared: dict[str, str]
):
    tab = open_tab(program)
    tab.go(shared["path"])
    tab.answers.nth(1).get_by_role("button", name="Open Notes").click()
    panel(tab).get_by_role("button", name="Edit").click()
    selected(tab, "Code")
    expect(editor(tab)).to_be_focused()
    press = tab.page.keyboard.press
    press("Control+End")
    tab.page.keyboard.insert_text("\n- three")
    expect(tab.button("Save version")).to_be_enabled()
    assert findings(tab) == []
    tab.page.reload()
    expect(editor(tab)).to_contain_text("- three")
    opened(tab, "Preview").click()
    expect(panel(tab).locator(".markdown li").last).to_have_text("three")
    opened(tab, "Code").click()
    editor(tab).focus()
    press("Control+End")
    tab.page.keyboard.insert_text("\n- four")
    press("Escape")
    expect(panel(tab)).to_contain_text("You have unsaved changes.")
    tab.button("Continue editing").click()
    expect(editor(tab)).to_be_focused()
    tab.page.route("**/api/artifacts/*", lambda route: route.abort())
    press("Control+s")
    expect(panel(tab).get_by_role("alert")).to_contain_text("Can't reach rxchat.")
    expect(editor(tab)).to_contain_text("- four")
    tab.page.unroute("**/api/artifacts/*")
    press("Control+s")
    expect(panel(tab).get_by_role("status").first).to_have_text("Version saved")
    expect(editor(tab)).to_have_count(0)
    expect(panel(tab).locator("pre")).to_contain_text("- four")
    opened(tab, "Versions").click()
    expect(panel(tab).get_by_role("group", name="Differences").locator("ins")).to_have_text(["Added: + - three+ - four"])
    tab.page.reload()
    expect(panel(tab).locator(".markdown li").last).to_have_text("four")
    tab.faults.clear()  # the request that was cut


def test_an_artifact_is_renamed_copied_deleted_and_brought_back(open_tab: OpenTab, program: Rxchat, shared: dict[str, str]):
    tab = open_tab(program)
    tab.go(shared["path"])
    tab.answers.nth(1).get_by_role("button", name="Open Counter").click()
    titles = panel(tab).get_by_role("combobox", name="Artifact").get_by_role("option")
    chosen_from_menu(tab, "Rename")
    name = panel(tab).get_by_role("textbox", name="Artifact name")
    expect(name).to_be_focused()
    name.fill("Clicker")
    name.press("Enter")
    expect(titles).to_have_text(["Page", "Flow", "Clicker", "Notes"])
    expect(tab.answers.nth(1).get_by_role("button", name="Open Clicker")).to_be_visible()
    expect(panel(tab).get_by_role("button", name="More artifact options")).to_be_focused()
    chosen_from_menu(tab, "Make a copy")
    expect(titles).to_have_text(["Page", "Flow", "Clicker", "Notes", "Clicker (copy)"])
    expect(panel(tab).get_by_role("combobox", name="Artifact").locator("option:checked")).to_have_text("Clicker (copy)")
    copied = tab.answers.nth(1).get_by_role("button", name="Open Clicker (copy)")
    expect(copied).to_be_visible()
    chosen_from_menu(tab, "Delete")
    expect(titles).to_have_text(["Page", "Flow", "Clicker", "Notes"])
    expect(copied).to_have_count(0)
    tab.button("Undo").click()
    expect(copied).to_be_visible()
    expect(titles).to_have_text(["Page", "Flow", "Clicker", "Notes", "Clicker (copy)"])
    chosen_from_menu(tab, "Rename")
    expect(name).to_have_value("Clicker (copy)")
    name.press("Escape")
    chosen_from_menu(tab, "Delete")
    expect(copied).to_have_count(0)


def test_a_block_of_code_is_opened_as_an_artifact(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, shared: dict[str, str]
):
    tab = open_tab(program)
    tab.go(shared["path"])
    short = "```mermaid\ngraph LR\n```"
    vendor.answer(f"{short}\n\nAnd:\n\n```html\n<title>Dial</title>\n{PAGE}\n```\n\nDone.", halfway=None)
    tab.ask("Without tags")
    answer = tab.answers.nth(2)
    status(answer, "complete")
    answer.get_by_role("button", name="Open as artifact").click()
    expect(frame(tab).locator("h1")).to_have_text("First")
    expect(answer.get_by_role("button", name="Open Dial")).to_be_visible()
    expect(answer.get_by_role("button", name="Open as artifact")).to_have_count(0)
    expect(answer).to_contain_text("Done.")
    tab.page.reload()
    expect(answer.get_by_role("button", name="Open Dial")).to_be_visible()
    expect(frame(tab).locator("body")).to_contain_text("ran")


def test_a_search_leads_to_the_artifact(open_tab: OpenTab, program: Rxchat, shared: dict[str, str]):
    tab = open_tab(program)
    tab.go()
    tab.page.get_by_role("searchbox").fill("Clicker")
    tab.page.get_by_role("link", name="Artifact: Clicker").first.click()
    expect(panel(tab).get_by_role("combobox", name="Artifact").locator("option:checked")).to_have_text("Clicker")
    expect(frame(tab).get_by_role("button", name="Clicked 0")).to_be_visible()


def test_on_a_phone_it_is_a_sheet(open_tab: OpenTab, program: Rxchat, shared: dict[str, str], tmp_path: Path):
    tab = open_tab(program, size=PHONE, scheme="dark")
    tab.go(shared["path"])
    card = tab.answers.nth(1).get_by_role("button", name="Open Clicker")
    card.click()
    expect(frame(tab).get_by_role("button", name="Clicked 0")).to_be_visible()
    opened(tab, "Code").click()
    assert not has_sideways_scroll(tab)
    assert findings(tab) == []
    with tab.page.expect_download() as download:
        panel(tab).get_by_role("button", name="Download Clicker.jsx").click()
    assert download.value.suggested_filename == "Clicker.jsx"
    panel(tab).get_by_role("button", name="Edit").click()
    expect(editor(tab)).to_be_focused()
    assert not has_sideways_scroll(tab)
    assert findings(tab) == []
    tab.page.keyboard.press("Escape")
    expect(editor(tab)).to_have_count(0)
    tab.page.keyboard.press("Escape")
    expect(panel(tab)).to_have_count(0)
    expect(card).to_be_focused()
