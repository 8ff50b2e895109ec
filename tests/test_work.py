"""The checks foresee which work reaches which centre: just what a run asks for."""

from __future__ import annotations

import pytest
from towns import town

from simcity.engine.run import run
from simcity.load import ScenarioError, load_text
from simcity.luck import Luck
from simcity.model.centres import JOB_KINDS, JobKind
from simcity.records import Records
from simcity.trace import Memory, draw

MORE = """\
  shops_video: {kind: messenger, from: shops, to: video, journey: 2 min, operator: true}
  video_pushed: {kind: pushed_video, from: video, to: room_119, searching: 20 s, looking: 8 s}
  discs: {kind: footage, from: video, to: room_112, searching: 60 s, approval: {by: shops, granting: 5 s}}
  radio: {kind: radio, from: room_112, to: room_119, duration: 10 s}
"""
SHOPS = """\
centres:
  shops: {role: private, seats: 2}
"""
SENSORS = """\
sensors:
  doors:
    {kind: intrusion_alarm, centre: shops, share: 10 %, devices: 9, recall: 50 %, delay: 9 s, types: [crash]}
"""
SEATS = {"video": "seats: 2", "room_112": "seats: 2", "room_119": "seats: 2", "shops": "seats: 2"}


def with_desk(centre: str, work: tuple[JobKind, ...]) -> str:
    """Return a town in which one centre has a single desk for some kinds of work."""
    text = town(horizon="12 h", drain="1 h", rate=3, alarms=40, back="phone_relay", more=MORE)
    text = text.replace("centres:\n", SHOPS, 1).replace("sensors:\n", SENSORS, 1)
    head, tail = text.split(f"  {centre}:", 1)
    return f"{head}  {centre}:" + tail.replace(
        SEATS[centre], f"desks: {{all: {{seats: 2, work: [{', '.join(work)}]}}}}", 1
    )


def lived(text: str) -> Records:
    (scenario,) = load_text(text, "town").alternatives.values()
    return run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))


def done_at(records: Records, centre: str) -> set[str]:
    """Return the kinds of work that were asked of a centre."""
    index = records.organisations.index(centre)
    return {records.job_kinds[kind] for kind in records.job_kind[records.job_centre == index]}


@pytest.mark.parametrize("centre", SEATS)
def test_work_that_no_desk_does_is_a_fault_where_a_run_asks_for_it(centre: str) -> None:
    kinds = tuple(kind for kind in JOB_KINDS if kind != "order")
    asked = done_at(lived(with_desk(centre, kinds)), centre)
    faulty = set()
    for kind in kinds:
        try:
            load_text(with_desk(centre, tuple(other for other in kinds if other != kind)), "town")
        except ScenarioError as error:
            (fault,) = error.faults
            assert f"centres.{centre}.desks: no desk on duty does '{kind}', but " in fault
            faulty.add(kind)
    assert faulty == asked


def test_the_town_asks_for_every_kind_of_work_but_orders_apart() -> None:
    kinds = tuple(kind for kind in JOB_KINDS if kind != "order")
    records = lived(with_desk("video", kinds))
    assert set.union(*(done_at(records, centre) for centre in SEATS)) == set(kinds)


def test_orders_of_a_centre_that_knows_everything_need_no_desk_of_their_own() -> None:
    text = with_desk("room_119", ("call", "relay", "report", "picture", "telling"))
    records = lived(text.replace("  room_119:\n", "  room_119:\n    knows: everything\n", 1))
    here = records.job_centre == records.organisations.index("room_119")
    orders = here & (records.job_kind == records.job_kinds.index("order"))
    assert orders.sum() > 10
    assert (records.job_end[orders] < records.end).mean() > 0.9
