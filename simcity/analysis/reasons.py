"""Why an incident went otherwise in another alternative, in sentences, from its causal chains."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from simcity.analysis.story import Story, Way
from simcity.records import Milestone

NOTICEABLE = 0.5
"""Seconds below which a difference is not told."""


def differences(baseline: Story, alternative: Story) -> Iterator[str]:
    """Yield how it grew, what differed on the way to the first unit of each agency, and what it came to."""
    yield from _growth(baseline, alternative)
    for agency in dict.fromkeys([*baseline.agencies(), *alternative.agencies()]):
        before, after = Way(baseline, agency), Way(alternative, agency)
        told = list(_detection(before, after))
        told += _knowing(before, after)
        told += _troubles(before, after)
        told += _waiting(before, after)
        told += _going(before, after)
        told += _arriving(before, after)
        yield from (f"{agency}: {sentence}" for sentence in told)


def _growth(baseline: Story, alternative: Story) -> Iterator[str]:
    """Yield to which levels it grew in one of the two alone, or at another time."""
    before, after = baseline.growths(), alternative.growths()
    for k, (one, other) in enumerate(zip_longest(before, after)):
        if one is None or other is None:
            story, record, calm = (alternative, other, baseline) if one is None else (baseline, one, alternative)
            grew = f"it grew to {story.level(k + 1)} at +{story.after(record):.0f} s in {story.alternative}"
            yield f"{grew}, not in {calm.alternative}"
        elif abs(later := alternative.after(other) - baseline.after(one)) >= NOTICEABLE:
            when = f"{abs(later):.0f} s {'earlier' if later < 0 else 'later'}, at +{alternative.after(other):.0f} s"
            yield f"it grew to {alternative.level(k + 1)} {when}"


def _detection(before: Way, after: Way) -> Iterator[str]:
    if before.chain and after.chain and before.found() != after.found():
        yield f"found {after.found()} instead of {before.found()}"


def _knowing(before: Way, after: Way) -> Iterator[str]:
    one, other = before.aware(), after.aware()
    if other is None or one is None:
        return
    saved = before.story.after(one) - after.story.after(other)
    if abs(saved) >= NOTICEABLE:
        word = "earlier" if saved > 0 else "later"
        yield f"{after.story.organisation(other)} knew {abs(saved):.0f} s {word}{_told(after)}"


def _told(way: Way) -> str:
    shared = way.last(Milestone.SHARED)
    if shared is None:
        return ""
    return f", told by {way.story.organisation(shared)} over {way.story.channel(shared)}"


def _troubles(before: Way, after: Way) -> Iterator[str]:
    """Yield whose callers gave up or were turned away first, where that differs."""
    for way, other in ((before, after), (after, before)):
        for what, number in (way.troubles() - other.troubles()).items():
            times = "" if number == 1 else f" {number} times"
            yield f"the caller {what}{times} first in {way.story.alternative}"


def _waiting(before: Way, after: Way) -> Iterator[str]:
    centre = after.first(Milestone.RECEIVED)
    place = after.story.organisation(centre) if centre is not None else "the centre"
    for phrase, old, new in (
        (f"waited {{}} for an operator of {place}", before.answering(), after.answering()),
        (f"{place} took {{}} to believe it", before.verifying(), after.verifying()),
        ("waited {} for the permission to send units", before.permitting(), after.permitting()),
        ("waited {} for a unit", before.ordering(), after.ordering()),
    ):
        if before.chain and after.chain and abs(old - new) >= NOTICEABLE:
            yield f"{phrase.format(f'{new:.0f} s')} instead of {old:.0f} s"


def _going(before: Way, after: Way) -> Iterator[str]:
    one, other = before.last(Milestone.DISPATCHED), after.last(Milestone.DISPATCHED)
    if one is not None and other is not None and before.story.unit(one) != after.story.unit(other):
        sent, instead = after.story.unit(other) or "a neighbour", before.story.unit(one) or "a neighbour"
        yield f"{sent} was sent instead of {instead}"
    for phrase, old, new in (
        ("the way took", before.driving(), after.driving()),
        ("was held outside for", before.held(), after.held()),
        ("from the vehicle to the side took", before.reaching(), after.reaching()),
    ):
        if before.side() is not None and after.side() is not None and abs(old - new) >= NOTICEABLE:
            yield f"{phrase} {new:.0f} s instead of {old:.0f} s"


def _arriving(before: Way, after: Way) -> Iterator[str]:
    old, new = before.side(), after.side()
    if old is None and new is None:
        yield "never at the side in either"
    elif new is None or old is None:
        came, side, never = (before, old, after) if new is None else (after, new, before)
        yield (
            f"at the side at +{side:.0f} s in {came.story.alternative}, "
            f"never in {never.story.alternative}{_reached(never)}"
        )
    elif abs(old - new) < NOTICEABLE:
        yield f"at the side at +{new:.0f} s in both"
    else:
        yield f"at the side {abs(old - new):.0f} s {'earlier' if new < old else 'later'}, at +{new:.0f} s"


def _reached(way: Way) -> str:
    """Return how far it came where nobody arrived."""
    said = way.story.said()
    if way.refused():
        return ", where the permission to send units was refused"
    if way.chain:
        return f", which came as far as {way.story.milestone(way.chain[-1]).name}"
    return f", which came as far as {way.story.milestone(said[-1]).name}" if said else ""
