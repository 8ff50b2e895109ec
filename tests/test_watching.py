"""What is lost when an operator has 850 cameras instead of 124, and what analytics repair: scenarios/wall.yaml."""

from __future__ import annotations

from math import floor
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest, lognorm

import simcity
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.model.sensors import hit_rate
from simcity.records import Milestone
from simcity.trace import Memory, draw

WALL = Path(__file__).parent.parent / "scenarios" / "wall.yaml"
FALSE_ALARM = 1e-4
"""Of each comparison with what is exact."""
CAMERAS, DWELL, TILES = 9347, 22.5, 27
SIGMA = 0.8


def noticed(operators: int, alternative: str, days: int = 100, rate: str = "25 /day") -> dict[str, tuple[int, int]]:
    """Return by type how many incidents were noticed, of how many."""
    city = simcity.load(
        WALL,
        {
            "centres.video.seats": str(operators),
            "horizon": f"{days} d",
            "incidents.brief.rate": rate,
            "incidents.lasting.rate": rate,
        },
        [alternative],
    )
    scenario = city.alternatives[alternative]
    records = run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))
    subjects, seen = records.subjects, np.zeros(len(records.subjects), bool)
    seen[records.incident[records.milestone == Milestone.DETECTED]] = True
    return {
        kind: (
            int(np.sum(seen & subjects.counted & (subjects.type == index))),
            int(np.sum(subjects.counted & (subjects.type == index))),
        )
        for index, kind in enumerate(subjects.types)
    }


def found_within(seconds: float, cycle: float, hit: float) -> float:
    """Return the chance that a camera that comes up every ``cycle`` at any phase shows it, and it is seen, in time."""
    looks = floor(seconds / cycle)
    more = seconds / cycle - looks
    return 1.0 - (1.0 - more) * (1.0 - hit) ** looks - more * (1.0 - hit) ** (looks + 1)


@pytest.mark.parametrize("operators", [75, 22, 11])
def test_the_wall_finds_what_cycle_and_hit_rate_say(operators: int) -> None:
    """75 operators have 125 cameras each, 11 have 850; rare incidents, so that nobody is busy."""
    cycle, hit = DWELL * CAMERAS / (TILES * operators), hit_rate(9)
    assert hit == 0.53
    lengths = lognorm.ppf((np.arange(4000) + 0.5) / 4000, SIGMA, scale=180.0)
    exact = {
        "lasting": found_within(1200.0, cycle, hit),
        "brief": float(np.mean([found_within(t, cycle, hit) for t in lengths])),
    }
    found = noticed(operators, "wall", days=400)
    for kind, share in exact.items():
        assert binomtest(*found[kind], share).pvalue > FALSE_ALARM, (kind, share, found[kind])


def test_from_124_to_850_cameras_most_of_what_is_brief_is_lost() -> None:
    """64 % of what shows for three minutes are found by 75 operators, 20 % by 11."""
    many, few = noticed(75, "wall")["brief"], noticed(11, "wall")["brief"]
    assert few[0] / few[1] < 0.5 * many[0] / many[1]


def test_analytics_repair_it_if_tuned_and_flood_the_wall_if_not() -> None:
    """Untuned ones keep 8 operators busy 95 % of their time, so that the wall all but finds nothing of itself."""
    wall, raw, tuned = (noticed(8, name, days=10) for name in ("wall", "analytics", "tuned"))
    for kind in ("brief", "lasting"):
        assert tuned[kind][0] > wall[kind][0]
    # Common luck: the same incidents and the same recall, so what is missing is what the busy wall has missed.
    assert raw["lasting"][0] < tuned["lasting"][0]
    assert raw["lasting"][1] == tuned["lasting"][1] == wall["lasting"][1]
