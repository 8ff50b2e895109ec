"""Read from runs of the four cases what docs/predictions-cases.md foretold.

Run from the root of the project: python experiments/cases mall|mall_layouts|itaewon|arena|duct [replications [jobs]]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor

import arena
import duct
import itaewon
import mall
import numpy as np

from simcity.analysis.estimate import ratio

CASES = {
    "mall": mall.figures,
    "mall_layouts": mall.other_layouts,
    "itaewon": itaewon.figures,
    "arena": arena.figures,
    "duct": duct.figures,
}


def main(case: str, replications: int, jobs: int) -> None:
    """Print each figure with its 95 % interval over replications."""
    with ProcessPoolExecutor(jobs) as pool:
        runs = list(pool.map(CASES[case], range(replications)))
    columns = defaultdict(list)
    for figures in runs:
        for name, pair in figures.items():
            columns[name].append(pair)
    for name, pairs in sorted(columns.items()):
        over, under = np.array(pairs).T
        if under.sum() == 0:
            print(f"{name:64} never")
            continue
        estimate = ratio(over, under)
        print(f"{name:64} {estimate.value:10.2f} ± {estimate.half_width:.2f}")


if __name__ == "__main__":
    main(
        sys.argv[1],
        int(sys.argv[2]) if len(sys.argv) > 2 else 20,
        int(sys.argv[3]) if len(sys.argv) > 3 else 1,
    )
