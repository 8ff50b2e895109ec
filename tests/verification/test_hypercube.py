"""Larson's hypercube through ordinary scenario files: the cases of the file beside, and further ones of their kinds.

Each case has its own family of checks with a false-alarm rate of 1 % over all cases together, by Holm within a case
and Bonferroni between cases; seeds are fixed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exact_hypercube import driving, exact
from hypercube import Cube, scenario
from hypercube_seen import measured, told
from theory_case import Check
from theory_records import Seen, Sum
from theory_runs import chance, rejected
from theory_runs import told as line

from simcity.analysis.estimate import ratio
from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.trace import Memory, draw

LEVEL = 0.01
GIVEN: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "hypercube_cases.json").read_text("utf-8"))
TWO = {"mu": [1.0, 2.0], "pref": [[0, 1], [1, 0]], "t": [[0.5, 1.5], [1.5, 0.5]]}
FURTHER: dict[str, dict[str, Any]] = {
    "journeys inside": {"lam": [0.7, 0.3], **TWO, "cap": "zero", "busy_includes_travel": True},
    "journeys inside, equal units": {
        "lam": [0.6, 0.9],
        "mu": [1.0, 3.0],
        "pref": [[[0, 1]], [1, 0]],
        "t": [[0.25, 1.0], [0.75, 0.5]],
        "cap": "zero",
        "busy_includes_travel": True,
    },
    "equal units": {
        "lam": [0.5, 0.4, 0.6],
        "mu": [1.0, 0.8, 1.2],
        "pref": [[[0, 1, 2]], [1, [0, 2]], [[2, 1], 0]],
        "t": [[1, 2, 3], [2, 1, 2], [3, 2, 1]],
        "cap": "zero",
    },
    "equal units, waiting": {
        "lam": [0.9, 0.7],
        "mu": [1.5, 0.8, 1.0],
        "pref": [[[0, 1], 2], [2, [1, 0]]],
        "t": [[1, 2], [2, 1], [3, 1]],
        "cap": "inf",
    },
    "two units a call": {
        "lam": [0.4, 0.3],
        "units": 2,
        "mu": [1.0, 1.0, 0.7],
        "pref": [[0, 1, 2], [2, 1, 0]],
        "t": [[1, 3], [2, 2], [3, 1]],
        "cap": "zero",
    },
    "joint": {
        "agencies": {
            "police": {**TWO, "cap": "zero"},
            "fire": {
                "mu": [0.6, 0.9, 1.0],
                "pref": [[0, 2], [[1, 2], 0]],
                "t": [[1, 4], [3, 1], [2, 2]],
                "cap": "zero",
            },
        },
        "calls": [
            {"lam": [0.5, 0.3], "needs": {"police": 1}},
            {"lam": [0.2, 0.4], "needs": {"police": 1, "fire": 1}},
            {"lam": [0.1, 0.3], "needs": {"fire": 1}},
        ],
    },
    "joint, one loses and one waits": {
        "agencies": {
            "police": {**TWO, "cap": "inf"},
            "fire": {"mu": [1.0, 1.5], "pref": [[0], [1, 0]], "t": [[1, 4], [3, 1]], "cap": "zero"},
        },
        "calls": [
            {"lam": [0.5, 0.3], "needs": {"police": 1}},
            {"lam": [0.2, 0.4], "needs": {"police": 1, "fire": 1}},
        ],
    },
}
CASES: dict[str, Cube] = {name: Cube.of(case["inputs"]) for name, case in GIVEN.items()}
CASES |= {name: Cube.of(inputs) for name, inputs in FURTHER.items()}
REPLICATIONS = 20
CALLS = {"bounded": 3000, "full": 24000}
"""Counted calls a replication."""
MEANS = {"bounded": 0.05, "full": 0.02}
"""Largest half width of workloads and mean travel, as a share of the value."""
WAITS = {"bounded": 0.1, "full": 0.04}
"""The same of mean waits and queues, which take ten times as many calls for the same precision."""
SHARES = {"bounded": 0.01, "full": 0.005}
"""Largest half width of shares and chances."""


def limit(key: str, value: float, form: str) -> float:
    """Return the largest half width that is allowed."""
    if key.endswith(("Wq", "Lq")):
        return WAITS[form] * value
    return MEANS[form] * value if re.search("rho/|T_", key) else SHARES[form]


def wanted(name: str) -> dict[str, float]:
    """Return all that is known of a case exactly."""
    return told(GIVEN[name]["expected"]) if name in GIVEN else exact(CASES[name])


def lived(name: str, form: str) -> dict[str, tuple[Sum, ...]]:
    """Run a case and return each quantity by replication."""
    cube = CASES[name]
    text = scenario(cube, name, list(CASES).index(name), REPLICATIONS, CALLS[form])
    city = load_text(text, name)
    one = city.alternatives[city.baseline]
    found = [
        measured(cube, Seen(run(one, draw(one, Luck(one.seed, k), Memory())), one)) for k in range(one.replications)
    ]
    return {key: tuple(seen[key] for seen in found) for key in found[0]}


def compared(name: str, form: str) -> list[Check]:
    """Return the checks of a case; what can never be is never seen."""
    seen, checks = lived(name, form), []
    for key, value in wanted(name).items():
        sums = np.array(seen[key])
        if value < 1e-12:
            assert not sums[:, 0].any(), key
            continue
        found = ratio(*sums.T)
        p = chance(found, value, REPLICATIONS)
        checks.append(Check(name, form, key, value, found.value, found.half_width, limit(key, value, form), p))
    return checks


FORMS = [
    pytest.param(name, form, id=f"{name}-{form}", marks=[pytest.mark.slow] if form == "full" else [])
    for form in CALLS
    for name in CASES
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_city_of_the_hypercube_comes_out(name: str, form: str) -> None:
    """Workloads, sendings by unit and atom, states, losses, waits and mean travel, all at once."""
    checks = compared(name, form)
    wrong = [line(one) for one in rejected(checks, LEVEL / len(CASES))]
    assert not wrong, f"of {len(checks)} checks\n" + "\n".join(wrong)
    wide = [line(one) for one in checks if one.half_width > one.limit]
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize("name", GIVEN)
def test_the_cases_given_are_derived_again(name: str) -> None:
    given, derived = wanted(name), exact(CASES[name])
    assert len(derived) >= 8
    assert derived == pytest.approx({key: given[key] for key in derived}, abs=1e-9)


def test_what_is_published_comes_out() -> None:
    """Larson and Odoni 5.3.3 and 5.5.3, and a quiz of MIT, to the digits that are printed there."""
    rectangle, three = exact(CASES["H1a"]), exact(CASES["H3"])
    assert [round(rectangle[key], 5) for key in ("T_station", "rho/0", "rho/1")] == [0.46246, 0.4901, 0.43774]
    assert [round(three[f"rho/{n}"], 4) for n in range(3)] == [0.5574, 0.4734, 0.4693]
    assert three["PQprime"] == pytest.approx(0.23684, abs=5e-6)
    quiz = exact(CASES["H2"])
    assert [quiz[key] for key in ("rho/0", "f/0/0", "f/0/1")] == pytest.approx([2 / 5, 3 / 8, 1 / 8])


def test_journeys_inside_are_well_approached() -> None:
    """Twice as many phases of each journey change no value by more than a hundredth of a point."""
    cube = CASES["journeys inside"]
    middle, many = driving(cube, 24), driving(cube, 48)
    finer = {key: 2.0 * value - middle[key] for key, value in many.items()}
    assert exact(cube) == pytest.approx(finer, abs=1e-4)


def test_one_unit_that_drives_and_works_is_insensitive() -> None:
    """A single unit loses a / (1 + a), whatever the law of its busy time: here a is 0.3 (1.5 + 1) by hand."""
    cube = Cube.of(
        {
            "lam": [0.2, 0.1],
            "mu": [1.0],
            "pref": [[0], [0]],
            "t": [[1, 2.5]],
            "cap": "zero",
            "busy_includes_travel": True,
        }
    )
    CASES["one unit"] = cube
    seen = lived("one unit", "bounded")
    del CASES["one unit"]
    found = ratio(*np.array(seen["lost"]).T)
    assert abs(found.value - 0.75 / 1.75) < 2 * found.half_width < 0.02
    assert np.array(seen["rho/0"]).sum(axis=0)[0] > 0
