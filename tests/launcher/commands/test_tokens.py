"""`rxchat token create|list|revoke` on a real data directory."""

import json
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.domain.errors import InvalidRequest
from rxchat.launcher.commands import accounts
from rxchat.launcher.commands.tokens import create, list_tokens, revoke


@pytest.fixture
def settings(tmp_path: Path, path: Path) -> Settings:
    assert path.parent == tmp_path
    return Settings(data_dir=tmp_path)


def test_a_token_is_created_listed_and_revoked(settings: Settings, capsys: pytest.CaptureFixture[str]):
    list_tokens(settings)
    assert "rxchat token create NAME" in capsys.readouterr().out
    create(settings, "Editor", models=("acme:*",), limit="$7.50", days=30)
    shown = capsys.readouterr()
    secret = shown.out.strip()
    assert secret.startswith("rxchat_")
    assert "can't be shown again" in shown.err
    list_tokens(settings)
    line = capsys.readouterr().out
    assert secret not in line
    assert all(part in line for part in ("Editor", secret[-4:], "acme:*", "$7.50 a month", "never used", "expires"))
    list_tokens(settings, as_json=True)
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["name"], listed["monthly_limit"]) == ("Editor", 7.5)
    with pytest.raises(InvalidRequest, match="no token"):
        revoke(settings, "Other")
    revoke(settings, str(listed["id"]))
    create(settings, "Editor", as_json=True)
    revoke(settings, "Editor")
    capsys.readouterr()
    list_tokens(settings, as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_in_a_team_a_token_is_somebodys(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    team = settings.model_copy(update={"mode": "team"})
    with pytest.raises(InvalidRequest, match="account"):
        create(team, "Editor")
    with pytest.raises(InvalidRequest, match="no account"):
        create(team, "Editor", email="nobody@example.org")
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("correct horse battery\n"))
    accounts.add_account(team, "ada@example.org", None)
    create(team, "Editor", email="ada@example.org")
    capsys.readouterr()
    list_tokens(team, email="ada@example.org")
    assert "Editor" in capsys.readouterr().out


@pytest.mark.parametrize("limit", ["a lot", "-1", "NaN", "0.00001"])
def test_an_amount_that_is_none_is_refused(settings: Settings, limit: str):
    with pytest.raises(InvalidRequest):
        create(settings, "Editor", limit=limit)
