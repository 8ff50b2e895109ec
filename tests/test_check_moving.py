"""Faults of hospitals, levels, patrols, move-up and units on the road are found, at their path, and none beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any

import maps
import pytest
from street import Parts, all_day, entry, fixed, found, many, put, scalar

from simcity.fields import DAY, HOUR, MINUTE
from simcity.model.agencies import Agency, LastCall, Station
from simcity.model.faults import Path
from simcity.model.geography import Unplaced, Zone
from simcity.model.hospitals import Hospital, Transport
from simcity.model.levels import Level
from simcity.model.links import VehicleLocation
from simcity.model.outages import Breakdown
from simcity.model.outcomes import LinearDecline
from simcity.model.patrols import Patrol
from simcity.model.policies import ComplianceTable, MaximalCoverage, MutualAid, PriorityList, Redispatch
from simcity.model.roads import Matrix

Change = Callable[[Parts], None]
COLLAPSE: Path = ("incidents", "collapse")
EMS: Path = ("agencies", "ems")
ROUND = Patrol(beat={"street": 1.0}, stay=fixed(MINUTE), speed=5.0)
ROWS = {"north": {"street": MINUTE}, "spread": {"street": MINUTE}}
HOME = {"north": {"street": 1.0, "general": 1.0}, "spread": {"street": 1.0, "general": 1.0}}
WORSE = Level(share=0.1, needs={"ems": {"als": 1}})
HERE = Hospital(at=(0.0, 0.0))


def levels(**parts: Level) -> Change:
    return put("incidents.collapse", levels=parts)


def hospitals(**parts: Hospital) -> Change:
    return scalar("hospitals", parts)


def carries(transport: Transport | None = None, **parts: Hospital) -> Change:
    """Take collapses to hospitals, by default to one that treats all."""
    given = put("incidents.collapse", transport={"ems": transport or Transport()})
    return many(given, hospitals(**(parts or {"general": HERE})))


def moves(rule: object, **changes: Any) -> Change:
    return put("agencies.ems", move_up=rule, available_again="on_the_way", **changes)


def table(**rows: dict[int, tuple[str, ...]]) -> Change:
    return moves(ComplianceTable(table=rows))


def patrols(patrol: Patrol = ROUND, again: str = "on_the_way") -> Change:
    north = Station(at=(900.0, 400.0), units={"als": all_day(1)}, patrol=patrol)
    return put("agencies.ems", available_again=again, stations={"north": north})


def rows(**more: dict[str, float]) -> Change:
    """Give EMS a table of times, with further ends for its stations and rows for hospitals."""
    return put("agencies.ems", travel=Matrix(times={**ROWS, **more}))


def located(**changes: Any) -> Change:
    given = {"sender": "ems", "receiver": "room_119", **changes}
    return many(put("agencies.ems", available_again="on_the_way"), entry("links", "cars", VehicleLocation(**given)))


def mixed(parts: Parts) -> None:
    """Let the unit of one station patrol, and that of another wait."""
    south = Station(at=(0.0, 0.0), units={"als": all_day(1)})
    patrols()(parts)
    put("agencies.ems", stations={**parts["agencies"]["ems"].stations, "south": south})(parts)


def without_cameras(parts: Parts) -> None:
    del parts["sensors"]["wall"], parts["links"]["picture"]


CARS = Agency(
    dispatched_by="room_112", stations={"post": Station(at=(0.0, 0.0), units={"car": all_day(2)})}, on_scene=fixed(60.0)
)
"""Police with units of their own, in place of those that are always free."""


WRONG: list[tuple[str, Change, Path, str]] = [
    (
        "type of a hospital",
        hospitals(general=Hospital(at=(0.0, 0.0), treats=("colapse",))),
        ("hospitals", "general", "treats", 0),
        "no incident type 'colapse' (did you mean 'collapse'?)",
    ),
    (
        "id of a hospital",
        hospitals(**{"St John": HERE}),
        ("hospitals", "St John"),
        "'St John' cannot be an id",
    ),
    (
        "bays that nobody holds",
        carries(general=Hospital(at=(0.0, 0.0), bays=2)),
        ("hospitals", "general", "bays"),
        "bays limit nothing where handing over takes no time: give handover",
    ),
    (
        "no hospital",
        put("incidents.collapse", transport={"ems": Transport()}),
        (*COLLAPSE, "transport"),
        "nobody can be taken anywhere, since there are no hospitals; add one",
    ),
    (
        "agency of a transport",
        many(put("incidents.collapse", transport={"emss": Transport()}), hospitals(general=HERE)),
        (*COLLAPSE, "transport", "emss"),
        "no agency 'emss' (did you mean 'ems'?)",
    ),
    (
        "transport by whom it does not need",
        many(put("incidents.collapse", transport={"police": Transport()}), hospitals(general=HERE)),
        (*COLLAPSE, "transport", "police"),
        "no agency 'police' among those that it needs (needs, levels); the agencies that it needs are ems",
    ),
    (
        "capability that carries",
        carries(Transport(by=("asl",))),
        (*COLLAPSE, "transport", "ems", "by", 0),
        "no capability 'asl' of 'ems' (did you mean 'als'?)",
    ),
    (
        "capability that is not asked for",
        many(
            carries(Transport(by=("bls",))),
            put("agencies.ems", stations={"a": Station(at=(0.0, 0.0), units={"als": all_day(1), "bls": all_day(1)})}),
        ),
        (*COLLAPSE, "transport", "ems", "by"),
        "nobody is ever taken: of 'ems' it asks for 'als' alone",
    ),
    (
        "no right hospital",
        carries(general=Hospital(at=(0.0, 0.0), treats=("nuisance",))),
        (*COLLAPSE, "transport", "ems"),
        "no hospital treats 'collapse', so nobody can be taken to the right one: add 'collapse' to the treats",
    ),
    (
        "a job whose length is fixed",
        many(carries(), put("agencies.ems", busy=fixed(600.0))),
        (*COLLAPSE, "transport", "ems"),
        "which leaves no room for a hospital; take transport out, or busy",
    ),
    (
        "transport of what did not happen",
        many(hospitals(general=HERE), put("incidents.nuisance", transport={"police": Transport()})),
        ("incidents", "nuisance", "transport"),
        "nobody is taken to a hospital",
    ),
    (
        "a table without the hospital",
        many(carries(), rows()),
        (*EMS, "travel", "times"),
        "no times from hospital 'general', to which 'ems' may take somebody; add a row",
    ),
    (
        "a row of a hospital without a zone",
        many(carries(), rows(general={"square": 1.0}, **HOME)),
        (*EMS, "travel", "times", "general"),
        "no time to zone 'street', from which 'ems' takes people there",
    ),
    (
        "a way home without a time",
        many(carries(), rows(general={"street": 1.0}, north={"street": 1.0, "general": 1.0})),
        (*EMS, "travel", "times", "spread"),
        "no time between 'spread' and hospital 'general', from where units drive home",
    ),
    (
        "a hospital like a zone",
        many(carries(street=HERE), rows(north={"street": 1.0}, spread={"street": 1.0})),
        ("hospitals", "street"),
        "it is the id of a zone too",
    ),
    (
        "agency of a level",
        levels(worse=Level(share=0.1, needs={"esm": {"als": 1}})),
        (*COLLAPSE, "levels", "worse", "needs", "esm"),
        "no agency 'esm' (did you mean 'ems'?)",
    ),
    (
        "capability of a level",
        levels(worse=Level(share=0.1, needs={"ems": {"asl": 1}})),
        (*COLLAPSE, "levels", "worse", "needs", "ems", "asl"),
        "no capability 'asl' at the stations of 'ems'",
    ),
    (
        "no unit of a level",
        levels(worse=Level(share=0.1, needs={"ems": {}})),
        (*COLLAPSE, "levels", "worse", "needs", "ems"),
        "no unit is asked for",
    ),
    (
        "more in all than there are",
        levels(worse=WORSE, worst=Level(share=0.1, needs={"ems": {"als": 2}})),
        (*COLLAPSE, "levels", "worst", "needs", "ems", "als"),
        "the need of 4 at once, with what is needed before it grows, can never be met",
    ),
    ("id of a level", levels(**{"2nd alarm": WORSE}), (*COLLAPSE, "levels", "2nd alarm"), "cannot be an id"),
    (
        "a level never reached",
        levels(worse=Level(needs={"ems": {"als": 1}})),
        (*COLLAPSE, "levels", "worse"),
        "no incident ever comes to this level",
    ),
    (
        "nothing to be stopped",
        levels(worse=Level(share=0.1, needs={"ems": {"als": 1}}, unless="ems")),
        (*COLLAPSE, "levels", "worse", "unless"),
        "no growth that 'ems' could stop; give after, or take unless out",
    ),
    (
        "who stops the growth",
        levels(worse=Level(after=fixed(60.0), needs={"police": {"car": 1}}, unless="police")),
        (*COLLAPSE, "levels", "worse", "unless"),
        "no agency 'police' that comes before it grows (needs, lower levels)",
    ),
    (
        "a report that changes nothing",
        levels(worse=Level(share=0.1, work=2.0, told=0.5)),
        (*COLLAPSE, "levels", "worse", "told"),
        "neither it nor a lower one needs more",
    ),
    (
        "levels of what did not happen",
        put("incidents.nuisance", levels={"worse": Level(share=0.1, work=2.0)}),
        ("incidents", "nuisance", "levels"),
        "real: false never grows",
    ),
    (
        "golden time of a level's agency",
        many(
            levels(worse=Level(share=0.1, needs={"police": {"car": 1}})),
            put("incidents.collapse", golden_time={"ems": 240.0, "police": 240.0}),
            entry("links", "call", VehicleLocation(sender="ems", receiver="room_119")),
        ),
        (*COLLAPSE, "golden_time", "police"),
        "only level 'worse' needs 'police', so it does not come to all; golden_time is for the run card",
    ),
    (
        "outcome by a level's agency",
        many(
            levels(worse=Level(share=0.1, needs={"police": {"car": 1}})),
            put("incidents.collapse", outcome=LinearDecline(agency="police", start=0.5, zero_after=600.0)),
        ),
        (*COLLAPSE, "outcome", "agency"),
        "outcome is for the run card: add 'police' to needs",
    ),
    (
        "nobody who makes it safe",
        put("incidents.collapse", safe_after=fixed(60.0), violent=True),
        (*COLLAPSE, "safe_after"),
        "add police to its needs, or take safe_after and violent out",
    ),
    (
        "zone of a beat",
        patrols(Patrol(beat={"streat": 1.0}, stay=fixed(60.0), speed=5.0)),
        (*EMS, "stations", "north", "patrol", "beat", "streat"),
        "no zone 'streat' (did you mean 'street'?)",
    ),
    (
        "a beat without a place",
        many(
            without_cameras,
            entry("place.zones", "far", Unplaced(weight=0.0)),
            patrols(Patrol(beat={"street": 1.0, "far": 1.0}, stay=fixed(60.0), speed=5.0)),
        ),
        (*EMS, "stations", "north", "patrol", "beat", "far"),
        "zone 'far' has no place through which units could drive",
    ),
    (
        "a patrol that moves up",
        many(patrols(), put("agencies.ems", move_up=MaximalCoverage(within=480.0, busy=0.4))),
        (*EMS, "move_up"),
        "none moves up; take move_up out, or the patrol of a station",
    ),
    (
        "a patrol without points on the way",
        many(patrols(), put("agencies.ems", travel=Matrix(times={"north": {"street": 1.0}}))),
        (*EMS, "stations", "north", "patrol"),
        "none from a point on the road; take it out, or give travel of another kind",
    ),
    (
        "a table that counts on units on patrol",
        many(mixed, put("agencies.ems", move_up=ComplianceTable(table={"als": {2: ("south", "north")}}))),
        (*EMS, "move_up", "table", "als", 2),
        "'ems' never has 2 free units of 'als' to place, but 1 at most",
    ),
    (
        "a move without points on the way",
        many(table(als={1: ("north",)}), rows()),
        (*EMS, "move_up"),
        "none from a point on the road",
    ),
    (
        "a way back without points",
        many(put("agencies.ems", available_again="at_scene"), rows()),
        (*EMS, "available_again"),
        "write available_again: at_station or when_clear",
    ),
    (
        "an alert on the road that never comes",
        put("agencies.ems", turnout_on_road=fixed(20.0), redispatch=Redispatch()),
        (*EMS, "turnout_on_road"),
        "no unit is ever alerted on the road",
    ),
    (
        "capability of a table",
        table(asl={1: ("north",)}),
        (*EMS, "move_up", "table", "asl"),
        "no capability 'asl' of 'ems' (did you mean 'als'?)",
    ),
    (
        "station of a table",
        table(als={2: ("north", "nroth")}),
        (*EMS, "move_up", "table", "als", 2, 1),
        "no station 'nroth' of 'ems' (did you mean 'north'?)",
    ),
    (
        "more places than units",
        table(als={1: ("north",), 2: ("north", "spread", "spread")}),
        (*EMS, "move_up", "table", "als", 2),
        "2 free units cannot man 3 places; name 2 at most",
    ),
    (
        "more units than there are",
        table(als={4: ("north",)}),
        (*EMS, "move_up", "table", "als", 4),
        "'ems' never has 4 free units of 'als' to place, but 3 at most",
    ),
    (
        "a table of no row",
        table(als={}),
        (*EMS, "move_up", "table", "als"),
        "give a row at least, such as {1: [north]}",
    ),
    (
        "capability of a priority list",
        moves(PriorityList(list={"asl": ("north",)})),
        (*EMS, "move_up", "list", "asl"),
        "no capability 'asl'",
    ),
    (
        "station of a priority list",
        moves(PriorityList(list={"als": ("spread", "nroth")})),
        (*EMS, "move_up", "list", "als", 1),
        "no station 'nroth'",
    ),
    (
        "units that are never free",
        moves(MaximalCoverage(within=480.0, busy=1.0)),
        (*EMS, "move_up", "busy"),
        "cover nothing, wherever they wait",
    ),
    (
        "breakdowns of unlimited units",
        put("agencies.police", breakdowns=Breakdown(up=fixed(DAY), repair=fixed(HOUR))),
        ("agencies", "police", "breakdowns"),
        "another takes the place of one that breaks down",
    ),
    (
        "last call of unlimited units",
        put("agencies.police", last_call=LastCall(before=HOUR)),
        ("agencies", "police", "last_call"),
        "no shift ever ends",
    ),
    (
        "agency that is located",
        located(sender="emss"),
        ("links", "cars", "from"),
        "no agency 'emss' (did you mean 'ems'?)",
    ),
    ("centre that sees it", located(receiver="rom_119"), ("links", "cars", "to"), "no centre 'rom_119'"),
    (
        "centre that does not send",
        located(receiver="video"),
        ("links", "cars", "to"),
        "'video' does not send 'ems', so where its units are changes nothing there; name 'room_119'",
    ),
    (
        "unlimited units that are located",
        located(sender="police", receiver="room_112"),
        ("links", "cars", "from"),
        "nobody has to know where it is",
    ),
]

RIGHT: list[tuple[str, Change]] = [
    ("transport", carries()),
    ("the nearest of hospitals that do not treat it", carries(Transport(to="nearest"), general=HERE)),
    (
        "a hospital that does not treat it beside one that does",
        carries(general=HERE, burns=Hospital(at=(0.0, 0.0), treats=("nuisance",))),
    ),
    (
        "a table with hospitals",
        many(
            carries(),
            rows(general={"street": 1.0}, **HOME),
        ),
    ),
    (
        "a table without ways home",
        many(carries(), rows(general={"street": 1.0}), put("agencies.ems", available_again="when_clear")),
    ),
    ("a level", levels(worse=WORSE)),
    ("a level that grows", levels(worse=Level(after=fixed(60.0), unless="ems", work=1.5))),
    (
        "an agency of a lower level stops the growth",
        levels(
            worse=Level(share=0.1, needs={"police": {"car": 1}}),
            worst=Level(after=fixed(60.0), unless="police", needs={"ems": {"als": 1}}),
        ),
    ),
    (
        "more than there are, with mutual aid",
        many(
            levels(worse=Level(share=0.1, needs={"ems": {"als": 9}})),
            put("agencies.ems", when_none_free=MutualAid(delay=fixed(600.0))),
        ),
    ),
    (
        "police that only a level needs make it safe",
        many(
            levels(worse=Level(share=0.1, needs={"police": {"car": 1}})),
            put("incidents.collapse", safe_after=fixed(60.0), violent=True),
        ),
    ),
    ("work of an agency that only a level needs", put("incidents.collapse", on_scene={"police": fixed(60.0)})),
    ("a patrol", patrols()),
    (
        "patrols beside units that move up",
        many(mixed, put("agencies.ems", move_up=MaximalCoverage(within=9.0, busy=0.4))),
    ),
    ("a patrol that stays at scenes", patrols(again="at_scene")),
    ("a table", table(als={1: ("spread",), 2: ("spread", "spread"), 3: ("north",)})),
    ("a priority list", moves(PriorityList(list={"als": ("spread", "north", "spread")}))),
    ("vehicle location", located(every=30.0, types=("collapse",))),
    ("an alert on the road", put("agencies.ems", turnout_on_road=fixed(20.0), available_again="on_the_way")),
    (
        "police of their own, in the places of unlimited ones",
        many(
            entry("agencies", "police", CARS),
            put("agencies.police", breakdowns=Breakdown(up=fixed(DAY), repair=fixed(HOUR))),
        ),
    ),
]


def town(parts: Parts) -> None:
    """Take the bells away, whose false alarms may call units, and open no hospital."""
    del parts["sensors"]["bells"]
    parts["hospitals"] = {}


@pytest.mark.parametrize(("change", "path", "fragment"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_one_wrong_thing_gives_one_fault(change: Change, path: Path, fragment: str) -> None:
    (fault,) = found(town, change)
    assert fault.path == path
    assert fragment in fault.message


@pytest.mark.parametrize("change", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_what_is_allowed_gives_no_fault(change: Change) -> None:
    assert found(town, change) == []


def test_a_level_alone_needs_word_that_reaches_its_centre() -> None:
    nobody = many(
        levels(worse=Level(share=0.1, needs={"police": {"car": 1}})),
        put("incidents.collapse", callers=None),
        put("sensors.wall", types=("collapse",)),
    )
    (fault,) = found(town, nobody)
    assert fault.path == COLLAPSE
    assert "no report of it can ever reach 'room_112', which sends 'police'" in fault.message


@pytest.mark.parametrize("field", ["hospitals", "incidents", "agencies", "zones"])
def test_nothing_is_concluded_from_what_could_not_be_read(field: str) -> None:
    def unread(parts: Parts) -> None:
        if field == "zones":
            parts["place"].pop("zones")
        else:
            parts.pop(field)

    full = many(carries(), levels(worse=WORSE), rows(general={"street": 1.0}, **HOME))
    faults = found(town, full, unread)
    assert [fault for fault in faults if "general" in fault.message or "levels" in fault.path] == []


def test_a_hospital_or_a_beat_off_the_map_is_a_fault(tmp_path: FilePath) -> None:
    """The streets form a square of 1 km; 300 m from them is the most."""
    driven = entry("place", "travel", maps.law(tmp_path))
    assert found(town, driven, carries(general=Hospital(at=(1250.0, 500.0)))) == []
    (fault,) = found(town, driven, carries(general=Hospital(at=(1400.0, 500.0))))
    assert fault.path == ("hospitals", "general", "at")
    assert "it lies 400 m from the nearest street of city.roads, and 300 m are the most (farthest)" in fault.message
    # A hospital to which nobody drives may lie anywhere.
    nobody = many(driven, hospitals(general=Hospital(at=(1400.0, 500.0))))
    assert found(town, nobody) == []
    away = entry("place.zones", "away", Zone(at=(5000.0, 0.0), size=(10.0, 10.0), weight=0.0))
    round_there = Patrol(beat={"away": 1.0}, stay=fixed(60.0), speed=5.0)
    assert found(town, driven, away, patrols()) == []
    (fault,) = found(town, driven, away, patrols(round_there))
    assert fault.path == ("place", "zones", "away")
    assert "the map city.roads does not cover it" in fault.message
