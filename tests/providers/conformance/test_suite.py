"""Every built-in provider against the suite that third parties get, and the suite against providers that are wrong on purpose."""

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance import ProviderConformance
from rxchat.providers.local_engine.process import LocalServer, LocalServers
from rxchat.providers.vendors.claude import ERROR_TYPES, ClaudeProvider
from rxchat.providers.vendors.local import SMALL, LocalProvider
from rxchat.providers.vendors.mistral import MistralProvider

from ..dialects import built_in, suites

ROOT = Path(__file__).resolve().parents[3]


class TestClaudeConformance(ProviderConformance):
    provider = ClaudeProvider
    model = "claude-sonnet-5-5"
    models = b'{"data": [{"type": "model", "id": "claude-sonnet-5-5"}], "has_more": false}'
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'

    def start(self) -> bytes:
        message = {"id": "msg_01", "type": "message", "role": "assistant", "model": self.model, "content": [], "usage": {}}
        return self._named(type="message_start", message=message)

    def text(self, text: str) -> bytes:
        return self._named(type="content_block_delta", index=1, delta={"type": "text_delta", "text": text})

    def thinking(self, text: str) -> bytes:
        return self._named(type="content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": text})

    def usage(self, usage: Usage) -> bytes:
        return self._named(type="message_delta", delta={}, usage=_counts(usage, "input_tokens", "output_tokens"))

    def end(self, usage: Usage) -> bytes:
        counts = _counts(usage, "input_tokens", "output_tokens")
        delta = self._named(type="message_delta", delta={"stop_reason": "end_turn"}, usage=counts)
        return delta + self._named(type="message_stop")

    def reason(self) -> bytes:
        return self._named(type="message_delta", delta={"stop_reason": "end_turn"}, usage={})

    def whole(self, text: str) -> bytes:
        block = {"type": "text", "text": text}
        return json.dumps(
            {"id": "msg_01", "type": "message", "content": [block], "stop_reason": "end_turn", "usage": {}}
        ).encode()

    def failure(self, says: str) -> bytes:
        return self._named(type="error", error={"type": "overloaded_error", "message": says})

    def refusal(self, status: int, says: str) -> bytes:
        kind = next((name for name, kind in ERROR_TYPES.items() if kind is self.statuses[status]), "api_error")
        return json.dumps({"type": "error", "error": {"type": kind, "message": says}, "request_id": "req_1"}).encode()

    def _named(self, **event: object) -> bytes:
        return self.event(event, str(event["type"]))


def _counts(usage: Usage, inputs: str, outputs: str) -> dict[str, int]:
    told = {inputs: usage.input_tokens, outputs: usage.output_tokens}
    return {name: count for name, count in told.items() if count is not None}


class CompletionDialect(ProviderConformance):
    """OpenAI's chat completions, as vendors and local servers speak them."""

    def text(self, text: str) -> bytes:
        return self.chunk({"content": text})

    def usage(self, usage: Usage) -> bytes:
        counts = _counts(usage, "prompt_tokens", "completion_tokens")
        return self.event({"id": "1", "model": self.model, "choices": [], "usage": counts}) if counts else b""

    def end(self, usage: Usage) -> bytes:
        return self.chunk({}, "stop") + self.usage(usage) + b"data: [DONE]\n\n"

    def reason(self) -> bytes:
        return self.chunk({}, "stop")

    def whole(self, text: str) -> bytes:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return json.dumps({"id": "1", "object": "chat.completion", "model": self.model, "choices": [choice]}).encode()

    def chunk(self, delta: dict[str, object], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return self.event({"id": "1", "object": "chat.completion.chunk", "model": self.model, "choices": [choice]})


class TestMistralConformance(CompletionDialect):
    provider = MistralProvider
    model = "mistral-small-latest"
    models = json.dumps({"data": [{"id": model, "capabilities": {"completion_chat": True}}]}).encode()

    def thinking(self, text: str) -> bytes:
        return self.chunk({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": text}]}]})

    def failure(self, says: str) -> bytes:
        return self.event({"object": "error", "message": says, "type": "internal_server_error", "code": None})

    def refusal(self, status: int, says: str) -> bytes:
        del status
        return json.dumps({"object": "error", "message": says, "type": "invalid_request_error", "code": None}).encode()

    def novelty(self) -> bytes:
        return self.event({"choices": [], "novel": [{}]})


class OneServer(LocalServers):
    """A model server that runs already, instead of one that is started."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    @asynccontextmanager
    async def lease(self, model: Path, name: str) -> AsyncGenerator[LocalServer]:
        del model, name
        yield cast(LocalServer, SimpleNamespace(url=self.url, key="of-the-child"))


class TestLocalConformance(CompletionDialect):
    """All of the provider but the child process, which its own tests start for real."""

    provider = LocalProvider
    key = ""
    model = SMALL
    models = None

    def thinking(self, text: str) -> bytes:
        return self.chunk({"reasoning_content": text})

    def connect(self, url: str) -> BaseProvider:
        provider = LocalProvider(Connection())
        provider._servers = OneServer(url)
        return provider


@pytest.mark.parametrize("provider", built_in(), ids=lambda provider: provider.name)
def test_no_built_in_provider_lacks_its_suite(provider: type[BaseProvider]):
    assert provider in suites()


# Words that are the language's and no vendor's, and places that bear a vendor's name on purpose.
NO_VENDORS = {"local"}
PROTOCOLS = re.compile(r"_?openai[_-]?compatible", re.IGNORECASE)
# The old paths of every vendor's file, for one version.
NAMES_ALL = {"rxchat/providers/deprecated_paths.py"}
NAMED_ON_PURPOSE = {
    "openai": {
        "rxchat/providers/openai_compatible.py",  # follows it, and says so
        "rxchat/providers/vendors/groq.py",  # has it in its addresses
        "rxchat/providers/vendors/gemini.py",  # likewise, in one that people paste
        "rxchat/api/providers.py",  # names the protocol that most servers speak
        "rxchat/components/settings/provider_list.py",
        "rxchat/services/transfer/formats/chatgpt_export.py",  # reads the file of its own page
    },
    # The program whose database is taken over was for Claude alone; imports read the files of its maker's own page.
    "claude": {
        "rxchat/api/old_interface.py",
        "rxchat/api/parts.py",
        "rxchat/db",
        "rxchat/cli",
        "rxchat/launcher/commands/database_reports.py",
        "rxchat/services/transfer/formats/import_formats.py",
    },
    "llama_cpp": {"rxchat/providers/vendors/local.py", "rxchat/providers/local_engine/server.py"},  # the engine they drive
}


@pytest.mark.parametrize("provider", [one for one in built_in() if one.name not in NO_VENDORS], ids=lambda one: one.name)
def test_no_vendors_name_stands_outside_its_own_files(provider: type[BaseProvider]):
    """So that a vendor is changed, added or taken out in one place."""
    names = {provider.name, provider.label}
    pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(re.escape(name) for name in names)})(?![a-z])", re.IGNORECASE)
    allowed = NAMED_ON_PURPOSE.get(provider.name, set()) | NAMES_ALL
    found = [
        f"{path}:{number} {line.strip()}"
        for file in sorted((ROOT / "rxchat").rglob("*.py"))
        if not file.stem.lstrip("_").startswith(provider.name)
        if not {path := file.relative_to(ROOT).as_posix(), *map(Path.as_posix, file.relative_to(ROOT).parents)} & allowed
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if pattern.search(PROTOCOLS.sub("", line))
    ]
    assert found == []
