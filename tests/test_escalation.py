"""Incidents that grow while nobody comes, and those who hear of it: stories whose course can be told beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from graded import jobs, led, lived, told, when
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linked import down

from simcity.load import load_text
from simcity.records import Milestone, Records

ESCALATED, REQUESTED, DISPATCHED = Milestone.ESCALATED, Milestone.REQUESTED, Milestone.DISPATCHED
AT_SIDE, AWARE, SHARED, CLEAR = Milestone.AT_SIDE, Milestone.AWARE, Milestone.SHARED, Milestone.CLEAR

TWO_MORE = "needs: {brigade: {engine: 2}}"
TWO_PATROLS = "needs: {police: {patrol: 2}}"
BOTH = "brigade: {engine: 1}, police: {patrol: 1}"
SLOW = ", travel: {kind: constant, time: 2000 s}"
TICKET = "word: {kind: ticket, from: room, to: room_112, latency: 40 s, handling: 5 s"


# Growth


def test_a_unit_that_comes_late_meets_a_grown_fire_and_asks_for_more() -> None:
    """It grows after 420 s, the engine stands there after 450, and two more are there 360 s later."""
    records = told(levels=f"second: {{{TWO_MORE}, after: 420 s, unless: brigade}}")
    assert when(records, ESCALATED) == [420]
    assert led(records, REQUESTED, "brigade") == [(90, "AWARE", "room"), (450, "AT_SIDE", "brigade")]
    assert when(records, DISPATCHED, "brigade") == [90, 450, 450]
    assert when(records, AT_SIDE, "brigade") == [450, 810, 810]


@pytest.mark.parametrize(("after", "grown"), [(449, [449]), (450, []), (451, [])])
def test_whoever_stands_there_in_the_very_instant_is_in_time(after: float, grown: list[float]) -> None:
    records = told(levels=f"second: {{{TWO_MORE}, after: {after} s, unless: brigade}}")
    assert when(records, ESCALATED) == grown
    assert len(when(records, DISPATCHED, "brigade")) == 1 + 2 * len(grown)


def test_a_unit_that_becomes_free_and_is_there_in_the_very_instant_is_in_time() -> None:
    """The one engine, which is anywhere at once, lifts somebody from 90 to 690 s, and stands at the fire then."""
    records = told(
        levels="second: {after: 690 s, unless: brigade}",
        fire="priority: 2",
        travel="kind: constant, time: 0 s",
        turnout="0 s",
        brigade="stations: {house: {at: [0 m, 0 m], units: {engine: 1}}}, available_again: when_clear",
        incidents="lift: {at: [1 h], needs: {brigade: {engine: 1}}, callers: {calls: {room: 1}, delay: 0 s}}",
    )
    assert when(records, AT_SIDE, "brigade") == [90, 690]
    assert when(records, ESCALATED) == []


def test_of_two_that_grow_at_once_the_more_urgent_has_the_engine() -> None:
    """Both are seen to grow after 600 s, when one engine of three is left; the next is free after 1,050."""
    blaze = "blaze: {at: [1 h], needs: {brigade: {engine: 1}}, callers: {calls: {room: 1}, delay: 0 s}, levels: {%s}}"
    levels = "second: {needs: {brigade: {engine: 1}}, after: 600 s}"
    records = told(
        levels=levels,
        fire="priority: 2",
        brigade="stations: {house: {at: [0 m, 0 m], units: {engine: 3}}}, available_again: when_clear",
        incidents=blaze % levels,
    )
    assert when(records, ESCALATED) == [600, 600]
    kind = records.subjects.type[records.incident]
    sent = records.milestone == DISPATCHED
    assert (records.time[sent & (kind == 0)] - 3600).tolist() == [90, 1050]
    assert (records.time[sent & (kind == 1)] - 3600).tolist() == [90, 600]


@pytest.mark.parametrize(("after", "grown"), [(460, [460]), (2121, [2121]), (2122, [])])
def test_a_unit_of_another_agency_does_not_stop_it(after: float, grown: list[float]) -> None:
    """The engine stands there after 450 s, the patrol after 60 + 40 + 5 + 7 + 10 + 2,000."""
    levels = f"second: {{{TWO_MORE}, after: {after} s, unless: police}}"
    records = told(levels=levels, needs=BOTH, police=SLOW, links=TICKET + "}")
    assert when(records, AT_SIDE, "police") == [2122]
    assert when(records, ESCALATED) == grown


def test_it_grows_level_by_level_and_each_is_stopped_by_its_own() -> None:
    levels = f"second: {{{TWO_MORE}, after: 100 s, unless: brigade}}, third: {{{TWO_MORE}, after: 200 s}}"
    records = told(levels=levels)
    assert led(records, ESCALATED, "") == [(100, "ONSET", ""), (300, "ESCALATED", "")]
    assert when(records, DISPATCHED, "brigade") == [90, 450, 450, 450, 450]
    stopped = told(levels=levels.replace("after: 200 s", "after: 350 s, unless: brigade"))
    assert when(stopped, ESCALATED) == [100]
    late = told(levels=levels.replace("after: 200 s", "after: 349 s, unless: brigade"))
    assert when(late, ESCALATED) == [100, 449]


def test_what_begins_at_a_level_grows_from_there() -> None:
    levels = "second: {share: 100 %, after: 100 s}, third: {after: 150 s}"
    records = told(levels=levels)
    assert when(records, ESCALATED) == [150]
    assert records.subjects.level is not None
    assert records.subjects.level.tolist() == [1]


def test_it_grows_though_nobody_has_noticed_it() -> None:
    """The call comes after 700 s, so that the engine is there after 1,150."""
    levels = f"second: {{{TWO_MORE}, after: 420 s, unless: brigade, told: 0 %}}"
    records = told(levels=levels, delay="700 s")
    assert when(records, ESCALATED) == [420]
    assert led(records, REQUESTED, "brigade") == [(790, "AWARE", "room"), (1150, "AT_SIDE", "brigade")]
    told_so = told(levels=levels.replace("told: 0", "told: 100"), delay="700 s")
    assert led(told_so, REQUESTED, "brigade") == [(790, "AWARE", "room"), (790, "AWARE", "room")]


@pytest.mark.parametrize(("after", "heard"), [(600, [600]), (1049, [1049]), (1050, []), (1200, [])])
def test_it_is_seen_to_grow_while_a_unit_is_still_there(after: float, heard: list[float]) -> None:
    """The engine works there from 450 to 1,050 s."""
    records = told(levels=f"second: {{{TWO_MORE}, after: {after} s}}")
    assert when(records, ESCALATED) == [after]
    assert led(records, REQUESTED, "brigade")[1:] == [(time, "ESCALATED", "") for time in heard]


def test_nothing_grows_after_the_end_of_the_run() -> None:
    at = "82800 s"  # 23 h, two hours before the end of the drain
    late = told(at=at, levels="second: {after: 7200 s}")
    soon = told(at=at, levels="second: {after: 7199 s}")
    assert (late.milestone == ESCALATED).sum() == 0
    assert (soon.milestone == ESCALATED).sum() == 1


def test_work_takes_as_long_as_the_level_makes_it_that_a_unit_finds() -> None:
    assert when(told(levels="second: {share: 100 %, work: 200 %}"), CLEAR, "brigade") == [450 + 1200]
    assert when(told(levels="second: {after: 449 s, work: 200 %}"), CLEAR, "brigade") == [450 + 1200]
    assert when(told(levels="second: {after: 500 s, work: 200 %}"), CLEAR, "brigade") == [450 + 600]
    both = "second: {share: 100 %, work: 200 %}, third: {after: 10 s, work: 150 %}"
    assert when(told(levels=both), CLEAR, "brigade") == [450 + 900]


def test_lateness_breeds_demand_and_keeps_others_waiting() -> None:
    """Of three engines one goes to the fire. A minute later it comes too late, and the other two are called as well.

    Somebody else calls 460 s after the onset, so that an engine is ordered at 550.
    """
    stations = "stations: {house: {at: [5 km, 0 m], units: {engine: 3}}}, available_again: when_clear"
    other = (
        "lift: {at: [4060 s], where: {spot: 1}, needs: {brigade: {engine: 1}}, callers: {calls: {room: 1}, delay: 0 s}}"
    )
    levels = f"second: {{{TWO_MORE}, after: 480 s, unless: brigade}}"
    quick = told(levels=levels, brigade=stations, incidents=other)
    slow = told(levels=levels, brigade=stations, incidents=other, turnout="120 s")
    assert when(quick, ESCALATED) == []
    assert when(quick, DISPATCHED, "brigade") == [90, 550]
    assert when(slow, ESCALATED) == [480]
    assert when(slow, DISPATCHED, "brigade") == [90, 510, 510, 1110]
    assert when(slow, AT_SIDE, "brigade") == [510, 930, 930, 1530]


def test_a_unit_that_still_searches_sees_nothing_grow() -> None:
    """Asking takes 500 s and searching 60: the first engine works there from 1,010 to 1,610 s.

    The second, asked for then, stops there after 1,870 s and is at the side after 1,930; it has grown after 1,900.
    """
    release = "units: unlimited, search: 60 s, release: {by: room_112, asking: 500 s}"
    more = "needs: {brigade: {engine: 1}}"
    records = told(levels=f"second: {{{more}, share: 100 %}}, third: {{{more}, after: 1900 s}}", brigade=release)
    assert when(records, AT_SIDE, "brigade") == [1010, 1930, 2850]
    assert when(records, REQUESTED, "brigade") == [590, 1510, 2430]


# What a centre orders


def test_what_the_words_tell_is_ordered_at_once() -> None:
    """The order at 90 s asks for the run card and for the extra alarm, each for itself."""
    records = told(levels=f"second: {{{TWO_MORE}, share: 100 %, told: 100 %}}")
    assert led(records, REQUESTED, "brigade") == [(90, "AWARE", "room"), (90, "AWARE", "room")]
    assert when(records, AT_SIDE, "brigade") == [450, 450, 450]
    silent = told(levels=f"second: {{{TWO_MORE}, share: 100 %}}")
    assert when(silent, AT_SIDE, "brigade") == [450, 810, 810]


@pytest.mark.parametrize(("after", "ordered"), [(59, [90, 90]), (60, [90, 450]), (80, [90, 450])])
def test_words_tell_what_was_so_when_they_were_understood(after: float, ordered: list[float]) -> None:
    """That is after 60 s; what grows in that instant or before the order is heard of from the first unit."""
    records = told(levels=f"second: {{{TWO_MORE}, after: {after} s, told: 100 %}}")
    assert when(records, REQUESTED, "brigade") == ordered


def test_words_may_tell_of_less_than_there_is() -> None:
    levels = f"second: {{{TWO_MORE}, after: 5 d, told: 100 %}}, third: {{{TWO_MORE}, share: 100 %}}"
    assert when(told(levels=levels), DISPATCHED, "brigade") == [90, 90, 90, 450, 450]


def test_an_extra_alarm_of_several_agencies_of_one_room() -> None:
    engines = "ladder: {dispatched_by: room, units: unlimited, travel: {kind: constant, time: 100 s}}"
    records = told(levels="second: {needs: {ladder: {any: 2}, brigade: {engine: 1}}, after: 420 s}", agencies=engines)
    assert when(records, AT_SIDE, "brigade") == [450, 810]
    assert when(records, AT_SIDE, "ladder") == [550, 550]


PICTURE = """sensors:
  eyes: {{kind: camera, centre: wall, at: [[10 m, 0 m]], range: 50 m, types: [fire]}}
"""
SHOW = {
    "centres": "wall: {role: video, seats: unlimited}",
    "links": "show: {kind: pushed_video, from: wall, to: room, latency: 5 s}",
    "more": PICTURE.replace("{{", "{").replace("}}", "}"),
}


def test_a_picture_tells_the_truth_before_the_order() -> None:
    """The room knows after 60 s and sees it from 65 s on."""
    records = told(levels=f"second: {{{TWO_MORE}, share: 100 %}}", **SHOW)
    assert led(records, REQUESTED, "brigade") == [(90, "AWARE", "room"), (90, "PICTURED", "room")]


def test_a_picture_that_comes_after_the_order_tells_the_truth() -> None:
    show = {**SHOW, "links": SHOW["links"].replace("5 s", "100 s")}
    records = told(levels=f"second: {{{TWO_MORE}, share: 100 %}}", **show)
    assert led(records, REQUESTED, "brigade") == [(90, "AWARE", "room"), (160, "PICTURED", "room")]


def test_growth_is_seen_in_a_picture_for_as_long_as_it_shows() -> None:
    levels = f"second: {{{TWO_MORE}, after: 300 s}}"
    seen = told(levels=levels, **SHOW)
    assert led(seen, REQUESTED, "brigade") == [(90, "AWARE", "room"), (300, "ESCALATED", "")]
    for shows, found in [(301, 300), (300, 450)]:
        gone = told(levels=levels, fire=f"shows_for: {shows} s", **SHOW)
        assert when(gone, REQUESTED, "brigade") == [90, found]


def test_a_picture_of_what_no_longer_shows_tells_nothing() -> None:
    records = told(levels=f"second: {{{TWO_MORE}, share: 100 %}}", fire="shows_for: 64 s", **SHOW)
    assert when(records, REQUESTED, "brigade") == [90, 450]


def test_a_centre_that_knows_everything_knows_the_level() -> None:
    """It orders 30 s after the onset."""
    levels = f"second: {{{TWO_MORE}, share: 100 %}}, third: {{{TWO_MORE}, after: 200 s}}"
    records = told(levels=levels, room=", knows: everything")
    assert led(records, REQUESTED, "brigade") == [
        (30, "AWARE", "room"),
        (30, "AWARE", "room"),
        (200, "ESCALATED", ""),
    ]


def test_an_extra_alarm_needs_its_own_permission() -> None:
    """Granting takes 25 s: the engine is there after 475 s, and the others are asked for then."""
    release = "units: unlimited, release: {by: room_112, granting: 25 s}"
    records = told(levels=f"second: {{{TWO_MORE}, share: 100 %}}", brigade=release)
    assert when(records, Milestone.ASKED, "room_112") == [90, 475]
    assert led(records, REQUESTED, "brigade") == [(115, "APPROVED", "room_112"), (500, "APPROVED", "room_112")]


def test_the_permission_of_an_extra_alarm_has_luck_of_its_own() -> None:
    release = "units: unlimited, release: {by: room_112, refused: 50 %}"
    at = ", ".join(f"{3600 + 60 * number} s" for number in range(64))
    told_so = told(at=at, brigade=release, levels=f"second: {{{TWO_MORE}, share: 100 %, told: 100 %}}")
    plain = told(at=at, brigade=release, levels=f"second: {{{TWO_MORE}, after: 5 d}}")

    def granted(records: Records) -> list[int]:
        return np.bincount(records.incident[records.milestone == REQUESTED], minlength=64).tolist()

    units = np.bincount(told_so.incident[told_so.milestone == DISPATCHED], minlength=64)
    first = np.array(granted(plain))
    assert set(units.tolist()) == {0, 1, 2, 3}
    assert np.array_equal(units % 2, first)


def test_a_unit_of_an_extra_alarm_that_turns_is_asked_for_anew() -> None:
    """Both engines leave after 150 s, for 10 and 12 km at 1 km a minute. After 290 s somebody is trapped 8 km out.

    The farther one, of the extra alarm, has come within 1,667 m of there: it is there after 390 s and free after 990.
    It leaves its station for the fire after 1,050 s.
    """
    records = told(
        zones=", aside: {kind: point, at: [8 km, 0 m]}",
        travel="kind: straight_line, speed: 60 km/h",
        fire="priority: 2",
        police=", travel: {kind: constant, time: 300 s}",
        levels="second: {needs: {brigade: {engine: 1}}, share: 100 %, told: 100 %}",
        brigade="stations: {near: {at: [-10 km, 0 m], units: {engine: 1}},"
        " far: {at: [12 km, 0 m], units: {engine: 1}}}, redispatch: {}, available_again: when_clear",
        incidents="trapped: {at: [3800 s], where: {aside: 1}, needs: {brigade: {engine: 1}}, priority: 1,"
        " callers: {calls: {room: 1}, delay: 0 s}}",
    )
    assert when(records, Milestone.CANCELLED, "brigade") == [290]
    assert when(records, DISPATCHED, "brigade") == [90, 90, 290, 990]
    assert when(records, AT_SIDE, "brigade") == [390, 750, 1770]


# Word to others


def test_a_room_that_only_a_level_needs_is_told_once_it_is_known() -> None:
    """Told by the words: the room tells 20 s after it knows; by its engine: 20 s after that stands there."""
    link = TICKET + ", joint_after: 20 s}"
    levels = f"second: {{{TWO_PATROLS}, share: 100 %, told: 100 %}}"
    records = told(levels=levels, links=link)
    assert when(records, SHARED, "room") == [80]
    assert when(records, AWARE, "room_112") == [125]
    assert led(records, REQUESTED, "police") == [(132, "AWARE", "room_112")]
    assert when(records, AT_SIDE, "police") == [442, 442]
    later = told(levels=levels.replace("told: 100", "told: 0"), links=link)
    assert led(later, SHARED, "room") == [(470, "AT_SIDE", "brigade")]
    assert when(later, AWARE, "room_112") == [515]
    assert when(later, REQUESTED, "police") == [522]
    never = told(levels=levels.replace("share: 100", "after: 5 d, share: 0"), links=link)
    assert when(never, AWARE, "room_112") == when(never, SHARED, "room") == []


def test_who_sees_that_another_is_needed_may_tell_sooner_than_of_any_case() -> None:
    """The engine stands there after 450 s; what the words tell at first is told as any case is, after 20 s."""
    link = TICKET + ", joint_after: 20 s, level_after: 3 s}"
    levels = f"second: {{{TWO_PATROLS}, share: 100 %}}"
    later = told(levels=levels, links=link)
    assert led(later, SHARED, "room") == [(453, "AT_SIDE", "brigade")]
    assert when(later, REQUESTED, "police") == [505]
    at_once = told(levels=levels.replace("100 %", "100 %, told: 100 %"), links=link)
    assert when(at_once, SHARED, "room") == [80]


def test_a_room_that_only_a_level_needs_is_told_over_all_links() -> None:
    """A second link beside the ticket: 2 s, a word of 1 s, and the 15 s of the room; the ticket sets out after 20 s."""
    radio = "radio: {kind: radio, from: room, to: room_112, joint_after: 2 s, duration: 1 s}"
    link = f"{TICKET}, joint_after: 20 s}}, {radio}"
    records = told(levels=f"second: {{{TWO_PATROLS}, share: 100 %}}", links=link)
    assert when(records, SHARED, "room") == [452, 470]
    assert when(records, AWARE, "room_112") == [468]


@pytest.mark.parametrize(
    ("link", "first", "second"),
    [
        (TICKET + "}", [60 + 40 + 5 + 7], 450 + 40),
        ("word: {kind: digital_report, from: room, to: room_112, latency: 9 s, handling: 5 s}", [81], 459),
        ("word: {kind: phone_relay, from: room, to: room_112, duration: 40 s, handling: 5 s}", [115], 450 + 3 + 40),
        ("word: {kind: radio, from: room, to: room_112, duration: 20 s, handling: 5 s}", [92], 450 + 20),
        ("word: {kind: messenger, from: room, to: room_112, journey: 200 s, handling: 5 s}", [272], 650),
        ("word: {kind: delay, from: room, to: room_112, latency: 11 s}", [60 + 11 + 3 + 15 + 7], 461),
    ],
)
def test_a_room_that_knows_of_the_case_hears_of_its_level_as_news(link: str, first: list[float], second: float) -> None:
    """The engine stands there after 450 s; the police are far away."""
    levels = f"second: {{{TWO_PATROLS}, share: 100 %}}"
    records = told(levels=levels, links=link, needs=BOTH, police=SLOW)
    asked = led(records, REQUESTED, "police")
    assert asked == [(first[0], "AWARE", "room_112"), (second, "SHARED", "room")]
    assert len(when(records, AWARE, "room_112")) == 1


def test_news_of_a_level_takes_a_seat_at_both_ends_of_a_phone() -> None:
    phone = "word: {kind: phone_relay, from: room, to: room_112, duration: 40 s, handling: 5 s}"
    levels = f"second: {{{TWO_PATROLS}, share: 100 %}}"
    records = told(levels=levels, links=phone, needs=BOTH, police=SLOW, seats=1)
    assert jobs(records, "room", "telling") == [(60, 90, 133), (450, 450, 493)]
    assert jobs(records, "room_112", "relay") == [(90, 90, 145), (450, 450, 493)]
    assert when(records, REQUESTED, "police") == [145, 493]


def test_news_of_a_level_goes_on_from_a_hub() -> None:
    """To the hub 10 s and 4 s at its seat, from there 40 s and 5 s at the other's; news needs no seats."""
    records = told(
        levels=f"second: {{{TWO_PATROLS}, share: 100 %}}",
        needs=BOTH,
        police=SLOW,
        centres="hub: {role: disaster, seats: unlimited}",
        links="one: {kind: ticket, from: room, to: hub, latency: 10 s, handling: 4 s},"
        " two: {kind: ticket, from: hub, to: room_112, latency: 40 s, handling: 5 s}",
    )
    assert when(records, AWARE, "room_112") == [60 + 10 + 4 + 40 + 5]
    assert led(records, REQUESTED, "police") == [(126, "AWARE", "room_112"), (500, "SHARED", "hub")]


def test_a_hub_is_told_of_what_only_a_level_needs_once_it_is_known() -> None:
    records = told(
        levels=f"second: {{{TWO_PATROLS}, share: 100 %}}",
        centres="hub: {role: disaster, seats: unlimited}",
        links="one: {kind: ticket, from: room, to: hub, latency: 10 s, handling: 4 s},"
        " two: {kind: ticket, from: hub, to: room_112, latency: 40 s, handling: 5 s}",
    )
    assert when(records, AWARE, "hub") == [464]
    assert when(records, AWARE, "room_112") == [509]
    assert when(records, REQUESTED, "police") == [516]


def test_news_of_a_level_waits_for_the_rest_of_an_outage() -> None:
    """From 440 to 540 s nothing goes; then it takes 40 s."""
    records = told(
        levels=f"second: {{{TWO_PATROLS}, share: 100 %}}",
        needs=BOTH,
        police=SLOW,
        links=f"{TICKET}, {down((440, 100))}}}",
    )
    assert when(records, REQUESTED, "police") == [112, 580]


def test_word_that_is_yet_to_go_tells_all_that_is_known_by_then() -> None:
    """The room knows after 60 s and sees it after 65; it tells after 160, once, with the level."""
    show = {**SHOW, "links": f"{SHOW['links']}, {TICKET}, joint_after: 100 s}}"}
    records = told(levels=f"second: {{{TWO_PATROLS}, share: 100 %}}", needs=BOTH, police=SLOW, **show)
    assert when(records, SHARED, "room") == [160]
    assert led(records, REQUESTED, "police") == [(212, "AWARE", "room_112"), (212, "AWARE", "room_112")]


def test_a_room_that_knows_less_learns_from_a_report_of_another() -> None:
    """Guards tell the police room after 1 s: it knows after 19 s. It grows after 30 s, and the other room's
    report, with what its caller has said, is in hand from 100 to 105 s.
    """
    guards = "sensors: {men: {kind: guards, centre: room_112, share: 100 %, delay: 1 s}}"
    records = told(
        levels=f"second: {{{TWO_PATROLS}, after: 30 s, told: 100 %}}",
        needs=BOTH,
        police=SLOW,
        links=TICKET + "}",
        more=guards,
    )
    assert when(records, AWARE, "room_112") == [19]
    assert led(records, REQUESTED, "police") == [(26, "AWARE", "room_112"), (105, "ANSWERED", "room_112")]


def test_two_rooms_that_hear_it_from_their_units_at_once_tell_nobody() -> None:
    """Engine and patrol stand there after 450 s: 60 + 40 + 5 + 7 + 10 + 328."""
    back = "back: {kind: ticket, from: room_112, to: room, latency: 40 s, handling: 5 s}"
    records = told(
        levels="second: {needs: {brigade: {engine: 1}, police: {patrol: 1}}, share: 100 %}",
        needs=BOTH,
        police=", travel: {kind: constant, time: 328 s}",
        links=f"{TICKET}}}, {back}",
    )
    assert when(records, AT_SIDE, "police")[0] == when(records, AT_SIDE, "brigade")[0] == 450
    assert when(records, REQUESTED, "brigade") == [90, 450]
    assert when(records, REQUESTED, "police") == [112, 450]
    assert when(records, SHARED, "room") == [60]
    assert when(records, SHARED, "room_112") == []


def test_nobody_is_told_what_his_patrol_sees_in_the_same_instant_however_late_it_comes() -> None:
    """The one patrol, which is anywhere at once, is clear of a brawl 450 s after the onset of the fire.

    The brawl is ordered at -450 s and takes 900. The engine stands at the fire after 450 s as well.
    """
    records = told(
        levels="second: {needs: {brigade: {engine: 1}, police: {patrol: 1}}, share: 100 %}",
        needs=BOTH,
        patrols="stations: {post: {at: [0 m, 0 m], units: {patrol: 2}}}, available_again: when_clear",
        police=", travel: {kind: constant, time: 0 s}",
        incidents="brawl: {at: [3038 s], needs: {police: {patrol: 2}}, callers: {calls: {room: 1}, delay: 0 s}}",
        links=TICKET + "}",
    )
    assert when(records, AT_SIDE, "police")[:3] == [-450, -450, 450]
    assert when(records, AT_SIDE, "brigade")[0] == 450
    assert when(records, REQUESTED, "police") == [-450, 112, 450]
    assert when(records, SHARED, "room") == [-502, 60]


def test_a_report_that_went_before_more_was_known_is_followed_by_another() -> None:
    """The first is on its way from 60 to 460 s, the second from 450 to 850, and each takes 5 s in hand."""
    records = told(
        levels=f"second: {{{TWO_PATROLS}, share: 100 %}}",
        needs=BOTH,
        police=SLOW,
        links=TICKET.replace("40 s", "400 s") + "}",
    )
    assert when(records, SHARED, "room") == [60, 450]
    assert led(records, REQUESTED, "police") == [(472, "AWARE", "room_112"), (855, "ANSWERED", "room_112")]


def test_a_room_that_a_level_needs_tells_as_one_that_sends_units_itself() -> None:
    """Guards tell the police room, which knows after 19 s how grave it is."""
    back = "back: {kind: ticket, from: room_112, to: room, transfer_after: 100 s, joint_after: 20 s}"
    guards = "sensors: {men: {kind: guards, centre: room_112, share: 100 %, delay: 1 s}}"
    levels = f"second: {{{TWO_PATROLS}, share: 100 %, told: 100 %}}"
    links = f"{TICKET}, joint_after: 1 h}}, {back}"
    assert when(told(levels=levels, links=links, more=guards), SHARED, "room_112") == [39]
    silent = told(levels=levels.replace("told: 100", "told: 0"), links=links, more=guards)
    assert when(silent, SHARED, "room_112") == [119]


def test_a_room_that_knows_everything_acts_when_a_level_needs_it() -> None:
    levels = f"second: {{{TWO_PATROLS}, after: 200 s}}"
    records = told(levels=levels, links=TICKET + "}", room_112=", knows: everything")
    assert led(records, AWARE, "room_112") == [(200, "ESCALATED", "")]
    assert led(records, REQUESTED, "police") == [(207, "AWARE", "room_112")]
    assert when(records, SHARED, "room") == []
    begun = told(levels=f"second: {{{TWO_PATROLS}, share: 100 %}}", links=TICKET + "}", room_112=", knows: everything")
    assert led(begun, AWARE, "room_112") == [(0, "ONSET", "")]


def test_a_room_that_heard_of_it_and_was_not_needed_orders_once_it_is() -> None:
    """Guards tell the police room, which knows after 19 s and sends nobody; the engine is there after 450 s."""
    records = told(
        levels=f"second: {{{TWO_PATROLS}, share: 100 %}}",
        links=TICKET + "}",
        more="sensors: {men: {kind: guards, centre: room_112, share: 100 %, delay: 1 s}}",
    )
    assert when(records, AWARE, "room_112") == [19]
    assert led(records, REQUESTED, "police") == [(490, "SHARED", "room")]


# Any luck whatever


def test_false_alarms_have_no_level() -> None:
    bells = """sensors:
  bells: {kind: analytics, centre: room, at: [[10 m, 0 m]], range: 50 m, recall: 0 %, delay: 1 s,
    false_alarms: 60 /day, mistaken_for: {fire: 1}}
"""
    records = told(levels=f"second: {{{TWO_MORE}, share: 50 %, after: 1 s, told: 100 %}}", more=bells)
    false = ~records.subjects.real
    assert false.sum() > 20
    assert records.subjects.level is not None
    assert not records.subjects.level[false].any()
    assert not false[records.incident[records.milestone == ESCALATED]].any()
    sent = np.bincount(records.incident[records.milestone == DISPATCHED], minlength=len(false))
    assert sent[false].max() == 1
    assert sent[~false].tolist() == [3]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9), st.sampled_from([30, 90, 150]), st.sampled_from([0, 40, 100]), st.integers(1, 300))
def test_an_earlier_unit_never_leads_to_a_higher_level(seed: int, speed: int, share: int, turnout: int) -> None:
    """Units and seats are unlimited, so that those who start sooner and drive faster are there sooner."""
    city = """\
simcity: 1
title: A city of fires
source: "assumed: a city for a test"
horizon: 6 h
drain: 2 h
seed: {seed}
place:
  zones: {{town: {{at: [0 m, 0 m], size: [5 km, 5 km]}}}}
  travel: {{kind: straight_line, speed: {speed} km/h, noise: 0.3}}
incidents:
  fire:
    rate: 20 /h
    callers: {{calls: {{room: 1}}, delay: {{kind: exponential, mean: 60 s}}, share: 90 %}}
    needs: {{brigade: {{engine: 1}}}}
    levels:
      second:
        needs: {{brigade: {{engine: 1}}}}
        share: 20 %
        told: {share} %
        unless: brigade
        after: {{kind: exponential, mean: 8 min}}
      third: {{share: 10 %, unless: brigade, after: {{kind: exponential, mean: 4 min}}}}
agencies:
  brigade:
    dispatched_by: room
    units: unlimited
    stations: {{house: {{at: [2 km, 3 km], units: {{engine: 1}}}}}}
    turnout: {turnout} s
    on_scene: {{kind: exponential, mean: 10 min}}
centres: {{room: {{role: fire, seats: unlimited, processing: {{kind: exponential, mean: 50 s}}}}}}
"""

    def levels(**changes: int) -> np.ndarray:
        values = {"seed": seed, "speed": speed, "share": share, "turnout": turnout, **changes}
        records = lived(next(iter(load_text(city.format(**values)).alternatives.values())))
        assert records.subjects.level is not None
        grown = np.bincount(records.incident[records.milestone == ESCALATED], minlength=len(records.subjects))
        return np.asarray(records.subjects.level + grown)

    usual = levels()
    assert (levels(turnout=0) <= usual).all()
    assert (levels(speed=2 * speed) <= usual).all()
    assert usual.max() <= 2
