from ipaddress import ip_network

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.providers.registry import discover
from rxchat.providers.transport.base_url import checked_base_url, is_on_this_computer, origin_of, repaired
from rxchat.services.providers.provider_keys import KeyService

OWN = (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://API.Example.org/v1/", "https://api.example.org"),
        ("https://api.example.org:443", "https://api.example.org"),
        ("http://localhost:11434/v1", "http://localhost:11434"),
        ("http://[::1]:80/x", "http://[::1]"),
        ("localhost:11434", "localhost:11434"),
        ("http://[broken", "http://[broken"),
        ("http://host:99999", "http://host:99999"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "localhost",
        "ftp://10.0.0.1",
        "https://",
        "http://[broken",
        "http://host:99999",
        "http://host:0",
        "http://256.1.1.1/v1",
        "http://192.168.1.300:8000",
        "http://localhost:PORT/v1",
        "https://user:password@10.0.0.1",
        "https://10.0.0.1/?key=1",
        "https://10.0.0.1/#",
        "https://10.0.0.1\\@127.0.0.1",
        "https://10.0.0 .1",
        "https://10.0.0.1/\n",
        "https://exämple.org",
    ],
)
async def test_what_is_no_plain_address_is_refused(url: str):
    with pytest.raises(InvalidRequest, match=r"base URL|IP address"):
        await checked_base_url(url + "x" if url.endswith("\n") else url, None)


async def test_addresses_are_judged_by_where_they_lead():
    assert await checked_base_url(" http://127.0.0.1:1/v1 ", None) == "http://127.0.0.1:1/v1"
    assert await checked_base_url("http://10.1.2.3", OWN) == "http://10.1.2.3"
    for forbidden in ("http://169.254.169.254", "http://0", "http://[::ffff:169.254.169.254]"):
        with pytest.raises(InvalidRequest, match="isn't allowed"):
            await checked_base_url(forbidden, None)
    for private in ("http://127.0.0.1:1", "http://192.168.0.1", "http://2130706433"):
        with pytest.raises(InvalidRequest, match="private") as raised:
            await checked_base_url(private, OWN)
        assert "RXCHAT_PRIVATE_ADDRESSES" in raised.value.hint


async def test_a_name_that_is_not_known_now_may_be_known_later():
    assert await checked_base_url("https://vendor.invalid", ()) == "https://vendor.invalid"


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://localhost:11434", True),
        (" http://127.0.0.2/v1 ", True),
        ("http://[::1]:8080", True),
        ("https://localhost.example.org", False),
        ("http://192.168.1.5:11434", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_an_address_of_this_computer_is_known_as_that(url: str, is_here: bool):
    assert is_on_this_computer(url) is is_here


REGISTRY = discover()


@pytest.mark.parametrize(
    ("provider", "pasted", "base_url"),
    [
        ("mistral", "https://api.mistral.ai/v1", "https://api.mistral.ai"),
        ("mistral", "http://gw/v1/chat/completions", "http://gw"),
        ("claude", "https://api.anthropic.com/v1/", "https://api.anthropic.com"),
        ("claude", "https://api.anthropic.com/v1/messages", "https://api.anthropic.com"),
        ("claude", "http://gw/anthropic/v1/v1/", "http://gw/anthropic"),
        ("ollama", "http://localhost:11434/v1", "http://localhost:11434"),
        ("ollama", "http://h:11434/api/chat", "http://h:11434"),
        ("openai", "https://api.openai.com", "https://api.openai.com/v1"),
        ("openai", "https://api.openai.com/v1/v1", "https://api.openai.com/v1"),
        ("openai", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("groq", "https://api.groq.com/openai/v1", "https://api.groq.com"),
        ("openrouter", "https://openrouter.ai/v1", "https://openrouter.ai/api/v1"),
        ("gemini", "https://generativelanguage.googleapis.com/v1beta", "https://generativelanguage.googleapis.com"),
        ("deepseek", "https://api.deepseek.com/beta", "https://api.deepseek.com/beta"),
        ("vllm", "http://0.0.0.0:8000/v1", "http://127.0.0.1:8000/v1"),
        ("vllm", "http://[::]:8000/v1/", "http://[::1]:8000/v1"),
        ("vllm", " \u201chttp://h:1/v1/models\u201d, ".replace("\u201c", '"').replace("\u201d", '"'), "http://h:1/v1"),
        ("vllm", "\ufeffhttp://h//v1//", "http://h/v1"),
        ("vllm", "http://h/chat", "http://h/chat"),
        ("vllm", "localhost:1234/v1", "localhost:1234/v1"),
        ("vllm", "http://h/v1?x=1", "http://h/v1?x=1"),
    ],
)
async def test_an_address_is_repaired_as_its_provider_has_it(provider: str, pasted: str, base_url: str, tmp_path):
    kind = REGISTRY.get(provider)
    assert repaired(pasted, kind.default_base_url, kind.request_paths()) == base_url
    if "//" in pasted and "?" not in pasted:
        assert await checked_base_url(pasted, None, kind.default_base_url, kind.request_paths()) == base_url
    keys = KeyService(tmp_path, {kind.env_base_url: pasted}.get)
    assert keys.connect(kind).base_url == base_url


async def test_an_address_to_listen_on_is_judged_as_the_one_it_becomes():
    assert await checked_base_url("http://0.0.0.0:8000/v1", None) == "http://127.0.0.1:8000/v1"
    with pytest.raises(InvalidRequest, match="private"):
        await checked_base_url("http://0.0.0.0:8000/v1", ())
