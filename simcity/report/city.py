"""The summary of a city: what is in it, what is expected of it, what to mind, and what its numbers rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite

from simcity.fields import DAY, HOUR, MINUTE
from simcity.model.centres import Centre
from simcity.model.check import loads, warnings
from simcity.model.city import City, Fact
from simcity.model.incidents import IncidentType
from simcity.model.measurable import devices
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, AnySensor, Devices, Guards
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import duration, type_name, words
from simcity.report.moving import moving
from simcity.report.resting import domains

CONFIDENCE = {
    "S": "seen in a source",
    "D": "derived from sources by arithmetic",
    "B": "background knowledge, not verified",
    "assumed": "assumed, not known",
}


def summary(city: City, sources: bool = False) -> Iterator[Block]:
    """Give the summary of a city; with ``sources`` every number and what it rests on."""
    scenario = city.alternatives[city.baseline]
    yield Heading(scenario.title, top=True)
    yield Paragraph(f"{city.path} is in order: no faults.")
    yield _settings(city, scenario)
    yield from _incidents(scenario)
    yield from _services(scenario)
    yield from moving(scenario)
    yield from _centres(scenario)
    yield from domains(scenario)
    yield from _expected(scenario)
    yield from _warnings(city)
    yield from _sources(city, scenario) if sources else _confidence(city)


def _settings(city: City, scenario: Scenario) -> Table:
    primary = scenario.primary
    names = list(city.alternatives)
    if len(names) > 1:
        names[0] += " (baseline)"
    counted = f"{duration(scenario.horizon - scenario.warm_up)} counted"
    rows = [
        ("alternatives", ", ".join(names)),
        ("main question", f"{primary.metric}: {primary.baseline} or {primary.alternative}" if primary else "none"),
        ("run", f"{counted}, {scenario.replications} replications, seed {scenario.seed}"),
    ]
    if scenario.base_year:
        rows.append(("base year", str(scenario.base_year)))
    for network in scenario.networks():
        km = network.streets.metres.sum() / 1000.0
        rows.append(("map", f"{network.name}, {km:,.1f} km of street. {network.attribution}".rstrip()))
    rows += [("set", f"{path} = {value}") for path, value in city.settings.items()]
    return Table(("", ""), tuple(rows), words=(0, 1))


def _incidents(scenario: Scenario) -> Iterator[Block]:
    yield Heading(
        f"Incidents: {_number(len(scenario.incidents), 'type')} in {_number(len(scenario.place.zones), 'zone')}"
    )
    rows = []
    for name, kind in scenario.incidents.items():
        needs = ", ".join(
            f"{number} {words(capability)} ({words(agency)})"
            for agency, capabilities in kind.needs.items()
            for capability, number in capabilities.items()
        )
        golden = ", ".join(f"{words(agency)} {duration(time)}" for agency, time in kind.golden_time.items())
        false = "" if kind.real else "false report"
        rows.append((type_name(name, scenario), _often(kind), golden or false, needs))
    yield Table(("type", "a day", "golden time", "needs"), tuple(rows), words=(0, 2, 3))


def _often(kind: IncidentType) -> str:
    if kind.rate is not None:
        return _few(kind.rate * DAY)
    return f"{len(kind.at)} in the run" if kind.at else "when crowded"


def _services(scenario: Scenario) -> Iterator[Block]:
    yield Heading("Units by agency")
    rows = []
    for name, agency in scenario.agencies.items():
        stations = sum(station.count for station in agency.stations.values())
        units: Counter[str] = Counter()
        for station in agency.stations.values():
            for capability, schedule in station.units.items():
                units[capability] += station.count * max(schedule.values())
        told = ", ".join(f"{number} {words(capability)}" for capability, number in units.items())
        rows.append((words(name), str(stations), agency.units or told, words(agency.dispatched_by)))
    yield Table(("agency", "stations", "units (most on duty)", "sent by"), tuple(rows), words=(0, 2, 3))


def _centres(scenario: Scenario) -> Iterator[Block]:
    yield Heading("Centres, sensors and links")
    rows: list[tuple[str, str, str]] = []
    for name, centre in scenario.centres.items():
        rows.append(("centre", words(name), f"{centre.role}, {_manned(centre)}"))
    for name, sensor in scenario.sensors.items():
        size = _size(sensor, scenario)
        rows.append(("sensor", words(name), f"{words(sensor.kind)}, {size}, reports to {words(sensor.centre)}"))
    for name, link in scenario.links.items():
        down = {"never": ", not in use", "standby": ", as a fallback only"}.get(link.up, "")
        text = f"{words(link.kind)} from {words(link.sender)} to {words(link.receiver)}{down}"
        rows.append(("link", words(name), text))
    yield Table(("", "name", "in the baseline"), tuple(rows), words=(0, 1, 2))


def _manned(centre: Centre) -> str:
    if centre.seats is not None:
        told = f"seats: {_seats(centre.seats)}"
    else:
        desks = (f"{words(name)} {_seats(desk.seats)}" for name, desk in centre.desks.items())
        told = f"desks: {'; '.join(desks)}"
    return f"{told}; knows everything" if centre.knows == "everything" else told


def _size(sensor: AnySensor, scenario: Scenario) -> str:
    if isinstance(sensor, Guards):
        return f"{100 * sensor.share:g} % of incidents"
    if isinstance(sensor, Devices):
        number = f"{devices(sensor, scenario):,.0f} devices"
        return f"{number} of {words(sensor.on)}" if isinstance(sensor, Analytics) and sensor.on else number
    return f"from {sensor.level:g} persons per m2"


def _seats(seats: str | Mapping[float, int]) -> str:
    if isinstance(seats, str):
        return seats
    if len(seats) == 1:
        return str(next(iter(seats.values())))
    return ", ".join(
        f"{number} from {int(at // HOUR):02d}:{int(at % HOUR // MINUTE):02d}" for at, number in seats.items()
    )


def _expected(scenario: Scenario) -> Iterator[Block]:
    yield Heading("Expected work in the baseline")
    yield Paragraph(
        "By arithmetic, as a mean over the week: calls, false alarms, pictures and permissions in centres, work on "
        "scene and handing over at hospitals of agencies. What the run adds, such as relays, travel and waiting, is "
        "not in it."
    )
    rows = []
    for what, name, load, on_duty in loads(scenario):
        share = f"{load / on_duty:.0%}".replace("%", " %") if isfinite(on_duty) and on_duty else ""
        duty = f"{on_duty:.3g}" if isfinite(on_duty) else "unlimited"
        rows.append((f"{what} {words(name)}", f"{load:.2f}", duty, share))
    yield Table(("", "busy on average", "on duty", "share in use"), tuple(rows))


def _warnings(city: City) -> Iterator[Block]:
    said: dict[str, list[str]] = {}
    for name, scenario in city.alternatives.items():
        for warning in warnings(scenario):
            said.setdefault(warning, []).append(name)
    yield Heading(f"Warnings: {len(said) or 'none'}")
    rows = []
    for warning, names in said.items():
        where = "" if len(names) == len(city.alternatives) else f" (in {', '.join(names)})"
        rows.append((f"- {warning}{where}",))
    if rows:
        yield Table(("",), tuple(rows))


def _confidence(city: City) -> Iterator[Block]:
    counts = Counter(fact.confidence for fact in city.facts)
    yield Heading(f"What the numbers rest on: {len(city.facts)} numbers")
    rows = [(str(counts[key]), f"{key}: {text}" if len(key) == 1 else text) for key, text in CONFIDENCE.items()]
    yield Table(("", ""), tuple(row for row in rows if row[0] != "0"), words=(1,))
    yield from _other_years(city)
    yield Paragraph("--sources lists every number.")


def _other_years(city: City) -> Iterator[Block]:
    base = city.alternatives[city.baseline].base_year
    other = sum(1 for fact in city.facts if base and fact.year and fact.year != base)
    if other:
        yield Paragraph(f"{_number(other, 'number')} of another year than {base}.")


def _sources(city: City, scenario: Scenario) -> Iterator[Block]:
    yield Heading(f"Every number: {len(city.facts)}")
    yield Paragraph(
        "Confidence: "
        + "; ".join(f"{key} is {text}" for key, text in CONFIDENCE.items() if len(key) == 1)
        + ". Low and high in per cent are factors on the value. ! marks a year other than the base year"
        + (f" {scenario.base_year}." if scenario.base_year else " (none is given).")
    )
    rows = [_fact(fact, scenario.base_year) for fact in city.facts]
    heads = ("number", "value", "", "source", "low", "high", "year")
    yield Table(heads, tuple(rows), words=(0, 1, 2, 3))
    if city.sources:
        yield Heading("Sources")
        known = tuple((source.id, source.confidence, source.text) for source in city.sources.values())
        yield Table(("id", "", "what it is"), known, words=(0, 1, 2))
    reasons = dict.fromkeys(fact.note for fact in city.facts if fact.source == "assumed" and fact.note)
    if reasons:
        yield Heading("Assumptions")
        yield Table(("",), tuple((f"- {reason}",) for reason in reasons))


def _fact(fact: Fact, base_year: int | None) -> tuple[str, ...]:
    path = f"[{fact.alternative}] {fact.path}" if fact.alternative else fact.path
    year = str(fact.year) if fact.year else ""
    mark = " !" if fact.year and base_year and fact.year != base_year else ""
    confidence = "" if fact.confidence == "assumed" else fact.confidence
    return path, fact.value, confidence, fact.source, fact.low, fact.high, year + mark


def _few(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
