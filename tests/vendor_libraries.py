"""The vendors' own libraries as clients of `/v1`. Apart from `programs.py`: to import them takes seconds."""

import json
from typing import Any

import anthropic as anthropic_sdk
import openai as openai_sdk
from fakes.script import sse

CLAUDE, MISTRAL, OPENAI = "claude:claude-haiku-5-5", "mistral:mistral-large-latest", "openai:gpt-6-luna"
DEAR = "claude:claude-opus-5-5"
GEMINI, OLLAMA = "gemini:gemini-3.8-flash", "ollama:qwen3:8b"
ALL = (CLAUDE, MISTRAL, OPENAI, GEMINI, OLLAMA)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CHAT_TOOL: Any = {"type": "function", "function": {"name": "weather", "description": "Weather.", "parameters": SCHEMA}}
MESSAGES_TOOL: Any = {"name": "weather", "description": "Weather.", "input_schema": SCHEMA}
SIGNATURE = "c2lnbmF0dXJlIG9mIGEgdGhvdWdodA=="
ASKED: Any = [{"role": "user", "content": "Hello"}]


def chat_client(url: str, token: str) -> openai_sdk.AsyncOpenAI:
    return openai_sdk.AsyncOpenAI(base_url=f"{url}/v1", api_key=token, max_retries=0)


def messages_client(url: str, token: str) -> anthropic_sdk.AsyncAnthropic:
    return anthropic_sdk.AsyncAnthropic(base_url=url, api_key=token, max_retries=0)


def calling(vendor: str) -> bytes:
    """A stream in which the vendor asks for the weather."""
    if vendor == "claude":
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "m",
             "content": [], "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 1}}},
            {"type": "content_block_start", "index": 0,
             "content_block": {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"city": '}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '"Oslo"}'}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None}, "usage": {"output_tokens": 7}},
            {"type": "message_stop"},
        ]  # fmt: skip
        return b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)
    if vendor == "gemini":
        part = {"functionCall": {"name": "weather", "args": {"city": "Oslo"}}, "thoughtSignature": SIGNATURE}
        content = {"role": "model", "parts": [part]}
        counts = {"promptTokenCount": 9, "candidatesTokenCount": 7, "totalTokenCount": 16}
        return sse({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": counts})
    if vendor == "ollama":
        made = [{"function": {"name": "weather", "arguments": {"city": "Oslo"}}}]
        message = {"role": "assistant", "content": "", "tool_calls": made}
        end = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop", "prompt_eval_count": 9}
        lines = [{"model": "m", "message": message, "done": False}, {"model": "m", **end, "eval_count": 7}]
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    first = {"index": 0, "id": "callabcd1", "type": "function", "function": {"name": "weather", "arguments": '{"city": '}}
    rest = {"index": 0, "function": {"arguments": '"Oslo"}'}}
    deltas: list[tuple[dict[str, Any], str | None]] = [
        ({"role": "assistant", "content": None, "tool_calls": [first]}, None), ({"tool_calls": [rest]}, None), ({}, "tool_calls")
    ]  # fmt: skip
    usage = {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]} for delta, end in deltas]
    return b"".join(f"data: {json.dumps(each)}\n\n".encode() for each in [*chunks[:-1], chunks[-1] | {"usage": usage}]) + (
        b"data: [DONE]\n\n"
    )
