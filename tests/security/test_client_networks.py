"""Who counts as one."""

import pytest

from rxchat.security.client_networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:1::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("testclient", "testclient"),
        ("1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8"),
        ("x" * 10**6, "x" * 64),
    ],
)
def test_an_address_stands_for_its_network(address: str, network: str):
    assert network_of(address) == network
