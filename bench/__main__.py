"""`python -m bench [scenario ...]`: exit code 0, 1 (a target was missed) or 2 (nothing could be measured)."""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Error as BrowserError

from bench import against, report
from bench.failure import MeasurementFailed
from bench.report import Machine, Result
from bench.rig import Rig, running_rig
from bench.scenarios import SCENARIOS, Scenario


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.scenarios) - {scenario.name for scenario in SCENARIOS}
    if unknown:
        parser.error(f"no scenario is called {', '.join(sorted(unknown))}; `--list` names them")
    if chosen.list:
        print("\n".join(f"{scenario.name:18} {scenario.title}" for scenario in SCENARIOS))
        return 0
    signal.signal(signal.SIGTERM, _leave)
    machine = Machine()
    try:
        if chosen.against:
            names = [scenario.name for scenario in _select(chosen.scenarios, is_full=chosen.full)]
            print(against.compare(chosen.against, names, chosen.pairs))
            return 0
        with running_rig() as rig:
            results = [_run(rig, scenario) for scenario in _select(chosen.scenarios, is_full=chosen.full)]
    except MeasurementFailed as exc:
        print(f"bench: {exc}", file=sys.stderr)
        return 2
    print(report.table(results))
    if machine.is_busy:
        print(f"The machine was busy before (load {machine.load} on {machine.cores} cores): times are too long to go by.")
    if chosen.json:
        report.save(results, machine, chosen.json)
    return 1 if any(result.missed for result in results) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure rxchat against its targets.")
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help="all but the slow ones by default")
    parser.add_argument("--full", action="store_true", help="the slow scenarios too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    parser.add_argument("--against", metavar="COMMIT", help="measure another commit in turn with this one, and give the ratios")
    parser.add_argument("--pairs", type=int, default=3, metavar="N", help="how often, with --against (3)")
    parser.add_argument("--list", action="store_true", help="name the scenarios and stop")
    return parser


def _select(names: Sequence[str], *, is_full: bool) -> list[Scenario]:
    if names:
        return [scenario for scenario in SCENARIOS if scenario.name in names]
    return [scenario for scenario in SCENARIOS if is_full or not scenario.is_slow]


def _run(rig: Rig, scenario: Scenario) -> Result:
    """Measure one scenario; one that fails does not end the others."""
    print(f"bench: {scenario.title} ...", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        return Result(scenario=scenario, figures=scenario.measure(rig))
    except (MeasurementFailed, BrowserError) as exc:
        print(f"bench: {exc}", file=sys.stderr)
        return Result(scenario=scenario, failure=str(exc))
    finally:
        print(f"bench: {scenario.title}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _leave(sig: int, _frame: object) -> None:
    """A SIGTERM unwinds, so that what was started is ended too."""
    sys.exit(128 + sig)


if __name__ == "__main__":
    sys.exit(main())
