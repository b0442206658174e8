import pytest

from rxchat.domain.errors import RxchatError
from rxchat.launcher.commands.settings import load


def test_a_setting_that_cannot_be_used_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_PORT", "eight")
    with pytest.raises(RxchatError, match=r"^RXCHAT_PORT: ") as caught:
        load()
    monkeypatch.delenv("RXCHAT_PORT")
    assert (caught.value.code, caught.value.hint) == ("invalid_setting", "Change RXCHAT_PORT.")
    with pytest.raises(RxchatError, match=r"^--port: "):
        load(port=0)
