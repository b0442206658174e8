"""What of the environment bears on the way to the vendors: proxies, which are not used, and certificates, which are."""

from collections.abc import Iterator

from rxchat.config import certificate_places, proxy_variable
from rxchat.providers.transport.certificates import looks_readable


def network_warnings() -> Iterator[str]:
    """What has not the effect that is expected of it, and what to do, a sentence or two each."""
    proxy = proxy_variable()
    if proxy is not None:
        yield (
            f"{proxy} is set, but rxchat doesn't use proxies: it connects to providers directly."
            " If only the proxy leads out, let this computer through it, or set a gateway that rxchat can reach as base URL."
        )
    for name, path in certificate_places().items():
        if not looks_readable(path):
            yield f"{name} is set, but no certificate can be read from {path}. Give a file in PEM form."
