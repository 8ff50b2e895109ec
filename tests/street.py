"""A street, as parts, for the tests of checks: right as it is, and changed by a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from simcity.distributions import Constant
from simcity.fields import DAY, HOUR
from simcity.model.agencies import Agency, Station
from simcity.model.centres import Centre
from simcity.model.check import faults
from simcity.model.faults import Fault
from simcity.model.geography import Spot, Zone
from simcity.model.incidents import IncidentType, OfficialClock, Someone
from simcity.model.links import PhoneRelay, PushedVideo
from simcity.model.outcomes import Logistic
from simcity.model.roads import ConstantTravel, StraightLine
from simcity.model.scenario import Place, Primary, Scenario
from simcity.model.sensors import Analytics, Guards, WatchedCamera

Parts = dict[str, Any]


def all_day(value: float) -> dict[float, Any]:
    return {0.0: value}


def fixed(seconds: float) -> Constant[float]:
    return Constant(value=seconds)


def base() -> Parts:
    return {
        "simcity": 1,
        "title": "A street",
        "horizon": DAY,
        "warm_up": 0.0,
        "drain": 0.0,
        "domains": {},
        "primary": Primary(metric="attainment/collapse/ems", baseline="a", alternative="b"),
        "place": {
            "zones": {"street": Zone(at=(0.0, 0.0), size=(400.0, 30.0)), "square": Spot(at=(0.0, 0.0))},
            "area": None,
            "travel": StraightLine(speed=10.0),
        },
        "incidents": {
            "collapse": IncidentType(
                rate=2.0 / HOUR,
                where={"street": 1.0},
                callers=Someone(calls={"room_119": 3.0, "room_112": 1.0}, delay=fixed(60.0), share=0.8, more=0.5),
                needs={"ems": {"als": 1}},
                golden_time={"ems": 240.0},
                official={"ems": OfficialClock(within=300.0)},
                processing={"room_112": fixed(30.0)},
                on_scene={"ems": fixed(720.0)},
                outcome=Logistic(agency="ems", a=0.7, b=0.3),
            ),
            "nuisance": IncidentType(
                rate=1.0 / HOUR,
                real=False,
                callers=Someone(calls={"room_112": 1.0}, delay=fixed(0.0)),
                needs={"police": {"car": 1}},
                believed=0.25,
            ),
        },
        "agencies": {
            "ems": Agency(
                dispatched_by="room_119",
                stations={
                    "north": Station(at=(900.0, 400.0), units={"als": {0.0: 1, 43200.0: 0}}),
                    "spread": Station(zone="street", count=2, units={"als": {0.0: 1}}),
                },
            ),
            "police": Agency(
                dispatched_by="room_112", units="unlimited", travel=ConstantTravel(time=300.0), on_scene=fixed(600.0)
            ),
        },
        "centres": {
            "video": Centre(role="video", seats=all_day(1), answering=fixed(5.0), processing=fixed(20.0)),
            "room_119": Centre(role="fire", seats=all_day(2), answering=fixed(5.0), dispatching=fixed(15.0)),
            "room_112": Centre(role="police", seats="unlimited", processing=fixed(90.0)),
        },
        "sensors": {
            "wall": WatchedCamera(
                centre="video", counts={"street": 4}, range=80.0, dwell=20.0, tiles=4, types=("collapse",)
            ),
            "bells": Analytics(
                centre="video",
                at=((0.0, 0.0), (50.0, 0.0)),
                range=50.0,
                types=("collapse",),
                recall=0.9,
                delay=fixed(5.0),
                false_alarms=3.0 / HOUR,
                mistaken_for={"collapse": 1.0},
            ),
            "patrol": Guards(centre="video", share=0.1, delay=fixed(60.0), zones=("street",), types=("collapse",)),
        },
        "links": {
            "phone": PhoneRelay(sender="video", receiver="room_119", duration=fixed(60.0), types=("collapse",)),
            "picture": PushedVideo(sender="video", receiver="room_119"),
        },
    }


def put(place: str, **changes: Any) -> Callable[[Parts], None]:
    """Return a change of fields of the part at a place such as incidents.collapse."""

    def change(parts: Parts) -> None:
        *parents, last = place.split(".")
        table = parts
        for name in parents:
            table = table[name]
        table[last] = replace(table[last], **changes)

    return change


def entry(place: str, name: str, part: object) -> Callable[[Parts], None]:
    """Return a change that puts an entry, whole, into a collection."""

    def change(parts: Parts) -> None:
        table = parts
        for step in place.split("."):
            table = table[step]
        table[name] = part

    return change


def scalar(name: str, value: object) -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: value})


def many(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        for one in changes:
            one(parts)

    return change


def metric(text: str) -> Callable[[Parts], None]:
    return put("primary", metric=text)


def found(*changes: Callable[[Parts], None]) -> list[Fault]:
    parts = base()
    many(*changes)(parts)
    return list(faults(parts))


def someone(**changes: Any) -> Someone:
    return replace(Someone(calls={"room_119": 1.0}, delay=fixed(60.0)), **changes)


def scenario(*changes: Callable[[Parts], None]) -> Scenario:
    parts = base()
    many(*changes)(parts)
    assert list(faults(parts)) == []
    given = {field.name: parts[field.name] for field in fields(Scenario) if field.name in parts}
    return Scenario(**{**given, "place": Place(**parts["place"])})
