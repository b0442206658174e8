"""The short way for prose (chat/reply/prose.js) draws what the parser would: the two are compared on thousands of texts."""

import json
from pathlib import Path
from typing import Any

import pytest
from launch import ROOT
from renderer import run_script

RULE = ROOT / "rxchat" / "components" / "chat" / "reply" / "prose.js"


def compared(folder: Path, rules: dict[str, str] | None = None) -> dict[str, Any]:
    """How the texts fared: `texts` and `prose` count them, `differing` are those that would be drawn otherwise."""
    return json.loads(run_script(Path(__file__).with_name("prose.mjs"), folder, changed=rules))


def test_prose_is_drawn_as_the_parser_draws_it(tmp_path: Path):
    told = compared(tmp_path)
    assert told["prose"] > 1_000
    assert told["differing"] == []


@pytest.mark.parametrize("mark", ["`*_~[\\]<>|\\\\&$@", "\\n"])
def test_a_rule_that_lets_through_too_much_is_seen(mark: str, tmp_path: Path):
    rule = RULE.read_text()
    assert rule.count(mark) == 1
    assert compared(tmp_path, {"chat/reply/prose.js": rule.replace(mark, "")})["differing"] != []
