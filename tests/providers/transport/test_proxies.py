"""Which proxy of the environment a connection takes."""

import pytest

from rxchat.providers.transport.proxies import ProxyFailed, proxy_for, unusable_proxies

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("variables", "scheme", "taken"),
    [
        ({}, "https", None),
        ({"HTTPS_PROXY": "http://one.corp:3128"}, "https", "one.corp:3128 (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "http://one.corp:3128"}, "http", None),
        ({"HTTP_PROXY": "two.corp:8080"}, "http", "two.corp:8080 (HTTP_PROXY)"),
        ({"https_proxy": "https://three.corp"}, "https", "three.corp:443 (https_proxy)"),
        ({"ALL_PROXY": "http://[fd00::3]/"}, "http", "fd00::3:80 (ALL_PROXY)"),
        ({"HTTPS_PROXY": "one.corp:1", "ALL_PROXY": "two.corp:2"}, "https", "one.corp:1 (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "one.corp:1", "https_proxy": "two.corp:2"}, "https", "two.corp:2 (https_proxy)"),
        ({"HTTPS_PROXY": "  "}, "https", None),
    ],
)
def test_a_proxy_is_chosen_by_the_scheme(
    variables: dict[str, str], scheme: str, taken: str | None, monkeypatch: pytest.MonkeyPatch
):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxy = proxy_for(scheme, "api.vendor.test", 443)
    assert (proxy and proxy.place) == taken


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "ollama.localhost"])
def test_this_computer_is_reached_directly(host: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.corp:3128")
    assert proxy_for("http", host, 11434) is None


@pytest.mark.parametrize(
    ("entries", "host", "is_direct"),
    [
        ("*", "api.vendor.test", True),
        ("vendor.test", "api.vendor.test", True),
        (".vendor.test", "api.vendor.test", True),
        ("*.vendor.test", "API.vendor.test", True),
        (".vendor.test", "vendor.test", True),
        ("vendor.test", "othervendor.test", False),
        ("a.test, vendor.test:8443", "vendor.test", True),
        ("vendor.test:443", "vendor.test", False),
        ("10.0.0.0/8", "10.4.5.6", True),
        ("10.0.0.0/8", "11.4.5.6", False),
        ("10.4.5.6", "10.4.5.6", True),
        ("10.4.5.6:8443", "10.4.5.6", True),
        ("fd00::/8,", "fd12::1", True),
        ("[fd12::1]:8443", "fd12::1", True),
        ("10.0.0.0/8", "ten.test", False),
        (" , ,", "vendor.test", False),
    ],
)
def test_no_proxy_names_hosts_domains_and_networks(entries: str, host: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.corp:3128")
    monkeypatch.setenv("no_proxy", entries)
    assert (proxy_for("https", host, 8443) is None) is is_direct


def test_a_password_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:p%40ss%3Aword@proxy.corp:3128")
    proxy = proxy_for("https", "vendor.test", 443)
    assert proxy is not None
    assert (proxy.user, proxy.password) == ("ada", "p@ss:word")
    assert "p@ss" not in f"{proxy!r}{proxy.place}"


@pytest.mark.parametrize(
    "value",
    [
        "socks5://proxy.corp:1080",
        "socks5h://ada:secret@proxy.corp",
        "http://:3128",
        "http://ada:secret@proxy.corp:port",
        "http://[::1",
    ],
)
def test_what_cannot_be_used_is_an_error_without_the_password(value: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALL_PROXY", value)
    with pytest.raises(ProxyFailed) as failed:
        proxy_for("https", "vendor.test", 443)
    (problem,) = unusable_proxies().values()
    assert problem == f"{failed.value.reason} {failed.value.hint}"
    assert "secret" not in problem
    assert "ALL_PROXY" in problem
