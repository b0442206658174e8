"""Network settings of the environment: proxies and certificates."""

from collections.abc import Iterator

from rxchat.config import certificate_places
from rxchat.providers.transport.certificates import looks_readable
from rxchat.providers.transport.proxies import unusable_proxies


def network_warnings() -> Iterator[str]:
    """What does not have the effect one would expect, and what to do, in a sentence or two each."""
    yield from unusable_proxies().values()
    for name, path in certificate_places().items():
        if not looks_readable(path):
            yield f"{name} is set, but no certificate can be read from {path}. Give a file in PEM form."
