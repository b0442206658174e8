"""Images in a conversation, in the browser: attached in every way, sent, looked at. What the vendors received is the proof."""

import base64
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from pictures import png
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, status, with_mistral, with_vendor
from .test_page import findings, has_sideways_scroll

CAT, DOG, OWL = png(40, 30, shade=40), png(30, 40, shade=120), png(300, 200, shade=200)
# The browser's own way to hand files over: Playwright has none for the clipboard, nor for a drag from outside of the page.
HAND_OVER = """([kind, files, selector]) => {
    const data = new DataTransfer();
    for (const [name, content] of files) {
        data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type: "image/png" }));
    }
    const options = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent(kind, { ...options, clipboardData: data })
        : new DragEvent(kind, { ...options, dataTransfer: data });
    document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def both(session_vendor: FakeAnthropic, mistral: FakeMistral, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat with Claude and Mistral, in which Claude answers unless another model is chosen."""
    data_dir: Path = tmp_path_factory.mktemp("data")
    default = {"RXCHAT_DEFAULT_MODEL": "claude:claude-sonnet-5-5"}
    environment = with_vendor(session_vendor) | with_mistral(mistral) | default
    with Rxchat(data_dir, environment=environment) as running:
        yield running


def are_uploaded(tab: Tab, count: int) -> None:
    expect(attached(tab)).to_have_count(count)
    expect(tab.page.get_by_role("progressbar")).to_have_count(0)


def hand_over(tab: Tab, kind: str, selector: str, **files: bytes) -> None:
    named = [[f"{name}.png", base64.b64encode(content).decode()] for name, content in files.items()]
    tab.page.evaluate(HAND_OVER, [kind, named, selector])


def choose(tab: Tab, **files: bytes) -> None:
    with tab.page.expect_file_chooser() as chooser:
        tab.button("Add images").click()
    chooser.value.set_files([{"name": f"{name}.png", "mimeType": "image/png", "buffer": data} for name, data in files.items()])


def attached(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Attached images").get_by_role("img")


def shown(tab: Tab) -> Locator:
    return tab.questions.get_by_role("button", name=re.compile("Attached image"))


def has_loaded(picture: Locator) -> None:
    expect(picture).to_be_visible()
    picture.evaluate("(image) => image.decode()")


def sent_to(body: bytes) -> list[str]:
    """Which of the images a vendor's request holds, in that order."""
    places = {name: body.find(base64.b64encode(data)) for name, data in {"cat": CAT, "dog": DOG, "owl": OWL}.items()}
    return sorted((name for name, place in places.items() if place >= 0), key=lambda name: places[name])


@pytest.mark.parametrize(("size", "scheme"), [((1280, 900), "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_images_are_attached_in_every_way_and_reach_each_vendor(
    open_tab: OpenTab, both: Rxchat, vendor: FakeAnthropic, mistral: FakeMistral, size: tuple[int, int], scheme: str
):
    tab = open_tab(both, size=size, scheme=scheme)
    tab.go()
    hand_over(tab, "paste", "#message", cat=CAT)
    expect(attached(tab)).to_have_count(1)
    hand_over(tab, "dragover", ".transcript", dog=DOG)
    expect(tab.page.locator(".page")).to_have_attribute("data-dropping", "")
    hand_over(tab, "drop", ".transcript", dog=DOG)
    expect(tab.page.locator(".page")).not_to_have_attribute("data-dropping", "")
    expect(attached(tab)).to_have_count(2)
    choose(tab, owl=OWL, cat=CAT, notes=b"no image at all")
    expect(attached(tab)).to_have_count(4)
    expect(tab.page.get_by_text("notes.png isn't a supported image. Use PNG")).to_be_visible()
    tab.button("Remove cat (2).png").click()
    expect(tab.button("Remove owl.png")).to_be_focused()
    are_uploaded(tab, 3)
    tab.page.reload()
    expect(attached(tab)).to_have_count(3)
    has_loaded(attached(tab).last)
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)
    vendor.next(text="Three animals.")
    tab.button("Send").click()
    tab.page.wait_for_url("**/c/*")
    status(tab.answers, "complete")
    expect(attached(tab)).to_have_count(0)
    assert sent_to(vendor.messages[-1].body) == ["cat", "dog", "owl"]
    expect(shown(tab)).to_have_count(3)
    shown(tab).last.press("Enter")
    dialog = tab.page.get_by_role("dialog", name="Attached image 3 of 3")
    has_loaded(dialog.get_by_role("img"))
    assert findings(tab) == []
    dialog.get_by_role("button", name="Next").press("Enter")  # there is none, and the focus stays
    tab.page.keyboard.press("ArrowLeft")
    expect(tab.page.get_by_role("dialog", name="Attached image 2 of 3")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog", name=re.compile("Attached"))).to_have_count(0)
    expect(shown(tab).last).to_be_focused()
    assert not has_sideways_scroll(tab)
    tab.choose_model("Mistral AI", "Mistral Medium")
    mistral.next(text="Trois animaux.")
    tab.ask("And in French?")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    assert sent_to(mistral.requests[-1].body) == ["cat", "dog", "owl"]


def test_a_model_that_cannot_see_says_so_before_and_after(open_tab: OpenTab, both: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(both)
    tab.go()
    choose(tab, dog=DOG)
    blind = tab.open_models().get_by_role("option", name="SmolLM2 135M")
    expect(blind).to_have_accessible_description(re.compile("Can't read images. The ones you attached"))
    blind.click()
    warning = tab.page.get_by_role("status").filter(has_text="SmolLM2 135M can't read images")
    expect(warning).to_be_visible()
    assert findings(tab) == []
    warning.get_by_role("button", name="Switch to").click()
    expect(tab.page.get_by_role("button", name="Model: SmolLM2 135M")).to_have_count(0)
    expect(warning).to_have_count(0)
    tab.choose_model("On this computer", "SmolLM2 135M")
    tab.ask("What is it?")
    expect(tab.answers.get_by_text("SmolLM2 135M can't read images. 1 image was left out.")).to_be_visible(timeout=60_000)


def test_an_edited_question_keeps_the_images_that_stay(open_tab: OpenTab, both: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(both)
    tab.go()
    tab.choose_model("Claude", "Claude Sonnet 5.5")
    choose(tab, cat=CAT, dog=DOG)
    tab.ask("Which is louder?")
    tab.page.wait_for_url("**/c/*")
    status(tab.answers, "complete")
    path = urlsplit(tab.page.url).path
    hand_over(tab, "paste", "#message", panorama=png(8200, 40))  # wider than any vendor takes
    are_uploaded(tab, 1)
    tab.button("New chat").click()
    tab.page.wait_for_url(tab.url + "/")
    expect(attached(tab)).to_have_count(0)
    choose(tab, **{f"picture-{number}": CAT for number in range(21)})
    expect(tab.page.get_by_text("You can add up to 20 images to a message.")).to_be_visible()
    expect(attached(tab)).to_have_count(20)
    assert not has_sideways_scroll(tab)
    tab.page.get_by_role("link", name="Which is louder?").click()
    expect(attached(tab)).to_have_count(1)
    tab.page.reload()
    has_loaded(attached(tab))
    assert attached(tab).evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [2048, 10]
    tab.button("Remove panorama.png").click()
    expect(tab.composer).to_be_focused()
    tab.questions.hover()
    tab.button("Edit").click()
    tab.button("Remove image 1").click()
    expect(tab.page.get_by_role("textbox", name="Edit message")).to_be_focused()
    assert findings(tab) == []
    tab.page.keyboard.press("Enter")
    expect(tab.questions.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    status(tab.answers, "complete")
    assert sent_to(vendor.messages[-1].body) == ["dog"]
    expect(shown(tab)).to_have_count(1)
    with closing(sqlite3.connect(both.data_dir / "rxchat.db")) as connection, connection:
        connection.execute("UPDATE messages SET images = 'nonsense' WHERE image_count = 1 AND conversation_id = ?", (path[3:],))
    other = open_tab(both)
    other.may_complain = True  # the browser logs that an image is not there
    other.go(path)
    expect(other.questions.get_by_text("Image not available")).to_be_visible()
