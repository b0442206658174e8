"""The page depends on the sources and on nothing else: a second build, elsewhere, is compared with the one that is there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launch import ROOT, clean_environment

from rxchat.launcher.page_build.build_state import BuildState, PageBuild
from rxchat.launcher.page_build.paths import find_page_paths

ELSEWHERE = {
    "PYTHONHASHSEED": "7",
    "TZ": "Asia/Tokyo",
    "NODE_ENV": "development",
    "CODESPACE_NAME": "octo",
    "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "codes.test",
    "REFLEX_API_URL": "http://api.test:9000",
    "REFLEX_FRONTEND_PATH": "chat",
    "REFLEX_REDIS_URL": "redis://127.0.0.1:1",
    "VITE_SOURCEMAP": "true",
}
"""An environment that differs in all that Python, Reflex or Vite might let into a page."""


def test_two_builds_of_the_same_sources_are_equal_byte_for_byte(tmp_path: Path) -> None:
    assert PageBuild(find_page_paths()).state() is BuildState.FRESH, "scripts/test builds the page first"
    copy_sources(tmp_path)
    copy_packages(find_page_paths().web, tmp_path / ".web")
    done = subprocess.run(
        [sys.executable, "-m", "rxchat", "build"],
        cwd=tmp_path,
        env=clean_environment(ELSEWHERE),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / ".web") == digests(find_page_paths().web)


def copy_sources(to: Path) -> None:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "rxchat", "assets", "rxconfig.py", "reflex.lock"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, names.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


def copy_packages(web: Path, to: Path) -> None:
    """What npm has installed, which the test has no minute to install again, and Reflex's notes with another random number."""
    shutil.copytree(web, to, ignore=shutil.ignore_patterns("node_modules", "build", "public", "*.stamp"))
    shutil.copytree(web / "node_modules", to / "node_modules", copy_function=link, symlinks=True)
    notes = json.loads((to / "reflex.json").read_text())
    (to / "reflex.json").write_text(json.dumps(notes | {"project_hash": notes["project_hash"] + 1}))


def link(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:  # on another disk
        shutil.copy2(source, to)


def digests(web: Path) -> dict[str, str]:
    page = web / "build" / "client"
    files = {path.relative_to(page).as_posix(): path for path in page.rglob("*") if path.is_file()}
    assert "index.html" in files
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}
