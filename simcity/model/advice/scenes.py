"""Advice on scenes: who waits until they are safe, what their levels change, and where people are taken."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.checks.carrying import bound_for
from simcity.model.checks.needing import parted
from simcity.model.incidents import IncidentType
from simcity.model.kinds import NO_TIME
from simcity.model.links import Telling
from simcity.model.references import Known
from simcity.model.scenario import Scenario
from simcity.model.ways import uses


def scenes(scenario: Scenario, known: Known) -> Iterator[str]:
    """Give what should be known of scenes that are violent, that grow, or from which people are taken."""
    held: set[str] = set()
    for name, incident in scenario.incidents.items():
        if incident.violent:
            police, others = parted(incident, known)
            held |= set(others)
            if not others:
                only = f"police alone ({', '.join(police)}) are sent to it"
                yield f"incident type '{name}' is violent, but nobody is held until it is safe: {only}"
            yield from _waiting(name, incident, scenario, known)
        yield from _levels(name, incident)
    yield from _never_held(scenario, held)
    yield from _hospitals(scenario, known)


def _waiting(name: str, incident: IncidentType, scenario: Scenario, known: Known) -> Iterator[str]:
    """Give the agencies whose units wait for ever, since no word of safety can reach the centre that sends them."""
    police, others = parted(incident, known)
    senders = list(dict.fromkeys(agency.dispatched_by for agency in police.values()))
    safe = told(name, senders, scenario)
    for title, agency in others.items():
        centre = agency.dispatched_by
        if centre not in safe and agency.goes_in_after is None:
            word = f"no link brings '{centre}' the word of '{senders[0]}' that it is safe"
            yield f"units of '{title}' that are sent to '{name}' are held for ever: {word}; give one, or goes_in_after"


def told(name: str, senders: list[str], scenario: Scenario) -> set[str]:
    """Return the centres that come to know what some centres know of a type: whoever does passes it on."""
    links = [
        link
        for link in scenario.links.values()
        if isinstance(link, Telling)
        and link.up == "always"
        and name in uses(link, scenario.incidents, scenario.agencies, scenario.links)
    ]
    found = {*senders, *(name for name, centre in scenario.centres.items() if centre.knows == "everything")}
    while new := {link.receiver for link in links if link.sender in found} - found:
        found |= new
    return found


def _never_held(scenario: Scenario, held: set[str]) -> Iterator[str]:
    for name, agency in scenario.agencies.items():
        given = {"staging": agency.staging != NO_TIME, "goes_in_after": agency.goes_in_after is not None}
        keys = " and ".join(key for key, said in given.items() if said)
        if keys and name not in held:
            nothing = f"{keys} of '{name}' {'mean' if ' ' in keys else 'means'} nothing"
            yield f"{nothing}: its units are never held, since police send them or nothing that needs them is violent"


def _levels(name: str, incident: IncidentType) -> Iterator[str]:
    """Give the levels that change nothing but the count of what has grown."""
    work = 1.0
    levels = list(incident.levels.items())
    for number, (title, level) in enumerate(levels):
        grows_on = any(later.after is not None for _, later in levels[number + 1 :])
        if not level.needs and level.work == work and not grows_on:
            yield f"level '{title}' of '{name}' changes nothing: it needs nobody else, and the work is what it was"
        work = level.work


def _hospitals(scenario: Scenario, known: Known) -> Iterator[str]:
    meant = {
        hospital
        for name, incident in scenario.incidents.items()
        for transport in incident.transport.values()
        if transport.share > 0.0
        for hospital in bound_for(name, transport, known)
    }
    for name in scenario.hospitals:
        if name not in meant:
            yield f"nobody is ever taken to hospital '{name}'; see transport of incident types, and treats"
