"""`rxchat doctor`: every check on a line, with what to do about it."""

import json
from dataclasses import asdict

from rxchat.config import Settings
from rxchat.launcher.console import say
from rxchat.launcher.diagnostics import diagnose
from rxchat.launcher.findings import Diagnostic, Level


def run_doctor(settings: Settings, *, as_json: bool) -> int:
    """The exit code: 1 where a check fails."""
    return 0 if examine(settings, as_json=as_json) else 1


def examine(settings: Settings, *, as_json: bool) -> bool:
    """Print the checks. True when none fails; nothing on the disk is changed."""
    checks = list(diagnose(settings))
    is_healthy = all(check.level is not Level.FAIL for check in checks)
    if as_json:
        say(json.dumps({"is_well": is_healthy, "findings": [asdict(check) for check in checks]}, indent=2))
        return is_healthy
    for check in checks:
        say(line(check))
    say("\nNo problems found." if is_healthy else "\nProblems found. See the lines marked fail.")
    return is_healthy


def line(check: Diagnostic) -> str:
    text = f"{check.level:4}  {check.name}: {check.text}"
    return f"{text} {check.advice}" if check.advice else text
