"""Settings, and the only reader of the environment.

Every setting is `RXCHAT_<NAME>`. Arguments of `load_settings` override the environment, which overrides defaults. Vendors keep
their usual variables (`ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL` and so on): each provider declares its own, and `vendor_variable`
reads them.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import unquote

import platformdirs
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rxchat.database_urls import SQLITE_SCHEMES, passwords_in
from rxchat.setting_types import AbsolutePath, BasePath, DatabaseUrl, LogLevel, Mode, ModelRef, Names, Networks, Origins, RedisUrl

HTTP_IS_FINE: Final = "passwords travel in the clear"
"""The value that RXCHAT_ALLOW_HTTP must have; it is its own warning."""

_SECRET: Final = re.compile(r"(?:key|token|secret|password|credentials?)$", re.IGNORECASE)
_OF_NPM: Final = re.compile(r"npm_", re.IGNORECASE)
_OF_PAGE_TOOLS: Final = re.compile(r"(?:_*REFLEX|VITE)_|NODE_ENV$")
"""Variables that change how Reflex and Vite build or serve the page, such as REFLEX_REDIS_URL. The launcher alone sets them."""

_ADDRESSES: Final = ("RXCHAT_DATABASE_URL", "RXCHAT_REDIS_URL")
_CERTIFICATES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_PROXY: Final = re.compile(r"(?:https?|all)_proxy$", re.IGNORECASE)


class InvalidSetting(ValueError):
    """An invalid setting. `name` is the variable or argument, `reason` the problem.

    The value is left out on purpose: it may be a secret.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return (type(self), (self.name, self.reason))


class Settings(BaseSettings):
    """Settings from arguments and the environment. `scripts/docs` writes the README's table from these fields."""

    model_config = SettingsConfigDict(
        env_prefix="RXCHAT_", frozen=True, extra="ignore", str_strip_whitespace=True, hide_input_in_errors=True
    )

    host: str = Field(
        default="127.0.0.1", description="Address to listen on. In local mode only loopback addresses are accepted."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the page and the API.")
    data_dir: AbsolutePath = Field(
        default_factory=lambda: platformdirs.user_data_path("rxchat", appauthor=False),
        description="Folder for the database, the secret key, models and drop-in providers. Defaults to your system's application"
        " data folder, on Linux `~/.local/share/rxchat`.",
    )
    database_url: DatabaseUrl | None = Field(
        default=None,
        repr=False,
        description="Database to use instead of `rxchat.db` in the data directory, as `sqlite:///path` or"
        " `postgresql://user:password@host/database`, see [docs/scale.md](docs/scale.md).",
    )
    redis_url: RedisUrl | None = Field(
        default=None,
        repr=False,
        description="Redis through which several workers of a PostgreSQL database send each other what's new, as"
        " `redis://user:password@host:6379`, see [docs/scale.md](docs/scale.md#redis).",
    )
    mode: Mode = Field(
        default="local",
        description="`local` for one person on this computer, `team` for accounts with passwords, see [A team](#a-team).",
    )
    allowed_hosts: Names = Field(
        default=(),
        description="Accepted host names, separated by commas, instead of this computer's own and those of `RXCHAT_ORIGINS`.",
    )
    origins: Origins = Field(
        default=(),
        description="Addresses that browsers use to reach rxchat, such as `https://chat.example.org`, separated by commas.",
    )
    base_path: BasePath | None = Field(
        default=None,
        description="Path below which everything is served, such as `/chat`, see [a path](docs/deploy.md#under-a-path).",
    )
    allow_http: str | None = Field(
        default=None, description=f"Set to `{HTTP_IS_FINE}` to let other computers use team mode without HTTPS."
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Addresses or networks of proxies on other computers whose `X-Forwarded-For` is believed, such as"
        " `10.0.0.5,10.1.0.0/16`. One on this computer is trusted anyway.",
    )
    private_addresses: Networks = Field(
        default=(),
        description="Private networks that providers may be in, in team mode, such as `10.0.0.0/8`, separated by commas. In local"
        " mode all are allowed.",
    )
    token: SecretStr | None = Field(
        default=None,
        description="API token for scripts, instead of the one `rxchat token` prints. Local mode only.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Token that `/metrics` asks for. Without it only this computer can read the metrics, and not behind a proxy.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Key that encrypts saved API keys, instead of `secret.key` in the data directory: 32 bytes in base64 or hex,"
        " or a passphrase of at least 16 characters.",
    )
    secret_key_file: AbsolutePath | None = Field(default=None, description="File that contains the secret key.")
    default_model: ModelRef | None = Field(
        default=None, description="Model of a new chat, as `provider:model`, for example `local:smollm2-135m`."
    )
    local_user: str | None = Field(
        default=None,
        description="Email of the person whose conversations to open, if an adopted database contains several people's.",
    )
    sharing: bool = Field(
        default=True,
        description="Whether chats can be shared by a link that anyone can open. `false` also closes existing links.",
    )
    max_answer_mib: int = Field(
        default=4, ge=1, le=64, description="Maximum size of a response's text, and of its reasoning, in MiB. The rest is cut."
    )
    max_answer_minutes: int = Field(default=60, ge=1, le=1440, description="Maximum time for one response, in minutes.")
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Number of processes that serve, which needs PostgreSQL, see [docs/scale.md](docs/scale.md).",
    )
    drain_seconds: int | None = Field(
        default=None,
        ge=0,
        le=3600,
        description="How long a stop waits for responses that are being written, in seconds. Then they are saved and marked as"
        " interrupted. By default 0, and 30 with several workers.",
    )
    local_models: bool | None = Field(
        default=None,
        description="Whether models run on this computer. By default they do, except with several workers, each of which would"
        " run its own.",
    )
    offline: bool = Field(
        default=False, description="Whether to turn off downloads of models. Providers that you set up are still reached."
    )
    log_level: LogLevel = Field(default="info", description="Log level: `debug`, `info`, `warning` or `error`.")

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if not (isinstance(value, str) and not value.strip())}

    @property
    def seconds_to_drain(self) -> int:
        return self.drain_seconds if self.drain_seconds is not None else 30 if self.workers > 1 else 0

    @property
    def has_local_models(self) -> bool:
        return self.local_models if self.local_models is not None else self.workers == 1

    @property
    def sqlite_path(self) -> Path:
        """The database file, where no PostgreSQL server holds the data."""
        if self.postgres_url is not None:
            raise ValueError("the data is not in a file")
        if self.database_url is None:
            return self.data_dir / "rxchat.db"
        return Path(self.database_url.removeprefix(SQLITE_SCHEMES[0]))

    @property
    def postgres_url(self) -> str | None:
        """The address of the PostgreSQL database, password included; None where a file holds the data."""
        is_file = self.database_url is None or self.database_url.startswith(SQLITE_SCHEMES)
        return None if is_file else self.database_url


def load_settings(
    *, host: str | None = None, port: int | None = None, data_dir: Path | None = None, workers: int | None = None
) -> Settings:
    """Settings from arguments, then the environment, then defaults.

    Raises InvalidSetting, which names the invalid argument or variable.
    """
    arguments = {"host": host, "port": port, "data_dir": data_dir, "workers": workers}
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as exc:
        error = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(error["loc"][0])
        name = f"--{field.replace('_', '-')}" if field in given else f"RXCHAT_{field.upper()}"
        raise InvalidSetting(name, error["msg"].removeprefix("Value error, ")) from None


def vendor_variable(name: str) -> str | None:
    """The value of a vendor's own variable; None if unset or blank."""
    return os.environ.get(name, "").strip() or None


def certificate_places() -> dict[str, Path]:
    """Files and directories with certificates to trust besides the usual ones, by the variable that names each."""
    return {name: Path(value).expanduser() for name in _CERTIFICATES if (value := vendor_variable(name)) is not None}


def environment_secrets() -> list[str]:
    """The values of all variables whose names call them a secret, whatever program's they are, and passwords in addresses."""
    named = [value for name, value in os.environ.items() if _SECRET.search(name)]
    proxies = [value.rpartition("@")[0] for name, value in os.environ.items() if _PROXY.match(name)]
    passwords = [user.rpartition("/")[2].partition(":")[2] for user in proxies]
    addressed = [word for name in _ADDRESSES for word in passwords_in(os.environ.get(name, ""))]
    return [*named, *passwords, *map(unquote, passwords), *addressed]


def child_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process, with `variables` added: without rxchat's settings, the page tools' and secrets.

    npm's own variables are kept: it may need a token for its registry.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RXCHAT_") and not _OF_PAGE_TOOLS.match(name) and (_OF_NPM.match(name) or not _SECRET.search(name))
    }
    return inherited | dict(variables)


def set_environment(variables: Mapping[str, str]) -> None:
    """Set variables for Reflex, which has no other configuration, and remove inherited ones."""
    for name in [name for name in os.environ if _OF_PAGE_TOOLS.match(name)]:
        del os.environ[name]
    os.environ.update(variables)


def has_display() -> bool:
    """Whether a browser window can open. On a Linux server, `webbrowser` would start a text browser instead."""
    return sys.platform in ("darwin", "win32") or any(map(vendor_variable, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
