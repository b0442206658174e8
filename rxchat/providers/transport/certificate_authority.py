"""Certificate authority: what is pasted for a custom endpoint, checked before it is saved."""

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from rxchat.domain.errors import InvalidCertificate
from rxchat.providers.errors import brief

LONGEST: Final = 65_536
"""Bytes of text."""
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----")
_PRIVATE: Final = "PRIVATE KEY-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    name: str
    expires_at: datetime
    pem: str


def checked_authority(text: str) -> str:
    """The certificates in it, in PEM form, of authorities that are valid now; what else a file holds is left out.

    Raises InvalidCertificate where there is none, something can't be read, or more than `LONGEST` is given.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise InvalidCertificate(
            "The certificate authority is longer than 64 kB.", hint="Paste only the certificate that signs your server's."
        )
    if _PRIVATE in text:
        raise InvalidCertificate(
            "That contains a private key, which wasn't saved.", hint="Paste only the certificate authority's certificate."
        )
    pasted: list[str] = _PEM.findall(text)
    if not pasted:
        raise InvalidCertificate(
            "That isn't a certificate in PEM form.",
            hint="Paste the whole file, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
        )
    found = [authority for one in pasted for authority in _authorities_in(one)]
    if not found:
        raise InvalidCertificate(
            "That is a server's certificate, not a certificate authority's.",
            hint="Paste the certificate of its issuer, often in a file called ca.pem or root.crt.",
        )
    valid = [one for one in found if one.expires_at > datetime.now(UTC)]
    if not valid:
        last = max(found, key=lambda one: one.expires_at)
        raise InvalidCertificate(
            f"The certificate of {last.name} expired on {last.expires_at:%Y-%m-%d}.",
            hint="Ask its administrator for the new one.",
        )
    return "".join(dict.fromkeys(one.pem for one in valid))


def _authorities_in(pem: str) -> list[_Authority]:
    """One or none. Read by the library that checks servers' certificates with it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=pem)
        ders = context.get_ca_certs(binary_form=True)
        facts = cast(list[dict[str, Any]], context.get_ca_certs())
        return [_authority(der, fact) for der, fact in zip(ders, facts, strict=True)]
    except (ssl.SSLError, ValueError) as exc:
        hint = "Copy the whole file again, without changes."
        raise InvalidCertificate("That certificate is damaged or incomplete.", hint=hint) from exc


def _authority(der: bytes, fact: dict[str, Any]) -> _Authority:
    names = {key: value for group in fact.get("subject", ()) for key, value in group}
    return _Authority(
        name=brief(str(names.get("commonName") or names.get("organizationName") or "")) or "this certificate authority",
        expires_at=datetime.fromtimestamp(ssl.cert_time_to_seconds(fact["notAfter"]), UTC),
        pem=ssl.DER_cert_to_PEM_cert(der),
    )
