from ipaddress import ip_network

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.providers.base_url import checked_base_url, is_on_this_computer, origin_of

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
    with pytest.raises(InvalidRequest, match="address"):
        await checked_base_url(url + "x" if url.endswith("\n") else url, None)


async def test_addresses_are_judged_by_where_they_lead():
    assert await checked_base_url(" http://127.0.0.1:1/v1 ", None) == "http://127.0.0.1:1/v1"
    assert await checked_base_url("http://10.1.2.3", OWN) == "http://10.1.2.3"
    for forbidden in ("http://169.254.169.254", "http://0.0.0.0", "http://[::ffff:169.254.169.254]"):
        with pytest.raises(InvalidRequest, match="no vendor"):
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
