"""Every kind of fault of a scenario file: where it is shown and what it says."""

from pathlib import Path

import pytest

from simcity.load import ScenarioError, load, load_text

TOWN = """\
simcity: 1
title: Town
source: "assumed: an example"
horizon: 6 h
place:
  zones:
    street: {at: [0 m, 0 m], size: [400 m, 30 m], crowd: {"18:00": 0.5 /m2}}
  travel: {kind: straight_line, speed: 30 km/h}
incidents:
  arrest:
    rate: 0.4 /h
    callers: {calls: {room: 1}, delay: {kind: lognormal, median: 60 s, sigma: 0.8}}
    needs: {ems: {als: 1}}
    golden_time: {ems: 4 min}
agencies:
  ems:
    dispatched_by: room
    stations: {north: {at: [900 m, 400 m], units: {als: 1}}}
    turnout: 55 s
centres:
  room: {role: fire, seats: 2, answering: 5 s}
  video: {role: video, seats: 1}
sensors:
  wall:
    kind: watched_camera
    centre: video
    at: [[50 m, 0 m]]
    range: 80 m
    dwell: 20 s
    tiles: 1
links:
  relay: {kind: phone_relay, from: video, to: room, duration: 60 s}
alternatives:
  phones: {}
  shared:
    links.relay: {kind: digital_report, from: video, to: room, latency: 3 s}
"""

# Path, value, start of the report and a part of the rest.
SETTINGS = [
    ("sensors.wal.range", "3 m", "--set: sensors.wal.range: ", "there is no 'wal' in sensors (did you mean 'wall'?)"),
    ("sensors.wall.rang", "3 m", "--set: sensors.wall.rang: ", "'rang' is not known here (did you mean 'range'?)"),
    ("sensors.wall.range", "3", "--set: sensors.wall.range: ", "'3' has no unit"),
    ("sensors.wall.range", "[3", "--set: sensors.wall.range: ", "a comma is missing, or a bracket"),
    ("sensors.wall.range", "*x", "--set: sensors.wall.range: ", "aliases (*x)"),
    ("sensors.wall.range", "\a", "--set: sensors.wall.range: ", "U+0007"),
    ("alternatives.shared", "{}", "--set: alternatives.shared: ", "'alternatives' cannot be changed"),
    ("", "3", "--set: file: ", "this is no path"),
    ("links.rely", "null", "--set: links.rely: ", "there is no 'rely' in links (did you mean 'relay'?)"),
    ("links.relay.duration", "3 s", "town:36:5: links.relay: ", "would overwrite --set links.relay.duration"),
    ("links.*", "{}", "town:36:5: links.relay: ", "this would overwrite --set links.*"),
]


def cases():
    """Give name, old text, new text and expected (line, path and part of the message) from the table."""
    table = (Path(__file__).parent / "data" / "faults.txt").read_text()
    for case in table.split("== ")[1:]:
        name, *lines = (line for line in case.splitlines() if line and not line.startswith("#"))
        old, new = ("\n".join(line[2:] for line in lines if line[:2] == sign) for sign in ("- ", "+ "))
        expected = [line.split(" ", 1) for line in lines if line[0].isdigit()]
        new = new.replace("\\t", "\t").replace("\\a", "\a")
        yield pytest.param(old, new, [(int(line), *rest.split(": ", 1)) for line, rest in expected], id=name)


def faults_of(text, settings=None):
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "town", settings)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_the_town_is_right():
    assert list(load_text(TOWN, "town").alternatives) == ["phones", "shared"]


@pytest.mark.parametrize(("old", "new", "expected"), list(cases()))
def test_fault(old, new, expected):
    assert old in TOWN
    found = faults_of(TOWN.replace(old, new, 1))
    lines = [int(fault.split(":")[1]) for fault in found]
    assert lines == sorted(lines)
    assert len(found) == len(expected), found
    for line, path, part in expected:
        assert any(f.startswith(f"town:{line}:") and f" {path}: " in f and part in f for f in found), found


@pytest.mark.parametrize(("path", "value", "start", "part"), SETTINGS)
def test_fault_of_a_setting(path, value, start, part):
    assert any(fault.startswith(start) and part in fault for fault in faults_of(TOWN, {path: value}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "it is empty"),
        (b"# a comment\n", "it is empty"),
        (b"~\n", "it is empty"),
        (b"- 1\n", "not a list"),
        (b"words\n", "not 'words'"),
        (b"a\0b", "it is binary"),
        (b"title: \xff\xfe", "not in UTF-8"),
        (b"#" * 2_000_001, "2 MB at most"),
    ],
)
def test_file_without_a_scenario(tmp_path, content, expected):
    path = tmp_path / "town.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=expected) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:1:1: file: ")


def test_file_that_is_none(tmp_path):
    for path, expected in ((tmp_path / "no.yaml", "there is no such file"), (tmp_path, "it is a directory")):
        with pytest.raises(ScenarioError, match=f"^{path}:1:1: file: {expected}"):
            load(path)
    with pytest.raises(ScenarioError, match="file: "):
        load("a\0b")


def test_a_fault_of_all_alternatives_is_told_once():
    found = faults_of(TOWN.replace("speed: 30 km/h", "speed: 30 km"))
    assert found == ("town:8:40: place.travel.speed: '30 km' is a length, but a speed is wanted, such as 35 km/h",)


SHARED = "    links.relay: {kind: digital_report, from: video, to: room, latency: 3 s}\n"


@pytest.mark.parametrize(
    ("old", "new", "used", "fault"),
    [
        (
            "links:\n",
            "domains: {duct: {outages: {up: 30 d, down: 6 h}}}\nlinks:\n",
            "links.relay.domains: [duct]",
            "domain",
        ),
        (
            "seats: 2, answering",
            "seats: 2, handing_over: 1 min, answering",
            "centres.room.shift_end: hand_over",
            "handed",
        ),
        (
            "kind: phone_relay, from: video, to: room, duration: 60 s}",
            "kind: ticket, from: video, to: room, occupies: 9 s}",
            "links.relay.capacity: 1",
            "capacity",
        ),
    ],
)
def test_what_one_alternative_uses_may_lie_idle_in_another(tmp_path, old, new, used, fault):
    assert old in TOWN
    unused = TOWN.replace(old, new, 1)
    (found,) = faults_of(unused.replace(SHARED, ""))
    assert fault in found
    assert "[in alternative" not in found
    more = "    centres.room.seats: {07:00: 2, 19:00: 1}\n" if "shift_end" in used else ""
    text = unused.replace(SHARED, f"    {used}\n{more}")
    assert list(load_text(text, "town").alternatives) == ["phones", "shared"]
    path = tmp_path / "town.yaml"
    path.write_text(text)
    assert list(load(path, alternatives=["phones"]).alternatives) == ["phones"]


def test_word_may_get_through_in_one_alternative_alone():
    nobody_calls = TOWN.replace(
        "    callers: {calls: {room: 1}, delay: {kind: lognormal, median: 60 s, sigma: 0.8}}\n", ""
    )
    cut = nobody_calls.replace("    needs: {ems", "    in_public_view: 0 %\n    needs: {ems").replace(
        SHARED, "    {}\n"
    )
    (found,) = faults_of(cut.replace("    {}\n", "").replace("  shared:\n", ""))
    assert found.startswith("town:10:3: incidents.arrest: nobody ever notices it: give callers who call")
    seen = nobody_calls.replace(SHARED, "    links.relay: null\n")
    assert load_text(seen, "town").alternatives["shared"].links == {}
