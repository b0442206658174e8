"""Libraries that are imported when they're first used."""

import sys
from pathlib import Path

import pytest

from rxchat.domain.deferred_import import DeferredImport


def test_a_library_is_imported_with_the_first_use_of_something_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seldom_used.py").write_text("class Error(Exception): ...\ndef fail(): raise Error('no')\n")
    monkeypatch.syspath_prepend(tmp_path)
    seldom_used = DeferredImport("seldom_used")
    assert "seldom_used" not in sys.modules
    with pytest.raises(seldom_used.Error, match="no"):
        seldom_used.fail()
    assert "seldom_used" in sys.modules
    with pytest.raises(AttributeError, match="nothing"):
        _ = seldom_used.nothing
    monkeypatch.delitem(sys.modules, "seldom_used")


def test_a_library_that_is_missing_fails_with_its_first_use() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        _ = DeferredImport("no_such_library").anything
