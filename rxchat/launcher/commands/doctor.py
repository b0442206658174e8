"""`rxchat doctor`: every finding on a line, with what to do about it."""

import json
from dataclasses import asdict

from rxchat.config import Settings
from rxchat.launcher.console import say
from rxchat.launcher.diagnostics import Finding, Level, find


def run_doctor(settings: Settings, *, as_json: bool) -> int:
    """The exit code: 1 where a check fails."""
    return 0 if examine(settings, as_json=as_json) else 1


def examine(settings: Settings, *, as_json: bool) -> bool:
    """Print what is found. True when nothing fails; nothing on the disk is changed."""
    findings = list(find(settings))
    is_well = all(finding.level is not Level.FAIL for finding in findings)
    if as_json:
        say(json.dumps({"is_well": is_well, "findings": [asdict(finding) for finding in findings]}, indent=2))
        return is_well
    for finding in findings:
        say(line(finding))
    say("\nAll is well." if is_well else "\nSomething has to be mended: see the lines that begin with `fail`.")
    return is_well


def line(finding: Finding) -> str:
    text = f"{finding.level:4}  {finding.name}: {finding.text}"
    return f"{text} {finding.advice}" if finding.advice else text
