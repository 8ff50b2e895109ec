"""Runs the cases of theory, in parts that several processes share out among themselves.

Alone it prints what came out: ``python tests/verification/theory_runs.py [--full] [A14 ...]``.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np
import theory_cases
import theory_failures
import theory_further
import theory_hospitals
import theory_more
from theory_case import Case, Check, Quantity, Sums
from theory_records import Floats, Seen

from simcity.analysis.estimate import Estimate, ratio, ratio_difference, t_quantile
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.trace import Memory, draw

HERE = Path(__file__).parent
CASES: dict[str, Case] = {
    name: case
    for module in (theory_cases, theory_more, theory_failures, theory_further, theory_hospitals)
    for name, case in sorted(vars(module).items())
    if isinstance(case, Case)
}
BOUNDED, FULL = "bounded", "full"
SHARE_LIMIT = 0.005
MEAN_LIMIT = 0.02
PARTS = {BOUNDED: 4, FULL: 16}
SETS, SET_PARTS = 2000, 8
"""Seed sets of the coverage of intervals, and the parts in which they are run."""
COVERAGE = "coverage"
WORKERS = 2

By = dict[str, dict[str, Floats]]
"""Replication x column arrays by alternative and name."""


# --------------------------------------------------------------------------- one part


def replications(case: Case, form: str) -> int:
    """Return how many replications a form has."""
    return (
        case.full if form == FULL else next(iter(load(HERE / f"{case.name}.yaml").alternatives.values())).replications
    )


def replication(case: Case, number: int) -> dict[str, Sums]:
    """Return what one replication says, by alternative."""
    file = HERE / f"{case.name}.yaml"
    city = load(file)
    if case.by_seed:
        seed = city.alternatives[city.baseline].seed
        city = load(file, {"seed": str(100_000 * seed + number)})
        number = 0
    memory, sums = Memory(), {}
    for name, scenario in city.alternatives.items():
        records = run(scenario, draw(scenario, Luck(scenario.seed, number), memory))
        sums[name] = case.measure(Seen(records, scenario), name)
    return sums


def interval(number: int) -> tuple[float, float]:
    """Return the saving of A32 in minutes and the half width of its interval, by one small set of replications."""
    from simcity.analysis import experiment

    city = load(HERE / "A32.yaml", {"horizon": "4 h"})
    found = experiment.run(city, replications=10, seed=1_000_000 + number, jobs=1)
    row = found.compare("without", "with", ["detection_mean/case"]).iloc[0]
    return float(row["difference"]) / 60.0, float(row["half_width"]) / 60.0


def part(unit: str) -> list[Any]:
    """Run one part, such as A14/full/3, and return its replications in order."""
    name, form, number = unit.split("/")
    if name == COVERAGE:
        return [interval(k) for k in range(int(number), SETS, SET_PARTS)]
    case = CASES[name]
    return [replication(case, k) for k in range(int(number), replications(case, form), PARTS[form])]


# --------------------------------------------------------------------------- sharing out


def units(need: str) -> list[str]:
    """Return the parts of a need, such as A14/full or coverage/bounded."""
    number = SET_PARTS if need.startswith(COVERAGE) else PARTS[need.split("/")[1]]
    return [f"{need}/{k}" for k in range(number)]


def claimed(path: Path) -> bool:
    """Make an empty file; False where somebody has made it already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def work(folder: Path, needs: list[str]) -> None:
    """Run every part of the needs that nobody else has begun, and leave the results in a folder."""
    parent = os.getppid()
    for unit in (unit for need in needs for unit in units(need)):
        if os.getppid() != parent:
            return
        path = folder / unit.replace("/", "-")
        if not claimed(path.with_suffix(".begun")):
            continue
        try:
            result: object = part(unit)
        except Exception:
            result = traceback.format_exc()
        beside = path.with_suffix(".new")
        beside.write_bytes(pickle.dumps(result))
        os.replace(beside, path.with_suffix(".done"))


class Theory:
    """Hands out results, which worker processes make; of several that share a folder the first has the workers."""

    def __init__(self, folder: Path, needs: list[str]) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        if not claimed(folder / "started"):
            return
        # The workers are many minutes of plain engine; measuring their coverage would double that.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_PROCESS")}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, __file__, "--work", str(folder), *needs]
        self.workers = [subprocess.Popen(command, env=environment) for _ in range(WORKERS)]

    def close(self, wait: bool = False) -> None:
        """End the workers, or wait for their end where others need their results."""
        for worker in self.workers:
            if not wait:
                worker.kill()
            worker.wait()

    def result(self, need: str) -> list[Any]:
        """Return all replications of a need in order, once they are there."""
        parts = [self._wait(unit) for unit in units(need)]
        size = sum(len(one) for one in parts)
        return [parts[k % len(parts)][k // len(parts)] for k in range(size)]

    def _wait(self, unit: str) -> list[Any]:
        path = self.folder / f"{unit.replace('/', '-')}.done"
        while not path.exists():
            if any(worker.poll() for worker in self.workers):
                claimed(self.folder / "dead")
            if (self.folder / "dead").exists():
                raise RuntimeError(f"no result of {unit}: a worker process died")
            time.sleep(0.05)
        result = pickle.loads(path.read_bytes())
        if isinstance(result, str):
            raise RuntimeError(f"{unit} failed:\n{result}")
        return list(result)

    def sums(self, name: str, form: str) -> By:
        """Return the sums of a case as arrays, replication by replication."""
        found: list[dict[str, Sums]] = self.result(f"{name}/{form}")
        return {
            alternative: {key: np.array([one[alternative][key] for one in found], float) for key in first}
            for alternative, first in found[0].items()
        }

    def checks(self, name: str, form: str) -> list[Check]:
        """Return all checks of a case."""
        case, sums = CASES[name], self.sums(name, form)
        asked = [quantity for quantity in case.quantities if form == FULL or not quantity.full]
        found = [check(case, quantity, sums) for quantity in asked]
        return found + (case.extra(sums) if case.extra else [])


# --------------------------------------------------------------------------- judging


def check(case: Case, quantity: Quantity, sums: By) -> Check:
    """Compare a ratio over replications, or a paired difference of two, with what is exact."""
    mine = sums[quantity.alternative][quantity.name].T
    if quantity.less:
        found = ratio_difference(*sums[quantity.less][quantity.name].T, *mine)
        label = f"{quantity.name} less {quantity.less}"
    else:
        found, label = ratio(*mine), quantity.name
    return Check(
        case=case.name,
        alternative=quantity.alternative,
        name=label,
        exact=quantity.exact,
        value=found.value,
        half_width=found.half_width,
        limit=SHARE_LIMIT if quantity.share else MEAN_LIMIT * abs(quantity.exact),
        p=chance(found, quantity.exact, mine.shape[1]),
    )


def chance(found: Estimate, exact: float, number: int) -> float:
    """Return the two-sided p-value of a value over replications, by Student's t."""
    from scipy.stats import t

    error = found.half_width / t_quantile(0.975, number - 1)
    return 2.0 * float(t.sf(abs(found.value - exact) / error, number - 1))


def rejected(checks: list[Check], level: float) -> list[Check]:
    """Return the checks that Holm's procedure rejects, with this chance of any in the whole family by mere luck."""
    found = []
    for rank, one in enumerate(sorted(checks, key=lambda one: one.p)):
        if one.p > level / (len(checks) - rank):
            break
        found.append(one)
    return found


def gains(sums: By) -> dict[str, float]:
    """Return how much smaller common luck makes the variance of A14's difference than two runs of their own luck."""
    found = {}
    for name in ("mean", "P_le_10"):
        a, b = (sums[alternative][name][:, 0] / sums[alternative][name][:, 1] for alternative in ("base", "integrated"))
        found[name] = float((np.var(a, ddof=1) + np.var(b, ddof=1)) / np.var(b - a, ddof=1))
    return found


def covered(intervals: list[Any]) -> float:
    """Return the share of intervals that hold A32's saving."""
    value, half_width = np.array(intervals).T
    return float(np.mean(np.abs(value + 1.575) <= half_width))


def told(one: Check) -> str:
    """Return a line of a table."""
    width = f"{100 * one.half_width:.2f} points"
    if one.limit != SHARE_LIMIT:
        width = f"{100 * one.half_width / abs(one.exact):.2f} %" if np.isfinite(one.half_width) else ""
    cells = (one.case, one.alternative, one.name, f"{one.exact:.6g}", f"{one.value:.6g}", width, f"{one.p:.3f}")
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Run some cases, or all, and print them."""
    parser = argparse.ArgumentParser(description="Theory through ordinary scenario files.")
    parser.add_argument("--full", action="store_true", help="the full form")
    parser.add_argument("--work", type=Path, help="run parts of the needs into this folder")
    parser.add_argument("names", nargs="*", help="cases, such as A14, or coverage")
    given = parser.parse_args()
    if given.work:
        work(given.work, given.names)
        return
    form = FULL if given.full else BOUNDED
    names = given.names or [name for name, case in CASES.items() if given.full or case.bounded]
    with tempfile.TemporaryDirectory() as folder:
        theory = Theory(Path(folder), [f"{name}/{form}" for name in names])
        try:
            print("| case | alternative | quantity | exact | came out | half width | p |")
            print("|---|---|---|---|---|---|---|")
            for name in names:
                if name == COVERAGE:
                    print(f"{COVERAGE}: {covered(theory.result(f'{COVERAGE}/{form}')):.4f}", flush=True)
                    continue
                for one in theory.checks(name, form):
                    print(told(one), flush=True)
                print(f"| {name} | | *{replications(CASES[name], form)} replications* | | | | |", flush=True)
                if name == "A14":
                    mean, share = gains(theory.sums(name, form)).values()
                    print(f"| A14 | | *variance {mean:.1f} (mean) and {share:.1f} (share) times smaller* | | | | |")
        finally:
            theory.close()


if __name__ == "__main__":
    main()
