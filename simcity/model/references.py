"""What is known of a scenario while it is checked, and the ids to which its parts may refer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.faults import Fault, Path
from simcity.model.geography import AnyZone
from simcity.model.hospitals import Hospital
from simcity.model.incidents import IncidentType
from simcity.model.links import AnyLink
from simcity.model.outages import Domain
from simcity.model.policies import Dispatch
from simcity.model.roads import Travel
from simcity.model.scenario import Primary
from simcity.model.sensors import AnySensor

T = TypeVar("T")

Doubtful = AbstractSet[Path]
"""Collections and entries of which something is wrong already, so that nothing is concluded from them."""

MOST_NAMED = 12
"""Ids that a message lists before it says how many more there are."""


@dataclass(frozen=True)
class Known:
    """The parts of a scenario as far as they could be read.

    A collection is None where it could not be read, and an entry of it where only its id is known.
    """

    zones: Mapping[str, AnyZone | None] | None
    travel: Travel | None
    incidents: Mapping[str, IncidentType | None] | None
    agencies: Mapping[str, Agency | None] | None
    centres: Mapping[str, Centre | None] | None
    sensors: Mapping[str, AnySensor | None] | None
    links: Mapping[str, AnyLink | None] | None
    domains: Mapping[str, Domain | None] | None
    hospitals: Mapping[str, Hospital | None] | None
    warm_up: float | None
    dispatch: Dispatch | None
    horizon: float | None
    drain: float | None
    primary: Primary | None

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> Known:
        """Return what is known from parts by field name of Scenario."""
        place: Mapping[str, Any] = parts.get("place") or {}
        return cls(
            zones=place.get("zones"),
            travel=place.get("travel"),
            incidents=parts.get("incidents"),
            agencies=parts.get("agencies"),
            centres=parts.get("centres"),
            sensors=parts.get("sensors"),
            links=parts.get("links"),
            domains=parts.get("domains"),
            hospitals=parts.get("hospitals"),
            warm_up=parts.get("warm_up"),
            dispatch=parts.get("dispatch"),
            horizon=parts.get("horizon"),
            drain=parts.get("drain"),
            primary=parts.get("primary"),
        )

    def collections(self) -> dict[Path, Mapping[str, object] | None]:
        """Return all collections by their path."""
        return {
            ("place", "zones"): self.zones,
            ("incidents",): self.incidents,
            ("agencies",): self.agencies,
            ("centres",): self.centres,
            ("sensors",): self.sensors,
            ("links",): self.links,
            ("domains",): self.domains,
            ("hospitals",): self.hospitals,
        }

    @property
    def sensors_present(self) -> dict[str, AnySensor]:
        """Return the sensors that could be read."""
        return {name: sensor for name, sensor in (self.sensors or {}).items() if sensor is not None}

    @property
    def links_present(self) -> dict[str, AnyLink]:
        """Return the links that could be read."""
        return {name: link for name, link in (self.links or {}).items() if link is not None}

    @property
    def end(self) -> float | None:
        """Return the end of the run in seconds, if it is known."""
        return None if self.horizon is None or self.drain is None else self.horizon + self.drain


def present(collection: Mapping[str, T | None] | None) -> Iterator[tuple[str, T]]:
    """Give the entries that could be read."""
    for name, entry in (collection or {}).items():
        if entry is not None:
            yield name, entry


@dataclass(frozen=True)
class Ids:
    """Ids to which one may refer; None where it is not known which there are."""

    one: str
    many: str
    ids: Collection[str] | None
    where: str = ""

    def missing(self, given: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
        """Give a fault where the id does not exist."""
        if self.ids is None or given in self.ids:
            return
        ids = [str(name) for name in self.ids]
        near = get_close_matches(str(given), ids, 1, 0.5)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
        named = f"the {self.many} are {', '.join(ids[:MOST_NAMED])}{more}" if ids else f"there are no {self.many}"
        yield Fault(path, f"there is no {self.one} '{given}'{self.where}{hint}; {named}", at_key)

    def keys(self, table: Iterable[str], path: Path) -> Iterator[Fault]:
        """Give a fault for each key of a table at a path that does not exist."""
        for key in table:
            yield from self.missing(key, (*path, key), at_key=True)

    def items(self, names: Iterable[str], path: Path) -> Iterator[Fault]:
        """Give a fault for each item of a list at a path that does not exist."""
        for number, name in enumerate(names):
            yield from self.missing(name, (*path, number))


def run_card(incident: IncidentType) -> Ids:
    """Return the agencies on the run card of a type."""
    return Ids("agency", "agencies on it", incident.needs, " on its run card (needs)")


def first_of(*tries: Iterator[Fault]) -> Iterator[Fault]:
    """Give the first fault of several checks of the same thing."""
    for faults in tries:
        for fault in faults:
            yield fault
            return


def doubts(known: Known, found: list[Fault]) -> Doubtful:
    """Return what could not be read or names what does not exist."""
    doubtful: set[Path] = set()
    for path, collection in known.collections().items():
        faulty = [name for name, entry in (collection or {}).items() if entry is None]
        if collection is None or faulty:
            doubtful |= {path, *((*path, name) for name in faulty)}
    return doubtful | {fault.path[:1] for fault in found} | {fault.path[:2] for fault in found}
