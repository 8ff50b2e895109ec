"""Maps into networks: what is kept of OpenStreetMap, GraphML and tables, what is left out, and bad files in words."""

from __future__ import annotations

import shutil
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from maps import DEGREE, NODES, SQUARE, network, shared, tables

from simcity.cli import commands
from simcity.load.network_file import read as read_network
from simcity.load.streets.importing import Imported, imported, saved
from simcity.load.streets.raw import MapError, distance
from simcity.load.streets.speeds import LIGHTS, directions, limit, speed


def at(east: float, north: float) -> str:
    return f'lat="{north / DEGREE!r}" lon="{east / DEGREE!r}"'


def osm(*ways: tuple[str, dict[str, str]], nodes: dict[str, tuple[float, float]], more: str = "") -> str:
    """Return a map: ways as the letters of their nodes, with tags."""
    number = {name: k for k, name in enumerate(nodes, start=1)}
    lines = [f'<node id="{number[name]}" version="1" {at(*place)}/>' for name, place in nodes.items()]
    lines.append(more)
    for k, (through, tags) in enumerate(ways, start=1):
        refs = "".join(f'<nd ref="{number[name]}"/>' for name in through)
        told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{k}" version="1">{refs}{told}</way>')
    return f'<osm version="0.6">{"".join(lines)}</osm>'


# A block of residential streets a-b-c-d with the corner e between a and b; f lies behind a footway, g-h apart.
GROUND = {**NODES, "e": (500.0, 100.0), "f": (2000.0, 0.0), "g": (5000.0, 0.0), "h": (5500.0, 0.0)}
HOME = {"highway": "residential"}


def made(folder: Path, *ways: tuple[str, dict[str, str]], more: str = "", **given: object) -> Imported:
    pytest.importorskip("osmium")
    file = folder / "town.osm"
    file.write_text(osm(*ways, nodes=GROUND, more=more))
    return imported(file, origin=(0.0, 0.0), **given)  # type: ignore[arg-type]  # by name


def test_streets_are_cut_at_junctions_and_bends_are_kept(tmp_path: Path) -> None:
    # b and d are junctions, by a street between them; a, c and e are bends.
    found = made(tmp_path, ("aeb", HOME), ("bcda", HOME), ("bd", HOME)).network
    assert (found.nodes, len(found.streets)) == (2, 3)
    leg = np.hypot(500, 100)
    assert sorted(found.streets.metres) == pytest.approx(sorted([2000, np.hypot(1000, 1000), 1000 + 2 * leg]), rel=1e-6)
    assert len(found.latitude) - found.nodes == 3


def test_what_is_no_street_for_vehicles_is_left_out_with_its_length(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        ("aeb", HOME),
        ("bcda", HOME),
        ("bf", {"highway": "footway"}),
        ("ef", {"highway": "service", "service": "parking_aisle"}),
        ("cf", {"highway": "service", "access": "private"}),
        ("df", {"highway": "service", "access": "private", "emergency": "yes"}),
        ("gh", HOME),
    )
    assert found.dropped["not for vehicles: footway"] == pytest.approx(1.0, rel=1e-6)
    assert "parking aisles and drive-throughs" in found.dropped
    assert found.dropped["no access: private or closed to vehicles"] == pytest.approx(np.hypot(1, 1), rel=1e-6)
    assert found.dropped["cut off from the largest part: residential"] == pytest.approx(0.5, rel=1e-6)
    # What responders may pass is kept.
    assert found.kept["service"][0] == 1


def test_a_dead_end_one_way_in_is_cut_off(tmp_path: Path) -> None:
    found = made(tmp_path, ("aebcda", HOME), ("bf", {"highway": "residential", "oneway": "yes"}))
    assert found.dropped["cut off from the largest part: residential"] == pytest.approx(1.0, rel=1e-6)


def test_speeds_come_from_limits_then_classes_and_lights_gain_a_third(tmp_path: Path) -> None:
    found = made(tmp_path, ("aeb", {**HOME, "maxspeed": "50"}), ("bcda", HOME)).network
    streets = found.streets
    pace = {round(float(m)): 3.6 * m / s for m, s in zip(streets.metres, streets.ahead, strict=True)}
    assert pace == {1020: pytest.approx(40.0), 3000: pytest.approx(25.0)}
    assert streets.ahead / streets.ahead_lights == pytest.approx(np.full(2, 14.7 / 11))


@pytest.mark.parametrize(
    ("written", "kmh"),
    [("50", 50), ("30 mph", 48.28032), ("FI:urban", 50), ("walk", 10), ("none", None), ("signals", None), ("0", None)],
)
def test_limits_as_they_are_written(written: str, kmh: float | None) -> None:
    assert limit(written) == (None if kmh is None else pytest.approx(kmh))


def test_a_limit_says_nothing_where_people_walk() -> None:
    assert speed("pedestrian", "50") == pytest.approx(10 / 3.6)
    assert speed("primary", "signals") == pytest.approx(65 / 3.6)


@pytest.mark.parametrize(
    ("oneway", "kind", "junction", "ways"),
    [
        ("", "residential", "", (True, True)),
        ("yes", "residential", "", (True, False)),
        ("-1", "residential", "", (False, True)),
        ("", "residential", "roundabout", (True, False)),
        ("no", "residential", "roundabout", (True, True)),
        ("", "motorway", "", (True, False)),
        ("", "trunk", "", (True, True)),
    ],
)
def test_directions(oneway: str, kind: str, junction: str, ways: tuple[bool, bool]) -> None:
    assert directions(oneway, kind, junction) == ways


def test_nobody_stops_on_a_motorway(tmp_path: Path) -> None:
    found = made(tmp_path, ("aeb", {"highway": "motorway", "oneway": "no"}), ("bcda", HOME)).network
    assert {found.kinds[k]: bool(s) for k, s in zip(found.streets.kind, found.streets.stops, strict=True)} == {
        "motorway": False,
        "residential": True,
    }


def test_stations_and_hospitals_are_found_once_each(tmp_path: Path) -> None:
    told = '<tag k="amenity" v="fire_station"/><tag k="name" v="Main"/>'
    more = f'<node id="90" version="1" {at(100, 20)}>{told}</node>'
    corners = "".join(
        f'<node id="{91 + k}" version="1" {at(*p)}/>' for k, p in enumerate([(95, 15), (115, 15), (105, 35)])
    )
    ground = f'<way id="50" version="1"><nd ref="91"/><nd ref="92"/><nd ref="93"/><nd ref="91"/>{told}</way>'
    hospital = f'<node id="94" version="1" {at(900, 20)}><tag k="amenity" v="hospital"/></node>'
    pytest.importorskip("osmium")
    file = tmp_path / "town.osm"
    file.write_text(
        osm(("aebcda", HOME), ("bd", HOME), nodes=GROUND, more=more + corners + hospital).replace(
            "</osm>", f"{ground}</osm>"
        )
    )
    found = imported(file).places
    assert [(one.kind, one.name) for one in found] == [("fire_station", "Main"), ("hospital", "")]


def test_classes_can_be_dropped(tmp_path: Path) -> None:
    found = made(tmp_path, ("aebcda", HOME), ("bd", {"highway": "pedestrian"}), drop=["pedestrian"])
    assert list(found.kept) == ["residential"]
    with pytest.raises(MapError, match=r"no streets of class 'alley' to drop; there are pedestrian, residential"):
        made(tmp_path, ("aebcda", HOME), ("bd", {"highway": "pedestrian"}), drop=["alley"])


GRAPH = """\
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="x"/><key id="d1" for="node" attr.name="y"/>
<key id="d2" for="edge" attr.name="highway"/><key id="d3" for="edge" attr.name="length"/>
<key id="d4" for="edge" attr.name="maxspeed"/><key id="d5" for="edge" attr.name="geometry"/>
<graph edgedefault="directed">{}</graph></graphml>
"""


def graph(edges: str) -> str:
    nodes = "".join(
        f'<node id="{name}"><data key="d0">{x / DEGREE!r}</data><data key="d1">{y / DEGREE!r}</data></node>'
        for name, (x, y) in NODES.items()
    )
    return GRAPH.format(nodes + edges)


def edge(tail: str, head: str, **data: str) -> str:
    told = "".join(f'<data key="{key}">{value}</data>' for key, value in data.items())
    return f'<edge source="{tail}" target="{head}">{told}</edge>'


def test_graphml_as_osmnx_writes_it(tmp_path: Path) -> None:
    bend = f"LINESTRING (0 0, {500 / DEGREE!r} {100 / DEGREE!r}, {1000 / DEGREE!r} 0)"
    edges = edge("a", "b", d2="['residential', 'service']", d3="1019.8", d4="50", d5=bend)
    edges += edge("b", "c", d2="primary") + edge("c", "d", d2="primary") + edge("d", "a", d2="primary")
    edges += edge("d", "c", d2="primary")
    (tmp_path / "town.graphml").write_text(graph(edges))
    found = imported(tmp_path / "town.graphml", origin=(0.0, 0.0)).network
    streets = found.streets
    assert found.kinds == ("primary", "residential")
    lengths = dict(zip(streets.metres.round(1).tolist(), (3.6 * streets.metres / streets.ahead).tolist(), strict=True))
    assert lengths[1019.8] == pytest.approx(40)
    # c - d goes both ways, by two edges; the others go one way.
    assert sorted(np.isfinite(streets.back).tolist()) == [False, False, False, True]
    x, y = found.points()
    assert (round(float(x[-1])), round(float(y[-1]))) == (500, 100)


def test_plain_tables_and_their_zip(tmp_path: Path) -> None:
    folder = tables(tmp_path / "map")
    with zipfile.ZipFile(tmp_path / "map.zip", "w") as archive:
        for name in ("nodes.csv", "arcs.csv"):
            archive.write(folder / name, f"inside/{name}")
    for path in (folder, folder / "arcs.csv", tmp_path / "map.zip"):
        kept = imported(path, lights=2.0).kept
        assert kept == {"side": (1, pytest.approx(3.0)), "main": (1, pytest.approx(1.0))}


JEMSS_NODES = "nodes,3,,\nindex,x,y,offRoadAccess,\n1.0,0.0,0.0,1.0\n2.0,0.01,0.0,1.0\n3.0,0.01,0.01,0.0\n"
JEMSS_ARCS = """\
miscData,1,,
arcForm,numModes
directed,2
,
arcs,4,,
index,fromNode,toNode,mode_1,mode_2,
1.0,1.0,2.0,0.001,0.002
2.0,2.0,1.0,0.001,0.002
3.0,2.0,3.0,0.0005,0.002
4.0,3.0,2.0,0.0005,0.002
"""


def test_tables_of_jemss_keep_their_times_by_mode(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text(JEMSS_NODES)
    (tmp_path / "arcs.csv").write_text(JEMSS_ARCS)
    found = imported(tmp_path)
    streets = found.network.streets
    assert len(streets) == 2
    assert streets.ahead.tolist() == pytest.approx([172.8, 172.8])
    assert streets.back_lights.tolist() == pytest.approx([86.4, 43.2])
    # The third node cannot be reached off the road.
    assert streets.stops.tolist() == [True, False]
    assert any("mode_1 is taken for lights" in note for note in found.notes)


def test_a_network_file_gives_back_what_was_saved_and_the_same_bytes(tmp_path: Path) -> None:
    first = network(tmp_path)
    data = (tmp_path / "city.roads").read_bytes()
    again = network(tmp_path)
    assert (tmp_path / "city.roads").read_bytes() == data
    assert first == again
    made_of = imported(tables(tmp_path / "map"), origin=(0.0, 0.0), lights=2.0)
    for one in fields(first.streets):
        assert getattr(first.streets, one.name) == pytest.approx(getattr(made_of.network.streets, one.name), rel=1e-6)
    assert first.points()[0] == pytest.approx(made_of.network.points()[0], abs=0.01)


@pytest.mark.parametrize("cut", [0, 10, 200, -30])
def test_a_broken_network_file_is_told_and_never_read_by_half(tmp_path: Path, cut: int) -> None:
    network(tmp_path)
    data = (tmp_path / "city.roads").read_bytes()[:cut]
    with pytest.raises(ValueError, match="simcity roads import"):
        read_network(data, "city.roads")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.osm.pbf", b"no map at all", "town.osm.pbf cannot be read as an OpenStreetMap extract"),
        ("town.osm", b'<osm version="0.6"></osm>', "town.osm has no streets for vehicles"),
        ("town.graphml", b"<graphml><graph>", "town.graphml is no GraphML"),
        (
            "town.graphml",
            b'<graphml><graph><node id="1"/></graph></graphml>',
            "node '1' of town.graphml has no x and y",
        ),
        ("town.pdf", b"%PDF", "town.pdf is of no kind that is known; wanted is an OpenStreetMap extract"),
        ("town.zip", b"PK no zip", "nodes.csv of town.zip cannot be read"),
        ("arcs.csv", b"from,to\na,b\n", "there is no nodes.csv beside arcs.csv"),
    ],
)
def test_bad_maps_are_answered_in_words(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    if name.startswith("town.osm"):
        pytest.importorskip("osmium")
    (tmp_path / name).write_bytes(content)
    answer = CliRunner().invoke(commands, ["roads", "import", str(tmp_path / name)])
    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("a,b,1000", "a,x,1000", "row 2 of arcs.csv: there is no node 'x' in nodes.csv"),
        ("a,b,1000", "a,b,far", "row 2 of arcs.csv: 'far' is no number"),
        ("a,b,1000,36", "a,b,1000,0", "row 2 of arcs.csv: metres and kmh must be more than 0"),
        (SQUARE, "from,to\na,b\nb,c\n", "has no streets on which one comes back to where one began"),
    ],
)
def test_bad_tables_are_answered_with_their_row(tmp_path: Path, was: str, now: str, said: str) -> None:
    assert was in SQUARE
    with pytest.raises(MapError) as caught:
        imported(tables(tmp_path / "map", arcs=SQUARE.replace(was, now)))
    assert said in str(caught.value)


def test_positions_that_are_no_degrees_are_refused(tmp_path: Path) -> None:
    far = {**NODES, "a": (500 * DEGREE, 0.0)}
    with pytest.raises(MapError, match="longitude and latitude in degrees are wanted"):
        imported(tables(tmp_path / "map", nodes=far))


def test_without_osmium_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "town.osm.pbf").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(MapError, match=r"python -m pip install 'simcity\[osm\]'"):
        imported(tmp_path / "town.osm.pbf")


def test_liechtenstein(tmp_path: Path) -> None:
    pytest.importorskip("osmium")
    found = imported(shared("liechtenstein-2013.osm.pbf"))
    total = sum(km for _, km in found.kept.values())
    # 352 km were counted without service and pedestrian streets.
    assert total - found.kept["service"][1] - found.kept["pedestrian"][1] == pytest.approx(352, rel=0.03)
    kinds = [one.kind for one in found.places]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"fire_station": 6, "police": 1, "hospital": 1}
    assert found.dropped["not for vehicles: track"] > 300
    assert saved(found, tmp_path / "country.roads").attribution.startswith("© OpenStreetMap")


def test_manhattan(tmp_path: Path) -> None:
    found = imported(shared("jemss-manhattan") / "roads.zip", attribution="© OpenStreetMap contributors, ODbL")
    assert (found.nodes_read, found.dropped) == (16_811, {})
    streets = saved(found, tmp_path / "manhattan.roads").streets
    # All its times are kept, whatever nodes became bends: 11 and 14.7 km/h off the road.
    both = np.concatenate([streets.ahead, streets.back]), np.concatenate([streets.ahead_lights, streets.back_lights])
    allowed = np.isfinite(both[0])
    assert both[0][allowed].sum() / both[1][allowed].sum() == pytest.approx(LIGHTS, rel=0.01)


def test_distances_are_along_a_great_circle() -> None:
    assert distance((0.0, 0.0), (0.0, 1.0)) == pytest.approx(DEGREE, rel=1e-9)
    assert distance((60.0, 24.0), (60.0, 25.0)) == pytest.approx(DEGREE / 2, rel=1e-3)


def test_the_command_writes_beside_and_prints_what_it_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path / "map")
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    answer = run(commands, ["roads", "import", "map", "--lights", "2", "--attribution", "Survey of the town"])
    assert answer.exit_code == 0, answer.output
    assert "map.roads: 4.0 km of street" in answer.output
    shown = run(commands, ["roads", "show", "map.roads"]).output
    assert "Survey of the town" in shown
    assert "main" in shown
    half = f"0,{500 / DEGREE!r}"
    way = run(commands, ["roads", "route", "map.roads", "--from", "0,0", "--to", half])
    assert way.output.startswith("25 s of driving")
    assert "lies" in run(commands, ["roads", "route", "map.roads", "--from", "0,0", "--to", "0.1,0"]).output
    assert "is no point" in run(commands, ["roads", "route", "map.roads", "--from", "0", "--to", half]).output
    wrong = run(commands, ["roads", "import", "map", "--out", "map.npz"])
    assert (wrong.exit_code, "must end in .roads" in wrong.output) == (2, True)
    shutil.rmtree("map")
    assert run(commands, ["roads", "import", "map"]).exit_code == 2
