"""A release, installed with pip as a person does. Not a test of each run: `scripts/check-release` runs it.

It needs what `scripts/release` made, in the folder RXCHAT_RELEASE, and pip's index for what rxchat depends on.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from launch import Rxchat, clean_environment
from playwright.sync_api import expect

from .conftest import OpenTab, status

RELEASE = Path(os.environ["RXCHAT_RELEASE"]).resolve()
LARGEST = 150 * 10**6  # bytes, without the embedded model and without the bytecode that Python writes
OF_THE_MODEL = ("rxchat_smollm2", "xllamacpp")
OF_PIP = ("pip", "setuptools", "pkg_resources")


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip(venv, "install", "--find-links", str(RELEASE), "rxchat[local]")
    return venv


def pip(venv: Path, *arguments: str) -> None:
    subprocess.run([venv / "bin" / "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments], check=True)


def environment(venv: Path) -> dict[str, str]:
    """Without Node, and without the bytecode switch of a test."""
    variables = clean_environment({"PATH": f"{venv / 'bin'}:/bin"})
    return {name: value for name, value in variables.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def test_the_sums_are_those_of_the_files():
    for line in (RELEASE / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((RELEASE / name).read_bytes()).hexdigest() == digest, name


def test_what_is_installed_is_small(venv: Path):
    [site] = venv.glob("lib/python*/site-packages")
    kept = [path for path in files(site) if not path.relative_to(site).parts[0].startswith(OF_THE_MODEL + OF_PIP)]
    assert sum(path.stat().st_size for path in kept) <= LARGEST


def test_two_commands_lead_to_an_answer(venv: Path, tmp_path: Path, open_tab: OpenTab):
    before = files(venv)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [str(venv / "bin" / "rxchat")]
    with Rxchat(tmp_path / "data", environment=environment(venv), root=elsewhere, command=command) as program:
        tab = open_tab(program)
        tab.go()
        tab.ask("Say hello.")
        status(tab.answers, "complete")
        assert tab.answers.locator(".markdown").inner_text().strip() != ""
        expect(tab.answers).to_have_attribute("data-provider", "local")
        tab.page.close()  # or it would log that the program is gone
    assert files(venv) == before
    assert list(elsewhere.iterdir()) == []
    doctor = subprocess.run(
        [*command, "doctor", "--data-dir", tmp_path / "data"], env=environment(venv), capture_output=True, text=True, check=False
    )
    assert doctor.returncode == 0, doctor.stdout
    assert "page: included in the package" in doctor.stdout


def test_its_page_works_below_a_path(venv: Path, tmp_path: Path, open_tab: OpenTab):
    before = files(venv)
    variables = environment(venv) | {"RXCHAT_BASE_PATH": "/chat"}
    command = [str(venv / "bin" / "rxchat")]
    with Rxchat(tmp_path / "data", environment=variables, root=tmp_path, command=command) as program:
        tab = open_tab(program)
        assert tab.ask_new("Say hello.") == "/chat/c/1"
        status(tab.answers, "complete")
        assert program.request("GET", "/api/health").status == 404
        tab.page.close()
    assert files(venv) == before


def test_nothing_but_the_data_is_left(venv: Path, tmp_path: Path):
    """The last test of the file: rxchat is gone after it."""
    with Rxchat(tmp_path / "data", environment=environment(venv), command=[str(venv / "bin" / "rxchat")]):
        pass
    pip(venv, "uninstall", "--yes", "rxchat", "rxchat-smollm2")
    left = [path for path in venv.rglob("*rxchat*") if path.is_file()]
    assert left == []
    assert (tmp_path / "data" / "rxchat.db").is_file()
