"""The reports of several files as one (rxchat/components/settings/import_reports.js)."""

import json
import subprocess
from typing import Any

from launch import ROOT

NODE = ROOT / ".venv" / "bin" / "node"
RULE = ROOT / "rxchat" / "components" / "settings" / "import_reports.js"
SCRIPT = f"""
import {{ readFileSync }} from "node:fs";
const {{ joined }} = await import("data:text/javascript;base64," + readFileSync({json.dumps(str(RULE))}).toString("base64"));
console.log(JSON.stringify(joined(JSON.parse(readFileSync(0)))));
"""


def joined(*reports: dict[str, Any]) -> dict[str, Any]:
    command = [NODE, "--input-type=module", "--eval", SCRIPT]
    told = subprocess.run(command, input=json.dumps(reports), capture_output=True, text=True, timeout=60, check=True)
    return json.loads(told.stdout)


def report(**more: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("conversations", "messages", "duplicates", "failed"), 0)
    return {**counts, "sources": [], "failures": [], "left_out": {}, "first_at": None, "last_at": None} | more


def test_counts_are_added_up_and_dates_are_those_of_all():
    first = report(
        sources=["chatgpt"],
        conversations=1,
        messages=4,
        left_out={"tool calls": 1, "images and files": 2},
        first_at="2026-03-01T10:00:00Z",
        last_at="2026-03-02T10:00:00.5Z",
    )
    second = report(
        sources=["claude", "chatgpt"],
        messages=3,
        duplicates=2,
        failed=1,
        failures=[{"title": "T", "reason": "R"}],
        left_out={"tool calls": 4},
        first_at="2025-03-01T10:00:00Z",
        last_at="2026-03-02T10:00:00Z",
    )
    assert joined(first, second, report()) == report(
        sources=["chatgpt", "claude"],
        conversations=1,
        messages=7,
        duplicates=2,
        failed=1,
        failures=[{"title": "T", "reason": "R"}],
        left_out={"tool calls": 5, "images and files": 2},
        first_at="2025-03-01T10:00:00Z",
        last_at="2026-03-02T10:00:00.5Z",
    )


def test_one_report_is_itself():
    only = report(conversations=1, first_at="2026-03-01T10:00:00Z", last_at="2026-03-01T10:00:00Z")
    assert joined(only) == only
    assert joined(report()) == report()
