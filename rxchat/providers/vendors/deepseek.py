from dataclasses import replace

from rxchat.domain.usage import Usage
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.wire.json_access import Json, count_of


class DeepSeekProvider(OpenAICompatibleProvider):
    name = "deepseek"
    label = "DeepSeek"
    about = "Low-cost reasoning models"
    icon = "fish"
    env_key = "DEEPSEEK_API_KEY"
    env_base_url = "DEEPSEEK_BASE_URL"
    default_base_url = "https://api.deepseek.com"
    key_url = "https://platform.deepseek.com/api_keys"
    price_list = "deepseek"

    def usage_of(self, raw: Json) -> Usage:
        """It caches every prompt by itself, and counts what it found in a field of its own."""
        usage, found = super().usage_of(raw), count_of(raw.get("prompt_cache_hit_tokens"))
        return usage if found is None else replace(usage, cache_read_tokens=found)
