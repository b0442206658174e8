import os
import pickle
from pathlib import Path

import pytest

from rxchat.config import (
    InvalidSetting,
    Settings,
    child_environment,
    environment_secrets,
    has_display,
    load_settings,
    set_environment,
    vendor_variable,
)


def test_defaults_need_no_environment() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 8000, "info")
    assert settings.sqlite_path == settings.data_dir / "rxchat.db"
    assert settings.token is settings.secret_key is settings.secret_key_file is settings.default_model is None


def test_arguments_win_over_the_environment_and_it_over_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_PORT", "8100")
    monkeypatch.setenv("RXCHAT_HOST", "localhost")
    settings = load_settings(port=8200)
    assert (settings.port, settings.host) == (8200, "localhost")


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"RXCHAT_{name.upper()}", blank)
    assert load_settings().model_fields_set == set()
    assert load_settings().port == 8000
    assert load_settings().secret_key is None


def test_paths_are_anchored_where_the_program_was_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RXCHAT_SECRET_KEY_FILE", "~/key")
    settings = load_settings(data_dir=Path("data"))
    monkeypatch.chdir("/")
    assert settings.data_dir == tmp_path / "data"
    assert settings.secret_key_file == tmp_path / "home" / "key"


@pytest.mark.parametrize(
    ("written", "base_path"),
    [("/chat", "/chat"), ("/chat/", "/chat"), ("/tools/chat-2/", "/tools/chat-2"), ("/", ""), ("/~ada", "/~ada")],
)
def test_a_base_path_is_kept_without_the_slash_at_its_end(monkeypatch: pytest.MonkeyPatch, written: str, base_path: str) -> None:
    monkeypatch.setenv("RXCHAT_BASE_PATH", written)
    assert load_settings().base_path == base_path


@pytest.mark.parametrize(
    "written", ["chat", "/ch at", "//x", "/chat//x", "/../chat", "/chat?x", "https://example.org/chat", "/ch%61t"]
)
def test_a_base_path_that_no_browser_would_keep_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("RXCHAT_BASE_PATH", written)
    with pytest.raises(InvalidSetting, match="RXCHAT_BASE_PATH: must be a path such as `/chat`"):
        load_settings()


@pytest.mark.parametrize("scheme", ["sqlite:///", "sqlite+aiosqlite:///"])
def test_a_sqlite_url_names_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RXCHAT_DATABASE_URL", f"{scheme}chats.db")
    assert load_settings().sqlite_path == tmp_path / "chats.db"
    monkeypatch.setenv("RXCHAT_DATABASE_URL", f"{scheme}{tmp_path}/other.db")
    assert load_settings().sqlite_path == tmp_path / "other.db"


@pytest.mark.parametrize(
    "url",
    ["mysql://ann:geheim@db/chats", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///a.db?mode=ro", "chats.db"],
)
def test_another_database_is_refused_without_repeating_its_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("RXCHAT_DATABASE_URL", url)
    with pytest.raises(InvalidSetting, match="RXCHAT_DATABASE_URL: must be a SQLite file") as caught:
        load_settings()
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("ref", ["claude-sonnet", ":model", "claude:", "claude:a b"])
def test_the_default_model_is_written_with_its_provider(monkeypatch: pytest.MonkeyPatch, ref: str) -> None:
    monkeypatch.setenv("RXCHAT_DEFAULT_MODEL", ref)
    with pytest.raises(InvalidSetting, match="RXCHAT_DEFAULT_MODEL: must be `provider:model`"):
        load_settings()


def test_a_model_id_may_contain_colons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_DEFAULT_MODEL", "ollama:llama3:8b")
    assert load_settings().default_model == "ollama:llama3:8b"


def test_the_log_level_may_be_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_LOG_LEVEL", "WARNING")
    assert load_settings().log_level == "warning"


def test_a_wrong_value_is_blamed_on_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidSetting, match=r"^--port: "):
        load_settings(port=70000)
    monkeypatch.setenv("RXCHAT_PORT", "eight")
    with pytest.raises(InvalidSetting, match=r"^RXCHAT_PORT: ") as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.name, again.reason) == (caught.value.name, caught.value.reason)


def test_a_home_that_is_not_known_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_DATA_DIR", "~nobody-of-that-name/rxchat")
    with pytest.raises(InvalidSetting, match="RXCHAT_DATA_DIR: the home directory"):
        load_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_SECRET_KEY", "correct horse battery staple")
    monkeypatch.setenv("RXCHAT_TOKEN", "abracadabra")
    shown = f"{load_settings()!r} {load_settings()}"
    assert "horse" not in shown
    assert "abracadabra" not in shown


def test_a_blank_vendor_variable_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "  ")
    assert vendor_variable("ACME_API_KEY") is None
    monkeypatch.setenv("ACME_API_KEY", " key ")
    assert vendor_variable("ACME_API_KEY") == "key"


def test_a_child_gets_our_environment_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_ONE", "1")
    monkeypatch.setenv("ACME_TWO", "2")
    environment = child_environment({"ACME_TWO": "two"})
    assert (environment["ACME_ONE"], environment["ACME_TWO"]) == ("1", "two")
    assert vendor_variable("ACME_TWO") == "2"


def test_a_child_gets_no_settings_of_ours_and_no_secrets_but_npms(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = {"ANTHROPIC_API_KEY": "a", "LM_API_TOKEN": "b", "DB_PASSWORD": "c", "RXCHAT_TOKEN": "d", "acme_key": "e"}
    for name, value in (secret | {"RXCHAT_PORT": "1", "NPM_TOKEN": "npm", "ANTHROPIC_BASE_URL": "f"}).items():
        monkeypatch.setenv(name, value)
    environment = child_environment({})
    assert not {*secret, "RXCHAT_PORT"} & set(environment)
    assert (environment["NPM_TOKEN"], environment["ANTHROPIC_BASE_URL"]) == ("npm", "f")
    assert {*secret.values()} <= {*environment_secrets()}


def test_a_proxys_password_is_a_secret_as_it_is_written_and_as_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://ada:p%40ss-word@proxy.corp:3128")
    monkeypatch.setenv("ALL_PROXY", "ada:plain-word@proxy.corp:3128")
    assert {"p%40ss-word", "p@ss-word", "plain-word"} <= {*environment_secrets()}


PAGE_TOOLS = ("REFLEX_REDIS_URL", "REFLEX_SSR", "__REFLEX_SKIP_COMPILE", "VITE_SOURCEMAP", "NODE_ENV")


@pytest.mark.parametrize("name", PAGE_TOOLS)
def test_variables_of_the_pages_tools_are_the_launchers_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {name: "from outside"})
    assert name not in child_environment({})
    assert child_environment({name: "ours"})[name] == "ours"
    set_environment({})
    assert name not in os.environ


def test_variables_can_be_set_for_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {"ACME_ONE": "1"})
    set_environment({"ACME_ONE": "one"})
    assert vendor_variable("ACME_ONE") == "one"


def test_a_server_without_a_screen_opens_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
