"""What is wrong between the parts of a scenario is found, at its path, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, pi

import pytest
from street import Parts, all_day, base, entry, fixed, found, many, metric, put, scalar, scenario, someone

from simcity.distributions import Exponential
from simcity.fields import DAY, HOUR
from simcity.model.agencies import Station
from simcity.model.centres import Centre
from simcity.model.check import faults, loads, warnings
from simcity.model.faults import Path
from simcity.model.geography import Plane, Spot, Torus
from simcity.model.incidents import DAYS, OfficialClock, Witnesses
from simcity.model.links import DigitalReport, PushedVideo
from simcity.model.outcomes import Logistic
from simcity.model.policies import Lost, MutualAid
from simcity.model.roads import ConstantTravel, DrawnTravel

SILENT = many(
    put("sensors.wall", types=("nuisance",)),
    put("sensors.bells", types=("nuisance",), false_alarms=0.0, mistaken_for={}),
    put("sensors.patrol", types=("nuisance",)),
)
"""No sensor tells a collapse."""
COLLAPSE = ("incidents", "collapse")
METRIC = ("primary", "metric")
UNNOTICED = "nobody ever notices it"

WRONG: list[tuple[str, Callable[[Parts], None], Path, str]] = [
    (
        "zone of a type",
        put("incidents.collapse", where={"stret": 1.0}),
        (*COLLAPSE, "where", "stret"),
        "did you mean 'street'?",
    ),
    (
        "called centre",
        put("incidents.collapse", callers=someone(calls={"room119": 1.0})),
        (*COLLAPSE, "callers", "calls", "room119"),
        "did you mean 'room_119'?",
    ),
    (
        "centre of processing",
        put("incidents.collapse", processing={"vidoe": fixed(1.0)}),
        (*COLLAPSE, "processing", "vidoe"),
        "did you mean 'video'?",
    ),
    (
        "agency of needs",
        put("incidents.nuisance", needs={"polce": {"car": 1}}),
        ("incidents", "nuisance", "needs", "polce"),
        "the agencies are ems, police",
    ),
    (
        "agency on scene",
        put("incidents.collapse", on_scene={"emms": fixed(1.0)}),
        (*COLLAPSE, "on_scene", "emms"),
        "did you mean 'ems'?",
    ),
    (
        "agency of a golden time",
        put("incidents.collapse", golden_time={"ems": 1.0, "eems": 1.0}),
        (*COLLAPSE, "golden_time", "eems"),
        "did you mean 'ems'?",
    ),
    (
        "golden time off the card",
        put("incidents.collapse", golden_time={"ems": 1.0, "police": 1.0}),
        (*COLLAPSE, "golden_time", "police"),
        "no agency 'police' on its run card",
    ),
    (
        "official off the card",
        put("incidents.collapse", official={"police": OfficialClock(within=1.0)}),
        (*COLLAPSE, "official", "police"),
        "on its run card",
    ),
    (
        "outcome off the card",
        put("incidents.collapse", outcome=Logistic(agency="police", a=0.0, b=0.0)),
        (*COLLAPSE, "outcome", "agency"),
        "on its run card",
    ),
    (
        "dispatching centre",
        put("agencies.ems", dispatched_by="room_118"),
        ("agencies", "ems", "dispatched_by"),
        "did you mean 'room_119'?",
    ),
    (
        "zone of a station",
        put("agencies.ems", stations={"a": Station(zone="squar", units={"als": {0.0: 1}})}),
        ("agencies", "ems", "stations", "a", "zone"),
        "did you mean 'square'?",
    ),
    (
        "centre of a sensor",
        put("sensors.patrol", centre="vidio"),
        ("sensors", "patrol", "centre"),
        "did you mean 'video'?",
    ),
    (
        "zone of cameras",
        put("sensors.wall", counts={"streets": 4}),
        ("sensors", "wall", "counts", "streets"),
        "did you mean 'street'?",
    ),
    (
        "zone of guards",
        put("sensors.patrol", zones=("street", "moon")),
        ("sensors", "patrol", "zones", 1),
        "the zones are street, square",
    ),
    (
        "type of a sensor",
        put("sensors.wall", types=("collaps",)),
        ("sensors", "wall", "types", 0),
        "did you mean 'collapse'?",
    ),
    (
        "false claim",
        put("sensors.bells", mistaken_for={"colapse": 1.0}),
        ("sensors", "bells", "mistaken_for", "colapse"),
        "no incident type 'colapse'",
    ),
    (
        "type of a link",
        put("links.phone", types=("collapse", "x")),
        ("links", "phone", "types", 1),
        "no incident type 'x'",
    ),
    ("sender of a link", put("links.phone", sender="vid"), ("links", "phone", "from"), "did you mean 'video'?"),
    ("receiver of a link", put("links.phone", receiver="room"), ("links", "phone", "to"), "no centre 'room'"),
    ("link to itself", put("links.phone", receiver="video"), ("links", "phone", "to"), "to itself"),
    (
        "unknown capability",
        put("incidents.collapse", needs={"ems": {"alsx": 1}}),
        (*COLLAPSE, "needs", "ems", "alsx"),
        "did you mean 'als'?",
    ),
    (
        "too few units",
        put("incidents.collapse", needs={"ems": {"als": 4}}),
        (*COLLAPSE, "needs", "ems", "als"),
        "have 3 on duty at most",
    ),
    (
        "none on duty",
        put("agencies.ems", stations={"n": Station(at=(0.0, 0.0), units={"als": all_day(0)})}),
        (*COLLAPSE, "needs", "ems", "als"),
        "have 0 on duty at most",
    ),
    (
        "empty run card",
        put("incidents.collapse", needs={"ems": {}}),
        (*COLLAPSE, "needs", "ems"),
        "no unit is asked for",
    ),
    ("no units at all", put("agencies.ems", stations={}), ("agencies", "ems"), "give stations, or units: unlimited"),
    (
        "unlimited but lost",
        put("agencies.police", when_none_free=Lost()),
        ("agencies", "police", "when_none_free"),
        "lost means nothing",
    ),
    (
        "unlimited from nowhere",
        put("agencies.police", travel=None),
        ("agencies", "police"),
        "straight_line, depends on where",
    ),
    ("nobody notices", many(SILENT, put("incidents.collapse", callers=None)), COLLAPSE, UNNOTICED),
    ("nobody ever calls", many(SILENT, put("incidents.collapse", callers=someone(share=0.0))), COLLAPSE, UNNOTICED),
    (
        "no crowd to call",
        many(
            SILENT,
            put(
                "incidents.collapse", callers=Witnesses(calls={"room_119": 1.0}, delay=fixed(1.0), sight=9.0, each=0.1)
            ),
        ),
        COLLAPSE,
        UNNOTICED,
    ),
    ("false report from nowhere", put("incidents.nuisance", callers=None), ("incidents", "nuisance"), UNNOTICED),
    (
        "sender cannot hear",
        many(
            put("incidents.collapse", callers=None),
            entry("links", "phone", PushedVideo(sender="video", receiver="room_119")),
        ),
        COLLAPSE,
        "can ever reach 'room_119', which sends 'ems'",
    ),
    (
        "link for another type",
        many(put("incidents.collapse", callers=None), put("links.phone", types=("nuisance",))),
        COLLAPSE,
        "can ever reach 'room_119'",
    ),
    (
        "link the wrong way",
        many(put("incidents.collapse", callers=None), put("links.phone", sender="room_119", receiver="video")),
        COLLAPSE,
        "can ever reach 'room_119'",
    ),
    (
        "chain through a bystander",
        many(
            put("incidents.collapse", callers=None),
            put("links.phone", receiver="room_112"),
            entry("links", "on", DigitalReport(sender="room_112", receiver="room_119")),
        ),
        COLLAPSE,
        "a link tells only centres that send",
    ),
    ("weights of where", put("incidents.collapse", where={"street": 0.0}), (*COLLAPSE, "where"), "all weights are 0"),
    (
        "weights of zones",
        many(put("place.zones.street", weight=0.0), put("place.zones.square", weight=0.0)),
        ("place", "zones"),
        "'nuisance' names no zones",
    ),
    ("hours", put("incidents.collapse", by_hour={0.0: 0.0, 60.0: 0.0}), (*COLLAPSE, "by_hour"), "all hours are 0"),
    ("days", put("incidents.collapse", by_day=dict.fromkeys(DAYS, 0.0)), (*COLLAPSE, "by_day"), "all days are 0"),
    (
        "nobody is called",
        put("incidents.collapse", callers=someone(calls={})),
        (*COLLAPSE, "callers", "calls"),
        "no centre is called",
    ),
    (
        "callers above all",
        put("incidents.collapse", callers=someone(share=0.8, by_hour={0.0: 1.0, 64800.0: 1.5})),
        (*COLLAPSE, "callers", "by_hour"),
        "at 18:00 is more than 100 %: 80 % x 150 % is 120 %",
    ),
    (
        "nobody on duty",
        put("centres.room_119", seats=all_day(0)),
        ("centres", "room_119", "seats"),
        "it is called about 'collapse'",
    ),
    (
        "golden time of a false report",
        put("incidents.nuisance", golden_time={"police": 1.0}),
        ("incidents", "nuisance", "golden_time"),
        "never counted",
    ),
    (
        "official of a false report",
        put("incidents.nuisance", official={"police": OfficialClock(within=1.0)}),
        ("incidents", "nuisance", "official"),
        "never counted",
    ),
    (
        "outcome of a false report",
        put("incidents.nuisance", outcome=Logistic(agency="police", a=0.0, b=0.0)),
        ("incidents", "nuisance", "outcome"),
        "never counted",
    ),
    ("belief in a real one", put("incidents.collapse", believed=0.5), (*COLLAPSE, "believed"), "real: false alone"),
    (
        "two tori",
        many(entry("place.zones", "a", Torus(size=(1.0, 1.0))), entry("place.zones", "b", Torus(size=(1.0, 1.0)))),
        ("place", "zones", "b"),
        "'a' is a torus already",
    ),
    (
        "endless wall",
        put("centres.video", seats="unlimited"),
        ("sensors", "wall", "centre"),
        "a wall needs a number of operators",
    ),
    ("no hit rate", put("sensors.wall", hit_rate={}), ("sensors", "wall", "hit_rate"), "the table is empty"),
    (
        "picture of nothing",
        put("links.picture", sender="room_112"),
        ("links", "picture", "from"),
        "no picture could ever show anything",
    ),
    ("warm-up", scalar("warm_up", DAY), ("warm_up",), "must end before the horizon"),
    ("metric", metric("attainmet/collapse/ems"), METRIC, "did you mean 'attainment'?"),
    ("short metric", metric("attainment/collapse"), METRIC, "write attainment/TYPE/AGENCY"),
    ("long metric", metric("unreached/collapse/ems"), METRIC, "write unreached/TYPE"),
    ("type of a metric", metric("unreached/colapse"), METRIC, "did you mean 'collapse'?"),
    ("false type of a metric", metric("unreached/nuisance"), METRIC, "real: false"),
    ("agency of a metric", metric("attainment/collapse/police"), METRIC, "on its run card"),
    ("centre of a metric", metric("utilisation/vidoe"), METRIC, "did you mean 'video'?"),
    ("no golden time", put("incidents.collapse", golden_time={}), METRIC, "no golden_time for 'ems'"),
    (
        "no target",
        many(metric("attainment_official/collapse/ems"), put("incidents.collapse", official={})),
        METRIC,
        "no official target for 'ems'",
    ),
    (
        "no run card",
        many(
            metric("unreached/collapse"),
            put("incidents.collapse", needs={}, golden_time={}, official={}, outcome=None),
        ),
        METRIC,
        "no run card",
    ),
    (
        "no outcome",
        many(metric("outcome/collapse"), put("incidents.collapse", outcome=None)),
        METRIC,
        "no outcome curve",
    ),
    (
        "id of a zone",
        entry("place.zones", "main street", Spot(at=(0.0, 0.0))),
        ("place", "zones", "main street"),
        "cannot be an id",
    ),
    (
        "id of a centre",
        entry("centres", "room.1", Centre(role="fire", seats=all_day(1))),
        ("centres", "room.1"),
        "letters, digits, _ and -",
    ),
    ("id of a faulty entry", entry("centres", "a/b", None), ("centres", "a/b"), "cannot be an id"),
    (
        "id of a station",
        put("agencies.ems", stations={"n.": Station(at=(0.0, 0.0), units={"als": all_day(1)})}),
        ("agencies", "ems", "stations", "n."),
        "cannot be an id",
    ),
    (
        "id of a capability",
        put("incidents.nuisance", needs={"police": {"car/2": 1}}),
        ("incidents", "nuisance", "needs", "police", "car/2"),
        "cannot be an id",
    ),
]


def test_base_is_without_fault() -> None:
    assert found() == []


@pytest.mark.parametrize(("change", "path", "fragment"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_one_wrong_thing_gives_one_fault(change: Callable[[Parts], None], path: Path, fragment: str) -> None:
    (fault,) = found(change)
    assert fault.path == path
    assert fragment in fault.message


WITNESSED = many(
    SILENT,
    put("place.zones.street", crowd={0.0: 0.0, 72000.0: 1.0}),
    put(
        "incidents.collapse",
        callers=Witnesses(calls={"room_119": 1.0}, delay=fixed(1.0), sight=9.0, each=0.1),
        processing={},
    ),
)

RIGHT: list[tuple[str, Callable[[Parts], None]]] = [
    ("a link that is down counts", many(put("incidents.collapse", callers=None), put("links.phone", up="never"))),
    ("a rare type that never comes", many(SILENT, put("incidents.collapse", callers=None, rate=0.0))),
    (
        "a type that is only claimed",
        many(
            put("incidents.collapse", callers=None),
            put("sensors.wall", types=("nuisance",)),
            put("sensors.bells", types=("nuisance",)),
            put("sensors.patrol", types=("nuisance",)),
        ),
    ),
    ("a false type without needs or callers", put("incidents.nuisance", callers=None, needs={})),
    ("witnesses in a crowd", WITNESSED),
    (
        "a neighbour helps out",
        many(
            put("agencies.ems", when_none_free=MutualAid(delay=fixed(900.0))),
            put("incidents.collapse", needs={"ems": {"als": 9}}),
        ),
    ),
    ("unlimited by a law", put("agencies.police", travel=DrawnTravel(time=fixed(60.0)))),
    ("unlimited from stations", put("agencies.police", travel=None, stations={"p": Station(at=(0.0, 0.0), units={})})),
    (
        "a station on an open plane",
        many(
            entry("place.zones", "plane", Plane(x=fixed(0.0), y=fixed(0.0))), put("sensors.wall", counts={"plane": 1})
        ),
    ),
    ("a share up to the brim", put("incidents.collapse", callers=someone(share=0.1, by_hour={0.0: 10.0}))),
    ("an idle centre without seats", entry("centres", "spare", Centre(role="ems", seats=all_day(0)))),
    ("an id in Korean", entry("centres", "상황실-1", Centre(role="ems", seats=all_day(1)))),
    ("no primary metric", scalar("primary", None)),
    *((text, metric(text)) for text in ("utilisation/video", "full_response/collapse", "official_mean/collapse/ems")),
]


@pytest.mark.parametrize("change", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_what_is_allowed_gives_no_fault(change: Callable[[Parts], None]) -> None:
    assert found(change) == []


def test_chain_goes_by_centres_that_send() -> None:
    chain = many(
        put("incidents.collapse", callers=None, needs={"ems": {"als": 1}, "police": {"car": 1}}),
        put("links.phone", receiver="room_112"),
    )
    (fault,) = found(chain)
    assert "'room_119', which sends 'ems'" in fault.message
    assert found(chain, entry("links", "on", DigitalReport(sender="room_112", receiver="room_119"))) == []


def test_keys_are_marked() -> None:
    (of_key,) = found(put("incidents.collapse", where={"stret": 1.0}))
    (of_value,) = found(put("links.phone", receiver="room"))
    assert (of_key.at_key, of_value.at_key) == (True, False)


@pytest.mark.parametrize("name", sorted(base()))
def test_nothing_is_concluded_from_what_is_absent(name: str) -> None:
    parts = base()
    del parts[name]
    assert list(faults(parts)) == []


@pytest.mark.parametrize("name", ["zones", "travel"])
def test_nothing_is_concluded_from_an_absent_part_of_the_place(name: str) -> None:
    parts = base()
    del parts["place"][name]
    assert list(faults(parts)) == []


@pytest.mark.parametrize(
    "place",
    [f"{name}.{key}" for name in ("incidents", "agencies", "centres", "sensors", "links") for key in base()[name]],
)
def test_nothing_is_concluded_from_a_faulty_entry(place: str) -> None:
    name, key = place.split(".")
    assert found(entry(name, key, None)) == []


def test_a_faulty_sensor_may_have_been_the_one_that_notices() -> None:
    silent = many(SILENT, put("incidents.collapse", callers=None))
    assert [fault.path for fault in found(silent)] == [COLLAPSE]
    assert found(silent, entry("sensors", "wall", None), entry("links", "picture", None)) == []


def test_all_faults_come_at_once() -> None:
    both = found(scalar("warm_up", 2 * DAY), metric("nothing"), put("links.phone", receiver="room"))
    assert [fault.path for fault in both] == [("links", "phone", "to"), ("warm_up",), METRIC]


def test_a_place_has_zones() -> None:
    nowhere = scalar("place", {"zones": {}, "travel": ConstantTravel(time=0.0)})
    assert [fault.path for fault in found(nowhere) if "there are no zones; incidents" in fault.message] == [
        ("place", "zones")
    ]


def test_long_lists_are_cut() -> None:
    zones = {f"zone_{number}": Spot(at=(0.0, 0.0)) for number in range(30)}
    faulty = found(lambda parts: parts["place"]["zones"].update(zones), put("sensors.patrol", zones=("far",)))
    assert faulty[0].message.endswith("zone_9 and 20 more")


def test_loads_by_hand() -> None:
    rows: dict[str, object] = {name: (what, load, duty) for what, name, load, duty in loads(scenario())}
    calls = 2.0 / HOUR * 0.8 * 1.5
    assert rows == {
        "video": ("centre", pytest.approx(2 * 3.0 / HOUR * (5.0 + 20.0)), 1.0),
        "room_119": ("centre", pytest.approx(calls * 0.75 * (5.0 + 15.0)), 2.0),
        "room_112": ("centre", pytest.approx(calls * 0.25 * 30.0 + 1.0 / HOUR * 90.0), inf),
        "ems": ("agency", pytest.approx(2.0 / HOUR * 720.0), 2.5),
        "police": ("agency", pytest.approx(0.25 / HOUR * 600.0), inf),
    }


def test_load_follows_the_hours() -> None:
    busy = scenario(
        put(
            "incidents.collapse",
            by_hour={0.0: 0.0, 12 * HOUR: 1.0},
            callers=someone(share=0.5, by_hour={0.0: 2.0, 18 * HOUR: 1.0}),
        ),
        put("centres.room_119", seats={6 * HOUR: 2, 12 * HOUR: 4}),
    )
    row: tuple[object, ...] = next(row for row in loads(busy) if row[1] == "room_119")
    assert row[2:] == (pytest.approx(2.0 / HOUR * 0.75 * 20.0), pytest.approx((6 * 2 + 18 * 4) / 24))


def test_load_of_witnesses_is_by_the_mean_crowd() -> None:
    row = next(row for row in loads(scenario(WITNESSED)) if row[1] == "room_119")
    # The crowd grows from midnight to 20:00 and falls again by the next midnight: 0.5 persons per m2 on average.
    assert row[2] == pytest.approx(2.0 / HOUR * 0.5 * pi * 9.0**2 * 0.1 * 20.0)


def test_warnings_of_the_base() -> None:
    assert list(warnings(scenario())) == []


def test_warnings_name_what_is_short() -> None:
    said = list(
        warnings(
            scenario(
                put("centres.room_119", processing=Exponential(mean=3600.0)),
                put("incidents.collapse", on_scene={"ems": fixed(1.1 * HOUR)}),
                put("sensors.wall", tiles=4, attended=12),
            )
        )
    )
    room, ems, wall = said
    assert room.startswith("centre 'room_119' is nearly saturated")
    assert ems.startswith("agency 'ems' is nearly saturated: work on scene alone, without travel,")
    assert wall == "the hit rate of sensor 'wall' at 12 pictures is extrapolated; no trial went beyond 9"


def test_saturated_is_said_from_the_full_load_on() -> None:
    (said,) = warnings(scenario(put("incidents.collapse", on_scene={"ems": fixed(1.25 * HOUR)})))
    assert said == (
        "agency 'ems' is saturated: work on scene alone, without travel, would keep 2.50 units busy; 2.50 are on duty"
    )
