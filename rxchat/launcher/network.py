"""Network settings of the environment: proxies, which are not used, and certificates, which are."""

from collections.abc import Iterator

from rxchat.config import certificate_places, proxy_variable
from rxchat.providers.transport.certificates import looks_readable


def network_warnings() -> Iterator[str]:
    """What does not have the effect one would expect, and what to do, in a sentence or two each."""
    proxy = proxy_variable()
    if proxy is not None:
        yield (
            f"{proxy} is set, but rxchat doesn't use proxies. It connects to providers directly."
            " If this computer can't reach them without the proxy, allow that, or set a reachable gateway as base URL."
        )
    for name, path in certificate_places().items():
        if not looks_readable(path):
            yield f"{name} is set, but no certificate can be read from {path}. Give a file in PEM form."
