"""The sheets of pages without scripts have the values of the tokens that they use, and no others."""

import re
from pathlib import Path

import pytest

from rxchat.api.plain_style import plain_style

TOKENS = (Path(__file__).parents[2] / "assets" / "css" / "tokens.css").read_text()


@pytest.mark.parametrize("name", ["share_page.css", "door.css"])
def test_each_token_that_a_sheet_uses_is_there(name: str):
    style = plain_style(name)
    light, _, rest = style.partition("@media screen and (prefers-color-scheme:dark)")
    dark = rest[: rest.index("}}")]
    used = set(re.findall(r"var\((--[\w-]+)\)", style))
    assert used == set(re.findall(r"(--[\w-]+):", light))
    assert used >= set(re.findall(r"(--[\w-]+):", dark)) >= {"--page", "--text", "--quiet", "--surface"}
    for declared, selector in ((light, ":root"), (dark, ".dark")):
        for token, value in re.findall(r"(--[\w-]+):([^;]+);", declared):
            assert re.search(rf"{re.escape(token)}: {re.escape(value)};", TOKENS), (selector, token)
    assert "--page:#fff;" in light
    assert "--page:#1a1a1a;" in dark
