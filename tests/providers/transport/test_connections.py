import httpx
import pytest

from rxchat.providers.transport.address_policy import ForbiddenAddress
from rxchat.providers.transport.connections import CheckedTransport, trusted
from rxchat.providers.transport.network import MAX_HEAD

from ..conftest import Scripted


async def test_a_body_may_be_longer_than_a_head(scripted: Scripted):
    scripted.say("x" * (4 * MAX_HEAD))
    async with httpx.AsyncClient(transport=CheckedTransport(None), trust_env=False) as client:
        for _ in range(2):  # the second time on the same connection
            assert len((await client.get(scripted.url)).content) == 4 * MAX_HEAD
    assert {request.connection for request in scripted.requests} == {1}


async def test_an_address_that_no_vendor_has_is_not_connected_to():
    async with httpx.AsyncClient(transport=CheckedTransport(None), trust_env=False) as client:
        with pytest.raises(ForbiddenAddress):
            await client.get("http://169.254.169.254/")


def test_certificates_are_read_once():
    assert trusted() is trusted()


async def test_certificates_are_not_read_for_a_server_without_https(scripted: Scripted):
    trusted.cache_clear()
    scripted.say("x")
    async with httpx.AsyncClient(transport=CheckedTransport(None), trust_env=False) as client:
        assert (await client.get(scripted.url)).text == "x"
        assert trusted.cache_info().currsize == 0
        with pytest.raises(httpx.TransportError):  # it knows no TLS
            await client.get(scripted.url.replace("http:", "https:"), timeout=0.2)
    assert trusted.cache_info().currsize == 1
