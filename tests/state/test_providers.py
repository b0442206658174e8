"""The providers as the settings show them."""

from pathlib import Path

import pytest
from fakes.acme import AcmeProvider

from rxchat.state.providers import ProviderState
from rxchat.wiring import Services

from .conftest import Tab


@pytest.fixture
def broken_file(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir(exist_ok=True)
    (tmp_path / "providers" / "zz_broken.py").write_text("import nothing_of_that_name\n")


@pytest.mark.usefixtures("broken_file")
async def test_each_provider_says_how_it_stands(tab: Tab, acme: AcmeProvider):
    await tab.open("/settings")
    await tab.until(ProviderState, lambda state: bool(state.providers))
    shown = {view.name: view for view in await tab.read(ProviderState, "providers")}
    assert shown["acme"].status in ("Not tested yet", "Connected")
    assert not shown["acme"].takes_key
    assert shown["claude"].light == "yellow"
    assert shown["claude"].status == "Not connected"
    assert "ANTHROPIC_API_KEY" in shown["claude"].environment_hint
    assert shown["claude"].takes_key
    assert await tab.read(ProviderState, "listed_count") == sum(view.is_listed for view in shown.values()) > 0
    (broken,) = [view for view in shown.values() if view.is_broken]
    assert "nothing_of_that_name" in broken.status


@pytest.mark.usefixtures("acme")
async def test_a_provider_that_is_connected_in_the_dialog_is_listed_when_that_closes(tab: Tab, services: Services):
    await tab.open("/settings")
    await tab.until(ProviderState, lambda state: bool(state.providers))
    await tab.fire(ProviderState.choose("vllm"))
    await services.providers.settings.set_base_url("vllm", "http://localhost:9/v1")
    await tab.fire(ProviderState.choose("vllm"))
    assert not await is_listed(tab, "vllm")
    await tab.fire(ProviderState.choose("x" * 1000))  # no provider: none is chosen
    assert await is_listed(tab, "vllm")
    listed = [view for view in await tab.read(ProviderState, "providers") if view.is_listed]
    assert await tab.read(ProviderState, "listed_count") == len(listed)


async def is_listed(tab: Tab, name: str) -> bool:
    return next(view.is_listed for view in await tab.read(ProviderState, "providers") if view.name == name)
