"""Two checkouts in one run: this one and another commit, in turn. Machines differ by half from day to day, ratios do not.

Each checkout measures itself with its own `bench`, so that its page, its names and its settings are its own.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.failure import MeasurementFailed
from bench.program import ROOT
from bench.rig import Figures

CHECKOUTS = ROOT / ".venv" / "bench"
HEADINGS = ("Scenario", "Figure", "Here", "There", "Ratio", "Lowest", "Highest")

Runs = Mapping[str, Figures]
"""Figures by scenario."""


def compare(commit: str, scenarios: Sequence[str], pairs: int) -> str:
    """Measure the scenarios here and there, `pairs` times in turn. Returns a table: middle figures, middle and outer ratios."""
    other = checkout(commit)
    here: list[Runs] = []
    there: list[Runs] = []
    for number in range(pairs):
        print(f"bench: pair {number + 1} of {pairs}", file=sys.stderr, flush=True)
        there.append(run(other, scenarios))
        here.append(run(ROOT, scenarios))
    return table(here, there)


def checkout(commit: str) -> Path:
    """A checkout of the commit, ready to run. A folder that is one already is taken as it is."""
    if Path(commit).is_dir():
        return Path(commit).resolve()
    name = _output("git", "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    folder = CHECKOUTS / name[:12]
    if not folder.exists():
        _output("git", "worktree", "add", "--detach", str(folder), name)
    subprocess.run([folder / "scripts" / "bootstrap", "--dev"], check=True, stdout=sys.stderr)
    return folder


def run(folder: Path, scenarios: Sequence[str]) -> Runs:
    """The figures of one run; exit code 1 means that a target was missed, and is no failure here."""
    with TemporaryDirectory(prefix="rxchat-bench-") as output:
        file = Path(output) / "figures.json"
        command = [folder / ".venv" / "bin" / "python", "-m", "bench", *scenarios, "--json", file]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, 1) or not file.exists():
            raise MeasurementFailed(f"The bench of {folder} ended with {done.returncode}.")
        return {one["name"]: one["figures"] for one in json.loads(file.read_text())["scenarios"]}


def table(here: Sequence[Runs], there: Sequence[Runs]) -> str:
    """A Markdown table of the figures that both have. A ratio is that of two runs which followed one another."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS)]
    for scenario in here[0]:
        for name in here[0][scenario]:
            pairs = [
                (ours[scenario][name], theirs[scenario][name])
                for ours, theirs in zip(here, there, strict=True)
                if name in ours.get(scenario, {}) and name in theirs.get(scenario, {})
            ]
            if pairs:
                rows.append((scenario, name, *_compared(pairs)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _compared(pairs: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    ratios = [ours / theirs for ours, theirs in pairs if theirs]
    figures = [statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs)]
    outer = [statistics.median(ratios), min(ratios), max(ratios)] if ratios else []
    return (*(f"{figure:.3g}" for figure in figures), *(f"{ratio:.2f}" for ratio in outer or ()), *([""] * (3 - len(outer))))


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasurementFailed(f"`{' '.join(command)}` failed: {done.stderr.strip() or 'no such commit'}")
    return done.stdout.strip()
