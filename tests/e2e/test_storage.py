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
    assert len(told) == 8


def test_each_person_finds_their_own_and_nothing_of_another(told: dict[str, Any]):
    """Also in a tab that was somebody else's before they signed in in another tab; who has signed out finds nothing."""
    assert told["found"] == [
        "null null",
        "draft-1 token-1",
        "null null",
        "draft-2 null",
        "draft-1 token-1",
        "null null",
        "draft-2 token-2 rxchat_signed_out=; Max-Age=0; Path=/; SameSite=strict",
        "null token-1",
        "draft-12 token-12",
    ]


def test_what_an_earlier_version_has_kept_stays_its_owners(told: dict[str, Any]):
    assert told["adopted"] == [[None, "old", "2:draft"], ["old", None, "1:draft"]]


def test_a_tab_is_loaded_again_when_somebody_else_has_signed_in_in_another(told: dict[str, Any]):
    assert told["loads"] == [0, 0, 1]
