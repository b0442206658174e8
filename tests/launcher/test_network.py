from pathlib import Path

import pytest

from rxchat.launcher.diagnostics import network
from rxchat.launcher.findings import Level
from rxchat.launcher.network import network_warnings

VARIABLES = (
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_without_a_proxy_and_certificates_there_is_nothing_to_say():
    assert list(network_warnings()) == []
    assert list(network()) == []


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"])
def test_a_proxy_is_worth_a_word_only_where_it_cannot_be_used(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(name, "http://proxy.example:3128")
    assert list(network_warnings()) == []
    monkeypatch.setenv(name, "socks5://proxy.example:1080")
    (warning,) = network_warnings()
    assert warning.startswith(f"{name} names a proxy for socks5, which rxchat can't use.")
    (finding,) = network()
    assert (finding.level, finding.name) == (Level.WARN, "network")
    assert finding.advice


def test_certificates_are_told_where_they_can_be_read_and_where_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "own.pem").write_text("nonsense")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    (warning,) = network_warnings()
    assert warning.startswith("SSL_CERT_FILE is set, but no certificate can be read from")
