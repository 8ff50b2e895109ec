"""Move-up: where free units wait when others have gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.fields import Duration, PositiveCount, Share, part
from simcity.model.kinds import Kind
from simcity.records import Flags, Floats, Integers


@dataclass(frozen=True)
class Cover:
    """What a rule of move-up may go by: the free units of one capability of one agency, and the city around them.

    Stations are columns in the order of the file; several placed alike are columns of their own.
    """

    stations: tuple[str, ...]
    """Ids of the stations; several placed alike share one."""
    capability: str
    home: Integers
    """By free unit: column of its own station."""
    post: Integers
    """By free unit: column of the station where it waits, or to which it is bound."""
    freed: Flags
    """By free unit: whether it has this moment become free."""
    seconds: Floats
    """Free unit x station: seconds of normal driving that a dispatcher expects, from where it is known to be."""
    reach: Floats
    """Station x point: seconds of driving that a dispatcher expects of a response.

    Points are drawn from the places of incidents that may need the agency, as often as these are to be expected there.
    """


class MoveUp(Protocol):
    """Says where free units are to wait."""

    all_units: ClassVar[bool]
    """Whether it may move any free unit; False where only those that have just become free."""

    def posts(self, cover: Cover) -> Integers:
        """Return by free unit the column of the station where it is to wait."""


@part
class ComplianceTable:
    """A table says which stations are to be manned by as many free units as there are; the nearest units go."""

    table: Annotated[dict[str, dict[PositiveCount, tuple[str, ...]]], Field(min_length=1)]
    """By capability and number of free units: the stations to be manned, one unit for each time it is named.

    A row names as many stations as there are units, or fewer: units for which it has no place wait at their own
    stations, and so do all where there is no row.
    """
    kind: Literal["compliance_table"] = "compliance_table"

    all_units: ClassVar[bool] = True

    def posts(self, cover: Cover) -> Integers:
        """Return the posts of the row with the least sum of driving times."""
        from scipy.optimize import linear_sum_assignment

        named = self.table.get(cover.capability, {}).get(len(cover.home), ())
        wanted = columns(cover, named[: len(cover.home)])
        found = cover.home.copy()
        if len(wanted):
            # Rounded, so that units at one place are alike however their journeys were measured.
            unit, place = linear_sum_assignment(cover.seconds[:, wanted].round(6))
            found[unit] = wanted[place]
        return found


@part
class PriorityList:
    """A unit that becomes free goes to the first station of a list that lacks one; to its own where none does."""

    list: Annotated[dict[str, tuple[str, ...]], Field(min_length=1)]
    """By capability: stations, the most important first; one that is to have two units is named twice."""
    kind: Literal["priority_list"] = "priority_list"

    all_units: ClassVar[bool] = False

    def posts(self, cover: Cover) -> Integers:
        """Return where units are bound already, and of those that became free the first place that lacks a unit."""
        found: list[int] = cover.post.tolist()
        wanted: list[int] = columns(cover, self.list.get(cover.capability, ())).tolist()
        for unit in np.flatnonzero(cover.freed).tolist():
            others = found[:unit] + found[unit + 1 :]
            lacking = (
                column for nth, column in enumerate(wanted) if others.count(column) <= wanted[:nth].count(column)
            )
            found[unit] = next(lacking, int(cover.home[unit]))
        return np.array(found, np.int64)


@part
class MaximalCoverage:
    """A unit that becomes free goes where it adds most to the coverage of demand (dynamic MEXCLP).

    A further unit in reach of a point is worth (1 - busy) busy^k, k being the units that reach it already
    (Jagtenberg, Bhulai and van der Mei 2015; confidence B).
    """

    within: Duration
    """Driving time within which a unit covers a point."""
    busy: Share
    """Share of the time for which a unit is busy."""
    kind: Literal["maximal_coverage"] = "maximal_coverage"

    all_units: ClassVar[bool] = False

    def posts(self, cover: Cover) -> Integers:
        """Return where units are bound already, and of those that became free the place that adds most."""
        found = cover.post.copy()
        covers = cover.reach <= self.within
        for unit in np.flatnonzero(cover.freed):
            reached = covers[np.delete(found, unit)].sum(axis=0)
            gain = np.where(covers, (1.0 - self.busy) * self.busy**reached, 0.0).sum(axis=1)
            # Among stations that add the same the nearest is taken.
            best = np.flatnonzero(gain >= gain.max() - 1e-12)
            found[unit] = best[cover.seconds[unit, best].argmin()]
        return found


def columns(cover: Cover, named: tuple[str, ...]) -> Integers:
    """Return the columns of stations by id; of several placed alike the next one each time it is named."""
    places: dict[str, list[int]] = {}
    for column, one in enumerate(cover.stations):
        places.setdefault(one, []).append(column)
    times: dict[str, int] = {}
    found: list[int] = []
    for name in named:
        alike, nth = places.get(name, []), times.get(name, 0)
        if alike:
            found.append(alike[nth % len(alike)])
        times[name] = nth + 1
    return np.array(found, np.int64)


AnyMoveUp = Annotated[ComplianceTable | PriorityList | MaximalCoverage, Field(discriminator="kind"), Kind()]
