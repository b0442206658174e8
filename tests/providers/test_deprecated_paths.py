"""Import paths of version 0.1: they give the same things, and warn with the new name."""

import logging
import subprocess
import sys
import warnings
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from rxchat.providers.deprecated_paths import MODULES, NAMES, MovedImport
from rxchat.providers.registry import discover

# The modules of rxchat/providers at version 0.1 that are no longer there by that name.
MODULES_OF_0_1 = [
    "_abilities",
    "_attempt",
    "_bounds",
    "_call_log",
    "_causes",
    "_claude_models",
    "_completion_deltas",
    "_conformance_call",
    "_conformance_dialect",
    "_conformance_server",
    "_conformance_wild",
    "_custom_endpoint",
    "_deadlines",
    "_events",
    "_failures",
    "_faults",
    "_gemini_models",
    "_history",
    "_http",
    "_identity",
    "_json",
    "_lines",
    "_local_process",
    "_local_server",
    "_mistral_models",
    "_model_list",
    "_network",
    "_ollama_models",
    "_openai_compatible",
    "_openai_models",
    "_outbound",
    "_replies",
    "_retry",
    "_stream",
    "_thinking_tags",
    "_transport",
    "_trust",
    "_unwelcome",
    "base_url",
    "claude",
    "deepseek",
    "gemini",
    "groq",
    "llama_cpp",
    "lm_studio",
    "local",
    "mistral",
    "ollama",
    "openai",
    "openrouter",
    "vllm",
]

# What the vendors of version 0.1 imported from one another and from what they share.
IMPORTS_OF_0_1 = {
    "rxchat.domain.connections": "Connection",
    "rxchat.providers._abilities": "says_chat",
    "rxchat.providers._completion_deltas": "DeltaReader chunks_of",
    "rxchat.providers._custom_endpoint": "CustomEndpoint custom_endpoint",
    "rxchat.providers._events": "END_MARK",
    "rxchat.providers._failures": "Told told_in failure_in",
    "rxchat.providers._faults": "brief kind_of kind_of_status words",
    "rxchat.providers._http": "HttpClient NDJSON",
    "rxchat.providers._json": "Json count_of list_of object_of",
    "rxchat.providers._local_process": "LocalServers StartFailed",
    "rxchat.providers._mistral_models": "HIGHEST_TEMPERATURE MODELS by_name",
    "rxchat.providers._model_list": "MOST_MODELS all_cards asked_page bounded is_id",
    "rxchat.providers._openai_compatible": "OpenAICompatibleProvider",
    "rxchat.providers._unwelcome": "note_on",
    "rxchat.providers.base_url": "repaired",
    "rxchat.providers.claude": "ClaudeProvider",
    "rxchat.providers.mistral": "MistralProvider",
}

FILE = """
from rxchat.providers.{module} import {base}
from rxchat.providers._json import object_of, list_of
import rxchat.providers._faults as faults

class Mine({base}):
    name = "{name}"
    label = "Mine"
    refused = faults.kind_of_status(401)
"""


@pytest.mark.parametrize("name", MODULES_OF_0_1)
def test_each_module_of_before_can_be_imported(name: str):
    old = f"rxchat.providers.{name}"
    assert import_module(old) is import_module(old)
    assert find_spec(MODULES[old]) is not None


@pytest.mark.parametrize(("old", "names"), IMPORTS_OF_0_1.items())
def test_a_name_of_before_is_what_it_is_now_and_says_where_that_is(old: str, names: str):
    for name in names.split():
        module = import_module(old)
        with pytest.warns(MovedImport) as warned:
            value = getattr(module, name)
        (warning,) = [each for each in warned if isinstance(each.message, MovedImport)]
        assert warning.filename == __file__
        home, _, new_name = warning.message.new.rpartition(".")  # pyright: ignore[reportAttributeAccessIssue] - chosen above
        assert getattr(import_module(home), new_name) is value
        assert warning.message.old == f"{old}.{name}"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_renamed_things_exist():
    for module, names in NAMES.items():
        for old, new in names.items():
            assert hasattr(import_module(module), new)
            assert not hasattr(import_module(module), old)


def test_all_names_of_a_module_can_be_taken_at_once():
    with pytest.warns(MovedImport):
        exec("from rxchat.providers._faults import *", taken := {})
    assert {"kind_of_status", "error_for_status", "brief"} <= taken.keys()


def test_what_was_never_there_is_no_name_of_before():
    assert find_spec("rxchat.providers._never") is None
    with pytest.raises(ImportError, match="never"):
        exec("from rxchat.providers._faults import never", {})


@pytest.mark.parametrize(
    ("module", "base"),
    [("_openai_compatible", "OpenAICompatibleProvider"), ("mistral", "MistralProvider"), ("vllm", "VllmProvider")],
)
def test_a_file_with_old_imports_loads_and_is_one_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, module: str, base: str
):
    base = base if module != "vllm" else type_name("vllm")
    for name in ("mine", "yours"):  # the second finds the old modules imported already
        (tmp_path / f"{name}.py").write_text(FILE.format(module=module, base=base, name=name))
    with caplog.at_level(logging.WARNING):
        registry = discover(tmp_path)
    assert registry.broken == {}
    assert {"mine", "yours"} <= set(registry.names())
    for name in ("mine", "yours"):
        (line,) = [record.getMessage() for record in caplog.records if str(tmp_path / f"{name}.py") in record.getMessage()]
        assert f"rxchat.providers.{module}.{base} is now rxchat.providers." in line
        assert "rxchat.providers._faults.kind_of_status is now rxchat.providers.error_for_status" in line
        assert line.count("_json.object_of") == 1


def test_other_warnings_of_a_file_stay_warnings(tmp_path: Path):
    (tmp_path / "mine.py").write_text("import warnings\nwarnings.warn('of its own', UserWarning)\n" + FILE.format(
        module="_openai_compatible", base="OpenAICompatibleProvider", name="mine"
    ))  # fmt: skip
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert discover(tmp_path).broken == {}
    assert [str(each.message) for each in caught] == ["of its own"]


def test_the_help_of_the_command_line_loads_no_provider():
    listed = "import sys; from rxchat.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules, sep='\\n')"
    run = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=False, timeout=120)
    assert "rxchat.cli" in run.stdout
    assert "rxchat.providers" not in run.stdout


def type_name(vendor: str) -> str:
    return discover().get(vendor).__name__
