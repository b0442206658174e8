from rxchat.providers.openai_compatible import OpenAICompatibleProvider


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
