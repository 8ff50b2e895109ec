"""What a planner should know of a valid scenario is said, once, and nothing is said of what is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from street import Parts, all_day, entry, fixed, many, put, scalar, scenario, someone

from simcity.distributions import Exponential
from simcity.fields import DAY, HOUR
from simcity.model.approvals import Approval
from simcity.model.centres import Breaks, Centre, Desk, Patience, UnclearLocation
from simcity.model.check import faults, loads, warnings
from simcity.model.links import DigitalReport, Fallback, Footage, LocationService, Ticket, VideoToUnit
from simcity.model.loads import mean_rate
from simcity.model.outages import AtTimes, Domain, Renewal, Spell
from simcity.model.references import Known
from simcity.model.sensors import Analytics, Camera, IntrusionAlarm, Tuning

Change = Callable[[Parts], None]
TICKET = Ticket(sender="video", receiver="room_119")
RENEWAL = Renewal(up=fixed(DAY), down=fixed(HOUR))


def a_domain(**parts: Domain) -> Change:
    return many(put("centres.video", domains=tuple(parts)), scalar("domains", parts))


SAID: list[tuple[str, Change, str]] = [
    (
        "patience of nobody",
        put("centres.video", patience=Patience(law=fixed(60.0))),
        "centre 'video' is never called, so the patience of its callers means nothing",
    ),
    (
        "fewer places than seats",
        put("centres.room_119", seats={0.0: 2, HOUR: 5}, places=3),
        "centre 'room_119' has places for 3 reports and up to 5 seats: with all places taken, 2 of its operators are "
        "still free",
    ),
    (
        "lost for good",
        put("links.phone", loss=0.05),
        "5 % of what goes over link 'phone' is lost for good, since it is never repeated and nobody falls back",
    ),
    (
        "fallback on what is not there",
        many(
            put("links.phone", fallback=Fallback(link="spare", after=60.0)),
            entry("links", "spare", replace(TICKET, up="never")),
        ),
        "link 'phone' never falls back on 'spare', which is not there: its up is never, where standby would",
    ),
    (
        "fallback on what is used anyway",
        many(put("links.phone", fallback=Fallback(link="spare", after=60.0)), entry("links", "spare", TICKET)),
        "link 'phone' never falls back on 'spare', which is used for all it carries anyway: its up is always",
    ),
    (
        "video to units from nowhere",
        entry("links", "car", VideoToUnit(sender="video", receiver="police", within=500.0)),
        "shows its pictures from the start of each journey, since units of 'police' come from nowhere: give stations",
    ),
    (
        "report without a picture",
        entry("links", "on", DigitalReport(sender="room_112", receiver="room_119")),
        "link 'on' carries no live picture, since 'room_112' has no cameras: it does what a ticket does",
    ),
    (
        "nearest of no positions",
        many(
            put("sensors.wall", counts={}, range=None, share=0.2, devices=9),
            put("sensors.bells", at=(), range=None, share=0.2, devices=9),
            put("links.picture", nearest=5),
        ),
        "nearest: 5 of link 'picture' means nothing: the cameras of 'video' are a share of places",
    ),
    (
        "link to nobody who acts",
        entry("links", "back", Ticket(sender="room_119", receiver="video")),
        "link 'back' is never used: 'video' sends no units that its incident types need, and can tell nobody who does",
    ),
    (
        "link for a type of others",
        entry("links", "on", Ticket(sender="room_112", receiver="room_119", types=("nuisance",))),
        "link 'on' is never used: 'room_119' sends no units",
    ),
    (
        "camera that nobody sees",
        many(
            entry("centres", "shop", Centre(role="private", seats=all_day(1))),
            entry("sensors", "eyes", Camera(centre="shop", share=0.1)),
        ),
        "nobody ever looks at sensor 'eyes': no analytics run on it and no link shows the pictures of 'shop'",
    ),
    (
        "no place in doubt",
        entry("links", "place", LocationService(sender="video", receiver="room_119")),
        "link 'place' settles nothing: 'room_119' has no unclear_location",
    ),
    ("domain that never fails", a_domain(duct=Domain(fed_by=("grid",)), grid=Domain()), "domain 'duct' never fails"),
    (
        "outages after the end",
        put("links.phone", outages=AtTimes(spells=(Spell(after=2 * DAY, lasts=fixed(HOUR)),))),
        "link 'phone' never fails: its outages begin after the end of the run, 24 h from its start",
    ),
]


@pytest.mark.parametrize(("change", "fragment"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_it_is_said(change: Change, fragment: str) -> None:
    assert any(fragment in said for said in warnings(scenario(change)))


SOUND: list[tuple[str, Change]] = [
    ("patience of callers", put("centres.room_119", patience=Patience(law=fixed(60.0)))),
    (
        "patience of calls passed on",
        many(
            put("centres.room_119", places=5, overflow="video"),
            put("centres.video", patience=Patience(law=fixed(60.0))),
        ),
    ),
    ("places enough", put("centres.room_119", places=2)),
    ("lost and repeated", put("links.phone", loss=0.05, repeat_after=5.0)),
    ("report with a picture", entry("links", "phone", DigitalReport(sender="video", receiver="room_119"))),
    (
        "nearest of some positions",
        many(put("sensors.wall", counts={}, range=None, share=0.2, devices=9), put("links.picture", nearest=5)),
    ),
    ("link that is not there", entry("links", "back", Ticket(sender="room_119", receiver="video", up="never"))),
    (
        "a camera with analytics",
        many(
            entry("centres", "shop", Centre(role="private", seats=all_day(1))),
            entry("sensors", "eyes", Camera(centre="shop", share=0.1)),
            entry("sensors", "falls", Analytics(centre="video", on="eyes", recall=0.5, delay=fixed(5.0))),
        ),
    ),
    (
        "a camera whose video is fetched",
        many(
            entry("centres", "shop", Centre(role="private", seats=all_day(1))),
            entry("sensors", "eyes", Camera(centre="shop", share=0.1)),
            entry("links", "discs", Footage(sender="shop", receiver="room_119")),
        ),
    ),
    (
        "a place in doubt",
        many(
            put("centres.room_119", unclear_location=UnclearLocation(share=0.1, extra=fixed(60.0))),
            entry("links", "place", LocationService(sender="video", receiver="room_119")),
        ),
    ),
    ("a domain whose feeder fails", a_domain(duct=Domain(fed_by=("grid",)), grid=Domain(outages=RENEWAL))),
    ("video to units", entry("links", "car", VideoToUnit(sender="video", receiver="ems", within=500.0, nearest=5))),
]


@pytest.mark.parametrize("change", [case[1] for case in SOUND], ids=[case[0] for case in SOUND])
def test_nothing_is_said_of_what_is_sound(change: Change) -> None:
    assert list(warnings(scenario(change))) == []


def test_word_that_does_not_get_through_in_one_alternative_is_said() -> None:
    """As a fault it would need every alternative; as a warning it is said of each."""
    sound = scenario()
    cut = replace(
        sound,
        links={},
        incidents={
            **sound.incidents,
            "collapse": replace(sound.incidents["collapse"], callers=someone(calls={"room_112": 1.0})),
        },
    )
    (said,) = warnings(cut)
    assert said.startswith("incidents.collapse: no report of it can ever reach 'room_119', which sends 'ems'")
    (fault,) = faults({**vars(cut), "place": vars(cut.place)})
    assert fault.everywhere


def test_what_is_known_of_a_scenario_is_all_of_it() -> None:
    sound = scenario()
    known = Known.of({**vars(sound), "place": vars(sound.place)})
    assert known.end == DAY
    assert all(collection is not None for collection in known.collections().values())


def seats(change: Change, centre: str) -> tuple[float, float]:
    """Return the load and the number on duty of a centre."""
    return next(
        (load, duty) for what, name, load, duty in loads(scenario(change)) if (what, name) == ("centre", centre)
    )


def test_load_of_false_alarms_of_every_machine() -> None:
    """Each alarm takes 5 s to answer and 20 s to judge at the video centre; the bells alone raise 6 an hour."""
    bells = 2 * 3.0 / HOUR * 25.0
    tuned = put("sensors.bells", tuning=Tuning(false_alarms=0.25))
    assert seats(tuned, "video")[0] == pytest.approx(bells / 4)
    shops = IntrusionAlarm(
        centre="video",
        share=1.0,
        devices=50,
        recall=1.0,
        delay=fixed(0.0),
        false_alarms=1.0 / DAY,
        mistaken_for={"nuisance": 1.0},
    )
    assert seats(entry("sensors", "shops", shops), "video")[0] == pytest.approx(bells + 50 / DAY * 25.0)
    half = Analytics(
        centre="video",
        on="wall",
        fraction=0.5,
        recall=0.9,
        delay=fixed(5.0),
        false_alarms=6.0 / HOUR,
        mistaken_for={"collapse": 1.0},
        types=("collapse",),
    )
    # The wall has 4 cameras.
    assert seats(entry("sensors", "half", half), "video")[0] == pytest.approx(bells + 2 * 6.0 / HOUR * 25.0)


def test_load_of_pictures_and_permissions() -> None:
    """Two collapses an hour; 112 sends units to a quarter of one nuisance an hour."""
    before, _ = seats(many(), "room_119")
    shown = put("links.picture", looking=fixed(30.0), searching=fixed(90.0))
    assert seats(shown, "room_119")[0] == pytest.approx(before + 2.0 / HOUR * 30.0)
    assert seats(shown, "video")[0] == pytest.approx(seats(many(), "video")[0] + 2.0 / HOUR * 90.0)
    assert seats(many(shown, put("links.picture", up="never")), "room_119")[0] == pytest.approx(before)
    asked = put("agencies.police", release=Approval(by="room_119", granting=fixed(40.0)))
    assert seats(asked, "room_119")[0] == pytest.approx(before + 0.25 / HOUR * 40.0)
    seen = put("links.picture", approval=Approval(by="video", granting=fixed(40.0)))
    assert seats(seen, "video")[0] == pytest.approx(seats(many(), "video")[0] + 2.0 / HOUR * 40.0)


def test_seats_of_desks_and_breaks() -> None:
    by_skill = {"calls": Desk(seats={0.0: 2, 12 * HOUR: 4}), "rest": Desk(seats=all_day(1))}
    assert seats(put("centres.room_119", seats=None, desks=by_skill), "room_119")[1] == pytest.approx(4.0)
    resting = put("centres.room_119", breaks=Breaks(every=2 * HOUR, lasts=HOUR / 2))
    assert seats(resting, "room_119")[1] == pytest.approx(1.5)


def test_mean_rates() -> None:
    """Set times are spread over the run; a crowd that grows beyond a level twice a day does so in each zone."""
    town = scenario()
    kind = town.incidents["collapse"]
    at = replace(kind, rate=None, at=(0.0, HOUR, 2 * HOUR))
    assert mean_rate("at", replace(town, drain=DAY, incidents={"at": at})) == pytest.approx(3 / (2 * DAY))
    crowd = {0.0: 1.0, 8 * HOUR: 3.0, 12 * HOUR: 1.0, 18 * HOUR: 4.0}
    zones = {name: replace(zone, crowd=crowd) for name, zone in town.place.zones.items()}
    crowded = replace(kind, rate=None, crowded=2.0, where={"street": 1.0, "square": 1.0})
    busy = replace(town, incidents={"crush": crowded}, place=replace(town.place, zones=zones))
    assert mean_rate("crush", busy) == pytest.approx(4 / DAY)
    assert mean_rate("collapse", town) == kind.rate


def test_a_busy_room_is_said_with_what_is_counted() -> None:
    (said,) = warnings(scenario(put("centres.room_119", processing=Exponential(mean=3600.0))))
    assert said.startswith(
        "centre 'room_119' is nearly saturated: calls, false alarms, pictures and permissions alone "
    )
