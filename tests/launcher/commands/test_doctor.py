import json
from pathlib import Path

import pytest

from rxchat.config import load_settings
from rxchat.launcher.commands.doctor import examine, line
from rxchat.launcher.findings import Diagnostic, Level


def test_a_line_says_what_is_found_and_what_to_do() -> None:
    assert line(Diagnostic(level=Level.OK, name="page", text="built and up to date")) == "ok    page: built and up to date"
    finding = Diagnostic(level=Level.WARN, name="secret key", text="can be read by others.", advice="chmod 600 key")
    assert line(finding) == "warn  secret key: can be read by others. chmod 600 key"


def test_a_healthy_installation_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert examine(load_settings(data_dir=tmp_path / "none"), as_json=False)
    assert capsys.readouterr().out.endswith("No problems found.\n")


def test_json_holds_the_same_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rxchat.db").mkdir()
    assert not examine(load_settings(data_dir=tmp_path), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["is_well"] is False
    assert {"level", "name", "text", "advice"} == set(told["findings"][0])
    assert any(finding["level"] == "fail" and finding["name"] == "database" for finding in told["findings"])
