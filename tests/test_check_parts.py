"""Faults of desks, domains, fallbacks, analytics on other cameras and set times are found, at their path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from street import Parts, all_day, base, entry, fixed, found, many, put, scalar, someone

from simcity.distributions import Uniform
from simcity.fields import DAY, HOUR
from simcity.model.approvals import Approval
from simcity.model.centres import Breaks, Centre, Desk, Surge
from simcity.model.check import faults
from simcity.model.faults import Path
from simcity.model.incidents import IncidentType
from simcity.model.links import (
    DigitalReport,
    Fallback,
    Footage,
    LocationService,
    Messenger,
    PhoneRelay,
    PushedVideo,
    Radio,
    Ticket,
    VideoToUnit,
)
from simcity.model.outages import AtTimes, Breakdown, Domain, Renewal, Spell
from simcity.model.sensors import Analytics, Camera, DensityAlarm, EmergencyBell, FireDetector, PTZCamera, WatchedCamera

Change = Callable[[Parts], None]
COLLAPSE: Path = ("incidents", "collapse")
ROOM: Path = ("centres", "room_119")
RENEWAL = Renewal(up=fixed(DAY), down=fixed(HOUR))


def domains(**parts: Domain) -> Change:
    """Return a change that adds domains, in which the centre of the cameras lies."""
    return many(put("centres.video", domains=tuple(parts)), scalar("domains", parts))


def desks(**parts: Desk) -> Change:
    return put("centres.room_119", seats=None, desks=parts)


def at_desk(*work: Any, types: tuple[str, ...] = (), seats: int = 1) -> Desk:
    return Desk(seats=all_day(seats), work=work, types=types)


def relay(**changes: Any) -> PhoneRelay:
    return replace(PhoneRelay(sender="video", receiver="room_119", duration=fixed(60.0)), **changes)


def ticket(**changes: Any) -> Ticket:
    return replace(Ticket(sender="video", receiver="room_119"), **changes)


def analytics(**changes: Any) -> Analytics:
    return replace(Analytics(centre="video", on="wall", recall=0.9, delay=fixed(5.0)), **changes)


def set_times(**changes: Any) -> Change:
    """Return a change that lets collapses happen at set times, or by crowding."""
    return put("incidents.collapse", rate=None, **changes)


FALLING_BACK = many(
    put("links.phone", fallback=Fallback(link="spare", after=60.0)), entry("links", "spare", ticket(up="standby"))
)

WRONG: list[tuple[str, Change, Path, str]] = [
    (
        "domain of a link",
        put("links.phone", domains=("dukt",)),
        ("links", "phone", "domains", 0),
        "there are no domains",
    ),
    ("domain of a centre", put("centres.video", domains=("x",)), ("centres", "video", "domains", 0), "no domain 'x'"),
    ("domain of a sensor", put("sensors.wall", domains=("x",)), ("sensors", "wall", "domains", 0), "no domain 'x'"),
    (
        "domain that feeds",
        domains(duct=Domain(outages=RENEWAL, fed_by=("grid",))),
        ("domains", "duct", "fed_by", 0),
        "no domain 'grid'",
    ),
    (
        "circle of domains",
        domains(a=Domain(fed_by=("b",)), b=Domain(fed_by=("c",)), c=Domain(fed_by=("b",))),
        ("domains", "b", "fed_by"),
        "'b' rests on 'c' rests on 'b': what feeds a domain cannot rest on it",
    ),
    ("domain on itself", domains(a=Domain(fed_by=("a",))), ("domains", "a", "fed_by"), "'a' rests on 'a'"),
    (
        "feeder twice",
        domains(a=Domain(fed_by=("b", "b"), needs=1), b=Domain(outages=RENEWAL)),
        ("domains", "a", "fed_by", 1),
        "'b' is named twice, but fails as one",
    ),
    (
        "domain of nothing",
        scalar("domains", {"duct": Domain(outages=RENEWAL)}),
        ("domains", "duct"),
        "take down nothing: name it in the domains of a link",
    ),
    (
        "id of a domain",
        domains(**{"a.b": Domain(outages=RENEWAL)}),
        ("domains", "a.b"),
        "cannot be an id",
    ),
    (
        "id of a breakdown",
        put("sensors.wall", breakdowns={"the lot": Breakdown(up=fixed(DAY), repair=fixed(HOUR))}),
        ("sensors", "wall", "breakdowns", "the lot"),
        "cannot be an id",
    ),
    ("id of a desk", desks(**{"a b": at_desk()}), (*ROOM, "desks", "a b"), "cannot be an id"),
    (
        "analytics on nothing",
        entry("sensors", "falls", analytics(on="wal")),
        ("sensors", "falls", "on"),
        "did you mean 'wall'?",
    ),
    (
        "analytics on themselves",
        entry("sensors", "falls", analytics(on="falls")),
        ("sensors", "falls", "on"),
        "cannot run on themselves",
    ),
    (
        "analytics on analytics",
        entry("sensors", "falls", analytics(on="bells")),
        ("sensors", "falls", "on"),
        "'bells' are analytics themselves",
    ),
    (
        "analytics on guards",
        entry("sensors", "falls", analytics(on="patrol")),
        ("sensors", "falls", "on"),
        "of kind guards and has no cameras; name a sensor of kind camera",
    ),
    (
        "analytics on bells",
        many(
            entry("sensors", "posts", EmergencyBell(centre="video", share=0.1, pressed=0.5, delay=fixed(9.0))),
            entry("sensors", "falls", analytics(on="posts")),
        ),
        ("sensors", "falls", "on"),
        "of kind emergency_bell and has no cameras",
    ),
    (
        "false alarms of an unknown number",
        many(
            entry("sensors", "eyes", Camera(centre="video", share=0.1)),
            entry("sensors", "falls", analytics(on="eyes", false_alarms=1.0 / DAY, mistaken_for={"collapse": 1.0})),
        ),
        ("sensors", "falls", "on"),
        "does not say how many cameras raise false alarms: give devices there",
    ),
    (
        "recall of an unknown type",
        put("sensors.bells", recall_of={"colapse": 0.5}),
        ("sensors", "bells", "recall_of", "colapse"),
        "did you mean 'collapse'?",
    ),
    (
        "recall of another type",
        put("sensors.bells", recall_of={"nuisance": 0.5}),
        ("sensors", "bells", "recall_of", "nuisance"),
        "not among the types that it tells; add it to types (collapse)",
    ),
    (
        "zone of a density alarm",
        many(
            put("place.zones.street", crowd=all_day(4.0)),
            entry("sensors", "crush", DensityAlarm(centre="video", level=3.0, delay=fixed(0.0), zones=("stret",))),
        ),
        ("sensors", "crush", "zones", 0),
        "did you mean 'street'?",
    ),
    (
        "level of no crowd",
        many(
            put("place.zones.street", crowd=all_day(2.0)),
            entry("sensors", "crush", DensityAlarm(centre="video", level=3.0, delay=fixed(0.0))),
        ),
        ("sensors", "crush", "level"),
        "the densest crowd there is 2 /m2; lower the level",
    ),
    (
        "endless turning wall",
        many(
            put("centres.video", seats="unlimited"),
            entry(
                "sensors",
                "wall",
                PTZCamera(
                    centre="video",
                    counts={"street": 1},
                    range=9.0,
                    dwell=9.0,
                    tiles=1,
                    positions=4,
                    stay=9.0,
                    view=90.0,
                ),
            ),
        ),
        ("sensors", "wall", "centre"),
        "a wall needs a number of operators",
    ),
    ("overflow to nobody", put("centres.room_119", overflow="rom", places=3), (*ROOM, "overflow"), "no centre 'rom'"),
    ("overflow to itself", put("centres.room_119", overflow="room_119", places=3), (*ROOM, "overflow"), "to itself"),
    ("overflow of nothing", put("centres.room_119", overflow="room_112"), (*ROOM, "overflow"), "give places"),
    (
        "overflow to an empty room",
        many(
            put("centres.room_119", overflow="spare", places=3),
            entry("centres", "spare", Centre(role="fire", seats=all_day(0))),
        ),
        ("centres", "spare", "seats"),
        "calls that 'room_119' turns away go there: give seats",
    ),
    (
        "surge of unlimited seats",
        put("centres.room_112", surge=Surge(seats=1, waiting=1, delay=fixed(0.0), lasts=HOUR)),
        ("centres", "room_112", "surge"),
        "none is ever added; give a number of seats, or take surge out",
    ),
    (
        "breaks of unlimited seats",
        put("centres.room_112", breaks=Breaks(every=HOUR, lasts=60.0)),
        ("centres", "room_112", "breaks"),
        "no break is ever felt",
    ),
    (
        "interruption where seats are free",
        put("centres.room_112", preemptive=True),
        ("centres", "room_112", "preemptive"),
        "nothing is ever interrupted",
    ),
    (
        "shifts of unlimited seats",
        put("centres.room_112", shift_end="preempt"),
        ("centres", "room_112", "shift_end"),
        "no shift ever ends",
    ),
    ("shifts that never end", put("centres.room_119", shift_end="preempt"), (*ROOM, "shift_end"), "seats by hour"),
    ("no hand-over", put("centres.room_119", shift_end="hand_over"), (*ROOM, "shift_end"), "hand_over means nothing"),
    (
        "time for no hand-over",
        put("centres.room_119", handing_over=fixed(60.0)),
        (*ROOM, "handing_over"),
        "set shift_end: hand_over, or take handing_over out",
    ),
    (
        "type of a desk",
        desks(one=at_desk(), two=at_desk(types=("colapse",))),
        (*ROOM, "desks", "two", "types", 0),
        "did you mean 'collapse'?",
    ),
    ("nobody at any desk", desks(one=at_desk(seats=0)), (*ROOM, "desks"), "nobody is ever on duty, but"),
    (
        "nobody who takes calls",
        desks(links=at_desk("relay", "report", "picture")),
        (*ROOM, "desks"),
        "no desk on duty does 'call', but it is called about 'collapse', and that would wait for ever: add call",
    ),
    (
        "nobody on duty who takes calls",
        desks(links=at_desk("relay"), calls=at_desk("call", seats=0)),
        (*ROOM, "desks"),
        "add call to the work of a desk with seats",
    ),
    (
        "nobody who takes relays",
        desks(calls=at_desk("call")),
        (*ROOM, "desks"),
        "no desk on duty does 'relay', but link 'phone' brings 'collapse'",
    ),
    (
        "nobody who looks",
        many(desks(calls=at_desk("call", "relay")), put("links.picture", looking=fixed(8.0))),
        (*ROOM, "desks"),
        "'picture', but pictures of 'collapse' over link 'picture' must be looked at",
    ),
    (
        "nobody who watches",
        put("centres.video", seats=None, desks={"alarms": at_desk("alarm", "guard", "telling")}),
        ("centres", "video", "desks"),
        "no desk on duty does 'watch', but sensor 'wall' reports 'collapse' there",
    ),
    (
        "nobody who hears alarms",
        put("centres.video", seats=None, desks={"wall": at_desk("watch", "guard", "telling")}),
        ("centres", "video", "desks"),
        "no desk on duty does 'alarm', but sensor 'bells' reports 'collapse' there",
    ),
    (
        "nobody who tells",
        put("centres.video", seats=None, desks={"eyes": at_desk("alarm", "guard", "watch")}),
        ("centres", "video", "desks"),
        "no desk on duty does 'telling', but link 'phone' must be spoken over about 'collapse'",
    ),
    (
        "nobody who permits",
        many(
            desks(calls=at_desk("call", "relay")),
            put("agencies.police", release=Approval(by="room_119")),
        ),
        (*ROOM, "desks"),
        "no desk on duty does 'approval', but agencies.police asks its permission about 'nuisance'",
    ),
    (
        "nobody who fetches",
        many(
            put("centres.video", seats=None, desks={"all": at_desk("alarm", "guard", "watch", "telling")}),
            entry("links", "discs", Footage(sender="video", receiver="room_119", searching=fixed(60.0))),
        ),
        ("centres", "video", "desks"),
        "no desk on duty does 'footage', but link 'discs' asks it for recorded video of 'collapse'",
    ),
    (
        "orders of another type",
        desks(calls=at_desk("call", "relay"), orders=at_desk("order", types=("nuisance",))),
        (*ROOM, "desks"),
        "no desk does 'order' about 'collapse', but it sends units to 'collapse' and has a desk for orders",
    ),
    (
        "calls of another type",
        desks(few=at_desk(types=("nuisance",)), relays=at_desk("relay")),
        (*ROOM, "desks"),
        "no desk does 'call' about 'collapse', but it is called about 'collapse', and that would wait for ever",
    ),
    (
        "permission of nobody",
        put("agencies.ems", release=Approval(by="mayor")),
        ("agencies", "ems", "release", "by"),
        "no centre 'mayor'",
    ),
    (
        "permission of an empty room",
        many(
            put("links.picture", approval=Approval(by="mayor")),
            entry("centres", "mayor", Centre(role="disaster", seats=all_day(0))),
        ),
        ("centres", "mayor", "seats"),
        "links.picture waits for its permission: give seats",
    ),
    (
        "fallback on nothing",
        put("links.phone", fallback=Fallback(link="fone", after=60.0)),
        ("links", "phone", "fallback", "link"),
        "did you mean 'phone'?",
    ),
    (
        "fallback on itself",
        put("links.phone", fallback=Fallback(link="phone", after=60.0)),
        ("links", "phone", "fallback", "link"),
        "cannot be its own fallback",
    ),
    (
        "fallback on a picture",
        put("links.phone", fallback=Fallback(link="picture", after=60.0)),
        ("links", "phone", "fallback", "link"),
        "of kind pushed_video and tells nobody",
    ),
    (
        "fallback elsewhere",
        many(FALLING_BACK, put("links.spare", receiver="room_112")),
        ("links", "phone", "fallback", "link"),
        "leads from 'video' to 'room_112'; a fallback leads from 'video' to 'room_119'",
    ),
    (
        "fallback of other types",
        many(FALLING_BACK, put("links.spare", types=("nuisance",))),
        ("links", "phone", "fallback", "link"),
        "not used for 'collapse', which this link carries",
    ),
    (
        "fallback too late",
        many(FALLING_BACK, put("links.phone", fallback=Fallback(link="spare", after=2 * DAY))),
        ("links", "phone", "fallback", "after"),
        "the run ends 24 h after its start",
    ),
    (
        "circle of fallbacks",
        many(FALLING_BACK, put("links.spare", fallback=Fallback(link="phone", after=60.0))),
        ("links", "phone", "fallback", "link"),
        "in a circle, 'phone' to 'spare' to 'phone'",
    ),
    (
        "standby for nothing",
        entry("links", "spare", ticket(up="standby")),
        ("links", "spare", "up"),
        "name it in that link, such as fallback: {link: spare, after: 60 s}",
    ),
    ("picture on standby", put("links.picture", up="standby"), ("links", "picture", "up"), "is no fallback"),
    ("capacity of a phone", put("links.phone", capacity=2), ("links", "phone", "capacity"), "the seats at both ends"),
    (
        "capacity of no time",
        entry("links", "phone", ticket(capacity=2)),
        ("links", "phone", "capacity"),
        "give occupies",
    ),
    (
        "time of no capacity",
        entry("links", "phone", ticket(occupies=fixed(9.0))),
        ("links", "phone", "occupies"),
        "give capacity",
    ),
    (
        "time of a radio",
        entry("links", "phone", Radio(sender="video", receiver="room_119", duration=fixed(9.0), occupies=fixed(9.0))),
        ("links", "phone", "occupies"),
        "the talk itself occupies a radio channel",
    ),
    (
        "video to a centre",
        entry("links", "car", VideoToUnit(sender="video", receiver="room_119", within=500.0)),
        ("links", "car", "to"),
        "no agency 'room_119'",
    ),
    (
        "video from no cameras",
        entry("links", "car", VideoToUnit(sender="room_112", receiver="ems", within=500.0)),
        ("links", "car", "from"),
        "no picture could ever show anything",
    ),
    (
        "footage of no cameras",
        entry("links", "discs", Footage(sender="room_112", receiver="room_119")),
        ("links", "discs", "from"),
        "no video could ever be found",
    ),
    (
        "places from nobody",
        entry("links", "place", LocationService(sender="telecom", receiver="room_119")),
        ("links", "place", "from"),
        "no centre 'telecom'",
    ),
    ("after the end", set_times(at=(60.0, DAY)), (*COLLAPSE, "at", 1), "it would never happen: the run ends 24 h"),
    (
        "hours of set times",
        set_times(at=(60.0,), by_hour={0.0: 1.0, HOUR: 2.0}),
        (*COLLAPSE, "by_hour"),
        "shapes a rate",
    ),
    ("days of set times", set_times(at=(60.0,), by_day={"fri": 2.0}), (*COLLAPSE, "by_day"), "shapes a rate"),
    ("no such crowd", set_times(crowded=3.0), (*COLLAPSE, "crowded"), "the crowd of street is 0 /m2 at most"),
    (
        "always crowded",
        many(set_times(crowded=3.0), put("place.zones.street", crowd=all_day(4.0))),
        (*COLLAPSE, "crowded"),
        "never grows beyond 3 /m2, since it is above or below it all day",
    ),
    (
        "safe by nobody",
        put("incidents.collapse", safe_after=fixed(60.0)),
        (*COLLAPSE, "safe_after"),
        "add police to its needs",
    ),
    (
        "indoors, where no camera looks",
        many(
            put("incidents.collapse", callers=None, in_public_view=0.0),
            put("sensors.patrol", types=("nuisance",)),
            put("sensors.bells", false_alarms=0.0, mistaken_for={}),
        ),
        COLLAPSE,
        "nobody ever notices it",
    ),
]


@pytest.mark.parametrize(("change", "path", "fragment"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_one_wrong_thing_gives_one_fault(change: Change, path: Path, fragment: str) -> None:
    (fault,) = found(change)
    assert fault.path == path
    assert fragment in fault.message


HUB = many(
    entry("centres", "mall", Centre(role="private", seats=all_day(1))),
    put("sensors.patrol", centre="mall"),
    put("sensors.wall", types=("nuisance",)),
    put("sensors.bells", types=("nuisance",), false_alarms=0.0, mistaken_for={}),
    put("incidents.collapse", callers=None),
    entry("links", "from_mall", ticket(sender="mall", receiver="video")),
)
"""Guards of a mall tell the video centre, which phones 119."""

RIGHT: list[tuple[str, Change]] = [
    ("a domain that is fed", domains(a=Domain(fed_by=("b",)), b=Domain(outages=RENEWAL))),
    (
        "two ways to one feeder",
        domains(a=Domain(fed_by=("b", "c")), b=Domain(fed_by=("d",)), c=Domain(fed_by=("d",)), d=Domain()),
    ),
    ("a link as fallback", FALLING_BACK),
    ("a fallback that is used by itself too", many(FALLING_BACK, put("links.spare", up="always"))),
    (
        "a chain of fallbacks",
        many(
            FALLING_BACK,
            put("links.spare", fallback=Fallback(link="runner", after=60.0)),
            entry(
                "links", "runner", Messenger(sender="video", receiver="room_119", journey=fixed(600.0), up="standby")
            ),
        ),
    ),
    ("desks that share the work", desks(calls=at_desk("call"), rest=at_desk("relay"))),
    ("a desk that does all", desks(special=at_desk("call"), rest=at_desk())),
    ("a desk for orders", desks(calls=at_desk("call", "relay"), orders=at_desk("order"))),
    ("desks by type", desks(few=at_desk(types=("nuisance",)), rest=at_desk(types=("collapse",)))),
    ("a relay that is not there", many(desks(calls=at_desk("call")), put("links.phone", up="never"))),
    ("a shift that is handed over once a day", put("centres.room_119", seats={7 * HOUR: 2}, shift_end="hand_over")),
    ("a hand-over", put("centres.room_119", seats={0.0: 2, HOUR: 2}, shift_end="hand_over", handing_over=fixed(9.0))),
    ("interruption at a shift's end", put("centres.room_119", seats={0.0: 2, HOUR: 1}, shift_end="preempt")),
    ("places and a neighbour", put("centres.room_119", places=5, overflow="room_112")),
    (
        "a neighbour while it is down",
        many(domains(power=Domain(outages=RENEWAL)), put("centres.room_119", domains=("power",), overflow="room_112")),
    ),
    (
        "neighbours of one another",
        many(
            put("centres.room_119", places=5, overflow="room_112"),
            put("centres.room_112", places=5, overflow="room_119"),
        ),
    ),
    ("analytics on a wall", entry("sensors", "falls", analytics(types=("collapse",)))),
    ("set times", set_times(at=(0.0, HOUR))),
    ("growing crowds", many(set_times(crowded=3.0), put("place.zones.street", crowd={0.0: 0.0, 12 * HOUR: 4.0}))),
    (
        "crowds that vary",
        many(
            set_times(crowded=3.0),
            put("place.zones.street", crowd=all_day(2.0), crowd_varies=Uniform(low=1.0, high=2.0)),
        ),
    ),
    (
        "safe by the police",
        put("incidents.collapse", needs={"ems": {"als": 1}, "police": {"car": 1}}, safe_after=fixed(60.0)),
    ),
    (
        "a permission",
        many(put("agencies.ems", release=Approval(by="room_112")), put("links.picture", approval=Approval(by="video"))),
    ),
    ("a radio", entry("links", "phone", Radio(sender="video", receiver="room_119", duration=fixed(9.0)))),
    ("a queue", entry("links", "phone", ticket(capacity=1, occupies=fixed(9.0)))),
    ("video to units", entry("links", "car", VideoToUnit(sender="video", receiver="ems", within=500.0))),
    (
        "a place without seats",
        many(
            entry("centres", "telecom", Centre(role="telecom", seats=all_day(0))),
            entry("links", "place", LocationService(sender="telecom", receiver="room_119")),
        ),
    ),
    ("a hub passes on", HUB),
    (
        "everything is known",
        many(
            put("incidents.collapse", callers=someone(calls={"room_112": 1.0})),
            put("centres.room_119", knows="everything"),
            scalar("links", {}),
        ),
    ),
    (
        "a neighbour hears",
        many(
            put("incidents.collapse", callers=someone(calls={"room_112": 1.0})),
            put("centres.room_112", places=5, overflow="room_119"),
            scalar("links", {}),
        ),
    ),
    (
        "a detector indoors",
        many(
            put("incidents.collapse", callers=None, in_public_view=0.0),
            put("sensors.patrol", types=("nuisance",)),
            entry("sensors", "smoke", FireDetector(centre="room_119", share=1.0, recall=1.0, delay=fixed(9.0))),
        ),
    ),
]


@pytest.mark.parametrize("change", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_what_is_allowed_gives_no_fault(change: Change) -> None:
    assert found(change) == []


def test_a_hub_does_not_pass_word_back() -> None:
    """The mall's word goes to a video centre that can tell nobody but the mall."""
    (fault,) = found(HUB, entry("links", "phone", ticket(sender="video", receiver="mall")))
    assert fault.path == COLLAPSE
    assert "no report of it can ever reach 'room_119'" in fault.message


@pytest.mark.parametrize("name", sorted(base()))
def test_nothing_is_concluded_from_what_is_absent(name: str) -> None:
    parts = base()
    many(
        domains(a=Domain(fed_by=("b",)), b=Domain(outages=RENEWAL)),
        desks(calls=at_desk("call"), rest=at_desk("relay", "report")),
        FALLING_BACK,
        put("centres.room_112", places=5, overflow="room_119"),
        put("agencies.ems", release=Approval(by="room_112")),
        entry("sensors", "falls", analytics(types=("collapse",))),
        put("incidents.collapse", needs={"ems": {"als": 1}, "police": {"car": 1}}, safe_after=fixed(60.0)),
    )(parts)
    assert list(faults(parts)) == []
    del parts[name]
    assert list(faults(parts)) == []


def test_a_spell_may_begin_later() -> None:
    """A shorter run for a quick look must not make a file faulty."""
    late = AtTimes(spells=(Spell(after=9 * DAY, lasts=fixed(HOUR)),))
    assert found(put("links.phone", outages=late)) == []


def test_a_type_that_never_comes_needs_nobody() -> None:
    never = IncidentType(rate=0.0, callers=someone(calls={"room_119": 1.0}))
    change = many(entry("incidents", "never", never), desks(few=at_desk(types=("collapse",))))
    assert found(change) == []


def test_what_only_means_nothing_is_marked() -> None:
    """Unused parts are faults only if every alternative leaves them unused; contradictions always are."""
    unused = [
        put("centres.room_112", preemptive=True),
        put("links.phone", capacity=2),
        entry("links", "spare", ticket(up="standby")),
        scalar("domains", {"duct": Domain(outages=RENEWAL)}),
        put("centres.room_119", overflow="room_112"),
    ]
    assert all(fault.everywhere for change in unused for fault in found(change))
    wrong = [put("centres.room_119", overflow="room_119", places=3), domains(a=Domain(fed_by=("a",)))]
    assert not any(fault.everywhere for change in wrong for fault in found(change))


def test_digital_report_and_wall_stay_as_they_were() -> None:
    wall = WatchedCamera(centre="video", share=0.1, devices=10, dwell=20.0, tiles=4)
    assert (
        found(entry("sensors", "wall", wall), entry("links", "to", DigitalReport(sender="video", receiver="room_119")))
        == []
    )
    assert found(entry("links", "again", PushedVideo(sender="video", receiver="room_112", nearest=5))) == []
