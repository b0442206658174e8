from pathlib import Path

import pytest

from rxchat.launcher.commands.build import build_page
from rxchat.launcher.page_build.paths import PagePaths


def test_a_page_that_is_up_to_date_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = PagePaths(home=tmp_path, web=tmp_path / "_web", is_shipped=True)
    monkeypatch.setattr("rxchat.launcher.commands.build.find_page_paths", lambda: shipped)
    assert build_page() == 0
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""
