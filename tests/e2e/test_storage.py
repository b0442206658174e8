"""What the browser keeps (assets/js/storage.js). Where it can't, a value lasts as long as the page."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from launch import ROOT

NODE = ROOT / ".venv" / "bin" / "node"
UNKEPT = {"isShortKept": False, "isLongKept": False, "later": None}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    command = [NODE, Path(__file__).with_name("storage.mjs"), ROOT / "assets" / "js" / "storage.js"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("roomy", {"isShortKept": True, "isLongKept": True, "later": "Hi, and much more"}),
        ("full", {"isShortKept": True, "isLongKept": False, "later": None}),
        ("none", UNKEPT),
        ("forbidden to name", UNKEPT),
        ("forbidden to use", UNKEPT),
    ],
)
def test_a_value_is_there_while_the_page_is(told: dict[str, Any], case: str, expected: dict[str, Any]):
    assert told[case] == expected | {"now": "Hi, and much more", "removed": None, "missing": None}


def test_every_case_was_looked_at(told: dict[str, Any]):
    assert len(told) == 5
