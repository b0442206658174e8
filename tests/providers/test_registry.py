from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rxchat.domain.errors import InvalidRequest, UnknownProvider
from rxchat.providers import registry as registry_module
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.local import LocalProvider

ACME = """
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.vendors.claude import ClaudeProvider  # imported, not defined: not registered a second time

class AcmeProvider(OpenAICompatibleProvider):
    name = "{name}"
    label = "Acme"
    default_base_url = "https://api.acme.test/v1"
    default_model = "anvil"
"""


def _drop(folder: Path, file: str, text: str) -> Path:
    path = folder / file
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_providers_are_found():
    registry = discover()
    assert {"claude", "local"} <= set(registry.names())
    assert registry.get("claude") is ClaudeProvider
    assert registry.get("local") is LocalProvider
    assert not registry.broken


def test_a_file_in_the_persons_folder_is_a_provider(tmp_path: Path):
    _drop(tmp_path, "acme.py", ACME.format(name="acme-inc"))
    _drop(tmp_path, "_notes.py", "1 / 0")
    registry = discover(tmp_path)
    assert registry.get("acme-inc").label == "Acme"
    assert not registry.broken


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import no_such_module_at_all", "ModuleNotFoundError: No module named 'no_such_module_at_all'"),
        ("def broken(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        (ACME.format(name="Not: a name"), "may contain only lower-case letters"),
    ],
)
def test_a_broken_file_is_told_and_stops_nothing_else(tmp_path: Path, text: str, reason: str):
    path = _drop(tmp_path, "bad.py", text)
    _drop(tmp_path, "good.py", ACME.format(name="good"))
    registry = discover(tmp_path)
    assert reason in registry.broken[str(path)]
    assert "\n" not in registry.broken[str(path)]
    assert {"claude", "good", "local"} <= set(registry.names())


def test_two_providers_of_one_name_are_an_error_that_names_both_files(tmp_path: Path):
    path = _drop(tmp_path, "mine.py", ACME.format(name="claude"))
    registry = discover(tmp_path)
    assert registry.get("claude") is ClaudeProvider
    assert str(path) in registry.broken[str(path)]
    assert "claude.py" in registry.broken[str(path)]


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path):
    assert not discover(tmp_path / "absent").broken


def test_an_installed_package_can_bring_providers(monkeypatch: pytest.MonkeyPatch):
    points = [
        EntryPoint("claude", "rxchat.providers.vendors.claude:ClaudeProvider", registry_module.ENTRY_POINTS),
        EntryPoint("local", "rxchat.providers.vendors.local", registry_module.ENTRY_POINTS),
        EntryPoint("gone", "no_such_package.provider", registry_module.ENTRY_POINTS),
    ]
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points if group == "rxchat.providers" else [])
    registry = discover()
    assert list(registry.broken) == ["no_such_package.provider"]


def test_registering_a_class_twice_is_no_conflict():
    registry = ProviderRegistry()
    registry.register(ClaudeProvider)
    registry.register(ClaudeProvider)
    assert registry.names() == ["claude"]


def test_a_class_without_a_name_is_refused():
    class Nameless(ClaudeProvider):
        name = ""

    with pytest.raises(InvalidRequest, match=r"Nameless\.name"):
        ProviderRegistry().register(Nameless)


def test_an_unknown_name_says_which_are_known():
    registry = ProviderRegistry()
    registry.register(ClaudeProvider)
    with pytest.raises(UnknownProvider) as raised:
        registry.get("cloud")
    assert raised.value.hint == "Choose one of claude."


def test_a_provider_can_be_switched_off_and_on():
    registry = discover()
    assert registry.is_enabled("claude")
    registry.disable("claude")
    assert not registry.is_enabled("claude")
    assert registry.get("claude") is ClaudeProvider
    registry.enable("claude")
    assert registry.is_enabled("claude")
    assert not registry.is_enabled("absent")
    with pytest.raises(UnknownProvider):
        registry.disable("absent")


def test_a_provider_can_be_taken_out_again():
    registry = ProviderRegistry()
    registry.register(ClaudeProvider)
    registry.disable("claude")
    registry.remove("claude")
    assert registry.names() == []
    with pytest.raises(UnknownProvider):
        registry.remove("claude")
    registry.register(ClaudeProvider)
    assert registry.is_enabled("claude")


def test_a_class_that_takes_anothers_place_is_on_or_off_as_that_was():
    registry = discover()
    for url in ("http://127.0.0.1:9/v1", "http://127.0.0.1:10/v1"):
        lab = custom_endpoint("custom-lab", "Lab", url)
        if "custom-lab" in registry.names():
            registry.replace(lab)
        else:
            registry.register(lab)
            registry.disable("custom-lab")
    assert (registry.get("custom-lab"), registry.is_enabled("custom-lab")) == (lab, False)
    with pytest.raises(UnknownProvider):
        registry.replace(custom_endpoint("custom-other", "Other", "http://127.0.0.1:9/v1"))


def test_every_provider_says_who_it_is():
    registry = discover()
    for name in registry.names():
        provider: type[BaseProvider] = registry.get(name)
        assert provider.label
        assert provider.icon
        assert not provider.needs_key or (provider.env_key and provider.key_url)


def test_a_name_that_stands_for_all_providers_is_refused():
    provider = custom_endpoint("overall", "Overall", "http://localhost:1/v1")
    with pytest.raises(InvalidRequest, match="is reserved"):
        ProviderRegistry().register(provider)
