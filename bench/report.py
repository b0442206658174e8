"""What was measured, against what must be reached."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.rig import Figures
from bench.scenarios import Scenario

HEADINGS = ("Scenario", "Figure", "Measured", "Target", "")
UNITS = frozenset({"ms", "s", "kB", "MB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The figures of a scenario, or why there are none."""

    scenario: Scenario
    figures: Figures = field(default_factory=dict[str, float])
    failure: str = ""

    @property
    def missed(self) -> list[str]:
        """The names of the figures that are over their target, or missing."""
        targets = self.scenario.targets
        return [name for name, most in targets.items() if name not in self.figures or self.figures[name] > most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where the figures come from. `load` is the average number of busy processes in the minute before the first scenario."""

    system: str = field(default_factory=platform.platform)
    python: str = field(default_factory=platform.python_version)
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))

    @property
    def is_busy(self) -> bool:
        """Whether something else took so much of the machine that its figures say little."""
        return self.load > self.cores / 4


def table(results: Sequence[Result]) -> str:
    """A Markdown table with aligned columns, one row per figure."""
    rows = [HEADINGS, *(row for result in results for row in _rows(result))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, " | ".join("-" * max(width, 3) for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def save(results: Sequence[Result], machine: Machine, file: Path) -> None:
    """Everything as JSON, with the machine it was measured on."""
    document = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": asdict(machine),
        "scenarios": [
            {
                "name": result.scenario.name,
                "title": result.scenario.title,
                "figures": result.figures,
                "targets": dict(result.scenario.targets),
                "missed": result.missed,
                "failure": result.failure,
            }
            for result in results
        ],
    }
    file.write_text(json.dumps(document, indent=2) + "\n")


def _rows(result: Result) -> list[tuple[str, ...]]:
    """A row per figure; without figures, a row per target."""
    title = result.scenario.title
    names = result.figures or result.scenario.targets
    rows: list[tuple[str, ...]] = []
    for name in names:
        label, unit = _split(name)
        value = f"{_written(result.figures[name])} {unit}".strip() if name in result.figures else "failed"
        most = result.scenario.targets.get(name)
        target = "" if most is None else f"<= {most:g} {unit}".strip()
        verdict = "" if most is None else "missed" if name in result.missed else "ok"
        rows.append((title, label, value, target, verdict))
        title = ""
    return rows


def _split(name: str) -> tuple[str, str]:
    """The label and the unit in the name of a figure: `lag_p50_ms` is ("lag p50", "ms")."""
    words = name.split("_")
    unit = words.pop() if words[-1] in UNITS else ""
    return " ".join(words), unit


def _written(value: float) -> str:
    """Three digits are enough; whole numbers from a hundred on."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
