from ipaddress import ip_address, ip_network

import pytest

from rxchat.providers.transport.address_policy import ForbiddenAddress, PrivateAddress, check, is_forbidden, resolve


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.0.1", "0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fe80::1", "::", "ff02::1",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1", "::a9fe:a9fe",
        "2001:0:a9fe:a9fe::1", "0.1.2.3", "fec0::1", "64:ff9b:1:a9fe:a9:fe00::", "4000::1", "fd00:42::42",
        "2001:0:4136:e378:8000:63bf:5601:5601",
    ],
)  # fmt: skip
def test_addresses_without_a_vendor_are_forbidden(address: str):
    assert is_forbidden(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.20", "172.16.0.1", "100.64.0.1", "fd12::1", "160.79.104.10", "2607:6bc0::10"],
)
def test_loopback_private_and_public_addresses_are_allowed(address: str):
    assert not is_forbidden(ip_address(address))


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376"])
async def test_a_forbidden_address_is_known_in_every_notation(host: str):
    with pytest.raises(ForbiddenAddress, match=r"169\.254\.169\.254"):
        await resolve(host, 80)


async def test_a_host_is_resolved_to_its_addresses():
    assert "127.0.0.1" in await resolve("localhost", 80)


async def test_an_unknown_host_is_an_os_error():
    with pytest.raises(OSError, match=r".+"):
        await resolve("no-such-host.invalid", 80)


NEIGHBOURS = (ip_network("10.1.0.0/16"), ip_network("fd12::/32"))


@pytest.mark.parametrize("address", ["10.1.2.3", "fd12::9", "::ffff:10.1.2.3", "64:ff9b::a01:203", "8.8.8.8", "64:ff9b::808:808"])
def test_a_list_allows_what_it_names_and_what_is_public(address: str):
    check(ip_address(address), NEIGHBOURS)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.2.0.1", "192.168.1.1", "100.64.0.1", "fd13::1", "::ffff:10.2.0.1", "64:ff9b::a02:1", "2002:a02:1::"],
)
def test_a_list_allows_no_other_private_address(address: str):
    with pytest.raises(PrivateAddress):
        check(ip_address(address), NEIGHBOURS)


def test_no_list_allows_an_address_without_a_vendor():
    with pytest.raises(ForbiddenAddress):
        check(ip_address("169.254.169.254"), (ip_network("0.0.0.0/0"),))


async def test_a_name_that_is_none_is_an_os_error():
    with pytest.raises(OSError, match="no host name"):
        await resolve("a..b", 80)
