from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class GroqProvider(OpenAICompatibleProvider):
    name = "groq"
    label = "Groq"
    about = "Fast open models"
    icon = "zap"
    env_key = "GROQ_API_KEY"
    env_base_url = "GROQ_BASE_URL"
    default_base_url = "https://api.groq.com"  # as Groq's own clients have it: the path is not a part
    chat_path = "/openai/v1/chat/completions"
    models_path = "/openai/v1/models"
    key_url = "https://console.groq.com/keys"
    price_list = "groq"
