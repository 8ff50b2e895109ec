"""Levels: how grave an incident is, how it grows while nobody comes, and what it then needs besides."""

from __future__ import annotations

from dataclasses import field

from simcity.distributions import Law
from simcity.fields import Duration, Factor, PositiveCount, Share, part


@part
class Level:
    """A level above the ordinary one, such as a second alarm or a fight that has become a stabbing.

    Levels rise in the order of the file. An incident begins at one and may grow to the next, as long as nobody
    stands there who stops it. What it needs is the run card of its type and of all levels up to its own. A centre
    sends what it takes an incident to need: by the words of its report, and anew once a unit at the side, or a
    picture that shows the scene, tells the truth.
    """

    needs: dict[str, dict[str, PositiveCount]] = field(default_factory=dict)
    """Extra alarm: agency, then capability, then number of units on top of what the levels below need."""
    share: Share = 0.0
    """Share of the incidents that begin at this level; the rest begin at the ordinary one."""
    after: Law[Duration] | None = None
    """From reaching the level below until it grows to this one; it never grows to it where absent."""
    unless: str | None = None
    """Agency whose first unit at the side stops the growth to this level; nobody does where absent."""
    told: Share = 0.0
    """Share of the incidents of this level, or a higher one, whose reports say so.

    A unit of their own at the side, or a live picture, tells a centre the rest.
    """
    work: Factor = 1.0
    """Factor on the work on scene of all units at this level."""
