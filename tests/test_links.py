"""Links that tell: small stories by hand for each kind."""

from __future__ import annotations

import numpy as np
import pytest
from linked import HOUR, PHONE, PLAIN, RADIO, STORY, TICKET, down, jobs, lived, story, told, when

from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.records import Milestone, Outcome
from simcity.trace import Memory, draw

# Outages


def test_word_that_meets_an_outage_waits_for_the_rest_of_it_only() -> None:
    """Sent at 12, half way at 30 when the line goes down for 100 s: 18 s on the way, 100 s of waiting, 22 s more."""
    records = told(word=f"{TICKET}, {down((30, 100))}")
    assert when(records, Milestone.SHARED, "first") == [12]
    assert when(records, Milestone.RECEIVED, "second") == [152]
    assert when(records, Milestone.AWARE, "second") == [157]


def test_word_that_is_sent_during_an_outage_waits_for_its_end() -> None:
    records = told(word=f"{TICKET}, {down((0, 100))}")
    assert when(records, Milestone.RECEIVED, "second") == [140]


@pytest.mark.parametrize(("spell", "arrives"), [((0, 20), []), ((30, 5), []), ((52, 5), [52]), ((2, 10), [52])])
def test_word_that_is_lost_in_outages_arrives_only_if_it_meets_none(
    spell: tuple[float, float], arrives: list[float]
) -> None:
    """On the way from 12 to 52: an outage that ends when it is sent, or begins when it is there, does nothing."""
    records = told(word=f"{TICKET}, when_down: lost, {down(spell)}")
    assert when(records, Milestone.RECEIVED, "second") == arrives


def test_word_that_an_outage_loses_is_repeated_where_lost_messages_are() -> None:
    """Tries at 12, 42, 72 and 102; the line is down from 30 to 100."""
    records = told(word=f"{TICKET}, when_down: lost, repeat_after: 30 s, {down((30, 70))}")
    assert when(records, Milestone.RECEIVED, "second") == [142]


def test_the_mean_wait_for_an_outage_is_its_mean_residual() -> None:
    """Renewal of 1,900 s up and 100 s down, fixed: E[D^2] / 2 E[D] x 5 % = 2.5 s, and 2 % wait for more than 60 s.

    The word takes no time of its own. Tolerances are four standard deviations of 10 replications of 8,640 cases.
    """
    times = ", ".join(f"{10 * k} s" for k in range(8640))
    outages = "outages: {kind: renewal, up: {kind: exponential, mean: 1900 s}, down: 100 s}"
    scenario = story(at=times, word=f"kind: ticket, from: first, to: second, handling: 0 s, {outages}")
    waits = []
    for replication in range(10):
        records = lived(scenario, replication)
        shared = records.time[records.milestone == Milestone.SHARED]
        received = np.flatnonzero(records.milestone == Milestone.RECEIVED)
        received = received[records.organisation[received] == records.organisations.index("second")]
        assert len(shared) == len(received) == 8640
        waits.append(records.time[received] - records.time[records.cause[received]])
    assert np.mean(waits) == pytest.approx(2.5, abs=0.5)
    assert np.mean(np.array(waits) > 60) == pytest.approx(0.02, abs=0.004)


def test_nobody_phones_over_a_dead_line_and_no_seat_is_kept_meanwhile() -> None:
    """Dead from 0 to 100: tries at 12, 42, 72 and 102 with redials of 30 s; the talk is 3 + 40 s, handled in 5 s."""
    records = told(word=f"{PHONE}, redial: 30 s, {down((0, 100))}")
    assert jobs(records, "first", "telling") == [(102, 102, 145)]
    assert when(records, Milestone.SHARED, "first") == [102]
    assert when(records, Milestone.AWARE, "second") == [150]


def test_a_talk_is_cut_off_when_the_line_goes_dead_and_begun_anew() -> None:
    """Picked up at 12 and cut at 30: both seats are free then; at 60 it is dead still, at 90 it is told in full."""
    records = told(word=f"{PHONE}, redial: 30 s, {down((30, 50))}")
    assert jobs(records, "first", "telling") == [(12, 12, 30), (90, 90, 133)]
    assert jobs(records, "second", "relay") == [(12, 12, 30), (90, 90, 145)]
    assert when(records, Milestone.AWARE, "second") == [138]


def test_a_phone_that_goes_dead_rings_no_longer() -> None:
    """Nobody is there until 180. It rings from 12, is dead from 40 to 50, rings from 70 to 130, and from 160 on."""
    records = told(
        needs="ems: {any: 1}, fire: {any: 1}",
        agencies="fire: {dispatched_by: third, units: unlimited}",
        centres='third: {role: fire, seats: {"00:00": 0, "01:03": 1}}',
        word=f"kind: phone_relay, from: first, to: third, duration: 40 s, redial: 30 s, {down((40, 10))}",
        links=f"other: {{{TICKET}}}",
    )
    assert jobs(records, "first", "telling") == [(12, 12, 40), (70, 70, 130), (160, 160, 220)]
    assert when(records, Milestone.AWARE, "third") == [220]


def test_long_outages_of_a_phone_cost_no_more_than_short_ones() -> None:
    """Redials of an outage of 20 h are looked up, not lived: the first that finds the line up is the one that is."""
    scenario = story(word=f"{PHONE}, redial: {{kind: exponential, mean: 30 s}}, {down((0, 20 * HOUR))}")
    records = lived(scenario)
    shared = when(records, Milestone.SHARED, "first")
    assert len(shared) == 1
    subjects = records.subjects
    numbers = np.arange(4000)
    u = Luck(scenario.seed, 0).vector("redial first to second", "case", subjects.number[:1], numbers)
    tries = 12 + np.cumsum(-30 * np.log1p(-u))
    assert shared[0] == pytest.approx(tries[tries >= 20 * HOUR][0], abs=1e-5)


def test_a_messenger_rests_on_no_line_unless_a_domain_is_named() -> None:
    walk = "kind: messenger, from: first, to: second, journey: 10 min, handling: 5 s"
    road = f"domains:\n  road: {{{down((100, 50))}}}"
    assert when(told(word=walk, more=""), Milestone.AWARE, "second") == [12 + 600 + 5]
    records = told(word=f"{walk}, domains: [road]", more=road)
    assert when(records, Milestone.AWARE, "second") == [12 + 600 + 50 + 5]


def test_an_operator_who_carries_the_word_leaves_a_seat_there_and_back() -> None:
    records = told(word="kind: messenger, from: first, to: second, journey: 10 min, operator: true", seats=1)
    assert jobs(records, "first", "telling") == [(12, 12, 1212)]
    assert when(records, Milestone.AWARE, "second") == [12 + 600 + 3 + 15]


# Loss, capacity, fallback


def test_each_try_of_a_lost_message_has_its_own_luck() -> None:
    """Of 1,000 cases each try loses 40 %: the k-th arrives with 0.6 x 0.4^k, 30 s later each time."""
    times = ", ".join(f"{60 * k} s" for k in range(1000))
    word = f"{TICKET}, loss: 40 %, repeat_after: 30 s"
    records = told(at=times, word=word)
    received = (records.milestone == Milestone.RECEIVED) & (records.channel == records.channels.index("word"))
    assert received.sum() == 1000
    waits = records.time[received] - records.subjects.onset[records.incident[received]] - 12 - 40
    tries = np.round(waits / 30, 6)
    assert np.array_equal(tries, np.round(tries))
    for k in range(3):
        assert np.mean(tries == k) == pytest.approx(0.6 * 0.4**k, abs=4 * np.sqrt(0.25 / 1000))
    never = told(at=times, word=f"{TICKET}, loss: 40 %")
    arrived = never.incident[(never.milestone == Milestone.RECEIVED) & (never.channel == never.channels.index("word"))]
    assert set(arrived.tolist()) == set(records.incident[received][tries == 0].tolist())


def test_less_loss_loses_nothing_more() -> None:
    times = ", ".join(f"{60 * k} s" for k in range(500))
    arrived = []
    for loss in (10, 30, 60):
        records = told(at=times, word=f"{TICKET}, loss: {loss} %")
        mine = (records.milestone == Milestone.RECEIVED) & (records.channel == records.channels.index("word"))
        arrived.append(set(records.incident[mine].tolist()))
    assert arrived[0] > arrived[1] > arrived[2]


def test_a_link_carries_so_many_messages_at_once_and_the_others_queue() -> None:
    """Three cases of one instant over two places that each takes for 100 s: 52, 52 and 152; SHARED is at once."""
    records = told(at="1 h, 1 h, 1 h", word=f"{TICKET}, capacity: 2, occupies: 100 s")
    assert when(records, Milestone.SHARED, "first") == [12, 12, 12]
    assert when(records, Milestone.RECEIVED, "second") == [52, 52, 152]


def test_a_place_of_a_link_is_taken_through_an_outage() -> None:
    """The first leaves at 12 and is stopped from 30 to 80: its place is free at 162, and the second is there at 202."""
    records = told(at="1 h, 1 h", word=f"{TICKET}, capacity: 1, occupies: 100 s, {down((30, 50))}")
    assert when(records, Milestone.RECEIVED, "second") == [102, 202]


STANDBY = "back: {kind: phone_relay, from: first, to: second, duration: 40 s, handling: 5 s, up: standby}"


def test_the_sender_falls_back_on_a_slower_way_in_due_time() -> None:
    """The ticket waits until 500; at 12 + 60 the operator phones; the ticket that comes later costs its seat."""
    word = f"{TICKET}, {down((0, 460))}, fallback: {{link: back, after: 60 s}}"
    records = told(word=word, links=STANDBY)
    assert when(records, Milestone.SHARED, "first") == [12, 72]
    assert jobs(records, "first", "telling") == [(72, 72, 115)]
    assert when(records, Milestone.AWARE, "second") == [120]
    assert when(records, Milestone.RECEIVED, "second", "word") == [500]
    assert jobs(records, "second", "report") == [(500, 500, 505)]
    outcomes = records.job_outcome[records.job_kind == records.job_kinds.index("report")]
    assert outcomes.tolist() == [Outcome.KNOWN]


@pytest.mark.parametrize(("after", "phoned"), [(40, 0), (39, 1)])
def test_what_is_delivered_in_time_needs_no_fallback(after: float, phoned: int) -> None:
    """The ticket is there at 52, 40 s after sending: in time to the second."""
    records = told(word=f"{TICKET}, fallback: {{link: back, after: {after} s}}", links=STANDBY)
    assert len(jobs(records, "first", "telling")) == phoned
    assert when(records, Milestone.AWARE, "second") == [57]


def test_a_link_that_stands_by_tells_nothing_by_itself() -> None:
    records = told(word=f"{TICKET}, fallback: {{link: back, after: 1 h}}", links=STANDBY)
    assert when(records, Milestone.SHARED, "first") == [12]


def test_a_fallback_may_have_a_fallback() -> None:
    """The ticket is down for the day, the phone for 200 s: at 72 the phone, at 72 + 30 somebody runs for 5 min."""
    word = f"{TICKET}, {down((0, 80000))}, fallback: {{link: back, after: 60 s}}"
    back = f"{PHONE}, up: standby, redial: 10 h, {down((0, 200))}, fallback: {{link: run, after: 30 s}}"
    run_ = "kind: messenger, from: first, to: second, journey: 5 min, handling: 5 s, up: standby"
    records = told(word=word, links=f"back: {{{back}}}\n  run: {{{run_}}}")
    assert when(records, Milestone.AWARE, "second") == [102 + 300 + 5]


# Talks


def test_calls_about_one_incident_are_made_by_several_operators_or_by_one() -> None:
    """Two calls of 3 + 40 and 0 + 40 s: both at 12, or the second at 55 from the same seat."""
    changes = {
        "needs": "ems: {any: 1}, fire: {any: 1}",
        "agencies": "fire: {dispatched_by: third, units: unlimited}",
        "centres": "third: {role: fire, seats: unlimited}",
        "word": PHONE,
        "links": "more: {kind: phone_relay, from: first, to: third, duration: 40 s}",
    }
    records = told(**changes)
    assert jobs(records, "first", "telling") == [(12, 12, 52), (12, 12, 55)]
    records = told(first=", telling: serial", **changes)
    assert jobs(records, "first", "telling") == [(12, 12, 55), (55, 55, 95)]
    assert when(records, Milestone.AWARE, "second") == [60]
    assert when(records, Milestone.AWARE, "third") == [95]


def test_an_operator_whose_call_rings_out_goes_on_to_the_next() -> None:
    """Nobody is there to answer the first call until 100; the second is made at 12 + 20, and the first at 32 + 90."""
    records = told(
        first=", telling: serial",
        needs="ems: {any: 1}, fire: {any: 1}",
        agencies="fire: {dispatched_by: third, units: unlimited}",
        centres='third: {role: fire, seats: {"00:00": 0, "01:01": 1}}',
        word="kind: phone_relay, from: first, to: third, duration: 40 s, ring: 20 s, redial: 90 s",
        links="more: {kind: phone_relay, from: first, to: second, duration: 40 s}",
    )
    assert jobs(records, "first", "telling") == [(12, 12, 32), (32, 32, 75), (122, 122, 162)]
    assert when(records, Milestone.AWARE, "third") == [162]


def test_a_three_way_call_is_made_from_the_seat_that_has_the_case() -> None:
    """One seat, and a second case waits for it from the start: the call is made first, 9 s after knowing."""
    word = f"{PHONE}, three_way: true, transfer_after: 9 s"
    records = told(at="1 h, 1 h", word=word, seats=1)
    assert jobs(records, "first", "call") == [(0, 0, 12), (0, 64, 76)]
    assert jobs(records, "first", "telling")[0] == (12, 12, 64)
    assert when(records, Milestone.SHARED, "first")[0] == 21


def test_a_three_way_call_follows_the_order_to_own_units() -> None:
    """The order takes until 12 + 7; the call is due 30 s after knowing, and the seat is kept for it."""
    records = told(
        first=", dispatching: 7 s",
        needs="ems: {any: 1}, guard: {any: 1}",
        agencies="guard: {dispatched_by: first, units: unlimited}",
        word=f"{PHONE}, three_way: true, joint_after: 30 s",
    )
    assert when(records, Milestone.REQUESTED, "guard") == [19]
    assert jobs(records, "first", "call") == [(0, 0, 19)]
    assert jobs(records, "first", "telling") == [(19, 19, 85)]
    assert when(records, Milestone.SHARED, "first") == [42]


def test_a_caller_who_hears_a_busy_tone_tries_again() -> None:
    """One place, which the first of two calls takes from 12 until 12 + 3 + 40 + 5 + 7; the second is tried at 72."""
    records = told(at="1 h, 1 h", word=f"{PHONE}, redial: 60 s", second=", places: 1")
    assert jobs(records, "first", "telling") == [(12, 12, 12), (12, 12, 55), (72, 72, 115)]
    assert when(records, Milestone.AWARE, "second") == [60, 120]
    assert (records.job_outcome == Outcome.BLOCKED).sum() == 1


def test_a_talk_between_two_centres_is_not_interrupted() -> None:
    """A call that comes first interrupts processing; on the phone the only operator is left alone until 55."""
    text = STORY.format(
        **{
            **PLAIN,
            "word": PHONE,
            "seats": 1,
            "first": ", preemptive: true, priorities: {call: 1, telling: 2}",
            "at": "1 h",
        }
    ).replace("incidents:\n", "incidents:\n  next: {at: [3630 s], callers: {calls: {first: 1}, delay: 0 s}}\n")
    records = lived(next(iter(load_text(text).alternatives.values())))
    assert jobs(records, "first", "telling") == [(12, 12, 55)]
    assert jobs(records, "first", "call") == [(0, 0, 12), (30, 55, 67)]


def test_one_talk_at_a_time_is_on_the_air_and_the_next_speaker_keeps_the_seat() -> None:
    records = told(at="1 h, 1 h", word=RADIO)
    assert jobs(records, "first", "telling") == [(12, 12, 32), (12, 12, 52)]
    assert when(records, Milestone.SHARED, "first") == [12, 32]
    assert when(records, Milestone.AWARE, "second") == [37, 57]


def test_a_busy_receiver_hears_what_was_spoken_later() -> None:
    """One seat at the receiver, which has the case at 12 until 12 + 20 + 5 + 7; the next is heard from 44."""
    records = told(at="1 h, 1 h", word=f"{RADIO}, capacity: 2", seats="{'00:00': 2}", second=", places: 9")
    assert when(records, Milestone.AWARE, "second") == [37, 37]
    one = STORY.format(**{**PLAIN, "at": "1 h, 1 h", "word": f"{RADIO}, capacity: 2"})
    one = one.replace("second: {role: ems, seats: unlimited", "second: {role: ems, seats: 1")
    records = lived(next(iter(load_text(one).alternatives.values())))
    assert jobs(records, "first", "telling") == [(12, 12, 32), (12, 12, 32)]
    assert when(records, Milestone.AWARE, "second") == [37, 44 + 25]


def test_a_talk_over_a_radio_that_goes_down_begins_anew_when_it_is_up() -> None:
    records = told(word=f"{RADIO}, {down((20, 100))}")
    assert jobs(records, "first", "telling") == [(12, 12, 20), (120, 120, 140)]
    assert when(records, Milestone.AWARE, "second") == [145]


def test_word_spoken_in_a_dead_spot_is_repeated_after_the_talk() -> None:
    """Whoever speaks in vain has spoken for 20 s, and tries again 15 s later where messages are repeated at all."""
    times = ", ".join(f"{HOUR + 600 * k} s" for k in range(60))
    records = told(at=times, word=f"{RADIO}, loss: 50 %, repeat_after: 15 s")
    shared = records.milestone == Milestone.SHARED
    gaps = np.round(records.time[shared] - records.subjects.onset[records.incident[shared]] - 12, 6)
    assert set(np.unique(gaps % 35)) == {0.0}
    received = (records.milestone == Milestone.RECEIVED) & (records.channel == records.channels.index("word"))
    assert received.sum() == 60
    assert shared.sum() > 80


def test_word_for_which_a_centre_has_no_place_is_heard_by_nobody() -> None:
    """The only place is taken by the first talk until 12 + 20 + 5 + 7: the second is said again 40 s after its end."""
    records = told(at="1 h, 1 h", word=f"{RADIO}, capacity: 2, repeat_after: 40 s", second=", places: 1")
    assert jobs(records, "first", "telling") == [(12, 12, 32), (12, 12, 32), (72, 72, 92)]
    assert when(records, Milestone.AWARE, "second") == [37, 97]


# Hubs


def test_a_hub_is_told_so_that_it_passes_the_word_on() -> None:
    """A private room tells the city's video centre, which sends nobody and tells 112."""
    text = STORY.format(
        **{
            **PLAIN,
            "centres": "private: {role: private, seats: unlimited, processing: 8 s}",
            "word": TICKET,
            "links": "agreement: {kind: phone_relay, from: private, to: first, duration: 30 s, handling: 1 s}",
        }
    ).replace("calls: {first: 1}", "calls: {private: 1}")
    records = lived(next(iter(load_text(text).alternatives.values())))
    assert when(records, Milestone.AWARE, "private") == [8]
    assert when(records, Milestone.AWARE, "first") == [8 + 2 + 30 + 1]
    assert when(records, Milestone.AWARE, "second") == [41 + 40 + 5]


def test_nobody_is_told_who_could_tell_nobody_else() -> None:
    """A desk that sends nobody is no hub if the word could only come back, or if its own link is not there."""
    for onward in ("from: third, to: first, latency: 1 s", "from: third, to: second, latency: 1 s, up: never"):
        records = told(
            centres="third: {role: disaster, seats: unlimited}",
            word=TICKET,
            links=f"in: {{kind: ticket, from: first, to: third}}\n  out: {{kind: ticket, {onward}}}",
        )
        assert when(records, Milestone.AWARE, "third") == []


def test_a_room_that_need_only_know_is_informed_and_knows_everything_under_the_ceiling() -> None:
    """The disaster room sends nobody: it hears over a link that informs, and from the onset where all is known."""
    text = """\
simcity: 1
title: A disaster room
source: "assumed: a test"
horizon: 4 h
place: {zones: {spot: {kind: point, at: [0 m, 0 m]}}}
incidents:
  fire: {at: [1 h], callers: {calls: {r119: 1}, delay: 60 s}, needs: {fire: {pump: 1}}}
  theft: {at: [2 h], callers: {calls: {r112: 1}, delay: 60 s}, needs: {police: {car: 1}}}
agencies: {fire: {dispatched_by: r119, units: unlimited}, police: {dispatched_by: r112, units: unlimited}}
centres:
  r119: {role: fire, seats: 1, processing: 30 s}
  r112: {role: police, seats: 1}
  disaster: {role: disaster, seats: 1, answering: 3 s}
alternatives:
  base: {}
  informed: {services: [disaster_rooms]}
  perfect: {services: [disaster_rooms], centres.*.knows: everything}
"""
    city = load_text(text)
    found = {}
    for name, scenario in city.alternatives.items():
        records = run(scenario, draw(scenario, Luck(1, 0), Memory()))
        aware = (records.milestone == Milestone.AWARE) & (
            records.organisation == records.organisations.index("disaster")
        )
        found[name] = [
            (records.subjects.types[records.subjects.type[row]], time)
            for row, time in zip(records.incident[aware].tolist(), records.time[aware].tolist(), strict=True)
        ]
    assert found["base"] == []
    ((kind, time),) = found["informed"]
    # 60 s until the call, 30 s to understand, 2 to 20 s on the way, 3 s to take it up.
    assert kind == "fire"
    assert 3600.0 + 60.0 + 30.0 + 2.0 + 3.0 <= time <= 3600.0 + 60.0 + 30.0 + 20.0 + 3.0
    assert found["perfect"] == [("fire", 3600.0)]
