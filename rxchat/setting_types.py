"""Setting types: what a setting's text must look like, and what becomes of it."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from rxchat.database_urls import absolute, database_url
from rxchat.redis_urls import beside_postgres, redis_url


def _model_ref(ref: str) -> str:
    provider, _, model = ref.partition(":")
    if not provider or not model or re.search(r"\s", ref):
        raise ValueError("must be `provider:model`, for example `local:smollm2-135m`")
    return ref


def _origin(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/") or url.query or url.username:
        raise ValueError("must be an origin, such as `https://chat.example.org` or `http://127.0.0.1:8000`")
    return f"{url.scheme}://{url.netloc}".lower()


def _base_path(text: str) -> str:
    path = text.rstrip("/")
    if not re.fullmatch(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*", path):
        raise ValueError("must be a path such as `/chat`")
    return path


def _listed(value: object) -> object:
    """A comma-separated string as a tuple."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


AbsolutePath = Annotated[Path, AfterValidator(absolute)]
BasePath = Annotated[str, AfterValidator(_base_path)]
DatabaseUrl = Annotated[str, AfterValidator(database_url)]
RedisUrl = Annotated[str, AfterValidator(redis_url), AfterValidator(beside_postgres)]
ModelRef = Annotated[str, AfterValidator(_model_ref)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_listed)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]
Mode = Annotated[Literal["local", "team"], BeforeValidator(_lower)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
