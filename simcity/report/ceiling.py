"""The ceiling of any sharing: how much of it each alternative reaches, and what no sharing can reach."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.analysis.ceiling import SAVED, Reach, beyond, perfect_of, reaches
from simcity.analysis.estimate import Quotient
from simcity.analysis.metrics import unit_of
from simcity.analysis.misses import NEVER
from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import group_name, label, metric_name, stages_of
from simcity.report.study import Study

MOST_ALTERNATIVES = 2
"""Alternatives beside one another, so that there is room for the words."""
_FURTHEST = 9.995
"""A share of the ceiling beyond this, ten times the ceiling, says nothing more."""


def ceiling(study: Study) -> Iterator[Block]:
    """Give the shares of the ceiling; nothing where no alternative knows everything."""
    perfect = perfect_of(study.result)
    if perfect is None:
        return
    yield Heading("The ceiling of any sharing")
    yield Paragraph(
        f"With '{perfect}' every centre that must act knows of everything from its onset, with place and picture, "
        "and wastes no seat: no platform can do more. The rest is left to seats, units and roads."
    )
    found = reaches(study.result)
    others = _others(study, perfect)
    for start in range(0, len(others), MOST_ALTERNATIVES):
        yield _shares(study, found, others[start : start + MOST_ALTERNATIVES])
    if found:
        yield Paragraph(
            f"In brackets behind each gain the share of the way from '{study.baseline}' to '{perfect}' that it "
            "comes, with its 95 % interval (Fieller, paired, simulation error only); 0 % is the baseline, 100 % the "
            f"ceiling. {numbers.NONE} stands where the ceiling itself does not clearly differ from the baseline. Gains "
            "of shares are percentage points, seconds are per incident that the baseline reached as well."
        )
    yield from _beyond(study, perfect)


def _others(study: Study, perfect: str) -> list[str]:
    first = [study.alternative] if study.alternative else []
    return [name for name in [*first, *study.others] if name != perfect]


def _shares(study: Study, found: list[Reach], names: list[str]) -> Table:
    by_measure: dict[str, dict[str, Reach]] = {}
    for reach in found:
        by_measure.setdefault(reach.measure, {})[reach.alternative] = reach
    rows = []
    for measure, reached in by_measure.items():
        unit = "s" if measure.startswith(f"{SAVED}/") else unit_of(measure)
        of_all = next(iter(reached.values())).ceiling
        decimals = min(numbers.digits(unit, [of_all.half_width]), 2)
        cells = [numbers.give_or_take(of_all.value, of_all.half_width, unit, decimals)]
        for name in names:
            one = reached.get(name)
            if one is None:
                cells.append(numbers.NONE)
                continue
            gain = numbers.signed(one.gain.value, unit, decimals)
            cells.append(f"{gain} ({share_text(one.share)})")
        rows.append((("* " if measure == study.primary else "  ") + _what(measure, study), *cells))
    return Table(("  gained over the baseline", "the ceiling", *names), tuple(rows))


def _what(measure: str, study: Study) -> str:
    word, _, group = measure.partition("/")
    if word == SAVED:
        return f"{group_name(group, study.scenario)}: seconds saved"
    if word == "attainment":
        return f"{group_name(group, study.scenario)}: {label(measure).name}"
    return metric_name(measure, study.scenario)


def share_text(share: Quotient | None) -> str:
    """Return a share of the ceiling in per cent with its interval."""
    if share is None or abs(share.value) > _FURTHEST:
        return numbers.NONE
    # Adding nothing takes the sign off what rounds to nothing.
    value, low, high = (round(100 * part) + 0 for part in (share.value, share.low, share.high))
    return f"{value} %: {low} to {high}"


def _beyond(study: Study, perfect: str) -> Iterator[Block]:
    found = beyond(study.result)
    groups = list(dict.fromkeys(one.group for one in found))
    if not groups:
        return
    by_group = {group: {one.stage: one.share.value for one in found if one.group == group} for group in groups}
    stages = stages_of(study.scenario)
    moving = {stage: head for stage, head in _MOVING.items() if stage in stages}
    deciding = [stage for stage in stages if stage not in (*moving, "total")]
    yield Paragraph(
        f"What no sharing can reach: the share missed even with '{perfect}', by where the golden time ran out, the "
        "last straw and not the only one."
    )
    rows = []
    for group in groups:
        found_at = by_group[group]
        parts = [sum(found_at[stage] for stage in deciding), *(found_at[stage] for stage in (*moving, NEVER))]
        missed = sum(found_at.values())
        rows.append(
            (group_name(group, study.scenario), numbers.value(missed, "share"), *(_percent(part) for part in parts))
        )
    heads = ("incident, agency", "missed", "deciding", *moving.values(), "never reached")
    yield Table(heads, tuple(rows))


_MOVING = {
    "dispatch": "waiting for a unit",
    "turnout": "turning out",
    "travel": "on the road",
    "staging": "held outside",
    "reaching": "vehicle to side",
}


def _percent(share: float) -> str:
    return numbers.value(share, "share") if share > 0.0 else "0"
