"""One's own city: scenarios on a map, what is wrong with them in words, and central Helsinki as it ships."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from maps import DEGREE, ROOT, network, tables

import simcity
from simcity.cli import commands
from simcity.load import ScenarioError, load, load_text
from simcity.load.streets.importing import imported, saved
from simcity.model.advice import warnings
from simcity.model.agencies import Agency
from simcity.model.roads import Roads

HELSINKI = ROOT / "scenarios" / "helsinki-centre.yaml"
OSM = "© OpenStreetMap contributors"

TOWN = f"""\
simcity: 1
title: A square
source: "assumed: an example"
horizon: 6 h
place:
  zones:
    street: {{at: [100 m, -10 m], size: [800 m, 20 m]}}
  travel: {{kind: roads, network: city.roads}}
incidents:
  fire: {{rate: 1 /h, callers: {{calls: {{room: 1}}, delay: 0 s}}, needs: {{rescue: {{engine: 1}}}}}}
agencies:
  rescue:
    dispatched_by: room
    stations:
      base: {{at: {{lat: 0, lon: {1000 / DEGREE!r}}}, units: {{engine: 1}}}}
centres:
  room: {{role: fire, seats: 1}}
alternatives:
  base: {{}}
  slower: {{place.travel.factor: 120 %}}
"""


def city(folder: Path, was: str = "", now: str = "") -> simcity.City:
    """Return the town on the square, with one thing changed."""
    assert was in TOWN
    network(folder)
    (folder / "town.yaml").write_text(TOWN.replace(was, now, 1))
    return load(folder / "town.yaml")


def test_a_scenario_names_its_network_and_keeps_its_digest(tmp_path: Path) -> None:
    town = city(tmp_path)
    assert town.files == {"city.roads": sha256((tmp_path / "city.roads").read_bytes()).hexdigest()}
    base, slower = (town.alternatives[name].place.travel for name in ("base", "slower"))
    assert isinstance(base, Roads)
    assert isinstance(slower, Roads)
    assert base.network == slower.network
    assert slower.factor == 1.2
    assert [fact.value for fact in town.facts if fact.path == "place.travel.network"] == ["city.roads"]


def agency(town: simcity.City) -> Agency:
    return town.alternatives["base"].agencies["rescue"]


def test_points_in_degrees_count_from_the_origin_of_the_network_or_of_the_place(tmp_path: Path) -> None:
    assert agency(city(tmp_path)).stations["base"].at == pytest.approx((1000, 0))
    moved = city(tmp_path, "place:\n", f"place:\n  origin: [0.0, {500 / DEGREE!r}]\n")
    assert agency(moved).stations["base"].at == pytest.approx((500, 0))
    law = moved.alternatives["base"].place.travel
    assert isinstance(law, Roads)
    # The streets move with the origin, so that they stay where they are on the globe.
    assert law.network.points()[0][:2] == pytest.approx([-500, 500], abs=0.02)


@pytest.mark.parametrize(
    ("was", "now", "where", "said"),
    [
        ("city.roads", "town.roads", "8:34: place.travel.network", "there is no file town.roads; its name counts from"),
        ("city.roads", "city.osm.pbf", "8:34: place.travel.network", "the name of a .roads file is wanted"),
        ("city.roads", "[1]", "8:25: place.travel.network", "the name of a .roads file is wanted"),
        ("city.roads", "town.yaml/../city.roads", "8:34: place.travel.network", "cannot be read"),
        ("network: city.roads", "netwrk: city.roads", "8:25: place.travel.netwrk", "did you mean 'network'?"),
        (
            "city.roads",
            "city.roads, speeds: {alley: 5 km/h}",
            "8:3: place.travel",
            "there are no streets of class 'alley'",
        ),
        ("city.roads", "city.roads, preemption: 100 %", "8:3: place.travel", "leaves no time at all"),
        (
            "city.roads",
            "city.roads, normal_for: [cat]",
            "8:59: place.travel.normal_for.0",
            "there is no incident type 'cat'",
        ),
        (
            "city.roads",
            "city.roads, closures: {all: {kind: circle, at: [0 m, 0 m], radius: 9 km}}",
            "8:46: place.travel.closures",
            "they leave no street",
        ),
        (
            "city.roads",
            'city.roads, closures: {a: {kind: circle, at: [0 m, 0 m], radius: 9 m, from: "08:00"}}',
            "8:57: place.travel.closures.a",
            "both from and until",
        ),
        (
            "[100 m, -10 m]",
            "[2 km, -10 m]",
            "7:5: place.zones.street",
            "the map city.roads does not cover it: 100 % of it",
        ),
        ("[100 m, -10 m]", "{lat: 95, lon: 0}", "7:14: place.zones.street.at", "lat must be from -90 to 90"),
        ("[100 m, -10 m]", "{lat: 5, lon: 0}", "7:14: place.zones.street.at", "it lies 556 km from the origin"),
        ("[100 m, -10 m]", "{lat: 5}", "7:14: place.zones.street.at", "or {lat: 60.17, lon: 24.94} in degrees"),
        (
            "{lat: 0, lon:",
            "{lat: 0.05, lon:",
            "15:14: agencies.rescue.stations.base.at",
            "m from the nearest street of city.roads",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_cure(
    tmp_path: Path, was: str, now: str, where: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        city(tmp_path, was, now)
    # One cause is told once: nothing follows from a network that could not be read.
    (told,) = map(str, caught.value.faults)
    assert f"town.yaml:{where}" in told
    assert said in told


def test_a_network_of_another_kind_is_told_as_broken(tmp_path: Path) -> None:
    network(tmp_path)
    (tmp_path / "city.roads").write_bytes(b"PK\x03\x04 half a zip")
    (tmp_path / "town.yaml").write_text(TOWN)
    with pytest.raises(ScenarioError, match="make it with simcity roads import"):
        load(tmp_path / "town.yaml")


def test_a_text_lies_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="give its whole path"):
        load_text(TOWN)
    network(tmp_path)
    assert load_text(TOWN.replace("city.roads", str(tmp_path / "city.roads"))).alternatives


def test_degrees_without_a_map_need_an_origin() -> None:
    text = TOWN.replace("{kind: roads, network: city.roads}", "{kind: straight_line, speed: 30 km/h}")
    text = text.replace("place.travel.factor: 120 %", "place.travel.speed: 20 km/h")
    with pytest.raises(ScenarioError, match="a point in degrees needs the origin of the place"):
        load_text(text)
    found = load_text(text.replace("place:\n", "place:\n  origin: [0.0, 0.0]\n"))
    assert agency(found).stations["base"].at == pytest.approx((1000, 0))


def test_two_maps_count_from_one_origin(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    saved(imported(tables(tmp_path / "map"), origin=(0.001, 0.0)), tmp_path / "b" / "city.roads")
    stations = "stations: {x: {zone: street, units: {car: 1}}}"
    own = f"agencies:\n  police: {{dispatched_by: room, {stations}, travel: {{kind: roads, network: b/city.roads}}}}\n"
    # The network of the place has the origin of all.
    assert city(tmp_path, "agencies:\n", own)
    text = TOWN.replace("agencies:\n", own).replace("{lat: 0, lon: ", "[0 m, 0 m] #")
    text = text.replace(
        "    dispatched_by: room\n", "    dispatched_by: room\n    travel: {kind: roads, network: city.roads}\n"
    )
    text = text.replace("  travel: {kind: roads, network: city.roads}\nincidents", "incidents").replace(
        "  slower: {place.travel.factor: 120 %}\n", ""
    )
    text = re.sub(r"at: \[0 m, 0 m\] #.*", "at: [0 m, 0 m], units: {engine: 1}}", text)
    (tmp_path / "town.yaml").write_text(text)
    with pytest.raises(ScenarioError, match="count their metres from different origins"):
        load(tmp_path / "town.yaml")


@pytest.mark.parametrize(
    ("closure", "said"),
    [
        ("{kind: circle, at: [5 km, 0 m], radius: 10 m}", "closure 'one' closes no street of city.roads"),
        ("{kind: circle, at: [500 m, 0 m], radius: 10 m}", ""),
    ],
)
def test_closures_that_do_nothing_or_more_than_meant_are_warned_of(tmp_path: Path, closure: str, said: str) -> None:
    town = city(tmp_path, "city.roads", f"city.roads, closures: {{one: {closure}}}")
    told = list(warnings(town.alternatives["base"]))
    assert [said] == told if said else told == []


def test_a_zone_that_is_partly_off_the_map_is_warned_of(tmp_path: Path) -> None:
    town = city(tmp_path, "size: [800 m, 20 m]", "size: [1500 m, 20 m]")
    (told,) = warnings(town.alternatives["base"])
    assert re.fullmatch(r"\d+ % of zone 'street' lies more than 300 m .* 'rescue' goes on by foot from there", told)


def test_helsinki_is_in_order_and_says_whom_to_thank() -> None:
    town = load(HELSINKI)
    assert list(town.alternatives) == ["phones", "one_click", "clear_signals", "street_market"]
    for scenario in town.alternatives.values():
        assert list(warnings(scenario)) == []
    assert len(town.attributions) == 1
    assert town.attributions[0].startswith(OSM)
    answer = CliRunner().invoke(commands, ["check", str(HELSINKI)])
    assert OSM in answer.output
    unsure = [fact for fact in town.facts if fact.confidence in ("D", "B", "assumed") and not fact.alternative]
    assert {fact.path for fact in unsure if not (fact.low and fact.high)} <= {
        "incidents.alarm.in_public_view",
        "incidents.advice.believed",
    }


def test_helsinki_on_other_days_moves_the_way_its_alternatives_say() -> None:
    found = simcity.run(load(HELSINKI), replications=8, jobs=1)
    rows = found.metrics()
    rows = rows[rows.metric == "response_mean/fight/police"]
    mean = dict(zip(rows.alternative, rows["mean"], strict=True))
    assert mean["clear_signals"] < mean["phones"]
    assert mean["one_click"] < mean["phones"]


def test_every_picture_names_whom_to_thank(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from simcity.report.pictures import save_all

    found = simcity.run(load(HELSINKI), replications=2, jobs=1)
    drawn = [path for path in save_all(found, tmp_path) if path.suffix == ".svg"]
    assert drawn
    for path in drawn:
        # Letters are drawn as shapes, and each text is named in a comment.
        assert f"Map: {OSM}" in path.read_text(encoding="utf-8"), path


def test_the_page_tells_what_works_on_the_shipped_city(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "howto-own-city.md").read_text(encoding="utf-8")
    (shown,) = (
        code for code in re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE) if "alternatives:" in code
    )
    text = HELSINKI.read_text(encoding="utf-8")
    kept = text[: text.index("\nalternatives:")].replace("alternative: one_click", "alternative: market")
    kept = kept.replace("baseline: phones", "baseline: today").replace(
        "\nsources:", '\nsource: "assumed: shown"\nsources:'
    )
    (tmp_path / "own.yaml").write_text(f"{kept}\n{shown}", encoding="utf-8")
    (tmp_path / "helsinki-centre.roads").write_bytes(HELSINKI.with_suffix(".roads").read_bytes())
    found = simcity.run(load(tmp_path / "own.yaml"), replications=1, jobs=1)
    assert list(found.alternatives) == ["today", "clear_signals", "market", "gate_nearer"]
    for command in re.findall(r"^simcity roads route .*$", page, re.MULTILINE):
        words = command.replace("helsinki-centre.roads", str(HELSINKI.with_suffix(".roads"))).split()[1:]
        assert CliRunner().invoke(commands, words).exit_code == 0
