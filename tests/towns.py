"""Towns for the tests: a full small one, and towns that hypothesis makes up."""

from __future__ import annotations

from hypothesis import strategies as st

TOWN = """\
simcity: 1
title: {title}
source: "assumed: a town for tests"
horizon: {horizon}
warm_up: 1 h
drain: {drain}
seed: {seed}
replications: 2
place:
  zones:
    market: {{at: [0 m, 0 m], size: [600 m, 400 m], crowd: {{"08:00": 0.2 /m2, "18:00": 2 /m2}}, walk_in: 40 m}}
    edge: {{at: [600 m, 0 m], size: [2 km, 2 km], weight: 0.5}}
  travel: {{kind: straight_line, speed: 30 km/h, detour: 1.3, noise: 0.3}}
incidents:
  collapse:
    rate: {rate} /h
    in_public_view: 60 %
    shows_for: 10 min
    callers:
      calls: {{room_119: 9, room_112: 1}}
      delay: {{kind: lognormal, median: 60 s, sigma: 0.8}}
      share: 90 %
      more: 1.5
    needs: {{ems: {{als: 1}}}}
    golden_time: {{ems: 5 min}}
    priority: 1
  crash:
    rate: {rate} /h
    shows_for: 30 min
    callers:
      kind: witnesses
      calls: {{room_119: 1, room_112: 1}}
      delay: {{kind: exponential, mean: 90 s}}
      sight: 20 m
      each: 1 %
      involved: 1.5
    needs: {{ems: {{als: 1}}, police: {{patrol: {patrols}}}}}
    golden_time: {{ems: 8 min, police: 8 min}}
    priority: 2
  prank:
    rate: {pranks} /h
    real: false
    callers: {{calls: {{room_112: 1}}, delay: 0 s}}
    believed: 20 %
    needs: {{police: {{patrol: 1}}}}
    priority: 3
agencies:
  ems:
    dispatched_by: room_119
    {ems}
    turnout: {{kind: lognormal, median: 55 s, sigma: 0.3}}
    search: {{kind: triangular, low: 20 s, mode: 60 s, high: 180 s}}
    on_scene: {{kind: exponential, mean: 15 min}}
    when_none_free: {none_free}
  police:
    dispatched_by: room_112
    {police}
    on_scene: {{kind: exponential, mean: 20 min}}
centres:
  video:
    role: video
    seats: 2
    processing: {{kind: exponential, mean: 30 s}}
    verification: {{alarm: {{hit: 90 %, false_acceptance: 10 %}}}}
  room_112:
    role: police
    seats: {seats}
    answering: 5 s
    processing: {{kind: exponential, mean: 60 s}}
    dispatching: 20 s
    unclear_location: {{share: 10 %, extra: 60 s}}
    {rules}
  room_119:
    role: fire
    seats: {seats}
    answering: 5 s
    processing: {{kind: exponential, mean: 50 s}}
    {rules}
sensors:
  wall: {{kind: watched_camera, centre: video, counts: {{market: 30}}, range: 80 m, dwell: 20 s, tiles: 4}}
  bells:
    kind: analytics
    centre: video
    counts: {{market: 10}}
    range: 60 m
    recall: 80 %
    delay: 5 s
    false_alarms: {alarms} /day
    mistaken_for: {{collapse: 1, crash: 1}}
  guards: {{kind: guards, centre: video, zones: [market], share: 20 %, delay: {{kind: exponential, mean: 2 min}}}}
links:
  video_112: {{kind: phone_relay, from: video, to: room_112, duration: 60 s}}
  video_119: {{kind: phone_relay, from: video, to: room_119, duration: 60 s}}
  police_fire: {{kind: ticket, from: room_112, to: room_119, latency: 5 s, handling: 20 s, joint_after: 30 s}}
  fire_police: {{kind: {back}, from: room_119, to: room_112, {back_times}}}
{more}"""

PLAIN: dict[str, object] = {
    "title": "A town",
    "horizon": "25 h",
    "drain": "4 h",
    "seed": 7,
    "rate": 2,
    "pranks": 2,
    "patrols": 1,
    "ems": "stations: {north: {at: [0 m, 1 km], units: {als: 2}}, south: {at: [1 km, -300 m], units: {als: 2}}}",
    "police": 'stations: {post: {zone: edge, count: 3, units: {patrol: {"00:00": 1, "08:00": 2}}}}',
    "none_free": "wait",
    "seats": "2",
    "alarms": 5,
    "rules": "",
    "back": "phone_relay",
    "back_times": "duration: 40 s, ring: 30 s",
    "more": "",
}


def town(**changes: object) -> str:
    """Return the text of the town with some of its blanks filled otherwise."""
    return TOWN.format(**{**PLAIN, **changes})


UNLIMITED: dict[str, object] = {
    "ems": "units: unlimited\n    stations: {north: {at: [0 m, 1 km], units: {als: 1}}}",
    "police": "units: unlimited\n    stations: {post: {at: [1 km, 1 km], units: {patrol: 1}}}",
    "seats": "unlimited",
}
"""A town in which nobody ever waits for a unit, nor for a seat of 112 and 119."""


RULES = [
    "",
    "preemptive: true\n    triage: true",
    "places: 3\n    patience: {law: {kind: exponential, mean: 40 s}, again: 60 %, again_after: 20 s}",
    "patience: {law: 30 s, again: 50 %, again_after: 30 s, call_back: true, reached: 50 %}\n    places: 2\n"
    "    overflow: video",
    "domains: [power]\n    overflow: video",
    "knows: everything",
]
"""What the rooms of 112 and 119 may do beyond serving in order."""
SEATED = [
    *RULES,
    "breaks: {every: 40 min, lasts: 7 min}\n    surge: {seats: 2, waiting: 3, delay: 5 min, lasts: 20 min}",
]
"""The same with what needs a number of operators."""
SHIFTS = [
    "shift_end: hand_over\n    handing_over: {kind: exponential, mean: 30 s}",
    "shift_end: preempt\n    preemptive: true\n    triage: true",
    "shift_end: preempt\n    breaks: {every: 1 h, lasts: 10 min}\n    places: 5",
]
"""What needs shifts that change."""
POWER = """domains:
  power: {outages: {kind: renewal, up: {kind: exponential, mean: 40 min}, down: {kind: exponential, mean: 10 min}}}
"""


@st.composite
def towns(draw: st.DrawFn) -> str:
    """Make up a town: idle or swamped, with constant times that collide, shifts and every way of refusal."""
    constant = draw(st.booleans())
    ems = draw(
        st.sampled_from(
            [
                PLAIN["ems"],
                'stations: {only: {at: [0 m, 0 m], units: {als: {"00:00": 3, "02:00": 1, "04:00": 2}}}}',
                UNLIMITED["ems"],
                "stations: {only: {at: [0 m, 0 m], units: {als: 1}}}\n    available_again: when_clear",
            ]
        )
    )
    seats = draw(st.sampled_from(["1", "2", "unlimited", '{"00:00": 1, "02:00": 3, "03:30": 1}']))
    rules = draw(st.sampled_from(RULES if seats == "unlimited" else SEATED if len(seats) == 1 else SEATED + SHIFTS))
    refusals = ["wait"] if ems == UNLIMITED["ems"] else ["wait", "lost", "{kind: mutual_aid, delay: 15 min}"]
    return town(
        seed=draw(st.integers(0, 10**9)),
        horizon="5 h",
        drain=draw(st.sampled_from(["0 s", "1 h"])),
        rate=draw(st.sampled_from([1, 6, 20])),
        pranks=draw(st.sampled_from([0, 10, 40])),
        patrols=draw(st.integers(1, 3)),
        alarms=draw(st.sampled_from([0, 20, 100])),
        none_free=draw(st.sampled_from(refusals)),
        seats=seats,
        rules=rules,
        more=POWER if "power" in rules else "",
        ems=ems,
        back="phone_relay" if not constant else "ticket",
        back_times="duration: 40 s, ring: 10 s, redial: 5 s" if not constant else "handling: 5 s",
    )
