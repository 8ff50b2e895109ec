"""Faults of dispatch policies are found, at their path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from street import Parts, entry, fixed, found, many, put, scalar

from simcity.fields import HOUR, MINUTE
from simcity.model.agencies import Agency, Station
from simcity.model.faults import Path
from simcity.model.policies import Closest, DistrictFirst, InOrder, Preference, Redispatch, Reserve
from simcity.model.roads import Matrix
from simcity.model.sensors import Analytics

Change = Callable[[Parts], None]
EMS: Path = ("agencies", "ems", "dispatch")
ROWS = {"north": {"street": MINUTE}, "spread": {"street": MINUTE}}
RANKS = {"street": {"north": 1, "spread": 2}}


def quiet(parts: Parts) -> None:
    """Take the bells away, whose false alarms may call units to any zone."""
    del parts["sensors"]["bells"]


def own(policy: object) -> Change:
    return put("agencies.ems", dispatch=policy)


def ranks(**changes: dict[str, int]) -> Change:
    return own(Preference(ranks={**RANKS, **changes}))


def districts(crossing: str = "never", **stations: tuple[str, ...]) -> Change:
    return own(DistrictFirst(districts=stations, crossing=crossing))


WRONG: list[tuple[str, Change, Path, str]] = [
    ("zone of a list", ranks(streat={"north": 1}), (*EMS, "ranks", "streat"), "did you mean 'street'?"),
    (
        "station of a list",
        ranks(street={"north": 1, "nroth": 2}),
        (*EMS, "ranks", "street", "nroth"),
        "no station 'nroth' of 'ems' (did you mean 'north'?)",
    ),
    (
        "a list of other stations alone",
        many(
            put("agencies.police", units=None, stations={"post": Station(at=(0.0, 0.0), units={"car": {0.0: 1}})}),
            scalar("dispatch", Preference(ranks={**RANKS, "square": {"post": 1}})),
            put("incidents.nuisance", where={"square": 1.0}),
            put("incidents.collapse", where={"street": 1.0, "square": 1.0}),
        ),
        ("dispatch", "ranks", "square"),
        "nobody of 'ems' ever goes to zone 'square': name a station of 'ems' on its list: north, spread",
    ),
    (
        "a zone without a list",
        many(put("incidents.collapse", where={"street": 1.0, "square": 1.0}), ranks()),
        (*EMS, "ranks"),
        "nobody of 'ems' ever goes to zone 'square'",
    ),
    ("zone of a district", districts(sqare=("north",)), (*EMS, "districts", "sqare"), "did you mean 'square'?"),
    (
        "station of a district",
        districts(street=("north", "soread")),
        (*EMS, "districts", "street", 1),
        "did you mean 'spread'?",
    ),
    (
        "a closed district without stations",
        districts(street=()),
        (*EMS, "districts", "street"),
        "name a station of 'ems' in its district",
    ),
    (
        "capability of a reserve",
        own(Reserve(keep={"asl": 1})),
        (*EMS, "keep", "asl"),
        "no capability 'asl' at the stations (did you mean 'als'?)",
    ),
    (
        "a reserve of all units",
        own(Reserve(keep={"als": 3})),
        (*EMS, "keep", "als"),
        "nobody ever goes to what is not urgent; keep fewer than 3, or take it out",
    ),
    (
        "a reserve of unlimited units",
        put("agencies.police", dispatch=Reserve(keep={"car": 1})),
        ("agencies", "police", "dispatch", "keep"),
        "none is kept back",
    ),
    (
        "the order of a reserve",
        own(Reserve(keep={"als": 1}, order=Preference(ranks={"street": {"north": 1, "nirth": 2}}))),
        (*EMS, "order", "ranks", "street", "nirth"),
        "did you mean 'north'?",
    ),
    (
        "unlimited units that turn",
        put("agencies.police", redispatch=Redispatch()),
        ("agencies", "police", "redispatch"),
        "none turns on its way",
    ),
    (
        "units that turn without points on the way",
        put("agencies.ems", redispatch=Redispatch(), travel=Matrix(times=ROWS)),
        ("agencies", "ems", "redispatch"),
        "knows no points on the way",
    ),
]

RIGHT: list[tuple[str, Change]] = [
    ("lists of one agency", ranks()),
    ("an open district without stations", districts("when_none_free", street=())),
    ("a zone in no district", districts(square=("north",))),
    ("a reserve for all", scalar("dispatch", Reserve(keep={"als": 2}))),
    ("policies of agencies apart", many(own(InOrder()), put("agencies.police", dispatch=Closest(equals="by_luck")))),
]


@pytest.mark.parametrize(("change", "path", "fragment"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_one_wrong_thing_gives_one_fault(change: Change, path: Path, fragment: str) -> None:
    (fault,) = found(quiet, change)
    assert fault.path == path
    assert fragment in fault.message


@pytest.mark.parametrize("change", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_what_is_allowed_gives_no_fault(change: Change) -> None:
    assert found(quiet, change) == []


@pytest.mark.parametrize(
    ("where", "zones"),
    [
        ({"at": ((0.0, 0.0), (50.0, 0.0))}, []),
        ({"at": (), "counts": {"square": 1}}, ["square"]),
        ({"at": (), "counts": {"square": 0, "street": 1}}, []),
        ({"at": (), "range": None, "share": 0.5, "devices": 4}, ["square"]),
        ({"at": (), "counts": {"square": 1}, "false_alarms": 0.0}, []),
    ],
)
def test_false_alarms_call_units_to_where_the_devices_are(where: dict[str, Any], zones: list[str]) -> None:
    faults = found(ranks(), put("sensors.bells", **where))
    assert [fault.path for fault in faults] == [(*EMS, "ranks") for _ in zones]
    assert all(f"to zone '{zone}'" in fault.message for fault, zone in zip(faults, zones, strict=True))


def test_false_alarms_of_analytics_come_from_where_their_cameras_are() -> None:
    bells = Analytics(
        centre="video",
        on="wall",
        types=("collapse",),
        recall=0.9,
        delay=fixed(5.0),
        false_alarms=3.0 / HOUR,
        mistaken_for={"collapse": 1.0},
    )
    assert found(ranks(), entry("sensors", "bells", bells)) == []
    (fault,) = found(ranks(), entry("sensors", "bells", bells), put("sensors.wall", counts={"square": 4}))
    assert "to zone 'square'" in fault.message


def test_busy_times_are_given_for_all_stations_or_for_none() -> None:
    one = Station(at=(0.0, 0.0), units={"als": {0.0: 1}}, busy=fixed(60.0))
    other = Station(at=(0.0, 0.0), units={"als": {0.0: 1}})
    with pytest.raises(ValueError, match="'b' does not"):
        Agency(dispatched_by="room", stations={"a": one, "b": other})
    assert Agency(dispatched_by="room", stations={"a": one, "b": other}, busy=fixed(5.0)).busy_at("b") == fixed(5.0)


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no list"):
        Preference(ranks={})
