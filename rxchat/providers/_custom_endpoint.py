"""Providers that a person adds while the program runs: an address that speaks chat completions, and a name for it."""

from rxchat.domain.errors import InvalidRequest
from rxchat.providers._openai_compatible import OpenAICompatibleProvider
from rxchat.providers.base import NAME


def custom_endpoint(name: str, label: str, base_url: str) -> type[OpenAICompatibleProvider]:
    """A provider class for `ProviderRegistry.register`. Its key, where it has one, comes with the `Connection`.

    Raises InvalidRequest when `name` cannot stand in `provider:model`. The address is judged when it is called.
    """
    if not NAME.fullmatch(name):
        raise InvalidRequest(
            f'"{name}" cannot be the name of a provider.',
            hint="Take lower case letters, digits, - and _, beginning with a letter or a digit.",
        )

    class CustomEndpoint(OpenAICompatibleProvider):
        needs_key = False
        icon = "plug"

    CustomEndpoint.name = name
    CustomEndpoint.label = label.strip() or name
    CustomEndpoint.default_base_url = base_url.strip()
    CustomEndpoint.source = f"the endpoint at {CustomEndpoint.default_base_url}"
    return CustomEndpoint
