"""Twelve screens look as they did: what is in sight, where, how large, in which colours; wide and narrow, light and dark.

Compared with look.json, and not pixel by pixel: another machine has other fonts. A change that is meant is written there with
`LOOK=write .venv/bin/python -m pytest tests/e2e/test_look.py`.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import DESKTOP, PHONE, OpenTab, Tab, status, with_vendor
from .test_keys import card, open_settings, unfold

KEPT = Path(__file__).with_name("look.json")
SLACK = 24  # pixels, which another font may move or stretch a thing by
SHARE = 0.12  # or that share of its size
ANSWER = "# Heading\n\nA paragraph with `code`.\n\n| a | b |\n|---|---|\n| one | two |\n\n```python\nx = 1\n```\n"

PARTS = [
    ".sidebar",
    ".sidebar-item.current",
    ".new-chat",
    ".header",
    ".title",
    ".menu-button",
    ".composer",
    ".send",
    ".greeting",
    ".idea",
    ".question",
    ".markdown h1",
    ".markdown table",
    ".markdown [data-streamdown=code-block]",
    ".message.assistant .tools",
    ".model-selector",
    ".model-head input",
    ".model-row",
    ".model-group-head",
    ".tabs",
    ".tab[aria-selected=true]",
    ".card",
    ".provider-rows",
    ".provider-row",
    ".provider-controls",
    ".switch",
    ".field",
    ".action",
    ".preference",
    ".choice-group",
    ".no-usage",
    ".drop-zone",
    ".empty",
    ".shortcuts",
    ".account-person",
    ".add-provider",
    ".provider-tile",
]

# Of each part that is in sight: how many there are, and of the first its box, its colours, its size of type.
MEASURE = """parts => Object.fromEntries(parts.flatMap((part) => {
    const inSight = [...document.querySelectorAll(part)].filter((one) => {
        const { width, height, right, bottom, left, top } = one.getBoundingClientRect();
        return width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
            && one.checkVisibility({ visibilityProperty: true });
    });
    if (inSight.length === 0) return [];
    const { left, top, width, height } = inSight[0].getBoundingClientRect();
    const { color, backgroundColor, borderTopColor, fontSize } = getComputedStyle(inSight[0]);
    return [[part, {
        box: [left, top, width, height].map(Math.round),
        colours: [color, backgroundColor, borderTopColor],
        size: fontSize,
    }]];
}))"""


class Variant(NamedTuple):
    size: tuple[int, int]
    scheme: str

    def __str__(self) -> str:
        return f"{self.size[0]} {self.scheme}"


VARIANTS = [Variant(size, scheme) for size in (DESKTOP, PHONE) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, session_vendor: FakeAnthropic) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("data"), environment=with_vendor(session_vendor)) as running:
        yield running


def the_home(tab: Tab) -> None:
    tab.go()
    expect(tab.page.locator(".greeting")).to_be_visible()


def a_chat(tab: Tab) -> None:
    tab.ask_new("Show me everything")
    status(tab.answers, "complete")
    tab.answers.get_by_text("Heading").hover()


def the_models(tab: Tab) -> None:
    tab.go()
    tab.open_models()


def the_providers(tab: Tab) -> None:
    open_settings(tab)
    expect(tab.page.get_by_role("combobox", name="Default model for new chats").locator("option").nth(3)).to_be_attached()
    expect(card(tab, "claude").locator(".status-light")).to_have_attribute("data-light", "green")


def an_open_provider(tab: Tab) -> None:
    unfold(card(tab, "claude"))


def the_shortcuts(tab: Tab) -> None:
    tab.page.keyboard.press("Control+/")
    expect(tab.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def the_providers_to_add(tab: Tab) -> None:
    tab.page.goto(tab.url + "/settings#add")
    expect(tab.page.get_by_role("dialog").get_by_role("listitem").nth(3)).to_be_visible()


def the_chat_settings(tab: Tab) -> None:
    tab.page.goto(tab.url + "/settings/chat")
    expect(tab.page.get_by_role("heading", name="Custom instructions")).to_be_visible()


def at(path: str, shown: str) -> Callable[[Tab], None]:
    def go(tab: Tab) -> None:
        tab.page.goto(tab.url + path)
        expect(tab.page.locator(shown).first).to_be_visible()

    return go


SCREENS: dict[str, Callable[[Tab], None]] = {
    "home": the_home,
    "chat": a_chat,
    "models": the_models,
    "providers": the_providers,
    "an open provider": an_open_provider,
    "appearance": at("/settings/appearance", ".preference"),
    "chat settings": the_chat_settings,
    "data": at("/settings/data", ".drop-zone"),
    "missing": at("/nowhere", ".empty"),
    "shortcuts": the_shortcuts,
    "account": at("/settings/account", "[data-session]"),
    "add provider": the_providers_to_add,
}


def looks(tab: Tab) -> dict[str, Any]:
    """How a screen looks in each variant: resized and recoloured where it is."""
    found = {}
    for variant in VARIANTS:
        tab.page.set_viewport_size({"width": variant.size[0], "height": variant.size[1]})
        tab.page.emulate_media(color_scheme="dark" if variant.scheme == "dark" else "light", reduced_motion="reduce")
        expect(tab.page.locator("html")).to_have_class(variant.scheme)
        found[str(variant)] = tab.page.evaluate(MEASURE, PARTS)
    tab.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return found


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    if missing := before.keys() ^ now.keys():
        return [f"{part} is {'gone' if part in before else 'new'}" for part in sorted(missing)]
    found = []
    for part, was in before.items():
        one = now[part]
        found += [f"{part}: {key} {was[key]} -> {one[key]}" for key in ("colours", "size") if was[key] != one[key]]
        if any(abs(old - new) > max(SLACK, SHARE * old) for old, new in zip(was["box"], one["box"], strict=True)):
            found.append(f"{part}: box {was['box']} -> {one['box']}")
    return found


def test_twelve_screens_look_as_they_did(program: Rxchat, vendor: FakeAnthropic, open_tab: OpenTab, subtests: pytest.Subtests):
    vendor.answer(ANSWER)
    tab = open_tab(program)
    tab.may_complain = True  # the browser logs the page that is missing
    found = {}
    for name, show in SCREENS.items():
        show(tab)
        found[name] = looks(tab)
    if os.environ.get("LOOK") == "write":
        text = re.sub(r"\[[^\[\]]*\]", lambda values: " ".join(values[0].split()), json.dumps(found, indent=1))
        KEPT.write_text(text + "\n")
    kept = json.loads(KEPT.read_text())
    assert kept.keys() == found.keys()
    for name, variants in found.items():
        for variant, parts in variants.items():
            with subtests.test(f"{name}, {variant}"):
                assert differences(kept[name][variant], parts) == []


BOX = {"box": [10, 10, 200, 40], "colours": ["rgb(0, 0, 0)", "rgb(1, 1, 1)", "rgb(2, 2, 2)"], "size": "14px"}


@pytest.mark.parametrize(
    "change",
    [
        {"colours": ["rgb(9, 0, 0)", "rgb(1, 1, 1)", "rgb(2, 2, 2)"]},
        {"size": "15px"},
        {"box": [10, 60, 200, 40]},
        {"box": [10, 10, 260, 40]},
    ],
)
def test_another_look_is_noticed(change: dict[str, Any]):
    assert len(differences({".a": BOX}, {".a": BOX | change})) == 1


def test_another_font_is_no_other_look_and_a_part_that_is_gone_is():
    assert differences({".a": BOX}, {".a": BOX | {"box": [12, 14, 215, 44]}}) == []
    assert differences({".a": BOX, ".b": BOX}, {".a": BOX}) == [".b is gone"]
