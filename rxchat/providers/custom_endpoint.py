"""Custom endpoint: a provider class made at run time from a name and an OpenAI-compatible base URL."""

from ssl import SSLContext
from typing import ClassVar

from rxchat.domain.errors import InvalidRequest
from rxchat.providers.base import NAME
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.transport.base_url import origin_of, repaired
from rxchat.providers.transport.certificates import trusting


class CustomEndpoint(OpenAICompatibleProvider):
    """What all of them are, and nothing else is."""

    needs_key = False
    icon = "plug"
    certificate_authority: ClassVar[str | None] = None
    """Certificates in PEM form of authorities that its server's may be signed by, in addition to those trusted everywhere."""

    @classmethod
    def marked_label(cls) -> str:
        return f"{cls.label} (custom)"

    def address_hint(self) -> str:
        return f"Check the base URL. It usually ends in /v1, for example {origin_of(self.default_base_url)}/v1."

    def trust_hint(self) -> str:
        place = f"{self.label} > Advanced > Certificate authority in Settings"
        if self.certificate_authority:
            return f"The certificate authority that is set for {self.label} hasn't signed it. Change it under {place}."
        return (
            f"If you trust its issuer, such as your company's, paste the issuer's certificate (PEM) under {place}. For all"
            " providers, set SSL_CERT_FILE to a file with it and restart rxchat."
        )


def address_of(pasted: str) -> str:
    return repaired(pasted, paths=CustomEndpoint.request_paths())


def custom_endpoint(name: str, label: str, base_url: str, certificate_authority: str | None = None) -> type[CustomEndpoint]:
    """A provider class for `ProviderRegistry.register`. Its key, where it has one, comes with the `Connection`.

    Raises InvalidRequest when `name` cannot stand in `provider:model`. The address is judged when it is called.
    """
    if not NAME.fullmatch(name):
        raise InvalidRequest(
            f'"{name}" cannot be the name of a provider.',
            hint="Take lower case letters, digits, - and _, beginning with a letter or a digit.",
        )
    context = trusting(certificate_authority)  # made once for all connections, and dropped with the class

    class Added(CustomEndpoint):
        def tls(self) -> SSLContext:
            return context()

    Added.name = name
    Added.label = label.strip() or name
    Added.default_base_url = address_of(base_url)
    Added.certificate_authority = certificate_authority
    Added.source = f"the endpoint at {Added.default_base_url}"
    return Added
