"""What draws an answer, without a browser: the components' JavaScript in Node, beside the packages of the built page."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launch import ROOT

NODE = ROOT / ".venv" / "bin" / "node"
SECONDS = 100


def run_script(script: Path, folder: Path, *, stdin: str = "", changed: Mapping[str, str] | None = None) -> str:
    """Run `script` in `folder`, with our JavaScript in its `js`, and return its output. `changed` modules have another text."""
    shutil.copytree(
        ROOT / "rxchat" / "components", folder / "js", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    for name, text in (changed or {}).items():
        (folder / "js" / name).write_text(text)
    (folder / "package.json").write_text('{"type": "module"}')
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(ROOT / ".web" / "node_modules")
    copied = Path(shutil.copy(script, folder))
    return subprocess.run(
        [NODE, copied], cwd=folder, input=stdin, capture_output=True, text=True, timeout=SECONDS, check=True
    ).stdout
