"""Positions of sensors from files: what they become, and what a bad file is answered with."""

import hashlib
import json
import math
import time

import pytest

from simcity.load import ScenarioError, load, load_text

TOWN = """\
simcity: 1
title: Town
source: "assumed: an example"
horizon: 6 h
place:
  zones: {street: {at: [0 m, 0 m], size: [400 m, 30 m]}}
  origin: [35.0, 128.0]
incidents:
  fight: {rate: 1 /h, needs: {police: {car: 1}}}
agencies:
  police: {dispatched_by: room, units: unlimited}
centres:
  room: {role: police, seats: 2}
sensors:
  wall: {kind: watched_camera, centre: room, at: cameras.csv, range: 80 m, dwell: 20 s, tiles: 1}
alternatives:
  base: {}
  slower: {sensors.wall.dwell: 40 s}
"""
LINE = 15
"""Of the wall."""
LOOKING = TOWN.replace("tiles: 1", "tiles: 1, field_of_view: 90 deg")


def city_of(tmp_path, content, text=TOWN, name="cameras.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "town.yaml").write_text(text.replace("cameras.csv", name))
    return load(tmp_path / "town.yaml")


def wall(city, alternative="base"):
    return city.alternatives[alternative].sensors["wall"]


def faults_of(tmp_path, content, text=TOWN, name="cameras.csv"):
    with pytest.raises(ScenarioError) as caught:
        city_of(tmp_path, content, text, name)
    return caught.value.faults


def points(*coordinates, **properties):
    """Return a GeoJSON text of points."""
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(pair)}, "properties": properties}
        for pair in coordinates
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_metres_are_taken_as_they_are(tmp_path):
    city = city_of(tmp_path, "id, Y ,x\r\n1,20,-3.5\r\n\r\n2,1e2,.5\r\n")
    assert wall(city).at == ((-3.5, 20.0), (0.5, 100.0))
    assert wall(city).bearings == ()


@pytest.mark.parametrize("head", ["lon,lat", "Longitude,Latitude"])
def test_degrees_are_laid_around_the_origin(tmp_path, head):
    city = city_of(tmp_path, f"{head}\n128.0,35.0\n128.01,35.0\n128.0,35.01\n")
    first, east, north = wall(city).at
    assert first == (0.0, 0.0)
    # One hundredth of a degree of a great circle of the mean earth is 1111.95 m.
    assert east == pytest.approx((1111.95 * math.cos(math.radians(35.0)), 0.0), abs=0.01)
    assert north == pytest.approx((0.0, 1111.95), abs=0.01)


def test_degrees_go_the_shorter_way_around_the_date_line(tmp_path):
    text = TOWN.replace("[35.0, 128.0]", "[0, 179.99]")
    (point,) = wall(city_of(tmp_path, "lon,lat\n-179.99,0\n", text)).at
    assert point == pytest.approx((2 * 1111.95, 0.0), abs=0.01)


def test_geojson_gives_points_and_bearings(tmp_path):
    text = points((128.0, 35.0), (128.0, 35.01, 12.0), bearing=270)
    sensor = wall(city_of(tmp_path, text, LOOKING, "cameras.geojson"))
    assert sensor.at[1] == pytest.approx((0.0, 1111.95), abs=0.01)
    assert sensor.bearings == (270.0, 270.0)


def test_bearings_come_with_the_points_where_the_sensor_has_a_field_of_view(tmp_path):
    content = "x,y,bearing\n0,0,0\n5,0,359.5\n"
    assert wall(city_of(tmp_path, content, LOOKING)).bearings == (0.0, 359.5)
    assert wall(city_of(tmp_path, content)).bearings == ()


def test_bearings_may_stand_in_the_scenario(tmp_path):
    text = LOOKING.replace("tiles: 1", "tiles: 1, bearings: [90 deg, 180 deg]")
    assert wall(city_of(tmp_path, "x,y\n0,0\n5,0\n", text)).bearings == (90.0, 180.0)


def test_a_file_is_read_once_and_shared_by_all_alternatives(tmp_path):
    content = "x,y\n" + "".join(f"{k},{k % 97}\n" for k in range(10_000))
    started = time.perf_counter()
    city = city_of(tmp_path, content)
    assert time.perf_counter() - started < 1.0
    assert len(wall(city).at) == 10_000
    assert wall(city, "slower").at is wall(city).at
    assert wall(city, "slower").dwell == 40.0
    assert city.files == {"cameras.csv": hashlib.sha256(content.encode()).hexdigest()}


def test_an_alternative_may_name_another_file(tmp_path):
    (tmp_path / "more.csv").write_text("x,y\n1,1\n2,2\n3,3\n")
    text = TOWN.replace("sensors.wall.dwell: 40 s", "sensors.wall.at: more.csv")
    city = city_of(tmp_path, "x,y\n0,0\n", text)
    assert (len(wall(city).at), len(wall(city, "slower").at)) == (1, 3)
    assert set(city.files) == {"cameras.csv", "more.csv"}


def test_a_file_of_positions_rests_on_a_source(tmp_path):
    (fact,) = [fact for fact in city_of(tmp_path, "x,y\n0,0\n").facts if fact.path == "sensors.wall.at"]
    assert (fact.value, fact.source, fact.line) == ("cameras.csv", "assumed", LINE)
    covered = TOWN.replace('source: "assumed: an example"\n', "").replace(
        "tiles: 1}", 'tiles: 1, source: {range: "assumed: x"}}'
    )
    assert any("the file 'cameras.csv' has no source" in fault for fault in faults_of(tmp_path, "x,y\n0,0\n", covered))


def test_a_text_has_no_folder(tmp_path):
    with pytest.raises(ScenarioError, match=r"15:50: sensors\.wall\.at: a scenario given as text lies in no folder"):
        load_text(TOWN, "town")
    (tmp_path / "cameras.csv").write_text("x,y\n7,8\n")
    city = load_text(TOWN.replace("cameras.csv", f'"{tmp_path}/cameras.csv"'), "town")
    assert wall(city).at == ((7.0, 8.0),)


BAD = [
    ("", "cameras.csv is empty"),
    (" \n\n", "cameras.csv is empty"),
    (b"\xef\xbb\xbf", "cameras.csv is empty"),
    ("x,y\n", "cameras.csv has no points"),
    ("1,2\n3,4\n", "must name the columns x and y (metres) or lon and lat (degrees); it has '1', '2'"),
    ("x,z\n1,2\n", "must name the columns"),
    ("x;y\n1;2\n", "semicolons; set them apart by commas"),
    ("x,y,lon,lat\n1,2,128,35\n", "x and y as well as lon and lat; keep one pair"),
    ("x,y,x\n1,2,3\n", "has the column 'x' twice"),
    ("x,y\n1,2\n3,4 m\n", "row 3 of cameras.csv: '4 m' is no number in the column 'y'; write metres without a unit"),
    ("x,y\n1\n", "row 2 of cameras.csv: there is nothing in the column 'y'"),
    ("x,y\nnan,1\n", "'nan' is no number"),
    ("x,y\n1e999,1\n", "'1e999' is no number"),
    ('x,y\n"1,5",1\n', "'1,5' is no number"),
    (b"x,y\n1,\xff\n", "binary or not in UTF-8, in line 2; save it as UTF-8"),
    ("x,y\n1,\0\n", "cameras.csv is binary"),
    ("lon,lat\n35.0,128.0\n", "the latitude 128 is not between -90 and 90; latitude and longitude may be swapped"),
    ("lon,lat\n528.0,35.0\n", "the longitude 528 is not between -180 and 180"),
    ("lon,lat\n129.2,35.0\n", "row 2 of cameras.csv lies 109 km from the origin of the place, and 100 km are the most"),
    ("x,y\n" + "a,b\n" * 3, "3 more faults in cameras.csv"),
    (b"x,y\n" + b"1,2\n" * 5_000_000, "cameras.csv is too large; 20 MB are the most"),
]


@pytest.mark.parametrize(("content", "part"), BAD, ids=[part[:30] for _, part in BAD])
def test_a_bad_csv(tmp_path, content, part):
    found = faults_of(tmp_path, content)
    assert any(part in fault for fault in found), found
    assert all(fault.startswith(f"{tmp_path}/town.yaml:{LINE}:50: sensors.wall.at: ") for fault in found)


BAD_JSON = [
    ("{", "cameras.geojson is no JSON in line 1"),
    ("[" * 100_000, "cameras.geojson is no JSON"),
    ("[]", "is no FeatureCollection of Points"),
    ('{"type": "Point", "coordinates": [1, 2]}', "is no FeatureCollection of Points"),
    ('{"type": "FeatureCollection", "features": []}', "cameras.geojson has no points"),
    ('{"type": "FeatureCollection", "features": [3]}', "feature 1 of cameras.geojson is without a place"),
    (points((128.0, 35.0)).replace('"Point"', '"LineString"'), "feature 1 of cameras.geojson is a LineString"),
    (points((128.0,)), "feature 1 of cameras.geojson: its coordinates are no longitude and latitude"),
    (points((128.0, True)), "its coordinates are no longitude and latitude"),
    (points((128.0, math.nan)), "its coordinates are no longitude and latitude"),
    (points((35.0, 128.0)), "may be swapped"),
]


@pytest.mark.parametrize(("content", "part"), BAD_JSON, ids=[str(k) for k in range(len(BAD_JSON))])
def test_a_bad_geojson(tmp_path, content, part):
    (fault,) = faults_of(tmp_path, content, TOWN, "cameras.geojson")
    assert part in fault
    assert f":{LINE}:50: sensors.wall.at: " in fault


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("x,y,bearing\n0,0,\n1,1,90\n", "row 2 of cameras.csv has no bearing; each needs one"),
        ("x,y,bearing\n0,0,361\n", "row 2 of cameras.csv has the bearing '361'"),
        ("x,y,bearing\n0,0,N\n", "row 2 of cameras.csv has the bearing 'N'"),
    ],
)
def test_a_bad_bearing(tmp_path, content, part):
    (fault,) = faults_of(tmp_path, content, LOOKING)
    assert part in fault
    assert wall(city_of(tmp_path, content)).at[0] == (0.0, 0.0)


def test_bearings_are_given_once_and_for_each(tmp_path):
    text = LOOKING.replace("tiles: 1", "tiles: 1, bearings: [90 deg]")
    (fault,) = faults_of(tmp_path, "x,y,bearing\n0,0,1\n", text)
    assert "sensors.wall.bearings: bearings are given twice, here and in cameras.csv" in fault
    (fault,) = faults_of(tmp_path, "x,y\n0,0\n1,1\n", text)
    assert "1 bearings for 2 positions" in fault


@pytest.mark.parametrize(
    ("origin", "parts"),
    [
        ("", ["sensors.wall.at: cameras.csv is in degrees, which needs the origin of the place"]),
        ("  origin: [128.0, 35.0]\n", ["place.origin"]),
        ('  origin: ["35.0", 128.0]\n', ["place.origin"]),
        ("  origin: [true, 128.0]\n", ["place.origin"]),
        ("  origin: [35.0]\n", ["place.origin"]),
        ("  origin: [35.0, .nan]\n", ["place.origin"]),
        ("  origin: {lat: 35.0, lon: 128.0}\n", ["place.origin"]),
    ],
)
def test_degrees_need_a_sound_origin(tmp_path, origin, parts):
    text = TOWN.replace("  origin: [35.0, 128.0]\n", origin)
    found = faults_of(tmp_path, "lon,lat\n128.0,35.0\n", text)
    for part in parts:
        assert any(part in fault for fault in found), found
    assert all(any(part in fault for part in parts) for fault in found), found


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("cams.csv", "there is no file cams.csv; its name counts from the folder of the scenario file"),
        ("cams.xlsx", "a list of points is wanted, or the name of a .csv or .geojson file, got 'cams.xlsx'"),
        ('""', "a list of points is wanted, or the name of a .csv or .geojson file"),
        ("50 m", "a list of points is wanted"),
        ("folder.csv", "folder.csv is a directory"),
        ('"a\\0b.csv"', "there is no file"),
    ],
)
def test_a_file_that_is_none(tmp_path, name, part):
    (tmp_path / "folder.csv").mkdir()
    found = faults_of(tmp_path, "x,y\n0,0\n", TOWN.replace("cameras.csv", name), "other.csv")
    assert len(found) == 1
    assert part in found[0]


def test_other_faults_of_the_sensor_are_told_as_well(tmp_path):
    text = TOWN.replace("dwell: 20 s", "dwell: 20 m")
    found = faults_of(tmp_path, "x,y\na,0\n", text)
    assert len(found) == 2
    assert "'a' is no number" in found[0]
    assert "'20 m' is a length" in found[1]


def test_what_has_no_positions_takes_no_file(tmp_path):
    text = TOWN.replace("kind: watched_camera", "kind: guards").replace(
        "range: 80 m, dwell: 20 s, tiles: 1", "share: 20 %, delay: 45 s"
    )
    found = faults_of(tmp_path, "x,y\n0,0\n", text.replace("  slower: {sensors.wall.dwell: 40 s}\n", ""))
    assert any("'at' is not known here" in fault for fault in found), found
