from rxchat.providers.openai_compatible import OpenAICompatibleProvider


class VllmProvider(OpenAICompatibleProvider):
    name = "vllm"
    label = "vLLM"
    about = "Your own vLLM server"
    icon = "server"
    env_key = "VLLM_API_KEY"
    env_base_url = "VLLM_BASE_URL"
    default_base_url = "http://localhost:8000/v1"
    needs_key = False
    needs_address = True
