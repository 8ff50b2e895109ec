"""The finding: one plain sentence on the one question of a scenario, as ready to say harm as benefit."""

from __future__ import annotations

from math import isfinite

from simcity.analysis.result import Finding
from simcity.model.scenario import Scenario
from simcity.report import numbers
from simcity.report.labels import filled, label

SIMULATION = "the interval is simulation error only, not what we do not know about the world"

_KINDS = {"better": "A benefit: ", "worse": "A harm: ", "higher": "A difference: ", "lower": "A difference: "}


def sentence(finding: Finding, scenario: Scenario) -> str:
    """Return the finding in a sentence; an effect is claimed only where its interval leaves out zero."""
    if not (isfinite(finding.baseline_value) and isfinite(finding.alternative_value)):
        what = filled(label(finding.metric).what, finding.metric, scenario)
        return f"No finding: nothing happened from which {what} could be had in both alternatives."
    if not isfinite(finding.half_width):
        return _alone(finding, scenario)
    if finding.difference == 0.0 and finding.half_width == 0.0:
        return _same(finding, scenario)
    return _seen(finding, scenario) if finding.seen else _not_seen(finding, scenario)


def verdict(metric: str, difference: float, half_width: float) -> str:
    """Return better, worse, higher or lower where the interval leaves out zero; else that it is not clear."""
    if not (isfinite(difference) and isfinite(half_width)):
        return ""
    if difference == 0.0 and half_width == 0.0:
        return "the same"
    if abs(difference) <= half_width:
        return "not clear"
    better = label(metric).better
    if not better:
        return "higher" if difference > 0 else "lower"
    return "better" if (difference > 0) == (better > 0) else "worse"


def _seen(finding: Finding, scenario: Scenario) -> str:
    found = label(finding.metric)
    clause = filled(found.more if finding.difference > 0 else found.less, finding.metric, scenario)
    kind = _KINDS[verdict(finding.metric, finding.difference, finding.half_width)]
    return (
        f"{kind}with '{finding.alternative}' {clause} than with '{finding.baseline}', {_values(finding)}, "
        f"a difference of {_difference(finding)} with a 95 % interval of {_interval(finding)}; {SIMULATION}, and the "
        f"smallest effect that could have been seen (80 % power) is {_smallest(finding)}."
    )


def _not_seen(finding: Finding, scenario: Scenario) -> str:
    what = filled(label(finding.metric).what, finding.metric, scenario)
    return (
        f"No difference seen: '{finding.alternative}' and '{finding.baseline}' do not clearly differ in "
        f"{what}, {_values(finding)}, a difference of {_difference(finding)} whose 95 % interval of "
        f"{_interval(finding)} includes zero; {SIMULATION}, and the smallest effect that could have been seen "
        f"(80 % power) is {_smallest(finding)}."
    )


def _same(finding: Finding, scenario: Scenario) -> str:
    what = filled(label(finding.metric).what, finding.metric, scenario)
    value = _value(finding.baseline_value, finding)
    return (
        f"No difference at all: '{finding.alternative}' and '{finding.baseline}' are equal in {what}, "
        f"{value} in both and the same in each of {finding.replications} replications; with nothing that varies "
        f"there is no simulation error, and what we do not know about the world is not in it."
    )


def _alone(finding: Finding, scenario: Scenario) -> str:
    what = filled(label(finding.metric).what, finding.metric, scenario)
    return (
        f"No finding: from one replication no interval can be given, so the difference of {_difference(finding)} "
        f"in {what}, {_values(finding)}, may be chance alone; run at least two replications, better twenty."
    )


def _values(finding: Finding) -> str:
    after = _value(finding.alternative_value, finding)
    return f"{after} with '{finding.alternative}' against {_value(finding.baseline_value, finding)}"


def _value(number: float, finding: Finding) -> str:
    if finding.unit == "s":
        return f"{numbers.clock(number)} min"
    text = numbers.value(number, finding.unit, _digits(finding))
    return f"{text} {numbers.unit_words(finding.unit)}" if finding.unit.startswith("/") else text


def _difference(finding: Finding) -> str:
    return f"{numbers.signed(finding.difference, finding.unit, _digits(finding))} {_unit(finding)}"


def _interval(finding: Finding) -> str:
    return numbers.interval(finding.difference, finding.half_width, finding.unit, _digits(finding))


def _smallest(finding: Finding) -> str:
    if finding.unit == "share" and finding.smallest_effect >= 1.0:
        return "beyond 100 percentage points, so that even the largest could have been missed"
    return f"{numbers.plain(finding.smallest_effect, finding.unit, _digits(finding))} {_unit(finding)}"


def _unit(finding: Finding) -> str:
    return numbers.unit_words(finding.unit)


def _digits(finding: Finding) -> int:
    return numbers.digits(finding.unit, [finding.half_width])
