"""Local models: files that run on this computer, and where to download more."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Self

from rxchat.domain.errors import InvalidRequest

GB: Final = 10**9
_SOURCE: Final = re.compile(r"([\w.-]{1,96}/[\w.-]{1,96}):([\w./+-]{1,200}\.gguf)")
_PART: Final = re.compile(r".*-\d{5}-of-\d{5}")


@dataclass(frozen=True, slots=True)
class LocalModel:
    """`name` is the model's id after `local:`."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A file on a Hugging Face hub."""

    repo: str
    file: str

    @property
    def name(self) -> str:
        """What the model is called here."""
        return PurePosixPath(self.file).stem

    def __str__(self) -> str:
        return f"{self.repo}:{self.file}"

    @classmethod
    def of(cls, text: str) -> Self:
        """From `org/repo:file.gguf`, or the name of an offered model. Raises InvalidRequest."""
        text = text.strip()
        offered = next((model for model in OFFERED if text in (model.name, model.source)), None)
        found = _SOURCE.fullmatch(offered.source if offered is not None else text)
        if found is None or ".." in text or found[2].startswith("/"):
            names = ", ".join(model.name for model in OFFERED)
            raise InvalidRequest(
                f'"{text[:200]}" isn\'t a model to download.', hint=f"Use org/repo:file.gguf, or one of: {names}."
            )
        if _PART.fullmatch(PurePosixPath(found[2]).stem):
            raise InvalidRequest(f"{found[2]} is only a part of a model.", hint="Choose a file that holds all of it.")
        return cls(found[1], found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedModel:
    """`size` is that of the download, `memory` what it needs to run; both about, in bytes."""

    name: str
    label: str
    source: str
    size: int
    memory: int
    licence: str


OFFERED: Final = (
    OfferedModel(
        name="qwen3-0.6b",
        label="Qwen3 0.6B",
        source="Qwen/Qwen3-0.6B-GGUF:Qwen3-0.6B-Q8_0.gguf",
        size=639_446_688,
        memory=2 * GB,
        licence="Apache 2.0",
    ),
    OfferedModel(
        name="smollm2-1.7b",
        label="SmolLM2 1.7B",
        source="HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF:smollm2-1.7b-instruct-q4_k_m.gguf",
        size=1_060_000_000,
        memory=3 * GB,
        licence="Apache 2.0",
    ),
    OfferedModel(
        name="qwen3-4b",
        label="Qwen3 4B",
        source="Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf",
        size=2_497_280_256,
        memory=5 * GB,
        licence="Apache 2.0",
    ),
    OfferedModel(
        name="gemma-3-4b",
        label="Gemma 3 4B",
        source="ggml-org/gemma-3-4b-it-GGUF:gemma-3-4b-it-Q4_K_M.gguf",
        size=2_490_000_000,
        memory=5 * GB,
        licence="Gemma terms",
    ),
    OfferedModel(
        name="qwen3-8b",
        label="Qwen3 8B",
        source="Qwen/Qwen3-8B-GGUF:Qwen3-8B-Q4_K_M.gguf",
        size=5_030_000_000,
        memory=8 * GB,
        licence="Apache 2.0",
    ),
    OfferedModel(
        name="gpt-oss-20b",
        label="gpt-oss 20B",
        source="ggml-org/gpt-oss-20b-GGUF:gpt-oss-20b-mxfp4.gguf",
        size=12_110_000_000,
        memory=16 * GB,
        licence="Apache 2.0",
    ),
)
"""A few to begin with, small to large. The hub says how large a file really is, and its checksum."""


def size_words(size: int) -> str:
    """Such as `2.5 GB`, in the units of hubs and disks."""
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / 1e6:.0f} MB"
