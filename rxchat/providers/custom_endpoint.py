"""Custom endpoint: a provider class made at run time from a name and an OpenAI-compatible base URL."""

from rxchat.domain.errors import InvalidRequest
from rxchat.providers.base import NAME
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.transport.base_url import origin_of, repaired


class CustomEndpoint(OpenAICompatibleProvider):
    """What all of them are, and nothing else is."""

    needs_key = False
    icon = "plug"

    @classmethod
    def marked_label(cls) -> str:
        return f"{cls.label} (custom)"

    def address_hint(self) -> str:
        return f"Check the base URL. It usually ends in /v1, for example {origin_of(self.default_base_url)}/v1."


def address_of(pasted: str) -> str:
    return repaired(pasted, paths=CustomEndpoint.request_paths())


def custom_endpoint(name: str, label: str, base_url: str) -> type[CustomEndpoint]:
    """A provider class for `ProviderRegistry.register`. Its key, where it has one, comes with the `Connection`.

    Raises InvalidRequest when `name` cannot stand in `provider:model`. The address is judged when it is called.
    """
    if not NAME.fullmatch(name):
        raise InvalidRequest(
            f'"{name}" cannot be the name of a provider.',
            hint="Take lower case letters, digits, - and _, beginning with a letter or a digit.",
        )

    class Added(CustomEndpoint):
        pass

    Added.name = name
    Added.label = label.strip() or name
    Added.default_base_url = address_of(base_url)
    Added.source = f"the endpoint at {Added.default_base_url}"
    return Added
