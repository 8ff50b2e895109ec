"""How long Changwon takes: all replications of the primary pair, on two cores.

    python experiments/benchmarks/changwon.py [--replications N] [--jobs N]

Prints wall-clock seconds with the workers' start, what happens in one replication, and microseconds per subject
(incident, nuisance call or false alarm) and alternative; nothing of what comes out of it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from simcity.analysis.experiment import run
from simcity.load import load
from simcity.luck import Luck
from simcity.trace import Memory, draw

FILE = Path(__file__).parents[2] / "scenarios" / "changwon.yaml"


def main() -> None:
    """Time it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    start = time.perf_counter()
    city = load(FILE)
    primary = city.alternatives[city.baseline].primary
    assert primary is not None, "the file names no primary pair"
    pair = (primary.baseline, primary.alternative)
    loaded = time.perf_counter()
    run(city, alternatives=pair, replications=chosen.replications, jobs=chosen.jobs)
    done = time.perf_counter()
    baseline = city.alternatives[primary.baseline]
    subjects = draw(baseline, Luck(baseline.seed, 0), Memory()).subjects
    lives = len(subjects) * len(pair) * chosen.replications
    print(f"load {loaded - start:.1f} s, run {done - loaded:.1f} s of wall clock with {chosen.jobs} jobs")
    print(f"{chosen.replications} replications of {' and '.join(pair)}")
    print(f"subjects in replication 0: {len(subjects):,}, of which counted incidents {int(subjects.counted.sum()):,}")
    print(
        f"{(done - loaded) / lives * 1e6:.1f} us of wall clock per subject and alternative, with draw, run and metrics"
    )


if __name__ == "__main__":
    main()
