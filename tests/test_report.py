"""How results are told: the sentence of the finding, numbers, the layout, and the plain words."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import pytest

from simcity.analysis.chains import STAGES as CHAIN_STAGES
from simcity.analysis.experiment import run
from simcity.analysis.explain import explain
from simcity.analysis.metrics import UNITS, known
from simcity.analysis.result import Finding, Result
from simcity.load import load
from simcity.model.check import loads
from simcity.model.city import City
from simcity.model.metrics import METRICS as NAMED
from simcity.records import Milestone
from simcity.report import labels, numbers, terminal
from simcity.report.answer import answer
from simcity.report.blocks import Heading, Paragraph, Table, plain
from simcity.report.city import summary
from simcity.report.finding import sentence, verdict
from simcity.report.life import life
from simcity.report.study import study
from simcity.report.work import nominal

CORNER = Path(__file__).parent / "data" / "corner.yaml"
PLATFORM = Path(__file__).parent / "data" / "platform.yaml"
MOVING = Path(__file__).parent / "data" / "moving.yaml"

EFFECT = Finding(
    metric="attainment/collapse/ems",
    unit="share",
    baseline="phones",
    alternative="integrated",
    baseline_value=0.151,
    alternative_value=0.260,
    difference=0.109,
    half_width=0.072,
    smallest_effect=0.102,
    replications=20,
)


@pytest.fixture(scope="module")
def city() -> City:
    return load(CORNER)


@pytest.fixture(scope="module")
def result(city: City) -> Result:
    return run(city, replications=4, jobs=1)


def told(finding: Finding, city: City) -> str:
    return sentence(finding, city.alternatives["phones"])


def test_a_benefit_is_said(city: City) -> None:
    assert told(EFFECT, city) == (
        "A benefit: with 'integrated' more cases of collapse are reached by EMS inside their golden time of 4 min than "
        "with 'phones', 26.0 % with 'integrated' against 15.1 %, a difference of +10.9 percentage points with a 95 % "
        "interval of +3.7 to +18.1; the interval is simulation error only, not what we do not know about the world, "
        "and the smallest effect that could have been seen (80 % power) is 10.2 percentage points."
    )


def test_harm_is_said_as_plainly(city: City) -> None:
    harm = told(replace(EFFECT, difference=-0.109, alternative_value=0.042), city)
    assert harm.startswith("A harm: with 'integrated' fewer cases of collapse are reached by EMS inside their golden")
    assert "-10.9 percentage points with a 95 % interval of -18.1 to -3.7" in harm
    slower = replace(
        EFFECT, metric="response_mean/collapse/ems", unit="s", baseline_value=400.0, alternative_value=430.0,
        difference=30.0, half_width=9.0, smallest_effect=13.0,
    )  # fmt: skip
    assert told(slower, city).startswith("A harm: with 'integrated' EMS stands at the side of cases of collapse later")
    assert "7:10 min with 'integrated' against 6:40 min" in told(slower, city)


@pytest.mark.parametrize("difference", [0.05, -0.05, 0.072, 0.0])
def test_an_interval_with_zero_in_it_is_no_effect(city: City, difference: float) -> None:
    nothing = told(replace(EFFECT, difference=difference), city)
    assert nothing.startswith("No difference seen: 'integrated' and 'phones' do not clearly differ in the share")
    assert "includes zero" in nothing
    assert "smallest effect that could have been seen (80 % power) is 10.2 percentage points" in nothing
    for claim in ("benefit", "harm", "more", "fewer"):
        assert claim not in nothing


def test_an_effect_that_cannot_be_missed_or_seen(city: City) -> None:
    wide = told(replace(EFFECT, half_width=2.5, smallest_effect=2.8), city)
    assert "beyond 100 percentage points" in wide
    same = told(replace(EFFECT, difference=0.0, half_width=0.0, alternative_value=0.151), city)
    assert same.startswith("No difference at all:")
    assert "15.1 % in both" in same


def test_one_replication_gives_no_finding(city: City) -> None:
    once = told(replace(EFFECT, half_width=nan, smallest_effect=nan, replications=1), city)
    assert once.startswith("No finding: from one replication no interval can be given")
    assert "nan" not in once
    never = told(replace(EFFECT, alternative_value=nan, difference=nan, half_width=nan), city)
    assert never.startswith("No finding: nothing happened")


def test_neutral_metrics_are_neither_good_nor_bad(city: City) -> None:
    busier = told(replace(EFFECT, metric="utilisation/room_119"), city)
    assert busier.startswith("A difference: with 'integrated' the operators of room 119 are busier than with 'phones'")
    assert verdict("utilisation/room_119", 0.1, 0.05) == "higher"
    assert verdict("busy/ems", -0.1, 0.05) == "lower"
    assert verdict("false_alarms/room_119", 4.0, 1.0) == "worse"
    assert verdict("unreached/collapse", -0.1, 0.05) == "better"
    assert verdict("unreached/collapse", -0.1, 0.1) == "not clear"
    assert verdict("unreached/collapse", -0.1, nan) == ""
    assert verdict("unreached/collapse", 0.0, 0.0) == "the same"


def test_a_small_effect_keeps_its_digits(city: City) -> None:
    small = told(replace(EFFECT, difference=0.0007, half_width=0.0003, smallest_effect=0.0004), city)
    assert "+0.07 percentage points with a 95 % interval of +0.04 to +0.10" in small


def test_every_metric_every_stage_and_every_milestone_has_its_words(city: City) -> None:
    assert set(labels.METRICS) == set(UNITS)
    assert set(NAMED) <= set(labels.METRICS)
    assert list(labels.STAGES)[:-1] == list(CHAIN_STAGES) == list(labels.SHORT_STAGES)[:-1]
    assert set(labels.MILESTONES) == set(Milestone)
    scenarios = [load(path).alternatives["phones"] for path in (PLATFORM, MOVING)]
    told = [(metric, scenario) for scenario in scenarios for metric in known(scenario)]
    assert {metric.partition("/")[0] for metric, _ in told} == set(NAMED)
    for metric, scenario in told:
        for template in (labels.label(metric).what, labels.label(metric).more, labels.label(metric).less):
            assert "{" not in labels.filled(template, metric, scenario)
        assert "_" not in labels.metric_name(metric, scenario)


def test_names_in_words(city: City) -> None:
    scenario = city.alternatives["phones"]
    assert labels.about("attainment/collapse/ems/view=indoor", scenario) == "Collapse, EMS, indoors, out of view"
    assert labels.about("attainment/collapse/ems/hours=06-12", scenario) == "Collapse, EMS, from 06 to 12 h"
    assert labels.about("utilisation/room_119", scenario) == "room 119"
    assert labels.group_name("all", scenario) == "All incidents"
    assert [labels.duration(s) for s in (45.0, 240.0, 90.0, 9000.0, 30 * 86400.0, 754.0)] == [
        "45 s", "4 min", "1.5 min", "2.5 h", "30 d", "12.6 min",
    ]  # fmt: skip


def test_numbers() -> None:
    assert numbers.value(0.2604, "share") == "26.0 %"
    assert numbers.value(604.6, "s") == "10:05"
    assert numbers.clock(-59.7) == "-1:00"
    assert numbers.signed(-0.1, "share") == "-10.0"
    assert numbers.signed(1e-17, "share") == "0.0"
    assert numbers.interval(0.109, 0.072, "share") == "+3.7 to +18.1"
    assert numbers.interval(0.109, nan, "share") == "-"
    assert numbers.give_or_take(-39.4, 18.2, "s") == "-39 ± 18"
    assert numbers.give_or_take(-39.4, nan, "s") == "-39"
    assert numbers.value(nan, "s") == numbers.value(inf, "s") == "-"
    assert numbers.digits("share", [0.05]) == 1
    assert numbers.digits("share", [0.0003, 0.05]) == 2
    assert numbers.digits("s", [nan, 0.0]) == 0


def test_tables_are_aligned_and_fit() -> None:
    table = Table(
        ("what", "a_very_long_name_of_an_alternative", "b"),
        (("short", "1.0", "2"), ("a long name that needs more room than there is " * 3, "10.0", "23")),
        over=(("", 1), ("both", 2)),
    )
    lines = plain([Heading("Head"), Paragraph("Text. " * 40), table]).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0:2] == ["Head", "----"]
    short = next(line for line in lines if line.startswith("short"))
    long = next(line for line in lines if line.endswith("23"))
    assert short.index("1.0") + 3 == long.index("10.0") + 4
    assert any(line.endswith("- both -") or "- both -" in line for line in lines)


def test_wide_letters_count_twice() -> None:
    lines = plain([Table(("도시", "n"), (("창원", "1"), ("abcd", "2")))]).splitlines()
    assert lines[1:] == ["창원  1", "abcd  2"]


def test_a_terminal_gets_the_same_text_with_styles(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = [Heading("Head", top=True), Paragraph("Said.", strong=True)]
    terminal.tell(blocks)
    assert capsys.readouterr().out == "Head\n====\nSaid.\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    terminal.tell(iter(blocks))
    assert "Said." in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "rich.console", None)
    terminal.tell(iter(blocks))
    assert capsys.readouterr().out == "Head\n====\nSaid.\n"


def test_the_stages_told_add_up(result: Result) -> None:
    text = plain(answer(result)).split("Where time was saved")[1].split("Incidents and the agencies")[0]
    rows = {name: row for row in text.splitlines() for name in labels.STAGES.values() if row.startswith(name)}
    figures = {name: float(row[len(name) :].split("±")[0]) for name, row in rows.items()}
    total = figures.pop("in all")
    assert sum(figures.values()) == pytest.approx(total, abs=3.0)


def test_realised_load_stands_beside_what_is_expected(city: City, result: Result) -> None:
    scenario = city.alternatives["phones"]
    assert nominal(scenario, "collapse") == pytest.approx(72.0)
    assert nominal(scenario, "fight") == pytest.approx(48.0)
    text = plain(answer(result))
    assert "Collapse         72.0" in text


def test_the_parts_that_are_shown_leave_out_zero(result: Result) -> None:
    text = plain(answer(result)).split("Where it matters")[1].split("Work, false reports")[0]
    told_first = study(result)
    by_view = [change for metric, change in told_first.pair.items() if "=" in metric]
    # All fights are in public view, so that part is the whole and is no part.
    parts = [change for change in by_view if change.metric != "attainment/fight/police/view=public"]
    seen = sum(change.seen for change in parts)
    assert f"leaves out zero: {seen} of {len(parts)}" in " ".join(text.split())
    assert text.count("in public view") == 1
    assert "the same" in text or "better" in text


def test_only_equal_alternatives_have_nothing_that_matters(city: City) -> None:
    text = plain(answer(run(city, ["phones", "unchanged"], replications=2, jobs=1)))
    assert "better" not in text
    assert "worse" not in text
    assert "No finding" in text


def test_a_life_says_who_and_by_what(city: City) -> None:
    scenario = city.alternatives["phones"]
    found = explain(city, "collapse-2", replication=1)
    text = plain(life(found, scenario))
    assert text.startswith("collapse-2: Collapse\n====")
    assert "it happens" in text
    same = plain(life(explain(city, "collapse-2", 1, ["phones", "unchanged"]), scenario))
    table = same.split("What differed")[0]
    assert " s  " not in table.split("it happens")[1].replace("same", "")


def test_the_summary_counts_what_there_is(city: City) -> None:
    text = plain(summary(city))
    assert "1 ambulance (EMS)" in text
    assert "report 119" in text
    assert "not in use" in text
    load = next(load for what, name, load, _ in loads(city.alternatives["phones"]) if name == "room_119")
    assert f"centre room 119     {load:.2f}" in text
    assert plain(summary(city, sources=True)).count("assumed") > 40


@pytest.fixture(scope="module")
def platform() -> Result:
    return run(load(PLATFORM), replications=2, jobs=1)


def test_a_platform_is_told_in_plain_words(platform: Result) -> None:
    text = plain(answer(platform))
    assert max(map(len, text.splitlines())) <= 100
    for head in (
        "Who knew, and how soon",
        "Reports at the door",
        "What sensors gave",
        "Permissions",
        "What was up",
        "The ceiling of any sharing",
    ):
        assert f"\n{head}\n---" in text, head
    for words in (
        "calls given up before they were answered",
        "permissions refused",
        "incidents first found by it, by device and year",
        "units sent to what was not real, a day",
        "until the permission to send them is there",
    ):
        assert words in text, words
    assert re.search(r"\bnan\b", text) is None
    figures = platform.metrics().set_index(["alternative", "metric"])["mean"]
    assert re.search(rf"\n  duct +{100 * figures['phones', 'availability/domains/duct']:.1f} %", text)


def test_a_plain_scenario_has_no_tables_of_what_it_lacks(result: Result) -> None:
    text = plain(answer(result))
    for head in ("Permissions", "What was up", "The ceiling of any sharing"):
        assert f"\n{head}\n" not in text
    assert "permission" not in text
    assert "given up" not in text


def test_what_rests_on_a_domain_stands_below_it() -> None:
    text = plain(summary(load(PLATFORM)))
    rows = [line.rstrip() for line in text.split("Failure domains: 3")[1].split("Expected work")[0].splitlines()]
    mains = next(k for k, row in enumerate(rows) if row.startswith("The mains"))
    assert "fails every 6 h on average, for 30 min" in rows[mains]
    assert rows[mains + 1].startswith("  exchange")
    assert "never fails by itself; battery for 10 min, then a generator" in rows[mains + 1]
    assert rows[mains + 2].split() == ["video", "centre"]
    assert rows[mains + 3].startswith("duct")
    assert [row.split()[-1] for row in rows[mains + 4 : mains + 7]] == ["link"] * 3
    assert "Failure domains" not in plain(summary(load(CORNER)))


def test_causes_stand_before_what_they_led_to_at_one_instant() -> None:
    found = explain(load(PLATFORM), "brawl-5")
    for one in range(2):
        milestones = [step.milestone for step in found.steps if step.moments[one]]
        assert milestones[0] is Milestone.ONSET
        assert milestones.index(Milestone.DETECTED) < milestones.index(Milestone.RECEIVED)


def test_an_unknown_incident_has_its_nearest_name() -> None:
    with pytest.raises(ValueError, match=r"no incident 'bralw-5' \(did you mean 'brawl-5'\?\); there are brawl-0 to"):
        explain(load(PLATFORM), "bralw-5")
    with pytest.raises(ValueError, match=r"no incident 'brawl-9999'; there are brawl-0 to"):
        explain(load(PLATFORM), "brawl-9999")


@pytest.fixture(scope="module")
def moving() -> Result:
    return run(load(MOVING), replications=2, jobs=1)


def test_what_moves_is_told_in_plain_words(moving: Result) -> None:
    text = plain(answer(moving))
    assert max(map(len, text.splitlines())) <= 100
    for head in ("How incidents grew", "Held outside", "Hospitals", "Units moved to where they are to wait"):
        assert f"\n{head}\n---" in text, head
    assert re.search(r"\bnan\b", text) is None
    figures = moving.metrics().set_index(["alternative", "metric"])["mean"]
    brought = figures["phones", "carried/general"]
    assert re.search(rf"patients brought, a day *\n  general +{brought:.1f} ", text)
    held = 100 * figures["phones", "staged_share/fight/ems"]
    assert 0.0 < held < 100.0
    assert re.search(rf"cases at which a unit was held *\n  Fight, EMS +{held:.1f} %", text)
    saved = moving.attribution("phones", "word").set_index(["group", "stage"])["seconds"]
    label, seconds = labels.STAGES["staging"], saved["all", "staging"]
    row = next(line for line in text.splitlines() if line.startswith(label))
    assert float(row.removeprefix(label).split()[0]) == pytest.approx(seconds, abs=0.51)


def test_a_plain_scenario_says_nothing_of_what_moves(result: Result, city: City) -> None:
    text = plain(answer(result)) + plain(summary(city))
    for word in ("held outside", "Hospitals", "grew", "Units on the road", "What grows"):
        assert word not in text, word


def test_the_summary_says_how_units_move() -> None:
    text = " ".join(plain(summary(load(MOVING))).split())
    for words in (
        "Fight level stabbing 20 % from the start; 98.2 % within an hour of the level below, unless police is there; "
        "needs 1 ambulance (EMS) more; 50 % of reports say so",
        "held outside until their centre knows it to be safe: EMS (goes in after 30 min all the same), fire",
        "EMS takes 70 % to the nearest hospital that treats it",
        "police patrol from post through town and centre; 10 min at each point",
        "police last call 20 min before the end of a shift only priority 1",
        "EMS free again on the way back",
        "EMS move-up by a compliance table for ambulance",
        "EMS breakdowns of each vehicle every 20 h on average, repaired in 1.5 h",
        "general 1 all clinic without limit Collapse",
        "vehicle location from EMS to room 119, not in use",
    ):
        assert words in text, words


def test_a_life_names_the_hospital_the_level_and_the_staging_point() -> None:
    city = load(MOVING)
    found = explain(city, "fight-13", replication=3, alternatives=["phones"])
    rows = [" ".join(line.split()) for line in plain(life(found, city.alternatives["phones"])).splitlines()]
    for start, end in (
        ("it grows graver", "to 'stabbing'"),
        ("it grows graver", "to 'riot'"),
        ("EMS unit held outside", "ems/south/ambulance-1"),
        ("EMS unit let in", "ems/south/ambulance-1"),
        ("EMS leaves with a patient", "general ems/south/ambulance-1"),
        ("EMS patient handed over", "general ems/south/ambulance-1"),
    ):
        assert any(row.startswith(start) and row.endswith(end) for row in rows), (start, end)
    assert not any("out of order" in row for row in rows)


def test_a_life_says_who_broke_down_and_how_grave_it_was_from_the_start() -> None:
    city = load(MOVING, {"agencies.ems.breakdowns.up": "1 h", "incidents.fight.levels.stabbing.share": "100 %"})
    found = explain(city, "fight-14", replication=2, alternatives=["phones"])
    assert found.level == "stabbing"
    text = plain(life(found, city.alternatives["phones"]))
    assert "It was grave from the start: level 'stabbing'." in text
    broken = [moment for step in found.steps for moment in step.moments if moment and moment.broken]
    assert broken
    assert "out of order" in text
    # A unit that is out of order is not free again.
    free = [
        moment.after
        for step in found.steps
        if step.milestone is Milestone.IN_SERVICE
        for moment in step.moments
        if moment and moment.unit == broken[0].unit
    ]
    assert broken[0].after not in free
