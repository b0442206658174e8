import pytest

from rxchat.domain.errors import InvalidCertificate
from rxchat.providers.transport.certificate_authority import LONGEST, checked_authority

from ..certificates import Authority

CERTIFICATE = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("old"), name="Old\u202eauthority", days=-2)


def test_what_is_kept_are_the_authorities_and_each_once(authority: Authority, old: Authority):
    server = authority.certificate("127.0.0.1").read_text("ascii").partition("-----END PRIVATE KEY-----")[2]
    assert checked_authority(authority.pem) == authority.pem
    pasted = f"Größe: 4096\r\n{old.pem}{authority.pem}\n".replace("\n", "\r\n") + server + authority.pem
    assert checked_authority(pasted) == authority.pem


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("no certificate", "isn't a certificate in PEM form", "-----BEGIN CERTIFICATE-----"),
        (CERTIFICATE.format("")[:40], "isn't a certificate in PEM form", "whole file"),
        (CERTIFICATE.format("AAAA"), "damaged or incomplete", "Copy the whole file"),
        (CERTIFICATE.format(""), "damaged or incomplete", "Copy the whole file"),
        (CERTIFICATE.format("=" * 7), "damaged or incomplete", "Copy the whole file"),
        ("x" * (LONGEST + 1), "longer than 64 kB", "only the certificate"),
        ("ü" * (LONGEST // 2 + 1), "longer than 64 kB", "only the certificate"),
    ],
)
def test_what_can_be_no_authority_is_refused_in_words(text: str, message: str, hint: str):
    with pytest.raises(InvalidCertificate, match=message) as refused:
        checked_authority(text)
    assert hint in refused.value.hint


def test_a_private_key_is_refused_and_not_repeated(authority: Authority):
    text = authority.certificate("127.0.0.1").read_text("ascii") + authority.pem
    with pytest.raises(InvalidCertificate, match="private key, which wasn't saved") as refused:
        checked_authority(text)
    assert text.splitlines()[1] not in f"{refused.value.message} {refused.value.hint}"


def test_a_servers_certificate_and_an_expired_authority_are_named(authority: Authority, old: Authority):
    server = authority.certificate("127.0.0.1").read_text("ascii").partition("-----END PRIVATE KEY-----")[2]
    with pytest.raises(InvalidCertificate, match="a server's certificate, not a certificate authority's") as refused:
        checked_authority(server)
    assert "issuer" in refused.value.hint
    with pytest.raises(InvalidCertificate, match=r"The certificate of Old authority expired on \d{4}-\d\d-\d\d\."):
        checked_authority(old.pem)
