"""Zones of cells: where points fall by weight, files of cells, and what a bad file is answered with."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml
from maps import DEGREE, network
from test_positions import BAD as BAD_POSITIONS

import simcity
from simcity.load import ScenarioError, load, load_text, schema
from simcity.luck import Luck
from simcity.model.geography import Cells, Zone
from simcity.trace import Memory, draw
from simcity.trace.siting import zone_at

TOWN = """\
simcity: 1
title: Town
source: "assumed: an example"
horizon: 30 d
place:
  zones:
    town: {kind: cells, cells: people.csv, size: [100 m, 50 m]}
  origin: [35.0, 128.0]
incidents:
  fight: {rate: 20 /h, callers: {calls: {room: 1}, delay: 0 s}, needs: {police: {car: 1}}}
agencies:
  police: {dispatched_by: room, units: unlimited}
centres:
  room: {role: police, seats: 2}
alternatives:
  base: {}
  denser: {place.zones.town.crowd: 1 /m2}
"""
WHERE = "town.yaml:7:32: place.zones.town.cells: "


def city_of(folder: Path, content: str | bytes, text: str = TOWN) -> simcity.City:
    (folder / "people.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "town.yaml").write_text(text)
    return load(folder / "town.yaml")


def cells(city: simcity.City, alternative: str = "base") -> Cells:
    zone = city.alternatives[alternative].place.zones["town"]
    assert isinstance(zone, Cells)
    return zone


def faults_of(folder: Path, content: str | bytes, text: str = TOWN) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        city_of(folder, content, text)
    return [str(fault) for fault in caught.value.faults]


def spread(zone: Cells, u: list[float], v: float = 0.5) -> tuple[list[float], list[float]]:
    x, y = zone.spread(np.array(u), np.full(len(u), v))
    return x.tolist(), y.tolist()


def test_points_fall_by_weight_and_evenly_within_their_cell() -> None:
    zone = Cells(cells=((0.0, 0.0, 1.0), (100.0, 10.0, 0.0), (200.0, 20.0, 3.0)), size=(100.0, 50.0))
    # The first cell has the first quarter of u: from -50 to 50 m. The third has the rest: from 150 to 250 m.
    x, y = spread(zone, [0.0, 0.125, 0.25, 0.625, 0.8125])
    assert x == pytest.approx([-50, 0, 150, 200, 225])
    assert y == [0, 0, 20, 20, 20]
    assert spread(zone, [0.0, 0.5], v=0.1)[1] == pytest.approx([-20, 0])


def test_nothing_falls_into_a_cell_without_weight_even_at_the_last_uniform() -> None:
    last = math.nextafter(1.0, 0.0)
    zone = Cells(cells=((0.0, 0.0, 0.0), (100.0, 0.0, 0.1), (200.0, 0.0, 0.2), (300.0, 0.0, 0.0)), size=(100.0, 100.0))
    x, _ = spread(zone, [0.0, last, 1.0])
    assert x == pytest.approx([50, 250, 250])
    many = Cells(cells=tuple((100.0 * k, 0.0, 0.1 * (k % 3)) for k in range(3001)), size=(100.0, 100.0))
    x, _ = spread(many, np.linspace(0.0, last, 20_001).tolist())
    middles = np.array([100.0 * k for k in range(3001) if k % 3])
    away = np.abs(np.array(x)[:, None] - middles).min(axis=1)
    assert away.max() <= 50.0 + 1e-6
    assert np.all(np.diff(x) >= 0)


def test_a_line_of_cells_of_equal_weight_is_a_rectangle() -> None:
    u, v = np.random.default_rng(1).random((2, 1000))
    line = Cells(cells=tuple((50.0 + 100.0 * k, 25.0, 2.0) for k in range(8)), size=(100.0, 50.0))
    assert line.spread(u, v)[0] == pytest.approx(Zone(at=(0.0, 0.0), size=(800.0, 50.0)).spread(u, v)[0], abs=1e-6)
    assert line.spread(u, v)[1] == pytest.approx(50.0 * v)


def test_incidents_fall_where_people_are(tmp_path: Path) -> None:
    scenario = city_of(tmp_path, "x,y,weight\n0,0,1\n500,0,0\n1000,0,3\n").alternatives["base"]
    subjects = draw(scenario, Luck(scenario.seed, 0), Memory()).subjects
    number = len(subjects)
    east = float((subjects.x > 500).mean())
    assert number > 13_000
    # Three of four, within four standard errors of a share of so many.
    assert east == pytest.approx(0.75, abs=4 * math.sqrt(0.75 * 0.25 / number))
    assert set(np.unique(np.floor((subjects.x + 50) / 100))) == {0.0, 10.0}


def test_metres_weights_and_other_columns(tmp_path: Path) -> None:
    city = city_of(tmp_path, "id,WEIGHT,y,x\r\n1,2.5,20,-3.5\r\n\r\n2,0,1e2,.5\r\n")
    assert cells(city).cells == ((-3.5, 20.0, 2.5), (0.5, 100.0, 0.0))
    assert cells(city).size == (100.0, 50.0)


def test_degrees_are_laid_around_the_origin(tmp_path: Path) -> None:
    first, east = cells(city_of(tmp_path, "lat,lon,weight\n35.0,128.0,1\n35.0,128.01,7\n")).cells
    assert first == (0.0, 0.0, 1.0)
    assert east == pytest.approx((1111.95 * math.cos(math.radians(35.0)), 0.0, 7.0), abs=0.01)


def test_cells_may_stand_in_the_scenario(tmp_path: Path) -> None:
    inline = TOWN.replace("people.csv", "[[0 m, 0 m, 1], [100 m, 0 m, 2]]")
    assert cells(load_text(inline)).cells == ((0.0, 0.0, 1.0), (100.0, 0.0, 2.0))


def test_a_file_is_read_once_kept_by_digest_and_rests_on_a_source(tmp_path: Path) -> None:
    content = "x,y,weight\n" + "".join(f"{k},{k % 97},1\n" for k in range(10_000))
    city = city_of(tmp_path, content)
    assert cells(city, "denser").cells is cells(city).cells
    assert city.files == {"people.csv": hashlib.sha256(content.encode()).hexdigest()}
    (fact,) = [fact for fact in city.facts if fact.path == "place.zones.town.cells"]
    assert (fact.value, fact.source, fact.line) == ("people.csv", "assumed", 7)
    bare = TOWN.replace('source: "assumed: an example"\n', "").replace("50 m]}", '50 m], source: {size: "assumed: x"}}')
    assert any("the file 'people.csv' has no source" in fault for fault in faults_of(tmp_path, content, bare))


def test_an_alternative_may_name_another_file(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("x,y,weight\n1,1,1\n2,2,1\n")
    text = TOWN.replace("place.zones.town.crowd: 1 /m2", "place.zones.town.cells: more.csv")
    city = city_of(tmp_path, "x,y,weight\n0,0,1\n", text)
    assert (len(cells(city).cells), len(cells(city, "denser").cells)) == (1, 2)
    assert set(city.files) == {"people.csv", "more.csv"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x,y\n0,0\n", "people.csv has no column 'weight'; each cell needs one, such as the people who live there"),
        ("x,y,weight\n0,0,\n", "row 2 of people.csv has no weight; each cell needs one, a number of at least 0"),
        ("x,y,weight\n0,0\n", "row 2 of people.csv has no weight"),
        ("x,y,weight\n0,0,-1\n", "row 2 of people.csv has the weight '-1'"),
        ("x,y,weight\n0,0,1\n1,1,many\n", "row 3 of people.csv has the weight 'many'"),
        ("x,y,weight\n0,0,nan\n", "row 2 of people.csv has the weight 'nan'"),
        ("x,y,weight\n0,0,0\n1,1,0\n", "all cells have a weight of 0; give one at least a weight above 0"),
        ("x,y,weight,weight\n0,0,1,1\n", "has the column 'weight' twice"),
        ("x,y,weight\na,0,1\n", "row 2 of people.csv: 'a' is no number in the column 'x'"),
        ("lat,lon,weight\n95,128,1\n", "row 2 of people.csv: the latitude 95 is not between -90 and 90"),
        (b"\xff\xfe", "people.csv is binary or not in UTF-8"),
    ],
)
def test_a_bad_file_is_answered_with_its_row(tmp_path: Path, content: str | bytes, said: str) -> None:
    (fault,) = faults_of(tmp_path, content)
    assert WHERE + said in fault or (WHERE in fault and said in fault)


@pytest.mark.parametrize("content", [case[0] for case in BAD_POSITIONS if case[0] not in ("x,y\n",)])
def test_no_file_that_is_bad_for_positions_is_good_for_cells(tmp_path: Path, content: str | bytes) -> None:
    assert faults_of(tmp_path, content)


def test_many_faults_are_counted(tmp_path: Path) -> None:
    found = faults_of(tmp_path, "x,y,weight\n" + "0,0,-1\n" * 10)
    assert len(found) == 4
    assert "7 more faults in people.csv" in found[-1]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("people.csv", "none.csv", "there is no file none.csv; its name counts from the folder of the scenario file"),
        ("people.csv", "people.geojson", "a list of cells is wanted, or the name of a .csv file, got 'people.geojson'"),
        ("people.csv", "50 m", "a list of cells is wanted"),
        ("people.csv", "[]", "cells"),
        ("people.csv", "[[0 m, 0 m]]", "cells"),
        ("people.csv", "[[0 m, 0 m, -1]]", "cells"),
        ("kind: cells, ", "", "'cells' is not known here"),
        ("[100 m, 50 m]", "[100 m, 0 m]", "it must be more than 0"),
    ],
)
def test_what_is_no_file_or_no_list(tmp_path: Path, was: str, now: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(tmp_path, "x,y,weight\n0,0,1\n", TOWN.replace(was, now, 1)))


def test_degrees_need_an_origin(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "lat,lon,weight\n35,128,1\n", TOWN.replace("  origin: [35.0, 128.0]\n", ""))
    assert "people.csv is in degrees, which needs the origin of the place" in fault


def test_the_network_of_the_place_is_an_origin_and_must_cover_the_cells(tmp_path: Path) -> None:
    network(tmp_path)
    text = TOWN.replace("  origin: [35.0, 128.0]\n", "  travel: {kind: roads, network: city.roads}\n")
    text = text.replace("units: unlimited", "stations: {base: {at: [0 m, 0 m], units: {car: 1}}}")
    on = city_of(tmp_path, f"lat,lon,weight\n0,{500 / DEGREE!r},1\n", text)
    assert cells(on).cells[0] == pytest.approx((500, 0, 1), abs=0.01)
    (fault,) = faults_of(tmp_path, f"lat,lon,weight\n0,{500 / DEGREE!r},1\n0,{5000 / DEGREE!r},3\n", text)
    assert "the map city.roads does not cover it: 7" in fault


def test_devices_stand_in_the_cell_around_them() -> None:
    town = Cells(cells=((0.0, 0.0, 1.0), (300.0, 0.0, 0.0)), size=(100.0, 50.0))
    zones = {"first": Zone(at=(900.0, 0.0), size=(10.0, 10.0)), "town": town}
    x, y = np.array([0.0, 49.0, 51.0, 320.0, 0.0, 905.0]), np.array([24.0, -25.0, 0.0, 20.0, 26.0, 5.0])
    assert zone_at(zones, x, y).tolist() == [1, 1, 0, 1, 0, 0]


def test_the_schema_takes_a_list_and_the_name_of_a_file() -> None:
    def valid(cells: str) -> bool:
        tree = yaml.safe_load(TOWN.replace("people.csv", cells))
        return jsonschema.Draft202012Validator(schema()).is_valid(tree)

    assert valid("people.csv")
    assert valid("[[0 m, 0 m, 1]]")
    assert not valid("people.geojson")
    assert not valid("[[0 m, 0 m]]")


def test_a_city_of_cells_is_run_and_told(tmp_path: Path) -> None:
    from simcity.report.city import summary

    text = TOWN.replace("30 d", "1 d").replace(
        "units: unlimited", "stations: {base: {zone: town, count: 3, units: {car: 1}}}"
    )
    city = city_of(tmp_path, "x,y,weight\n0,0,1\n1000,0,3\n", text)
    assert list(summary(city))
    assert len(simcity.run(city, replications=1, jobs=1).table)
