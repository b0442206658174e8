"""Models by id from the console: real commands on a real data directory."""

import json
from pathlib import Path
from typing import Any

import pytest

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.errors import InvalidRequest, UnknownProvider
from rxchat.launcher.commands.models import add_model, list_models, remove_model


def test_models_are_added_listed_offered_and_removed(tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]):
    assert path.parent == tmp_path
    settings = Settings(data_dir=tmp_path)

    def act(action: str, **chosen: Any) -> str:
        assert {"list": list_models, "add": add_model, "remove": remove_model}[action](settings, **chosen) == 0
        return capsys.readouterr().out

    assert act("list").startswith("No added models.")
    assert act("add", provider="claude", model=" maker/m:7b ").startswith("Added claude:maker/m:7b. A running rxchat")
    assert json.loads(act("add", provider="ollama", model="x", as_json=True)) == {"models": ["ollama:x"]}
    assert act("list").splitlines() == ["claude:maker/m:7b", "ollama:x"]
    with pytest.raises(UnknownProvider):
        act("add", provider="nobody", model="x")
    for action, model in (("add", "a\u202eb"), ("remove", "never")):
        with pytest.raises(InvalidRequest):
            act(action, provider="claude", model=model)
    assert "Removed" in act("remove", provider="ollama", model="x")
    assert act("list").splitlines() == ["claude:maker/m:7b"]


async def test_the_program_offers_what_was_added(tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch):
    assert path.parent == tmp_path
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-0123456789")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    async with wiring.serving(Settings(data_dir=tmp_path)) as services:
        await services.providers.typed_models.add("claude", "claude-new")
        found = services.models.catalog.find("claude:claude-new")
        assert found is not None
        assert found.is_typed
        status = await services.providers.status.of(services.auth.local_user_id, "claude")
        assert status.typed_models == ("claude-new",)
