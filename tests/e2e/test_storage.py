"""What the browser keeps (shell/early/guarded_storage.js). Where it can't, a value lasts as long as the page."""

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
    command = [
        NODE,
        Path(__file__).with_name("storage.mjs"),
        ROOT / "rxchat" / "components" / "shell" / "early" / "guarded_storage.js",
    ]
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
    assert len(told) == 7


def test_nobody_finds_what_another_person_has_left(told: dict[str, Any]):
    """Also in a tab that was somebody else's before they signed in in another tab."""
    assert told["found"] == [
        "null null",
        "draft- token-",
        "draft-1 token-1",
        "null null",
        "draft-2 null",
        "draft-2 token-2",
    ]


def test_a_tab_is_loaded_again_when_somebody_else_has_signed_in_in_another(told: dict[str, Any]):
    assert told["loads"] == [0, 0, 1]
