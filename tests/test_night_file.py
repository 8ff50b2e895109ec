"""A file with all parts of moving: paths are changed and swept, numbers are covered, faults read well."""

from __future__ import annotations

from pathlib import Path

import pytest

import simcity
from simcity.load import ScenarioError, load_text

TEXT = (Path(__file__).parent / "data" / "night.yaml").read_text(encoding="utf-8")
TABLE = "{kind: compliance_table, table: {als: {1: [south], 2: [south, north]}}}"
CAMERAS = "sensors:\n  cameras: {kind: camera, centre: video, at: [[9 m, 9 m]], range: 99 m}\n"


def faults_of(old: str, new: str) -> list[str]:
    assert old in TEXT
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(old, new, 1), "night")
    return [fault.split(": ", 1)[1] for fault in caught.value.faults]


def test_an_alternative_changes_parts_of_moving() -> None:
    city = load_text(TEXT, "night")
    today, more = city.alternatives["today"], city.alternatives["more"]
    assert (today.hospitals["general"].bays, more.hospitals["general"].bays) == (2, 3)
    assert (today.hospitals["burns"].bays, more.hospitals["burns"].bays) == (1, 3)
    assert today.agencies["ems"].available_again == "on_the_way"
    assert {agency.available_again for agency in more.agencies.values()} == {"at_scene"}
    assert more.incidents["fight"].levels["stabbing"].share == pytest.approx(0.2)
    assert more.incidents["fight"].levels["stabbing"].told == pytest.approx(0.5)
    patrols = [town.agencies["police"].stations["west"].patrol for town in (today, more)]
    assert [patrol and patrol.speed for patrol in patrols] == [pytest.approx(20 / 3.6), pytest.approx(30 / 3.6)]
    assert more.links["cars"].up == "never"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("hospitals.*.handover", "30 min"),
        ("hospitals.burns", "null"),
        ("incidents.fight.transport.ems.to", "nearest"),
        ("incidents.*.levels.*.after", "{kind: exponential, mean: 5 min}"),
        ("incidents.fight.levels.stabbing.needs", "{ems: {als: 2}}"),
        ("agencies.ems.last_call.before", "20 min"),
        ("agencies.ems.breakdowns", "null"),
        ("agencies.police.stations.west.patrol.beat.edge", "4"),
        ("links.*[kind=vehicle_location].every", "0 s"),
    ],
)
def test_a_setting_reaches_every_new_part(path: str, value: str) -> None:
    before, after = load_text(TEXT, "night"), load_text(TEXT, "night", {path: value})
    assert before.alternatives["today"] != after.alternatives["today"]


def test_a_sweep_varies_parts_of_moving(tmp_path: Path) -> None:
    """Every pair of bays and share is a point of its own, and the city is lived there."""
    (tmp_path / "night.yaml").write_text(TEXT, encoding="utf-8")
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text(
        "experiment: 1\nscenario: night.yaml\nreplications: 1\nalternatives: [today]\nfactors:\n"
        "  bays: {path: hospitals.general.bays, values: [1, 4]}\n"
        "  share: {path: incidents.fight.levels.stabbing.share, values: [0 %, 30 %]}\n"
        "metrics: [turnaround_mean/general]\n",
        encoding="utf-8",
    )
    table = simcity.sweep(sweep, jobs=1).table
    found = {
        (bays, share): mean for bays, share, mean in zip(table["bays"], table["share"], table["mean"], strict=True)
    }
    assert set(found) == {("1", "0 %"), ("1", "30 %"), ("4", "0 %"), ("4", "30 %")}
    # One bay keeps units waiting, four hardly any.
    assert all(found["4", share] < found["1", share] for share in ("0 %", "30 %"))


def test_numbers_of_moving_need_a_source() -> None:
    bare = TEXT.replace('source: "assumed: a trial"\n', "")
    for part in ("place", "incidents", "agencies", "centres", "links"):
        bare = bare.replace(f"\n{part}:\n", f'\n{part}:\n  source: "assumed: a trial"\n')
    with pytest.raises(ScenarioError) as caught:
        load_text(bare, "night")
    told = [fault.split(": ", 1)[1] for fault in caught.value.faults]
    assert [fault for fault in told if "has no source" in fault] == told
    assert {fault.split(": ")[0] for fault in told} == {
        "hospitals.general",
        "hospitals.general.handover",
        "hospitals.burns",
    }


def test_numbers_are_listed_with_what_they_rest_on() -> None:
    facts = {fact.path: fact.value for fact in load_text(TEXT, "night").facts if not fact.alternative}
    expected = {
        "hospitals.general.bays": "2",
        "incidents.fight.levels.stabbing.share": "10 %",
        "incidents.fight.levels.stabbing.needs.ems.als": "1",
        "incidents.fight.transport.ems.share": "60 %",
        "agencies.police.stations.west.patrol.beat.bars": "2",
        "agencies.ems.last_call.urgent": "1",
        "links.cars.every": "30 s",
    }
    assert expected.items() <= facts.items()
    # Which stations are to be manned is a plan and no number of the city.
    assert not [path for path in facts if "move_up" in path]


WORDS = [
    (TABLE, "{kind: compliance_table, table: {}}", "agencies.ems.move_up.table: it is empty; name one at least"),
    ("{als: {1: [south]", '{als: {"1": [south]', "als.1: '1' is text; write the number without quotes"),
    ("{als: {1: [south]", "{als: {0: [south]", "als.0: a whole number of at least 1 is wanted, got '0'"),
    (TABLE, "compliance_table", "agencies.ems.move_up: 'table' is missing"),
    ("beat: {bars: 2, edge: 1}", "beat: {}", "west.patrol.beat: it is empty; name one at least"),
    ("beat: {bars: 2, edge: 1}", 'beat: {bars: "2"}', "beat.bars: '2' is text; write the number without quotes"),
    ("beat: {bars: 2, edge: 1}", "beat: {bars: 0}", "beat.bars: a number more than 0 is wanted, got '0'"),
    ("after: 8 min", "after: 0 s", "stabbing.after: '0 s' is out of range; it must be more than 0"),
    ("after: 8 min", "after: 8", "stabbing.after: '8' has no unit; a time is written like 80 s"),
    ("to: right", "to: closest", "transport.ems.to: 'closest' is none of right, nearest"),
    ("by: [als]", "by: als", "transport.ems.by: a list is wanted, got 'als'"),
    ("bays: 2", "bays: 2.5", "hospitals.general.bays: '2.5' is no whole number"),
    ("safe_after: 3 min", "callers: null", "incidents.fight: violent needs the time until police have made the scene"),
    ("last_call: {before: 30 min, urgent: 1}", "last_call: 30 min", "ems.last_call: a mapping is wanted, got '30 min'"),
    (", every: 30 s", ", evry: 30 s", "links.cars.evry: 'evry' is not known here (did you mean 'every'?)"),
]


@pytest.mark.parametrize(("old", "new", "words"), WORDS)
def test_a_wrong_value_is_answered_in_plain_words(old: str, new: str, words: str) -> None:
    if new == "callers: null":
        new = "in_public_view: 90 %"
    assert any(words in fault for fault in faults_of(old, new))


def test_services_reach_agencies_that_only_a_level_needs() -> None:
    """The ambulance room is shown fights, though most of them need police alone."""
    alone = TEXT.replace("needs: {police: {patrol: 1}, ems: {als: 1}}", "needs: {police: {patrol: 1}}")
    alone = alone.replace("    golden_time: {ems: 8 min}\n", "").replace("centres:\n", CAMERAS + "centres:\n")
    alone = alone.replace("centres:\n", "centres:\n  video: {role: video, seats: 1}\n")
    town = load_text(alone, "night", {"services": "[dispatch_support_119]"}).alternatives["today"]
    assert town.links["dispatch_support_119"].types == ("fight",)
    never = alone.replace("needs: {ems: {als: 1}}", "needs: {police: {patrol: 1}}").replace("transport:", "title: x #")
    with pytest.raises(ScenarioError, match="finds no incident type that needs the units of its centres"):
        load_text(never, "night", {"services": "[dispatch_support_119]"})


def test_a_rung_of_sharing_leaves_a_centre_the_sight_of_its_own_cars() -> None:
    town = load_text(TEXT.replace("    links.cars.up: never\n", ""), "night", {"sharing": "nothing"})
    links = town.alternatives["today"].links
    assert {name: link.up for name, link in links.items()} == {"relay": "never", "cars": "always"}
