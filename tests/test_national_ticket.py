"""The national ticket: what the mechanism foretells, and not what was published."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import simcity
from simcity.analysis.estimate import t_quantile
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.trace import Memory, draw

ROOT = Path(__file__).parent.parent
FALSE_ALARM = 0.001
"""Of each comparison; there are eight."""


def reader():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("national_ticket", ROOT / "experiments" / "national_ticket.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def seconds() -> dict[tuple[str, str, str], np.ndarray]:
    """Return the mean of each replication by alternative, quantity and type."""
    times, city, replications = reader().times, simcity.load(ROOT / "scenarios" / "national-ticket.yaml"), 10
    found: dict[tuple[str, str, str], list[float]] = {}
    for number in range(replications):
        memory = Memory()
        for name, scenario in city.alternatives.items():
            records = run(scenario, draw(scenario, Luck(scenario.seed, number), memory))
            subjects = records.subjects
            for what, values in times(records, name == "phones").items():
                for index, kind in enumerate(subjects.types):
                    here = subjects.counted & (subjects.type == index)
                    found.setdefault((name, what, kind), []).append(float(np.mean(values[here])))
    return {key: np.array(values) for key, values in found.items()}


# The links' own times: picking up and talking go, and 15 s of reading stand for 68 s or 50 s of asking again and 6 s of
# doubt about the place. No published figure of the time after 2016 is among them.
SAVED = {
    ("hand_over", "misdirected_to_112"): 34.0,
    ("hand_over", "misdirected_to_119"): 33.0,
    ("order", "misdirected_to_112"): 34.0 + 68.0 + 6.0 - 15.0,
    ("order", "misdirected_to_119"): 33.0 + 50.0 + 6.0 - 15.0,
}


@pytest.mark.parametrize(("what", "kind"), SAVED)
def test_the_ticket_saves_what_the_phone_took(
    seconds: dict[tuple[str, str, str], np.ndarray], what: str, kind: str
) -> None:
    saved = seconds["phones", what, kind] - seconds["ticket", what, kind]
    half = t_quantile(1.0 - FALSE_ALARM / 2.0, len(saved) - 1) * saved.std(ddof=1) / np.sqrt(len(saved))
    assert abs(saved.mean() - SAVED[what, kind]) <= half + 1e-6
    assert half < 25.0


@pytest.mark.parametrize(
    ("name", "what", "exact"),
    [
        ("phones", "hand_over", 382.0),
        ("phones", "order", 466.0),
        ("ticket", "hand_over", 348.5),
        ("ticket", "order", 382.5),
    ],
)
def test_joint_cases_take_what_was_foretold(
    seconds: dict[tuple[str, str, str], np.ndarray], name: str, what: str, exact: float
) -> None:
    """Calibrated by phone, foretold with the ticket: 348 and 382 s, where 222 and 241 s are published."""
    found = seconds[name, what, "joint"]
    half = t_quantile(1.0 - FALSE_ALARM / 2.0, len(found) - 1) * found.std(ddof=1) / np.sqrt(len(found))
    assert abs(found.mean() - exact) <= half
    assert half < 0.05 * exact
