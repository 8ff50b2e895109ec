"""Levels, staging, hospitals and move-up: what records of small stories come to, worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simcity.analysis.chains import STAGES, follow
from simcity.analysis.levels import at_last, needed, since
from simcity.analysis.metrics import is_quantile, known, measure
from simcity.analysis.reasons import differences
from simcity.analysis.story import Story
from simcity.analysis.timelines import timelines
from simcity.distributions import Constant
from simcity.fields import DAY
from simcity.load import ScenarioError, load
from simcity.model.agencies import Agency, Station
from simcity.model.centres import Centre
from simcity.model.geography import Zone
from simcity.model.hospitals import Hospital, Transport
from simcity.model.incidents import IncidentType
from simcity.model.levels import Level
from simcity.model.outages import Breakdown
from simcity.model.policies import PriorityList
from simcity.model.scenario import Place, Scenario
from simcity.records import Milestone, Records, Subjects

M = Milestone
ORGANISATIONS = ("", "room_112", "room_119", "police", "ems", "fire")
UNITS = ("", "ems/north/als-1", "ems/south/als-1", "police/post/car-1", "fire/hall/engine-1")
CHANNELS = ("", "call", "clinic", "general")
MOVING = Path(__file__).parent / "data" / "moving.yaml"


def city() -> Scenario:
    """Return a city with fights that may become stabbings and riots, and with crashes that have no levels."""
    fight = IncidentType(
        rate=1e-3,
        needs={"police": {"car": 1}, "ems": {"als": 1}},
        golden_time={"ems": 600.0},
        safe_after=Constant(value=60.0),
        violent=True,
        levels={
            "stabbing": Level(needs={"ems": {"als": 1}}, share=0.1, after=Constant(value=300.0)),
            "riot": Level(needs={"police": {"car": 1}, "fire": {"engine": 1}}, after=Constant(value=600.0)),
        },
        transport={"ems": Transport()},
    )
    return Scenario(
        simcity=1,
        title="by hand",
        place=Place(zones={"street": Zone(at=(0.0, 0.0), size=(100.0, 100.0))}),
        incidents={"fight": fight, "crash": IncidentType(rate=1e-3, needs={"police": {"car": 1}})},
        horizon=DAY,
        drain=1000.0,
        centres={"room_112": Centre(role="police", seats="unlimited"), "room_119": Centre(role="fire", seats={0.0: 1})},
        agencies={
            "police": Agency(dispatched_by="room_112", units="unlimited"),
            "ems": Agency(
                dispatched_by="room_119",
                stations={
                    "north": Station(at=(0.0, 0.0), units={"als": {0.0: 1}}),
                    "south": Station(at=(0.0, 9.0), units={"als": {0.0: 1}}),
                },
                available_again="on_the_way",
                move_up=PriorityList(list={"als": ("north",)}),
                breakdowns=Breakdown(up=Constant(value=DAY), repair=Constant(value=3600.0)),
            ),
            "fire": Agency(dispatched_by="room_119", units="unlimited"),
        },
        hospitals={"clinic": Hospital(at=(0.0, 0.0)), "general": Hospital(at=(9.0, 0.0), bays=1)},
    )


class Book:
    """Collects what a run would say of fights, and of one crash at the end, by level at onset."""

    def __init__(self, *rows: tuple[float, int], types: Sequence[int] | None = None) -> None:
        size = len(rows)
        kind = np.array(types if types is not None else [1] * size, np.int64)
        onset = np.array([row[0] for row in rows])
        self.subjects = Subjects(
            types=("", "fight", "crash"),
            zones=("", "street"),
            entities=("", "fight", "crash"),
            entity=kind,
            number=np.arange(size),
            type=kind,
            real=np.ones(size, bool),
            counted=onset < DAY,
            onset=onset,
            zone=np.ones(size, np.int64),
            x=np.zeros(size),
            y=np.zeros(size),
            public=np.ones(size, bool),
            hour=onset / 3600.0 % 24.0,
            level=np.array([row[1] for row in rows], np.int64),
        )
        self.said: list[tuple[float, int, int, int, int, int, int]] = []
        for row, time in enumerate(onset.tolist()):
            self.say(time, M.ONSET, row, cause=row)

    def say(
        self, time: float, what: M, row: int, who: str = "", unit: int = 0, channel: str = "", cause: int = 0
    ) -> int:
        self.said.append((time, what, row, ORGANISATIONS.index(who), unit, CHANNELS.index(channel), cause))
        return len(self.said) - 1

    def unit(
        self, row: int, who: str, unit: int, *steps: tuple[M, float], channel: str = "", cause: int | None = None
    ) -> int:
        """Say the milestones of a unit, each because of the one before, and return the last."""
        cause = row if cause is None else cause
        for what, time in steps:
            here = channel if what in (M.LEFT_SCENE, M.AT_HOSPITAL, M.HANDED_OVER) else ""
            cause = self.say(time, what, row, who, unit, here, cause)
        return cause

    def records(self, **more: object) -> Records:
        said = np.array(self.said, float).reshape(-1, 7)
        whole = said[:, 1:].astype(np.int64)
        none, nothing = np.empty(0), np.empty(0, np.int64)
        found = Records(
            subjects=self.subjects,
            organisations=ORGANISATIONS,
            answering_points=("room_112", "room_119"),
            units=UNITS,
            channels=CHANNELS,
            warm_up=0.0,
            horizon=DAY,
            end=DAY + 1000.0,
            time=said[:, 0],
            milestone=whole[:, 0],
            incident=whole[:, 1],
            organisation=whole[:, 2],
            unit=whole[:, 3],
            channel=whole[:, 4],
            cause=whole[:, 5],
            job_centre=nothing,
            job_kind=nothing,
            job_incident=nothing,
            job_asked=none,
            job_start=none,
            job_end=none,
            job_outcome=nothing,
            job_kinds=("call",),
            seats=(),
            duty=(("ems", 0.0, 2),),
        )
        return replace(found, **more)  # type: ignore[arg-type]


def measured(book: Book, scenario: Scenario | None = None, **more: object) -> dict[str, tuple[float, float]]:
    scenario = scenario or city()
    return {name: (y, n) for name, y, n in measure(follow(book.records(**more), scenario), scenario)}


def grown() -> Book:
    """One stays, one becomes a stabbing, one begins as such and becomes a riot, one grows twice; and a crash."""
    book = Book((1000.0, 0), (2000.0, 0), (3000.0, 1), (4000.0, 0), (5000.0, 0), types=[1, 1, 1, 1, 2])
    # Said out of order, as a run may.
    last = book.say(4900.0, M.ESCALATED, 3, cause=3)
    book.say(4300.0, M.ESCALATED, 3, cause=last)
    book.say(2300.0, M.ESCALATED, 1, cause=1)
    book.say(3600.0, M.ESCALATED, 2, cause=2)
    return book


def test_levels_are_those_of_the_onset_and_of_growth() -> None:
    records = grown().records()
    assert at_last(records).tolist() == [0, 1, 2, 2, 0]
    assert since(records, 1).tolist()[1:4] == [2300.0, 3000.0, 4300.0]
    assert np.isnan(since(records, 1))[[0, 4]].all()
    assert since(records, 2).tolist()[2:4] == [3600.0, 4900.0]
    assert np.isnan(since(records, 2))[[0, 1, 4]].all()
    # Police and EMS; one EMS more; a police car and an engine more.
    assert needed(records, city()).tolist() == [2, 3, 5, 5, 1]
    assert timelines(records, city()).groupby("incident")["level"].first().tolist() == [
        "",
        "stabbing",
        "riot",
        "riot",
        "",
    ]


def test_a_city_without_levels_needs_its_run_cards() -> None:
    book = Book((1000.0, 0), (5000.0, 0), types=[1, 2])
    records = book.records(subjects=replace(book.subjects, level=None))
    plain = replace(city(), incidents={k: replace(v, levels={}) for k, v in city().incidents.items()})
    assert needed(records, plain).tolist() == [2, 1]
    found = {name for name, _, _ in measure(follow(records, plain), plain)}
    assert not {name.partition("/")[0] for name in found} & {"escalated", "extra_share", "extra_mean", "extra_reached"}
    assert "level" not in timelines(records, plain)


def test_full_response_is_all_that_its_last_level_needs() -> None:
    book = grown()
    side = M.AT_SIDE
    for row, times in ((0, [100, 200]), (1, [100, 200, 700]), (2, [100, 200, 300, 400]), (3, [90, 80, 70, 60, 950])):
        for after in times:
            book.unit(row, "police", 3, (side, book.subjects.onset[row] + after))
    # Of the third, a riot, the fifth never came.
    assert measured(book)["full_response/fight"] == (200.0 + 700.0 + 950.0, 3.0)


def test_who_grew_and_how_soon_those_came_whom_only_a_level_needs() -> None:
    book = grown()
    book.unit(3, "fire", 4, (M.AT_SIDE, 5500.0))
    book.unit(3, "fire", 4, (M.AT_SIDE, 5600.0))
    book.unit(0, "police", 3, (M.AT_SIDE, 1500.0))
    found = measured(book)
    # Three of four grew; two became riots, which need fire, and it came to one of them, 600 s after it had become one.
    assert found["escalated/fight"] == (3.0, 4.0)
    assert found["extra_share/fight/fire"] == (2.0, 4.0)
    assert found["extra_reached/fight/fire"] == (1.0, 2.0)
    assert found["extra_mean/fight/fire"] == (600.0, 1.0)
    # EMS and police are on the run card; a crash has no levels.
    assert "extra_mean/fight/ems" not in found
    assert "escalated/crash" not in found
    assert set(found) <= set(known(city()))


HELD = [
    (M.REQUESTED, 1100.0),
    (M.DISPATCHED, 1110.0),
    (M.EN_ROUTE, 1150.0),
    (M.STAGED, 1350.0),
    (M.RELEASED, 1500.0),
    (M.ON_SCENE, 1540.0),
    (M.AT_SIDE, 1560.0),
    (M.CLEAR, 2000.0),
]


def test_staging_is_a_stage_between_travel_and_reaching() -> None:
    book = Book((1000.0, 0), (50000.0, 0))
    book.unit(0, "ems", 1, *HELD)
    # The other goes straight in, since the scene is known to be safe.
    book.unit(1, "ems", 1, *((what, time + 49000.0) for what, time in HELD if what not in (M.STAGED, M.RELEASED)))
    rows = timelines(book.records(), city())
    held, straight = (row for _, row in rows[rows.agency == "ems"].iterrows())
    assert {stage: held[stage] for stage in ("turnout", "travel", "staging", "reaching")} == {
        "turnout": 40.0, "travel": 200.0, "staging": 190.0, "reaching": 20.0,
    }  # fmt: skip
    assert {stage: straight[stage] for stage in ("turnout", "travel", "staging", "reaching")} == {
        "turnout": 40.0, "travel": 390.0, "staging": 0.0, "reaching": 20.0,
    }  # fmt: skip
    assert sum(held[stage] for stage in STAGES) == held["golden"] == straight["golden"] == 560.0
    assert (held["staged"], held["released"], held["on_scene"]) == (1350.0, 1500.0, 1540.0)
    assert math.isnan(straight["staged"])


def test_the_stages_are_those_of_the_unit_that_came_not_of_one_that_broke_down() -> None:
    book = Book((1000.0, 0))
    broken = book.unit(0, "ems", 1, *HELD[:4], (M.CANCELLED, 1400.0))
    later = [(M.DISPATCHED, 1430.0), (M.EN_ROUTE, 1470.0), (M.ON_SCENE, 1600.0), (M.AT_SIDE, 1620.0)]
    book.unit(0, "ems", 2, *later, cause=broken)
    rows = timelines(book.records(), city())
    row = rows[rows.agency == "ems"].iloc[0]
    found = {stage: row[stage] for stage in ("request", "dispatch", "turnout", "travel", "staging", "reaching")}
    # Asked for at 1100 s; the first unit's journey is time without one.
    assert found == {
        "request": 100.0, "dispatch": 330.0, "turnout": 40.0, "travel": 130.0, "staging": 0.0, "reaching": 20.0,
    }  # fmt: skip
    assert math.isnan(row["staged"])
    assert (row["requested"], row["dispatched"], row["at_side"]) == (1100.0, 1430.0, 1620.0)


def test_an_extra_alarm_that_another_unit_called_has_its_own_times() -> None:
    book = Book((1000.0, 0))
    police = [(M.REQUESTED, 1020.0), (M.DISPATCHED, 1030.0), (M.EN_ROUTE, 1040.0), (M.ON_SCENE, 1090.0)]
    seen = book.unit(0, "police", 3, *police, (M.AT_SIDE, 1100.0))
    book.unit(0, "ems", 1, *((what, time + 50.0) for what, time in HELD), cause=seen)
    rows = timelines(book.records(), city()).set_index("agency")
    assert rows.loc["ems", ["requested", "dispatched", "at_side", "golden"]].tolist() == [1150.0, 1160.0, 1610.0, 610.0]
    assert rows.loc["police", "golden"] == 100.0
    # Told by another centre, upon the word of that unit: from there on it is sharing, and asked for at once.
    book = Book((1000.0, 0))
    noticed = book.say(1005.0, M.DETECTED, 0, channel="call")
    knows = book.say(1010.0, M.AWARE, 0, "room_112", cause=noticed)
    seen = book.unit(0, "police", 3, *police, (M.AT_SIDE, 1100.0), cause=knows)
    told = book.say(1105.0, M.SHARED, 0, "room_112", cause=seen)
    book.unit(0, "ems", 1, *((what, time + 50.0) for what, time in HELD), cause=told)
    rows = timelines(book.records(), city()).set_index("agency")
    found = rows.loc["ems", ["aware", "detection", "sharing", "request", "dispatch"]].tolist()
    assert found == [1150.0, 5.0, 145.0, 0.0, 10.0]
    assert rows.loc["police", ["aware", "sharing", "request"]].tolist() == [1010.0, 0.0, 15.0]


def test_units_held_are_counted_by_incident_and_by_unit() -> None:
    book = Book((1000.0, 0), (2000.0, 0), (3000.0, 0), (4000.0, 0))
    book.unit(0, "ems", 1, *HELD)
    # A second one is held there as well, for 30 s; one at another incident is never let in; one is not held.
    book.unit(0, "ems", 2, (M.STAGED, 1470.0), (M.RELEASED, 1500.0))
    book.unit(1, "ems", 1, (M.EN_ROUTE, 2100.0), (M.STAGED, 2200.0))
    book.unit(2, "ems", 2, (M.EN_ROUTE, 3100.0), (M.ON_SCENE, 3200.0), (M.AT_SIDE, 3200.0))
    found = measured(book)
    assert found["staged_share/fight/ems"] == (2.0, 4.0)
    assert found["staged_mean/fight/ems"] == (150.0 + 30.0, 2.0)
    # Police make the scene safe and are never held; fire is held at riots.
    assert "staged_mean/fight/police" not in found
    assert found["staged_share/fight/fire"] == (0.0, 4.0)
    # One that is held has got that far.
    rows = timelines(book.records(), city()).set_index(["incident", "agency"])
    assert rows.loc[(1, "ems"), "staged"] == 2200.0
    assert math.isnan(rows.loc[(1, "ems"), "released"])


def test_patients_hospitals_and_the_time_until_they_are_handed_over() -> None:
    book = Book((1000.0, 0), (2000.0, 0), (DAY - 500.0, 0))
    ride = (M.AT_SIDE, M.CLEAR, M.LEFT_SCENE, M.AT_HOSPITAL, M.HANDED_OVER, M.IN_SERVICE)
    last = DAY - 500.0
    for row, unit, channel, times in (
        (0, 1, "general", (1300.0, 1400.0, 1400.0, 1900.0, 2500.0, 2500.0)),
        (0, 2, "clinic", (1350.0, 1500.0, 1500.0, 1800.0, 1900.0, 1900.0)),
        (1, 1, "general", (2300.0, 2400.0, 2400.0, 2600.0, 3000.0)),
        # On its way there at the end, and there after the counted time.
        (1, 2, "clinic", (2400.0, 2500.0, 2500.0)),
        (2, 2, "clinic", (last + 300.0, last + 400.0, last + 400.0, DAY + 10.0, DAY + 40.0)),
    ):
        book.unit(row, "ems", unit, *zip(ride, times, strict=False), channel=channel)
    found = measured(book)
    assert found["carried/general"] == (2.0, 1.0)
    assert found["carried/clinic"] == (1.0, 1.0)
    assert found["turnaround_mean/general"] == (600.0 + 400.0, 2.0)
    assert found["turnaround_mean/clinic"] == (100.0, 1.0)
    assert found["turnaround_p90/general"] == (pytest.approx(580.0), 1.0)
    assert is_quantile("turnaround_p90/general")
    # By incident the first patient who is there: 800 s, 600 s and 510 s after the onset.
    assert found["hospital_mean/fight/ems"] == (800.0 + 600.0 + 510.0, 3.0)
    rows = timelines(book.records(), city()).set_index(["incident", "agency"])
    columns = ["clear", "left_scene", "at_hospital", "handed_over"]
    assert rows.loc[(0, "ems"), columns].tolist() == [1400.0, 1400.0, 1900.0, 2500.0]
    assert rows.loc[(1, "ems"), columns].tolist() == [2400.0, 2400.0, 2600.0, 3000.0]
    assert rows.loc[(2, "police"), columns].isna().all()


def test_nobody_is_measured_where_nobody_is_taken_anywhere() -> None:
    calm = replace(city().incidents["fight"], transport={}, violent=False)
    scenario = replace(city(), incidents={"fight": calm})
    book = Book((1000.0, 0))
    found = set(measured(book, scenario))
    words = {"carried", "turnaround_mean", "hospital_mean", "staged_share", "staged_mean"}
    assert not {name.partition("/")[0] for name in found} & words
    assert not {name.partition("/")[0] for name in known(scenario)} & {*words, "turnaround_p90"}
    columns = set(timelines(book.records(), scenario).columns)
    assert not columns & {"staged", "released", "left_scene", "at_hospital", "handed_over"}


def test_moves_and_vehicles_out_of_order() -> None:
    moves = ((100.0, 1, "south"), (200.0, 2, "north"), (DAY + 1.0, 1, "north"))
    found = measured(
        Book((1000.0, 0)),
        moves=moves,
        components=(("agencies/ems", 2),),
        down=(("agencies/ems", 0.0, 3600.0), ("agencies/ems", DAY - 600.0, DAY + 600.0)),
    )
    assert found["moves/ems"] == (2.0, 1.0)
    assert "moves/police" not in found
    assert found["availability/agencies/ems"] == (2 * DAY - 4200.0, 2 * DAY)
    assert {"moves/ems", "availability/agencies/ems"} <= set(known(city()))


def test_a_fight_that_grew_in_one_of_two_is_told() -> None:
    before, after, late = Book((1000.0, 0)), Book((1000.0, 0)), Book((1000.0, 0))
    before.say(1300.0, M.ESCALATED, 0)
    late.say(1310.0, M.ESCALATED, 0)
    before.unit(0, "ems", 1, *HELD)
    # One that is not held is at the scene 150 s sooner.
    straight = [(what, time - 150.0 * (time >= 1540.0)) for what, time in HELD if what not in (M.STAGED, M.RELEASED)]
    after.unit(0, "ems", 1, *straight)
    late.unit(0, "ems", 1, *HELD)
    stories = [Story(name, book.records(), 0, city()) for name, book in (("a", before), ("b", after), ("c", late))]
    assert [line for line in differences(stories[0], stories[1]) if not line.startswith("police")] == [
        "it grew to stabbing at +300 s in a, not in b",
        "ems: the way took 240 s instead of 200 s",
        "ems: was held outside for 0 s instead of 150 s",
        "ems: at the side 150 s earlier, at +410 s",
    ]
    assert next(differences(stories[0], stories[2])) == "it grew to stabbing 10 s later, at +310 s"
    assert stories[0].level() == ""
    assert stories[0].level(1) == "stabbing"
    assert Story("a", Book((1000.0, 1)).records(), 0, city()).level(1) == "riot"


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("escalated/fight", ""),
        ("escalated/collapse", "'collapse' never grows; give it levels with after"),
        ("extra_mean/fight/fire", ""),
        ("extra_mean/fight/ems", "'ems' is on the run card of 'fight'; name an agency that only a level needs"),
        ("extra_share/collapse/fire", "there is no agency 'fire' that 'collapse' may need"),
        ("extra_reached/fight/fyre", "there is no agency 'fyre' that 'fight' may need (did you mean 'fire'?)"),
        ("staged_mean/fight/ems", ""),
        ("staged_share/fight/fire", ""),
        ("staged_share/fight/police", "a police centre sends 'police', so it is never held"),
        ("staged_mean/collapse/ems", "nobody is held at 'collapse'; give it violent: true"),
        ("hospital_mean/collapse/ems", ""),
        ("hospital_mean/fight/police", "'police' takes nobody of 'fight' to a hospital; give 'fight' transport"),
        ("carried/general", ""),
        ("turnaround_p90/clinic", ""),
        ("carried/generl", "there is no hospital 'generl' (did you mean 'general'?)"),
        ("moves/ems", ""),
        ("moves/police", "free units of 'police' stay at their own stations; give it move_up"),
        ("availability/agencies/ems", ""),
        ("availability/agencies/fire", "nothing of agencies.fire ever fails; give it domains, outages or breakdowns"),
    ],
)
def test_a_metric_that_means_nothing_is_refused_in_words(metric: str, said: str) -> None:
    if not said:
        scenario = load(MOVING, {"primary.metric": metric}).alternatives["phones"]
        assert metric in known(scenario)
        return
    with pytest.raises(ScenarioError) as told:
        load(MOVING, {"primary.metric": metric})
    assert said in str(told.value)
    assert metric not in known(load(MOVING).alternatives["phones"])


def test_nobody_is_taken_to_a_hospital_where_no_type_says_so() -> None:
    # The rest of the file stays as it is, so other faults may be named beside this one.
    changes = {"primary.metric": "carried/general", "incidents.fight.transport": "null"}
    with pytest.raises(ScenarioError) as told:
        load(MOVING, {**changes, "incidents.collapse.transport": "null"})
    assert "nobody is taken to a hospital; give an incident type transport" in str(told.value)
