"""The ceiling of any sharing: which share of it an alternative reaches, and what no sharing can reach.

The ceiling is an alternative in which all centres know everything from the onset, on the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simcity.analysis.attribution import TOTAL
from simcity.analysis.chains import STAGES
from simcity.analysis.estimate import Estimate, Measured, Quotient, combined, measured_mean, measured_ratio, quotient
from simcity.analysis.metrics import is_quantile
from simcity.analysis.misses import NEVER
from simcity.model.measurable import knows_everything
from simcity.model.scenario import Scenario
from simcity.records import Floats

if TYPE_CHECKING:
    from simcity.analysis.result import Result

SAVED = "seconds_saved"
"""Stands before TYPE/AGENCY where seconds are meant: mean over incidents that the baseline reached as well."""


@dataclass(frozen=True)
class Reach:
    """How far one alternative comes on the way from the baseline to the ceiling."""

    alternative: str
    perfect: str
    """The alternative that is the ceiling."""
    measure: str
    """A metric, or ``seconds_saved/TYPE/AGENCY``."""
    gain: Estimate
    """Alternative less baseline, or seconds saved."""
    ceiling: Estimate
    """The same of the ceiling."""
    share: Quotient | None
    """Gain over ceiling; None where the interval of the ceiling includes zero."""


@dataclass(frozen=True)
class Beyond:
    """A share of incidents that even perfect knowledge does not bring inside the golden time, and where it runs out."""

    group: str
    stage: str
    """A stage, or ``never`` where nobody came before the end of the run."""
    share: Estimate


def perfect_of(result: Result) -> str | None:
    """Return the alternative in which all centres know everything; None where there is none beside the baseline."""
    others = (name for name in result.alternatives if name != result.baseline)
    return next((name for name in others if knows_everything(result.city.alternatives[name])), None)


def reaches(result: Result) -> list[Reach]:
    """Return the shares of the ceiling, by alternative and measure; empty without a ceiling.

    Measures are the primary metric, then attainment and seconds saved of every incident type and agency.
    """
    perfect = perfect_of(result)
    if perfect is None:
        return []
    return [
        _reach(result, name, perfect, measure)
        for measure in _measures(result.city.alternatives[result.baseline])
        for name in result.alternatives
        if name not in (result.baseline, perfect) and _gain(result, perfect, measure) and _gain(result, name, measure)
    ]


def beyond(result: Result) -> list[Beyond]:
    """Return what no sharing can reach, by group and stage; empty without a ceiling."""
    perfect = perfect_of(result)
    if perfect is None:
        return []
    found = []
    mine = result.misses[result.misses.alternative == perfect]
    for group in mine["group"].unique():
        for stage in (*STAGES, NEVER):
            rows = mine[(mine.group == group) & (mine.stage == stage)].sort_values("replication")
            share = measured_ratio(rows["missed"].to_numpy(float), rows["incidents"].to_numpy(float))
            if share is not None:
                found.append(Beyond(str(group), stage, share.estimate))
    return found


def _measures(scenario: Scenario) -> list[str]:
    primary = [scenario.primary.metric] if scenario.primary else []
    real = {name: kind for name, kind in scenario.incidents.items() if kind.real}
    timed = [f"attainment/{name}/{agency}" for name, kind in real.items() for agency in kind.golden_time]
    saved = [f"{SAVED}/{name}/{agency}" for name, kind in real.items() for agency in kind.needs]
    return list(dict.fromkeys([*primary, *timed, *saved]))


def _reach(result: Result, name: str, perfect: str, measure: str) -> Reach:
    gain, ceiling = _gain(result, name, measure), _gain(result, perfect, measure)
    assert gain is not None and ceiling is not None
    paired = len(gain.deviations) == len(ceiling.deviations)
    return Reach(name, perfect, measure, gain.estimate, ceiling.estimate, quotient(gain, ceiling) if paired else None)


def _gain(result: Result, name: str, measure: str) -> Measured | None:
    """Return what an alternative gains over the baseline; None where it cannot be said."""
    word, _, group = measure.partition("/")
    if word == SAVED:
        return measured_ratio(*saved_columns(result, name, group))
    before, after = result.columns(result.baseline, measure), result.columns(name, measure)
    if before is None or after is None:
        return None
    if is_quantile(measure):
        there = (before[1] > 0) & (after[1] > 0)
        return measured_mean(after[0][there] - before[0][there])
    one, other = measured_ratio(*before), measured_ratio(*after)
    return None if one is None or other is None else combined([(1.0, other), (-1.0, one)])


def saved_columns(result: Result, name: str, group: str) -> tuple[Floats, Floats]:
    """Return by replication the seconds saved against the baseline, and the incidents that both reached."""
    stages = result.stages
    mine = stages[(stages.alternative == name) & (stages.group == group) & (stages.stage == TOTAL)]
    seconds, incidents = np.zeros(result.replications), np.zeros(result.replications)
    at = mine["replication"].to_numpy()
    seconds[at], incidents[at] = mine["seconds"].to_numpy(), mine["incidents"].to_numpy()
    return seconds, incidents
