from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class LlamaCppProvider(OpenAICompatibleProvider):
    name = "llama_cpp"
    label = "llama.cpp server"
    about = "Your own llama.cpp server"
    env_key = "LLAMA_API_KEY"
    env_base_url = "LLAMA_CPP_BASE_URL"
    default_base_url = "http://localhost:8080/v1"
    needs_key = False
    needs_address = True
