"""Checks of centres: whether somebody is there, and whether what is said of their seats means anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcity.model.centres import Centre
from simcity.model.checks.naming import approvals
from simcity.model.checks.work import uncovered
from simcity.model.faults import Fault, Path
from simcity.model.kinds import NO_TIME
from simcity.model.links import LocationService, VehicleLocation, VideoToUnit
from simcity.model.references import Doubtful, Known, present


def staffing(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    """Give what is wrong with the seats of centres."""
    uses = _uses(known)
    for name, centre in present(known.centres):
        path: Path = ("centres", name)
        if name in uses and not _anybody(centre):
            key = "desks" if centre.seats is None else "seats"
            yield Fault((*path, key), f"nobody is ever on duty, but {uses[name]}: give seats")
        elif centre.desks and path not in doubtful:
            yield from uncovered(name, centre, known)
        if centre.seats == "unlimited":
            yield from _unlimited(centre, path)
        else:
            yield from _shifts(centre, path)
        yield from _turned_away(name, centre, path)


def schedules(centre: Centre) -> list[Mapping[float, int]]:
    """Return the schedules of a centre's seats, one for each desk; none where they are unlimited."""
    if isinstance(centre.seats, str):
        return []
    return [desk.seats for desk in centre.desks.values()] if centre.seats is None else [centre.seats]


def _anybody(centre: Centre) -> bool:
    return centre.seats == "unlimited" or any(any(table.values()) for table in schedules(centre))


def _uses(known: Known) -> dict[str, str]:
    """Return by centre why somebody must be on duty there."""
    uses: dict[str, str] = {}
    for name, centre in present(known.centres):
        if centre.overflow is not None:
            uses[centre.overflow] = f"calls that '{name}' turns away go there"
    for path, approval in approvals(known):
        uses[approval.by] = f"{path[0]}.{path[1]} waits for its permission"
    for name, link in known.links_present.items():
        if not isinstance(link, VideoToUnit | LocationService | VehicleLocation):
            uses |= {link.sender: f"link '{name}' starts there", link.receiver: f"link '{name}' ends there"}
    uses |= {sensor.centre: f"sensor '{name}' reports to it" for name, sensor in known.sensors_present.items()}
    uses |= {agency.dispatched_by: f"it sends '{name}'" for name, agency in present(known.agencies)}
    for name, incident in present(known.incidents):
        if incident.callers is not None:
            uses |= dict.fromkeys(incident.callers.calls, f"it is called about '{name}'")
    return uses


def _unlimited(centre: Centre, path: Path) -> Iterator[Fault]:
    """Give what means nothing where a seat is always free."""
    means = {
        "surge": (centre.surge is not None, "none is ever added"),
        "breaks": (centre.breaks is not None, "no break is ever felt"),
        "preemptive": (centre.preemptive, "nothing is ever interrupted"),
        "shift_end": (centre.shift_end != "finish", "no shift ever ends"),
        "handing_over": (centre.handing_over != NO_TIME, "nothing is ever handed over"),
    }
    for key, (given, nothing) in means.items():
        if given:
            wrong = f"seats: unlimited are always free, so {nothing}"
            yield Fault((*path, key), f"{wrong}; give a number of seats, or take {key} out", True, everywhere=True)


def _shifts(centre: Centre, path: Path) -> Iterator[Fault]:
    tables = schedules(centre)
    # Breaks and surge seats change who is on duty too.
    steady = centre.breaks is None and centre.surge is None
    steady = steady and not any(len(set(table.values())) > 1 for table in tables)
    # A single hour that is not midnight is a change of shift once a day.
    unlisted = all(set(table) == {0.0} for table in tables)
    if (centre.shift_end == "preempt" and steady) or (centre.shift_end == "hand_over" and unlisted):
        wrong = f"no shift ever ends, since the seats are the same all day, so {centre.shift_end} means nothing"
        cure = 'give seats by hour, such as {"07:00": 4, "22:00": 2}, or take shift_end out'
        yield Fault((*path, "shift_end"), f"{wrong}: {cure}", everywhere=True)
    if centre.handing_over != NO_TIME and centre.shift_end != "hand_over":
        wrong = f"nothing is handed over under shift_end: {centre.shift_end}"
        cure = "set shift_end: hand_over, or take handing_over out"
        yield Fault((*path, "handing_over"), f"{wrong}; {cure}", True, everywhere=True)


def _turned_away(name: str, centre: Centre, path: Path) -> Iterator[Fault]:
    if centre.overflow is None:
        return
    if centre.overflow == name:
        yield Fault((*path, "overflow"), "a centre cannot pass calls on to itself; name another, or take overflow out")
    elif centre.places is None and not centre.domains:
        wrong = "no call is ever passed on, since none is ever turned away"
        cure = "give places (how many it holds at once) or domains that can fail, or take overflow out"
        yield Fault((*path, "overflow"), f"{wrong}: {cure}", everywhere=True)
