"""What the tests of the door and the log share."""

import pytest

from rxchat.security import redaction


@pytest.fixture
def no_other_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of tests knows hundreds, a program a few: they are looked for one by one."""
    monkeypatch.setattr(redaction, "_secrets", set[str]())
    monkeypatch.setattr(redaction, "_longest_first", ())
