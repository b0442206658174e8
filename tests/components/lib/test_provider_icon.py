"""The vendors' marks, by the names of providers."""

import re

from launch import ROOT

from rxchat.providers.registry import discover

MARKS = ROOT / "rxchat" / "components" / "lib" / "provider_marks.js"


def test_a_mark_belongs_to_a_built_in_provider():
    marked = re.findall(r"^  (\w+): \[", MARKS.read_text(), re.MULTILINE)
    assert len(marked) > 5
    assert set(marked) <= set(discover().names())
