"""Endpoints from the console: real commands on a real data directory."""

import asyncio
import io
import json
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from providers.certificates import Authority

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.errors import InvalidCertificate, InvalidRequest, RxchatError, UnknownProvider
from rxchat.launcher.commands.endpoints import add_endpoint, list_endpoints, remove_endpoint

KEY = "canary-of-an-endpoint-0123"
URL = "http://127.0.0.1:9/v1"
Act = Callable[..., str]
ACTIONS: dict[str, Callable[..., int]] = {"list": list_endpoints, "add": add_endpoint, "remove": remove_endpoint}


@pytest.fixture
def settings(tmp_path: Path, path: Path) -> Settings:
    assert path.parent == tmp_path
    return Settings(data_dir=tmp_path)


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Act:
    def run(settings: Settings, action: str, *, typed: str = "", **chosen: Any) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        given = {"has_key": bool(typed)} | chosen if action == "add" else chosen
        assert ACTIONS[action](settings, **given) == 0
        return capsys.readouterr().out

    return run


def test_one_is_added_listed_used_and_removed(act: Act, settings: Settings):
    assert act(settings, "list").startswith("No custom providers.")
    assert act(settings, "add", label=" My  lab", url=URL).startswith("Added My lab as custom-my-lab. A running rxchat")
    assert json.loads(act(settings, "add", label="My lab", url=URL, typed=f"{KEY}\n", as_json=True)) == {
        "endpoints": [{"name": "custom-my-lab-2", "label": "My lab", "base_url": URL, "certificate_authority": None}]
    }
    assert act(settings, "list").splitlines() == [f"custom-my-lab  My lab, at {URL}", f"custom-my-lab-2  My lab, at {URL}"]
    assert KEY.encode() not in settings.sqlite_path.read_bytes()
    assert "Removed" in act(settings, "remove", name="custom-my-lab")
    assert [one["name"] for one in json.loads(act(settings, "list", as_json=True))["endpoints"]] == ["custom-my-lab-2"]


async def found(settings: Settings) -> dict[str, str]:
    """The endpoints that a start finds, with their keys."""
    async with wiring.serving(settings) as services:
        names = [name for name in services.providers.registry.names() if name.startswith("custom-")]
        return {name: services.providers.factory.create(name).key for name in names}


async def test_those_of_a_team_are_the_servers(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY))
    allowed = (ip_network("127.0.0.0/8"),)
    team = settings.model_copy(update={"mode": "team", "private_addresses": allowed})
    await asyncio.to_thread(add_endpoint, team, "Lab", URL, has_key=True)
    assert await found(team) == {"custom-lab": KEY}
    with pytest.raises(InvalidRequest, match="private network") as caught:
        await asyncio.to_thread(add_endpoint, team, "Lab", "http://10.0.0.1/v1", has_key=False)
    assert "RXCHAT_PRIVATE_ADDRESSES" in caught.value.hint


def test_a_key_goes_with_its_endpoint(act: Act, settings: Settings):
    act(settings, "add", label="Lab", url=URL, typed=KEY)
    act(settings, "remove", name="custom-lab")
    act(settings, "add", label="Lab", url=URL)
    assert "custom-lab  Lab" in act(settings, "list")
    assert asyncio.run(found(settings)) == {"custom-lab": ""}


def test_a_certificate_authority_is_read_from_a_file(act: Act, settings: Settings, tmp_path: Path):
    authority = Authority(tmp_path / "authority")
    act(settings, "add", label="Lab", url=URL, authority=authority.file)
    (listed,) = json.loads(act(settings, "list", as_json=True))["endpoints"]
    assert listed["certificate_authority"] == authority.pem
    large = tmp_path / "large.pem"
    large.write_bytes(b"x" * 65_537)
    for file, kind, words in (
        (authority.certificate("127.0.0.1"), InvalidCertificate, "private key"),
        (large, InvalidCertificate, "longer than 64 kB"),
        (tmp_path / "absent.pem", InvalidRequest, "Can't read .*absent.pem: No such file"),
    ):
        with pytest.raises(kind, match=words):
            add_endpoint(settings, "Other", URL, authority=file, has_key=False)
    assert len(json.loads(act(settings, "list", as_json=True))["endpoints"]) == 1


@pytest.mark.parametrize(
    ("chosen", "kind", "words"),
    [
        ({"action": "add", "label": " ", "url": URL, "has_key": False}, InvalidRequest, "Enter a name"),
        ({"action": "add", "label": "Lab", "url": "lab", "has_key": False}, InvalidRequest, "valid URL|must start with"),
        ({"action": "remove", "name": "claude"}, InvalidRequest, "Claude isn't a custom provider"),
        ({"action": "remove", "name": "custom-lab"}, UnknownProvider, "no custom provider"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(
    settings: Settings, act: Act, capsys: pytest.CaptureFixture[str], chosen: dict[str, Any], kind: type[RxchatError], words: str
):
    chosen = {**chosen}
    with pytest.raises(kind, match=words):
        ACTIONS[chosen.pop("action")](settings, as_json=True, **chosen)
    assert capsys.readouterr().out == ""
    assert json.loads(act(settings, "list", as_json=True)) == {"endpoints": []}


def test_one_whose_name_a_file_has_taken_can_be_removed_and_the_file_keeps_its_key(act: Act, settings: Settings):
    act(settings, "add", label="Lab", url=URL, typed=KEY)
    folder = settings.data_dir / "providers"
    folder.mkdir()
    taker = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class Taker(OpenAICompatibleProvider):
    name = "custom-lab"
    label = "Taker"
    default_base_url = "http://127.0.0.1:9/v1"
    default_model = "one"
"""
    (folder / "taker.py").write_text(taker)
    assert "Removed Lab" in act(settings, "remove", name="custom-lab")
    assert asyncio.run(found(settings)) == {"custom-lab": KEY}
