"""Scenarios to start from: what a map, or a folder of JEMSS.jl, becomes by one command, and what is wrong in words."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from maps import DEGREE, shared, tables

import simcity
from simcity.cli import commands
from simcity.distributions import Constant, Exponential
from simcity.load import load
from simcity.load.streets.jemss_laws import duration
from simcity.load.streets.naming import id_of
from simcity.load.streets.people import of_raster
from simcity.load.streets.raster import raster
from simcity.load.streets.raw import MapError
from simcity.model.advice import warnings
from simcity.model.geography import Cells
from simcity.model.roads import Roads

CELL = 50 / DEGREE
"""Degrees of a cell of 50 m."""


def tiff(
    values: list[list[float]],
    packed: int = 1,
    kind: str = "d",
    tags: dict[int, tuple[str, tuple[float, ...]]] | None = None,
) -> bytes:
    """Return a GeoTIFF whose north-west corner lies at 1000 m north of (0, 0), in two strips of rows."""
    rows, columns = len(values), len(values[0])
    halves = [np.array(values[: rows // 2], kind).tobytes(), np.array(values[rows // 2 :], kind).tobytes()]
    strips = [zlib.compress(one) if packed == 8 else one for one in halves]
    bits, form = (64, 3) if kind == "d" else (32, 3) if kind == "f" else (16, 1)
    told: dict[int, tuple[str, tuple[float, ...]]] = {
        256: ("H", (columns,)), 257: ("H", (rows,)), 258: ("H", (bits,)), 259: ("H", (packed,)), 277: ("H", (1,)),
        273: ("I", (0, 0)), 279: ("I", tuple(map(len, strips))), 339: ("H", (form,)),
        33550: ("d", (CELL, CELL, 0.0)), 33922: ("d", (0.0, 0.0, 0.0, 0.0, 1000 / DEGREE, 0.0)),
        34735: ("H", (1, 1, 0, 1, 1024, 0, 1, 2)),
    }  # fmt: skip
    told |= tags or {}
    after = 8 + 2 + 12 * len(told) + 4
    extra, entries = b"".join(strips), []
    told[273] = "I", (after, after + len(strips[0]))
    for tag in sorted(told):
        letter, numbers = told[tag]
        body = struct.pack(f"<{len(numbers)}{letter}", *numbers)
        place = body.ljust(4, b"\0") if len(body) <= 4 else struct.pack("<I", after + len(extra))
        extra += body if len(body) > 4 else b""
        entries.append(struct.pack("<HHI", tag, {"H": 3, "I": 4, "d": 12}[letter], len(numbers)) + place)
    return b"II*\0" + struct.pack("<IH", 8, len(told)) + b"".join(entries) + b"\0" * 4 + extra


PEOPLE = [[0.0, 1.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 4.0], [0.0, 0.0, 0.0, 0.0]]
FILES = {
    "stations_1.csv": f"stations,,,\nindex,x,y,capacity,address\n1,0,0,5,\n2,{1000 / DEGREE},0,5,1 Main St\n",
    "hospitals_1.csv": f"hospitals,,\nindex,x,y,Name\n1,{1000 / DEGREE},{1000 / DEGREE},General\n",
    "ambulances_1.csv": "ambulances,,\nindex,stationIndex,class\n1,2,1\n2,2,2\n",
    "priorities_1.csv": (
        "priorities,3,\npriority,name,targetResponseTime\n1,highPriority,0.005555556\n2,medPriority,0.01\n"
        "3,lowPriority,0.007291667\n"
    ),
    "demand_1.csv": (
        "demandRasters,\nrasterIndex,rasterFilename\n1,$jemssDir/data/people.tif\n,\ndemandModes,,,\n"
        "modeIndex,rasterIndex,priority,arrivalRate\n1,1,highPriority,10\n2,1,medPriority,0\n3,1,lowPriority,20\n,\n"
        "demandSets,\nsetIndex,modeIndices\n1,[1; 2; 3]\n,\ndemandSetsTiming,\nstartTime,setIndex\n0,1\n"
    ),
    "travel_1.csv": (
        "travelModes,\ntravelModeIndex,offRoadSpeed\n1,240\n2,120\n,\ntravelSets,\n"
        "travelSetIndex,priority,travelModeIndex\n1,highPriority,1\n1,medPriority,1\n1,lowPriority,2\n,\n"
        "travelSetsTiming,\nstartTime,travelSetIndex\n0,1\n"
    ),
    "gen_config.xml": (
        "<genConfig><sim><callDistributions><dispatchDelay>Normal(2.5/60/24, 0)</dispatchDelay>"
        "<onSceneDuration>Exponential(12/60/24)</onSceneDuration><transport>Bernoulli(0.85)</transport>"
        "<handoverDuration>Exponential(30/60/24)</handoverDuration></callDistributions></sim></genConfig>"
    ),
}
NODES = "nodes,4,,\nindex,x,y,offRoadAccess\n" + "".join(
    f"{k + 1},{x / DEGREE},{y / DEGREE},1\n" for k, (x, y) in enumerate([(0, 0), (1000, 0), (1000, 1000), (0, 1000)])
)
ARCS = "miscData,1\narcForm,numModes\nundirected,2\n,\narcs,4\nindex,fromNode,toNode,mode_1,mode_2\n" + "".join(
    f"{k + 1},{k + 1},{(k + 1) % 4 + 1},{50 / 86400},{100 / 86400}\n" for k in range(4)
)


def folder(path: Path, **changed: str | None) -> Path:
    """Write a small city of JEMSS.jl, with some files changed, or left out where they are None."""
    path.mkdir()
    for name, text in FILES.items():
        content = changed.get(name.partition(".")[0].removesuffix("_1"), text)
        if content is not None:
            (path / name).write_text(content)
    with zipfile.ZipFile(path / "roads.zip", "w") as archive:
        archive.writestr("nodes.csv", NODES)
        archive.writestr("arcs.csv", ARCS)
    with zipfile.ZipFile(path / "people.zip", "w") as archive:
        archive.writestr("people.tif", tiff(PEOPLE))
    return path


def import_of(path: Path, scenario: Path, *more: str) -> Result:
    return CliRunner().invoke(commands, ["roads", "import", str(path), "--scenario", str(scenario), *more])


def test_a_folder_of_jemss_becomes_a_city_with_all_that_it_says(tmp_path: Path) -> None:
    answer = import_of(folder(tmp_path / "town"), tmp_path / "out" / "town.yaml", "--origin", "0,0")
    assert answer.exit_code == 0, answer.output
    assert "30 calls a day, 2 ambulances at 2 stations, 1 hospitals." in answer.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["town-people.csv", "town.roads", "town.yaml"]
    city = load(tmp_path / "out" / "town.yaml")
    scenario = city.alternatives["as_given"]
    high, low = scenario.incidents["high"], scenario.incidents["low"]
    assert list(scenario.incidents) == ["high", "low"]
    assert [kind.rate for kind in (high, low)] == pytest.approx([10 / 86400, 20 / 86400])
    assert [kind.priority for kind in (high, low)] == [1, 3]
    assert [kind.official["ems"].within for kind in (high, low)] == [480.0, 630.0]
    assert [kind.transport["ems"].share for kind in (high, low)] == [0.85, 0.85]
    ems = scenario.agencies["ems"]
    assert {name: (station.at, station.units["ambulance"]) for name, station in ems.stations.items()} == {
        "station_1": (pytest.approx((0, 0)), {0.0: 0}),
        "station_2": (pytest.approx((1000, 0), abs=0.1), {0.0: 2}),
    }
    assert ems.on_scene == Exponential(mean=720.0)
    assert ems.available_again == "on_the_way"
    assert ems.turnout == Constant(value=0.0)
    assert scenario.centres["room"].dispatching == Constant(value=150.0)
    assert scenario.hospitals["general"].handover == Exponential(mean=1800.0)
    assert scenario.hospitals["general"].at == pytest.approx((1000, 1000), abs=0.2)
    law = scenario.place.travel
    assert isinstance(law, Roads)
    assert law.normal_for == ("low",)
    assert law.off_road == pytest.approx(10 / 3.6)
    assert scenario.links["locator"].sender == "ems"
    turning = city.alternatives["redispatch"].agencies["ems"].redispatch
    assert turning is not None
    assert (turning.urgent, turning.when) == (1, "sooner")
    # Four cells of the raster make one of 100 m: 3 people in the north-west, 4 in the south-east.
    zone = scenario.place.zones["city"]
    assert isinstance(zone, Cells)
    assert [cell[2] for cell in zone.cells] == [3.0, 4.0]
    assert zone.cells[0][:2] == pytest.approx((50, 950), abs=0.1)
    assert zone.cells[1][:2] == pytest.approx((150, 850), abs=0.1)
    assert zone.size == pytest.approx((100, 100), abs=0.01)
    assert {fact.confidence for fact in city.facts} == {"S", "assumed"}
    assert [fact.path for fact in city.facts if fact.confidence == "assumed"] == ["place.travel.farthest"]
    assert list(warnings(scenario)) == []


def test_a_city_of_jemss_is_run(tmp_path: Path) -> None:
    assert import_of(folder(tmp_path / "town"), tmp_path / "town.yaml").exit_code == 0
    found = simcity.run(load(tmp_path / "town.yaml"), replications=1, jobs=1)
    assert set(found.table.alternative) == {"as_given", "redispatch"}


@pytest.mark.parametrize("name", ["stations", "hospitals", "ambulances", "priorities", "demand", "travel"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    answer = import_of(folder(tmp_path / "town", **{name: None}), tmp_path / "town.yaml")
    assert answer.exit_code == 2
    assert f"has no {name}_1.csv, without which it is no city of JEMSS.jl" in answer.output
    assert not (tmp_path / "town.yaml").exists()


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("stations", "1,0,0", "1,zero,0", "row 3 of stations_1.csv: 'zero' is no number in the column 'x'"),
        ("stations", "1,0,0", "1,200,0", "row 3 of stations_1.csv: (200, 0) is no longitude and latitude"),
        ("stations", "index,x,y", "index,east,y", "row 2 of stations_1.csv must name the column 'x'; it has 'index'"),
        ("stations", "stations,", "posts,", "stations_1.csv has no table 'stations'"),
        ("ambulances", "2,2,2", "2,9,2", "ambulances_1.csv names the station 9, which is not in the stations"),
        ("ambulances", "2,2,2", "2,1.5,2", "row 4 of ambulances_1.csv: '1.5' is no whole number"),
        ("priorities", "0.007291667", "", "row 5 of priorities_1.csv: there is nothing in the column 'targetresponse"),
        ("demand", "1,1,highPriority,10", "1,2,highPriority,10", "row 7 of demand_1.csv: there is no raster 2"),
        ("demand", "highPriority,10", "highPriority,-3", "row 7 of demand_1.csv: the rate must be at least 0"),
        ("demand", "highPriority,10", "urgent,10", "demand_1.csv has calls of 'urgent', which is no priority"),
        ("demand", "0,1\n", "0,1\n0.5,1\n", "demand_1.csv: demand that changes with time is not taken over"),
        ("demand", "people.tif", "folk.tif", "has no folk.tif, alone or in a zip, which demand_1.csv names"),
        ("travel", "1,lowPriority,2", "1,lowPriority,7", "row 10 of travel_1.csv: there is no travel mode 7"),
        ("gen_config", "Bernoulli(0.85)", "Beta(2, 3)", "transport in gen_config.xml: Bernoulli with a chance"),
        ("gen_config", "Exponential(12/60/24)", "Cauchy(1)", "onSceneDuration in gen_config.xml: Cauchy with 1 num"),
        ("gen_config", "Exponential(12/60/24)", "exit()", "onSceneDuration in gen_config.xml: exit with 0 numbers"),
        ("gen_config", "Exponential(12/60/24)", "Exponential(2^3)", "is no law such as Exponential(7.6/60/24)"),
        ("gen_config", "<sim>", "<sims>", "gen_config.xml is no XML"),
        ("gen_config", "handoverDuration", "handover", "gen_config.xml has no handoverDuration"),
    ],
)
def test_what_is_wrong_in_a_folder_is_told_with_its_row(
    tmp_path: Path, name: str, was: str, now: str, said: str
) -> None:
    text = next(text for file, text in FILES.items() if file.startswith(name))
    assert was in text
    answer = import_of(folder(tmp_path / "town", **{name: text.replace(was, now)}), tmp_path / "town.yaml")
    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_two_files_of_a_kind_are_told(tmp_path: Path) -> None:
    path = folder(tmp_path / "town")
    (path / "stations_2.csv").write_text(FILES["stations_1.csv"])
    answer = import_of(path, tmp_path / "town.yaml")
    assert "has stations_1.csv and stations_2.csv; keep the one that is meant" in answer.output


def test_a_scenario_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text("mine")
    answer = import_of(folder(tmp_path / "town"), tmp_path / "town.yaml")
    assert (answer.exit_code, "is there already" in answer.output) == (2, True)
    assert (tmp_path / "town.yaml").read_text() == "mine"
    assert "must end in .yaml" in import_of(tmp_path / "town", tmp_path / "town.txt").output


def test_the_network_may_lie_elsewhere(tmp_path: Path) -> None:
    answer = import_of(folder(tmp_path / "town"), tmp_path / "a" / "t.yaml", "--out", str(tmp_path / "b" / "n.roads"))
    assert answer.exit_code == 0, answer.output
    assert load(tmp_path / "a" / "t.yaml").files.keys() == {"../b/n.roads", "t-people.csv"}


def test_a_map_without_places_gets_a_made_up_station(tmp_path: Path) -> None:
    answer = import_of(tables(tmp_path / "map"), tmp_path / "town.yaml", "--origin", "0,0")
    assert answer.exit_code == 0, answer.output
    city = load(tmp_path / "town.yaml")
    scenario = city.alternatives["today"]
    assert list(scenario.agencies) == ["ems"]
    assert list(scenario.agencies["ems"].stations) == ["made_up_station"]
    assert not scenario.hospitals
    zone = scenario.place.zones["city"]
    assert isinstance(zone, Cells)
    # Four kilometres of street in cells of 250 m.
    assert sum(cell[2] for cell in zone.cells) == pytest.approx(4000, abs=10)
    assert list(warnings(scenario)) == []
    assert len(simcity.run(city, replications=1, jobs=1).table)


def test_liechtenstein_is_ready_to_run_by_one_command(tmp_path: Path) -> None:
    pytest.importorskip("osmium")
    answer = import_of(shared("liechtenstein-2013.osm.pbf"), tmp_path / "country.yaml")
    assert answer.exit_code == 0, answer.output
    city = load(tmp_path / "country.yaml")
    today = city.alternatives["today"]
    assert {name: len(agency.stations) for name, agency in today.agencies.items()} == {
        "ems": 1,
        "fire": 6,
        "police": 1,
    }
    assert list(today.hospitals) == ["liechtensteinisches_landesspital"]
    assert city.attributions[0].startswith("© OpenStreetMap")
    for scenario in city.alternatives.values():
        assert list(warnings(scenario)) == []
    assumed = [fact for fact in city.facts if fact.confidence == "assumed"]
    assert all(fact.low and fact.high for fact in assumed)
    assert {"agencies.ems.turnout", "incidents.illness.rate"} <= {fact.path for fact in assumed}
    assert len(simcity.run(city, replications=1, jobs=1).table)


@pytest.mark.parametrize(("packed", "kind"), [(1, "d"), (8, "d"), (1, "f"), (1, "H"), (8, "H")])
def test_rasters_are_read_in_all_their_forms(packed: int, kind: str) -> None:
    found = raster(tiff(PEOPLE, packed, kind), "people.tif")
    assert found.values.tolist() == PEOPLE
    assert (found.west, found.north) == pytest.approx((0, 1000 / DEGREE))
    assert (found.width, found.height) == pytest.approx((CELL, CELL))


def test_cells_of_a_raster_keep_all_people_where_rows_are_left_over() -> None:
    odd = [[1.0, 0.0, 5.0], [0.0, 0.0, 0.0], [0.0, 7.0, 0.0]]
    found = of_raster(raster(tiff(odd), "people.tif"), (0.0, 0.0))
    assert (found.cells, found.whole) == (3, 13.0)
    rows = [line.split(",") for line in found.text.splitlines()[1:]]
    at = {weight: (float(lon) * DEGREE, float(lat) * DEGREE) for lat, lon, weight in rows}
    assert at["1"] == pytest.approx((50, 950), abs=0.1)
    assert at["5"] == pytest.approx((150, 950), abs=0.1)
    assert at["7"] == pytest.approx((50, 850), abs=0.1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK", "is no TIFF"),
        (tiff(PEOPLE)[:60], "can be read, or is cut short"),
        (tiff(PEOPLE)[:-200], "can be read, or is cut short"),
        (tiff(PEOPLE, tags={259: ("H", (5,))}), "is compressed in a way that is not read"),
        (tiff(PEOPLE, tags={277: ("H", (3,))}), "has several bands"),
        (tiff(PEOPLE, tags={34735: ("H", (1, 1, 0, 1, 1024, 0, 1, 1))}), "is in projected metres, not degrees"),
        (tiff([[0.0, 0.0], [0.0, 0.0]]), "must hold numbers of at least 0, some of them above 0"),
        (tiff([[0.0, -1.0], [0.0, 0.0]]), "must hold numbers of at least 0"),
    ],
)
def test_a_raster_that_cannot_be_read_is_told(data: bytes, said: str) -> None:
    with pytest.raises(MapError) as caught:
        raster(data, "people.tif")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("seconds", "written"), [(150, "2.5 min"), (456, "7.6 min"), (7200, "2 h"), (45, "45 s"), (0, "0 s"), (61, "61 s")]
)
def test_times_as_they_are_written(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_ids_are_made_of_names_each_once() -> None:
    taken: set[str] = set()
    names = ["Fire House No. 1", "Fire house no 1", "119", "true", "!!", "Große Straße"]
    ids = ["fire_house_no_1", "fire_house_no_1_2", "station_119", "station_true", "station", "große_straße"]
    assert [id_of(name, taken) for name in names] == ids
