"""What a planner should know of units on the road, violent scenes, levels and hospitals is said, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from street import Parts, all_day, entry, fixed, many, put, scalar, scenario

from simcity.fields import HOUR, MINUTE
from simcity.model.advice import warnings
from simcity.model.advice.moving import shifts
from simcity.model.agencies import Agency, LastCall, Station
from simcity.model.hospitals import Hospital, Transport
from simcity.model.levels import Level
from simcity.model.links import Ticket, VehicleLocation
from simcity.model.loads import bays, loads
from simcity.model.policies import MaximalCoverage, Redispatch

Change = Callable[[Parts], None]
PATROL = Agency(
    dispatched_by="room_112", stations={"post": Station(at=(0.0, 0.0), units={"car": all_day(3)})}, on_scene=fixed(60.0)
)
TOLD = Ticket(sender="room_112", receiver="room_119")
SHOWN = VehicleLocation(sender="ems", receiver="room_119")
BACK = put("agencies.ems", available_again="on_the_way")
"""Units of EMS are sent on their way back."""


def violent(needs: dict[str, dict[str, int]] | None = None, told: bool = True) -> Change:
    """Let police and EMS go to a collapse that is violent; the police tell EMS when it is safe, or nobody does."""
    given = {"ems": {"als": 1}, "police": {"car": 1}} if needs is None else needs
    fight = put("incidents.collapse", needs=given, violent=True, safe_after=fixed(MINUTE))
    return many(fight, entry("links", "ticket", TOLD)) if told else fight


def carries(*hospitals: Hospital, transport: Transport | None = None) -> Change:
    given = put("incidents.collapse", transport={"ems": transport or Transport()})
    return many(given, scalar("hospitals", {f"h{number}": one for number, one in enumerate(hospitals)}))


def levels(**parts: Level) -> Change:
    return put("incidents.collapse", levels=parts)


ALONE = put("agencies.ems", stations={"north": Station(at=(0.0, 0.0), units={"als": all_day(3)})})
WARD = Hospital(at=(0.0, 0.0), bays=1, handover=fixed(HOUR / 2))
"""Handing over two collapses an hour takes its bay all the time."""

SAID: list[tuple[str, Change, str]] = [
    (
        "units that are seen at their stations",
        entry("links", "cars", SHOWN),
        "link 'cars' shows nothing that is not known: units of 'ems' are sent from their stations alone, and never "
        "turn on their way; see available_again and redispatch",
    ),
    (
        "a last call without an end",
        many(ALONE, put("agencies.ems", last_call=LastCall(before=HOUR))),
        "last_call of 'ems' means nothing, since the units on duty are the same all day; give units by hour, such as "
        '{als: {"07:00": 3, "22:00": 2}}',
    ),
    (
        "a last call of the whole shift",
        put("agencies.ems", last_call=LastCall(before=12 * HOUR, urgent=2)),
        "some units of 'ems' only ever go to priorities 1 to 2: a shift of 'als' at station 'north' lasts 12 h, and "
        "last_call begins 12 h before its end",
    ),
    (
        "one place to wait at",
        many(ALONE, BACK, put("agencies.ems", move_up=MaximalCoverage(within=480.0, busy=0.3))),
        "units of 'ems' never move up, since there is one station alone where they could wait",
    ),
    (
        "violent, with police alone",
        many(
            violent({"police": {"car": 1}}, told=False),
            put("incidents.collapse", golden_time={}, official={}, outcome=None),
            scalar("primary", None),
            scalar("links", {"ticket": replace(TOLD, sender="video", receiver="room_112")}),
        ),
        "incident type 'collapse' is violent, but nobody is held until it is safe: police alone (police) are sent to "
        "it",
    ),
    (
        "nobody brings word",
        violent(told=False),
        "units of 'ems' that are sent to 'collapse' are held for ever: no link brings 'room_119' the word of "
        "'room_112' that it is safe; give one, or goes_in_after",
    ),
    (
        "the word is not for this type",
        many(
            violent(),
            put("links.ticket", types=("nuisance",)),
            put("incidents.nuisance", needs={"police": {"car": 1}, "ems": {"als": 1}}),
        ),
        "units of 'ems' that are sent to 'collapse' are held for ever",
    ),
    (
        "the link is not there",
        many(violent(), put("links.ticket", up="never")),
        "units of 'ems' that are sent to 'collapse' are held for ever",
    ),
    (
        "staging of those who are never held",
        put("agencies.ems", staging=fixed(MINUTE)),
        "staging of 'ems' means nothing: its units are never held, since police send them or nothing that needs them "
        "is violent",
    ),
    (
        "staging of police",
        many(violent(), put("agencies.police", staging=fixed(MINUTE), goes_in_after=fixed(HOUR))),
        "staging and goes_in_after of 'police' mean nothing",
    ),
    (
        "a level that changes nothing",
        levels(worse=Level(share=0.1, work=1.5), worst=Level(share=0.1, work=1.5)),
        "level 'worst' of 'collapse' changes nothing: it needs nobody else, and the work is what it was",
    ),
    (
        "a hospital to which nobody goes",
        carries(Hospital(at=(0.0, 0.0)), Hospital(at=(9.0, 0.0), treats=("nuisance",))),
        "nobody is ever taken to hospital 'h1'; see transport of incident types, and treats",
    ),
    (
        "few bays",
        carries(WARD),
        "the bays of the hospitals are saturated: handing over would keep 1.00 bays busy, of 1 in all; "
        "units will wait there",
    ),
]

QUIET: list[tuple[str, Change]] = [
    ("units that are seen on the road", many(entry("links", "cars", SHOWN), BACK)),
    (
        "units that are seen where they turn",
        many(entry("links", "cars", SHOWN), put("agencies.ems", redispatch=Redispatch())),
    ),
    ("a last call", put("agencies.ems", last_call=LastCall(before=HOUR))),
    ("places to wait at", many(BACK, put("agencies.ems", move_up=MaximalCoverage(within=480.0, busy=0.3)))),
    ("held until word comes", many(violent(), put("agencies.ems", staging=fixed(MINUTE)))),
    (
        "word over a hub",
        many(
            violent(told=False),
            entry("links", "up", replace(TOLD, receiver="video")),
            entry("links", "down", replace(TOLD, sender="video")),
        ),
    ),
    ("knows without being told", many(violent(told=False), put("centres.room_119", knows="everything"))),
    ("goes in unbidden", many(violent(told=False), put("agencies.ems", goes_in_after=fixed(HOUR)))),
    ("a level that leads to another", levels(smoke=Level(after=fixed(60.0)), fire=Level(after=fixed(60.0), work=2.0))),
    ("enough bays", carries(WARD, WARD)),
    ("bays without limit", carries(WARD, replace(WARD, bays=None))),
]


@pytest.mark.parametrize(("change", "text"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_what_a_planner_should_know_is_said_once(change: Change, text: str) -> None:
    (said,) = warnings(scenario(scalar("hospitals", {}), change))
    assert said.startswith(text)


@pytest.mark.parametrize("change", [case[1] for case in QUIET], ids=[case[0] for case in QUIET])
def test_nothing_is_said_of_what_is_sound(change: Change) -> None:
    assert list(warnings(scenario(scalar("hospitals", {}), change))) == []


@pytest.mark.parametrize(
    ("schedule", "found"),
    [
        ({0.0: 3}, []),
        ({7: 2, 19: 2}, []),
        ({7: 3, 22: 2}, [15]),
        ({22: 3, 7: 2}, [9]),
        ({6: 2, 14: 1, 22: 0}, [16, 8]),
        ({8: 1, 12: 0, 13: 1, 18: 0}, [4, 5]),
    ],
)
def test_shifts_of_a_schedule(schedule: dict[float, int], found: list[int]) -> None:
    hours = {hour * HOUR: number for hour, number in schedule.items()}
    assert shifts(hours) == [length * HOUR for length in found]


def busy(change: Change, name: str = "ems") -> float:
    return next(load for _, title, load, _ in loads(scenario(scalar("hospitals", {}), change)) if title == name)


def test_levels_and_hand_over_are_work() -> None:
    """Two collapses an hour, 720 s of work each by the one unit of the run card: 0.4 units are busy."""
    assert busy(many()) == pytest.approx(0.4)
    worse = Level(share=0.25, needs={"ems": {"als": 1}}, work=2.0)
    # Three quarters as before; a quarter with two units that work twice as long.
    assert busy(levels(worse=worse)) == pytest.approx(0.4 * (0.75 + 0.25 * 2 * 2.0))
    # One in ten goes on to need a third: it needs what the level below does as well.
    worst = Level(share=0.1, needs={"ems": {"als": 1}})
    both = levels(worse=worse, worst=worst)
    assert busy(both) == pytest.approx(0.4 * (0.65 + 0.25 * 2 * 2.0 + 0.1 * 3))
    grown = replace(worse, share=0.0, after=fixed(60.0))
    assert busy(levels(worse=grown)) == pytest.approx(0.4)
    cars = many(entry("agencies", "police", PATROL), levels(worse=Level(share=0.25, needs={"police": {"car": 2}})))
    # A quarter of a nuisance an hour, and two cars to each of half a collapse an hour, for a minute each.
    assert busy(cars, "police") == pytest.approx((0.25 + 0.5 * 2) / 60)


def test_hand_over_is_work_of_those_who_carry() -> None:
    short, long = Hospital(at=(0.0, 0.0), handover=fixed(HOUR / 4)), Hospital(at=(0.0, 0.0), handover=fixed(HOUR / 2))
    half = Transport(share=0.5)
    assert busy(carries(short, transport=half)) == pytest.approx(0.4 + 2.0 * 0.5 / 4)
    # Of several hospitals that may be meant, all alike; of one that does not treat it, none.
    assert busy(carries(short, long)) == pytest.approx(0.4 + 2.0 * (1 / 4 + 1 / 2) / 2)
    apart = replace(long, treats=("nuisance",))
    assert busy(carries(short, apart)) == pytest.approx(0.4 + 2.0 / 4)
    assert busy(carries(short, apart, transport=Transport(to="nearest"))) == pytest.approx(0.4 + 2.0 * 3 / 8)
    nobody = many(
        ALONE,
        put("agencies.ems", stations={"a": Station(at=(0.0, 0.0), units={"als": all_day(1), "bls": all_day(1)})}),
        put("incidents.collapse", needs={"ems": {"als": 1, "bls": 1}}),
        carries(short, transport=Transport(by=("bls",))),
    )
    assert busy(nobody) == pytest.approx(0.8 + 2.0 / 4)


def test_bays_are_those_to_which_somebody_is_taken() -> None:
    town = scenario(carries(WARD, replace(WARD, treats=("nuisance",), bays=7), transport=Transport(share=0.25)))
    load, there = bays(town)
    assert load == pytest.approx(0.25)
    assert there == 1
