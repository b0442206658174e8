import logging
import ssl
from pathlib import Path

import pytest

from rxchat.providers.transport.certificates import looks_readable, trust, with_own_authorities

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
