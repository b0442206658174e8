"""OpenAI's Responses API: the events of an answer to a program's own request, read as chunks."""

from collections.abc import AsyncGenerator, Iterator
from typing import Final

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.usage import Usage
from rxchat.providers.errors import Vendor
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.json_access import Json, count_of, list_of, object_of

PATH: Final = "/responses"
_REASONS: Final = {
    "max_output_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.REFUSAL,
}


async def response_chunks(http: HttpClient, body: Json, vendor: Vendor) -> AsyncGenerator[Chunk]:
    """One call. A response that failed raises what the vendor makes of its error."""
    async with http.post_stream(PATH, body) as events:
        async for event in events:
            match event:
                case {"type": "response.created", "response": {"id": str(id), "model": str(model)}}:
                    yield Started(id=id, model=model)
                case {"type": "response.failed", "response": {"error": dict()} as response}:
                    raise vendor.classify(200, {}, {"error": object_of(response)["error"]})
                case {"type": "response.completed" | "response.incomplete", "response": response}:
                    yield _finished(object_of(response))
                case {"object": "response"}:  # the whole answer at once
                    yield Started(id=str(event.get("id") or ""), model=str(event.get("model") or ""))
                    for chunk in _whole(event):
                        yield chunk
                    yield _finished(event)
                case _:
                    yield _piece(event)


def _piece(event: Json) -> Chunk:
    """What an event adds; nothing where it adds none of what is counted here."""
    index = event.get("output_index")
    match event:
        case {"type": "response.output_text.delta" | "response.refusal.delta", "delta": str(text)}:
            return TextDelta(text=text)
        case {"type": "response.reasoning_summary_text.delta" | "response.reasoning_text.delta", "delta": str(text)}:
            return ThinkingDelta(text=text)
        case {"type": "response.output_item.added", "item": {"type": "function_call"} as item} if isinstance(index, int):
            return _call(index, object_of(item))
        case {"type": "response.function_call_arguments.delta", "delta": str(text)} if isinstance(index, int):
            return ToolCallDelta(index=index, arguments=text)
        case _:
            return TextDelta(text="")


def _whole(response: Json) -> Iterator[Chunk]:
    for index, item in enumerate(map(object_of, list_of(response.get("output")))):
        if item.get("type") == "function_call":
            yield _call(index, item)
        for part in map(object_of, list_of(item.get("content"))):
            yield TextDelta(text=str(part.get("text") or part.get("refusal") or ""))
        for part in map(object_of, list_of(item.get("summary"))):
            yield ThinkingDelta(text=str(part.get("text") or ""))


def _call(index: int, item: Json) -> ToolCallDelta:
    named = {field: str(item.get(field) or "") for field in ("name", "arguments")}
    return ToolCallDelta(index=index, id=str(item.get("call_id") or ""), **named)


def _finished(response: Json) -> Finished:
    raw = str(object_of(response.get("incomplete_details")).get("reason") or "")
    calls = any(object_of(item).get("type") == "function_call" for item in list_of(response.get("output")))
    usual = FinishReason.TOOL if calls else FinishReason.STOP
    reason = _REASONS.get(raw, FinishReason.UNKNOWN) if raw else usual
    return Finished(reason=reason, raw_reason=raw or str(response.get("status") or ""), usage=_usage(response))


def _usage(response: Json) -> Usage:
    usage = object_of(response.get("usage"))
    read, written = object_of(usage.get("input_tokens_details")), object_of(usage.get("output_tokens_details"))
    return Usage(
        input_tokens=count_of(usage.get("input_tokens")),
        output_tokens=count_of(usage.get("output_tokens")),
        cache_read_tokens=count_of(read.get("cached_tokens")),
        cache_write_tokens=count_of(read.get("cache_write_tokens")),
        reasoning_tokens=count_of(written.get("reasoning_tokens")),
    )
