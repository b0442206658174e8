import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rxchat.domain.errors import InsecureConnection, InvalidRequest, NotConfigured, UnknownProvider
from rxchat.domain.provider_connection import Connection, Network
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import discover
from rxchat.providers.transport.certificates import trusted

from .certificates import Authority, secure_server
from .conformance.test_suite import CompletionDialect
from .conftest import Scripted, ask, hurried

ANSWER = (
    'data: {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"content": "Hello."}, "finish_reason": "stop"}]}\n\n'
    "data: [DONE]\n\n"
)


class TestCustomEndpointConformance(CompletionDialect):
    provider = custom_endpoint("my-lab", "My lab", "http://127.0.0.1:9/v1")


async def test_an_endpoint_is_added_used_and_removed_while_the_program_runs(scripted: Scripted):
    scripted.say(ANSWER)
    registry = discover()
    factory = ProviderFactory(registry, lambda _: Connection())
    before = registry.names()
    registry.register(custom_endpoint("my-lab", "My lab", f"{scripted.url}/v1"))
    provider, model = factory.for_model("my-lab:m")
    assert (provider.label, provider.is_configured) == ("My lab", True)
    assert (await provider.send_message(ask(model=model))).text == "Hello."
    assert scripted.last.path == "/v1/chat/completions"
    assert "authorization" not in scripted.last.headers
    await factory.forget("my-lab")
    registry.remove("my-lab")
    assert registry.names() == before
    with pytest.raises(UnknownProvider):
        factory.create("my-lab")


async def test_an_endpoint_can_be_changed_by_removing_and_adding_it(scripted: Scripted):
    registry = discover()
    registry.register(custom_endpoint("my-lab", "Old", "http://127.0.0.1:9/v1"))
    registry.disable("my-lab")
    registry.remove("my-lab")
    registry.register(custom_endpoint("my-lab", "New", f"{scripted.url}/v1"))
    assert registry.is_enabled("my-lab")
    assert registry.get("my-lab").label == "New"


async def test_an_endpoint_may_have_a_key(scripted: Scripted):
    scripted.say(json.dumps({"data": [{"id": "m"}]}), headers={"content-type": "application/json"})
    provider = custom_endpoint("my-lab", "My lab", f"{scripted.url}/v1")(Connection(api_key="secret"))
    assert [model.ref for model in await provider.get_models()] == ["my-lab:m"]
    assert scripted.last.headers["authorization"] == "Bearer secret"
    assert not provider.is_free
    await provider.aclose()


@pytest.mark.parametrize("name", ["", "My lab", "a:b", "-a", "groß"])
def test_a_name_that_cannot_stand_before_a_colon_is_refused(name: str):
    with pytest.raises(InvalidRequest, match="cannot be the name of a provider") as raised:
        custom_endpoint(name, "x", "http://127.0.0.1:9/v1")
    assert "lower case letters" in raised.value.hint


def test_a_name_that_is_taken_is_told_with_both_places():
    registry = discover()
    registry.register(custom_endpoint("my-lab", "My lab", "http://127.0.0.1:9/v1"))
    with pytest.raises(InvalidRequest) as raised:
        registry.register(custom_endpoint("my-lab", "My lab", "http://127.0.0.1:10/v1"))
    assert "the endpoint at http://127.0.0.1:9/v1 and the endpoint at http://127.0.0.1:10/v1" in raised.value.message
    with pytest.raises(InvalidRequest, match=r"claude\.py"):
        registry.register(custom_endpoint("claude", "Mine", "http://127.0.0.1:9/v1"))


async def test_an_address_that_is_none_is_told_when_it_is_called():
    provider = custom_endpoint("my-lab", " ", "lab.example/v1")(Connection())
    hurried(provider)
    assert provider.label == "my-lab"
    with pytest.raises(NotConfigured, match="must start with http"):
        await provider.send_message(replace(ask(), model="m"))
    await provider.aclose()


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def secure(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The base URL of a server whose certificate the authority has signed, which nobody trusts yet."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    trusted.cache_clear()
    with secure_server(authority.certificate("127.0.0.1")) as port:
        yield f"https://127.0.0.1:{port}/v1"
    trusted.cache_clear()


async def listed(url: str, pem: str | None, private: tuple[Network, ...] | None = None) -> list[str]:
    provider = custom_endpoint("lab", "Lab", url, pem)(Connection(private_networks=private))
    hurried(provider)
    try:
        return [model.id for model in await provider.get_models()]
    finally:
        await provider.aclose()


async def test_a_private_authority_is_trusted_where_it_is_set_and_nowhere_else(secure: str, authority: Authority):
    with pytest.raises(InsecureConnection, match="certificate isn't trusted") as untrusted:
        await listed(secure, None)
    assert "Lab > Advanced > Certificate authority in Settings" in untrusted.value.hint
    assert "SSL_CERT_FILE" in untrusted.value.hint
    assert await listed(secure, authority.pem) == ["m"]
    with pytest.raises(InsecureConnection, match="certificate isn't trusted"):
        await listed(secure, None)  # another endpoint, though one that trusts it has called


async def test_another_authority_does_not_help_and_is_named(secure: str, tmp_path: Path):
    with pytest.raises(InsecureConnection, match="certificate isn't trusted") as untrusted:
        await listed(secure, Authority(tmp_path / "other").pem)
    assert "The certificate authority that is set for Lab hasn't signed it." in untrusted.value.hint


async def test_a_private_authority_opens_no_address_and_no_other_name(secure: str, authority: Authority):
    with pytest.raises(NotConfigured, match="private network"):
        await listed(secure, authority.pem, private=())
    with pytest.raises(InsecureConnection, match="isn't for localhost"):
        await listed(secure.replace("127.0.0.1", "localhost"), authority.pem)


async def test_an_endpoints_certificates_are_read_once_for_all_its_connections(secure: str, authority: Authority):
    provider = custom_endpoint("lab", "Lab", secure, authority.pem)
    first, second = provider(Connection()), provider(Connection(api_key="sk-other-key"))
    assert first.tls() is second.tls()
    assert first.tls() is not custom_endpoint("lab", "Lab", secure, authority.pem)(Connection()).tls()
    assert custom_endpoint("lab", "Lab", secure)(Connection()).tls() is trusted()
