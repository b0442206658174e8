from typing import Any

import pytest

from rxchat.providers.abilities import is_chat_model


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ({"capabilities": {"completion_chat": True}}, True),
        ({"capabilities": {"completion_chat": False, "vision": True}}, False),
        ({"capabilities": {"chat_completion": False, "embeddings": True}}, False),
        ({"capabilities": ["completion", "vision"]}, True),
        ({"capabilities": ["embedding"]}, False),
        ({"architecture": {"output_modalities": ["text", "image"]}}, True),
        ({"architecture": {"output_modalities": ["embeddings"]}}, False),
        ({"architecture": {"modality": "text+image->text"}}, True),
        ({"architecture": {"modality": "text->image"}}, False),
        ({"output_modalities": ["audio"]}, False),
        ({"type": "llm"}, True),
        ({"type": "vlm"}, True),
        ({"type": "embeddings"}, False),
        ({"type": "language"}, True),
        ({"type": "rerank"}, False),
        ({"type": "moderation"}, False),
        ({"mode": "chat"}, True),
        ({"mode": "audio_transcription"}, False),
        ({"mode": "image_generation"}, False),
        ({"supports_chat": False}, False),
        ({"supportedGenerationMethods": ["generateContent", "countTokens"]}, True),
        ({"supportedGenerationMethods": ["embedContent"]}, False),
        ({"endpoints": ["chat", "summarize"]}, True),
        ({"endpoints": ["rerank"]}, False),
        ({"supported_endpoints": ["/v1/chat/completions"]}, True),
        ({"supported_endpoints": ["/v1/embeddings"]}, False),
        ({"pipeline_tag": "text-generation"}, True),
        ({"task": "automatic-speech-recognition"}, False),
        ({"type": "model", "object": "model"}, None),
        ({"type": "base", "capabilities": None, "architecture": 7, "mode": []}, None),
        ({}, None),
    ],
)
def test_fields_say_whether_a_model_chats(card: dict[str, Any], says: bool | None):
    assert is_chat_model(card) is says
