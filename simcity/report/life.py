"""The life of one incident, milestone by milestone, in one or two alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.analysis.explain import Explanation, Moment, Step
from simcity.model.scenario import Scenario
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import MILESTONES, part_name, type_name, words
from simcity.report.numbers import NONE, clock

NOTICEABLE = 0.5
"""Seconds below which a difference is not told."""


def life(told: Explanation, scenario: Scenario) -> Iterator[Block]:
    """Give the life of an incident side by side, and what differed and why."""
    yield Heading(f"{told.id}: {type_name(told.type, scenario)}", top=True)
    hour = f"{int(told.hour) % 24:02d}:{int(told.hour * 60) % 60:02d}"
    view = part_name("view=public" if told.public else "view=indoor")
    place = f"at {hour} in zone {words(told.zone)}, {view}"
    yield Paragraph(f"It happened {place}; replication {told.replication}, seed {told.seed}.")
    if told.level:
        yield Paragraph(f"It was grave from the start: level '{told.level}'.")
    if not told.counted:
        yield Paragraph("It is not counted: it lies outside the counted time, or is a false report.")
    if len(told.alternatives) == 2:
        yield Paragraph(
            "Both alternatives live the same incident. Times are minutes:seconds after the onset; the last column is "
            f"how much sooner (-) or later (+) it comes with {told.alternatives[1]}."
        )
    else:
        yield Paragraph("Times are minutes:seconds after the onset.")
    yield _table(told)
    if len(told.alternatives) < 2:
        return
    yield Heading("What differed, and why")
    if told.differences:
        yield Table(("",), tuple((f"- {sentence}",) for sentence in told.differences))
    else:
        yield Paragraph("Nothing.")


def _table(told: Explanation) -> Table:
    rows = []
    for step in told.steps:
        cells = [clock(moment.after) if moment else NONE for moment in step.moments]
        rows.append((words(step.organisation), MILESTONES[step.milestone], *cells, *_later(step), _how(step, told)))
    later = ("later",) if len(told.alternatives) == 2 else ()
    last = 2 + len(told.alternatives) + len(later)
    heads = ("who", "what", *told.alternatives, *later, "by what")
    return Table(heads, tuple(rows), words=(0, 1, last))


def _later(step: Step) -> tuple[str, ...]:
    if len(step.moments) < 2:
        return ()
    one, other = step.moments
    if one is None or other is None:
        return ("",)
    change = other.after - one.after
    return (f"{change:+.0f} s" if abs(change) >= NOTICEABLE else "same",)


def _how(step: Step, told: Explanation) -> str:
    """Return what a step is known by, and the unit; each by alternative where it differs."""
    told_by = [_each([_known(moment) for moment in step.moments], told), _each([_unit(m) for m in step.moments], told)]
    return ("; " if any(": " in text for text in told_by) else " ").join(filter(None, told_by))


def _each(texts: list[str], told: Explanation) -> str:
    said = list(dict.fromkeys(text for text in texts if text))
    if len(said) < 2:
        return "".join(said)
    return "; ".join(f"{name}: {text}" for name, text in zip(told.alternatives, texts, strict=True) if text)


def _known(moment: Moment | None) -> str:
    """Return the channel or the hospital, or the level to which it has grown."""
    if moment is None:
        return ""
    return f"to '{moment.level}'" if moment.level else moment.channel


def _unit(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.unit}, out of order" if moment.broken else moment.unit
