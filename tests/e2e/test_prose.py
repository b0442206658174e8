"""The short way for prose (assets/js/prose.js) draws what the parser would: the two are compared on thousands of texts."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from launch import ROOT

NODE = ROOT / ".venv" / "bin" / "node"
RULE = ROOT / "assets" / "js" / "prose.js"


def compared(rule: Path) -> dict[str, Any]:
    """How the texts fared: `texts` and `prose` count them, `differing` are those that would be drawn otherwise."""
    command = [NODE, Path(__file__).with_name("prose.mjs"), ROOT / ".web" / "node_modules", rule]
    return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout)


def test_prose_is_drawn_as_the_parser_draws_it():
    told = compared(RULE)
    assert told["prose"] > 1_000
    assert told["differing"] == []


@pytest.mark.parametrize("mark", ["`*_~[\\]<>|\\\\&$@", "\\n"])
def test_a_rule_that_lets_through_too_much_is_seen(mark: str, tmp_path: Path):
    rule = RULE.read_text()
    assert rule.count(mark) == 1
    loose = tmp_path / "prose.mjs"
    loose.write_text(rule.replace(mark, ""))
    assert compared(loose)["differing"] != []
