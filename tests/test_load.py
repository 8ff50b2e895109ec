"""The loader: what plain text means, changes, sources, positions, the schema, and that it never breaks."""

import functools
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from simcity.load import ScenarioError, load, load_text
from simcity.load import schema as build_schema
from simcity.load.reading import read_tree, resolve
from simcity.load.report import Report
from simcity.load.tree import Mapping, Scalar
from simcity.model.city import City
from simcity.model.links import DigitalReport, PhoneRelay

SAMPLE = Path(__file__).parent / "data" / "sample.yaml"
TEXT = SAMPLE.read_text()
schema = functools.cache(build_schema)


@pytest.fixture(scope="module")
def city():
    return load(SAMPLE)


def tree_of(text):
    report = Report("text")
    tree = read_tree(text, report)
    assert not report, report.error()
    return tree


def written(node):
    """Return a tree as plain values with text for keys, sources included."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {str(key): written(entry.node) for key, entry in node.entries.items()}
    return [written(item) for item in node.items]


def sample(old="", new="", **given):
    assert old in TEXT
    return load_text(TEXT.replace(old, new, 1), "sample", given.get("settings"))


# Plain text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("08:00", "08:00"),
        ("12:30:45", "12:30:45"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("3.", 3.0),
        ("010", 10),
        ("+7", 7),
        ("0o10", 8),
        ("0x1F", 31),
        ("0b1", "0b1"),
        (".inf", math.inf),
        ("inf", "inf"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("9" * 5000, "9" * 5000),
        ("80 s", "80 s"),
    ],
)
def test_plain_text_is_yaml_1_2_core(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)
    assert tree_of(f"key: {text}").entries["key"].node.value == value


def test_quoted_text_is_text():
    assert written(tree_of("""{a: "3", b: 'true', 3: "null"}""")) == {"a": "3", "b": "true", "3": "null"}


def test_positions_count_from_one():
    tree = tree_of("a:\n  b: 1\n")
    inner = tree.entries["a"].node.entries["b"]
    assert (inner.key_at[:2], inner.node.at[:2]) == ((2, 3), (2, 6))


# Changes


def test_every_section_of_the_sample_is_read(city):
    assert list(city.alternatives) == ["phones", "shared"]
    assert city.baseline == "phones"
    base = city.alternatives["phones"]
    assert set(base.place.zones) == {"street", "station", "suburb", "ring"}
    assert base.sensors["wall"].hit_rate[4] == pytest.approx(0.74)
    assert base.agencies["ems"].stations["north"].units["bls"] == {28800.0: 2, 72000.0: 1}


def test_an_alternative_replaces_adds_and_removes(city):
    base, shared = city.alternatives.values()
    assert isinstance(base.links["video_to_119"], PhoneRelay)
    assert isinstance(shared.links["video_to_119"], DigitalReport)
    assert "guards_to_112" in base.links
    assert "guards_to_112" not in shared.links
    assert "south" not in base.agencies["ems"].stations
    assert "south" in shared.agencies["ems"].stations
    assert shared.sensors["wall"].at == ((50.0, 0.0), (310.0, 0.0))
    assert city.changes["shared"]["links.guards_to_112"] == "null"
    assert city.changes["shared"]["sensors.wall.at.1"] == "[310 m, 0 m]"


def test_a_filter_sees_earlier_changes_and_spares_the_rest(city):
    base, shared = city.alternatives.values()
    assert base.links["video_to_112"].duration.average() == 50.0
    assert shared.links["video_to_112"].duration.average() == 30.0
    assert shared.links["video_to_119"].latency.average() == 3.0


def test_what_alternatives_share_is_one_object(city):
    base, shared = city.alternatives.values()
    assert base.centres["video"] is shared.centres["video"]
    assert base.sensors["wall"] is not shared.sensors["wall"]


def test_settings_come_before_alternatives():
    given = {"centres.*[role=video].answering": "7 s", "links.guards_to_112.up": "never", "seed": "8"}
    text = TEXT.replace("    links.guards_to_112: null\n", "").replace(", links.guards_to_112]", "]")
    city = load_text(text, "sample", given)
    for scenario in city.alternatives.values():
        assert scenario.centres["video"].answering.average() == 7.0
        assert scenario.links["guards_to_112"].up == "never"
        assert scenario.seed == 8
    assert city.settings == given


def test_a_star_adds_a_key_everywhere():
    city = sample(settings={"agencies.*.search": "9 s"})
    for scenario in city.alternatives.values():
        assert [agency.search.average() for agency in scenario.agencies.values()] == [9.0, 9.0]


def test_a_number_names_a_key_that_is_one():
    city = sample(settings={"sensors.wall.hit_rate.4": "70 %", "sensors.wall.hit_rate.6": "58 %"})
    rates = city.alternatives["phones"].sensors["wall"].hit_rate
    assert {tiles: round(rate, 2) for tiles, rate in rates.items()} == {1: 0.85, 4: 0.7, 9: 0.53, 6: 0.58}


def test_removing_several_of_a_list():
    text = TEXT.replace("sensors.wall.at.1: [310 m, 0 m]", "sensors.wall.at.0: null")
    city = load_text(text.replace("sensors.wall.at.1", "sensors.wall.at.0"), "sample")
    assert city.alternatives["shared"].sensors["wall"].at == ((300.0, 0.0),)


def test_a_file_without_alternatives_has_one():
    text = TEXT[: TEXT.index("alternatives:\n")].replace(
        "baseline: phones, alternative: shared", "baseline: base, alternative: base"
    )
    assert list(load_text(text).alternatives) == ["base"]
    assert list(load_text(text + "alternatives: {}\n").alternatives) == ["base"]


def test_a_changed_value_keeps_its_own_place():
    with pytest.raises(ScenarioError) as caught:
        sample("links.*[kind=phone_relay].duration: 30 s", "links.*[kind=phone_relay].duration: 30 m")
    line = TEXT[: TEXT.index("links.*[kind=phone_relay]")].count("\n") + 1
    assert caught.value.faults == (
        f"sample:{line}:41: links.video_to_112.duration: '30 m' is a length, but a time is wanted, such as 80 s",
    )


# Sources


def fact(city, path, alternative=""):
    (found,) = (fact for fact in city.facts if (fact.path, fact.alternative) == (path, alternative))
    return found


def test_the_nearest_source_speaks(city):
    share = fact(city, "incidents.arrest.callers.share")
    assert (share.source, share.confidence, share.note, share.value) == ("survey_2019", "S", "table 2", "90 %")
    assert (share.low, share.high, share.year) == ("80 %", "125 %", 2019)
    dwell = fact(city, "sensors.wall.dwell")
    assert (dwell.source, dwell.note, dwell.low, dwell.high) == ("survey_2019", "page 4", "15 s", "30 s")
    assert fact(city, "sensors.wall.range").confidence == "D"
    tiles = fact(city, "sensors.wall.tiles")
    assert (tiles.source, tiles.note, tiles.low) == ("assumed", "an invented city", "")
    assert tiles.line == TEXT[: TEXT.index("tiles: 4")].count("\n") + 1


def test_changed_numbers_are_facts_of_their_alternative(city):
    assert fact(city, "links.video_to_119.latency", "shared").source == "arithmetic"
    after = fact(city, "links.room_112_to_119.transfer_after", "shared")
    assert (after.note, after.low, after.high) == ("a guess", "1 s", "9 s")
    assert fact(city, "links.video_to_112.duration").value == "50 s"
    assert fact(city, "links.video_to_112.duration", "shared").value == "30 s"


def test_every_number_is_listed_once(city):
    places = [(fact.alternative, fact.path) for fact in city.facts]
    assert len(places) == len(set(places))
    assert {fact.alternative for fact in city.facts} == {"", "shared"}
    paths = {fact.path.split(".")[0] for fact in city.facts}
    assert paths == {"place", "incidents", "agencies", "centres", "sensors", "links"}
    assert fact(city, "sensors.wall.at.0.0").value == "50 m"


def test_a_setting_rests_on_itself():
    fact_of_set = fact(sample(settings={"sensors.wall.tiles": "6"}), "sensors.wall.tiles")
    assert (fact_of_set.source, fact_of_set.note) == ("assumed", "given by --set")


# The schema


def test_the_schema_is_one_and_takes_the_sample():
    Draft202012Validator.check_schema(schema())
    errors = Draft202012Validator(schema()).iter_errors(written(tree_of(TEXT)))
    assert [(error.json_path, error.message) for error in errors] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dwell: 20 s\n", "dwell: 20\n"),
        ("dwell: 20 s\n", "dwel: 20 s\n"),
        ("kind: watched_camera\n", "kind: watched\n"),
        ("    kind: watched_camera\n", ""),
        ("18:00: 0.5 /m2", "25:00: 0.5 /m2"),
        ("title: Sample city\n", ""),
        ("confidence: D", "confidence: E"),
        ("seats: unlimited", "seats: limited"),
        ("mean: 50 s", "mean: 50 m"),
        ("links:\n", "lynx:\n"),
        ("fri: 1.5", "xyz: 1.5"),
    ],
)
def test_the_schema_refuses(old, new):
    assert old in TEXT
    bad = written(tree_of(TEXT.replace(old, new, 1)))
    assert not Draft202012Validator(schema()).is_valid(bad)
    with pytest.raises(ScenarioError):
        sample(old, new)


WIDE = """\
domains:
  duct: {title: Cable duct, outages: {up: {kind: exponential, mean: 300 d}, down: 8 h}, fed_by: [grid]}
  grid: {outages: {kind: at_times, spells: [{after: 3 h, lasts: 2 h}]}}
centres:
  desk_room:
    role: private
    desks: {calls: {seats: 2, work: [call, relay]}, rest: {seats: {"08:00": 2, "20:00": 1}}}
    patience: {law: {kind: exponential, mean: 2 min}, again: 60 %, again_after: 30 s}
sensors:
  crowd_cameras:
    kind: analytics
    centre: video
    counts: {street: 10}
    range: 40 m
    recall: 80 %
    delay: 5 s
    recall_in_crowd: {1 /m2: 100 %, 4 /m2: 55 %}
    breakdowns:
      device: {up: {kind: exponential, mean: 900 d}, repair: 2 d, crews: 2}
      cabinet: {up: {kind: exponential, mean: 400 d}, repair: 1 d, together: 5}
"""


def widened(wide):
    """Return the sample with more entries in its sections."""
    text = TEXT.replace("dispatch:", "domains:\ndispatch:", 1)
    text = text.replace("types: [brawl]}", "types: [brawl], domains: [duct]}", 1)
    section = ""
    for line in reversed(wide.splitlines(keepends=True)):
        if line[0] == " ":
            section = line + section
        else:
            text, section = text.replace(f"\n{line}", f"\n{line}{section}", 1), ""
    return text


def test_parts_by_id_and_tables_by_quantity_are_read_and_allowed_by_the_schema():
    text = widened(WIDE)
    errors = Draft202012Validator(schema()).iter_errors(written(tree_of(text)))
    assert [(error.json_path, error.message) for error in errors] == []
    base = load_text(text, "sample").alternatives["phones"]
    assert base.domains["duct"].fed_by == ("grid",)
    assert base.centres["desk_room"].desks["rest"].seats == {8 * 3600.0: 2, 20 * 3600.0: 1}
    assert base.sensors["crowd_cameras"].recall_in_crowd == {1.0: 1.0, 4.0: pytest.approx(0.55)}
    assert base.sensors["crowd_cameras"].breakdowns["cabinet"].together == 5
    changes = {"sensors.crowd_cameras.breakdowns.*.repair": "3 d", "domains.grid.outages": "null"}
    city = load_text(text, "sample", changes)
    assert city.alternatives["shared"].domains["grid"].outages is None
    changed = city.alternatives["shared"]
    assert {cause.repair.average() for cause in changed.sensors["crowd_cameras"].breakdowns.values()} == {3 * 86400.0}


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("fed_by: [grid]", "fed: [grid]", "domains.duct.fed: 'fed' is not known here (did you mean 'fed_by'?)"),
        ("after: 3 h", "after: 3 m", "domains.grid.outages.spells.0.after: '3 m' is a length"),
        ("work: [call, relay]", "work: [call, relais]", "'relais' is none of"),
        ("4 /m2: 55 %", "4 m2: 55 %", "recall_in_crowd.4 m2: '4 m2' is an area, but a density is wanted"),
        ("crews: 2", "crews: 0", "breakdowns.device.crews: a whole number of at least 1 is wanted"),
    ],
)
def test_a_fault_in_a_part_by_id(old, new, part):
    assert old in WIDE
    with pytest.raises(ScenarioError) as caught:
        load_text(widened(WIDE.replace(old, new)), "sample")
    found = caught.value.faults
    assert any(part in fault for fault in found), found


def test_the_schema_names_and_describes():
    definitions = schema()["$defs"]
    assert {"ExponentialTime", "LognormalLength", "WatchedCamera", "Zone"} <= set(definitions)
    assert all(name.isalpha() for name in definitions)
    mean = definitions["ExponentialTime"]["properties"]["mean"]
    assert mean["description"].endswith("A time with its unit (s, min, h, d).")
    assert mean["examples"] == ["80 s"]
    assert schema()["properties"]["warm_up"]["default"] == "0 s"
    for name, definition in definitions.items():
        assert definition["description"]
        assert {"source": {"$ref": "#/$defs/Source"}}.items() <= definition.get("properties", {}).items() or name in (
            "Claim",
            "Source",
            "SourceEntry",
        )


SCENARIOS = Path(__file__).parent.parent / "scenarios"


def test_the_copy_of_the_schema_for_editors_is_fresh():
    """Make it anew with: simcity schema > scenarios/schema.json."""
    assert json.loads((SCENARIOS / "schema.json").read_text()) == schema()


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_pass_the_loader_and_the_schema_that_they_name(path):
    text = path.read_text()
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    assert load(path).alternatives
    errors = Draft202012Validator(schema()).iter_errors(written(tree_of(text)))
    assert [(error.json_path, error.message) for error in errors] == []


# What may never happen

LINES = TEXT.splitlines(keepends=True)
TOKENS = ["", "0", "-1", "1e999", "null", "~", "{}", "[]", "x", "3 s", "3 %", "*", "&a b", "*a", "!!int 3", "<<", "'"]
TOKENS += ["assumed", "source", "kind", ": ", "- ", "\t", "---\n", ".nan", "true", "25:00", "unlimited", "0 /day", "??"]

edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "swap", "token", "insert"]),
        st.integers(0, len(LINES) - 1),
        st.integers(0, 200),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=4,
)


def edited(changes):
    lines = list(LINES)
    for what, at, column, token in changes:
        if what == "delete":
            lines[at] = ""
        elif what == "double":
            lines[at] *= 2
        elif what == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        elif what == "token":
            words = lines[at].split(" ")
            words[column % len(words)] = token
            lines[at] = " ".join(words)
        else:
            cut = column % (len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + token + lines[at][cut:]
    return "".join(lines)


def city_or_report(text, settings_=None):
    faults = ()
    try:
        assert isinstance(load_text(text, "sample", settings_), City)
    except ScenarioError as error:
        faults = error.faults or [""]
    for fault in faults:
        assert "\n" not in fault
        assert fault.startswith(("sample:", "--set: "))


@settings(max_examples=200, deadline=None)
@given(edits)
def test_an_edited_file_gives_a_city_or_a_report(changes):
    city_or_report(edited(changes))


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_any_text_gives_a_city_or_a_report(text):
    city_or_report(text)


PATHS = ["seed", "links.*", "a.b", "*", "links.*[kind=x]", "source", "", "sharing", "services", "sensors.wall.at"]


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PATHS), st.text(max_size=20))
def test_any_setting_gives_a_city_or_a_report(path, value):
    city_or_report(TEXT, {path: value})


def test_files_that_would_take_forever_do_not():
    city_or_report("[" * 100_000)
    city_or_report("{a: " * 100_000)
    city_or_report("- " * 100_000)
    city_or_report("? " * 100_000)
    city_or_report("a\n" * 100_000)
    city_or_report("title: " + "9" * 1_000_000 + " a b")
    city_or_report("".join(f"k{n}: {n} s\n" for n in range(20_000)))


def test_the_package_is_light_to_import():
    code = "import sys, simcity.load; print(sorted({'pydantic', 'numpy', 'yaml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
