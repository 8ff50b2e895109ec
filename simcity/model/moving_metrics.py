"""Whether a scenario can answer a metric of levels, of staging, of patients or of move-up."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.measurable import Whole, grows, held, takes
from simcity.model.references import Ids, Known, present

PRIMARY: Path = ("primary", "metric")

MOVING = (
    "escalated",
    "extra_share",
    "extra_reached",
    "extra_mean",
    "staged_share",
    "staged_mean",
    "hospital_mean",
)
"""Metrics of a type about what may come after its run card."""


def of_moving(name: str, given: list[str], known: Known, whole: Whole | None) -> Iterator[Fault]:
    """Give what is wrong with a metric of levels, of staging or of patients; ``given`` is a type, then an agency."""
    incident = (known.incidents or {}).get(given[0])
    if incident is None:
        return
    kind, agency = f"'{given[0]}'", given[-1]
    if not incident.real:
        yield Fault(PRIMARY, f"{kind} has real: false and is never counted; name a type that is real")
    elif name == "escalated":
        if not grows(incident):
            yield Fault(PRIMARY, f"{kind} never grows; give it levels with after")
    elif name.startswith("extra") and agency in incident.needs:
        yield Fault(PRIMARY, f"'{agency}' is on the run card of {kind}; name an agency that only a level needs")
    elif agency not in incident.agencies:
        yield from Ids("agency", "agencies", incident.agencies, f" that {kind} may need").missing(agency, PRIMARY)
    elif name == "hospital_mean":
        if agency not in takes(incident):
            yield Fault(PRIMARY, f"'{agency}' takes nobody of {kind} to a hospital; give {kind} transport")
    elif name.startswith("staged"):
        if not incident.violent:
            yield Fault(PRIMARY, f"nobody is held at {kind}; give it violent: true")
        elif whole is not None and agency not in held(whole, given[0]):
            yield Fault(PRIMARY, f"a police centre sends '{agency}', so it is never held; name another agency")


def of_agency(name: str, agency: str, known: Known) -> Iterator[Fault]:
    """Give what is wrong with a metric of an agency."""
    part = (known.agencies or {}).get(agency)
    if name == "moves" and part is not None and part.move_up is None:
        yield Fault(PRIMARY, f"free units of '{agency}' stay at their own stations; give it move_up")


def of_hospital(known: Known) -> Iterator[Fault]:
    """Give a fault where nobody is taken to any hospital."""
    if known.incidents is None or None in known.incidents.values():
        return
    if not any(takes(kind) for _, kind in present(known.incidents)):
        yield Fault(PRIMARY, "nobody is taken to a hospital; give an incident type transport")
