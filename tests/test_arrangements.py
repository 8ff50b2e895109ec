"""Arrangements by the roles of centres, and attribution by groups of changes."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from simcity.load import ScenarioError, arrangements, load_text, schema, subsets
from simcity.load.arrangement_files import read
from simcity.load.catalogue import known
from simcity.model.links import DigitalReport, PhoneRelay, PushedVideo, Ticket, VideoToUnit

TOWN = """\
simcity: 1
title: Town
horizon: 6 h
primary: {metric: attainment/fight/police, baseline: plain, alternative: more}
place:
  zones: {street: {at: [0 m, 0 m], size: [400 m, 30 m], source: "assumed: x"}}
incidents:
  source: "assumed: x"
  fight: {rate: 1 /h, needs: {police: {car: 1}}, golden_time: {police: 5 min}, callers: {calls: {r112: 1}, delay: 60 s}}
  fire: {rate: 1 /h, needs: {engines: {pump: 1}, police: {car: 1}}, callers: {calls: {r119: 1}, delay: 60 s}}
  fall: {rate: 1 /h, needs: {ambulances: {car: 1}}, callers: {calls: {r119: 1}, delay: 60 s}}
agencies:
  police: {dispatched_by: r112, units: unlimited}
  engines: {dispatched_by: r119, units: unlimited}
  ambulances: {dispatched_by: r119, units: unlimited}
centres:
  source: "assumed: x"
  video: {role: video, seats: 2, dispatching: 1 s}
  r112: {role: police, seats: 2, dispatching: 1 s}
  r119: {role: fire, seats: 2, dispatching: 1 s}
sensors:
  wall: {kind: watched_camera, centre: video, at: [[0 m, 0 m]], range: 80 m, dwell: 20 s, tiles: 1,
    source: "assumed: x"}
links:
  found: {kind: phone_relay, from: video, to: r112, duration: 60 s, source: "assumed: x"}
  carried: {kind: messenger, from: r112, to: r119, journey: 60 s, source: "assumed: x"}
"""
PLAIN = TOWN + "alternatives:\n  plain: {}\n  more: "
LINE = PLAIN.count("\n") + 1
"""Of the alternative more, where it is written on one line."""


def more(change, town=PLAIN, **given):
    return load_text(town + change + "\n", "town", given.get("settings"))


def links(city, alternative="more"):
    return city.alternatives[alternative].links


def up(city, alternative="more"):
    return {name for name, link in links(city, alternative).items() if link.up != "never"}


def faults_of(text, settings=None):
    with pytest.raises(ScenarioError) as caught:
        load_text(text + "\n", "town", settings)
    return caught.value.faults


def one_fault(text, settings=None):
    (fault,) = faults_of(text, settings)
    return fault


# Rungs


def test_a_rung_takes_the_place_of_the_links_of_the_file():
    city = more("{sharing: ticket}")
    pair = ["r112-r119", "r119-r112"]
    assert up(city) == {"finds_by_phone-video-r112", "finds_by_phone-video-r119", *(f"ticket-{ends}" for ends in pair)}
    assert isinstance(links(city)["ticket-r112-r119"], Ticket)
    assert (links(city)["ticket-r112-r119"].sender, links(city)["ticket-r112-r119"].receiver) == ("r112", "r119")
    assert up(city, "plain") == {"found", "carried"}
    assert city.changes["more"]["sharing"] == "ticket (links.*.up: never; links finds_by_phone (2), ticket (2))"


def test_the_ladder_has_its_rungs_and_each_stands_in_the_town():
    names = ["nothing", "phones", "today", "ticket", "ticket_and_location", "integrated", "perfect"]
    assert list(known("sharing")) == names
    ladder = {name: more(f"{{sharing: {name}}}") for name in names}
    assert up(ladder["nothing"]) == up(ladder["perfect"]) == set()
    assert up(ladder["today"]) == {"found", "carried"}
    assert {centre.knows for centre in ladder["perfect"].alternatives["more"].centres.values()} == {"everything"}
    assert {centre.knows for centre in ladder["integrated"].alternatives["more"].centres.values()} == {
        "what_it_is_told"
    }


def test_within_a_rung_a_service_replaces_what_it_replaces():
    city = more("{sharing: integrated}")
    assert isinstance(links(city)["cctv_found_112"], DigitalReport)
    assert links(city)["finds_by_phone-video-r112"].up == "never"
    assert links(city)["finds_by_phone-video-r119"].up == "never"
    said = city.changes["more"]["sharing"]
    assert "without telecom_location, private_to_city, for want of such centres" in said


@pytest.mark.parametrize("name", [one.name for one in arrangements() if one.group == "services"])
def test_every_service_is_switched_on_by_one_line_and_covers_its_numbers(name):
    roles = (
        "  sky: {role: telecom, seats: 1}\n  guards: {role: private, seats: 1}\n  city: {role: disaster, seats: 1}\n"
    )
    town = PLAIN.replace("sensors:\n", f"{roles}sensors:\n").replace('  source: "assumed: x"\n  fight', "  fight")
    town = town.replace("incidents:\n", 'incidents:\n  source: "assumed: x"\n')
    city = more(f"{{services: [{name}]}}", town)
    put_in = up(city) - {"found", "carried"}
    assert put_in
    for link in put_in:
        mine = [fact for fact in city.facts if fact.path.startswith(f"links.{link}.")]
        assert mine
        assert all(fact.alternative == "more" and fact.note + fact.source != "assumed" for fact in mine)
        assert all(fact.source == "assumed" or fact.source in city.sources for fact in mine)


# Services


def test_a_service_adds_links_between_roles_for_the_types_it_is_for():
    city = more("{services: [emergency_video_112, dispatch_support_119]}")
    video = links(city)["emergency_video_112"]
    assert isinstance(video, PushedVideo)
    assert (video.sender, video.receiver, video.types) == ("video", "r112", ("fight", "fire"))
    assert links(city)["dispatch_support_119"].types == ("fire", "fall")
    assert up(city) == {"found", "carried", "emergency_video_112", "dispatch_support_119"}
    assert city.changes["more"] == {
        "services.emergency_video_112": "emergency_video_112 (links emergency_video_112)",
        "services.dispatch_support_119": "dispatch_support_119 (links dispatch_support_119)",
    }


def test_links_to_units_go_to_agencies():
    city = more("{services: [video_to_fire_engine]}")
    found = {link.receiver: link for link in links(city).values() if isinstance(link, VideoToUnit)}
    assert {name: link.types for name, link in found.items()} == {"engines": ("fire",), "ambulances": ("fall",)}
    assert found["engines"].within == 500.0


def test_a_service_takes_what_it_replaces_out_of_use():
    city = more("{services: [cctv_found_112]}")
    assert isinstance(links(city)["found"], PhoneRelay)
    assert up(city) == {"carried", "cctv_found_112"}
    assert up(city, "plain") == {"found", "carried"}


def test_sharing_comes_first_then_services_then_the_rest():
    changes = "links.cctv_found_119.handling: 99 s, services: [cctv_found_119], sharing: phones, source: 'assumed: y'"
    city = more(f"{{{changes}}}")
    assert links(city)["cctv_found_119"].handling.average() == 99.0
    assert links(city)["finds_by_phone-video-r119"].up == "never"
    assert links(city)["finds_by_phone-video-r112"].up == "always"
    assert list(city.changes["more"]) == ["sharing", "services.cctv_found_119", "links.cctv_found_119.handling"]


def test_the_top_of_the_file_comes_before_settings_and_alternatives():
    town = "sharing: phones\nservices: [cctv_found_112]\n" + PLAIN
    given = {"links.cctv_found_112.latency": "7 s"}
    city = more("{links.cctv_found_112.handling: 9 s, source: 'assumed: y'}", town, settings=given)
    assert city.arranged.keys() == {"sharing", "services.cctv_found_112"}
    for name in ("plain", "more"):
        assert links(city, name)["cctv_found_112"].latency.average() == 7.0
        assert up(city, name) == {"finds_by_phone-video-r119", "cctv_found_112"} | {
            f"joint_by_phone-{ends}" for ends in ("r112-r119", "r119-r112")
        }
    assert links(city)["cctv_found_112"].handling.average() == 9.0
    (fact,) = [fact for fact in city.facts if fact.path == "links.joint_by_phone-r112-r119.duration"]
    assert (fact.alternative, fact.line) == ("", 1)


def test_a_setting_may_give_the_rung():
    city = more("{services: [cctv_found_119]}", settings={"sharing": "phones"})
    assert up(city, "plain") == {f"finds_by_phone-video-{room}" for room in ("r112", "r119")} | {
        f"joint_by_phone-{ends}" for ends in ("r112-r119", "r119-r112")
    }
    assert "cctv_found_119" in up(city)
    city = more("{}", settings={"services": "[cctv_found_112]"})
    assert up(city, "plain") == {"carried", "cctv_found_112"}


def test_a_service_may_be_switched_on_after_a_rung_took_it_out():
    town = "services: [cctv_found_112]\n" + PLAIN
    assert up(more("{sharing: phones}", town)).isdisjoint({"cctv_found_112"})
    city = more("{sharing: phones, services: [cctv_found_112]}", town)
    assert "cctv_found_112" in up(city)
    assert "finds_by_phone-video-r112" not in up(city)


def test_what_is_on_already_stays_as_it_is():
    town = "services: [cctv_found_112]\n" + PLAIN.replace("alternatives:\n", 'source: "assumed: y"\nalternatives:\n')
    city = more("{services: [cctv_found_112]}", town, settings={"links.cctv_found_112.handling": "77 s"})
    assert links(city)["cctv_found_112"].handling.average() == 77.0
    assert city.changes["more"] == {"services.cctv_found_112": "cctv_found_112 (nothing more)"}


def test_a_link_of_the_file_keeps_its_id():
    town = PLAIN.replace("  found:", "  cctv_found_112:")
    city = more("{services: [cctv_found_112]}", town)
    assert links(city)["cctv_found_112"].up == "never"
    assert up(city) == {"carried", "cctv_found_112-video-r112"}
    both = PLAIN.replace("  found:", "  cctv_found_112-video-r112:").replace("  carried:", "  cctv_found_112:")
    fault = one_fault(both + "{services: [cctv_found_112]}")
    assert "the file has a link 'cctv_found_112-video-r112' already" in fault


def test_numbers_of_an_arrangement_are_facts_with_its_sources():
    city = more("{sharing: phones, services: [dispatch_support_112]}")
    facts = {(fact.alternative, fact.path): fact for fact in city.facts}
    within = facts["more", "links.dispatch_support_112.within"]
    assert (within.value, within.confidence, within.source) == ("500 m", "S", "arrangement:dispatch_support_112.within")
    assert "Chungnam" in city.sources[within.source].text
    assert within.line == LINE
    after = facts["more", "links.joint_by_phone-r112-r119.joint_after.mean"]
    assert (after.confidence, after.low, after.high) == ("D", "80 %", "120 %")
    ring = facts["more", "links.joint_by_phone-r119-r112.duration"]
    assert (ring.source, ring.note, ring.low, ring.high) == ("assumed", "telling a case in words", "15 s", "60 s")
    used = {fact.source for fact in city.facts}
    assert {name for name in city.sources if name.startswith("arrangement:")} <= used


def test_arrangements_are_described():
    listed = {one.name: one for one in arrangements()}
    video = listed["emergency_video_112"]
    assert video.group == "services"
    assert [(way.kind, way.senders, way.receivers) for way in video.ways] == [("pushed_video", ("video",), ("police",))]
    assert "Daejeon" in video.in_use
    assert listed["perfect"].changes == ("links.*.up: never", "centres.*.knows: everything")
    assert listed["video_to_fire_engine"].ways[0].receivers == ("units sent by fire", "units sent by ems")
    for one in listed.values():
        assert one.title
        assert one.moves
        assert one.group == "sharing" or (one.when and "facts" in one.in_use)


def test_the_schema_knows_them():
    validator = Draft202012Validator(schema())
    head = {"simcity": 1, "title": "t", "place": {"zones": {}}, "incidents": {}, "horizon": "1 h"}
    groups = {"alternative": "b", "groups": {"x": ["sharing"], "y": ["services.cctv_found_112"]}}
    good = {"sharing": "ticket", "services": ["cctv_found_112"], "attribution": groups}
    assert validator.is_valid({**head, **good, "alternatives": {"b": {"sharing": "perfect", "services": []}}})
    for bad in (
        {"sharing": "tickets"},
        {"services": ["cctv"]},
        {"services": "cctv_found_112"},
        {"alternatives": {"b": {"sharing": "none"}}},
        {"attribution": {"alternative": "b"}},
        {"attribution": {"alternative": "b", "groups": {"x": ["sharing"]}}},
    ):
        assert not validator.is_valid({**head, **bad}), json.dumps(bad)


# What is wrong with switching on


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (
            "{sharing: tickets}",
            "sharing: there is no rung of sharing 'tickets' (did you mean 'ticket'?); there are noth",
        ),
        ("{sharing: [ticket]}", "sharing: the name of one rung is wanted, such as sharing: integrated"),
        ("{sharing: 3}", "there is no rung of sharing '3'"),
        ("{services: [cctv_found_118]}", "there is no service 'cctv_found_118' (did you mean 'cctv_found_11"),
        (
            "{services: cctv_found_112}",
            "services: a list of services is wanted, such as services: [emergency_video_112]",
        ),
        ("{services: [{a: 1}]}", "services.0: the name of a service is wanted"),
        ("{services: [cctv_found_112, cctv_found_112]}", "services.1: 'cctv_found_112' is named twice"),
        ("{services: [ticket]}", "there is no service 'ticket'"),
        ("{services.cctv_found_112: true}", "write services: [name, ...]"),
        (
            "{services: [private_security]}",
            "it goes from private to video; the roles of the centres are video, police, fire",
        ),
        ("{services: [vulnerable_persons]}", "'vulnerable_persons' needs a centre of the role telecom"),
    ],
)
def test_a_fault_of_switching_on(change, part):
    fault = one_fault(PLAIN + change)
    assert part in fault
    assert fault.startswith(f"town:{LINE}:")


@pytest.mark.parametrize("change", ["{sharing: null}", "{services: null}", "{services: []}"])
def test_nothing_may_be_switched_on(change):
    assert up(more(change)) == {"found", "carried"}


def test_a_service_for_no_type_of_the_town_is_a_fault():
    town = PLAIN.replace(", police: {car: 1}", "").replace("police: {car: 1}", "ambulances: {car: 1}")
    town = town.replace("golden_time: {police: 5 min}, ", "").replace(
        "primary: {metric: attainment/fight/police, baseline: plain, alternative: more}\n", ""
    )
    fault = one_fault(town + "{services: [emergency_video_112]}")
    assert "finds no incident type that needs the units of its centres" in fault


def test_a_fault_in_what_was_changed_afterwards_is_that_of_the_change():
    changes = "{services: [cctv_found_112], links.cctv_found_112.latency: 3 m, source: 'assumed: y'}"
    fault = one_fault(PLAIN + changes)
    assert fault.endswith("links.cctv_found_112.latency: '3 m' is a length, but a time is wanted, such as 80 s")


def test_what_was_put_in_counts_as_written_at_its_word():
    # Without a sensor the video centre has no picture to push.
    start, end = PLAIN.index("sensors:\n"), PLAIN.index("links:\n")
    text = PLAIN[:start] + PLAIN[end:]
    found = faults_of(text + "{services: [emergency_video_112]}")
    mine = [fault for fault in found if ": links.emergency_video_112" in fault]
    assert mine
    assert all(fault.startswith(f"town:{text.count(chr(10)) + 1}:") for fault in mine)
    assert all(fault.endswith("(put in by services: emergency_video_112)") for fault in mine)


def test_settings_are_not_overwritten():
    settings = {"links.found.up": "always"}
    fault = one_fault(PLAIN + "{sharing: ticket}", settings)
    assert "this would overwrite --set links.found.up" in fault
    assert "this would overwrite --set links.found.up" in one_fault(PLAIN + "{services: [cctv_found_112]}", settings)
    assert "this would overwrite --set sharing" in one_fault(PLAIN + "{sharing: ticket}", {"sharing": "phones"})
    assert one_fault(PLAIN + "{}", {"sharing": "phonse"}).startswith("--set: sharing: there is no rung")


def test_ids_of_arrangements_are_kept_free():
    text = 'sources: {"arrangement:x": {text: t, confidence: S}}\n'
    assert "cannot be the id of a source" in one_fault(text + PLAIN + "{}")


# Files of arrangements

SMALL = """\
word:
  title: Word
  moves: a word
  when: at once
  in_use: nowhere
  links:
    word: {kind: ticket, from: {role: video}, to: {role: police}, latency: 3 s,
      source: {latency: {B: talk, low: 50 %, high: 200 %}}}
"""


def test_a_small_file_of_arrangements():
    one = read(SMALL, "small.yaml", "services")["word"]
    assert [template.id for template in one.templates] == ["word"]
    assert one.sources["arrangement:word.latency"].text == "talk"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Word", "titel: Word"),
        ("  moves: a word\n", ""),
        ("  when: at once\n", ""),
        ("from: {role: video}, ", ""),
        ("from: {role: video}", "from: {agencies_of: video}"),
        ("from: {role: video}", "from: video"),
        ("latency: 3 s", "types: {needs: to}, replaces: phone_relay"),
        ("latency: 3 s", "types: [fight]"),
        ("  links:", "  uses: {other: [word]}\n  links:"),
        ("word:\n  title", "[]\n#"),
    ],
)
def test_a_file_of_arrangements_that_is_wrong(old, new):
    assert old in SMALL
    with pytest.raises(ValueError, match=r"small\.yaml"):
        read(SMALL.replace(old, new, 1), "small.yaml", "services")


# Attribution

GROUPED = """\
attribution:
  alternative: more
  groups:
    ticket: [sharing]
    video: [services.emergency_video_112, services.dispatch_support_119]
    fast: [centres.*.dispatching]
"""
CHANGES = (
    "{sharing: ticket, services: [emergency_video_112, dispatch_support_119], centres.*.dispatching: 2 s,"
    " source: 'assumed: y'}"
)
FINDS = {f"finds_by_phone-video-{room}" for room in ("r112", "r119")}
TICKETS = {"ticket-r112-r119", "ticket-r119-r112"}


def all_subsets(tmp_path, text, settings=None):
    (tmp_path / "town.yaml").write_text(text + "\n")
    return subsets(tmp_path / "town.yaml", settings)


def grouped(groups, changes=CHANGES, town=PLAIN):
    return f"attribution: {{alternative: more, groups: {groups}}}\n{town}{changes}"


def test_subsets_switch_groups_on_and_off(tmp_path):
    city = all_subsets(tmp_path, GROUPED + PLAIN + CHANGES)
    assert city.groups == ("ticket", "video", "fast")
    names = ["none", "ticket", "video", "fast", "ticket+video", "ticket+fast", "video+fast", "ticket+video+fast"]
    assert list(city.alternatives) == names
    pushed = {"emergency_video_112", "dispatch_support_119"}
    assert up(city, "none") == {"found", "carried"}
    assert up(city, "ticket") == up(city, "ticket+fast") == FINDS | TICKETS
    assert up(city, "video") == {"found", "carried"} | pushed
    assert up(city, names[-1]) == FINDS | TICKETS | pushed
    after = {name: scenario.centres["r112"].dispatching.average() for name, scenario in city.alternatives.items()}
    assert after == {name: 2.0 if "fast" in name else 1.0 for name in names}
    primary = city.alternatives["video"].primary
    assert (primary.baseline, primary.alternative) == ("none", "ticket+video+fast")
    assert list(city.changes["ticket+fast"]) == ["sharing", "centres.*.dispatching"]


def test_the_subset_of_all_is_the_alternative(tmp_path):
    city = all_subsets(tmp_path, GROUPED + PLAIN + CHANGES)
    whole = load_text(GROUPED + PLAIN + CHANGES + "\n", "town")
    assert whole.groups == ()
    for field in ("links", "centres", "agencies", "sensors", "incidents"):
        assert getattr(city.alternatives["ticket+video+fast"], field) == getattr(whole.alternatives["more"], field)
        assert getattr(city.alternatives["none"], field) == getattr(whole.alternatives["plain"], field)


def test_subsets_stand_on_the_changes_of_the_baseline(tmp_path):
    town = PLAIN.replace("plain: {}", "plain: {sharing: phones, services: [cctv_found_112], links.found.ring: 9 s}")
    town = town.replace("ring: 9 s}", "ring: 9 s, source: 'assumed: z'}")
    changes = CHANGES.replace("emergency_video_112, dispatch_support_119", "cctv_found_112, cctv_found_119")
    city = all_subsets(
        tmp_path, grouped("{ticket: [sharing], rest: [services.cctv_found_119, centres.*.dispatching]}", changes, town)
    )
    phones = {"joint_by_phone-r112-r119", "joint_by_phone-r119-r112"}
    assert up(city, "none") == phones | {"finds_by_phone-video-r119", "cctv_found_112"}
    assert up(city, "ticket") == TICKETS | {"finds_by_phone-video-r119", "cctv_found_112"}
    assert up(city, "rest") == phones | {"cctv_found_112", "cctv_found_119"}
    assert {links(city, name)["found"].ring for name in city.alternatives} == {9.0}


def test_settings_hold_in_all_subsets(tmp_path):
    city = all_subsets(tmp_path, GROUPED + PLAIN + CHANGES, {"horizon": "9 h"})
    assert {scenario.horizon for scenario in city.alternatives.values()} == {9 * 3600.0}


@pytest.mark.parametrize(
    ("groups", "part"),
    [
        (
            "{a: [sharing], b: [services.emergency_video_112, centres.*.dispatching]}",
            "in no group: services.dispatch_su",
        ),
        ("{a: [sharing], b: [sharing]}", "'sharing' is in the group 'a' already; leave it in one"),
        ("{a: [sharing], b: [service.emergency_video_112]}", "(did you mean 'services.emergency_video_112'?)"),
        ("{a: [sharing]}", "2 to 5 groups are wanted, got 1"),
        ("{a: [sharing], b: [], c: [], d: [], e: [], f: []}", "2 to 5 groups are wanted, got 6"),
        ("{a: [], b: [sharing]}", "groups.a: a list of changes of the alternative is wanted"),
        ("{a: sharing, b: [sharing]}", "groups.a: a list of changes of the alternative is wanted"),
        ("{none: [sharing], b: [sharing]}", "'none' cannot be the name of a group"),
        ("{a+b: [sharing], c: [sharing]}", "'a+b' cannot be the name of a group"),
        ("[a, b]", "attribution.groups: a mapping from group to its changes is wanted"),
    ],
)
def test_a_fault_of_the_groups(tmp_path, groups, part):
    text = grouped(groups)
    found = faults_of(text)
    assert any(part in fault and fault.startswith("town:1:") for fault in found), found
    with pytest.raises(ScenarioError):
        all_subsets(tmp_path, text)


@pytest.mark.parametrize(
    ("block", "part"),
    [
        ("attribution: yes", "town:1:14: attribution: write attribution: {alternative: NAME"),
        ("attribution: {groups: {}}", "attribution: 'alternative' is missing"),
        ("attribution: {alternative: more}", "attribution: 'groups' is missing"),
        ("attribution: {alternative: moer, groups: {}}", "there is no alternative 'moer' (did you mean 'more'?)"),
        ("attribution: {alternative: plain, groups: {}}", "'plain' is the baseline; name the alternative"),
        ("attribution: {alternative: more, group: {}}", "'group' is not known here (did you mean 'groups'?)"),
    ],
)
def test_a_fault_of_the_attribution(block, part):
    found = faults_of(f"{block}\n{PLAIN}{CHANGES}")
    assert any(part in fault for fault in found), found


def test_what_the_baseline_does_too_bought_nothing():
    town = PLAIN.replace("plain: {}", "plain: {sharing: ticket}")
    fault = one_fault(
        grouped(
            "{a: [sharing], b: [services.emergency_video_112, services.dispatch_support_119],"
            " c: [centres.*.dispatching]}",
            town=town,
        )
    )
    assert "the baseline 'plain' makes the change 'sharing' alike, so it bought nothing; take it out" in fault


def test_subsets_need_an_attribution(tmp_path):
    with pytest.raises(ScenarioError, match=r"town\.yaml:1:1: attribution: attribution is missing; write such as"):
        all_subsets(tmp_path, PLAIN + CHANGES)


def test_a_fault_in_a_subset_names_it(tmp_path):
    changes = "{links.new: {kind: ticket, from: video, to: r119}, links.new.latency: 3 s, source: 'assumed: y'}"
    text = grouped("{a: [links.new], b: [links.new.latency]}", changes)
    assert load_text(text + "\n", "town").alternatives
    with pytest.raises(ScenarioError, match=r"there is no 'new' in links.*\[in alternative b\]"):
        all_subsets(tmp_path, text)


def test_what_is_packaged_is_there():
    folder = Path(__file__).parent.parent / "simcity" / "arrangements"
    assert {path.name for path in folder.glob("*.yaml")} == {"ladder.yaml", "services.yaml"}
