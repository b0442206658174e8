import logging
import ssl
from pathlib import Path

import pytest

from rxchat.providers.transport.certificates import looks_readable, trust, trusted, trusting, with_own_authorities

from ..certificates import Authority


def empty() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def test_a_file_or_each_of_a_directory_is_trusted_and_nothing_else(tmp_path: Path):
    authority = Authority(tmp_path)
    (tmp_path / "notes.txt").write_text("no certificate")
    assert looks_readable(authority.file)
    assert looks_readable(tmp_path)
    for place in (authority.file, tmp_path):
        context = empty()
        assert trust(context, place)
        assert context.cert_store_stats()["x509_ca"] == 1
    for place in (tmp_path / "notes.txt", tmp_path / "absent.pem", tmp_path / "notes.txt" / "x"):
        assert not trust(empty(), place)
        assert not looks_readable(place)


def test_a_directory_with_hashed_names_is_looked_into_only_when_needed(tmp_path: Path):
    authority = Authority(tmp_path)
    authority.file.rename(tmp_path / "0123abcd.0")
    context = empty()
    assert trust(context, tmp_path)
    assert context.cert_store_stats()["x509_ca"] == 0


def test_what_cannot_be_read_is_logged_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    authority = Authority(tmp_path)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "absent.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with caplog.at_level(logging.WARNING):
        context = with_own_authorities(empty())
    assert context.cert_store_stats()["x509_ca"] == 1
    assert "SSL_CERT_FILE names no certificates" in caplog.text


def test_an_endpoints_authorities_are_read_once_and_are_its_own(tmp_path: Path):
    authority = Authority(tmp_path)
    mine, other = trusting(authority.pem), trusting(authority.pem)
    assert mine() is mine()
    assert mine() is not other()
    assert mine().cert_store_stats()["x509_ca"] == trusted().cert_store_stats()["x509_ca"] + 1
    assert mine().verify_mode is ssl.CERT_REQUIRED
    assert mine().check_hostname
    assert trusting(None) is trusting("") is trusted


def test_a_saved_authority_that_cannot_be_read_is_logged_and_the_usual_ones_are_used(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        context = trusting("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")()
    assert context.cert_store_stats() == trusted().cert_store_stats()
    assert "can't be read" in caplog.text
