"""The page's JavaScript that needs no browser, in Node's own test runner: `*.test.js` mirror rxchat/components."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from launch import ROOT

from rxchat.components.lib.source import EARLY, EARLY_SCRIPT

HERE = Path(__file__).parent
NODE = ROOT / ".venv" / "bin" / "node"
COMPONENTS = ROOT / "rxchat" / "components"
LONGEST_FUNCTION = 80
FUNCTION = re.compile(r"(?:export )?(?:default )?(?:(?:async )?function\b|const \w+ = .*(?:=>|function\b|memo\()).*[({\[>]$")
WAIVED = re.compile(r"@ts-(?:ignore|nocheck|expect-error)|[{<(,|:] ?any\b[\]\[,>}); ]")


def long_functions(text: str) -> Iterator[str]:
    """The functions of a formatted module with too many lines. What is nested in one is shorter than it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if FUNCTION.match(line):
            end = next(at for at in range(number + 1, len(lines)) if re.match(r"[})\]]*;?$", lines[at]) and lines[at])
            if end - number + 1 > LONGEST_FUNCTION:
                yield f"{line} has {end - number + 1} lines"


def test_the_modules_do_what_their_tests_say():
    """All files in one run, each in a process of its own: a run for each file took three times the CPU."""
    command = [NODE, "--import", HERE / "packages.mjs", "--test", "--test-concurrency=2", *sorted(HERE.rglob("*.test.js"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_script_of_before_the_page_is_painted_is_in_the_one_it_asks_for():
    assert sorted(EARLY) == sorted(path.name for path in (COMPONENTS / "shell" / "early").glob("*.js"))
    built = (ROOT / ".web" / "build" / "client" / EARLY_SCRIPT).read_text()
    assert "rxchatStorage" in built
    assert "//" not in built.replace("://", "")  # no comment: it is minified


def test_each_test_mirrors_a_module():
    names = [path.relative_to(HERE).as_posix().replace(".test.js", ".js") for path in HERE.rglob("*.test.js")]
    assert len(names) > 10
    assert [name for name in names if not (COMPONENTS / name).is_file()] == []


def test_a_function_has_eighty_lines_at_most_its_markup_too():
    """Biome's rule leaves out what stands in JSX."""
    paths = [*COMPONENTS.rglob("*.jsx"), *COMPONENTS.rglob("*.js")]
    assert [f"{path.name}: {long}" for path in paths for long in long_functions(path.read_text())] == []


def test_no_type_is_waived():
    """`tsc` is as strict as it can be, and a comment could still tell it to look away."""
    paths = [path for path in COMPONENTS.rglob("*") if path.suffix in {".js", ".jsx", ".ts"}]
    assert len(paths) > 80
    assert [f"{path.name}: {waived[0]}" for path in paths if (waived := WAIVED.search(path.read_text()))] == []


@pytest.mark.parametrize(
    "line", ["// @ts-ignore", "/** @type {any} */ (x)", "/** @param {Map<string, any>} x */", "list: any[];"]
)
def test_a_waived_type_is_noticed(line: str):
    assert WAIVED.search(f"const a = 1;\n{line}\n")


@pytest.mark.parametrize(
    "first",
    [
        "function Long({ a }) {",
        "export function Long({",
        "export async function long() {",
        "const long = async () => {",
        "export const Long = memo(({ a }) => {",
        "export const Long = (props) => (",
    ],
)
def test_a_long_function_is_noticed(first: str):
    last = "}" if "function" in first else ");" if first.endswith("(") else "});" if "memo(" in first else "};"
    parameters = ["  a,", "}) {"] if first.endswith("({") else []
    body = ["  <p />"] * (LONGEST_FUNCTION - 2 - len(parameters))
    assert list(long_functions("\n".join(["", first, *parameters, *body, last]))) == []
    assert len(list(long_functions("\n".join(["", first, *parameters, *body, "  <p />", last])))) == 1
