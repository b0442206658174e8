"""The page's JavaScript that needs no browser, in Node's own test runner: `*.test.js` mirror rxchat/components."""

import subprocess
from pathlib import Path

import pytest
from launch import ROOT

HERE = Path(__file__).parent
NODE = ROOT / ".venv" / "bin" / "node"
COMPONENTS = ROOT / "rxchat" / "components"


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.test.js")), ids=lambda path: path.relative_to(HERE).as_posix())
def test_the_modules_do_what_their_tests_say(path: Path):
    command = [NODE, "--import", HERE / "packages.mjs", "--test", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_test_mirrors_a_module():
    names = [path.relative_to(HERE).as_posix().replace(".test.js", ".js") for path in HERE.rglob("*.test.js")]
    assert len(names) > 10
    assert [name for name in names if not (COMPONENTS / name).is_file()] == []
