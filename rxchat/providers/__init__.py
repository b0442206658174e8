"""Providers: the public names for authors of a provider. Everything else in this package may change at any time.

`rxchat.providers.conformance`, the suite a provider is tested with, is loaded when it's asked for: a running program doesn't need
it.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.chunks import (
    Chunk,
    Finished,
    FinishReason,
    Reply,
    Started,
    TextDelta,
    ThinkingDelta,
    ToolCallDelta,
    UsageUpdate,
)
from rxchat.domain.controls import ALWAYS, NEVER, UNLESS_REASONING, WITHOUT_REASONING, Controls
from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ConnectionFailed,
    ConnectionLost,
    ContentBlocked,
    ContextTooLong,
    InsecureConnection,
    InvalidResponse,
    ModelNotFound,
    NoModelList,
    NotConfigured,
    Overloaded,
    ProviderDisabled,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
    TimedOut,
)
from rxchat.domain.messages import ImagePart, Message, Part, Role, TextPart, ThinkingPart
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.protocols import OwnRequest, Protocol
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.token_estimates import text_tokens
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.domain.usage import Usage
from rxchat.providers import deprecated_paths
from rxchat.providers.abilities import is_chat_model
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import Vendor, error_for_status
from rxchat.providers.model_list import MOST_MODELS, clean_models, fetch_all_pages, fetch_page, is_model_id
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.registry import discover
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.transport.tapped_client import TappedClient
from rxchat.providers.wire.json_access import Json, arguments_of, count_of, json_of, list_of, object_of
from rxchat.providers.wire.stream import NDJSON
from rxchat.providers.wire.vendor_errors import VendorError, parse_error

__all__ = [
    "ALWAYS",
    "MOST_MODELS",
    "NDJSON",
    "NEVER",
    "UNLESS_REASONING",
    "WITHOUT_REASONING",
    "AnswerFormat",
    "AuthenticationFailed",
    "BaseProvider",
    "BillingRequired",
    "Capabilities",
    "ChatRequest",
    "Chunk",
    "Connection",
    "ConnectionFailed",
    "ConnectionLost",
    "ContentBlocked",
    "ContextTooLong",
    "Controls",
    "FinishReason",
    "Finished",
    "HttpClient",
    "ImagePart",
    "InsecureConnection",
    "InvalidResponse",
    "Json",
    "Lifecycle",
    "Message",
    "ModelInfo",
    "ModelNotFound",
    "NoModelList",
    "NotConfigured",
    "OpenAICompatibleProvider",
    "Overloaded",
    "OwnRequest",
    "Part",
    "Protocol",
    "ProviderDisabled",
    "ProviderError",
    "RateLimited",
    "Reasoning",
    "Reply",
    "RequestRejected",
    "Role",
    "ServerFault",
    "Started",
    "StreamInterrupted",
    "TappedClient",
    "TextDelta",
    "TextPart",
    "ThinkingDelta",
    "ThinkingPart",
    "TimedOut",
    "Tool",
    "ToolCall",
    "ToolCallDelta",
    "ToolChoice",
    "ToolResult",
    "Usage",
    "UsageUpdate",
    "Vendor",
    "VendorError",
    "arguments_of",
    "clean_models",
    "conformance",
    "count_of",
    "discover",
    "error_for_status",
    "fetch_all_pages",
    "fetch_page",
    "is_chat_model",
    "is_model_id",
    "json_of",
    "list_of",
    "object_of",
    "parse_error",
    "text_tokens",
]

deprecated_paths.install()

if TYPE_CHECKING:
    from rxchat.providers import conformance
else:

    def __getattr__(name: str) -> ModuleType:
        if name == "conformance":
            return import_module(f"{__name__}.conformance")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
