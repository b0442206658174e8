import pytest

from rxchat.domain.chat_models import chats_by_name
from rxchat.domain.models import Capabilities, ModelInfo

CHAT = [
    "qwen2.5-7b-instruct",
    "llama-3.3-70b-versatile",
    "liquid/lfm-7b",
    "llava",
    "llava:13b",
    "qwen-vl-max",
    "qwen2.5-vl-72b-instruct",
    "vanguard-7b",
    "my-guardian-7b",
    "guardian-chat-8b",
    "gpt-4o",
    "gpt-4o-mini",
    "claude-sonnet-5-5",
    "mistral-large-latest",
    "gemma3:27b",
    "phi-4",
    "command-r-plus",
    "deepseek-chat",
    "deepseek-reasoner",
    "smollm2-135m",
    "voxtral-mini-latest",
    "openrouter/auto",
    "pixtral-12b",
    "moondream",
    "minicpm-v",
    "bakllava",
    "internvl3-8b",
    "kimi-k2",
    "gpt-oss-20b",
    "dolphin-mixtral",
    "tinyllama",
    "llama3.2-vision",
    "qwen3-coder",
    "codestral",
    "gemini-3.8-flash",
    "granite3.3:8b",
    "ernie-4.5-vl",
    "yi-34b-chat",
    "wizardlm",
    "starcoder2",
    "sonar-pro",
    "hermes-3",
    "qwq-32b",
    "falcon3",
    "qwen2-audio-7b-instruct",
    "qwen2.5-omni-7b",
    "fluxion-chat-7b",
    "bertha-7b",
    "imagine-chat",
]
OTHER = [
    "text-embedding-nomic-embed-text-v1.5",
    "whisper-large-v3",
    "meta-llama/llama-prompt-guard-2-22m",
    "nomic-embed-text",
    "all-minilm",
    "BAAI/bge-m3",
    "bge-reranker-v2-m3",
    "text-embedding-3-large",
    "jina-reranker-v2",
    "gte-qwen2-7b-instruct",
    "intfloat/e5-mistral-7b-instruct",
    "voyage-3-large",
    "playai-tts",
    "tts-1-hd",
    "gpt-4o-mini-tts",
    "gpt-4o-transcribe",
    "distil-whisper-large-v3-en",
    "dall-e-3",
    "gpt-image-1",
    "sdxl-turbo",
    "black-forest-labs/FLUX.1-dev",
    "stable-diffusion-3.5-large",
    "imagen-4.0-generate-001",
    "qwen-image",
    "sora-2",
    "veo-3.0-generate-preview",
    "omni-moderation-latest",
    "llama-guard-3-8b",
    "meta-llama/Llama-Guard-4-12B",
    "shieldgemma-9b",
    "granite3-guardian:8b",
    "ibm/granite-guardian-3.2-5b",
    "openai/gpt-oss-safeguard-20b",
    "qwen3guard-gen-8b",
    "mistral-ocr-latest",
    "cohere/rerank-v3.5",
    "Skywork-Reward-Llama-3.1-8B",
    "bert-base-uncased",
    "roberta-large-mnli",
    "gpt-realtime",
    "gpt-4o-audio-preview",
    "embeddinggemma",
    "liquid/lfm2-1.2b-extract",
    "wan2.1-t2v-14b",
    "nvidia/llama-3.1-nemoguard-8b-content-safety",
    "davinci-002",
    "gpt-3.5-turbo-instruct",
]


@pytest.mark.parametrize("model", CHAT)
def test_a_chat_model_is_taken_for_one(model: str):
    assert chats_by_name(model)


@pytest.mark.parametrize("model", OTHER)
def test_a_model_for_something_else_is_known_by_its_name(model: str):
    assert not chats_by_name(model)


@pytest.mark.parametrize(("told", "can_chat"), [(None, False), (True, True), (False, False)])
def test_what_the_vendor_says_counts_more_than_the_name(told: bool | None, can_chat: bool):
    model = ModelInfo(provider="acme", id="whisper-9", name="Whisper 9", capabilities=Capabilities(chat=told))
    assert model.can_chat is can_chat
