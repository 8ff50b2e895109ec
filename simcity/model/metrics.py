"""Names of metrics: which there are, and whether a scenario can answer one."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.references import Ids, Known, first_of, run_card

METRICS: dict[str, tuple[tuple[str, ...], str]] = {
    "attainment": (("TYPE", "AGENCY"), "share"),
    "attainment_official": (("TYPE", "AGENCY"), "share"),
    "response_mean": (("TYPE", "AGENCY"), "s"),
    "response_p90": (("TYPE", "AGENCY"), "s"),
    "official_mean": (("TYPE", "AGENCY"), "s"),
    "detection_mean": (("TYPE",), "s"),
    "full_response": (("TYPE",), "s"),
    "outcome": (("TYPE",), "share"),
    "unreached": (("TYPE",), "share"),
    "censored": (("TYPE",), "share"),
    "load": (("TYPE",), "/day"),
    "utilisation": (("CENTRE",), "share"),
    "false_alarms": (("CENTRE",), "/day"),
    "busy": (("AGENCY",), "share"),
}
"""What follows the name of each metric in its id, such as ``attainment/cardiac_arrest/ems``, and its unit."""

PRIMARY: Path = ("primary", "metric")


def metric_faults(metric: str, known: Known) -> Iterator[Fault]:
    """Give what is wrong with the id of the primary metric, the first thing only."""
    name, *given = metric.split("/")
    if name not in METRICS:
        yield from Ids("metric", "metrics", METRICS).missing(name, PRIMARY)
    elif len(given) != len(METRICS[name][0]) or not all(given):
        yield Fault(PRIMARY, f"'{metric}' is incomplete or too long; write {'/'.join((name, *METRICS[name][0]))}")
    elif METRICS[name][0] == ("CENTRE",):
        yield from Ids("centre", "centres", known.centres).missing(given[0], PRIMARY)
    elif METRICS[name][0] == ("AGENCY",):
        yield from Ids("agency", "agencies", known.agencies).missing(given[0], PRIMARY)
    else:
        yield from first_of(
            Ids("incident type", "incident types", known.incidents).missing(given[0], PRIMARY),
            _of_type(name, given, known),
        )


def _of_type(name: str, given: list[str], known: Known) -> Iterator[Fault]:
    incident = (known.incidents or {}).get(given[0])
    if incident is None:
        return
    kind = f"'{given[0]}'"
    if not incident.real:
        yield Fault(PRIMARY, f"{kind} has real: false and is never counted; name a type that is real")
    for agency in given[1:]:
        if agency not in incident.needs:
            yield from run_card(incident).missing(agency, PRIMARY)
        elif name == "attainment" and agency not in incident.golden_time:
            yield Fault(PRIMARY, f"{kind} has no golden_time for '{agency}', so there is nothing to attain")
        elif name == "attainment_official" and agency not in incident.official:
            yield Fault(PRIMARY, f"{kind} has no official target for '{agency}', so there is nothing to attain")
    if name in ("unreached", "censored", "full_response") and not incident.needs:
        yield Fault(PRIMARY, f"{kind} has no run card, so nobody is sent; give it needs")
    if name == "outcome" and incident.outcome is None:
        yield Fault(PRIMARY, f"{kind} has no outcome curve; give it an outcome")
