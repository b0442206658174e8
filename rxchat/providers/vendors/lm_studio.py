from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class LmStudioProvider(OpenAICompatibleProvider):
    name = "lm_studio"
    label = "LM Studio"
    about = "Open models on your computer"
    icon = "server"
    env_key = "LM_API_TOKEN"
    env_base_url = "LM_STUDIO_BASE_URL"
    default_base_url = "http://localhost:1234/v1"
    needs_key = False
    needs_address = True
