"""A flood of false alarms: at the published rates, before whoever must judge them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simcity
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

FILE = Path(__file__).parent.parent / "scenarios" / "alarm-flood.yaml"
NATION, YEAR = 51.8, 365.25


@pytest.fixture(scope="module")
def lived() -> dict[str, Records]:
    city, memory = simcity.load(FILE), Memory()
    return {name: run(one, draw(one, Luck(one.seed, 0), memory)) for name, one in city.alternatives.items()}


def sent(records: Records, agency: str, real: bool) -> int:
    said = (records.milestone == Milestone.DISPATCHED) & (records.organisation == records.organisations.index(agency))
    return int(np.sum(records.subjects.real[records.incident[said]] == real))


def test_alarms_come_at_the_published_rates(lived: dict[str, Records]) -> None:
    """Poisson counts within 4.5 of their spreads of the nation's figures for a million people: 1 in 70,000 each."""
    subjects = lived["companies"].subjects
    days = lived["companies"].end / 86400.0
    for name, year in (("detectors", (32764 - 79) / NATION), ("alarms", 23.0e6 / NATION)):
        number = int(np.sum(subjects.entity == subjects.entities.index(name)))
        expected = year / YEAR * days
        assert abs(number - expected) < 4.5 * np.sqrt(expected) + 0.01 * expected, (name, number, expected)


def test_whoever_judges_them_pays_for_them(lived: dict[str, Records]) -> None:
    """Unjudged, many more of them send cars than where companies judge; fire pumps go either way."""
    companies, straight = lived["companies"], lived["straight_through"]
    assert sent(straight, "police", real=False) > 5 * sent(companies, "police", real=False) > 0
    assert sent(straight, "fire", real=False) == sent(companies, "fire", real=False)
    judged = {
        name: int(np.sum(~records.subjects.real[records.job_incident] & (records.job_centre == centre)))
        for name, records in lived.items()
        if (centre := records.organisations.index("room_112"))
    }
    assert judged["straight_through"] > 20 * judged["companies"]
